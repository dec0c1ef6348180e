"""The rules: each says which subjects it finds, and what is to be said of one."""
