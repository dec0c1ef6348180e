"""Factors of days kept slowly and obviously, day by day and area by area, to check `day_factors` by.

It shares with `day_factors` the table of quantiles and the random bits, and nothing that computes.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.elementary import exp_plain, log_plain
from dueregard.engine.queueing.random_numbers import Purpose, draw_plain, unit_plain
from dueregard.engine.queueing.variates import PIECES
from dueregard.local_policing.day_factors import PLACES, normal_table

Reals = npt.NDArray[np.float64]


def normal_of(bits: int) -> float:
    """A standard normal number from random bits: straight lines between 257 quantiles.

    >>> normal_of(1 << 63)
    0.0
    """
    table = normal_table()
    place = unit_plain(bits) * PIECES
    piece = int(place)
    return float(table[piece] + (table[piece + 1] - table[piece]) * (place - piece))


def slow_day_factors(
    key: int, days: int, areas: int, variance: float, correlation: float, local: float
) -> Reals:
    """Factors of each day and local area, days × areas, each with mean 1.

    variance, correlation: of the factor that all local areas share. local: variance of each area's own.

    >>> slow_day_factors(1, 2, 1, 0.0, 0.0, 0.0).tolist()
    [[1.0], [1.0]]
    """
    if variance < 0 or local < 0 or not -1 < correlation < 1:
        raise ValueError("a variance is below nought, or the correlation is not between -1 and 1")
    shared, own = _spread(variance), _spread(local)
    memory, fresh = correlation, sqrt(1 - correlation * correlation)
    factors: Reals = np.ones((days, areas))
    state = 0.0
    for day in range(days):
        drawn = _normal(key, day, PLACES - 1) if shared else 0.0
        state = drawn if day == 0 else memory * state + fresh * drawn
        whole = _factor(shared, state)
        for area in range(areas):
            factors[day, area] = whole * (_factor(own, _normal(key, day, area)) if own else 1.0)
    return factors


def _spread(variance: float) -> float:
    """The spread of the logarithm of a log-normal number with mean 1 and this variance."""
    return sqrt(log_plain(1 + variance)) if variance else 0.0


def _factor(spread: float, z: float) -> float:
    return exp_plain(spread * z - spread * spread / 2) if spread else 1.0


def _normal(key: int, day: int, place: int) -> float:
    return normal_of(draw_plain(key, day * PLACES + place, Purpose.DAY))
