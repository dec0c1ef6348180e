"""Due Regard: a force pack in, the Commissioner's paper on the Strategic Policing Requirement out.

The rooms of the package, and which may import which, are listed in ``pyproject.toml`` and explained in
``docs/decisions/0001-rooms-and-layers.md``.
"""

__version__ = "0.1.0"
