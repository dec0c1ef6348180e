"""From what a room answers to what a person or a machine reads; each knows one kind of answer."""
