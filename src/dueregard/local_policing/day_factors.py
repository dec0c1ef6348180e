"""How one day differs from another: factors on the rates, the same in every scenario of a run.

The factor of day d is exp(s z(d) − s²/2), log-normal with mean 1, where z is a normal sequence with the
calibrated correlation from a day to the next; each local area has a factor of its own besides, without
memory. Random bits are drawn by the number of the day and of the local area, so that the same day is the
same in every scenario, whatever the horizon's end.
"""

from __future__ import annotations

from functools import cache
from math import sqrt

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.elementary import exp_plain, log_plain
from dueregard.engine.queueing.random_numbers import Purpose, draw_plain, unit_plain
from dueregard.engine.queueing.variates import PIECES, normal_quantiles

Reals = npt.NDArray[np.float64]
_PLACES = 1 << 12
"""Room for local areas beside each day's own number."""


def normal_of(bits: int) -> float:
    """A standard normal number from random bits: straight lines between 257 quantiles.

    >>> normal_of(1 << 63)
    0.0
    """
    table = _table()
    place = unit_plain(bits) * PIECES
    piece = int(place)
    return table[piece] + (table[piece + 1] - table[piece]) * (place - piece)


@cache
def _table() -> tuple[float, ...]:
    """The quantiles of 0, 1/256, …, 1; the ends are where the outermost pieces keep their mean."""
    inner = normal_quantiles()
    last = inner[-1]
    density = exp_plain(-last * last / 2) * 0.3989422804014327
    end = 2 * PIECES * density - last
    return (-end, *inner, end)


def day_factors(key: int, days: int, areas: int, variance: float, correlation: float, local: float) -> Reals:
    """Factors of each day and local area, days × areas, each with mean 1.

    variance, correlation: of the factor that all local areas share. local: variance of each area's own.

    >>> day_factors(1, 2, 1, 0.0, 0.0, 0.0).tolist()
    [[1.0], [1.0]]
    """
    if variance < 0 or local < 0 or not -1 <= correlation <= 1:
        raise ValueError("a variance is below nought, or the correlation is not from -1 to 1")
    shared, own = _spread(variance), _spread(local)
    memory, fresh = correlation, sqrt(1 - correlation * correlation)
    factors: Reals = np.ones((days, areas))
    state = 0.0
    for day in range(days):
        drawn = _normal(key, day, _PLACES - 1) if shared else 0.0
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
    return normal_of(draw_plain(key, day * _PLACES + place, Purpose.DAY))
