"""The wait of one class as a distribution: a chance of not waiting, and a transform for those who wait.

A transform is the mean of exp(-s × wait) as a function of complex s. It is turned into probabilities by
the Euler summation of Abate and Whitt (ORSA Journal on Computing 7, 1995, 36-43), whose error here is
below 1e-9.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from dueregard.engine.queueing.exact.checks import check_not_negative, check_share

Complexes = npt.NDArray[np.complex128]
Transform = Callable[[Complexes], Complexes]

_ACCURACY = 23.0  # the summation errs by about exp(-23) = 1e-10
_TERMS = 38
_AVERAGED = 16


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Waits:
    """The wait for service of one class of customers in the long run.

    probability_of_wait: share of the class that waits at all, 0 to 1.
    mean_wait_hours: mean wait of the whole class, those who do not wait included.
    """

    probability_of_wait: float
    mean_wait_hours: float
    transform: Transform = field(repr=False)

    def probability_longer_than(self, hours: float) -> float:
        """The share of the class that waits longer than so many hours (0 or more)."""
        check_not_negative(hours, "hours")
        if hours == 0.0 or self.probability_of_wait == 0.0:
            return self.probability_of_wait
        return self.probability_of_wait * _longer(self.transform, hours)

    def wait_quantile_hours(self, probability: float) -> float:
        """The wait in hours that this share of the class (0 to below 1) does not exceed."""
        check_share(probability, "probability")
        longer = 1.0 - probability
        if longer >= self.probability_of_wait:
            return 0.0
        high = self.mean_wait_hours
        while self.probability_longer_than(high) > longer:
            high *= 2.0
        return float(
            brentq(lambda hours: self.probability_longer_than(hours) - longer, 0.0, high, xtol=1e-12)
        )


def mixed(parts: Sequence[Waits], weights: Sequence[float]) -> Waits:
    """The waits of several classes thrown together, each by its weight (adding to 1)."""
    waiting = sum(weight * part.probability_of_wait for part, weight in zip(parts, weights, strict=True))
    mean = sum(weight * part.mean_wait_hours for part, weight in zip(parts, weights, strict=True))

    def transform(s: Complexes) -> Complexes:
        total = np.zeros_like(s)
        for part, weight in zip(parts, weights, strict=True):
            total += weight * part.probability_of_wait / waiting * part.transform(s)
        return total

    return Waits(probability_of_wait=waiting, mean_wait_hours=mean, transform=transform)


def _longer(transform: Transform, hours: float) -> float:
    """The probability that a positive time with this transform is longer than so many hours."""
    number = np.arange(_TERMS + _AVERAGED + 1)
    s = np.asarray((_ACCURACY + 2j * math.pi * number) / (2.0 * hours), dtype=np.complex128)
    values = ((1.0 - transform(s)) / s).real
    values[0] /= 2.0
    sums = np.cumsum(np.where(number % 2, -values, values))
    weights = np.array([math.comb(_AVERAGED, k) for k in range(_AVERAGED + 1)]) / 2.0**_AVERAGED
    found = math.exp(_ACCURACY / 2.0) / hours * float(weights @ sums[_TERMS:])
    return min(1.0, max(0.0, found))
