"""A hash of any value of ours by its content: two that would do the same work have the same, on any machine.

It goes down through dataclasses, sequences, mappings and arrays to what they hold, so that a field added
tomorrow is in it without anybody's doing. It is a name for a piece of work and no format to keep.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from pathlib import Path, PurePath
from typing import Any

import numpy as np

import dueregard


def content_hash(value: Any, *, by_own_hash: tuple[type, ...] = ()) -> str:
    """SHA-256 of a value's content. Raises TypeError for a value that has none, such as a function.

    by_own_hash: types whose `hash` already stands for all that they hold.

    >>> content_hash((1, "a")) == content_hash((1, "a")), content_hash((1, "a")) == content_hash(("1", "a"))
    (True, False)
    """
    return _Hashing(by_own_hash).of(value).hex()


class _Hashing:
    def __init__(self, by_own_hash: tuple[type, ...]) -> None:
        self.by_own_hash = by_own_hash
        # The same ledger or array may be reached many times. What is held here is alive, so ids stay its own.
        self.known: dict[int, tuple[Any, bytes]] = {}

    def of(self, value: Any) -> bytes:
        if not (is_dataclass(value) or isinstance(value, np.ndarray)):
            return self._of(value)
        if id(value) not in self.known:
            self.known[id(value)] = (value, self._of(value))
        return self.known[id(value)][1]

    def _of(self, value: Any) -> bytes:
        if isinstance(value, self.by_own_hash):
            return _digest("own", type(value).__qualname__, _own_hash(value))
        if isinstance(value, Enum):
            return _digest("enum", type(value).__qualname__, self.of(value.value))
        if value is None or isinstance(
            value, bool | int | str | Decimal | Fraction | date | bytes | PurePath
        ):
            return _digest(_kind(value), str(value))
        if isinstance(value, float):
            return _digest("float", value.hex())
        if isinstance(value, np.ndarray):
            if value.dtype.hasobject:
                raise TypeError("an array of objects has no content of its own")
            plain = np.ascontiguousarray(value)
            return _digest("array", plain.dtype.str, str(plain.shape), plain.tobytes())
        if isinstance(value, np.generic):
            return _digest("array", value.dtype.str, "()", value.tobytes())
        if is_dataclass(value) and not isinstance(value, type):
            # A field that does not count when two are compared, such as where a file was found, is no content.
            compared = [each.name for each in fields(value) if each.compare]
            held = [part for name in compared for part in (name, self.of(getattr(value, name)))]
            return _digest("record", type(value).__module__, type(value).__qualname__, *held)
        if isinstance(value, tuple | list):
            return _digest("list", *(self.of(item) for item in value))
        if isinstance(value, Mapping):
            pairs = sorted((self.of(key), self.of(item)) for key, item in value.items())
            return _digest("mapping", *(part for pair in pairs for part in pair))
        raise TypeError(f"a {type(value).__name__} has no content to hash")


def _own_hash(value: Any) -> str:
    own: str = value.hash
    return own


def _kind(value: Any) -> str:
    """The type as it counts: a short name is text."""
    for kind in (bool, int, str, Decimal, Fraction, date, bytes, PurePath):
        if isinstance(value, kind):
            return kind.__name__
    return "None"


def _digest(*parts: str | bytes) -> bytes:
    found = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        found.update(len(content).to_bytes(8, "big"))
        found.update(content)
    return found.digest()


@cache
def code_hash() -> str:
    """SHA-256 of this package's own code, so that nothing made by other code passes for ours.

    >>> len(code_hash())
    64
    """
    root = Path(dueregard.__file__).parent
    parts: list[str | bytes] = []
    for path in sorted(root.rglob("*.py")):
        parts += [path.relative_to(root).as_posix(), path.read_bytes()]
    return _digest(*parts).hex()
