"""Wall clock and seconds: days, hours and shifts of a force in the seconds of UTC that its officers live in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

HOUR = 3600
DAY = 24 * HOUR
EARLY, LATE, NIGHT = range(3)
SHIFT_HOURS = ((7, 17), (16, 26), (22, 31))
"""Wall-clock hours at which the early, late and night shift begin and end, from midnight of the duty day."""

TEAMS = 5
CYCLE_DAYS = 10
"""Two early, two late, two night, four rest; the teams are two days apart."""


@dataclass(frozen=True)
class Hour:
    """One hour of UTC time: when it begins, and its wall-clock day of the week (Monday 0) and hour."""

    at: int
    weekday: int
    hour: int


@dataclass(frozen=True)
class Clock:
    """The wall clock of one time zone."""

    zone: str

    def seconds(self, day: date, hour: int = 0, minute: int = 0) -> int:
        """Seconds since 1970 (UTC) of a wall-clock time; hours past 24 are of the next day.

        >>> Clock("Europe/London").seconds(date(2021, 7, 1), 1)
        1625097600
        """
        on = day + timedelta(days=hour // 24)
        moment = datetime.combine(on, time(hour % 24, minute), ZoneInfo(self.zone))
        return int(moment.timestamp())

    def hours(self, day: date) -> Iterator[Hour]:
        """The hours of one wall-clock day: 24, or 23 and 25 where the clock changes.

        >>> [len(list(Clock("Europe/London").hours(date(2022, month, day)))) for month, day in ((3, 27), (10, 30))]
        [23, 25]
        """
        zone = ZoneInfo(self.zone)
        for at in range(self.seconds(day), self.seconds(day + timedelta(days=1)), HOUR):
            yield Hour(at, day.weekday(), datetime.fromtimestamp(at, zone).hour)

    def offsets(self, seconds: NDArray[np.int64]) -> NDArray[np.int64]:
        """Seconds by which the wall clock is ahead of UTC at each moment."""
        if not seconds.size:
            return np.zeros(0, np.int64)
        first = int(seconds.min()) // HOUR
        many = int(seconds.max()) // HOUR - first + 1
        zone = ZoneInfo(self.zone)
        table = np.array(
            [self._offset((first + step) * HOUR, zone) for step in range(many)],
            dtype=np.int64,
        )
        return table[seconds // HOUR - first]

    def _offset(self, at: int, zone: ZoneInfo) -> int:
        offset = datetime.fromtimestamp(at, UTC).astimezone(zone).utcoffset()
        assert offset is not None
        return int(offset.total_seconds())


def team_on(day: date, shift: int) -> int:
    """The one team (0 to 4) that works a shift which begins on a day.

    >>> [team_on(date(2021, 6, 28), shift) for shift in (EARLY, LATE, NIGHT)]
    [1, 2, 3]
    >>> team_on(date(2021, 6, 28), NIGHT) == team_on(date(2021, 7, 8), NIGHT)
    True
    """
    position = (day.toordinal() % CYCLE_DAYS) // 2
    return (shift - position) % TEAMS


def team_rests(day: date, team: int) -> bool:
    """Whether a team has a rest day on a day.

    >>> sum(team_rests(date(2021, 7, day), team=0) for day in range(1, 11))
    4
    """
    return all(team_on(day, shift) != team for shift in (EARLY, LATE, NIGHT))
