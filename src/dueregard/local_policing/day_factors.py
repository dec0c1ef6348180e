"""How one day differs from another: factors on the rates, the same in every scenario of a run.

The factor of day d is exp(s z(d) − s²/2), log-normal with mean 1, where z is a normal sequence with the
calibrated correlation from a day to the next; each local area has a factor of its own besides, without
memory. Random bits are drawn by the number of the day and of the local area, so that the same day is the
same in every scenario, whatever the horizon's end. `day_factors_slow` is the slow twin, day by day.
"""

from __future__ import annotations

from functools import cache
from math import sqrt

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.elementary import exp_many, exp_plain, log_plain
from dueregard.engine.queueing.random_numbers import Bits, Purpose, draw_many
from dueregard.engine.queueing.variates import PIECES, normal_quantiles

Reals = npt.NDArray[np.float64]
PLACES = 1 << 12
"""Room for local areas beside each day's own number, which is the last."""
_TO_UNIT = 2.0**-53
_11 = np.uint64(11)


def day_factors(key: int, days: int, areas: int, variance: float, correlation: float, local: float) -> Reals:
    """Factors of each day and local area, days × areas, each with mean 1.

    variance, correlation: of the factor that all local areas share. local: variance of each area's own.

    >>> day_factors(1, 2, 1, 0.0, 0.0, 0.0).tolist()
    [[1.0], [1.0]]
    """
    if variance < 0 or local < 0 or not -1 <= correlation <= 1:
        raise ValueError("a variance is below nought, or the correlation is not from -1 to 1")
    shared, own = _spread(variance), _spread(local)
    number: Bits = np.arange(days, dtype=np.uint64)[:, None] * np.uint64(PLACES)
    factors: Reals = np.ones((days, areas))
    if own:
        factors = _factors(own, _normals(key, (number + np.arange(areas, dtype=np.uint64)).astype(np.uint64)))
    if shared:
        drawn = _normals(key, number + np.uint64(PLACES - 1))
        factors = _factors(shared, _remembered(drawn, correlation)) * factors
    return factors


def _remembered(drawn: Reals, correlation: float) -> Reals:
    """Each day's state: that of the day before, in part, and something fresh."""
    fresh = sqrt(1 - correlation * correlation)
    states = drawn.copy()
    for day in range(1, len(states)):
        states[day] = correlation * states[day - 1] + fresh * drawn[day]
    return states


def _normals(key: int, numbers: Bits) -> Reals:
    """Standard normal numbers from random bits: straight lines between 257 quantiles."""
    table = normal_table()
    place = (draw_many(key, numbers, Purpose.DAY) >> _11) * _TO_UNIT * PIECES
    piece = place.astype(np.int64)
    normals: Reals = table[piece] + (table[piece + 1] - table[piece]) * (place - piece)
    return normals


def _spread(variance: float) -> float:
    """The spread of the logarithm of a log-normal number with mean 1 and this variance."""
    return sqrt(log_plain(1 + variance)) if variance else 0.0


def _factors(spread: float, z: Reals) -> Reals:
    return exp_many(spread * z - spread * spread / 2)


@cache
def normal_table() -> Reals:
    """The quantiles of 0, 1/256, …, 1; the ends are where the outermost pieces keep their mean."""
    inner = normal_quantiles()
    last = inner[-1]
    density = exp_plain(-last * last / 2) * 0.3989422804014327
    end = 2 * PIECES * density - last
    return np.array([-end, *inner, end])
