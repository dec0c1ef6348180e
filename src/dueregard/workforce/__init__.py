"""People, skills, shifts and rosters; the hours they give and the ledgers that account for them."""
