"""A force's incident log in canonical form: one row for each unit that was sent.

Ids are numbers of this log only: no name, address, call sign or reference of an incident is kept. The
place of a row in its file is kept instead, so that anything odd can be looked up where it came from.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from dueregard.common.tables import ABSENT
from dueregard.local_policing.grades import GradeSchemes, Route
from dueregard.workforce.hours import Grid, local_midnight

Integers = npt.NDArray[np.int64]
Small = npt.NDArray[np.int16]
Codes = npt.NDArray[np.int32]
NONE = -1
"""Stands for no code: nothing was entered, or there is no such column."""


class Outcome(StrEnum):
    """What became of an incident."""

    ATTENDED = "attended"
    UPGRADED = "upgraded"
    CANCELLED = "cancelled"  # by the caller
    CLOSED = "closed"  # unattended, by the force
    UNRESOLVED = "unresolved"  # still open


OUTCOMES: tuple[Outcome, ...] = tuple(Outcome)
ROUTES: tuple[Route, ...] = tuple(Route)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IncidentLog:
    """Rows in the order of receipt, the rows of one incident together. All arrays have one entry a row.

    line: the row's line in its file. incident: number of the incident in this log, from nought.
    grade: place among the common grades of `schemes`. local_area, kind: place in the tuples; `NONE` for none.
    route, outcome: place in `ROUTES` and `OUTCOMES`. unit: number of the unit, `NONE` where none was sent or
    units have no names. crew: officers in the unit, nought where not stated.
    received_at … cleared_at: seconds since 1970 in UTC, `ABSENT` where not known.
    censored: the job was longer than the longest that is believed, and its clearing was set to that.
    """

    zone: str
    schemes: GradeSchemes
    local_areas: tuple[str, ...]
    kinds: tuple[str, ...]
    line: Codes
    incident: Codes
    grade: Small
    local_area: Small
    kind: Small
    route: Small
    outcome: Small
    unit: Codes
    crew: Small
    received_at: Integers
    dispatched_at: Integers
    arrived_at: Integers
    cleared_at: Integers
    censored: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.incident)

    @property
    def sent(self) -> npt.NDArray[np.bool_]:
        """Rows on which a unit was sent: it has a name, or the moment it was sent or arrived."""
        found: npt.NDArray[np.bool_] = (self.unit != NONE) | (self.dispatched_at != ABSENT)
        found |= self.arrived_at != ABSENT
        return found

    def rows(self, kept: npt.NDArray[np.bool_] | Integers) -> IncidentLog:
        """Only some of the rows."""
        arrays: dict[str, Any] = {name: getattr(self, name)[kept] for name in ARRAYS}
        return replace(self, **arrays)

    def between(self, from_on: date, until_on: date) -> IncidentLog:
        """What was received from one local day to another, both included."""
        begins = int(local_midnight(from_on, self.zone).timestamp())
        ends = int(local_midnight(until_on + timedelta(days=1), self.zone).timestamp())
        return self.rows((self.received_at >= begins) & (self.received_at < ends))

    def known_by(self, moment: datetime) -> IncidentLog:
        """The log as it stood at a moment: later receipts are not there, and later times not yet entered.

        The outcome of what was cleared later is not known yet: it is `unresolved`.
        """
        now = int(moment.timestamp())
        past = self.rows(self.received_at < now)
        open_still = past.cleared_at >= now
        unresolved = np.int16(OUTCOMES.index(Outcome.UNRESOLVED))
        return replace(
            past,
            outcome=np.where(open_still, unresolved, past.outcome),
            dispatched_at=np.where(past.dispatched_at < now, past.dispatched_at, ABSENT),
            arrived_at=np.where(past.arrived_at < now, past.arrived_at, ABSENT),
            cleared_at=np.where(past.cleared_at < now, past.cleared_at, ABSENT),
        )


ARRAYS = tuple(
    field.name
    for field in fields(IncidentLog)
    if field.name not in ("zone", "schemes", "local_areas", "kinds")
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Incidents:
    """The same log, one entry an incident, in the order of receipt.

    row: its first row in the log. grade, local_area, kind, route: as first received. outcome: of its last row
    that has one. units: how many were sent. dispatched_at, arrived_at: of the first unit. cleared_at: of the last.
    """

    row: Integers
    received_at: Integers
    grade: Small
    local_area: Small
    kind: Small
    route: Small
    outcome: Small
    last_grade: Small
    units: Integers
    dispatched_at: Integers
    arrived_at: Integers
    cleared_at: Integers

    def __len__(self) -> int:
        return len(self.row)


def incidents_of(log: IncidentLog) -> Incidents:
    """Each incident of a log once."""
    first = np.flatnonzero(np.diff(log.incident, prepend=-1))
    if not len(first):
        moments: dict[str, Any] = dict.fromkeys(
            ("row", "units", "received_at", "dispatched_at", "arrived_at", "cleared_at"),
            np.zeros(0, dtype=np.int64),
        )
        codes: dict[str, Any] = dict.fromkeys(
            ("grade", "local_area", "kind", "route", "outcome", "last_grade"), np.zeros(0, dtype=np.int16)
        )
        return Incidents(**moments, **codes)
    last = np.append(first[1:], len(log)) - 1
    with_outcome = np.where(log.outcome != NONE, np.arange(len(log)), first[0] - 1)
    last_with = np.maximum.reduceat(with_outcome, first)
    known = last_with >= first
    return Incidents(
        row=first,
        received_at=np.minimum.reduceat(log.received_at, first),
        grade=log.grade[first],
        local_area=log.local_area[first],
        kind=log.kind[first],
        route=log.route[first],
        outcome=np.where(known, log.outcome[np.where(known, last_with, 0)], NONE).astype(np.int16),
        last_grade=log.grade[last],
        units=np.add.reduceat(log.sent.astype(np.int64), first),
        dispatched_at=_first_moment(log.dispatched_at, first),
        arrived_at=_first_moment(log.arrived_at, first),
        cleared_at=np.maximum.reduceat(log.cleared_at, first),
    )


def _first_moment(moments: Integers, first: Integers) -> Integers:
    never = np.iinfo(np.int64).max
    found = np.minimum.reduceat(np.where(moments == ABSENT, never, moments), first)
    return np.where(found == never, ABSENT, found)


def hour_grid(log_zone: str, earliest: int, latest: int) -> Grid:
    """The hours from the local day of one moment to that of another, on which moments can be placed.

    >>> hour_grid("UTC", 0, 90_000).hours
    48
    """
    zone = ZoneInfo(log_zone)
    days = [datetime.fromtimestamp(moment, UTC).astimezone(zone).date() for moment in (earliest, latest)]
    return Grid.of_days(days[0], (days[1] - days[0]).days + 1, ("whole force",), log_zone)


def hour_index(grid: Grid, moments: Integers) -> Integers:
    """For each moment the hour of the grid in which it falls; outside the grid it is below 0 or too large."""
    return (moments - int(grid.start.timestamp())) // 3_600


def moment_words(seconds: int, zone: str) -> str:
    """A moment as a message shows it, in local time.

    >>> moment_words(1625137200, "Europe/London")
    '2021-07-01 12:00:00'
    """
    if seconds == ABSENT:
        return "nothing"
    try:
        local = datetime.fromtimestamp(int(seconds), UTC).astimezone(ZoneInfo(zone))
    except (OverflowError, ValueError, OSError):
        return "a moment out of reach"
    return f"{local:%Y-%m-%d %H:%M:%S}"
