"""Weaknesses found by named rules, each explained in one sentence."""
