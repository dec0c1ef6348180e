"""The day factor: how much whole days differ by more than chance, and how long that lasts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dueregard.local_policing.demand import MONTHS

Reals = npt.NDArray[np.float64]
DAYS, HOURS = 7, 24


@dataclass(frozen=True, slots=True, eq=False)
class DayCounts:
    """Incidents of each day and local area, and what else is needed to say what they should be.

    received: W × 7 × A. hours: W × 7 × 24 × 12 hours by month, in the order of the weeks (`hour_order`).
    """

    received: Reals
    hours: Reals
    order: npt.NDArray[np.int64]

    def expected(self, rates: Reals, season: Reals) -> Reals:
        """Incidents expected on each day in each local area, W × 7 × A, from rates 168 × A of all classes."""
        weighted = self.hours @ season
        by_day = rates[self.order].reshape(DAYS, HOURS, -1)
        expected: Reals = np.einsum("wdh,dha->wda", weighted, by_day, optimize=True)
        return expected


@dataclass(frozen=True, slots=True)
class DaySpread:
    """Variance of the day factor, its correlation with the next day, and the variance of each local area's own.

    correlation: None where there is nothing to correlate.
    """

    variance: float
    correlation: float | None
    local_variance: float


def day_counts(received: Reals, hours: Reals, order: npt.NDArray[np.int64]) -> DayCounts:
    """From W × 168 × A incidents and W × 168 × 12 hours, by hour of the week."""
    weeks, _, areas = received.shape
    daily = received[:, order].reshape(weeks, DAYS, HOURS, areas).sum(axis=2)
    return DayCounts(daily, hours[:, order].reshape(weeks, DAYS, HOURS, MONTHS), order)


def fitted_figures(weeks: int, *, seasonal: bool) -> int:
    """How many figures the expected days were fitted with: seven days, and the months where they are used."""
    return DAYS + (MONTHS - 1 if seasonal else 0) if weeks else 0


def day_spread(days: DayCounts, expected: Reals, weights: Reals, *, fitted: int) -> DaySpread:
    """The spread of the day factor by moments; each week counts `weights` times.

    A day's count has variance expected + variance × expected²; two days that follow each other have covariance
    correlation × variance × both expected. `fitted` figures were fitted, which takes some of the spread away.
    """
    number = float(weights.sum()) * DAYS
    left = 1 - fitted / number if number > fitted else 0.0
    weight = weights[:, None]
    off = days.received.sum(axis=2) - expected.sum(axis=2)
    mean = expected.sum(axis=2)
    if left <= 0:
        return DaySpread(0.0, None, 0.0)
    variance = _excess(off, mean, weight, left)
    areas = expected.shape[2]
    local_off = days.received - expected
    each = _excess(local_off, expected, weights[:, None, None], left) if areas > 1 else variance
    # A local area's own factor moves the force by its share, squared: the two are told apart here.
    own = float((weight * (expected**2).sum(axis=2)).sum() / (weight * mean**2).sum())
    local = max((each - variance) / (1 - own), 0.0) if areas > 1 and own < 1 else 0.0
    shared = max(variance - own * local, 0.0)
    follows, scale = _next_day(off, weights), _next_day(mean, weights)
    correlation = (
        None if shared <= 0 or scale <= 0 else float(np.clip(follows / scale / left / shared, -1, 1))
    )
    return DaySpread(shared, correlation, local)


def _excess(off: Reals, mean: Reals, weight: Reals, left: float) -> float:
    """Relative variance beyond Poisson; may be below nought by chance."""
    return float((weight * (off**2 / left - mean)).sum() / (weight * mean**2).sum())


def _next_day(values: Reals, weights: Reals) -> float:
    """Sum of products of each day with the day after, each counted with the week of the first."""
    within = (values[:, :-1] * values[:, 1:]).sum(axis=1)
    across = np.append(values[:-1, -1] * values[1:, 0], 0.0)
    return float((weights * (within + across)).sum())
