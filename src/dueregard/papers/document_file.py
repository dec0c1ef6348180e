"""A Document as canonical JSON and back, so that a frozen paper keeps what it was made from."""

from __future__ import annotations

import json
import types
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from dueregard.common.errors import DueRegardError
from dueregard.papers.document import (
    Bullets,
    Callout,
    Chart,
    Decision,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
)

FORMAT = "dueregard-document 1"
_BLOCKS = {
    kind.__name__: kind for kind in (Heading, Paragraph, Bullets, Decision, Table, Chart, Callout, Facts)
}


def write_document(document: Document) -> bytes:
    """The document as canonical JSON in plain ASCII, whatever its text holds."""
    tree = {"format": FORMAT, **_plain(document)}
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def read_document(content: bytes) -> Document:
    """The document that `write_document` was given. Raises DueRegardError for anything else."""
    try:
        tree = json.loads(content)
        if tree.pop("format") != FORMAT:
            raise ValueError("another format")
        document: Document = _typed(Document, tree)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DueRegardError(
            f"document.json: it is not a {FORMAT}; take it from the frozen paper again."
        ) from None
    return document


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        plain = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {"block": type(value).__name__, **plain} if type(value).__name__ in _BLOCKS else plain
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _typed(kind: Any, tree: Any) -> Any:
    """A value of a type from plain JSON."""
    if get_origin(kind) in (Union, types.UnionType):
        return _one_of(get_args(kind), tree)
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind), tree)
    if is_dataclass(kind):
        given = {name: part for name, part in tree.items() if name != "block"}
        hints = get_type_hints(kind)
        return kind(**{name: _typed(hints[name], part) for name, part in given.items()})  # type: ignore[operator]
    if kind is date:
        return date.fromisoformat(tree)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(tree)
    if kind is float and isinstance(tree, int):
        return tree
    if not isinstance(tree, kind):
        raise TypeError(f"{tree!r} is not {kind}")
    return tree


def _one_of(kinds: tuple[Any, ...], tree: Any) -> Any:
    if tree is None and type(None) in kinds:
        return None
    if isinstance(tree, dict):
        return _typed(_BLOCKS[tree["block"]], tree)
    return _typed(next(kind for kind in kinds if kind is not type(None)), tree)


def _tuple(kinds: tuple[Any, ...], tree: Any) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_typed(kinds[0], item) for item in tree)
    return tuple(_typed(kind, item) for kind, item in zip(kinds, tree, strict=True))
