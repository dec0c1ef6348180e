"""What was known on a day: records dated later are left out, with what hangs on them.

A paper made again after its date must not tell of meetings and inspections that were still to
come. States are those recorded now: what was printed then is what a frozen paper keeps.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from dueregard.common.period import When
from dueregard.snapshot.records import Records, register

R = TypeVar("R", bound=Records)

# The field that says when a record came to be; the first that is filled counts.
_DATED: dict[str, tuple[str, ...]] = {
    "strength": ("as_at",),
    "threat_levels": ("from_on",),
    "aid": ("from_on",),
    "inspections": ("published_on", "fieldwork_on"),
    "actions": ("raised_on",),
    "due_date_moves": ("moved_on",),
    "exercises": ("held_on",),
    "support": ("given_on",),
    "meetings": ("held_on",),
    "challenges": ("raised_on",),
    "overrides": ("made_on",),
    "acceptances": ("accepted_on",),
    "state_changes": ("changed_on",),
}
# What goes with the record it belongs to.
_BELONGS: dict[str, tuple[str, str]] = {
    "findings": ("inspection", "inspections"),
    "recommendations": ("inspection", "inspections"),
    "due_date_moves": ("action", "actions"),
    "lessons": ("exercise", "exercises"),
    "meeting_decisions": ("meeting", "meetings"),
}


def known_on(records: R, day: date) -> R:
    """The records without those dated after a day. An undated record is taken as known."""
    kept: dict[str, tuple[Any, ...]] = {
        name: tuple(row for row in register(records, name) if not _is_later(row, fields, day))
        for name, fields in _DATED.items()
    }
    for name, (field, holder) in _BELONGS.items():
        there = {row.id for row in kept[holder]}
        gone = {row.id for row in register(records, holder)} - there
        rows = kept.get(name, register(records, name))
        kept[name] = tuple(row for row in rows if getattr(row, field) not in gone)
    changed: dict[str, Any] = {name: rows for name, rows in kept.items() if rows != register(records, name)}
    return replace(records, **changed) if changed else records


def _is_later(row: Any, fields: tuple[str, ...], day: date) -> bool:
    for field in fields:
        value = getattr(row, field)
        if value is not None:
            return _first_day(value) > day
    return False


def _first_day(value: When | date) -> date:
    return value.first_day if isinstance(value, When) else value
