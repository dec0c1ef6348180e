"""Rates by hour of the week, local area and class, with shrinkage; and the factors of the months.

The prior of a rate is a gamma distribution. Its mean is the level of the class in the local area times the
class's weekly profile; its shape (how many incidents the prior is worth) is found from the spread of all
cells about that mean, less what chance (Poisson) and the day factor make: empirical Bayes. The profile is
found in the same way, from the whole force, shrunk toward itself smoothed over three hours (1 : 2 : 1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dueregard.local_policing.demand import MONTHS

Reals = npt.NDArray[np.float64]
DAYS_OF_MONTH: Reals = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
WEAKEST_PRIOR, STRONGEST_PRIOR = 0.5, 1e6
"""Bounds of a prior's worth in incidents."""
ROUNDS = 8


@dataclass(frozen=True, slots=True, eq=False)
class PriorWorth:
    """What the priors are worth in incidents, by class: of a profile's hour, and of a cell."""

    profile: Reals
    cell: Reals


def prior_worth(counts: Reals, expected: Reals, other_variance: float) -> float:
    """Incidents that a gamma prior with these means is worth, by moments.

    The relative variance of the true rates about their prior means is what the counts vary by, less
    Poisson chance and `other_variance` (relative, of whatever moves whole cells by chance).

    >>> prior_worth(np.array([90.0, 110.0]), np.array([100.0, 100.0]), 0.0)  # no more than chance makes
    1000000.0
    >>> prior_worth(np.array([50.0, 150.0]), np.array([100.0, 100.0]), 0.0)  # 1 / ((2500 - 100) / 100²)
    4.166666666666667
    """
    sum_of_squares = float((expected**2).sum())
    if sum_of_squares <= 0:
        return WEAKEST_PRIOR
    spread = float(((counts - expected) ** 2 - expected).sum()) / sum_of_squares - other_variance
    return min(max(1 / spread, WEAKEST_PRIOR), STRONGEST_PRIOR) if spread > 0 else STRONGEST_PRIOR


def shrunk(counts: Reals, expected: Reals, worth: float) -> Reals:
    """Posterior mean of each rate as a multiple of its prior mean.

    >>> shrunk(np.array([30.0]), np.array([10.0]), 10.0).tolist()  # half way between 1 and 3
    [2.0]
    """
    factor: Reals = (counts + worth) / (expected + worth)
    return factor


def fit_season(by_month: Reals, hours: Reals, usable: bool) -> tuple[Reals, Reals]:
    """Factors of the months, mean 1 over a year, and the hours of each hour of the week weighted by them.

    by_month: 168 × 12 incidents; hours: 168 × 12. Incidents are Poisson with rate (hour) × factor (month).
    A month of which there is nothing has the factor 1; all have where the season is not `usable`.
    """
    season = np.ones(MONTHS)
    if usable:
        in_hour, in_month = by_month.sum(axis=1), by_month.sum(axis=0)
        seen = hours.sum(axis=0) > 0
        for _ in range(ROUNDS):
            rate = in_hour / np.maximum(hours @ season, 1e-12)
            expected = rate @ hours
            season = np.where(seen, in_month / np.maximum(expected, 1e-12), 1.0)
            season /= (season * DAYS_OF_MONTH * seen).sum() / max((DAYS_OF_MONTH * seen).sum(), 1e-12)
        season = np.where(seen, np.maximum(season, 1e-3), 1.0)
    return season, hours @ season


def fit_rates(
    received: Reals, hours: Reals, day_noise: float, worth: PriorWorth | None = None
) -> tuple[Reals, PriorWorth]:
    """Rates an hour, 168 × A × K, from as many incidents in so many hours (168); and what the priors were worth.

    `day_noise` is the relative variance that the day factor leaves in a cell's sum. With `worth` given it is
    not estimated again. The rates are scaled so that each class in each local area keeps its number.
    """
    classes = received.shape[2]
    rates = np.zeros_like(received)
    worths = np.zeros((2, classes))
    area_share = received.sum(axis=(0, 2)) / max(received.sum(), 1.0)
    for k in range(classes):
        counts = received[:, :, k]
        whole = counts.sum(axis=1)
        profile, worths[0, k] = _profile(whole, hours, day_noise, worth.profile[k] if worth else None)
        # One incident of the class is shared out by local area, so that none is held impossible anywhere.
        level = (counts.sum(axis=0) + area_share) / (counts.sum() + 1) * max(counts.sum(), 1.0)
        mean = np.outer(profile, level / max((profile * hours).sum(), 1e-12))
        expected = mean * hours[:, None]
        worths[1, k] = worth.cell[k] if worth else prior_worth(counts, expected, day_noise)
        cell = mean * shrunk(counts, expected, worths[1, k])
        kept = (cell * hours[:, None]).sum(axis=0)
        rates[:, :, k] = cell * level / np.maximum(kept, 1e-12)
    return rates, PriorWorth(worths[0], worths[1])


def _profile(whole: Reals, hours: Reals, day_noise: float, worth: float | None) -> tuple[Reals, float]:
    """The weekly profile of a class over the whole force, as a rate an hour."""
    # The circle is closed: Sunday 23:00 is beside Monday 00:00. An hour never seen borrows from its neighbours.
    weight = sum(part * np.roll(hours, shift) for part, shift in ((0.25, -1), (0.5, 0), (0.25, 1)))
    smooth = sum(part * np.roll(whole, shift) for part, shift in ((0.25, -1), (0.5, 0), (0.25, 1)))
    rate = smooth / np.maximum(weight, 1e-12)
    expected = rate * hours
    found = prior_worth(whole, expected, day_noise) if worth is None else worth
    profile: Reals = np.maximum(rate * shrunk(whole, expected, found), 1e-12)
    return profile, found
