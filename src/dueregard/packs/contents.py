"""What was read from a pack, each record with the place it was read from, before it is a Snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from dueregard.assessment.returns import Response, Return
from dueregard.common.errors import Place
from dueregard.common.reading.yaml_tree import Mapping, Sequence
from dueregard.common.records import field_specs
from dueregard.common.results import Result
from dueregard.force.identity import Force
from dueregard.frameworks.model import Crosswalk, Framework
from dueregard.snapshot.records import REGISTERS


@dataclass(frozen=True, slots=True)
class Located:
    """A record and where it stands: a row of a CSV file, or an entry of a YAML tree."""

    record: Any
    file: str
    line: int
    node: Mapping | None = None

    def at(self, field_name: str | None = None) -> Place:
        """The place of the record, or of one of its fields."""
        line = self.line
        if self.node is not None and field_name is not None:
            line = self.node.lines.get(field_name, line)
        return Place(self.file, line, field_name)

    def parts(self) -> Iterator[tuple[str, list[Located]]]:
        """Its nested records by field, each with its own place. CSV rows have none."""
        if self.node is None:
            return
        for spec in field_specs(type(self.record)):
            node = self.node.entries.get(spec.name)
            if spec.nested and spec.repeated and isinstance(node, Sequence):
                records = getattr(self.record, spec.name)
                yield (
                    spec.name,
                    [
                        Located(record, self.file, item.line, item if isinstance(item, Mapping) else None)
                        for record, item in zip(records, node.items, strict=True)
                    ],
                )


@dataclass(frozen=True, slots=True)
class ResponseFile:
    """The responses of one return, and the line of each."""

    file: str
    responses: tuple[Response, ...]
    lines: tuple[int, ...]

    def at(self, number: int, column: str) -> Place:
        """The place of one column of the response of this number, from 0."""
        return Place(self.file, self.lines[number], column)


@dataclass(slots=True)
class Contents:
    """Everything read so far. `broken` names registers of which not every row could be read."""

    force: Located | None = None
    rows: dict[str, list[Located]] = field(default_factory=lambda: {name: [] for name in REGISTERS})
    frozen: list[Located] = field(default_factory=list)
    data: list[Located] = field(default_factory=list)
    results: list[tuple[str, Result]] = field(default_factory=list)
    responses: dict[str, ResponseFile] = field(default_factory=dict)
    own_frameworks: dict[str, Framework] = field(default_factory=dict)
    own_crosswalks: list[Crosswalk] = field(default_factory=list)
    frameworks: dict[str, Framework] = field(default_factory=dict)
    crosswalks: list[Crosswalk] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    @property
    def force_record(self) -> Force | None:
        """The force, where its file could be read."""
        return None if self.force is None else self.force.record

    def returns(self) -> Iterator[tuple[Located, Return, ResponseFile]]:
        """Every return whose responses could be read."""
        for located in self.rows["returns"]:
            file = self.responses.get(located.record.id)
            if file is not None:
                yield located, located.record, file

    def whole_returns(self) -> list[Return]:
        """Every return, with its responses where they could be read."""
        return [self._whole(row.record) for row in self.rows["returns"]]

    def _whole(self, of: Return) -> Return:
        file = self.responses.get(of.id)
        return of if file is None else replace(of, responses=file.responses)

    def top(self) -> Iterator[tuple[str, list[Located]]]:
        """Every list of records with an id that is unique in it, with the list's name."""
        yield from self.rows.items()
        yield "frozen", self.frozen
        yield "data", self.data

    def every(self) -> Iterator[Located]:
        """Every record that stands somewhere, nested ones too; responses apart."""
        for _name, rows in self.top():
            for row in rows:
                yield from _with_parts(row)
        if self.force is not None:
            yield from _with_parts(self.force)


def _with_parts(located: Located) -> Iterator[Located]:
    yield located
    for _field, parts in located.parts():
        for part in parts:
            yield from _with_parts(part)
