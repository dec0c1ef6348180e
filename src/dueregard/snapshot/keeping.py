"""Keeping what may be public: the one way from a Snapshot to a PublicSnapshot.

It is made by keeping, never by hiding: a record is in it because somebody said it may be, its
internal fields are taken out, and a reference to something withheld is as if it had never been
written. What cannot stand without such a reference goes with it, and whatever refers to that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dueregard.assessment.returns import Challenge, Cycle
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.common.records import FieldSpec, Marked, field_specs
from dueregard.force.identity import Force
from dueregard.frameworks.model import Framework, FrameworkKind
from dueregard.improvement.governance import StateChange
from dueregard.publication.prose import SECTIONS
from dueregard.publication.releases import Release, ReleaseState
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.public import PublicSnapshot
from dueregard.snapshot.records import REGISTERS, SUBJECT_REGISTERS, register

INTERNAL = "not for publication"
Rows = dict[str, tuple[Any, ...]]


def public_view(snapshot: Snapshot) -> PublicSnapshot:
    """Keep what may be public. Raises DueRegardError where the force itself may not be named."""
    if not snapshot.force.publishable:
        raise DueRegardError(
            "force.yaml: the force's own entry is not publishable, so no public edition can name it; "
            "write `publishable: yes` there if it may."
        )
    frameworks = tuple(framework for framework in snapshot.frameworks if framework.publishable)
    force, rows = _settle(_scrub(snapshot.force), _publishable_rows(snapshot), frameworks)
    named = [f for f in frameworks if f.id in _named_frameworks(force, rows["cycles"])]
    spr = [f for f in named if f.kind is FrameworkKind.SPR]
    answered = {(of.framework, response.criterion) for of in rows["returns"] for response in of.responses}
    return PublicSnapshot(
        force=force,
        framework_titles=tuple(sorted((framework.id, framework.title) for framework in named)),
        spr_areas=tuple(
            (f"{f.id}/{area.id}", area.title) for f in sorted(spr, key=lambda f: f.id) for area in f.areas
        ),
        criteria=tuple(
            sorted((f"{f.id}/{c.id}", c.asks) for f in named for c in f.criteria if (f.id, c.id) in answered)
        ),
        **rows,
    )


def _named_frameworks(force: Force, cycles: tuple[Cycle, ...]) -> set[str]:
    """Frameworks that a publishable lead or cycle names.

    Which others a Snapshot holds depends on who else names them, and so on what is withheld.
    """
    by_leads = {framework for lead in force.leads for framework in lead.frameworks}
    return by_leads.union(*(cycle.all_frameworks for cycle in cycles))


def _publishable_rows(snapshot: Snapshot) -> Rows:
    rows = {name: _keep(register(snapshot, name)) for name in REGISTERS}
    rows["releases"] = tuple(r for r in rows["releases"] if r.state is ReleaseState.APPROVED)
    return rows


def _keep(rows: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(_scrub(row) for row in rows if row.publishable)


def _scrub(record: Any) -> Any:
    """The record without its internal fields, and without nested parts that may not be public."""
    changes: dict[str, Any] = {}
    for spec in field_specs(type(record)):
        value = getattr(record, spec.name)
        if spec.column.internal:
            changes[spec.name] = _blank(spec)
        elif spec.nested and spec.repeated:
            parts = (p for p in value if not isinstance(p, Marked) or p.publishable)
            changes[spec.name] = tuple(_scrub(part) for part in parts)
    return _replace(record, changes)


def _blank(spec: FieldSpec) -> Any:
    if spec.repeated:
        return ()
    return None if spec.optional else INTERNAL


def _replace(record: Any, changes: dict[str, Any]) -> Any:
    """A copy with fields changed; a rule that needs an internal field does not apply to a public copy."""
    copy = object.__new__(type(record))
    for spec in field_specs(type(record)):
        object.__setattr__(copy, spec.name, changes.get(spec.name, getattr(record, spec.name)))
    return copy


def _settle(force: Force, rows: Rows, frameworks: tuple[Framework, ...]) -> tuple[Force, Rows]:
    """Take out references to what is not kept, again and again, since what goes may be referred to itself."""
    while True:
        known = _Known.of(force, rows, frameworks)
        pruned = {name: _prune_all(kept, known) for name, kept in rows.items()}
        pruned_force = _prune(force, known)
        if pruned == rows and pruned_force == force:
            return force, rows
        force, rows = pruned_force, pruned


@dataclass(frozen=True)
class _Known:
    """What a public record may refer to."""

    ids: Mapping[str, frozenset[str]]
    answered: frozenset[tuple[str, str]]  # return and criterion, of responses that are kept
    decisions: frozenset[tuple[str, str]]  # paper and decision asked

    @classmethod
    def of(cls, force: Force, rows: Rows, frameworks: tuple[Framework, ...]) -> _Known:
        ids = {name: frozenset(row.id for row in kept) for name, kept in rows.items()}
        ids["leads"] = frozenset(lead.id for lead in force.leads)
        ids["bodies"] = frozenset(body.id for body in force.bodies)
        ids["sections"] = ids["leads"].union(SECTIONS)
        named = _named_frameworks(force, rows["cycles"])
        public = [framework for framework in frameworks if framework.id in named]
        ids["frameworks"] = frozenset(framework.id for framework in public)
        ids["spr_areas"] = frozenset(f"{f.id}/{area.id}" for f in public for area in f.areas)
        return cls(
            ids=ids,
            answered=frozenset(
                (of.id, response.criterion) for of in rows["returns"] for response in of.responses
            ),
            decisions=frozenset(
                (paper.id, asked.id) for paper in rows["papers"] for asked in paper.decisions
            ),
        )


def _prune_all(rows: tuple[Any, ...], known: _Known) -> tuple[Any, ...]:
    return tuple(_prune(row, known) for row in rows if _stands(row, known))


def _stands(record: Any, known: _Known) -> bool:
    """Whether everything it cannot do without is kept."""
    if (
        isinstance(record, StateChange)
        and record.subject_id not in known.ids[SUBJECT_REGISTERS[record.subject]]
    ):
        return False
    if isinstance(record, Challenge):
        return (f"{record.cycle}/{record.lead}/{record.framework}", record.criterion) in known.answered
    return all(
        getattr(record, spec.name) in known.ids[spec.column.refers]
        for spec in field_specs(type(record))
        if spec.column.refers is not None and not (spec.column.internal or spec.repeated or spec.optional)
    )


def _prune(record: Any, known: _Known) -> Any:
    """The record without references to what is not kept."""
    changes: dict[str, Any] = {}
    for spec in field_specs(type(record)):
        value = getattr(record, spec.name)
        if spec.nested and spec.repeated:
            changes[spec.name] = _prune_all(value, known)
        elif spec.column.refers is not None and not spec.column.internal:
            there = known.ids[spec.column.refers]
            if spec.repeated:
                changes[spec.name] = tuple(item for item in value if item in there)
            elif value not in there:
                changes[spec.name] = None
    if (
        isinstance(record, Release)
        and record.decision is not None
        and (record.paper, record.decision) not in known.decisions
    ):
        # That a decision is released is public; the id of the withheld one is not.
        changes["decision"] = Id(f"releases/{record.id}")
    return _replace(record, changes) if changes else record
