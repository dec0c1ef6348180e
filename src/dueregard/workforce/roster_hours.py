"""From a roster to officer-minutes by hour, local area and duty function, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from dueregard.common.errors import DueRegardError, shorten
from dueregard.workforce.hours import (
    ABSENCE_CAUSES,
    DUTY_FUNCTIONS,
    MINUTES_PER_HOUR,
    Grid,
    OfficerMinutes,
    RosterHours,
    local_midnight,
)
from dueregard.workforce.roster import Integers, Roster, Spans
from dueregard.workforce.shifts import minute_of

SPANS_AT_A_TIME = 500_000
"""Duties expanded in one step: it bounds the memory, and never changes a result."""


class ExpansionRefused(DueRegardError):
    """A roster names a place or function that the grid lacks."""


@dataclass(frozen=True, slots=True)
class _Line:
    """Stretches of time on one line, on which every person has the whole window in turn.

    The stretches are in order and never overlap; `what` belongs to each.
    """

    begins: Integers
    ends: Integers
    what: Integers

    def meeting(self, other: _Line) -> tuple[_Line, _Line]:
        """The stretches of both: once with what is here, once with what is there."""
        first = np.searchsorted(other.ends, self.begins, side="right")
        after = np.searchsorted(other.begins, self.ends, side="left")
        times = np.maximum(after - first, 0)
        here = np.repeat(np.arange(len(times)), times)
        there = np.arange(len(here)) - np.repeat(np.cumsum(times) - times, times) + np.repeat(first, times)
        begins = np.maximum(self.begins[here], other.begins[there])
        ends = np.minimum(self.ends[here], other.ends[there])
        return _Line(begins, ends, self.what[here]), _Line(begins, ends, other.what[there])


def expand_roster(roster: Roster, grid: Grid, skills: tuple[str, ...] = ()) -> RosterHours:
    """Officer-minutes that a roster gives on a grid: rostered, absent by cause, and trained by skill.

    A minute of a person counts once: where duties overlap it belongs to the one that began first
    (of two at once, the one listed first), and likewise where absences do. A skill is held from
    midnight of its first day to midnight after its last, local time of the grid. Raises
    ExpansionRefused where the roster names a local area or duty function that is not on the grid.

    >>> from datetime import UTC, datetime
    >>> from dueregard.common.codecs import Id
    >>> from dueregard.workforce.hours import DutyFunction
    >>> from dueregard.workforce.people import Person
    >>> from dueregard.workforce.roster import Duty
    >>> ann = Person(id=Id("p1"), function=DutyFunction.RESPONSE, local_area=Id("north"))
    >>> begins = datetime(2022, 12, 1, 7, 40, tzinfo=UTC)
    >>> shift = Duty(person=Id("p1"), begins_at=begins, ends_at=begins + timedelta(minutes=90))
    >>> roster = Roster.of_records("Europe/London", ["north"], [ann], [shift])
    >>> grid = Grid(datetime(2022, 12, 1, 7, tzinfo=UTC), 3, "Europe/London", ("north",))
    >>> expand_roster(roster, grid).rostered[:, 0, 0].tolist()
    [20, 60, 10]
    """
    cells = _cells_on(roster, grid)
    window = grid.hours * MINUTES_PER_HOUR
    held = {skill: _held(roster, grid, skill) for skill in skills}
    away = _flat(roster.absences, grid, window)
    rostered, absent, trained = _Sum(grid), [_Sum(grid) for _ in ABSENCE_CAUSES], [_Sum(grid) for _ in skills]
    for part in _parts(roster.duties):
        duties = _flat(part, grid, window)
        duties = _Line(duties.begins, duties.ends, cells[duties.what])
        rostered.add(duties)
        missed, causes = duties.meeting(away)
        for cause, total in enumerate(absent):
            total.add(_only(missed, causes.what == cause))
        for skill, sum_of_skill in zip(skills, trained, strict=True):
            sum_of_skill.add(duties.meeting(held[skill])[0])
            sum_of_skill.add(missed.meeting(held[skill])[0], sign=-1)
    return RosterHours(
        grid,
        rostered.total(),
        {cause: absent[at].total() for at, cause in enumerate(ABSENCE_CAUSES)},
        {skill: trained[at].total() for at, skill in enumerate(skills)},
    )


class _Sum:
    """Adds stretches up into minutes by hour and cell.

    A stretch adds, at each end, what every later hour gains or loses; the sum over hours comes last.
    """

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._cells = len(grid.local_areas) * len(grid.functions)
        self._steps = np.zeros((grid.hours + 2) * self._cells, dtype=np.int64)

    def add(self, line: _Line, sign: int = 1) -> None:
        window = self._grid.hours * MINUTES_PER_HOUR
        self._ends(line.begins % window, line.what, sign)
        self._ends((line.ends - 1) % window + 1, line.what, -sign)

    def _ends(self, minutes: Integers, cells: Integers, sign: int) -> None:
        hours, past = np.divmod(minutes, MINUTES_PER_HOUR)
        keys = hours * self._cells + cells
        for key, step in ((keys, MINUTES_PER_HOUR - past), (keys + self._cells, past)):
            # bincount adds in floating point, exact for whole numbers below 2**53
            found = np.bincount(key, weights=step, minlength=len(self._steps))
            self._steps += sign * found.astype(np.int64)

    def total(self) -> OfficerMinutes:
        by_hour = np.cumsum(self._steps.reshape(-1, self._cells), axis=0)[: self._grid.hours]
        return np.ascontiguousarray(by_hour.reshape(self._grid.shape), dtype=np.int64)


def _only(line: _Line, these: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> _Line:
    return _Line(line.begins[these], line.ends[these], line.what[these])


def _parts(spans: Spans) -> Iterator[Spans]:
    """The spans, some at a time, never parting those of one person."""
    begin = 0
    while begin < len(spans):
        end = min(begin + SPANS_AT_A_TIME, len(spans))
        end = int(np.searchsorted(spans.person, spans.person[end - 1], side="right"))
        yield Spans(
            spans.person[begin:end], spans.begins[begin:end], spans.ends[begin:end], spans.what[begin:end]
        )
        begin = end


def _flat(spans: Spans, grid: Grid, window: int) -> _Line:
    """Spans cut to the window and laid on one line, each minute of a person once."""
    origin = minute_of(grid.start)
    offset = spans.person * window
    begins = np.clip(spans.begins - origin, 0, window) + offset
    ends = np.clip(spans.ends - origin, 0, window) + offset
    taken = np.concatenate([[0], np.maximum.accumulate(ends)[:-1]]) if len(ends) else ends
    begins = np.maximum(begins, taken)
    return _only(_Line(begins, ends, spans.what), ends > begins)


def _held(roster: Roster, grid: Grid, skill: str) -> _Line:
    """When each person holds a skill."""
    first, last = grid.start, grid.ends_at
    moments: dict[date, int] = {}

    def minute(day: date) -> int:
        if day not in moments:
            moments[day] = minute_of(local_midnight(day, grid.zone))
        return moments[day]

    rows = []
    for number, person in enumerate(roster.people):
        for held in person.skills:
            if held.skill == skill:
                begins = minute(held.from_on) if held.from_on else minute_of(first)
                ends = minute(held.until_on + timedelta(days=1)) if held.until_on else minute_of(last)
                rows.append((number, begins, ends, 0))
    return _flat(Spans.of_rows(rows), grid, grid.hours * MINUTES_PER_HOUR)


def _cells_on(roster: Roster, grid: Grid) -> Integers:
    """For each place × function of the roster, where it is on the grid."""
    missing = len(grid.local_areas) * len(grid.functions)
    areas = {name: at for at, name in enumerate(grid.local_areas)}
    functions = {name: at for at, name in enumerate(grid.functions)}
    cells = np.full(len(roster.local_areas) * len(DUTY_FUNCTIONS), missing, dtype=np.int64)
    for place, area in enumerate(roster.local_areas):
        for at, function in enumerate(DUTY_FUNCTIONS):
            if area in areas and function in functions:
                cells[place * len(DUTY_FUNCTIONS) + at] = (
                    areas[area] * len(grid.functions) + functions[function]
                )
    used = np.unique(roster.duties.what)
    for what in used[cells[used] == missing].tolist():
        place, at = divmod(what, len(DUTY_FUNCTIONS))
        raise ExpansionRefused(
            f"The roster has duties for {DUTY_FUNCTIONS[at]} in {shorten(roster.local_areas[place])}, "
            "which the grid lacks: add it to the grid."
        )
    return cells
