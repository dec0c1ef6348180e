"""A snapshot indexed once, for the rules of any of its cycles: what does not change from cycle to cycle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Generic, TypeVar

from dueregard.assessment.book import AssessmentBook
from dueregard.assessment.returns import Cycle, Evidence, Return
from dueregard.capacity.stored import (
    READINGS,
    RELIANCE,
    ReadingsValue,
    RelianceValue,
    readings_in,
    reliance_in,
)
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.common.results import Result
from dueregard.force.identity import Lead
from dueregard.frameworks.model import Framework, FrameworkKind
from dueregard.improvement.actions import DueDateMove
from dueregard.improvement.governance import StateChange, SubjectKind
from dueregard.improvement.inspections import Inspection
from dueregard.snapshot.full import Snapshot
from dueregard.vulnerabilities.keys import successors
from dueregard.vulnerabilities.questions import Questions, questions_of

_Row = TypeVar("_Row")
_Value = TypeVar("_Value")


class ResultUnreadable(DueRegardError):
    """A stored Result of a kind that a rule reads was kept by another version."""


@dataclass(frozen=True, slots=True)
class Held(Generic[_Value]):
    """A stored Result with its value; one without a date is not read, since nobody knows when it held."""

    result: Result
    value: _Value
    made_on: date


def book_of(snapshot: Snapshot) -> AssessmentBook:
    """The assessment's part of a snapshot."""
    return AssessmentBook.of(
        cycles=snapshot.cycles,
        returns=snapshot.returns,
        frameworks=snapshot.frameworks,
        crosswalks=snapshot.crosswalks,
        evidence=snapshot.evidence,
        challenges=snapshot.challenges,
        overrides=snapshot.overrides,
    )


@dataclass(frozen=True, eq=False)
class Sources:
    """One snapshot with its indexes; `book` is its part for the assessment."""

    snapshot: Snapshot
    book: AssessmentBook

    @cached_property
    def later_names(self) -> Mapping[str, str]:
        """What each criterion is called in the next version of its framework."""
        return successors(self.snapshot.crosswalks)

    @cached_property
    def leads(self) -> Mapping[str, Lead]:
        """Leads by id."""
        return {lead.id: lead for lead in self.snapshot.force.leads}

    @cached_property
    def evidence(self) -> Mapping[str, Evidence]:
        """Evidence by id."""
        return {row.id: row for row in self.snapshot.evidence}

    @cached_property
    def returns(self) -> Mapping[str, Return]:
        """Returns by id, which is cycle/lead/framework."""
        return {row.id: row for row in self.snapshot.returns}

    @cached_property
    def inspections(self) -> Mapping[str, Inspection]:
        """Inspections by id."""
        return {row.id: row for row in self.snapshot.inspections}

    @cached_property
    def readings(self) -> tuple[Held[ReadingsValue], ...]:
        """Stored readings of capacity targets, oldest first. Raises ResultUnreadable."""
        return tuple(_held(self.snapshot.results, READINGS, readings_in))

    @cached_property
    def reliance(self) -> tuple[Held[RelianceValue], ...]:
        """Stored months of specialist functions, oldest first. Raises ResultUnreadable."""
        return tuple(_held(self.snapshot.results, RELIANCE, reliance_in))

    @cached_property
    def moves(self) -> Mapping[str, tuple[DueDateMove, ...]]:
        """Moves of due dates by action."""
        return _by(self.snapshot.due_date_moves, "action")

    @cached_property
    def changes(self) -> Mapping[SubjectKind, Mapping[str, tuple[StateChange, ...]]]:
        """Changes of state by kind and id of what changed."""
        rows = self.snapshot.state_changes
        return {kind: _by((row for row in rows if row.subject is kind), "subject_id") for kind in SubjectKind}

    @cached_property
    def answering(self) -> Mapping[tuple[Id, Id], tuple[Id, ...]]:
        """Leads that answer each area of each framework, in the order of the force."""
        leads = self.snapshot.force.leads
        return {
            (framework.id, area.id): tuple(lead.id for lead in leads if _answers(lead, framework, area.id))
            for framework in self.snapshot.frameworks
            for area in framework.areas
        }

    @cached_property
    def _questions(self) -> dict[tuple[Id, ...], Questions]:
        """Questions already gathered, by the frameworks of a cycle."""
        return {}

    def questions(self, cycle: Cycle) -> Questions:
        """The questions of a cycle."""
        names = cycle.all_frameworks
        if names not in self._questions:
            frameworks = [self.book.framework(name) for name in names]
            self._questions[names] = questions_of(frameworks, cycle.spr_framework)
        return self._questions[names]


def _held(results: Iterable[Result], kind: str, read: Callable[[Result], _Value]) -> Iterator[Held[_Value]]:
    dated = [(row.made_on, row.hash, row) for row in results if row.kind == kind and row.made_on is not None]
    for made_on, name, row in sorted(dated, key=lambda each: each[:2]):
        try:
            value = read(row)
        except ValueError:
            raise ResultUnreadable(
                f"The result {name[:8]} of the kind {kind} was kept by another version: make it again."
            ) from None
        yield Held(row, value, made_on)


def _answers(lead: Lead, framework: Framework, area: str) -> bool:
    """Whether a lead answers an area of a framework: of an SPR grid, only its own SPR areas."""
    if framework.kind is FrameworkKind.SPR:
        return f"{framework.id}/{area}" in lead.spr_areas
    return framework.id in lead.frameworks


def _by(rows: Iterable[_Row], field: str) -> Mapping[str, tuple[_Row, ...]]:
    grouped: dict[str, list[_Row]] = {}
    for row in rows:
        grouped.setdefault(getattr(row, field), []).append(row)
    return {name: tuple(held) for name, held in grouped.items()}
