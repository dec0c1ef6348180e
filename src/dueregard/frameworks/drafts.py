"""A framework as far as it could be read, each piece with its lines, so that all is checked in one go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from dueregard.common.errors import FaultList, Place
from dueregard.common.reading.binding import bind
from dueregard.common.reading.yaml_tree import Mapping, Node, Scalar, Sequence
from dueregard.common.records import field_specs, parse_value
from dueregard.frameworks.model import (
    ConfidenceRule,
    Criterion,
    Framework,
    FrameworkArea,
    HeadingOf,
    Step,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Located(Generic[T]):
    """A piece that was read, the line it starts on, and the line of each of its fields."""

    value: T
    line: int
    lines: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be read of one framework file. A list with an unreadable entry is None.

    Checks that need an unreadable piece are left out: the piece's own fault is enough, and a
    second one about what depends on it would send the reader to the wrong place.
    """

    file: str
    line: int
    values: dict[str, Located[Any]]
    scale: tuple[Located[Step], ...] | None
    headings: tuple[Located[HeadingOf], ...] | None
    areas: tuple[Located[FrameworkArea], ...] | None
    criteria: tuple[Located[Criterion], ...] | None
    confidence: Located[ConfidenceRule] | None

    def place(self, located: Located[Any] | None = None, column: str | None = None) -> Place:
        """Where a piece or one of its fields stands."""
        if located is None:
            return Place(self.file, self.line, column)
        return Place(self.file, located.lines.get(column or "", located.line), column)


def draft_of(tree: Mapping, file: str) -> Draft:
    """Read each piece of a framework by itself, without noting faults (reading it whole noted them)."""
    quiet = FaultList(limit=10**9)
    return Draft(
        file=file,
        line=tree.line,
        values=_values(tree),
        scale=_entries(Step, tree, "scale", file, quiet),
        headings=_entries(HeadingOf, tree, "headings", file, quiet),
        areas=_entries(FrameworkArea, tree, "areas", file, quiet),
        criteria=_entries(Criterion, tree, "criteria", file, quiet),
        confidence=_one(ConfidenceRule, tree.entries.get("confidence"), file, quiet),
    )


def _values(tree: Mapping) -> dict[str, Located[Any]]:
    """The plain fields at the top of the file."""
    found: dict[str, Located[Any]] = {}
    for spec in field_specs(Framework):
        node = tree.entries.get(spec.name)
        if spec.nested or spec.repeated or not isinstance(node, Scalar):
            continue
        try:
            value = parse_value(spec, node.text)
        except ValueError:
            continue
        if value is not None:
            found[spec.name] = Located(value, tree.lines[spec.name])
    return found


def _entries(
    kind: type[T], tree: Mapping, key: str, file: str, quiet: FaultList
) -> tuple[Located[T], ...] | None:
    node = tree.entries.get(key)
    if not isinstance(node, Sequence):
        return None
    found = [_one(kind, item, file, quiet) for item in node.items]
    return None if None in found else tuple(piece for piece in found if piece is not None)


def _one(kind: type[T], node: Node | None, file: str, quiet: FaultList) -> Located[T] | None:
    if not isinstance(node, Mapping):
        return None
    value = bind(kind, node, file, quiet)
    return None if value is None else Located(value, node.line, node.lines)
