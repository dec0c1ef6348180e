"""All of a force's records at a moment, and the part of them that may be public."""
