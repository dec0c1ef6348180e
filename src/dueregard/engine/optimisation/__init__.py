"""The one door to a solver of linear and integer programmes; bounds and gaps are always returned."""
