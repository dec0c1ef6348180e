"""Experiments: replications, how many, what may be said of them, and with what confidence.

Everything here works on plain arrays and callables; an experiment is a function from a replication number
to numbers with names. Nothing here knows a kernel.
"""
