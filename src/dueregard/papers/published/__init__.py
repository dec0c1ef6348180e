"""The annex of the public edition: every published record that its sections do not tell in full."""
