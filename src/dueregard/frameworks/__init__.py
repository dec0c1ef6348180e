"""Versioned frameworks: what is asked, how it is rated and how ratings roll up."""
