"""From a tree or a row of text to a record, every fault noted with its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any, TypeVar

from dueregard.common.errors import FaultList, Place, shorten
from dueregard.common.marking import refusal
from dueregard.common.reading.yaml_tree import Mapping, Node, Scalar, Sequence
from dueregard.common.records import FieldSpec, field_specs, parse_value

T = TypeVar("T")
MISSING = object()
MOST_COMPARED = 400


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str) -> str:
    """What to do about an unknown name: the nearest known one, or the list.

    >>> did_you_mean("raating", ["rating", "reason"], otherwise="remove it")
    'did you mean "rating"?'
    """
    near = nearest(word, known)
    return otherwise if near is None else f'did you mean "{near}"?'


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name a word was most likely meant to be, or None where none is like it.

    >>> nearest("reigon", ["region", "name"]), nearest("colour", ["region", "name"])
    ('region', None)
    """
    names = [name for name in known if abs(len(name) - len(word)) <= 3]
    if len(names) > MOST_COMPARED:  # comparing with every id of a large register takes too long
        names = [name for name in names if name[:2] == word[:2]][:MOST_COMPARED]
    return next(iter(difflib.get_close_matches(word, names, n=1, cutoff=0.7)), None)


def bind(
    kind: type[T], node: Node, file: str, faults: FaultList, *, skip: frozenset[str] = frozenset()
) -> T | None:
    """A record from a YAML mapping; None when it has a fault. `skip` names keys read elsewhere."""
    if not isinstance(node, Mapping):
        faults.add(
            Place(file, node.line),
            f"a list of fields was expected for {kind.__name__}",
            "write `field: value`",
        )
        return None
    specs = {spec.name: spec for spec in field_specs(kind) if not spec.column.separate}
    before = len(faults)
    unknown = [key for key in node.entries if key not in specs and key not in skip]
    for key in unknown:
        remedy = did_you_mean(key, specs, otherwise=f"remove it (the fields are {', '.join(specs)})")
        faults.add(Place(file, node.lines[key]), f"unknown field {shorten(key)}", remedy)
    misspelt = {nearest(key, specs) for key in unknown}  # told already, so not missing as well
    values: dict[str, Any] = {}
    for name, spec in specs.items():
        if name in node.entries or name not in misspelt:
            value = _field(spec, node, file, faults)
            if value is not MISSING:
                values[name] = value
    return _make(kind, values, Place(file, node.line), faults, before)


def _field(spec: FieldSpec, node: Mapping, file: str, faults: FaultList) -> Any:
    inner = node.entries.get(spec.name)
    if inner is None:
        if spec.required:
            faults.add(
                Place(file, node.line), f'the field "{spec.name}" is missing', f"add it: {_expects(spec)}"
            )
        return MISSING
    place = Place(file, node.lines[spec.name], spec.name)
    if spec.nested:
        return _nested(spec, inner, file, place, faults)
    if spec.repeated:
        return _scalars(spec, inner, place, faults)
    if not isinstance(inner, Scalar):
        faults.add(place, "a list or several fields were found", f"write {_expects(spec)}")
        return MISSING
    return scalar(spec, inner.text, place, faults)


def _expects(spec: FieldSpec) -> str:
    if spec.nested:
        return "a list of entries" if spec.repeated else "its fields, indented"
    return f"a list, each {spec.codec.expects}" if spec.repeated else spec.codec.expects


def _nested(spec: FieldSpec, inner: Node, file: str, place: Place, faults: FaultList) -> Any:
    if not spec.repeated:
        value = bind(spec.kind, inner, file, faults)
        return MISSING if value is None else value
    if not isinstance(inner, Sequence):
        faults.add(place, "a list was expected", "start each entry with a dash")
        return MISSING
    found = [bind(spec.kind, item, file, faults) for item in inner.items]
    return MISSING if None in found else tuple(found)


def _scalars(spec: FieldSpec, inner: Node, place: Place, faults: FaultList) -> Any:
    items = inner.items if isinstance(inner, Sequence) else (inner,)
    values = []
    for item in items:
        if not isinstance(item, Scalar):
            faults.add(place, "a list inside a list", f"write {_expects(spec)}")
            return MISSING
        if not item.text.strip() and not isinstance(inner, Sequence):
            continue
        try:
            values.append(spec.codec.parse(item.text.strip()))
        except ValueError as error:
            faults.add(
                Place(place.file, item.line, place.column), f"{shorten(item.text)} was given", str(error)
            )
            return MISSING
    return tuple(values)


def scalar(spec: FieldSpec, text: str, place: Place, faults: FaultList) -> Any:
    """One field from its text, or MISSING with a fault noted."""
    try:
        return parse_value(spec, text)
    except ValueError as error:
        saw = f"{shorten(text)} was given" if text.strip() else "it is blank"
        refused = refusal(text) if spec.name == "marking" else None
        faults.add(place, saw, refused or str(error))
        return MISSING


def bind_row(kind: type[T], row: dict[str, str], place: Place, faults: FaultList, **given: Any) -> T | None:
    """A record from a CSV row of text by column name; None when it has a fault."""
    before = len(faults)
    values: dict[str, Any] = dict(given)
    for spec in field_specs(kind):
        if spec.name in given or spec.column.separate:
            continue
        if spec.name not in row and not spec.required:
            continue
        value = scalar(spec, row.get(spec.name, ""), Place(place.file, place.line, spec.name), faults)
        if value is not MISSING:
            values[spec.name] = value
    return _make(kind, values, place, faults, before)


def _make(kind: type[T], values: dict[str, Any], place: Place, faults: FaultList, before: int) -> T | None:
    if len(faults) > before:
        return None
    try:
        return kind(**values)
    except ValueError as error:
        saw, _, remedy = str(error).partition("; ")
        faults.add(place, saw, remedy or "correct it")
        return None
