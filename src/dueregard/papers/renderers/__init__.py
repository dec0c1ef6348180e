"""Renderers: one `Document` in, bytes out. Each heavy library has its door here."""
