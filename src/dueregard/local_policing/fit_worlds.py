"""Worlds of a fitted calibration: what its log would have shown, were the fit the truth.

Each has the same weeks, hours and priors, days that differ as the day factor says, and incidents by Poisson chance;
each is fitted anew. What is seen and lies outside what these worlds show, the fit cannot explain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from dueregard.local_policing.calibration_fit import Fitted, Prepared, add_up, fit, prepare
from dueregard.local_policing.calibration_result import Calibration
from dueregard.local_policing.demand import MONTHS
from dueregard.workforce.hours import HOURS_PER_WEEK

Reals = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
DAYS, HOURS = 7, 24


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """Incidents seen and expected, summed over groups that can be told apart.

    hour_grade: 168 × K. hour_area: 168 × A. week_grade: W × K. week_area: W × A. month_grade: 12 × K, calendar
    months. hour_month: 24 hours of the day × 12. day: 7 W, in the order of the days.
    """

    hour_grade: tuple[Reals, Reals]
    hour_area: tuple[Reals, Reals]
    week_grade: tuple[Reals, Reals]
    week_area: tuple[Reals, Reals]
    month_grade: tuple[Reals, Reals]
    hour_month: tuple[Reals, Reals]
    day: tuple[Reals, Reals]


def grouped(prepared: Prepared, fitted: Fitted) -> Grouped:
    """What was seen in some weekly sums beside what a fit to them expects."""
    sums, demand = prepared.sums, fitted.demand
    received = sums.received.astype(np.float64)
    hours = sums.hours * demand.season  # W × 168 × 12
    of_week = hours.sum(axis=2)
    by_grade, by_area = demand.rates.sum(axis=1), demand.rates.sum(axis=2)
    whole = by_grade.sum(axis=1)
    month = np.argmax(sums.hours, axis=2)  # an hour of one week lies in one month
    in_month = (month[:, :, None] == np.arange(MONTHS)).astype(np.float64)
    seen_month = np.einsum("whm,whk->mhk", in_month, received.sum(axis=2), optimize=True)
    expected_month = hours.sum(axis=0)  # 168 × 12
    of_day = np.arange(HOURS_PER_WEEK) % HOURS
    return Grouped(
        hour_grade=(received.sum(axis=(0, 2)), of_week.sum(axis=0)[:, None] * by_grade),
        hour_area=(received.sum(axis=(0, 3)), of_week.sum(axis=0)[:, None] * by_area),
        week_grade=(received.sum(axis=(1, 2)), of_week @ by_grade),
        week_area=(received.sum(axis=(1, 3)), of_week @ by_area),
        month_grade=(seen_month.sum(axis=1), expected_month.T @ by_grade),
        hour_month=(
            _by_hour(seen_month.sum(axis=2).T, of_day),
            _by_hour(expected_month * whole[:, None], of_day),
        ),
        day=(prepared.days.received.sum(axis=2).ravel(), fitted.expected_days.sum(axis=2).ravel()),
    )


def _by_hour(values: Reals, of_day: Integers) -> Reals:
    found = np.zeros((HOURS, values.shape[1]))
    np.add.at(found, of_day, values)
    return found


def worlds(calibration: Calibration, number: int, seed: int) -> Iterator[tuple[Prepared, Fitted]]:
    """So many worlds of a calibration, each fitted anew; the first are the same however many follow."""
    sums, demand = calibration.sums, calibration.demand
    random = np.random.Generator(np.random.PCG64(seed))
    order = np.argsort(sums.hour_order)  # where each hour of the week stands in these weeks
    day_of_hour = order // HOURS
    mean = np.einsum("wh,hak->whak", sums.hours @ demand.season, demand.rates, optimize=True)
    weeks, areas = sums.weeks, len(sums.local_areas)
    for _ in range(number):
        factors = _day_factors(random, DAYS * weeks, areas, calibration)
        by_hour = factors.reshape(weeks, DAYS, areas)[:, day_of_hour]
        received = random.poisson(mean * by_hour[..., None]).astype(np.int32)
        prepared = prepare(replace(sums, received=received))
        yield prepared, fit(prepared, add_up(prepared, np.ones(weeks)))


def _day_factors(random: np.random.Generator, days: int, areas: int, calibration: Calibration) -> Reals:
    """Log-normal factors of mean 1, days × local areas, with the calibrated spread and memory."""
    demand = calibration.demand
    shared = np.sqrt(np.log1p(demand.day_variance))
    own = np.sqrt(np.log1p(demand.local_day_variance))
    memory = demand.day_correlation
    fresh, state = random.standard_normal(days), np.zeros(days)
    state[0] = fresh[0]
    for day in range(1, days):
        state[day] = memory * state[day - 1] + np.sqrt(1 - memory**2) * fresh[day]
    local = random.standard_normal((days, areas))
    found: Reals = np.exp(shared * state - shared**2 / 2)[:, None] * np.exp(own * local - own**2 / 2)
    return found
