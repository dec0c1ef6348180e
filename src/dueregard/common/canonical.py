"""Canonical bytes of records, and their hash: same content, same bytes, on any machine."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from dueregard.common.records import field_specs


def plain(value: Any) -> Any:
    """A record as plain lists, mappings and text, each scalar written by its codec.

    >>> from dueregard.common.records import Record
    >>> from dueregard.common.codecs import Id
    >>> plain(Record(id=Id("a"), marking=Id("OFFICIAL")))["publishable"]
    'no'
    """
    result: dict[str, Any] = {}
    for spec in field_specs(type(value)):
        item = getattr(value, spec.name)
        if item is None:
            result[spec.name] = None
        elif spec.nested:
            result[spec.name] = [plain(part) for part in item] if spec.repeated else plain(item)
        elif spec.repeated:
            result[spec.name] = [spec.codec.write(part) for part in item]
        else:
            result[spec.name] = spec.codec.write(item)
    return result


def canonical_bytes(content: Any) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8 and a final line feed.

    >>> canonical_bytes({"b": 1, "a": "é"})
    b'{"a":"\\xc3\\xa9","b":1}\\n'
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


def sha256(content: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
