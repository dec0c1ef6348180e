"""Times and units that a fit takes as alike: whether they hang on the hour, the local area or the month after all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np
import numpy.typing as npt

from dueregard.common.tables import ABSENT
from dueregard.local_policing.calibration_parameters import MONTH_NAMES
from dueregard.local_policing.calibration_result import Calibration
from dueregard.local_policing.fit_residuals import MOST_NAMED
from dueregard.local_policing.grades import Route
from dueregard.local_policing.log import NONE, ROUTES, IncidentLog, Integers, hour_index, incidents_of
from dueregard.workforce.hours import Grid

Reals = npt.NDArray[np.float64]
FEWEST = 30
"""A group of fewer is not judged."""
BEYOND = 4.0
"""Standard errors beyond which a group's mean is named: one in 16,000 by chance, were jobs apart from each other."""
WORTH_TELLING = 0.05
"""A group nearer the mean than this share is not named, however sure the difference is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OddGroup:
    """A group whose mean differs: `ratio` is its mean over that of all, with a 95 % interval; `number` seen."""

    name: str
    ratio: float
    low: float
    high: float
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """What a class's times or units hang on, though the fit takes them as alike.

    explained: share of their variance that the groups' means explain, 0 to 1; by_chance: what they would explain
    were there nothing to it. odd: groups more than 4 standard errors and 5 % from the mean, furthest first.
    """

    grade: str
    what: str
    by: str
    number: int
    mean: float
    unit: str
    explained: float
    by_chance: float
    beyond: int
    odd: tuple[OddGroup, ...]


def dependences(calibration: Calibration, log: IncidentLog) -> tuple[Dependence, ...]:
    """Every dependence of service, travel and units on hour of the day, local area, calendar month and kind."""
    sums = calibration.sums
    inside = log.between(sums.first_on, sums.last_on)
    found = incidents_of(inside)
    grid = Grid.of_days(sums.first_on, 7 * sums.weeks, inside.local_areas, inside.zone)
    hour = hour_index(grid, found.received_at)
    months = np.array([_month(int(day)) for day in range(grid.local_days[0], grid.local_days[-1] + 1)])
    keys: list[tuple[str, Integers, Sequence[str]]] = [
        ("hour of the day", grid.hours_of_week[hour] % 24, [f"{each:02}:00" for each in range(24)]),
        ("local area", found.local_area.astype(np.int64), inside.local_areas),
        ("calendar month", months[grid.local_days[hour] - grid.local_days[0]], MONTH_NAMES),
        ("kind", found.kind.astype(np.int64), inside.kinds),
    ]
    cls = class_of(calibration, inside, found.grade, found.route)
    of_row = np.cumsum(np.diff(inside.incident, prepend=-1) > 0) - 1
    arrived, gone = inside.arrived_at != ABSENT, inside.cleared_at != ABSENT
    moved = arrived & (inside.dispatched_at != ABSENT)
    service = np.where(arrived & gone, inside.cleared_at - inside.arrived_at, 0) / 60
    travel = np.where(moved, inside.arrived_at - inside.dispatched_at, 0) / 60
    told = []
    for number, each in enumerate(sums.classes):
        if each.route is Route.TELEPHONE:
            continue
        rows, mine = cls[of_row] == number, cls == number
        for what, values, usable, place in (
            ("service of a unit", service, rows & arrived & gone, of_row),
            ("travel of a unit", travel, rows & moved, of_row),
            ("units sent", found.units.astype(np.float64), mine & (found.units > 0), np.arange(len(found))),
        ):
            unit = "units" if what == "units sent" else "minutes"
            for by, key, names in keys:
                about = _About(each.key, what, by, unit)
                one = _dependence(about, values[usable], key[place[usable]], names)
                if one is not None:
                    told.append(one)
    return tuple(told)


def _month(ordinal: int) -> int:
    return date.fromordinal(ordinal).month - 1


def class_of(
    calibration: Calibration, log: IncidentLog, grade: npt.NDArray[np.int16], route: npt.NDArray[np.int16]
) -> Integers:
    """The number of each incident's class in the calibration, by its first grade and route; -1 for none."""
    table = np.full((len(log.schemes.common), len(ROUTES)), NONE, dtype=np.int64)
    names = [str(common.id) for common in log.schemes.common]
    for number, cls in enumerate(calibration.sums.classes):
        table[names.index(cls.grade), ROUTES.index(cls.route)] = number
    found: Integers = table[grade, route]
    return found


@dataclass(frozen=True, slots=True)
class _About:
    grade: str
    what: str
    by: str
    unit: str


def _dependence(about: _About, values: Reals, key: Integers, names: Sequence[str]) -> Dependence | None:
    """Variance between groups over all variance; None where there are not two groups or nothing varies."""
    known = key >= 0
    values, key = values[known], key[known]
    number = np.bincount(key, minlength=len(names)).astype(np.float64)
    judged = np.flatnonzero(number >= FEWEST)
    kept = np.isin(key, judged)
    values, key = values[kept], key[kept]
    if len(judged) < 2:
        return None
    total = len(values)
    mean = float(values.mean())
    off = values - mean
    whole = float((off**2).sum())
    if whole <= 0 or mean <= 0:
        return None
    sums = np.bincount(key, weights=off, minlength=len(names))
    squares = np.bincount(key, weights=off**2, minlength=len(names))
    odd = []
    for group in judged.tolist():
        count = number[group]
        shift = sums[group] / count
        error = sqrt(max(squares[group] / count - shift**2, 0.0) / count)
        if abs(shift) > BEYOND * error and abs(shift) > WORTH_TELLING * mean:
            odd.append(
                OddGroup(
                    name=names[group],
                    ratio=1 + shift / mean,
                    low=1 + (shift - 1.96 * error) / mean,
                    high=1 + (shift + 1.96 * error) / mean,
                    number=int(count),
                )
            )
    odd.sort(key=lambda each: (-abs(each.ratio - 1), each.name))
    between = float((sums[judged] ** 2 / number[judged]).sum())
    return Dependence(
        grade=about.grade,
        what=about.what,
        by=about.by,
        unit=about.unit,
        number=total,
        mean=mean,
        explained=between / whole,
        by_chance=(len(judged) - 1) / (total - 1),
        beyond=len(odd),
        odd=tuple(odd[:MOST_NAMED]),
    )
