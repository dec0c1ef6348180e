"""Readings of capacity targets from rosters: what could be there in every hour, who counts twice, who is relied on."""
