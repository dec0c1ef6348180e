"""Histories of actions, recommendations and lessons: each change follows from the one before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from dueregard.common.errors import FaultList, Place
from dueregard.common.records import Record
from dueregard.improvement.actions import DueDateMove
from dueregard.improvement.governance import StateChange, SubjectKind
from dueregard.improvement.history import check_history, check_moves
from dueregard.packs.contents import Contents, Located
from dueregard.snapshot.records import SUBJECT_REGISTERS


def check_improvement(contents: Contents, faults: FaultList) -> None:
    """State changes are legal and end where the record stands; moves of due dates make a chain."""
    changes: dict[tuple[SubjectKind, str], list[StateChange]] = defaultdict(list)
    for row in contents.rows["state_changes"]:
        changes[row.record.subject, row.record.subject_id].append(row.record)
    place_of = _places(contents.rows["state_changes"])
    for kind, register in SUBJECT_REGISTERS.items():
        for row in contents.rows[register]:
            check_history(row.record, changes.get((kind, row.record.id), ()), faults, place_of=place_of)
    moves: dict[str, list[DueDateMove]] = defaultdict(list)
    for row in contents.rows["due_date_moves"]:
        moves[row.record.action].append(row.record)
    place_of = _places(contents.rows["due_date_moves"])
    for row in contents.rows["actions"]:
        check_moves(row.record, moves.get(row.record.id, ()), faults, place_of=place_of)


def _places(rows: list[Located]) -> Callable[[Record], Place]:
    # By identity: two rows that are equal stand on different lines.
    places = {id(row.record): row.at() for row in rows}
    return lambda record: places[id(record)]
