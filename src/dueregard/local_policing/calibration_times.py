"""Times counted in bins, so that many weeks add up quickly, and tables of quantiles from such counts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.model import TICKS_PER_SECOND
from dueregard.engine.queueing.variates import Shape, Times

Reals = npt.NDArray[np.float64]
POINTS = 257

EDGES: Reals = np.concatenate(
    [
        np.arange(0, 600, 10),
        np.arange(600, 3_600, 30),
        np.arange(3_600, 43_200, 120),
        np.arange(43_200, 864_001, 1_800),
    ]
).astype(np.float64)
"""Seconds at which bins begin: ten seconds wide at first, half an hour at the end, up to ten days."""
BINS = len(EDGES) - 1


def bin_of(seconds: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The bin of each time; what is longer than ten days is in the last."""
    return np.clip(np.searchsorted(EDGES, seconds, side="right") - 1, 0, BINS - 1)


def quantiles_of(counts: Reals, probabilities: Reals) -> Reals:
    """Quantiles in seconds of times counted in bins, each bin spread evenly. NaN where nothing was counted.

    >>> counts = np.zeros(BINS)
    >>> counts[:2] = 1, 1  # one under ten seconds, one from ten to twenty
    >>> quantiles_of(counts, np.array([0.0, 0.5, 1.0])).tolist()
    [0.0, 10.0, 20.0]
    """
    total = counts.sum()
    if total <= 0:
        return np.full(len(probabilities), np.nan)
    used = np.flatnonzero(counts)
    first, last = used[0], used[-1] + 1
    below = np.concatenate([[0.0], np.cumsum(counts[first:last])]) / total
    rising = np.concatenate([[True], np.diff(below) > 0])
    rising[:-1] |= np.diff(below) > 0  # both ends of a gap between bins
    at: Reals = np.interp(probabilities, below[rising], EDGES[first : last + 1][rising])
    return at


def times_of(counts: Reals, seconds: float) -> Times | None:
    """A table of 257 quantiles of times counted in bins, whose mean is that of the times (`seconds` is their sum).

    None where nothing was counted. The last point is set to keep the mean, or as near as rising allows.
    """
    number = counts.sum()
    if number <= 0:
        return None
    points = quantiles_of(counts, np.linspace(0, 1, POINTS)) * TICKS_PER_SECOND
    ticks = np.rint(points).astype(np.int64)
    mean = seconds / number * TICKS_PER_SECOND
    pieces = POINTS - 1
    last = round(2 * pieces * mean - 2 * int(ticks[:-1].sum()) + int(ticks[0]))
    ticks[-1] = max(last, int(ticks[-2]))
    kept = (2 * int(ticks.sum()) - int(ticks[0]) - int(ticks[-1])) / (2 * pieces)
    return Times(Shape.TABLE, kept, ticks)
