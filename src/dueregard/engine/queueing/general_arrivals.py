"""The general kernel's arrivals of one hour: how many, when, and of which class and place."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.compiled import compiled_lean
from dueregard.engine.queueing.model import TICKS_PER_HOUR, Integers, Reals
from dueregard.engine.queueing.random_numbers import ARRIVALS_BITS, Purpose, branch, stem, unit

Seeds = npt.NDArray[np.uint64]
BUCKETS = 64
"""Arrivals of an hour are sorted into so many buckets, and then within them."""
GUIDES = 64
"""Steps of the table from which the search for a customer's class and place begins."""
_FOR_WHEN = int(Purpose.WITHIN_HOUR)
_BUCKET = TICKS_PER_HOUR // BUCKETS + 1
LOW = ARRIVALS_BITS + 1  # bits for the number of an arrival within its hour, both streams together
LOW_MASK = (1 << LOW) - 1


def workspace(streams: int, pairs: int) -> tuple[Reals, Integers, Integers]:
    """Room that the kernel needs for the rates of an hour: it makes no array of its own."""
    below = np.zeros((streams, pairs + 1), dtype=np.float64)
    guides = np.zeros((streams, GUIDES + 1), dtype=np.int64)
    return below, guides, np.zeros((3, BUCKETS + 1), dtype=np.int64)


@compiled_lean
def add_up(given: int, rates: Reals, below: Reals, guides: Integers) -> None:
    """Add an hour's rates up, stream by stream, and note from which class and place each search may begin."""
    pairs = rates.shape[2]
    for stream in range(rates.shape[0]):
        total = 0.0
        last = 0
        for pair in range(pairs):
            rate = rates[stream, given, pair]
            total += rate
            below[stream, pair] = total
            if rate > 0:
                last = pair
        below[stream, pairs] = total
        guides[stream, GUIDES] = last
        pair = 0
        for guide in range(GUIDES):
            while pair < last and guide * (1.0 / GUIDES) * total >= below[stream, pair]:
                pair += 1
            guides[stream, guide] = pair


@compiled_lean
def find_pair(stream: int, share: float, below: Reals, guides: Integers) -> int:
    """The class and place of a customer: the first at which the rates added up exceed its share of the total."""
    sought = share * below[stream, below.shape[1] - 1]
    pair = int(guides[stream, np.int64(share * GUIDES)])
    last = guides[stream, GUIDES]
    while pair < last and sought >= below[stream, pair]:
        pair += 1
    return pair


@compiled_lean
def order_arrivals(
    first: Integers,
    number: Integers,
    key: np.uint64,
    coming: Integers,
    loose: Integers,
    seeds: Seeds,
    bucket: Integers,
) -> None:
    """Draw when each customer of an hour arrives, and sort them, those of one tick by their numbers."""
    for each in range(BUCKETS + 1):
        bucket[each] = 0
    many = 0
    for stream in range(len(first)):
        for following in range(number[stream]):
            seeds[many] = stem(key, first[stream] + following)
            within = np.int64(unit(branch(seeds[many], _FOR_WHEN)) * TICKS_PER_HOUR)
            loose[many] = within << LOW | many
            bucket[within // _BUCKET + 1] += 1
            many += 1
    for each in range(BUCKETS):
        bucket[each + 1] += bucket[each]
    for each in range(many):
        at = (loose[each] >> LOW) // _BUCKET
        coming[bucket[at]] = loose[each]
        bucket[at] += 1
    for each in range(1, many):
        value = coming[each]
        at = each
        while at > 0 and coming[at - 1] > value:
            coming[at] = coming[at - 1]
            at -= 1
        coming[at] = value
