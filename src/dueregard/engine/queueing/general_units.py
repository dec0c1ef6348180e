"""The general kernel's units: their releases, sending them, and starting a customer. See `general_layout.py`."""

from __future__ import annotations

import numpy as np

from dueregard.engine.queueing.compiled import compiled_lean
from dueregard.engine.queueing.general_bins import BINS, DOUBLINGS, EXACT_SECONDS
from dueregard.engine.queueing.general_counts import COUNTS, MOST_SQUARED_SECONDS
from dueregard.engine.queueing.general_layout import (
    BANDS,
    BARRED,
    BINS_AT,
    BUSY,
    CAPACITY,
    CELLS,
    CHOICES,
    CHOICES_END,
    COUNTS_AT,
    END,
    FACTORS,
    FOR_EVER,
    FROM_ARRIVAL,
    GIVEN,
    HELD,
    KIND,
    LACKED,
    MEAN,
    NEXT,
    NONE,
    OPEN,
    OPTIONS,
    POOL_NUMBER,
    QUANTILES,
    RELEASES,
    RESERVE,
    SERVICE,
    SHAPE,
    SHARES,
    STANDARD,
    TOGETHER,
    TRAVEL,
    UNIT_TICKS,
)
from dueregard.engine.queueing.model import TICKS_PER_HOUR, TICKS_PER_SECOND, Integers, Reals
from dueregard.engine.queueing.random_numbers import Purpose, branch, unit
from dueregard.engine.queueing.variates import exponential_of

WIDTH = len(COUNTS)
ATTENDED, WAIT_START, WAIT_ARRIVAL, BREACHES, SQUARES = (
    COUNTS.index(name) for name in ("attended", "wait_start", "wait_arrival", "breaches", "squares")
)
BY_START, BY_ARRIVAL, STILL_OPEN = range(3)  # the order of HISTOGRAMS
_FOR_UNITS, _FOR_SERVICE, _FOR_TRAVEL = int(Purpose.UNITS), int(Purpose.SERVICE), int(Purpose.TRAVEL)
_8, _11 = np.uint64(8), np.uint64(11)
_56 = np.uint64(56)
_IN_PIECE = np.uint64((1 << 45) - 1)
_TO_PIECE = 2.0**-45


@compiled_lean
def bin_of(ticks: int) -> int:
    """The bin of a wait, found by doubling; `general_bins.py` has the table."""
    if ticks == 0:
        return 0
    seconds = ticks // TICKS_PER_SECOND
    if seconds < EXACT_SECONDS:
        return 1 + seconds
    doubling = 1
    while seconds >> (doubling + 5) and doubling < DOUBLINGS:
        doubling += 1
    return min(1 + EXACT_SECONDS + 16 * (doubling - 1) + (seconds >> doubling) - 16, BINS - 1)


@compiled_lean
def drawn_time(bits: np.uint64, time: int, memory: Integers, reals: Reals) -> int:
    """The time that random bits give, from the row of a time: as `variates.time_of`, without a slice."""
    if memory[time + SHAPE] == 1:
        return int(reals[memory[time + MEAN]] * exponential_of(bits) + 0.5)
    piece = time + QUANTILES + np.int64(bits >> _56)
    low = memory[piece]
    within = float(np.int64((bits >> _11) & _IN_PIECE)) * _TO_PIECE
    return int(low + np.int64(within * float(memory[piece + 1] - low) + 0.5))


@compiled_lean
def needed_units(kind: int, seed: np.uint64, memory: Integers, reals: Reals) -> int:
    """How many units a customer needs."""
    needed = 1
    options = memory[kind + OPTIONS]
    if options > 1:
        share = unit(branch(seed, _FOR_UNITS))
        while needed < options and share >= reals[memory[kind + SHARES] + needed - 1]:
            needed += 1
    return needed


@compiled_lean
def pop_release(pool: int, memory: Integers) -> None:
    """Take the earliest release out of a pool's heap."""
    releases = memory[pool + RELEASES]
    size = memory[pool + BUSY] - 1
    memory[pool + BUSY] = size
    last = memory[releases + size]
    at = 0
    child = 1
    while child < size:
        if child + 1 < size and memory[releases + child + 1] < memory[releases + child]:
            child += 1
        if memory[releases + child] >= last:
            break
        memory[releases + at] = memory[releases + child]
        at = child
        child = 2 * at + 1
    memory[releases + at] = last


@compiled_lean
def push_release(pool: int, time: int, memory: Integers) -> None:
    """Put a release into a pool's heap."""
    releases = memory[pool + RELEASES]
    at = memory[pool + BUSY]
    memory[pool + BUSY] = at + 1
    while at > 0:
        above = (at - 1) >> 1
        if memory[releases + above] <= time:
            break
        memory[releases + at] = memory[releases + above]
        at = above
    memory[releases + at] = time


@compiled_lean
def spare(t: int, pool: int, reserve: int, memory: Integers) -> int:
    """How many units of a pool may be sent to a class with this reserve; those that are done come free first."""
    while memory[pool + BUSY] > 0 and memory[memory[pool + RELEASES]] <= t:
        pop_release(pool, memory)
    return int(memory[pool + CAPACITY] - memory[pool + BUSY] - reserve)


@compiled_lean
def watch(t: int, pool: int, memory: Integers) -> None:
    """Note when a unit of the pool next comes free, if anybody cares."""
    memory[pool + NEXT] = FOR_EVER
    if memory[pool + HELD] + memory[pool + LACKED] > 0:
        spare(t, pool, 0, memory)
        if memory[pool + BUSY] > 0:
            memory[pool + NEXT] = memory[memory[pool + RELEASES]]


@compiled_lean
def send(t: int, pool: int, queue: int, seed: np.uint64, which: int, memory: Integers, reals: Reals) -> int:
    """Send one unit; return when it arrives. Its time is counted hour by hour, up to the end of the horizon."""
    kind = memory[queue + KIND]
    arrives = t
    if memory[kind + TRAVEL] != NONE:
        drawn = drawn_time(branch(seed, _FOR_TRAVEL + which), memory[kind + TRAVEL], memory, reals)
        factor = reals[memory[queue + FACTORS] + memory[pool + POOL_NUMBER]]
        arrives += int(drawn * factor + 0.5)
    service = drawn_time(branch(seed, _FOR_SERVICE + which), memory[kind + SERVICE], memory, reals)
    done = max(arrives + service, t + 1)
    push_release(pool, done, memory)
    until = min(done, memory[END])
    cells, ticks, hours = memory[CELLS], memory[pool + UNIT_TICKS], memory[GIVEN]
    hour = t // TICKS_PER_HOUR
    boundary = (hour + 1) * TICKS_PER_HOUR
    given = hour % hours
    while boundary < until:
        memory[ticks + memory[cells + given]] += boundary - t
        t = boundary
        boundary += TICKS_PER_HOUR
        given += 1
        if given == hours:
            given = 0
    memory[ticks + memory[cells + given]] += until - t
    return arrives


@compiled_lean
def start(
    t: int,
    queue: int,
    received: int,
    cell: int,
    band: int,
    seed: np.uint64,
    needed: int,
    memory: Integers,
    reals: Reals,
) -> int:
    """Send a customer its first units, if its rules allow, and count it; return how many were sent."""
    kind = memory[queue + KIND]
    reserve = memory[kind + RESERVE]
    choices, choices_end = memory[queue + CHOICES], memory[queue + CHOICES_END]
    is_together = memory[kind + TOGETHER] and needed > 1
    total = 0
    begin_with = NONE  # as they come free: the pool of the first unit
    for choice in range(choices, choices_end):
        pool = memory[choice]
        if not memory[pool + BARRED]:
            found = spare(t, pool, reserve, memory)
            if found > 0:
                total += found
                if begin_with == NONE:
                    begin_with = pool
                if total >= needed or not is_together:
                    break
    if total == 0 or (is_together and total < needed):
        return 0
    first = FOR_EVER
    sent = 0
    if not is_together:
        first = send(t, begin_with, queue, seed, 0, memory, reals)
        sent = 1
    choice = choices
    while sent < needed and choice < choices_end:
        pool = memory[choice]
        # Once begun, a customer may take what others hold up; together, it may not.
        if is_together and memory[pool + BARRED]:
            choice += 1
        elif spare(t, pool, reserve, memory) > 0:
            first = min(first, send(t, pool, queue, seed, sent, memory, reals))
            sent += 1
        else:
            choice += 1
    memory[queue + OPEN] -= 1
    count_attended(t - received, first - received, queue, cell, band, memory)
    return sent


@compiled_lean
def count_attended(
    to_start: int, to_arrival: int, queue: int, cell: int, band: int, memory: Integers
) -> None:
    """Count a customer who has just been sent its first units."""
    kind = memory[queue + KIND]
    row = memory[queue + COUNTS_AT] + cell * WIDTH
    memory[row + ATTENDED] += 1
    memory[row + WAIT_START] += to_start
    memory[row + WAIT_ARRIVAL] += to_arrival
    seconds = min(to_start // TICKS_PER_SECOND, MOST_SQUARED_SECONDS)
    memory[row + SQUARES] += seconds * seconds
    judged = to_arrival if memory[kind + FROM_ARRIVAL] else to_start
    if judged > memory[kind + STANDARD]:
        memory[row + BREACHES] += 1
    bins, bands = memory[queue + BINS_AT], memory[BANDS]
    memory[bins + (BY_START * bands + band) * BINS + bin_of(to_start)] += 1
    memory[bins + (BY_ARRIVAL * bands + band) * BINS + bin_of(to_arrival)] += 1
