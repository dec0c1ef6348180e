"""Public order and other aid: for now the log of what was given and received."""
