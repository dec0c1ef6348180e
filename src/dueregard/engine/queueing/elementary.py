"""Logarithm and exponential by sums, products and comparisons alone, and twins of them in plain Python.

The mathematics library of a machine may differ from another's in the last bit; these do not.
"""

from __future__ import annotations

from math import frexp, ldexp

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.compiled import compiled

# The logarithm of 2 in two parts; the first has so few bits that its product with an exponent is exact.
LOG_2_HIGH = 6.93147180369123816490e-01
LOG_2_LOW = 1.90821492927058770002e-10
ROOT_2 = 1.4142135623730951
ODD = tuple(2.0 / n for n in range(3, 23, 2))
"""log((1 + s) / (1 - s)) = 2 s + 2/3 s³ + 2/5 s⁵ + …"""
INVERSE_FACTORIALS = (
    1.0,
    1.0,
    1 / 2,
    1 / 6,
    1 / 24,
    1 / 120,
    1 / 720,
    1 / 5040,
    1 / 40320,
    1 / 362880,
    1 / 3628800,
    1 / 39916800,
    1 / 479001600,
    1 / 6227020800,
)
INVERSE_LOG_2 = 1.4426950408889634
MOST_EXPONENT = 700.0
"""Exponentials are asked for from minus this to this."""

_C0, _C1, _C2, _C3, _C4, _C5, _C6, _C7, _C8, _C9 = ODD
_F0, _F1, _F2, _F3, _F4, _F5, _F6, _F7, _F8, _F9, _F10, _F11, _F12, _F13 = INVERSE_FACTORIALS
_FRACTION_BITS = np.int64((1 << 52) - 1)
_ONE_BITS = np.int64(1023 << 52)
_52 = np.int64(52)
_BIAS = np.int64(1023)


@compiled
def log(number: float) -> float:
    """Natural logarithm of a normal number above 0, compiled; the error is below 1e-15 of the result.

    Two sums, of even and odd terms, so that the processor can do both at once.
    """
    bits = np.float64(number).view(np.int64)
    exponent = (bits >> _52) - _BIAS
    part = np.int64((bits & _FRACTION_BITS) | _ONE_BITS).view(np.float64)
    if part > ROOT_2:
        part *= 0.5
        exponent += 1
    s = (part - 1.0) / (part + 1.0)
    z = s * s
    w = z * z
    even = (((_C8 * w + _C6) * w + _C4) * w + _C2) * w + _C0
    odd = (((_C9 * w + _C7) * w + _C5) * w + _C3) * w + _C1
    small = 2.0 * s + s * z * (even + z * odd)
    return float(exponent * LOG_2_HIGH + (exponent * LOG_2_LOW + small))


def log_plain(number: float) -> float:
    """Natural logarithm of a normal number above 0, in plain Python, the same to the bit as `log`.

    >>> log_plain(1.0), round(log_plain(2.718281828459045), 15)
    (0.0, 1.0)
    """
    part, exponent = frexp(number)  # from 0.5 up to 1
    part, exponent = 2 * part, exponent - 1
    if part > ROOT_2:
        part, exponent = part / 2, exponent + 1
    s = (part - 1) / (part + 1)
    square = s * s
    fourth = square * square
    sums = [0.0, 0.0]
    for number_of_term in range(len(ODD) - 1, -1, -1):
        side = number_of_term % 2
        sums[side] = sums[side] * fourth + ODD[number_of_term]
    series = 2 * s + s * square * (sums[0] + square * sums[1])
    return exponent * LOG_2_HIGH + (exponent * LOG_2_LOW + series)


@compiled
def exp_of_minus(number: float) -> float:
    """The power of e to minus `number`, from 0 to `MOST_EXPONENT`, compiled; the error is below 1e-15 of the result."""
    halvings = np.int64(number * INVERSE_LOG_2 + 0.5)
    x = halvings * LOG_2_HIGH - number + halvings * LOG_2_LOW
    w = x * x
    even = (((((_F12 * w + _F10) * w + _F8) * w + _F6) * w + _F4) * w + _F2) * w + _F0
    odd = (((((_F13 * w + _F11) * w + _F9) * w + _F7) * w + _F5) * w + _F3) * w + _F1
    scale = np.int64((_BIAS - halvings) << _52).view(np.float64)
    return float((even + x * odd) * scale)


def exp_plain(number: float) -> float:
    """The power of e to `number`, within `MOST_EXPONENT` of 0; the same to the bit as `exp_of_minus` below 0.

    >>> exp_plain(0.0), round(exp_plain(1.0), 14), round(exp_plain(-1.0), 14)
    (1.0, 2.71828182845905, 0.36787944117144)
    >>> exp_plain(1e6)
    Traceback (most recent call last):
    ValueError: The exponent is 1000000.0: it must be within 700 of 0.
    """
    if not -MOST_EXPONENT <= number <= MOST_EXPONENT:
        raise ValueError(f"The exponent is {number}: it must be within {MOST_EXPONENT:g} of 0.")
    down = -number
    halvings = int(down * INVERSE_LOG_2 + (0.5 if down >= 0 else -0.5))
    x = halvings * LOG_2_HIGH - down + halvings * LOG_2_LOW
    square = x * x
    sums = [0.0, 0.0]
    for term in range(len(INVERSE_FACTORIALS) - 1, -1, -1):
        side = term % 2
        sums[side] = sums[side] * square + INVERSE_FACTORIALS[term]
    return ldexp(sums[0] + x * sums[1], -halvings)


def exp_many(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """As `exp_plain`, of an array, the same to the bit.

    >>> exp_many(np.array([0.0, -1.0])).tolist() == [exp_plain(0.0), exp_plain(-1.0)]
    True
    """
    if not (np.abs(numbers) <= MOST_EXPONENT).all():
        raise ValueError(f"The exponents must all be within {MOST_EXPONENT:g} of 0.")
    down = -numbers
    halvings = (down * INVERSE_LOG_2 + np.where(down >= 0, 0.5, -0.5)).astype(np.int64)
    x = halvings * LOG_2_HIGH - down + halvings * LOG_2_LOW
    square = x * x
    sums = [np.zeros(numbers.shape), np.zeros(numbers.shape)]
    for term in range(len(INVERSE_FACTORIALS) - 1, -1, -1):
        side = term % 2
        sums[side] = sums[side] * square + INVERSE_FACTORIALS[term]
    return np.ldexp(sums[0] + x * sums[1], -halvings)
