"""A second Snapshot that differs from a first only in what may not be public.

What is withheld is a record that nobody has made publishable, a Release that is not approved, and
every internal field. The second Snapshot is as valid as the first, so that it can be written to a
pack: a row that others need is changed and not taken out.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from dueregard.common.codecs import Id
from dueregard.common.records import FieldSpec, Marked, Origin, Record, field_specs
from dueregard.common.results import Result
from dueregard.force.identity import Force
from dueregard.frameworks.model import Framework
from dueregard.frameworks.starter import library
from dueregard.improvement.actions import DueDateMove
from dueregard.improvement.governance import StateChange
from dueregard.publication.releases import Release, ReleaseState
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.records import CSV_REGISTERS, REGISTERS, SUBJECT_REGISTERS, register
from tests.generative.making import Maker

# Registers to which a row of any content can be added; others are bound to rows of their own.
OPEN_REGISTERS = (
    *("evidence", "strength", "arrangements", "aid", "inspections", "findings", "risks", "meetings"),
    *("exercises", "lessons", "strategies", "objectives", "support", "planning", "acceptances"),
)
ANOTHER_FRAMEWORK = Id("cyber-1")
# Text that means something elsewhere.
_BOUND = {"id", "confirmed_by", "signed_by", "level"}


def is_withheld(record: Any) -> bool:
    """Whether nothing of a record may be public."""
    if isinstance(record, Release):
        return record.state is not ReleaseState.APPROVED
    return isinstance(record, Marked) and not record.publishable


def change_restricted(snapshot: Snapshot, seed: int) -> Snapshot:
    """Change, add, delete and reorder what is withheld; the same each time for the same seed."""
    return _Changer(snapshot, seed).changed()


def references(record: Any) -> Iterator[tuple[str, str]]:
    """What a record and its parts refer to, as register and id; those it could do without too."""
    for spec in field_specs(type(record)):
        value = getattr(record, spec.name)
        if value is None:
            continue
        if spec.nested:
            for part in value if spec.repeated else (value,):
                yield from references(part)
        elif spec.column.refers is not None:
            for name in value if spec.repeated else (value,):
                yield spec.column.refers, name
    if isinstance(record, StateChange):
        yield SUBJECT_REGISTERS[record.subject], record.subject_id
    if isinstance(record, Release):
        yield from (tuple(basis.split("/", 1)) for basis in record.basis)  # type: ignore[misc]


class _Changer(Maker):
    def __init__(self, snapshot: Snapshot, seed: int) -> None:
        super().__init__(random.Random(seed))
        self.snapshot = snapshot
        self._number = 1_000_000  # ids that the first Snapshot does not have

    def changed(self) -> Snapshot:
        snapshot = self._without_unneeded(self.snapshot)
        self.ids = {name: [row.id for row in register(snapshot, name)] for name in REGISTERS}
        self.ids["leads"] = [lead.id for lead in snapshot.force.leads]
        self.cited = self.cited_results(tuple(str(area.id) for area in snapshot.force.local_areas))
        rows = {name: self._rows(name, register(snapshot, name)) for name in REGISTERS}
        return replace(
            snapshot,
            force=self._answering_more(self._edited(snapshot.force)),
            frameworks=self._frameworks(snapshot),
            results=self._results(snapshot),
            **rows,
        )

    def _without_unneeded(self, snapshot: Snapshot) -> Snapshot:
        """Half of the withheld rows that only lists and blanks of others name are taken out."""
        gone: set[tuple[str, str]] = set()
        needed = self._needed(snapshot)
        for name in CSV_REGISTERS:
            for row in register(snapshot, name):
                if name not in ("cycles", "returns") and is_withheld(row) and self.maybe():
                    gone.add((name, row.id))
        gone -= needed | {("due_date_moves", name) for name in _later_moves(snapshot)}
        rows: dict[str, Any] = {
            name: tuple(_without(row, gone) for row in register(snapshot, name) if (name, row.id) not in gone)
            for name in REGISTERS
        }
        return replace(snapshot, **rows)

    def _needed(self, snapshot: Snapshot) -> set[tuple[str, str]]:
        """Rows that another row cannot do without."""
        rows = (row for name in REGISTERS for row in register(snapshot, name))
        return {reference for row in rows for reference in references(_without(row, _Everything()))}

    def _rows(self, name: str, rows: tuple[Any, ...]) -> tuple[Any, ...]:
        edited = [self._edited(row) for row in rows]
        kept = [row for row in edited if not is_withheld(row)]
        withheld = [row for row in edited if is_withheld(row)]
        if name in OPEN_REGISTERS:
            withheld += [self._new(name) for _ in range(self.chance.randint(0, 2))]
        if name == "releases" and self.ids["papers"]:
            withheld.append(self._draft())
        if name == "papers":
            cited = tuple(Id(result.hash) for result in self.cited)
            return tuple(replace(paper, results=cited) for paper in edited)
        if name == "cycles":
            return tuple(edited)
        return tuple(self._mixed(kept, withheld))

    def _results(self, snapshot: Snapshot) -> tuple[Result, ...]:
        """Others in place of some, those that papers cite among them."""
        kept = [result for result in snapshot.results[1:] if self.maybe()]
        made = {each.hash: each for each in (*kept, *self.cited)}
        added = self.record(Result, "R", publishable=self.maybe())
        return (*made.values(), added)

    def _mixed(self, kept: list[Any], withheld: list[Any]) -> list[Any]:
        """What is kept in its order, with what is withheld in any order anywhere between."""
        mixed = list(kept)
        for row in withheld:
            mixed.insert(self.chance.randint(0, len(mixed)), row)
        return mixed

    def _new(self, name: str) -> Any:
        given: dict[str, Any] = {"vulnerability": Id("rule/subject")} if name == "acceptances" else {}
        if name == "exercises":
            given["criteria"] = ()
        if name == "arrangements":
            given["section"] = Id("governance")
        return self.record(CSV_REGISTERS[name], name[:3], publishable=False, **given)

    def _draft(self) -> Release:
        return self.record(
            Release,
            "rel",
            paper=self.one_id("papers"),
            section=Id("conclusion"),
            decision=None,
            basis=(),
            state=self.chance.choice([ReleaseState.DRAFT, ReleaseState.WITHDRAWN]),
        )

    def _frameworks(self, snapshot: Snapshot) -> tuple[Framework, ...]:
        """Other words in those that are withheld, and one more where a withheld lead can name it."""
        changed = [f if f.publishable else self._reworded(f) for f in snapshot.frameworks]
        if any(is_withheld(lead) for lead in snapshot.force.leads):
            changed.append(library().by_id[ANOTHER_FRAMEWORK])
        return tuple(sorted(changed, key=lambda framework: framework.id))

    def _reworded(self, framework: Framework) -> Framework:
        criteria = tuple(replace(criterion, asks=self.text()) for criterion in framework.criteria)
        return replace(framework, title=self.text(), notice=self.text(), criteria=criteria)

    def _answering_more(self, force: Force) -> Force:
        """Each withheld lead answers a published framework that nobody else does."""
        leads = (
            replace(lead, frameworks=(*lead.frameworks, ANOTHER_FRAMEWORK)) if is_withheld(lead) else lead
            for lead in force.leads
        )
        return replace(force, leads=tuple(leads))

    def _edited(self, record: Any) -> Any:
        """Withheld: nearly every field another. Publishable: internal fields and withheld parts only."""
        withheld = is_withheld(record)
        for spec in field_specs(type(record)):
            if spec.nested and spec.repeated:
                parts = tuple(self._edited(part) for part in getattr(record, spec.name))
                record = _with(record, spec, parts)
            elif (withheld or spec.column.internal) and self.maybe(0.7):
                record = _with(record, spec, self._another(record, spec))
        return record

    def _another(self, record: Any, spec: FieldSpec) -> Any:
        value = getattr(record, spec.name)
        if spec.name in _BOUND or spec.repeated or spec.column.refers in ("criteria", "frameworks"):
            return value
        if spec.name == "marking":
            return self.scalar(spec)
        if spec.kind is Origin:
            return self.chance.choice(list(Origin))
        if spec.kind is str:
            # A decision's words must hold its verb, so they are added to.
            return self.text() if self.maybe() else f"{value or ''} {self.text()}".strip()
        if spec.name in ("officers", "held_on", "basis_hash", "vulnerability") and not isinstance(
            value, date
        ):
            return self.scalar(spec) if value is not None else None
        if spec.column.refers is not None and spec.optional and isinstance(record, Record):
            return self.chance.choice([None, value])
        return value


def _later_moves(snapshot: Snapshot) -> set[str]:
    """Moves of due dates but for the first of each action: only that leaves the chain whole when it goes."""
    first: dict[str, DueDateMove] = {}
    for move in sorted(snapshot.due_date_moves, key=lambda move: move.moved_on):
        first.setdefault(move.action, move)
    return {move.id for move in snapshot.due_date_moves if first[move.action] is not move}


class _Everything:
    """A set that holds all there is."""

    def __contains__(self, _item: object) -> bool:
        return True


def _without(record: Any, gone: Any) -> Any:
    """The record without such references to what is gone as it can do without."""
    for spec in field_specs(type(record)):
        value = getattr(record, spec.name)
        if spec.nested and spec.repeated:
            record = _with(record, spec, tuple(_without(part, gone) for part in value))
        elif spec.name == "basis":
            record = _with(record, spec, tuple(n for n in value if tuple(n.split("/", 1)) not in gone))
        elif spec.column.refers is not None and value is not None:
            if spec.repeated:
                left = tuple(name for name in value if (spec.column.refers, name) not in gone)
                record = _with(record, spec, left)
            elif spec.optional and (spec.column.refers, value) in gone:
                record = _with(record, spec, None)
    return record


def _with(record: Any, spec: FieldSpec, value: Any) -> Any:
    """The record with one field changed; as it was where its own rules refuse the change."""
    if getattr(record, spec.name) == value:
        return record
    try:
        return replace(record, **{spec.name: value})
    except ValueError:
        return record
