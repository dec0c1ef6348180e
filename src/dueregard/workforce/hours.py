"""Officer-minutes by hour, local area and duty function: what a roster comes to.

Everything that follows (the ledgers, crews, the effect of a deployment) is worked out from these
arrays of whole minutes, so that sums are exact in any order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from dueregard.common.errors import DueRegardError, shorten

MINUTES_PER_HOUR = 60
HOURS_PER_WEEK = 168
MOST_HOURS = 100_000
"""The longest grid: over eleven years."""

OfficerMinutes = npt.NDArray[np.int64]
"""Whole officer-minutes, hours of the grid × local areas × duty functions."""


class DutyFunction(StrEnum):
    """What an officer is rostered for."""

    RESPONSE = "response"
    NEIGHBOURHOOD = "neighbourhood"
    INVESTIGATION = "investigation"
    CUSTODY = "custody"
    CONTACT = "contact"
    OTHER = "other"


DUTY_FUNCTIONS: tuple[DutyFunction, ...] = tuple(DutyFunction)


class AbsenceCause(StrEnum):
    """Why somebody who is rostered is not there; a withdrawal for a deployment is not among these."""

    LEAVE = "leave"
    SICKNESS = "sickness"
    TRAINING = "training"
    COURT = "court"


ABSENCE_CAUSES: tuple[AbsenceCause, ...] = tuple(AbsenceCause)


class GridUnusable(DueRegardError):
    """A grid, or arrays said to be on it, that cannot be."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Consecutive hours × local areas × duty functions, on which officer-minutes are counted.

    start: the first moment, on the hour, in UTC. hours: how many, 1 to `MOST_HOURS`. zone: the time
    zone by which the force lives; an hour of the grid is an hour of real time, so the night on
    which the clocks go back has one more of them. Raises GridUnusable.

    >>> grid = Grid(datetime(2022, 10, 29, 23, tzinfo=UTC), 4, "Europe/London", ("north", "south"))
    >>> grid.hours_of_week.tolist()  # Sunday from midnight; 01:00 comes twice
    [144, 145, 145, 146]
    """

    start: datetime
    hours: int
    zone: str
    local_areas: tuple[str, ...]
    functions: tuple[DutyFunction, ...] = field(default=DUTY_FUNCTIONS)

    def __post_init__(self) -> None:
        if self.start.utcoffset() != timedelta(0) or self.start.tzinfo is None:
            raise GridUnusable(f"The hours start at {self.start.isoformat()}: give that moment in UTC.")
        if self.start != self.start.replace(minute=0, second=0, microsecond=0):
            raise GridUnusable(f"The hours start at {self.start:%H:%M:%S}: start them on the hour.")
        if not 1 <= self.hours <= MOST_HOURS:
            raise GridUnusable(f"The grid has {self.hours:,} hours: give it 1 to {MOST_HOURS:,}.")
        for names, what in ((self.local_areas, "local areas"), (self.functions, "duty functions")):
            if not names or len(set(names)) != len(names):
                raise GridUnusable(f"The {what} are {', '.join(names) or 'none'}: name each of them once.")
        zone_named(self.zone)

    @classmethod
    def of_days(cls, first_on: date, days: int, local_areas: tuple[str, ...], zone: str) -> Grid:
        """The hours from midnight, local time, of one day to midnight after the last of `days` days.

        >>> Grid.of_days(date(2023, 3, 26), 1, ("north",), "Europe/London").hours  # clocks go forward
        23
        """
        begins, ends = (local_midnight(day, zone) for day in (first_on, first_on + timedelta(days=days)))
        return cls(begins, (ends - begins) // timedelta(hours=1), zone, local_areas)

    @property
    def shape(self) -> tuple[int, int, int]:
        """The shape of every array on this grid."""
        return (self.hours, len(self.local_areas), len(self.functions))

    @property
    def ends_at(self) -> datetime:
        """The moment after the last hour, in UTC."""
        return self.start + timedelta(hours=self.hours)

    @property
    def hours_of_week(self) -> npt.NDArray[np.int64]:
        """For each hour the local hour of the week in which it begins: 0 is Monday 00:00, 167 Sunday 23:00."""
        return _local_clock(self.start, self.hours, self.zone)[0]

    @property
    def local_days(self) -> npt.NDArray[np.int64]:
        """For each hour the local day on which it begins, as the number of `date.toordinal`."""
        return _local_clock(self.start, self.hours, self.zone)[1]

    def local_at(self, hour: int) -> datetime:
        """When an hour begins, in local time."""
        return (self.start + timedelta(hours=hour)).astimezone(ZoneInfo(self.zone))

    def nothing(self) -> OfficerMinutes:
        """An array of noughts on this grid."""
        return np.zeros(self.shape, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class RosterHours:
    """What a roster gives, in officer-minutes: rostered, absent by cause, and trained by skill.

    rostered: all who are on the roster, absent or not. absent_by_cause: those of them who are not
    there. trained: those of them who are there and hold the skill. Raises GridUnusable where an
    array does not fit the grid, or more are absent than are rostered.
    """

    grid: Grid
    rostered: OfficerMinutes
    absent_by_cause: Mapping[AbsenceCause, OfficerMinutes]
    trained: Mapping[str, OfficerMinutes]

    def __post_init__(self) -> None:
        named: list[tuple[str, OfficerMinutes]] = [("rostered", self.rostered)]
        named += [*self.absent_by_cause.items(), *self.trained.items()]
        for name, minutes in named:
            if minutes.shape != self.grid.shape or minutes.dtype != np.int64:
                raise GridUnusable(
                    f"The officer-minutes of {name} are {minutes.dtype} of shape {minutes.shape}: "
                    f"give whole numbers (int64) of shape {self.grid.shape}."
                )
            if minutes.min() < 0:
                raise GridUnusable(f"The officer-minutes of {name} fall below nought: count them again.")
        if (self.present < 0).any():
            raise GridUnusable("In some hour more officers are absent than are rostered: count them again.")

    @property
    def absent(self) -> OfficerMinutes:
        """Absent for any cause."""
        return sum(self.absent_by_cause.values(), self.grid.nothing())

    @property
    def present(self) -> OfficerMinutes:
        """Rostered and not absent."""
        return self.rostered - self.absent


def zone_named(zone: str) -> ZoneInfo:
    """A time zone by its name, such as Europe/London. Raises GridUnusable."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise GridUnusable(
            f"There is no time zone {shorten(zone)}: write one such as Europe/London."
        ) from None


def local_midnight(day: date, zone: str) -> datetime:
    """The moment, in UTC, at which a local day begins.

    >>> local_midnight(date(2023, 7, 1), "Europe/London").isoformat()
    '2023-06-30T23:00:00+00:00'
    """
    return datetime.combine(day, time(), tzinfo=zone_named(zone)).astimezone(UTC)


@lru_cache(maxsize=16)
def _local_clock(
    start: datetime, hours: int, zone: str
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    place = zone_named(zone)
    moments = [(start + timedelta(hours=hour)).astimezone(place) for hour in range(hours)]
    of_week = np.array([24 * at.weekday() + at.hour for at in moments], dtype=np.int64)
    days = np.array([at.toordinal() for at in moments], dtype=np.int64)
    for numbers in (of_week, days):  # they are shared by every grid of these hours
        numbers.flags.writeable = False
    return of_week, days
