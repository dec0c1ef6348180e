"""Plain JSON read back into frozen dataclasses, so that a stored value has the shape that its readers expect.

A field is text, a whole number, a number, yes or no, one of these or null, a dataclass, or a tuple of one of them.
"""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_WORDS = {str: "text", bool: "true or false", int: "a whole number", float: "a number"}


def read_value(kind: type[T], tree: Any, where: str = "value") -> T:
    """A dataclass from plain JSON. Raises ValueError with where it does not fit and what was expected.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Step:
    ...     name: str
    ...     share: float | None
    >>> read_value(Step, {"name": "a", "share": 1})
    Step(name='a', share=1)
    >>> read_value(Step, {"name": 3, "share": None})
    Traceback (most recent call last):
    ValueError: value.name is not text
    """
    found: T = _read(kind, tree, where)
    return found


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, tree: Any, where: str) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        inner = next(part for part in get_args(kind) if part is not type(None))
        return None if tree is None else _read(inner, tree, where)
    if get_origin(kind) is tuple:
        if not isinstance(tree, list):
            raise ValueError(f"{where} is not a list")
        return tuple(_read(get_args(kind)[0], item, f"{where}[{at}]") for at, item in enumerate(tree))
    if is_dataclass(kind):
        return _dataclass(kind, tree, where)
    wanted = (int, float) if kind is float else kind
    if not isinstance(tree, wanted) or (kind in (int, float) and isinstance(tree, bool)):
        raise ValueError(f"{where} is not {_WORDS[kind]}")
    return tree


def _dataclass(kind: Any, tree: Any, where: str) -> Any:
    if not isinstance(tree, dict):
        raise ValueError(f"{where} is not an object")
    names = [field.name for field in fields(kind) if field.name in tree or field.default is MISSING]
    for name in names:
        if name not in tree:
            raise ValueError(f"{where} has no {name}")
    if strange := sorted(set(tree) - set(names)):
        raise ValueError(f"{where} has a {strange[0]}, which is not known")
    return kind(**{name: _read(_hints(kind)[name], tree[name], f"{where}.{name}") for name in names})
