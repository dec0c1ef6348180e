"""Mathematics that has never heard of policing."""
