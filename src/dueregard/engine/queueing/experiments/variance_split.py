"""Three uncertainties told apart: of the simulation, of the calibration, and of one real occasion.

The design is nested: each of D calibration draws is simulated R times under numbers of its own. What differs
between the runs of one draw is chance on the day (`occasion`); what differs between the draws beyond that
is what the calibration does not know. Both would be there with any number of runs. What is left is the
simulation's own error in the figure and in the ends of its range: it falls as runs are added and is driven
small.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np

from dueregard.engine.queueing.experiments.intervals import LEVEL, Interval, Reals, linear_interval

LIKELY_LEVEL = 0.9
"""The share of real occasions that "likely between" is meant to hold, where nothing else is said."""
_Z = 1.959964
"""Standard deviations to either side that hold 95 % of a normal distribution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceSplit:
    """A figure with its three uncertainties, in the figure's unit.

    mean: over all draws and runs, with the simulation's error as its interval.
    calibration: standard deviation between draws of the expected figure; nought where the draws differ no
        more than chance on the day explains (`calibration_is_clipped`).
    occasion: standard deviation of one real occasion about its expectation.
    likely: between what the figure of one real occasion lies with the level, calibration included: quantiles
        of all D × R values. expected: the same of the expected figure alone, calibration only.
    simulation_share: the simulation's error in the ends of `likely` (the standard deviation of the worse end, from
        how far apart the values about it lie) as a share of its width.
    """

    mean: Interval
    calibration: float
    calibration_is_clipped: bool
    occasion: float
    likely: Interval
    expected: Interval
    simulation_share: float


def split(values: Reals, *, likely: float = LIKELY_LEVEL, level: float = LEVEL) -> VarianceSplit:
    """Split the variance of values, [draws, runs of each], by the sums of squares of a one-way layout.

    By hand: draws (1, 3) and (5, 7): within, each pair differs by 2, so the variance is 2 (occasion 1.414); the
    draws' means 2 and 6 have variance 8, of which 2 / 2 = 1 is chance, so calibration is √7 = 2.646.

    >>> import numpy as np
    >>> found = split(np.array([[1.0, 3.0], [5.0, 7.0]]))
    >>> found.mean.estimate, round(found.occasion, 3), round(found.calibration, 3)
    (4.0, 1.414, 2.646)
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 2 or min(array.shape) < 2 or not np.isfinite(array).all():
        raise ValueError(f"give finite numbers, draws × runs, at least 2 × 2, not {array.shape}")
    draws, runs = array.shape
    means = array.mean(axis=1)
    within = float(array.var(axis=1, ddof=1).mean())
    between = float(means.var(ddof=1)) - within / runs
    centre = float(array.mean())
    mean = linear_interval(centre, means - means.mean(), level=level)
    ends = [float(end) for end in _ends(array.ravel(), likely)]
    known = [float(end) for end in _ends(_shrunk(means, max(between, 0.0)), likely)]
    width = ends[1] - ends[0]
    error = _error_of_ends(array.ravel(), _worth((runs,) * draws, draws, within, between), likely)
    return VarianceSplit(
        mean=mean,
        calibration=sqrt(max(between, 0.0)),
        calibration_is_clipped=between < 0,
        occasion=sqrt(within),
        likely=Interval(estimate=centre, low=ends[0], high=ends[1], level=likely, runs=array.size),
        expected=Interval(estimate=centre, low=known[0], high=known[1], level=likely, runs=draws),
        simulation_share=0.0 if error == 0 else error / width if width else np.inf,
    )


def split_repeated(
    first: Reals, second: Reals, *, likely: float = LIKELY_LEVEL, level: float = LEVEL
) -> VarianceSplit:
    """The same from one run of each of D draws, and a second run of the first R of them.

    Most of what runs can tell is in the number of draws; chance on the day needs only some draws run twice.

    By hand: draws 1, 5, 3, 7 once, the first two again as 3 and 7: each pair differs by 2, so the variance within is
    2; the four have variance 20 / 3, so calibration is √(20 / 3 − 2) = 2.160.

    >>> import numpy as np
    >>> found = split_repeated(np.array([1.0, 5.0, 3.0, 7.0]), np.array([3.0, 7.0]))
    >>> found.mean.estimate, round(found.occasion, 3), round(found.calibration, 3)
    (4.0, 1.414, 2.16)
    """
    once, again = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if not once.ndim == again.ndim == 1:
        raise ValueError("give one number of each draw, and a second of two draws or more")
    (found,) = split_each_repeated(once[None], again[None], likely=likely, level=level)
    return found


def split_each_repeated(
    first: Reals, second: Reals, *, likely: float = LIKELY_LEVEL, level: float = LEVEL
) -> tuple[VarianceSplit, ...]:
    """As `split_repeated`, for many figures of the same runs at once, [figures, draws]: each as by itself."""
    once, again = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    usable = once.ndim == again.ndim == 2 and len(once) == len(again) and 2 <= again.shape[1] <= once.shape[1]
    if not usable or not (np.isfinite(once).all() and np.isfinite(again).all()):
        raise ValueError("give finite numbers: one of each draw, and a second of two draws or more")
    draws, twice = once.shape[1], again.shape[1]
    # Row by row, where the order of adding up decides the last bit.
    within = [float(((a[:twice] - b) ** 2).mean()) / 2 for a, b in zip(once, again, strict=True)]
    between = [float(row.var(ddof=1)) - inner for row, inner in zip(once, within, strict=True)]
    shrunk = np.stack([_shrunk(row, max(part, 0.0)) for row, part in zip(once, between, strict=True)])
    values = np.concatenate([once, again], axis=1)
    ends, known = _ends(values, likely), _ends(shrunk, likely)
    worths = [_worth((2,) * twice, draws, *parts) for parts in zip(within, between, strict=True)]
    errors = [_error_of_ends(row, worth, likely) for row, worth in zip(values, worths, strict=True)]
    return tuple(
        _split_of(row, within[at], between[at], ends[:, at], known[:, at], errors[at], twice, likely, level)
        for at, row in enumerate(once)
    )


def _split_of(
    once: Reals,
    within: float,
    between: float,
    ends: Reals,
    known: Reals,
    error: float,
    twice: int,
    likely: float,
    level: float,
) -> VarianceSplit:
    centre, draws = float(once.mean()), len(once)
    low, high = float(ends[0]), float(ends[1])
    return VarianceSplit(
        mean=linear_interval(centre, once - centre, level=level),
        calibration=sqrt(max(between, 0.0)),
        calibration_is_clipped=between < 0,
        occasion=sqrt(within),
        likely=Interval(estimate=centre, low=low, high=high, level=likely, runs=draws + twice),
        expected=Interval(
            estimate=centre, low=float(known[0]), high=float(known[1]), level=likely, runs=draws
        ),
        simulation_share=0.0 if error == 0 else error / (high - low) if high != low else np.inf,
    )


def _ends(values: Reals, level: float) -> Reals:
    """The two ends of the middle `level` of each row of values: [end, row]."""
    tail = (1 - level) / 2
    ends: Reals = np.quantile(values, [tail, 1 - tail], axis=-1, method="median_unbiased")
    return ends


def _shrunk(means: Reals, between: float) -> Reals:
    """The draws' means drawn in to the spread that the calibration alone explains."""
    spread = float(means.var(ddof=1))
    factor = sqrt(between / spread) if spread else 0.0
    shrunk: Reals = means.mean() + factor * (means - means.mean())
    return shrunk


def _worth(sizes: tuple[int, ...], draws: int, within: float, between: float) -> float:
    """How many independent values so many draws are worth, with so many runs of each: Kish's design effect.

    sizes: runs of the draws that have more than one. Runs of a draw share what the calibration moves.
    """
    alike = max(between, 0.0) / (max(between, 0.0) + within) if between > 0 or within > 0 else 0.0
    values = draws - len(sizes) + sum(sizes)
    return values**2 / (draws - len(sizes) + sum(size * (1 + (size - 1) * alike) for size in sizes))


def _error_of_ends(values: Reals, worth: float, level: float) -> float:
    """Standard deviation of the worse end of values, from how far apart those about it lie.

    The order statistics between which a quantile lies with 95 % (binomial: Woodruff, Journal of the American
    Statistical Association 47, 1952) are 2 × 1.96 standard deviations apart. worth: independent values.
    """
    tail = (1 - level) / 2
    reach = _Z * sqrt(tail * (1 - tail) / worth)
    errors = []
    for middle in (tail, 1 - tail):
        below, above = max(middle - reach, 0.0), min(middle + reach, 1.0)
        low, high = np.quantile(values, [below, above], method="median_unbiased")
        # Where the reach is cut off at an end of the values, what is left of it is stretched to its full length.
        errors.append(float(high - low) / (2 * _Z) * (2 * reach / (above - below)))
    return max(errors)
