"""Keeping what may be public: the one way from a Snapshot to a PublicSnapshot.

It is made by keeping, never by hiding: a record is in it because somebody said it may be, its
internal fields are taken out, and a reference to something withheld is as if it had never been
written.
"""

from __future__ import annotations

from typing import Any

from dueregard.common.errors import DueRegardError
from dueregard.common.records import FieldSpec, Marked, field_specs
from dueregard.frameworks.model import FrameworkKind
from dueregard.publication.releases import ReleaseState
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.public import PublicSnapshot
from dueregard.snapshot.records import REGISTERS, register

INTERNAL = "not for publication"


def public_view(snapshot: Snapshot) -> PublicSnapshot:
    """Keep what may be public. Raises DueRegardError where the force itself may not be named."""
    if not snapshot.force.publishable:
        raise DueRegardError(
            "force.yaml: the force's own entry is not publishable, so no public edition can name it; "
            "write `publishable: yes` there if it may."
        )
    kept = {name: _keep(register(snapshot, name)) for name in REGISTERS}
    kept["releases"] = tuple(r for r in kept["releases"] if r.state is ReleaseState.APPROVED)
    force = _scrub(snapshot.force)
    known = _known_ids(force, kept, snapshot)
    while True:
        pruned = {name: _prune(rows, known) for name, rows in kept.items()}
        force = _prune((force,), known)[0]
        after = _known_ids(force, pruned, snapshot)
        if pruned == kept and after == known:
            break
        kept, known = pruned, after
    named = [f for f in snapshot.frameworks if f.id in _named_frameworks(force, kept)]
    spr = [f for f in named if f.kind is FrameworkKind.SPR]
    return PublicSnapshot(
        force=force,
        framework_titles=tuple(sorted((framework.id, framework.title) for framework in named)),
        spr_areas=tuple((f"{f.id}/{area.id}", area.title) for f in spr for area in f.areas),
        **kept,
    )


def _named_frameworks(force: Any, kept: dict[str, tuple[Any, ...]]) -> set[str]:
    """Frameworks that a publishable lead or cycle names."""
    named = {framework for lead in force.leads for framework in lead.frameworks}
    return named.union(*(cycle.all_frameworks for cycle in kept["cycles"])) if kept["cycles"] else named


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


def _known_ids(force: Any, kept: dict[str, tuple[Any, ...]], snapshot: Snapshot) -> dict[str, frozenset[str]]:
    known = {name: frozenset(row.id for row in rows) for name, rows in kept.items()}
    known["leads"] = frozenset(lead.id for lead in force.leads)
    known["bodies"] = frozenset(body.id for body in force.bodies)
    known["frameworks"] = frozenset(framework.id for framework in snapshot.frameworks)
    return known


def _prune(rows: tuple[Any, ...], known: dict[str, frozenset[str]]) -> tuple[Any, ...]:
    return tuple(pruned for pruned in (_prune_one(row, known) for row in rows) if pruned is not None)


def _prune_one(record: Any, known: dict[str, frozenset[str]]) -> Any | None:
    """The record with references to withheld things taken out; None where it cannot stand without one."""
    changes: dict[str, Any] = {}
    for spec in field_specs(type(record)):
        value = getattr(record, spec.name)
        if spec.nested and spec.repeated:
            changes[spec.name] = _prune(value, known)
        elif spec.column.refers is not None and value is not None and not spec.column.internal:
            there = known[spec.column.refers]
            if spec.repeated:
                changes[spec.name] = tuple(item for item in value if item in there)
            elif value not in there:
                if not spec.optional:
                    return None
                changes[spec.name] = None
    return _replace(record, changes) if changes else record
