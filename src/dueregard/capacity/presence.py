"""Who could be present after a call in each hour: on duty soon, off duty after a muster time, away not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from dueregard.capacity.matching import Counts
from dueregard.capacity.units import Target
from dueregard.workforce.duty_rules import DutyRules, DutyRuleUnusable
from dueregard.workforce.hours import MINUTES_PER_HOUR, Grid, local_midnight
from dueregard.workforce.people import Person
from dueregard.workforce.roster import Roster, Spans
from dueregard.workforce.shifts import minute_of
from dueregard.workforce.units import Role

CELLS_AT_A_TIME = 2_000_000
"""Person-hours held at once: it bounds the memory, and never changes a result."""
_Rows = npt.NDArray[np.bool_]
_FOREVER = 2**40


@dataclass(frozen=True, slots=True)
class Muster:
    """Muster times and tours, in minutes, as the duty rules of one day have them."""

    on_duty_minutes: int
    off_duty_minutes: int
    tour_minutes: int
    rest_minutes: int

    @classmethod
    def on(cls, rules: DutyRules, day: date) -> Muster:
        """Those in force on a day. Raises DutyRuleUnusable.

        >>> from dueregard.workforce.duty_rules import shipped_rules
        >>> Muster.on(shipped_rules(), date(2022, 10, 3)).tour_minutes
        720
        """
        tour, rest = (
            rules.number(name, day) * MINUTES_PER_HOUR for name in ("tour-working-hours", "daily-rest-hours")
        )
        if tour < 1:
            raise DutyRuleUnusable("The duty rule tour-working-hours is nought: write a number above 0.")
        return cls(
            rules.whole("muster-minutes-on-duty", day),
            rules.whole("muster-minutes-off-duty", day),
            int(tour),
            int(rest.to_integral_value(rounding="ROUND_CEILING")),
        )

    def reliefs(self, target: Target) -> int:
        """How often a unit's places are filled again so that it is kept up: 0 where one tour will do.

        Twelve hours of work and eleven of rest take two teams:

        >>> from decimal import Decimal
        >>> from dueregard.capacity.units import plain_unit, target_of
        >>> Muster(60, 240, 720, 660).reliefs(target_of("t", "t", plain_unit("t"), 1, None, Decimal(24)))
        1
        """
        if target.sustained_minutes <= self.tour_minutes:
            return 0
        return -(-self.rest_minutes // self.tour_minutes)


@dataclass(frozen=True, slots=True)
class Need:
    """Who can fill one kind of place: a role, by when, and for how long from the call they must not be away."""

    role: Role
    within_minutes: int | None
    window_minutes: int


def needs_of(target: Target, muster: Muster) -> tuple[Need, ...]:
    """The kinds of places of a target: each role in the first tour, then, where it is kept up longer, as reliefs.

    The first tour is present within the target's time. Reliefs are present a tour later. Nobody counts who is
    away at some time between the call and the end of the first round of reliefs (or of the target, if sooner).
    """
    within, lasts, tour = target.within_minutes or 0, target.sustained_minutes, muster.tour_minutes
    rounds = [(target.within_minutes, within + min(lasts, tour))]
    if again := muster.reliefs(target):
        later = None if target.within_minutes is None else within + tour
        rounds.append((later, within + min(lasts, (1 + again) * tour)))
    return tuple(Need(role, by, max(window, 1)) for by, window in rounds for role, _ in target.unit.parts)


def people_by_kind(
    roster: Roster, grid: Grid, needs: Sequence[Need], muster: Muster
) -> tuple[Counts, Counts]:
    """For each set of needs that somebody can fill (bit n for need n) how many people can, hour by hour.

    A call comes at the start of each hour. People who can fill nothing are not counted.
    """
    fits = _fits(roster.people, needs)
    kept = np.flatnonzero(fits)
    known: dict[int, Counts] = {}
    at_a_time = max(CELLS_AT_A_TIME // grid.hours, 1)
    for begin in range(0, len(kept), at_a_time):
        some = kept[begin : begin + at_a_time]
        kinds = _Part(roster, grid, needs, muster, some, fits[some]).kinds()
        for kind, people in _counted(kinds, 1 << len(needs)):
            known[kind] = known.get(kind, np.zeros(grid.hours, dtype=np.int64)) + people
    found = sorted(known)
    table = np.array([known[kind] for kind in found], dtype=np.int64).reshape(len(found), grid.hours)
    return np.array(found, dtype=np.int64), table


class _Part:
    """Some people of a roster, person × hour."""

    def __init__(
        self,
        roster: Roster,
        grid: Grid,
        needs: Sequence[Need],
        muster: Muster,
        people: Counts,
        fits: Counts,
    ) -> None:
        self._roster, self._grid, self._needs, self._muster = roster, grid, needs, muster
        self._people, self._fits = people, fits
        self._row = np.full(len(roster.people), -1, dtype=np.int64)
        self._row[people] = np.arange(len(people))
        self._origin = minute_of(grid.start)

    def kinds(self) -> npt.NDArray[np.int32]:
        on_duty = self._spans(self._roster.duties, 0)
        soon = {by: self._soon(on_duty, by) for by in {need.within_minutes for need in self._needs}}
        windows = {need.window_minutes for need in self._needs}
        there = {window: ~self._spans(self._roster.absences, window - 1) for window in windows}
        held: dict[tuple[str, int], _Rows] = {}
        kinds = np.zeros((len(self._people), self._grid.hours), dtype=np.int32)
        for bit, need in enumerate(self._needs):
            could = (self._fits >> bit & 1).astype(bool)
            if not could.any():
                continue
            rows = soon[need.within_minutes] & there[need.window_minutes] & could[:, None]
            for skill in need.role.skills:
                key = (skill, need.window_minutes)
                if key not in held:
                    held[key] = self._held(*key)
                rows &= held[key]
            kinds |= rows.astype(np.int32) << bit
        return kinds

    def _soon(self, on_duty: _Rows, by: int | None) -> _Rows:
        """Who arrives by then, if not away."""
        on = by is None or self._muster.on_duty_minutes <= by
        off = by is None or self._muster.off_duty_minutes <= by
        return np.where(on_duty, on, off)

    def _spans(self, spans: Spans, before: int) -> _Rows:
        """Hours whose start lies in a span or up to `before` minutes ahead of it."""
        row = self._row[spans.person]
        ours = row >= 0
        return self._covered(row[ours], spans.begins[ours] - before, spans.ends[ours])

    def _held(self, skill: str, window: int) -> _Rows:
        """Hours from whose start a skill is held for a whole window."""
        rows = [
            (row, begins, ends - window + 1)
            for row, number in enumerate(self._people.tolist())
            for begins, ends in _stretches(self._roster.people[number], skill, self._grid.zone)
        ]
        row, begins, ends = np.array(rows, dtype=np.int64).reshape(-1, 3).T
        if len(np.unique(row)) < len(row):
            return self._covered(row, begins, ends)
        # One stretch a person, as is usual: then two comparisons do what a sum over hours does.
        first, last = np.zeros((2, len(self._people)), dtype=np.int32)
        first[row], last[row] = self._hours(begins), self._hours(ends)
        hours = np.arange(self._grid.hours, dtype=np.int32)
        return (hours >= first[:, None]) & (hours < last[:, None])

    def _covered(self, row: Counts, begins: Counts, ends: Counts) -> _Rows:
        """Hours whose start lies at or after a begin and before its end, in minutes."""
        width = self._grid.hours + 1
        first = self._hours(begins)
        last = np.maximum(self._hours(ends), first)
        steps = np.zeros(len(self._people) * width, dtype=np.int16)
        np.add.at(steps, row * width + first, np.int16(1))
        np.add.at(steps, row * width + last, np.int16(-1))
        by_hour = steps.reshape(-1, width)
        covered: _Rows = np.cumsum(by_hour, axis=1, dtype=np.int16)[:, :-1] > 0
        return covered

    def _hours(self, minutes: Counts) -> Counts:
        """The first hour of the grid that starts at or after a minute; the number of hours where none does."""
        return np.clip(-((self._origin - minutes) // MINUTES_PER_HOUR), 0, self._grid.hours)


def _fits(people: Iterable[Person], needs: Sequence[Need]) -> Counts:
    """For each person the needs that rank, post and skills fit, whatever the dates."""
    roles = {need.role: 0 for need in needs}
    for bit, need in enumerate(needs):
        roles[need.role] |= 1 << bit
    return np.array(
        [sum(bits for role, bits in roles.items() if role.could_be(person)) for person in people],
        dtype=np.int64,
    )


def _counted(kinds: npt.NDArray[np.int32], most: int) -> Iterator[tuple[int, Counts]]:
    """Each kind that occurs, but for nothing, with its people by hour."""
    hours = kinds.shape[1]
    there = np.flatnonzero(np.bincount(kinds.ravel(), minlength=most))
    place = np.zeros(most, dtype=np.int32)
    place[there] = np.arange(len(there))
    keys = place[kinds] + np.arange(hours, dtype=np.int32) * len(there)
    counts = np.bincount(keys.ravel(), minlength=hours * len(there)).reshape(hours, len(there))
    for at, kind in enumerate(there.tolist()):
        if kind:
            yield kind, counts[:, at].astype(np.int64)


@lru_cache(maxsize=8192)
def _midnight(day: date, zone: str) -> int:
    return minute_of(local_midnight(day, zone))


def _stretches(person: Person, skill: str, zone: str) -> list[tuple[int, int]]:
    """When a person holds a skill, in minutes, stretches that meet made one."""
    found: list[tuple[int, int]] = []
    for held in sorted(
        (held for held in person.skills if held.skill == skill), key=lambda held: held.from_on or date.min
    ):
        begins = _midnight(held.from_on, zone) if held.from_on else -_FOREVER
        ends = _midnight(held.until_on + timedelta(days=1), zone) if held.until_on else _FOREVER
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return found
