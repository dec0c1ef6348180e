"""Answers for machines: dataclasses whose fields say in words what each JSON key holds.

The keys a command prints with --json, and the reference of them, come from the same declaration.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from math import isfinite
from typing import Annotated, Any, get_args, get_origin, get_type_hints


def as_plain(answer: Any) -> Any:
    """An answer as mappings, lists, text, numbers, truth values and null.

    >>> from typing import Annotated
    >>> @dataclass(frozen=True)
    ... class Answer:
    ...     names: Annotated[tuple[str, ...], "Names."]
    >>> as_plain(Answer(("a", "b")))
    {'names': ['a', 'b']}
    """
    if is_dataclass(answer) and not isinstance(answer, type):
        return {field.name: as_plain(getattr(answer, field.name)) for field in fields(answer)}
    if isinstance(answer, tuple):
        return [as_plain(item) for item in answer]
    if isinstance(answer, float) and not isfinite(answer):
        raise ValueError(f"an answer cannot hold {answer}: JSON has no such number")
    if answer is None or isinstance(answer, bool | int | float | str):
        return str(answer) if isinstance(answer, str) else answer
    raise TypeError(f"an answer cannot hold {type(answer).__name__}")


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an answer, as the reference prints it; `path` has [] where a list is entered."""

    path: str
    holds: str
    about: str


def keys_of(kind: type, prefix: str = "") -> Iterator[Key]:
    """Every key of an answer, outer ones before their inner ones."""
    for name, hint in get_type_hints(kind, include_extras=True).items():
        if get_origin(hint) is not Annotated:
            raise TypeError(f"{kind.__name__}.{name} does not say what it holds")
        inner, about = get_args(hint)[:2]
        item, holds, path = _unwrap(inner, f"{prefix}{name}")
        yield Key(path, holds, about)
        if isinstance(item, type) and is_dataclass(item):
            yield from keys_of(item, f"{path}.")


_WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false"}


def _unwrap(hint: Any, path: str) -> tuple[Any, str, str]:
    """The item's type, the words for what stands there, and the path to it."""
    arguments = get_args(hint)
    if type(None) in arguments:
        item, holds, path = _unwrap(next(part for part in arguments if part is not type(None)), path)
        return item, f"{holds}, or null", path
    if get_origin(hint) is tuple:
        item, holds, path = _unwrap(arguments[0], f"{path}[]")
        return item, f"list of {holds}", path
    return hint, "object" if is_dataclass(hint) else _WORDS[hint], path
