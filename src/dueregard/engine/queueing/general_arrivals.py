"""The general kernel's arrivals of one hour: how many, when, and of which class and place."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.compiled import compiled_lean
from dueregard.engine.queueing.general_columns import Address
from dueregard.engine.queueing.model import TICKS_PER_HOUR, Integers, Reals
from dueregard.engine.queueing.random_numbers import ARRIVALS_BITS, EXTRA_STREAM, Purpose, branch, stem, unit
from dueregard.engine.queueing.variates import count_of

Seeds = npt.NDArray[np.uint64]
TICKS_BITS = 22
"""A tick within an hour has so many bits."""
BUCKET_BITS = 14
"""Arrivals are sorted into stretches of an hour of so many bits of ticks, 16 seconds, and then within them."""
BUCKETS = 1 + (TICKS_PER_HOUR >> BUCKET_BITS)
_FOR_WHEN, _FOR_KIND = int(Purpose.WITHIN_HOUR), int(Purpose.KIND)
LOW = np.uint64(ARRIVALS_BITS + 1)  # bits for the number of an arrival within its hour, both streams together
_TO_BUCKET = np.uint64(BUCKET_BITS + ARRIVALS_BITS + 1)
LOW_MASK = np.uint64((1 << (ARRIVALS_BITS + 1)) - 1)
NOBODY_COMES = np.uint64(TICKS_PER_HOUR << (ARRIVALS_BITS + 1))
"""Stands behind the arrivals of an hour: the first tick that no longer belongs to it."""
_ONE, _NOUGHT = Address(1), Address(0)


class Arrivals(NamedTuple):
    """Room for the arrivals of an hour; `number` and `bucket` keep their size, the others grow with the customers."""

    number: Integers  # [stream] how many come
    bucket: Seeds  # how many come in each stretch of the hour, then where the next of it goes
    loose: Seeds  # tick within the hour above, number of the arrival below
    coming: Seeds  # the same in order, and then `NOBODY_COMES`
    seeds: Seeds  # [number of the arrival] the stem of its random numbers
    pairs: Seeds  # [number of the arrival] its class and place


def room_for(many: int) -> Arrivals:
    """Room for so many customers in an hour."""
    small = (np.zeros(2, dtype=np.int64), np.zeros(BUCKETS + 1, dtype=np.uint64))
    return Arrivals(*small, *(np.zeros(many + 1, dtype=np.uint64) for _ in range(4)))


@compiled_lean
def count_arrivals(hour: int, given: int, key: np.uint64, totals: Reals, number: Integers) -> int:
    """Draw how many customers each stream brings in an hour; both together."""
    many = 0
    for stream in range(totals.shape[0]):
        number[stream] = count_of(key, hour << ARRIVALS_BITS | stream * EXTRA_STREAM, totals[stream, given])
        many += number[stream]
    return many


@compiled_lean
def find_pair(sought: float, first: np.uint64, sums: np.uint64, below: Reals) -> np.uint64:
    """How many of the rates added up do not exceed what is sought: the class and place of a customer.

    They lie as a tree from `first` on, see `as_tree`. Each step adds what the comparison gives: a branch would be
    guessed wrong every other time.
    """
    at = _ONE
    while at < sums:
        at += at + Address(below[first + at] <= sought)
    return at - sums


@compiled_lean
def draw_arrivals(
    hour: int,
    given: int,
    key: np.uint64,
    below: Reals,
    totals: Reals,
    sums: int,
    number: Integers,
    bucket: Seeds,
    loose: Seeds,
    seeds: Seeds,
    pairs: Seeds,
) -> np.uint64:
    """Draw each customer of an hour: when it comes, of which class and to which place; how many there are.

    sums: how many rates added up there are for an hour in `below`, a power of two.
    """
    many = _NOUGHT
    hours = totals.shape[1]
    for stream in range(totals.shape[0]):
        first_number = hour << ARRIVALS_BITS | stream * EXTRA_STREAM
        first, total = Address((stream * hours + given) * sums), totals[stream, given]
        for following in range(number[stream]):
            seed = stem(key, first_number + following)
            within = np.int64(unit(branch(seed, _FOR_WHEN)) * TICKS_PER_HOUR)
            when = Address(within) << LOW | many
            seeds[many] = seed
            pairs[many] = find_pair(unit(branch(seed, _FOR_KIND)) * total, first, Address(sums), below)
            loose[many] = when
            bucket[(when >> _TO_BUCKET) + _ONE] += _ONE
            many += _ONE
    return many


@compiled_lean
def sort_arrivals(many: np.uint64, bucket: Seeds, loose: Seeds, coming: Seeds) -> None:
    """Put the arrivals in order, those of one tick by their numbers, and empty the buckets for the next hour."""
    before = _NOUGHT
    for each in range(Address(BUCKETS + 1)):
        before += bucket[each]
        bucket[each] = before
    for each in range(many):
        when = loose[each]
        at = bucket[when >> _TO_BUCKET]
        coming[at] = when
        bucket[when >> _TO_BUCKET] = at + _ONE
    for each in range(Address(BUCKETS + 1)):
        bucket[each] = _NOUGHT
    for each in range(_ONE, many):
        value = coming[each]
        at = each
        while at > _NOUGHT and coming[at - _ONE] > value:
            coming[at] = coming[at - _ONE]
            at -= _ONE
        coming[at] = value
    coming[many] = NOBODY_COMES
