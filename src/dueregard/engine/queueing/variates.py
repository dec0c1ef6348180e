"""Random times as whole ticks, and random counts, from random bits by sums, products and comparisons alone.

Each compiled function has a twin in plain Python with the same constants.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from itertools import pairwise
from math import isfinite, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.compiled import compiled
from dueregard.engine.queueing.elementary import exp_of_minus, exp_plain, log, log_plain
from dueregard.engine.queueing.random_numbers import Purpose, draw, draw_plain, unit, unit_plain

PIECES = 256
"""A table has this many pieces, each as likely as the others."""
MOST_TICKS = 1 << 46
"""The longest time: over two thousand years of milliseconds."""
MEAN_OF_ONE_DRAW = 16.0
"""A count with a larger mean is the sum of several."""
MOST_OF_ONE_DRAW = 200
"""A count with a mean of 16 or less goes above this less than once in 10**100 times."""

ONE_OVER = (0.0, *(1.0 / number for number in range(1, MOST_OF_ONE_DRAW + 1)))
"""The inverse of each number but nought: a product is several times quicker than a division."""
ONE_OVER_ROOT_TWO_PI = 0.3989422804014327

_ONE_OVER = np.array(ONE_OVER)
_COUNT = int(Purpose.COUNT)
_56 = np.uint64(56)
_IN_PIECE = np.uint64((1 << 45) - 1)
_11 = np.uint64(11)
_TO_PIECE = 2.0**-45
_FRACTION_WITHIN = (1 << 45) - 1


class Shape(IntEnum):
    """How a time is made from 64 random bits."""

    TABLE = 0  # straight lines between 257 quantiles
    EXPONENTIAL = 1


@dataclass(frozen=True, slots=True, eq=False)
class Times:
    """A distribution of times in ticks: exponential with a mean, or a table of 257 quantiles.

    Made with `constant`, `exponential`, `log_normal`, `from_quantiles` or `from_sample` below.
    """

    shape: Shape
    mean_ticks: float
    quantiles: npt.NDArray[np.int64]

    @property
    def squared_cv(self) -> float:
        """Squared coefficient of variation: the variance over the squared mean; 0 where the mean is 0.

        >>> exponential(5_000).squared_cv, constant(5_000).squared_cv
        (1.0, 0.0)
        """
        if self.shape is Shape.EXPONENTIAL:
            return 1.0
        if self.mean_ticks == 0:
            return 0.0
        pairs = pairwise(int(value) for value in self.quantiles)
        second = sum(low * low + low * high + high * high for low, high in pairs) / (3 * PIECES)
        return max(0.0, second / self.mean_ticks**2 - 1)


def constant(ticks: int) -> Times:
    """Always the same time.

    >>> time_of_plain(12345, constant(90_000))
    90000
    """
    return _from_table([ticks] * (PIECES + 1))


def exponential(mean_ticks: float) -> Times:
    """Exponential with a mean above 0, rounded to whole ticks.

    >>> time_of_plain(1 << 63, exponential(1_000_000))  # the middle one: log 2 of the mean
    693147
    """
    if not (isfinite(mean_ticks) and 0 < mean_ticks <= MOST_TICKS / 64):
        raise ValueError(
            f"The mean of an exponential time is {mean_ticks}: give ticks above 0, up to {MOST_TICKS // 64}."
        )
    return Times(Shape.EXPONENTIAL, float(mean_ticks), np.zeros(PIECES + 1, dtype=np.int64))


def log_normal(mean_ticks: float, cv: float) -> Times:
    """Log-normal with a mean above 0 and a coefficient of variation from 0 to 10, as a table.

    The first and last of the 257 points are set so that the mean is kept, of the first piece and of the
    whole. The table ends there, so its own coefficient of variation (`squared_cv`) is somewhat below the
    one asked for.

    >>> hour = log_normal(3_600_000, cv=0.5)
    >>> abs(hour.mean_ticks - 3_600_000) < 1, int(hour.quantiles[128])  # the median: mean / √(1 + cv²)
    (True, 3219938)
    """
    if not (isfinite(mean_ticks) and 0 < mean_ticks <= MOST_TICKS / 4096):
        raise ValueError(
            f"The mean of a log-normal time is {mean_ticks}: give ticks above 0, up to {MOST_TICKS // 4096}."
        )
    if not 0 <= cv <= 10:
        raise ValueError(f"The coefficient of variation is {cv}: give a number from 0 to 10.")
    variance = log_plain(1.0 + cv * cv)
    middle, width = log_plain(mean_ticks) - variance / 2, sqrt(variance)
    inner = [round(exp_plain(middle + width * z)) for z in normal_quantiles()]
    mean_of_first_piece = PIECES * mean_ticks * _normal_below(normal_quantiles()[0] - width)
    first = min(max(0, round(2 * mean_of_first_piece) - inner[0]), inner[0])
    return _from_table(_with_mean([first, *inner], mean_ticks))


def from_quantiles(points: Sequence[tuple[float, float]]) -> Times:
    """A table through (probability, ticks) points, straight between them; the first has probability 0, the last 1.

    Both rise, ticks perhaps not strictly.

    >>> spread = from_quantiles([(0, 0), (1, 2_560)])
    >>> [int(value) for value in spread.quantiles[[0, 1, 128, 256]]], spread.mean_ticks
    ([0, 10, 1280, 2560], 1280.0)
    >>> from_quantiles([(0, 0), (0.5, 100)])
    Traceback (most recent call last):
    ValueError: The probabilities are 0, 0.5: they must begin with 0, rise, and end with 1.
    """
    probabilities = [float(probability) for probability, _ in points]
    ticks = [float(value) for _, value in points]
    rises = all(low < high for low, high in pairwise(probabilities))
    if len(points) < 2 or not rises or probabilities[0] != 0 or probabilities[-1] != 1:
        seen = ", ".join(f"{probability:g}" for probability in probabilities) or "none"
        raise ValueError(f"The probabilities are {seen}: they must begin with 0, rise, and end with 1.")
    return _from_table([round(_between(probabilities, ticks, i / PIECES)) for i in range(PIECES + 1)])


def from_sample(ticks: Sequence[int] | npt.NDArray[np.int64]) -> Times:
    """A table of what was seen: at least one time in ticks, none below 0. The last point keeps the sample's mean.

    >>> seen = from_sample([1_000, 2_000, 6_000])
    >>> seen.mean_ticks, int(seen.quantiles[0]), int(seen.quantiles[128])
    (3000.0, 1000, 2000)
    """
    ordered = sorted(int(value) for value in ticks)
    if not ordered:
        raise ValueError("There are no times to draw from: give at least one.")
    last = len(ordered) - 1
    places = [float(place) for place in range(last + 1)]
    seen = [float(value) for value in ordered]
    inner = [round(_between(places, seen, last * i / PIECES)) for i in range(PIECES)]
    return _from_table(_with_mean(inner, sum(ordered) / len(ordered)))


def _from_table(quantiles: Sequence[int]) -> Times:
    """Check 257 quantiles and make them times."""
    if (
        any(low > high for low, high in pairwise(quantiles))
        or not 0 <= quantiles[0] <= quantiles[-1] <= MOST_TICKS
    ):
        raise ValueError(
            f"The times go from {quantiles[0]} to {quantiles[-1]} ticks: they must be 0 or more, rise, "
            f"and end at {MOST_TICKS} at the latest."
        )
    mean = (2 * sum(quantiles) - quantiles[0] - quantiles[-1]) / (2 * PIECES)
    return Times(Shape.TABLE, mean, np.array(quantiles, dtype=np.int64))


def _with_mean(inner: list[int], mean: float) -> list[int]:
    """The 257th point after these 256, such that the whole has this mean, or as near as rising allows."""
    last = round(2 * PIECES * mean - 2 * sum(inner) + inner[0])
    return [*inner, max(last, inner[-1])]


def _between(places: Sequence[float], values: Sequence[float], place: float) -> float:
    """The value at a place on the straight lines through points; the end points beyond them."""
    position = int(np.searchsorted(places, place, side="right")) - 1
    if position >= len(places) - 1:
        return values[-1]
    share = (place - places[position]) / (places[position + 1] - places[position])
    return values[position] + share * (values[position + 1] - values[position])


@cache
def normal_quantiles() -> tuple[float, ...]:
    """The standard normal quantiles of 1/256, 2/256, …, 255/256, by Newton's steps on the series of the integral.

    >>> half = normal_quantiles()
    >>> half[127], round(half[254], 6), half[0] == -half[254]
    (0.0, 2.660067, True)
    """
    upper = []
    z = 0.0
    for piece in range(1, PIECES // 2):
        for _ in range(8):
            z -= (_normal_below(z) - 0.5 - piece / PIECES) / _normal_density(z)
        upper.append(z)
    return (*(-z for z in reversed(upper)), 0.0, *upper)


def _normal_density(z: float) -> float:
    """The density of the standard normal distribution."""
    return exp_plain(-z * z / 2) * ONE_OVER_ROOT_TWO_PI


def _normal_below(z: float) -> float:
    """The standard normal probability below z, for z within 6 of 0: a half, and density · (z + z³/3 + z⁵/(3·5) + …)."""
    total, term = 0.0, z
    for odd in range(3, 201, 2):
        total += term
        term = term * z * z / odd
    return 0.5 + _normal_density(z) * total


def time_of_plain(bits: int, times: Times) -> int:
    """The time in ticks that 64 random bits give, in plain Python, the same as `time_of`.

    >>> time_of_plain(0, from_quantiles([(0, 500), (1, 1_000)]))
    500
    """
    if times.shape is Shape.EXPONENTIAL:
        return int(times.mean_ticks * -log_plain(1.0 - unit_plain(bits)) + 0.5)
    piece = bits >> 56
    low, high = int(times.quantiles[piece]), int(times.quantiles[piece + 1])
    return low + int((bits >> 11 & _FRACTION_WITHIN) * _TO_PIECE * (high - low) + 0.5)


@compiled
def exponential_of(bits: np.uint64) -> float:
    """An exponential number with mean 1 from 64 random bits (uint64), compiled."""
    return -log(1.0 - unit(bits))


@compiled
def time_of(bits: np.uint64, shape: int, mean_ticks: float, quantiles: npt.NDArray[np.int64]) -> Any:
    """The time in ticks that 64 random bits (uint64) give: the fields of a `Times`, compiled."""
    if shape == 1:
        return np.int64(mean_ticks * exponential_of(bits) + 0.5)
    piece = np.int64(bits >> _56)
    low = quantiles[piece]
    return low + np.int64(
        float((bits >> _11) & _IN_PIECE) * _TO_PIECE * float(quantiles[piece + 1] - low) + 0.5
    )


@compiled
def _poisson(share: float, mean: float) -> int:
    """The count below which a share of a Poisson distribution with a mean up to 16 lies."""
    count = 0
    probability = exp_of_minus(mean)
    below = probability
    while share >= below and count < MOST_OF_ONE_DRAW:
        count += 1
        probability *= mean * _ONE_OVER[count]
        below += probability
    return count


@compiled
def count_of(key: np.uint64, number: int, mean: float) -> int:
    """A Poisson count with a mean of 0 or more, from the bits of `Purpose.COUNT` of the number, compiled.

    A mean above 16 uses the numbers that follow too, one for each 16 or part of it.
    """
    draws = np.int64(mean / MEAN_OF_ONE_DRAW) + 1
    total = 0
    for following in range(draws):
        total += _poisson(unit(draw(key, number + following, _COUNT)), mean / draws)
    return total


def count_of_plain(key: int, number: int, mean: float) -> int:
    """A Poisson count, in plain Python, the same as `count_of`.

    >>> count_of_plain(1, 1, 0.0)
    0
    """
    draws = int(mean / MEAN_OF_ONE_DRAW) + 1
    each = mean / draws
    total = 0
    for following in range(number, number + draws):
        share = unit_plain(draw_plain(key, following, Purpose.COUNT))
        probability = below = exp_plain(-each)
        for count in range(1, MOST_OF_ONE_DRAW + 1):
            if share < below:
                break
            total += 1
            probability *= each * ONE_OVER[count]
            below += probability
    return total
