"""What became of a record over time: its changes of state and the moves of its due date, replayed.

Rows of a register have no order of their own, so they are taken by date, and rows of one day by
their ids, numbers in ids counted as numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from dueregard.common.errors import FaultList, Place
from dueregard.common.period import day_words
from dueregard.common.records import Record
from dueregard.improvement.actions import Action, ActionState, DueDateMove
from dueregard.improvement.governance import StateChange
from dueregard.improvement.inspections import Recommendation, RecommendationState
from dueregard.improvement.states import StateTable, Subject, table_for

_DIGITS = re.compile(r"(\d+)")


def natural_key(name: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts names as people count.

    >>> sorted(["SC-10", "SC-9", "SC-1"], key=natural_key)
    ['SC-1', 'SC-9', 'SC-10']
    """
    return tuple(
        (int(part), "") if place % 2 else (-1, part) for place, part in enumerate(_DIGITS.split(name))
    )


def in_order(changes: Iterable[StateChange]) -> tuple[StateChange, ...]:
    """Changes of state, earliest first."""
    return tuple(sorted(changes, key=lambda change: (change.changed_on, natural_key(change.id))))


def moves_in_order(moves: Iterable[DueDateMove]) -> tuple[DueDateMove, ...]:
    """Moves of due dates, earliest first."""
    return tuple(sorted(moves, key=lambda move: (move.moved_on, natural_key(move.id))))


def of_subject(record: Subject, changes: Iterable[StateChange]) -> tuple[StateChange, ...]:
    """The changes that are about one record, earliest first."""
    kind = table_for(record).subject
    return in_order(c for c in changes if c.subject is kind and c.subject_id == record.id)


def place_of_change(row: Record) -> Place:
    """Where a change of state stands when its line is not known."""
    return Place("registers/state_changes.csv", column=row.id)


def place_of_move(row: Record) -> Place:
    """Where a move of a due date stands when its line is not known."""
    return Place("registers/due_date_moves.csv", column=row.id)


def check_history(
    record: Subject,
    changes: Iterable[StateChange],
    faults: FaultList,
    *,
    place_of: Callable[[Record], Place] = place_of_change,
) -> None:
    """Replay a record's changes against its table; every change that cannot have happened is a fault.

    A history may begin in any state, because a force may have tracked the record elsewhere before;
    from then on each change starts where the one before ended, and the last ends where the record is.
    Changes about other records are passed over. `place_of` says where a row was read.
    """
    table, rows = table_for(record), of_subject(record, changes)
    known = {str(state) for state in table.states}
    for change in rows:
        _check_one(table, change, faults, place_of(change))
    for earlier, later in pairwise(rows):
        if later.before != earlier.after:
            start, end = table.say(later.before), table.say(earlier.after)
            saw = f'it starts from "{start}" but {earlier.id} before it ended at "{end}"'
            faults.add(place_of(later), saw, "correct the states, or the dates that set their order")
    if rows and rows[-1].after in known and str(rows[-1].after) != str(record.state):
        saw = (
            f'the last change of {table.subject} {record.id} ends at "{table.say(rows[-1].after)}" '
            f'but the {table.subject} is "{table.say(record.state)}"'
        )
        faults.add(place_of(rows[-1]), saw, "add the missing change, or correct the state")


def _check_one(table: StateTable, change: StateChange, faults: FaultList, place: Place) -> None:
    kind = ("an " if table.subject.value[0] in "aeiou" else "a ") + table.subject.value
    names = {str(state) for state in table.states}
    unknown = [name for name in (change.before, change.after) if name not in names]
    if unknown:
        saw = f'the state "{unknown[0]}" is none of {kind}'
        faults.add(place, saw, f"choose one of: {', '.join(table.states)}")
        return
    transition = table.find(change.before, change.after)
    if transition is None:
        allowed = ", ".join(t.after for t in table.leaving(change.before)) or "nothing"
        saw = f"{kind} cannot go from {change.before} to {change.after}"
        faults.add(place, saw, f"from {change.before} it can go to {allowed}")
    elif transition.needs_reason and change.reason is None:
        saw = f'"{transition.words}" ({change.before} to {change.after}) has no reason'
        faults.add(place, saw, "say why in the column reason")


def check_moves(
    action: Action,
    moves: Iterable[DueDateMove],
    faults: FaultList,
    *,
    place_of: Callable[[Record], Place] = place_of_move,
) -> None:
    """Follow an action's due date from move to move; every break of the chain is a fault.

    Each move starts from the date the one before set, and the last sets the date the action has now.
    Moves of other actions are passed over.
    """
    rows = moves_in_order(move for move in moves if move.action == action.id)
    for move in rows:
        if move.from_on == move.to_on:
            saw = f"the due date is moved from {day_words(move.from_on)} to the same day"
            faults.add(place_of(move), saw, "give another day in to_on, or take the move out")
    for earlier, later in pairwise(rows):
        if later.from_on != earlier.to_on:
            start, end = day_words(later.from_on), day_words(earlier.to_on)
            saw = f"it moves from {start} but {earlier.id} before it had set {end}"
            faults.add(place_of(later), saw, "correct the days, or moved_on, which sets the order")
    if rows and rows[-1].to_on != action.due_on:
        now = day_words(action.due_on) if action.due_on else "blank"
        saw = f"the last move of action {action.id} sets {day_words(rows[-1].to_on)} but its due_on is {now}"
        faults.add(place_of(rows[-1]), saw, "add the missing move, or correct due_on")


@dataclass(frozen=True, slots=True)
class DueDate:
    """An action's due date with its memory: how often it moved, from what day at first, by how much in all.

    `moves` counts moves; `days_later` is in days, negative where the date came forward.
    """

    original_on: date | None
    due_on: date | None
    moves: int
    days_later: int

    def words(self) -> str:
        """As a table prints it.

        >>> DueDate(date(2022, 9, 30), date(2022, 12, 31), 2, 92).words()
        '31 December 2022 (moved twice, at first 30 September 2022)'
        """
        if self.due_on is None:
            return "no date"
        if not self.moves or self.original_on is None:
            return day_words(self.due_on)
        return f"{day_words(self.due_on)} (moved {times(self.moves)}, at first {day_words(self.original_on)})"


def times(count: int) -> str:
    """A number of times in words.

    >>> times(1), times(2), times(5)
    ('once', 'twice', '5 times')
    """
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def due_date(action: Action, moves: Iterable[DueDateMove]) -> DueDate:
    """The due date of an action as it is now, remembering every move of it."""
    rows = moves_in_order(move for move in moves if move.action == action.id)
    original = rows[0].from_on if rows else action.due_on
    later = (action.due_on - original).days if action.due_on and original else 0
    return DueDate(original, action.due_on, len(rows), later)


def state_on(state: str, changes: Iterable[StateChange], day: date) -> str:
    """The state a record had at the end of a day, from its state now and all its changes.

    Without a history nothing better is known than the state now.

    >>> from dueregard.common.codecs import Id
    >>> from dueregard.improvement.governance import SubjectKind
    >>> started = StateChange(
    ...     id=Id("SC-1"), subject=SubjectKind.ACTION, subject_id=Id("A-1"), before=Id("planned"),
    ...     after=Id("in-progress"), changed_on=date(2022, 7, 1), by="lead", marking=Id("OFFICIAL"))
    >>> [state_on("in-progress", [started], date(2022, month, 1)) for month in (6, 7, 8)]
    ['planned', 'in-progress', 'in-progress']
    """
    rows = in_order(changes)
    happened = [change for change in rows if change.changed_on <= day]
    if happened:
        return happened[-1].after
    return rows[0].before if rows else state


def action_on(
    action: Action, changes: Iterable[StateChange], moves: Iterable[DueDateMove], day: date
) -> Action | None:
    """The action as it stood at the end of a day, by its own changes and moves; None before it was raised.

    An action that is complete now, was completed after the day and has no history was in progress on it.
    """
    if action.raised_on is not None and action.raised_on > day:
        return None
    rows = in_order(changes)
    state = ActionState(state_on(action.state, rows, day))
    completed_on = _completed_on(action, rows, day) if state is ActionState.COMPLETE else None
    if state is ActionState.COMPLETE and completed_on is None:
        state = ActionState.IN_PROGRESS
    later = [move for move in moves_in_order(moves) if move.moved_on > day]
    due_on = later[0].from_on if later else action.due_on
    if (state, completed_on, due_on) == (action.state, action.completed_on, action.due_on):
        return action
    return replace(action, state=state, completed_on=completed_on, due_on=due_on)


def _completed_on(action: Action, rows: tuple[StateChange, ...], day: date) -> date | None:
    """When it was complete by a day: as the record says, else as its history does (it may be open again)."""
    if action.completed_on is not None and action.completed_on <= day:
        return action.completed_on
    said = [
        row.changed_on for row in rows if row.after == ActionState.COMPLETE.value and row.changed_on <= day
    ]
    return said[-1] if said else None


def recommendation_on(
    recommendation: Recommendation, changes: Iterable[StateChange], day: date
) -> Recommendation:
    """The recommendation in the state it had at the end of a day; its stance keeps no dates, so it stays."""
    return replace(recommendation, state=RecommendationState(state_on(recommendation.state, changes, day)))
