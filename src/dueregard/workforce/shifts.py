"""Shifts, patterns of shifts and rest days, and the teams that work them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, ClassVar

import numpy as np
import numpy.typing as npt

from dueregard.common.codecs import Id
from dueregard.common.records import Column
from dueregard.workforce.hours import zone_named

REST = "rest"
MINUTES_PER_DAY = 1_440
LONGEST_CYCLE = 366
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, order=True)
class ClockTime:
    """A time on the clock, to the minute.

    >>> str(ClockTime.parse("7:05")), ClockTime.parse("23:59").minute
    ('07:05', 1439)
    """

    minute: int
    EXPECTS: ClassVar[str] = "a time such as 07:30"

    @classmethod
    def parse(cls, text: str) -> ClockTime:
        """Read `07:30` or `7:30`."""
        match = re.fullmatch(r"(\d{1,2}):(\d{2})", text, re.ASCII)
        if match is None or int(match[1]) > 23 or int(match[2]) > 59:
            raise ValueError("write a time such as 07:30, from 00:00 to 23:59")
        return cls(60 * int(match[1]) + int(match[2]))

    def __str__(self) -> str:
        return f"{self.minute // 60:02d}:{self.minute % 60:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Hours worked from one day, in local time. One that ends no later than it begins ends the next day.

    The night on which the clocks change lengthens or shortens it, as it does in life.

    >>> late = Shift(id=Id("late"), begins=ClockTime.parse("16:00"), ends=ClockTime.parse("02:00"))
    >>> begins, ends = late.minutes_on(date(2023, 3, 25), "Europe/London")  # to 02:00 summer time
    >>> (ends - begins) / 60
    9.0
    """

    id: Annotated[Id, Column("Short name of the shift.")]
    begins: Annotated[ClockTime, Column("When it begins, local time.")]
    ends: Annotated[ClockTime, Column("When it ends, local time; the next day if not after it begins.")]

    def minutes_on(self, day: date, zone: str) -> tuple[int, int]:
        """Its begin and end when worked from a day, as minutes of UTC since 1970."""
        last_day = day if self.ends > self.begins else day + timedelta(days=1)
        return utc_minute(day, self.begins, zone), utc_minute(last_day, self.ends, zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A cycle of shifts and rest days that a number of teams work in turn.

    `cycle` names a shift, or `rest`, for each day. Team k of `teams` begins the cycle k × (days of the
    cycle / teams) days after `begins_on`; it repeats for ever in both directions.

    >>> weekdays = Pattern(id=Id("office"), cycle=tuple(map(Id, "day day day day day rest rest".split())),
    ...                    teams=1, begins_on=date(2022, 10, 3))
    >>> weekdays.shift_on(0, date(2022, 9, 30)), weekdays.shift_on(0, date(2022, 10, 1))
    ('day', 'rest')
    """

    id: Annotated[Id, Column("Short name of the pattern.")]
    cycle: Annotated[tuple[Id, ...], Column("For each day of the cycle the shift, or `rest`.")]
    begins_on: Annotated[date, Column("A day on which the first team begins the cycle.")]
    teams: Annotated[int, Column("How many teams work it in turn.")] = 1

    def __post_init__(self) -> None:
        if not 1 <= len(self.cycle) <= LONGEST_CYCLE:
            raise ValueError(f"the cycle has {len(self.cycle)} days; write 1 to {LONGEST_CYCLE}")
        if self.teams < 1 or len(self.cycle) % self.teams:
            raise ValueError(
                f"{self.teams} teams cannot share a cycle of {len(self.cycle)} days evenly; "
                "let the number of teams divide the days"
            )

    def shift_on(self, team: int, day: date) -> Id:
        """What a team (counted from 0) does on a day: the id of a shift, or `rest`."""
        return self.cycle[self._place(team, day.toordinal())]

    def _place(self, team: int, ordinal: int) -> int:
        ahead = team * (len(self.cycle) // self.teams)
        return (ordinal - self.begins_on.toordinal() - ahead) % len(self.cycle)

    def duties(
        self, team: int, shifts: dict[Id, Shift], first_on: date, days: int, zone: str
    ) -> npt.NDArray[np.int64]:
        """A team's duties on consecutive days: rows of day (ordinal), begin and end (UTC minutes)."""
        rows = []
        for ordinal in range(first_on.toordinal(), first_on.toordinal() + days):
            shift = shifts.get(self.cycle[self._place(team, ordinal)])
            if shift is not None:
                rows.append((ordinal, *shift.minutes_on(date.fromordinal(ordinal), zone)))
        return np.array(rows, dtype=np.int64).reshape(-1, 3)


def utc_minute(day: date, at: ClockTime, zone: str) -> int:
    """A local time as minutes of UTC since 1970.

    A time that comes twice, when the clocks go back, is taken as the first of the two; one that is
    skipped, when they go forward, as if they had not yet been changed.

    >>> utc_minute(date(1970, 1, 2), ClockTime(0), "UTC")
    1440
    """
    clock = time(at.minute // 60, at.minute % 60)
    return minute_of(datetime.combine(day, clock, tzinfo=zone_named(zone)))


def minute_of(moment: datetime) -> int:
    """An aware moment as whole minutes of UTC since 1970, seconds dropped."""
    return (moment - _EPOCH) // _MINUTE


def moment_of(minute: int) -> datetime:
    """The moment of a minute since 1970, in UTC.

    >>> moment_of(1440).isoformat()
    '1970-01-02T00:00:00+00:00'
    """
    return _EPOCH + minute * _MINUTE
