"""Long-run means from weeks: a week is the natural batch, as hours and days repeat within it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from dueregard.engine.queueing.experiments.intervals import (
    LEVEL,
    Interval,
    Reals,
    mean_interval,
    normal_quantile,
)

FEWEST_BATCHES = 10
TEST_LEVEL = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Batches:
    """The long-run mean, from batches of `weeks` weeks each.

    correlation: of each batch with the next, pooled over the runs.
    is_independent: whether that correlation is small enough to be chance; where it is not, even at the
        longest batches the runs allow, the interval is too narrow, and longer runs are needed.
    """

    interval: Interval
    weeks: int
    correlation: float
    is_independent: bool


def batch_means(weekly: Reals, *, level: float = LEVEL) -> Batches:
    """Batch means over weeks of one run or more, the warm-up already left out.

    `weekly` is [runs, weeks]. Weeks are joined two by two, four by four and so on while neighbours are
    correlated (one-sided test at 5 %) and at least ten batches in all would be left.

    >>> import numpy as np
    >>> found = batch_means(np.array([[1.0, 3.0] * 10]))
    >>> found.weeks, found.interval.estimate
    (1, 2.0)
    """
    array = np.asarray(weekly, dtype=np.float64)
    if array.ndim != 2 or array.size < FEWEST_BATCHES or array.shape[1] < 2:
        raise ValueError(f"give runs × weeks, at least {FEWEST_BATCHES} in all, not {array.shape}")
    size = 1
    while True:
        means = _joined(array, size)
        correlation, is_independent = _neighbours(means)
        if is_independent or not _may_double(array, size):
            break
        size *= 2
    interval = mean_interval(means.ravel(), level=level)
    return Batches(interval=interval, weeks=size, correlation=correlation, is_independent=is_independent)


def _may_double(array: Reals, size: int) -> bool:
    a_run = array.shape[1] // (2 * size)
    return bool(a_run >= 2 and array.shape[0] * a_run >= FEWEST_BATCHES)


def _joined(array: Reals, size: int) -> Reals:
    # Weeks that fill no batch are left out at the start, where the run remembers its start most.
    whole = array.shape[1] // size
    used = array[:, array.shape[1] - whole * size :]
    joined: Reals = used.reshape(array.shape[0], whole, size).mean(axis=2)
    return joined


def _neighbours(means: Reals) -> tuple[float, bool]:
    """Correlation of a batch with the next, and whether chance alone would often give as much."""
    centred = means - means.mean()
    spread = float((centred**2).sum())
    if spread == 0:
        return 0.0, True
    pairs = means.shape[0] * (means.shape[1] - 1)
    correlation = float((centred[:, 1:] * centred[:, :-1]).sum()) / spread * means.size / pairs
    limit = -normal_quantile(TEST_LEVEL) / sqrt(pairs)
    return correlation, correlation <= limit
