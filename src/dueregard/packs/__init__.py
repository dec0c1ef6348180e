"""Force packs: read, check and write a Snapshot as a folder of YAML and CSV, without loss."""
