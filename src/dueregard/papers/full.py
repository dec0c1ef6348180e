"""The full edition (being written)."""
