"""Experiments on a simulation: how many runs, what interval, what difference, how sure."""
