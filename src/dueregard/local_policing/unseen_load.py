"""Unseen load: units that are not on an incident in the log and yet are not free.

Where a roster says how many units were on duty, each urgent incident is a look at the truth: had one
of the units that looked free been free, it would have been sent at once. If each of n units that look free
is unavailable with the same chance q, apart from the others, all are so with chance qⁿ, and q is found
from which incidents had to wait (maximum likelihood). Without a roster q is not identifiable.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dueregard.common.tables import ABSENT
from dueregard.local_policing.calibration_crews import busy_spells
from dueregard.local_policing.grades import Route
from dueregard.local_policing.log import ROUTES, IncidentLog, Integers, hour_index, incidents_of
from dueregard.workforce.hours import HOURS_PER_WEEK, Grid

Reals = npt.NDArray[np.float64]
MOST_FREE = 200


@dataclass(frozen=True, slots=True, eq=False)
class UnitsOnDuty:
    """Units on duty by hour of a grid and local area, from a roster."""

    grid: Grid
    units: Integers

    def __post_init__(self) -> None:
        shape = (self.grid.hours, len(self.grid.local_areas))
        if self.units.shape != shape:
            raise ValueError(f"the units on duty have shape {self.units.shape}; give {shape}")


def usual_on_duty(on_duty: UnitsOnDuty | None) -> npt.NDArray[np.float64] | None:
    """Units on duty on average, 168 hours of the local week × local areas; None without a roster."""
    if on_duty is None:
        return None
    hours = on_duty.grid.hours_of_week
    times = np.bincount(hours, minlength=HOURS_PER_WEEK).astype(np.float64)
    sums = np.zeros((HOURS_PER_WEEK, on_duty.units.shape[1]))
    np.add.at(sums, hours, on_duty.units)
    return sums / np.maximum(times, 1.0)[:, None]


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """Urgent incidents by week, units that looked free in their local area (0 to 200) and whether they waited.

    seen: W × 201 × 2. beyond: incidents received when more units were busy than the roster had on duty.
    """

    seen: Integers
    beyond: int


def looks_of(log: IncidentLog, on_duty: UnitsOnDuty, grade: int, delayed_after_seconds: int) -> Looks:
    """What the incidents of a common grade on the dispatch route found, by week of the roster's grid."""
    found = incidents_of(log)
    hour = hour_index(on_duty.grid, found.received_at)
    wanted = (found.grade == grade) & (found.route == ROUTES.index(Route.DISPATCH))
    wanted &= (found.dispatched_at != ABSENT) & (hour >= 0) & (hour < on_duty.grid.hours)
    hour, received = hour[wanted], found.received_at[wanted]
    area = found.local_area[wanted].astype(np.int64)
    free = on_duty.units[hour, area] - _busy_at(log, received, area)
    delayed = (found.dispatched_at[wanted] - received > delayed_after_seconds).astype(np.int64)
    week = hour // 168
    weeks = max(on_duty.grid.hours // 168, 1)
    inside = (free >= 0) & (week < weeks)
    place = (week * (MOST_FREE + 1) + np.clip(free, 0, MOST_FREE)) * 2 + delayed
    size = weeks * (MOST_FREE + 1) * 2
    seen = np.bincount(place[inside], minlength=size).reshape(weeks, MOST_FREE + 1, 2)
    return Looks(seen, int((free < 0).sum()))


def _busy_at(log: IncidentLog, moments: Integers, area: Integers) -> Integers:
    """Units busy on incidents of a local area just before each moment."""
    known, begun, ended = busy_spells(log)
    place = log.local_area[known]
    busy = np.zeros(len(moments), dtype=np.int64)
    for number in range(len(log.local_areas)):
        here, asked = place == number, area == number
        started = np.searchsorted(np.sort(begun[here]), moments[asked], side="left")
        busy[asked] = started - np.searchsorted(np.sort(ended[here]), moments[asked], side="right")
    return busy


def unseen_share(seen: Reals, fewest_delayed: int) -> float | None:
    """The chance that a unit which looks free is not, from counts by units looking free and whether they waited.

    None where fewer than `fewest_delayed` waited though a unit looked free: too few to say.

    >>> seen = np.zeros((MOST_FREE + 1, 2))
    >>> seen[1] = 80, 20  # one unit looked free: a fifth waited
    >>> seen[2] = 96, 4  # two looked free: a fifth of a fifth
    >>> round(unseen_share(seen, 10), 6)
    0.2
    """
    number = np.arange(len(seen), dtype=np.float64)
    sent, delayed = seen[:, 0], seen[:, 1]
    if delayed[1:].sum() < fewest_delayed:
        return None
    if sent[1:].sum() == 0:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        power = middle ** number[1:]
        slope = (delayed[1:] * number[1:]).sum() - (sent[1:] * number[1:] * power / (1 - power)).sum()
        low, high = (middle, high) if slope > 0 else (low, middle)
    return (low + high) / 2
