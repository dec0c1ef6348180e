"""Units seen at work, where no roster says how many were on duty: a lower bound, told as an interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dueregard.common.tables import ABSENT
from dueregard.local_policing.log import NONE, IncidentLog, Integers
from dueregard.workforce.hours import HOURS_PER_WEEK, Grid

Reals = npt.NDArray[np.float64]
SHIFT_HOURS = 8


@dataclass(frozen=True, slots=True, eq=False)
class UnitsSeen:
    """Units seen at work by hour of the week and local area (168 × A). Units never sent are not among them.

    busy_mean: busy on incidents on average over the hour. busy_at_once: most busy at one moment of the hour,
        mean over the weeks: no fewer were on duty. sent_around: different units sent in the eight hours of the day
        (from 00:00, 08:00 or 16:00) that the hour is in, mean over the weeks; None where units have no names.
    """

    busy_mean: Reals
    busy_at_once: Reals
    sent_around: Reals | None


def busy_spells(log: IncidentLog) -> tuple[npt.NDArray[np.bool_], Integers, Integers]:
    """Rows whose unit is known to have been busy from one moment to another, and those moments."""
    begun = np.where(log.dispatched_at != ABSENT, log.dispatched_at, log.arrived_at)
    known = log.sent & (begun != ABSENT) & (log.cleared_at != ABSENT)
    return known, begun[known], log.cleared_at[known]


def units_seen(log: IncidentLog, grid: Grid) -> UnitsSeen:
    """Units seen at work over the hours of a grid, which are whole weeks."""
    known, begun, cleared = busy_spells(log)
    area = log.local_area[known].astype(np.int64)
    areas, start = len(log.local_areas), int(grid.start.timestamp())
    mean, peak = (np.zeros((grid.hours, areas)) for _ in range(2))
    for place in range(areas):
        here = area == place
        mean[:, place], peak[:, place] = busy_by_hour(begun[here] - start, cleared[here] - start, grid.hours)
    names = log.unit[known]
    sent = None if (names == NONE).all() else _sent_around(names, area, begun - start, grid, areas)
    return UnitsSeen(_by_week(mean, grid), _by_week(peak, grid), sent)


def _by_week(by_hour: Reals, grid: Grid) -> Reals:
    """Mean over the weeks of each hour of the week."""
    result = np.zeros((HOURS_PER_WEEK, by_hour.shape[1]))
    np.add.at(result, grid.hours_of_week, by_hour)
    seen = np.bincount(grid.hours_of_week, minlength=HOURS_PER_WEEK)
    mean: Reals = result / np.maximum(seen, 1)[:, None]
    return mean


def busy_by_hour(begun: Integers, ended: Integers, hours: int) -> tuple[Reals, Reals]:
    """Mean and greatest number of spells under way in each hour; seconds from the start of the first hour.

    >>> mean, peak = busy_by_hour(np.array([0, 1800]), np.array([3600, 5400]), 2)
    >>> mean.tolist(), peak.tolist()
    ([1.5, 0.5], [2.0, 1.0])
    """
    edges = np.arange(hours + 1, dtype=np.int64) * 3_600
    moments = np.concatenate([edges, begun, ended])
    change = np.concatenate([np.zeros(hours + 1), np.ones(len(begun)), -np.ones(len(ended))])
    order = np.lexsort((change, moments))  # who ends at a moment has gone before another begins
    moments, under_way = moments[order], np.cumsum(change[order])
    first = np.searchsorted(moments, edges, side="right") - 1
    lasting = np.diff(moments, append=moments[-1])
    inside = slice(first[0], first[-1])
    worked = np.add.reduceat((under_way * lasting)[inside], first[:-1] - first[0])
    peak = np.maximum.reduceat(under_way[inside], first[:-1] - first[0])
    return worked / 3_600, peak


def _sent_around(
    names: npt.NDArray[np.int32], area: Integers, begun: Integers, grid: Grid, areas: int
) -> Reals:
    hour = begun // 3_600
    inside = (names != NONE) & (hour >= 0) & (hour < grid.hours)
    day = grid.local_days - grid.local_days[0]
    shift_of_hour = day * (24 // SHIFT_HOURS) + grid.hours_of_week % 24 // SHIFT_HOURS
    shifts = int(shift_of_hour[-1]) + 1
    units = int(names.max()) + 1
    cell = (shift_of_hour[hour[inside]] * areas + area[inside]) * units + names[inside]
    different = np.bincount(np.unique(cell) // units, minlength=shifts * areas).reshape(shifts, areas)
    return _by_week(different[shift_of_hour].astype(np.float64), grid)
