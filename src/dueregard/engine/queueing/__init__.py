"""Queues: simulation kernels with plain twins, exact results, and experiments with intervals.

Customers of several classes arrive at places, wait for units, and are served. Nothing here knows
what a customer, a unit or a place stands for.
"""
