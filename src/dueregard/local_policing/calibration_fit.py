"""Demand from weekly sums, each week counted as often as it is told: the same fit for the log and for a draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.variates import Times
from dueregard.local_policing.calibration_days import (
    DayCounts,
    DaySpread,
    day_counts,
    day_spread,
    fitted_figures,
)
from dueregard.local_policing.calibration_diary import (
    FULL_DAYS_THAT_TELL,
    Appointments,
    appointments_of,
    open_days_of,
    share_of_full_days,
    top_level,
)
from dueregard.local_policing.calibration_rates import PriorWorth, fit_rates, fit_season
from dueregard.local_policing.calibration_times import times_of
from dueregard.local_policing.calibration_weeks import WeekSums
from dueregard.local_policing.demand import MOST_UNITS, Demand
from dueregard.local_policing.grades import Route
from dueregard.local_policing.log import OUTCOMES, Outcome

Reals = npt.NDArray[np.float64]
WEEKS_FOR_SEASON = 52
WEEKS_FOR_DAYS = 4


ROWS_AT_ONCE = 20
SUMMED = (
    "received",
    "hours",
    "service",
    "service_seconds",
    "travel",
    "travel_seconds",
    "units",
    "outcomes",
    "waiting_seconds",
    "closing_seconds",
    "upgrades",
    "visit_hours",
    "days_shown",
    "days_could",
)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Weekly sums laid out so that a draw is a few products of matrices.

    flat: each of `SUMMED` as W rows; by_month: W × (168 × 12) incidents.
    """

    sums: WeekSums
    flat: dict[str, Reals]
    by_month: Reals
    days: DayCounts

    @property
    def seasonal(self) -> bool:
        """Whether the log is long enough for factors of the months."""
        return self.sums.weeks >= WEEKS_FOR_SEASON


@dataclass(frozen=True, slots=True, eq=False)
class Added:
    """The same sums, weeks added up, each in its own shape without the first axis; `weights` of the weeks."""

    parts: dict[str, Reals]
    by_month: Reals
    weights: Reals


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Demand, with what the priors were worth and the spread of the days."""

    demand: Demand
    worth: PriorWorth
    spread: DaySpread
    expected_days: Reals


def prepare(sums: WeekSums) -> Prepared:
    """Lay the sums out for fitting."""
    flat = {name: getattr(sums, name).reshape(sums.weeks, -1).astype(np.float64) for name in SUMMED}
    by_month = sums.received.sum(axis=(2, 3))[:, :, None] * (sums.hours > 0)
    received = sums.received.sum(axis=3).astype(np.float64)
    days = day_counts(received, sums.hours.astype(np.float64), sums.hour_order)
    return Prepared(sums, flat, by_month.reshape(sums.weeks, -1).astype(np.float64), days)


def add_up(prepared: Prepared, weights: Reals) -> Added:
    """The sums of the weeks, each counted `weights` times."""
    shapes = {name: getattr(prepared.sums, name).shape[1:] for name in SUMMED}
    parts = {name: (weights @ prepared.flat[name]).reshape(shapes[name]) for name in SUMMED}
    by_month = (weights @ prepared.by_month).reshape(shapes["hours"])
    return Added(parts, by_month, weights)


def add_up_each(prepared: Prepared, weights: Reals) -> Iterator[Added]:
    """The same for each row of weights, some rows at once, which is several times quicker.

    All sums are of whole numbers below 2**53, so they are exact in any order and the same for a row by itself.
    """
    shapes = {name: getattr(prepared.sums, name).shape[1:] for name in SUMMED}
    for first in range(0, len(weights), ROWS_AT_ONCE):
        rows = weights[first : first + ROWS_AT_ONCE]
        parts = {name: rows @ prepared.flat[name] for name in SUMMED}
        by_month = rows @ prepared.by_month
        for at, row in enumerate(rows):
            each = {name: parts[name][at].reshape(shapes[name]) for name in SUMMED}
            yield Added(each, by_month[at].reshape(shapes["hours"]), row)


def fit(prepared: Prepared, added: Added, worth: PriorWorth | None = None) -> Fitted:
    """Demand from added sums. What the priors are worth is estimated unless it is given."""
    sums, parts = prepared.sums, added.parts
    season, hours = fit_season(added.by_month, parts["hours"], prepared.seasonal)
    first, _ = fit_rates(parts["received"], hours, 0.0, worth)
    spread, expected = _spread(prepared, first, season, added.weights)
    total = max(float(added.weights.sum()), 1.0)
    rates, found = fit_rates(
        parts["received"], hours, (spread.variance + spread.local_variance) / total, worth
    )
    demand = Demand(
        zone=sums.zone,
        classes=sums.classes,
        local_areas=sums.local_areas,
        rates=rates,
        season=season,
        day_variance=spread.variance,
        day_correlation=spread.correlation or 0.0,
        local_day_variance=spread.local_variance,
        service=_tables(sums, parts["service"], parts["service_seconds"]),
        travel=_tables(sums, parts["travel"], parts["travel_seconds"]),
        appointments=_appointments(sums, added),
        **_ways_out(parts),
    )
    return Fitted(demand, found, spread, expected)


def _spread(prepared: Prepared, rates: Reals, season: Reals, weights: Reals) -> tuple[DaySpread, Reals]:
    expected = prepared.days.expected(rates.sum(axis=2), season)
    if prepared.sums.weeks < WEEKS_FOR_DAYS:
        return DaySpread(0.0, None, 0.0), expected
    fitted = fitted_figures(prepared.sums.weeks, seasonal=prepared.seasonal)
    return day_spread(prepared.days, expected, weights, fitted=fitted), expected


def _tables(sums: WeekSums, counts: Reals, seconds: Reals) -> tuple[Times | None, ...]:
    """A table for each class. A class that is sent to and has none takes that of all classes together."""
    together = times_of(counts.sum(axis=0), float(seconds.sum()))
    return tuple(
        None if cls.route is Route.TELEPHONE else times_of(counts[k], float(seconds[k])) or together
        for k, cls in enumerate(sums.classes)
    )


def _appointments(sums: WeekSums, added: Added) -> tuple[Appointments | None, ...]:
    """What the log tells of each class's appointments; None for those that have none."""
    return tuple(
        None if cls.route is not Route.DIARY else _appointments_of(sums, added, k)
        for k, cls in enumerate(sums.classes)
    )


def _appointments_of(sums: WeekSums, added: Added, k: int) -> Appointments | None:
    kept, first = sums.kept_visits[:, k], sums.first_on.weekday()
    level = top_level(kept, np.ones(sums.weeks))
    full = share_of_full_days(kept, level, open_days_of(kept, first), first)
    outcomes = added.parts["outcomes"][k]
    lost = outcomes[OUTCOMES.index(Outcome.CANCELLED)] + outcomes[OUTCOMES.index(Outcome.CLOSED)]
    return appointments_of(
        [added.parts[name][k] for name in ("days_shown", "days_could", "visit_hours")],
        kept,
        added.weights,
        first,
        are_slots_told=full >= FULL_DAYS_THAT_TELL,
        kept_share=1 - float(lost) / max(float(outcomes.sum()), 1.0),
    )


def _ways_out(parts: dict[str, Reals]) -> dict[str, Any]:
    """Units, cancelling, upgrading and closing, by class."""
    outcomes, upgrades = parts["outcomes"], parts["upgrades"]
    received = np.maximum(outcomes.sum(axis=1), 1.0)
    number = {outcome: outcomes[:, place] for place, outcome in enumerate(OUTCOMES)}
    waited = np.maximum(parts["waiting_seconds"] / 3_600, 1e-9)
    upgraded = np.maximum(upgrades.sum(axis=1), number[Outcome.UPGRADED])
    sent = parts["units"].sum(axis=1, keepdims=True)
    one = np.eye(1, MOST_UNITS)
    return {
        "units": np.where(sent > 0, parts["units"] / np.maximum(sent, 1.0), one),
        "cancel_per_hour": number[Outcome.CANCELLED] / waited,
        "upgrade_per_hour": upgraded / waited,
        "upgrade_to": np.where(upgrades.sum(axis=1) > 0, upgrades.argmax(axis=1), -1),
        "closed_share": number[Outcome.CLOSED] / received,
        "closed_after_hours": parts["closing_seconds"] / 3_600 / np.maximum(number[Outcome.CLOSED], 1.0),
    }
