"""Whether a short series rises or falls: the median slope, with an interval that assumes no distribution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, combinations
from math import factorial

METHOD = (
    "median of the slopes between all pairs of quarters (Theil and Sen), with the exact interval of "
    "Kendall's rank test; quarters are taken as independent of one another, and seasons are not taken out"
)
"""Theil 1950; Sen 1968, Journal of the American Statistical Association 63: 1379–1389."""
CONFIDENCE = Fraction(95, 100)
MOST_STEPS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The change a step with its interval; both are None where there are too few steps to tell."""

    slope: Fraction | None
    lowest: Fraction | None
    highest: Fraction | None
    steps: int

    @property
    def words(self) -> str:
        """Rising, falling, no clear trend, or too few quarters to say."""
        if self.lowest is None or self.highest is None:
            return "too few quarters to say"
        if self.lowest > 0:
            return "rising"
        return "falling" if self.highest < 0 else "no clear trend"


def trend_of(values: Sequence[Fraction | int]) -> Trend:
    """The trend of values one step apart, with a 95 % interval: at least five values are needed.

    1, 2, 3, 5, 4: of the ten slopes between pairs the median is 1, and one pair falls.

    >>> trend = trend_of([1, 2, 3, 5, 4])
    >>> trend.slope, trend.lowest, trend.highest, trend.words
    (Fraction(1, 1), Fraction(-1, 1), Fraction(2, 1), 'no clear trend')
    """
    if len(values) > MOST_STEPS:
        raise ValueError(f"{len(values):,} steps were given; give at most {MOST_STEPS}")
    slopes = sorted(
        Fraction(later - earlier) / (right - left)
        for (left, earlier), (right, later) in combinations(enumerate(values), 2)
    )
    if not slopes:
        return Trend(slope=None, lowest=None, highest=None, steps=len(values))
    middle = (slopes[(len(slopes) - 1) // 2] + slopes[len(slopes) // 2]) / 2
    beyond = _slopes_beyond(len(values))
    if beyond is None:
        return Trend(slope=middle, lowest=None, highest=None, steps=len(values))
    return Trend(
        slope=middle, lowest=slopes[beyond], highest=slopes[len(slopes) - 1 - beyond], steps=len(values)
    )


def _slopes_beyond(steps: int) -> int | None:
    """How many of the smallest slopes lie below the interval: the most that keep its confidence.

    Without a trend every order of the values is equally likely, and the number of pairs out of order is
    that of the inversions of a random permutation. Ties only make the interval wider than it need be.
    """
    allowed = (1 - CONFIDENCE) / 2 * factorial(steps)
    total = 0
    beyond = None
    for inversions, orders in enumerate(_orders_by_inversions(steps)):
        total += orders
        if total > allowed:
            break
        beyond = inversions
    return beyond


@lru_cache(maxsize=256)
def _orders_by_inversions(steps: int) -> tuple[int, ...]:
    """How many of the orders of so many things have 0, 1, 2, … pairs out of order.

    >>> _orders_by_inversions(3)
    (1, 2, 2, 1)
    """
    counts = [1]
    for placed in range(2, steps + 1):
        # The next thing stands before 0 to placed - 1 of the others: a running sum over that many counts.
        padded = [*counts, *[0] * (placed - 1)]
        running = [0, *accumulate(padded)]
        counts = [running[end + 1] - running[max(0, end + 1 - placed)] for end in range(len(padded))]
    return tuple(counts)
