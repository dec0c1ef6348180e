"""Quantiles of waits with intervals, from each run's histogram or from one value a run."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, nan, sqrt

import numpy as np
from scipy import stats

from dueregard.engine.queueing.experiments.intervals import (
    LEVEL,
    Integers,
    Interval,
    NotEnoughRuns,
    Reals,
    as_runs,
    check_level,
    reaches,
    student_t,
)


def merge_histograms(histograms: Integers) -> Integers:
    """All runs' counts together, bin by bin. Whole numbers, so the order of the runs does not matter.

    >>> import numpy as np
    >>> merge_histograms(np.array([[1, 0], [2, 5]])).tolist()
    [3, 5]
    """
    merged: Integers = np.asarray(histograms, dtype=np.int64).sum(axis=0)
    return merged


def histogram_quantile(counts: Integers, edges: Reals, share: float) -> float:
    """The value below which a share of the counted lies, straight between the edges of its bin.

    `edges` has one more entry than `counts`; the last may be infinite, and a quantile in such a bin is
    infinite: the histogram does not reach it. nan where nothing is counted.

    By hand: 2 in 0–1 and 2 in 1–3: three quarters lie below 2.

    >>> import numpy as np
    >>> histogram_quantile(np.array([2, 2]), np.array([0.0, 1.0, 3.0]), 0.75)
    2.0
    """
    check_level(share)
    below = np.concatenate([[0], np.cumsum(counts)])
    if below[-1] == 0:
        return nan
    wanted = share * below[-1]
    place = int(np.searchsorted(below, wanted, side="left"))
    if not np.isfinite(edges[place]):
        return inf
    inside = (wanted - below[place - 1]) / (below[place] - below[place - 1])
    return float(edges[place - 1] + inside * (edges[place] - edges[place - 1]))


def quantile_interval(histograms: Integers, edges: Reals, share: float, *, level: float = LEVEL) -> Interval:
    """The quantile of all customers of all runs, with an interval by inverting a test (Woodruff 1952).

    `histograms` is [runs, bins]. A value is inside where the share of customers below it, a ratio of sums over
    independent runs, does not differ from `share` by more than chance between runs. Customers within a run may
    depend on each other in any way. An end that the histogram does not reach is infinite.

    >>> import numpy as np
    >>> runs = np.array([[5, 4, 1], [4, 5, 1], [5, 5, 0]])
    >>> found = quantile_interval(runs, np.array([0.0, 1.0, 2.0, 3.0]), 0.5)
    >>> round(found.estimate, 3), found.low < found.estimate < found.high
    (1.071, True)
    """
    counts, limits = checked(histograms, edges)
    merged = merge_histograms(counts)
    estimate = histogram_quantile(merged, limits, share)
    totals = counts.sum(axis=1).astype(np.float64)
    below = np.cumsum(counts, axis=1).astype(np.float64)
    shares = below.sum(axis=0) / totals.sum()
    residuals = (below - shares * totals[:, None]) / totals.mean()
    return inverted(estimate, shares, residuals, limits, share, level=level)


def inverted(
    estimate: float, shares: Reals, parts: Reals, edges: Reals, share: float, *, level: float
) -> Interval:
    """The interval of a quantile from the share below each edge (but the first) and each run's part in it."""
    errors = parts.std(axis=0, ddof=1) / sqrt(len(parts))
    down, up = reaches(parts, level=level)
    return Interval(
        estimate=estimate,
        low=min(estimate, _crossing(np.concatenate([[0.0], shares + up * errors]), edges, share)),
        high=max(estimate, _crossing(np.concatenate([[0.0], shares - down * errors]), edges, share)),
        level=level,
        runs=len(parts),
    )


def _crossing(curve: Reals, edges: Reals, share: float) -> float:
    """Where a curve given at the edges first reaches a share; infinite where it never does."""
    rising = np.maximum.accumulate(curve)
    reached = np.flatnonzero(rising[1:] >= share)
    if not len(reached):
        return inf
    place = int(reached[0]) + 1
    if not np.isfinite(edges[place]):
        return inf
    before, after = rising[place - 1], rising[place]
    inside = 1.0 if after <= before else (share - before) / (after - before)
    return float(edges[place - 1] + max(0.0, inside) * (edges[place] - edges[place - 1]))


def quantile_by_bootstrap(
    histograms: Integers,
    edges: Reals,
    share: float,
    *,
    generator: np.random.Generator,
    draws: int = 999,
    level: float = LEVEL,
) -> Interval:
    """The same quantile with an interval from drawing whole runs again with replacement.

    Expanded percentiles (Hesterberg 2015): the plain percentile interval is too narrow for few runs, by the
    factor √((n − 1)/n) and by t against the normal; the tail is moved out to make up for both.
    """
    counts, limits = checked(histograms, edges)
    runs = len(counts)
    weights = generator.multinomial(runs, np.full(runs, 1 / runs), size=draws)
    drawn = [histogram_quantile(row, limits, share) for row in weights @ counts]
    reach = student_t(level, runs - 1) * sqrt(runs / (runs - 1))
    tail = float(stats.norm.sf(reach))
    ends = np.quantile(drawn, [tail, 1 - tail], method="inverted_cdf")
    estimate = histogram_quantile(merge_histograms(counts), limits, share)
    return Interval(estimate=estimate, low=float(ends[0]), high=float(ends[1]), level=level, runs=runs)


def order_statistic_interval(
    values: Sequence[float] | Reals, share: float, *, level: float = LEVEL
) -> Interval:
    """A quantile of one value a run (such as the day of recovery), between two of the values in order.

    It covers with the level or more whatever the distribution (Thompson 1936), ties included. An end is
    infinite where the runs are too few for it.

    >>> found = order_statistic_interval([3, 1, 2, 5, 4, 6], 0.5)
    >>> found.low, found.estimate, found.high
    (1.0, 3.0, 6.0)
    """
    check_level(share)
    ordered = np.sort(as_runs(values))
    runs, tail = len(ordered), (1 - check_level(level)) / 2
    # P(fewer than k of the runs lie below the quantile) is binomial: take the innermost ranks that hold.
    lower = int(stats.binom.ppf(tail, runs, share))
    upper = int(stats.binom.ppf(1 - tail, runs, share)) + 1
    rank = max(1, int(np.ceil(share * runs)))
    return Interval(
        estimate=float(ordered[rank - 1]),
        low=float(ordered[lower - 1]) if lower >= 1 else -inf,
        high=float(ordered[upper - 1]) if upper <= runs else inf,
        level=level,
        runs=runs,
    )


def checked(histograms: Integers, edges: Reals) -> tuple[Integers, Reals]:
    """Refuse what are not whole counts by run between rising edges."""
    counts, limits = np.asarray(histograms), np.asarray(edges, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[1] + 1 != len(limits) or not np.issubdtype(counts.dtype, np.integer):
        raise ValueError(f"give whole counts, runs × bins, and an edge more than bins, not {counts.shape}")
    if len(counts) < 2:
        raise NotEnoughRuns("one run gives no interval; make at least 2")
    if (np.diff(limits) <= 0).any() or (counts < 0).any() or not counts.any():
        raise ValueError("edges go up, counts are nought or more, and something is counted")
    return counts, limits
