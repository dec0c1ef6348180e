"""Chance by hashing: a number in [0, 1) for any seed and any whole numbers, the same on every machine.

Nothing is drawn in order, so what is generated for a day never depends on the days before it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def chances(seed: int, *keys: npt.NDArray[np.int64] | int) -> npt.NDArray[np.float64]:
    """Numbers in [0, 1), one for each place of the keys' common shape.

    The finaliser is that of splitmix64 (Steele, Lea and Flood, Fast splittable pseudorandom number
    generators, 2014), applied after each key is added.

    >>> chances(7, np.arange(2), 3).shape, bool(chances(7, 1)[()] == chances(7, 1)[()])
    ((2,), True)
    """
    state = _mixed(np.array(seed % 2**64, dtype=np.uint64))
    for key in keys:
        state = _mixed(state + np.asarray(key, dtype=np.int64).astype(np.uint64))
    return (state >> np.uint64(11)).astype(np.float64) * 2.0**-53


def chance(seed: int, *keys: int) -> float:
    """One such number."""
    return float(chances(seed, *keys)[()])


def _mixed(state: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    with np.errstate(over="ignore"):  # arithmetic is meant to be modulo 2**64
        state = state + _STEP
        state = (state ^ (state >> np.uint64(30))) * _FIRST
        state = (state ^ (state >> np.uint64(27))) * _SECOND
        return np.asarray(state ^ (state >> np.uint64(31)), dtype=np.uint64)
