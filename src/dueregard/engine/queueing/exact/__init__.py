"""Exact and numerically exact results, by closed form, balance equations or forward equations."""
