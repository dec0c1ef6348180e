"""The papers a force writes: the neutral document, its builders, charts and renderers."""
