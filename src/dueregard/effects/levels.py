"""Simulated levels beside logged ones, without the deployment: a check of fit, and never validation.

A difference that a deployment makes is worth little where the model does not even show how things are without one.
So beside each effect stands, by grade and route, the share not seen in time and the mean wait of the log's weeks
around the deployment (those of the deployment and the four weeks after it left out) and of the runs without it. Log and
calibration are the same data, so agreement proves nothing; a gross difference is a reason to print no single figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from dueregard.effects.pairs import FROM_THEN_ON, Pairs
from dueregard.local_policing.calibration_draws import draw_weights
from dueregard.local_policing.calibration_weeks import WeekSums
from dueregard.local_policing.demand import group_names
from dueregard.local_policing.grades import Route
from dueregard.local_policing.log import OUTCOMES, Outcome
from dueregard.local_policing.measures import Measure

Reals = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
WEEKS_AROUND = 8
FEWEST_WEEKS = 4
DAYS_LEFT_OUT = 28
DRAWS, SEED = 200, 20141104
LEAST_MINUTES_OFF = 10
"""Mean waits that differ by less than this are no gross difference, whatever their ratio."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A figure with the 2.5 % and 97.5 % points of what chance makes of it (of the log: weeks drawn anew)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedLevel:
    """What the log shows of one grade and route. share: not seen in time, of those received; minutes: to dispatch.

    Of appointments only those that were kept. None where the log does not tell.
    """

    group: str
    weeks: int
    share: Span | None
    minutes: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCheck:
    """The two beside each other. `is_gross`: they differ by more than the design allows."""

    group: str
    weeks: int
    logged_share: Span | None
    simulated_share: Span | None
    logged_minutes: Span | None
    simulated_minutes: Span | None
    is_gross: bool


def weeks_around(sums: WeekSums, from_on: date, until_on: date) -> Integers:
    """The log's weeks to compare with: eight before to eight after the first day, or all where those are under four.

    Weeks that touch the deployment or the four weeks after it are never among them.
    """
    starts = np.array([(sums.first_on + timedelta(weeks=week)).toordinal() for week in range(sums.weeks)])
    begins, ends = from_on.toordinal(), until_on.toordinal() + DAYS_LEFT_OUT
    quiet = (starts + 6 < begins) | (starts > ends)
    reach = 7 * WEEKS_AROUND
    near = quiet & (starts >= begins - reach) & (starts + 6 <= begins + reach)
    found: Integers = np.flatnonzero(near if near.sum() >= FEWEST_WEEKS else quiet)
    return found


def logged_levels(sums: WeekSums, weeks: Integers) -> tuple[LoggedLevel, ...]:
    """The log's levels in some of its weeks, of each grade and route with units or appointments."""
    if not len(weeks):
        return ()
    some, names = sums.chosen(weeks), group_names(sums.classes)
    weights = draw_weights(len(weeks), DRAWS, SEED)
    return tuple(
        LoggedLevel(
            group=names[k],
            weeks=len(weeks),
            share=None if cls.standard_minutes is None else _span(*_not_seen(some, k), weights),
            minutes=_span(some.wait_seconds[:, k] / 60, some.waits[:, k].sum(axis=1), weights),
        )
        for k, cls in enumerate(sums.classes)
        if cls.route is not Route.TELEPHONE
    )


def _not_seen(sums: WeekSums, k: int) -> tuple[Reals, Reals]:
    """Not seen in time and received, by week; who has no arrival in the log is late as often as those who have one."""
    number = {outcome: sums.outcomes[:, k, place] for place, outcome in enumerate(OUTCOMES)}
    late = sums.late[:, k] / np.maximum(sums.judged[:, k], 1)
    attended = (sums.units[:, k].sum(axis=1)).astype(np.float64)
    if sums.classes[k].route is Route.DIARY:
        return late * attended, attended
    received = sums.outcomes[:, k].sum(axis=1).astype(np.float64)
    upgraded = np.maximum(sums.upgrades[:, k].sum(axis=1), number[Outcome.UPGRADED])
    stayed = np.maximum(attended - upgraded, 0)
    return late * stayed + upgraded + sums.lost_late[:, k], received


def _span(over: Reals, under: Reals, weights: Reals) -> Span | None:
    if not under.sum():
        return None
    drawn = (weights @ over) / np.maximum(weights @ under, 1e-9)
    low, high = (float(q) for q in np.quantile(drawn, (0.025, 0.975)))
    return Span(value=float(over.sum() / under.sum()), low=low, high=high)


def level_checks(
    pairs: Pairs, logged: Sequence[LoggedLevel], *, points: float, factor: float
) -> tuple[LevelCheck, ...]:
    """Each grade and route, simulated without the deployment and logged.

    points: percentage points that the shares may lie apart; factor: how many times one mean wait may be the other.
    """
    found, areas = [], range(len(pairs.local_areas))
    for level in logged:
        if level.group not in pairs.grades:
            continue
        which = [pairs.grades.index(level.group)]
        received = pairs.without.received_in(FROM_THEN_ON, which, areas)
        missed = pairs.without.value(FROM_THEN_ON, Measure.NOT_SEEN, which, areas)
        share = _over_runs(missed / np.maximum(received, 1))
        minutes = _over_runs(pairs.without.value(FROM_THEN_ON, Measure.WAIT_TO_DISPATCH, which, areas))
        found.append(
            LevelCheck(
                group=level.group,
                weeks=level.weeks,
                logged_share=level.share,
                simulated_share=None if level.share is None else share,
                logged_minutes=level.minutes,
                simulated_minutes=minutes,
                is_gross=_apart(level.share, share, points / 100)
                or _far(level.minutes, minutes, factor, LEAST_MINUTES_OFF),
            )
        )
    return tuple(found)


def _over_runs(values: Reals) -> Span | None:
    if not np.isfinite(values).all():
        return None
    low, high = (float(q) for q in np.quantile(values, (0.025, 0.975)))
    return Span(value=float(values.mean()), low=low, high=high)


def _apart(one: Span | None, other: Span | None, most: float) -> bool:
    return one is not None and other is not None and abs(one.value - other.value) > most


def _far(one: Span | None, other: Span | None, factor: float, least: float) -> bool:
    if one is None or other is None or abs(one.value - other.value) <= least:
        return False
    return max(one.value, other.value) > factor * min(one.value, other.value)


def withheld(checks: Iterable[LevelCheck]) -> frozenset[str]:
    """The grades and routes of which no single figure is printed."""
    return frozenset(check.group for check in checks if check.is_gross)
