"""Random bits by counting: a hash of (key, customer, purpose), so that a customer is the same in every scenario.

There is no state and no order: any worker may ask for any number at any time. The key says which
replication, the customer's number who, the purpose what the bits decide.

Called from Python, a compiled function gives back a plain int; wrap it in `np.uint64` before it goes into another.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.compiled import compiled

Bits = npt.NDArray[np.uint64]


class Purpose(IntEnum):
    """What random bits decide. Purposes for each unit are followed by room for the unit's number."""

    COUNT = 0  # how many customers an hour brings
    WITHIN_HOUR = 1  # when in the hour one arrives
    KIND = 2  # its class, place or kind
    UNITS = 3  # how many units it needs
    PATIENCE = 4
    UPGRADE = 5  # whether it would turn more urgent
    UPGRADE_AFTER = 6
    LEAD = 7  # how far ahead an appointment is sought
    DAY = 8  # the factor of a day
    SERVICE = 16  # + the unit's number, 0 to 15
    TRAVEL = 32  # + the unit's number, 0 to 15


ARRIVALS_BITS = 20
"""The customer who arrives as number `j` in hour `h` has the number `(h << ARRIVALS_BITS) | j`."""
EXTRA_STREAM = 1 << 62
"""This bit is set in the numbers of customers who come besides."""
INITIAL_BACKLOG = 1 << 61
"""This bit is set in the numbers of customers already waiting at the start."""

GOLDEN = 0x9E3779B97F4A7C15  # 2**64 divided by the golden ratio: steps that fill the range evenly
STEP = 0xD1342543DE82EF95  # an odd number with well-mixed bits, for steps between purposes
FIRST = 0xBF58476D1CE4E5B9  # the two multipliers and three shifts of the splitmix64 finaliser
SECOND = 0x94D049BB133111EB
MASK = (1 << 64) - 1
TO_UNIT = 2.0**-53

_GOLDEN = np.uint64(GOLDEN)
_STEP = np.uint64(STEP)
_FIRST = np.uint64(FIRST)
_SECOND = np.uint64(SECOND)
_ONE = np.uint64(1)
_27, _30, _31, _32, _11 = (np.uint64(shift) for shift in (27, 30, 31, 32, 11))


def mixed_plain(number: int) -> int:
    """The splitmix64 finaliser: every bit of the result depends on every bit of the number.

    >>> mixed_plain(0)
    0
    """
    number ^= number >> 30
    number = number * FIRST & MASK
    number ^= number >> 27
    number = number * SECOND & MASK
    return number ^ number >> 31


def key_of(seed: int, replication: int) -> int:
    """The key of a replication, 64 bits, from the experiment's seed (0 to 2**64 - 1) and the replication's number.

    It depends on nothing else, so that a replication is the same on any worker.

    >>> key_of(20141104, 0) == key_of(20141104, 0), key_of(20141104, 0) == key_of(20141104, 1)
    (True, False)
    >>> key_of(-1, 0)
    Traceback (most recent call last):
    ValueError: The seed is -1: give a whole number from 0 to 18446744073709551615.
    """
    for name, number in (("seed", seed), ("replication", replication)):
        if not 0 <= number <= MASK:
            raise ValueError(f"The {name} is {number}: give a whole number from 0 to {MASK}.")
    first = mixed_plain(seed + GOLDEN & MASK)
    return mixed_plain((first ^ mixed_plain((replication + 1) * STEP & MASK)) + GOLDEN & MASK)


def draw_plain(key: int, customer: int, purpose: int) -> int:
    """64 random bits, as `draw`, in plain Python.

    >>> bits = draw_plain(key_of(20141104, 0), 7, Purpose.SERVICE)
    >>> bits == int(draw(np.uint64(key_of(20141104, 0)), 7, int(Purpose.SERVICE)))
    True
    """
    stem = mixed_plain((key + (customer + 1) * GOLDEN) & MASK)
    turned = (key << 32 | key >> 32) & MASK
    return mixed_plain(((stem ^ turned) + (purpose + 1) * STEP) & MASK)


def draw_many(key: int, customers: Bits, purpose: int) -> Bits:
    """As `draw_plain`, for an array of customers at once (uint64).

    >>> key, who = key_of(20141104, 0), np.array([7, 8], dtype=np.uint64)
    >>> draw_many(key, who, Purpose.DAY).tolist() == [draw_plain(key, number, Purpose.DAY) for number in (7, 8)]
    True
    """
    turned = np.uint64((key << 32 | key >> 32) & MASK)
    stems = _mixed_many(np.uint64(key) + (customers + _ONE) * _GOLDEN) ^ turned
    return _mixed_many(stems + np.uint64((purpose + 1) * STEP & MASK))


def _mixed_many(numbers: Bits) -> Bits:
    """As `mixed_plain`, of an array; sums and products run over, as they must."""
    numbers = numbers ^ (numbers >> _30)
    numbers = numbers * _FIRST
    numbers = numbers ^ (numbers >> _27)
    numbers = numbers * _SECOND
    return numbers ^ (numbers >> _31)


def unit_plain(bits: int) -> float:
    """A number from 0 up to, but never, 1: the first 53 bits.

    >>> unit_plain(0), unit_plain(1 << 63), unit_plain(MASK) < 1
    (0.0, 0.5, True)
    """
    return (bits >> 11) * TO_UNIT


@compiled
def mixed(number: np.uint64) -> np.uint64:
    """As `mixed_plain`, compiled; takes and gives uint64."""
    number = number ^ (number >> _30)
    number = number * _FIRST
    number = number ^ (number >> _27)
    number = number * _SECOND
    return number ^ (number >> _31)


@compiled
def stem(key: np.uint64, customer: int) -> np.uint64:
    """What all draws of one customer share; with `branch`, it saves half the work where several are made."""
    return mixed(key + (np.uint64(customer) + _ONE) * _GOLDEN) ^ ((key << _32) | (key >> _32))


@compiled
def branch(stem: np.uint64, purpose: int) -> np.uint64:
    """64 random bits for one purpose of the customer whose stem it is: `draw(k, c, p) = branch(stem(k, c), p)`."""
    return mixed(stem + (np.uint64(purpose) + _ONE) * _STEP)


@compiled
def draw(key: np.uint64, customer: int, purpose: int) -> np.uint64:
    """64 random bits (uint64) for one purpose of one customer.

    The key is used twice, so that two replications cannot run into the same stretch of numbers. Give it as uint64.
    """
    return branch(stem(key, customer), purpose)


@compiled
def unit(bits: np.uint64) -> float:
    """As `unit_plain`, compiled; takes uint64."""
    return float(np.int64(bits >> _11)) * TO_UNIT  # signed: a processor turns that into a real number at once
