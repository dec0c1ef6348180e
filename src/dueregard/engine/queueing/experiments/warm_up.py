"""How long a queue takes to forget how it started, and how much of a run to leave out for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np

from dueregard.engine.queueing.exact.checks import (
    check_not_negative,
    check_positive,
    check_servers,
    check_steady,
)
from dueregard.engine.queueing.experiments.intervals import Reals

WARM_UP_RELAXATIONS = 5
"""Relaxation times left out by default: what is left of the start is then under e⁻⁵, less than a hundredth."""
LENGTH_RELAXATIONS = 60
"""Relaxation times counted by default, of twenty runs or more: benchmarks/coverage.json says how well that covers."""


def relaxation_time(arrivals_per_hour: float, units: int, mean_service_hours: float) -> float:
    """Hours in which a queue M/M/c forgets a factor e of its start, near full load.

    1 / (√(cμ) − √λ)², the inverse of the spectral gap (Karlin and McGregor 1958; for M/M/1 Morse 1955);
    for a light load it is an upper bound in units of the service, as the true gap is at most μ: the longer of
    the two is taken. Raises NoSteadyState at or above full load.

    By hand: one unit, half busy, service of one hour: 1 / (1 − √½)² = 11.66.

    >>> round(relaxation_time(0.5, 1, 1.0), 2)
    11.66
    """
    check_servers(units, "units")
    check_positive(mean_service_hours, "mean_service_hours")
    check_not_negative(arrivals_per_hour, "arrivals_per_hour")
    check_steady(arrivals_per_hour * mean_service_hours, units)
    gap = (sqrt(units / mean_service_hours) - sqrt(arrivals_per_hour)) ** 2
    return max(1 / gap, mean_service_hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class LongRun:
    """A long-run design: what is left out at the start of each run, and how long it then goes on, in hours."""

    warm_up_hours: float
    length_hours: float

    def __post_init__(self) -> None:
        if self.warm_up_hours < 0 or self.length_hours <= 0:
            raise ValueError("leave out nought hours or more, and then run for more than nought")

    @classmethod
    def of_relaxation(
        cls, hours: float, *, warm_up: float = WARM_UP_RELAXATIONS, length: float = LENGTH_RELAXATIONS
    ) -> LongRun:
        """So many relaxation times left out, so many run.

        >>> LongRun.of_relaxation(10.0)
        LongRun(warm_up_hours=50.0, length_hours=600.0)
        """
        return cls(warm_up_hours=warm_up * hours, length_hours=length * hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncation:
    """How many observations to leave out at the start; `is_found` is false where the run is too short to tell."""

    left_out: int
    is_found: bool


def mser(values: Sequence[float] | Reals, *, batch: int = 5) -> Truncation:
    """The start to leave out by the marginal standard error rule over batches of five (White 1997, MSER-5).

    It takes the cut that makes the squared standard error of what is left least. A least point in the second
    half means that the run is too short; then half is left out and `is_found` is false.

    >>> mser([50.0] * 10 + [1.0, 2.0] * 100).left_out
    10
    """
    if batch < 1:
        raise ValueError(f"a batch holds one observation or more, not {batch}")
    array = np.asarray(values, dtype=np.float64)
    count = len(array) // batch
    if count < 4:
        raise ValueError(f"{len(array)} observations are too few; give at least {4 * batch}")
    means = array[: count * batch].reshape(count, batch).mean(axis=1)
    best = int(np.argmin(_marginal_errors(means)))
    half = ceil(count / 2)
    return Truncation(left_out=min(best, half) * batch, is_found=best < half)


def _marginal_errors(means: Reals) -> Reals:
    """Sum of squares about the mean over squared count, of what is left after each cut (at least two batches)."""
    # Centred first, so that the difference of large sums does not swallow a small spread.
    centred = means - means.mean()
    left = np.arange(len(centred), 1, -1, dtype=np.float64)
    sums = np.cumsum(centred[::-1])[::-1][:-1]
    squares = np.cumsum(centred[::-1] ** 2)[::-1][:-1]
    errors: Reals = np.maximum(squares - sums**2 / left, 0.0) / left**2
    return errors
