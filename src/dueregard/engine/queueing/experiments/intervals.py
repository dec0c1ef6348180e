"""Intervals for means, ratios and probabilities from independent runs.

Runs of a queue are skewed: most are quiet, a few are not. Student's t then covers too seldom, and errs more on
one side than on the other, which a one-sided verdict cannot bear. So every interval over runs is Student's t with
the skewness of the runs taken out by Hall's transformation (Journal of the Royal Statistical Society B 54, 1992,
221-228): longer towards the rare side, and plain t where the runs are symmetric.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import inf, sqrt

import numpy as np
import numpy.typing as npt
from scipy import special  # not scipy.stats, whose import takes longer than many a result

Reals = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
LEVEL = 0.95
"""The level of an interval where none is given."""


class NotEnoughRuns(ValueError):
    """Too few runs for any interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An estimate with the interval that covers the truth in `level` of repetitions, from `runs` runs.

    `low` and `high` may be infinite where the runs bound only one side; `estimate` is nan where the runs
    give none.
    """

    estimate: float
    low: float
    high: float
    level: float
    runs: int

    @property
    def half_width(self) -> float:
        """Half of what lies between low and high.

        >>> Interval(estimate=2.0, low=1.0, high=3.0, level=0.95, runs=10).half_width
        1.0
        """
        return (self.high - self.low) / 2

    def covers(self, value: float) -> bool:
        """Whether a value lies inside, ends included."""
        return self.low <= value <= self.high


def check_level(level: float) -> float:
    """A level lies strictly between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    return level


def as_runs(values: Sequence[float] | Reals, *, least: int = 2) -> Reals:
    """One number a run, all finite, at least `least` of them."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"give one number a run, not an array of shape {array.shape}")
    if len(array) < least:
        raise NotEnoughRuns(f"{len(array)} runs give no interval; make at least {least}")
    if not np.isfinite(array).all():
        raise ValueError(f"run {int(np.argmin(np.isfinite(array)))} of the array gave no finite number")
    return array


def student_t(level: float, degrees: int) -> float:
    """The two-sided t quantile.

    >>> round(student_t(0.95, 9), 4)
    2.2622
    """
    return t_quantile((1 + check_level(level)) / 2, degrees)


@cache
def t_quantile(probability: float, degrees: float) -> float:
    """The quantile of Student's t distribution.

    >>> round(t_quantile(0.975, 9), 4)
    2.2622
    """
    return float(special.stdtrit(degrees, probability))


def normal_quantile(probability: float) -> float:
    """The quantile of the standard normal distribution.

    >>> round(normal_quantile(0.975), 4)
    1.96
    """
    return float(special.ndtri(probability))


def reaches(
    parts: Reals, *, level: float, degrees: float | None = None, share: float = 1.0
) -> tuple[Reals, Reals]:
    """How many standard errors an interval reaches down and up from its estimate, for each column of parts.

    parts: [runs, …], what each run adds to the estimate, less their mean. degrees: of freedom, runs − 1 if not
    given. share: of the variance that the parts make up, where something symmetric is added to it.

    With skewness g over √runs called a, t turns into 3 ((1 + a (t − a/6))^⅓ − 1) / a.

    By hand: parts without skewness reach t both ways.

    >>> down, up = reaches(np.array([-1.0, 0.0, 1.0]), level=0.95)
    >>> round(float(down), 4), round(float(up), 4)
    (4.3027, 4.3027)
    """
    t = t_quantile((1 + check_level(level)) / 2, len(parts) - 1 if degrees is None else degrees)
    lean = np.asarray(_skewness(parts) * share**1.5 / sqrt(len(parts)), dtype=np.float64)
    # So small a lean would be lost in rounding, and changes t by less than a millionth.
    leaning = np.where(np.abs(lean) < 1e-7, 1e-7, lean)
    down, up = (3 / leaning * (np.cbrt(1 + leaning * (end - leaning / 6)) - 1) for end in (t, -t))
    is_straight = np.abs(lean) < 1e-7
    return np.where(is_straight, t, down), np.where(is_straight, t, -up)


def _skewness(parts: Reals) -> Reals:
    """Skewness of each column, corrected for the number of runs; nought for two runs, or where nothing varies."""
    runs = len(parts)
    largest = np.abs(parts).max(axis=0)
    scaled = np.divide(parts, largest, out=np.zeros_like(parts), where=largest > 0)
    squares = np.asarray((scaled**2).mean(axis=0))
    if runs < 3:
        return np.zeros_like(squares)
    cubes = np.asarray((scaled**3).mean(axis=0))
    plain = np.divide(cubes, squares**1.5, out=np.zeros_like(cubes), where=squares > 0)
    return np.asarray(plain * sqrt(runs * (runs - 1)) / (runs - 2))


def linear_interval(estimate: float, parts: Reals, *, level: float = LEVEL) -> Interval:
    """The interval of an estimate to which each run adds a part; `parts` are centred, their mean's error is meant."""
    error = float(parts.std(ddof=1)) / sqrt(len(parts))
    down, up = reaches(parts, level=level)
    return Interval(
        estimate=estimate,
        low=estimate - float(down) * error,
        high=estimate + float(up) * error,
        level=level,
        runs=len(parts),
    )


def mean_interval(values: Sequence[float] | Reals, *, level: float = LEVEL) -> Interval:
    """The mean of independent runs with its t interval, their skewness taken out.

    By hand: 1, 2, 3 has mean 2 and standard error 1/√3 = .57735; t with 2 degrees of freedom is 4.3027.

    >>> found = mean_interval([1, 2, 3])
    >>> found.estimate, round(found.half_width, 4)
    (2.0, 2.4841)
    """
    runs = as_runs(values)
    mean = float(runs.mean())
    return linear_interval(mean, runs - mean, level=level)


def difference_interval(
    with_change: Sequence[float] | Reals, without: Sequence[float] | Reals, *, level: float = LEVEL
) -> Interval:
    """The mean of paired differences with its t interval; run i of both must share its random numbers.

    >>> difference_interval([2, 3, 4], [1, 2, 3]).estimate
    1.0
    """
    first, second = as_runs(with_change), as_runs(without)
    if len(first) != len(second):
        raise ValueError(f"pairs need equal numbers of runs, not {len(first)} and {len(second)}")
    return mean_interval(first - second, level=level)


def ratio_interval(
    sums: Sequence[float] | Reals, counts: Sequence[float] | Reals, *, level: float = LEVEL
) -> Interval:
    """A mean per customer over all runs: sum over sum, with the t interval of its linear form.

    Each run gives a sum (of waits) and a count (of customers); their ratio over all runs has less bias than
    the mean of the runs' ratios. Raises ValueError where nothing was counted.

    >>> ratio_interval([2.0, 4.0], [1, 2]).estimate
    2.0
    """
    above, below = as_runs(sums), as_runs(counts)
    if len(above) != len(below):
        raise ValueError(f"each run gives a sum and a count, not {len(above)} sums and {len(below)} counts")
    if (below < 0).any() or not below.any():
        raise ValueError("nothing was counted in any run, so there is no mean of it")
    ratio = float(above.sum() / below.sum())
    residuals = (above - ratio * below) / below.mean()
    return linear_interval(ratio, residuals, level=level)


class Proportion(StrEnum):
    """How an interval for a probability is made."""

    WILSON = "wilson"  # near the level on average, may be a little under it
    EXACT = "exact"  # Clopper and Pearson: never under the level, somewhat wide


def proportion_interval(
    successes: int, runs: int, *, level: float = LEVEL, method: Proportion = Proportion.WILSON
) -> Interval:
    """A probability from so many successes in independent runs.

    Wilson (1927) by default; Clopper and Pearson (1934) where the level must be kept for certain.

    >>> found = proportion_interval(8, 10)
    >>> round(found.low, 4), round(found.high, 4)
    (0.4902, 0.9433)
    >>> round(proportion_interval(0, 10, method=Proportion.EXACT).high, 4)
    0.3085
    """
    if not 0 <= successes <= runs or runs < 1:
        raise ValueError(f"{successes} successes in {runs} runs is not possible")
    tail = (1 - check_level(level)) / 2
    if method is Proportion.EXACT:
        low, high = exact_lower(successes, runs, tail), exact_upper(successes, runs, tail)
    else:
        low, high = _wilson(successes, runs, -normal_quantile(tail))
    return Interval(estimate=successes / runs, low=low, high=high, level=level, runs=runs)


def _wilson(successes: int, runs: int, z: float) -> tuple[float, float]:
    share = successes / runs
    centre = (share + z * z / (2 * runs)) / (1 + z * z / runs)
    half = z * sqrt(share * (1 - share) / runs + (z / (2 * runs)) ** 2) / (1 + z * z / runs)
    # At the ends rounding would leave a grain outside or short of 0 and 1.
    return (0.0 if successes == 0 else centre - half), (1.0 if successes == runs else centre + half)


def exact_lower(successes: int, runs: int, error: float) -> float:
    """One-sided exact lower bound of a probability: too high in at most `error` of repetitions."""
    return 0.0 if successes == 0 else float(special.betaincinv(successes, runs - successes + 1, error))


def exact_upper(successes: int, runs: int, error: float) -> float:
    """One-sided exact upper bound of a probability: too low in at most `error` of repetitions."""
    return 1.0 if successes == runs else float(special.betaincinv(successes + 1, runs - successes, 1 - error))


def one_sided(values: Sequence[float] | Reals, *, level: float = LEVEL) -> tuple[Interval, Interval]:
    """The mean with a lower bound alone, and with an upper bound alone, each at the level.

    >>> lower, upper = one_sided([1, 2, 3])
    >>> lower.high, upper.low
    (inf, -inf)
    """
    two = mean_interval(values, level=2 * check_level(level) - 1) if level > 0.5 else None
    if two is None:
        raise ValueError(f"a one-sided bound needs a level above 0.5, not {level}")
    lower = Interval(estimate=two.estimate, low=two.low, high=inf, level=level, runs=two.runs)
    upper = Interval(estimate=two.estimate, low=-inf, high=two.high, level=level, runs=two.runs)
    return lower, upper
