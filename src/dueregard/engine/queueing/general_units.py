"""The general kernel's units: who may have one, sending them, and starting a customer. See `general_columns.py`.

A pool keeps the moments at which its units are next free in order, past ones too. So it is told by one look whether a
class with a reserve may have a unit, and from when on it may: nothing happens as a unit comes free.
"""

from __future__ import annotations

import numpy as np

from dueregard.engine.queueing.compiled import compiled_lean, compiled_within
from dueregard.engine.queueing.general_bins import BINS, EXACT_SECONDS
from dueregard.engine.queueing.general_columns import (
    ALL_BANDS,
    BINS_AT,
    CELLS,
    CHOICES,
    CHOICES_END,
    COUNTS_AT,
    END,
    FACTORS,
    FOR_EVER,
    FOREMOST,
    FROM_ARRIVAL,
    GIVEN,
    HELD_UP,
    HOUR,
    HOUR_CELL,
    HOUR_ENDS,
    IS_SEVERAL,
    KIND,
    LACKED,
    MEAN,
    MOST,
    NEXT,
    NEXT_CELL,
    NONE,
    OPEN,
    POOL_NUMBER,
    POOL_ROW,
    POOLS_AT,
    POOLS_END,
    QUANTILES,
    RELEASES,
    RESERVE,
    SERVICE,
    SHAPE,
    SHARES,
    SOONEST,
    SOONEST_POOL,
    SPARED,
    STANDARD,
    TOGETHER,
    TRAVEL,
    UNIT_TICKS,
    Address,
    Row,
)
from dueregard.engine.queueing.general_counts import COUNTS, MOST_SQUARED_SECONDS
from dueregard.engine.queueing.model import (
    MOST_UNITS,
    TICKS_PER_HOUR,
    TICKS_PER_SECOND,
    Integers,
    Reals,
)
from dueregard.engine.queueing.random_numbers import Purpose, branch, unit
from dueregard.engine.queueing.variates import exponential_of

WIDTH = len(COUNTS)
ATTENDED, WAIT_START, WAIT_ARRIVAL, BREACHES, SQUARES = (
    Address(COUNTS.index(name)) for name in ("attended", "wait_start", "wait_arrival", "breaches", "squares")
)
BY_START, BY_ARRIVAL, STILL_OPEN = (Address(histogram) for histogram in range(3))  # the order of HISTOGRAMS
ONE = Address(1)
_FOR_UNITS, _FOR_SERVICE, _FOR_TRAVEL = int(Purpose.UNITS), int(Purpose.SERVICE), int(Purpose.TRAVEL)
_11, _56 = np.uint64(11), np.uint64(56)
_IN_PIECE = np.uint64((1 << 45) - 1)
_TO_PIECE = 2.0**-45
_TO_SIXTEENTHS = np.int64(52 - 4)
_FIRST_SIXTEENTH = int(np.float64(EXACT_SECONDS).view(np.int64) >> _TO_SIXTEENTHS)


@compiled_lean
def bin_of(ticks: int) -> np.uint64:
    """The bin of a wait; `general_bins.py` has the table.

    A real number is kept as its doublings and what is above them, so that its first bits count doublings and
    sixteenths: they are the bin, but for where the count begins.
    """
    seconds = ticks // TICKS_PER_SECOND
    if seconds < EXACT_SECONDS:
        return Address(seconds + (ticks > 0))
    sixteenths = int(np.float64(seconds).view(np.int64) >> _TO_SIXTEENTHS)
    return Address(min(1 + EXACT_SECONDS + sixteenths - _FIRST_SIXTEENTH, BINS - 1))


@compiled_within
def drawn_time(bits: np.uint64, time: Row, memory: Integers, reals: Reals) -> int:
    """The time that random bits give, from the row of a time: as `variates.time_of`, without a slice."""
    if memory[time + SHAPE] == 1:
        return int(reals[Address(memory[time + MEAN])] * exponential_of(bits) + 0.5)
    piece = time + QUANTILES + (bits >> _56)
    low = memory[piece]
    within = float(np.int64((bits >> _11) & _IN_PIECE)) * _TO_PIECE
    return int(low + np.int64(within * float(memory[piece + ONE] - low) + 0.5))


@compiled_within
def needed_units(kind: Row, seed: np.uint64, memory: Integers, reals: Reals) -> int:
    """How many units a customer needs: one more than there are sums of probabilities that its share reaches."""
    needed = 1
    if memory[kind + IS_SEVERAL]:
        share = unit(branch(seed, _FOR_UNITS))
        shares = Address(memory[kind + SHARES])
        for each in range(Address(MOST_UNITS)):
            needed += share >= reals[shares + each]
    return needed


@compiled_within
def occupy(pool: Row, done: int, memory: Integers) -> None:
    """The unit that has been free the longest is next free when it is done: its moment moves up to where it belongs."""
    at = Address(memory[pool + RELEASES])
    beyond = at + Address(memory[pool + MOST])
    this = memory[at]
    while at < beyond:
        following = memory[at + ONE]
        memory[at] = min(following, max(this, done))
        this = following
        at += ONE


@compiled_lean
def has_spare(t: int, pool: Row, reserve: Row, memory: Integers) -> bool:
    """Whether a unit of a pool may be sent to a class with this reserve."""
    return bool(memory[Address(memory[pool + SPARED]) + reserve] <= t)


@compiled_lean
def spare(t: int, pool: Row, reserve: Row, most: int, memory: Integers) -> int:
    """How many units of a pool may be sent to a class with this reserve, so many at most."""
    at = Address(memory[pool + SPARED]) + reserve
    found = 0
    while found < most and memory[at] <= t:
        at += ONE
        found += 1
    return found


@compiled_lean
def find_soonest(memory: Integers) -> None:
    """Find the pool at which a unit next comes free for somebody."""
    soonest = FOR_EVER
    which: Row = NONE
    for pool in range(Address(memory[POOLS_AT]), Address(memory[POOLS_END]), POOL_ROW):
        following = memory[pool + NEXT]
        if following < soonest:
            soonest = following
            which = pool
    memory[SOONEST] = soonest
    memory[SOONEST_POOL] = which


@compiled_within
def watch(t: int, pool: Row, memory: Integers) -> None:
    """Note when a unit of the pool next comes free that may change anything for those who wait or lack units."""
    at = Address(memory[pool + SPARED])
    if memory[pool + LACKED] == 0:
        at += Address(memory[Address(memory[pool + FOREMOST]) + RESERVE])
    following = memory[at]
    while following <= t:  # free already, but not enough for one who needs several
        at += ONE
        following = memory[at]
    memory[pool + NEXT] = following
    if following < memory[SOONEST]:
        memory[SOONEST] = following
        memory[SOONEST_POOL] = pool
    elif pool == Address(memory[SOONEST_POOL]):
        find_soonest(memory)


@compiled_within
def count_unit(t: int, pool: Row, done: int, memory: Integers) -> None:
    """Count the time a unit is out, hour by hour, up to the end of the horizon.

    Most are done in this hour or the next: both are counted without asking which.
    """
    until = min(done, memory[END])
    ticks = Address(memory[pool + UNIT_TICKS])
    boundary = min(until, memory[HOUR_ENDS])
    memory[ticks + Address(memory[HOUR_CELL])] += boundary - t
    left = until - boundary
    memory[ticks + Address(memory[NEXT_CELL])] += min(left, TICKS_PER_HOUR)
    if left > TICKS_PER_HOUR:
        hour = memory[HOUR] + 2
        while left > TICKS_PER_HOUR:
            left -= TICKS_PER_HOUR
            cell = memory[Address(memory[CELLS] + hour % memory[GIVEN])]
            memory[ticks + Address(cell)] += min(left, TICKS_PER_HOUR)
            hour += 1


@compiled_within
def send(t: int, pool: Row, queue: Row, seed: np.uint64, which: int, memory: Integers, reals: Reals) -> int:
    """Send one unit; return when it arrives."""
    kind = Address(memory[queue + KIND])
    arrives = t
    travel = Address(memory[kind + TRAVEL])
    if travel != NONE:
        drawn = drawn_time(branch(seed, _FOR_TRAVEL + which), travel, memory, reals)
        factor = reals[Address(memory[queue + FACTORS]) + Address(memory[pool + POOL_NUMBER])]
        arrives += int(drawn * factor + 0.5)
    service = drawn_time(branch(seed, _FOR_SERVICE + which), Address(memory[kind + SERVICE]), memory, reals)
    done = max(arrives + service, t + 1)
    occupy(pool, done, memory)
    if memory[pool + NEXT] != FOR_EVER:
        watch(t, pool, memory)
    count_unit(t, pool, done, memory)
    return arrives


@compiled_within
def is_held_up(pool: Row, kind: Row, has_waited: bool, memory: Integers) -> bool:
    """Whether somebody who is served before a customer of this class waits for the pool.

    Whoever waits of a class before is; of the same class, for one who has just come, whoever waits, and for one who has
    waited, whoever has been tried in vain at this tick.
    """
    foremost = Address(memory[pool + FOREMOST])
    if has_waited:
        return bool(foremost < kind or Address(memory[pool + HELD_UP]) == kind)
    return bool(foremost <= kind)


@compiled_lean
def are_enough(t: int, queue: Row, has_waited: bool, needed: int, memory: Integers) -> bool:
    """Whether all units that a customer needs together can be sent, from pools that nobody holds up."""
    kind = Address(memory[queue + KIND])
    found = 0
    for choice in range(Address(memory[queue + CHOICES]), Address(memory[queue + CHOICES_END])):
        pool = Address(memory[choice])
        if not is_held_up(pool, kind, has_waited, memory):
            found += spare(t, pool, Address(memory[kind + RESERVE]), needed, memory)
    return found >= needed


@compiled_within
def start(
    t: int,
    queue: Row,
    judged_by: Row,
    has_waited: bool,
    received: int,
    cell: Row,
    band: Row,
    seed: np.uint64,
    needed: int,
    memory: Integers,
    reals: Reals,
) -> int:
    """Send a customer its first units, if its rules allow, and count it; return how many were sent.

    judged_by: the queue of the class it was received in, by whose standard it is judged.
    """
    kind = Address(memory[queue + KIND])
    reserve = Address(memory[kind + RESERVE])
    is_together = memory[kind + TOGETHER] != 0 and needed > 1
    if is_together and not are_enough(t, queue, has_waited, needed, memory):
        return 0
    choices, choices_end = Address(memory[queue + CHOICES]), Address(memory[queue + CHOICES_END])
    first = FOR_EVER
    sent = 0
    choice = choices
    while sent < needed and choice < choices_end:
        pool = Address(memory[choice])
        # Once begun, a customer may take what others hold up; together, it may not.
        may_take = (sent > 0 and not is_together) or not is_held_up(pool, kind, has_waited, memory)
        if may_take and has_spare(t, pool, reserve, memory):
            first = min(first, send(t, pool, queue, seed, sent, memory, reals))
            sent += 1
            if sent == 1:
                choice = choices
        else:
            choice += ONE
    if sent == 0:
        return 0
    memory[queue + OPEN] -= 1
    count_attended(t - received, first - received, queue, judged_by, cell, band, memory)
    return sent


@compiled_within
def count_attended(
    to_start: int,
    to_arrival: int,
    queue: Row,
    judged_by: Row,
    cell: Row,
    band: Row,
    memory: Integers,
) -> None:
    """Count a customer who has just been sent its first units."""
    row = Address(memory[queue + COUNTS_AT]) + cell
    memory[row + ATTENDED] += 1
    memory[row + WAIT_START] += to_start
    memory[row + WAIT_ARRIVAL] += to_arrival
    seconds = min(to_start // TICKS_PER_SECOND, MOST_SQUARED_SECONDS)
    memory[row + SQUARES] += seconds * seconds
    kind = Address(memory[judged_by + KIND])
    judged = to_arrival if memory[kind + FROM_ARRIVAL] else to_start
    row = Address(memory[judged_by + COUNTS_AT]) + cell
    memory[row + BREACHES] += judged > memory[kind + STANDARD]
    bins, bands = Address(memory[queue + BINS_AT]) + band, Address(memory[ALL_BANDS])
    memory[bins + BY_START * bands + bin_of(to_start)] += 1
    memory[bins + BY_ARRIVAL * bands + bin_of(to_arrival)] += 1
