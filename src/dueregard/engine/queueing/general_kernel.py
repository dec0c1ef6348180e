"""The general kernel's loop over hours and ticks, and what an arrival does, as `model.py` says.

Nobody waits most of the time, and then a unit that comes free changes nothing that anyone would see. So releases
are looked at only when somebody arrives at their pool or waits for it; customers who start at once are never
written down; and only a tick at which several things happen, or somebody waits, goes the long way.
"""

from __future__ import annotations

import numpy as np

from dueregard.engine.queueing.compiled import compiled_lean, compiled_within
from dueregard.engine.queueing.general_arrivals import (
    LOW,
    LOW_MASK,
    Seeds,
    count_arrivals,
    draw_arrivals,
    sort_arrivals,
)
from dueregard.engine.queueing.general_bins import BINS
from dueregard.engine.queueing.general_columns import (
    AFTER,
    BACKLOG,
    BANDS_AT,
    CAPACITIES,
    CELLS,
    CHOICES,
    CHOICES_END,
    COUNTS_AT,
    DIRTY,
    ELASTIC,
    END,
    FOREMOST,
    FREE_RECORDS,
    GIVEN,
    HAS_DIARY,
    HEAD,
    HELD_BY,
    HELPED_LACKING,
    HELPED_WAITING,
    HOUR,
    HOUR_CELL,
    HOUR_ENDS,
    ITS_BAND,
    ITS_CELL,
    JOINS,
    KIND,
    KIND_ROW,
    KINDS_AT,
    KINDS_END,
    MOST,
    NEEDED,
    NEXT,
    NEXT_CELL,
    NONE,
    OPEN,
    ORDER,
    PLACES,
    POOL_NUMBER,
    POOL_ROW,
    POOLS_AT,
    POOLS_END,
    QUEUE_ROW,
    QUEUES_AT,
    QUEUES_END,
    RELEASES,
    RELIEVED,
    RESERVE,
    RESERVES,
    ROOM,
    SENDS_NOBODY,
    SHUT,
    SOONEST,
    SOONEST_POOL,
    SPARED,
    WAITED,
    Address,
    Row,
)
from dueregard.engine.queueing.general_counts import COUNTS
from dueregard.engine.queueing.general_diary import book, keep_appointments
from dueregard.engine.queueing.general_leaving import begin_leaving, first_leaving, next_leaving
from dueregard.engine.queueing.general_queues import (
    UNRESOLVED,
    VANISHED,
    count_end,
    foremost_from,
    join,
    join_anew,
    leave,
    write_down,
)
from dueregard.engine.queueing.general_sending import add_lacking, come_free, send_units
from dueregard.engine.queueing.general_units import ONE, WIDTH, needed_units, start, watch
from dueregard.engine.queueing.model import TICKS_PER_HOUR, Integers, Reals
from dueregard.engine.queueing.random_numbers import INITIAL_BACKLOG, stem

COUNT_RECEIVED, COUNT_EXTRA, WAITING = (
    Address(COUNTS.index(name)) for name in ("received", "extra_received", "waiting")
)
FINISHED, NEEDS_RECORDS, NEEDS_ROOM = range(3)


# ------------------------------------------------------------------------------------------ arrivals
@compiled_within
def count_received(queue: Row, is_extra: int, memory: Integers) -> None:
    """Count an arriving customer."""
    row = Address(memory[queue + COUNTS_AT]) + Address(memory[ITS_CELL])
    memory[queue + OPEN] += 1
    memory[row + COUNT_RECEIVED] += 1
    memory[row + COUNT_EXTRA] += is_extra


@compiled_lean
def write_down_now(t: int, queue: Row, seed: np.uint64, memory: Integers) -> np.uint64:
    """Write an arriving customer down."""
    received = t - memory[Address(memory[queue + KIND]) + WAITED]
    return write_down(received, queue, Address(memory[ITS_CELL]), Address(memory[ITS_BAND]), seed, memory)


@compiled_lean
def receive(t: int, queue: Row, is_extra: int, seed: np.uint64, memory: Integers, reals: Reals) -> None:
    """Write an arriving customer down, and put it into its queue or its diary."""
    count_received(queue, is_extra, memory)
    who = write_down_now(t, queue, seed, memory)
    if memory[Address(memory[queue + KIND]) + HAS_DIARY]:
        book(t, who, memory, reals)
    else:
        join_anew(t, who, memory, reals)


@compiled_within
def arrive(t: int, queue: Row, is_extra: int, seed: np.uint64, memory: Integers, reals: Reals) -> None:
    """One customer arrives and nothing else happens at this tick: it starts at once, or is written down.

    Whoever waits already was there before, and holds pools up for its class and those below.
    """
    kind = Address(memory[queue + KIND])
    if memory[kind + HAS_DIARY]:
        receive(t, queue, is_extra, seed, memory, reals)
        return
    count_received(queue, is_extra, memory)
    needed = needed_units(kind, seed, memory, reals)
    cell, band = Address(memory[ITS_CELL]), Address(memory[ITS_BAND])
    received = t - memory[kind + WAITED]
    sent = start(t, queue, queue, False, received, cell, band, seed, needed, memory, reals)
    if sent == needed:
        return
    if sent == 0 and memory[kind + ELASTIC]:
        memory[queue + OPEN] -= 1
        memory[Address(memory[queue + COUNTS_AT]) + cell + VANISHED] += 1
        return
    who = write_down_now(t, queue, seed, memory)
    if sent == 0:
        join(t, who, needed, memory, reals)
    else:
        memory[JOINS] += 1
        memory[who + ORDER] = memory[JOINS]
        memory[who + NEEDED] = needed
        add_lacking(who, sent, memory)
    for choice in range(Address(memory[queue + CHOICES]), Address(memory[queue + CHOICES_END])):
        pool = Address(memory[choice])
        memory[pool + DIRTY] = 0
        watch(t, pool, memory)


# ------------------------------------------------------------------------------------------- hours
@compiled_lean
def open_and_shut(given: int, memory: Integers) -> None:
    """To which classes units are sent in the new hour, and who is therefore the foremost who waits at each pool."""
    nobody = Address(memory[KINDS_END])
    kinds = Address(memory[KINDS_AT])
    entry = Address(memory[RESERVES]) + Address(given) * ((nobody - kinds) // KIND_ROW)
    kind = kinds
    while kind < nobody:
        reserve = memory[entry]
        memory[kind + SHUT] = reserve == SENDS_NOBODY
        memory[kind + RESERVE] = memory[nobody + RESERVE] if reserve == SENDS_NOBODY else reserve
        kind += KIND_ROW
        entry += ONE
    for pool in range(Address(memory[POOLS_AT]), Address(memory[POOLS_END]), POOL_ROW):
        memory[pool + FOREMOST] = foremost_from(kinds, Address(memory[pool + HELD_BY]), memory)


@compiled_lean
def begin_hour(t: int, given: int, memory: Integers) -> None:
    """The new hour's capacity; those whom a relief has replaced are forgotten."""
    memory[HOUR_ENDS] = t + TICKS_PER_HOUR
    cells, bands = Address(memory[CELLS]), Address(memory[BANDS_AT])
    following = given + 1 if given + 1 < memory[GIVEN] else 0
    memory[HOUR_CELL], memory[NEXT_CELL] = memory[cells + Address(given)], memory[cells + Address(following)]
    memory[ITS_CELL] = memory[HOUR_CELL] * WIDTH
    memory[ITS_BAND] = memory[bands + Address(given)] * BINS
    for pool in range(Address(memory[POOLS_AT]), Address(memory[POOLS_END]), POOL_ROW):
        entry = Address(given * memory[PLACES] + memory[pool + POOL_NUMBER])
        releases, most = Address(memory[pool + RELEASES]), Address(memory[pool + MOST])
        if memory[Address(memory[RELIEVED]) + entry]:
            for each in range(releases, releases + most):
                memory[each] = 0
        memory[pool + SPARED] = releases + most - Address(memory[Address(memory[CAPACITIES]) + entry])
        memory[pool + DIRTY] = 1
    if memory[RESERVES]:
        open_and_shut(given, memory)
    begin_leaving(t, memory)


@compiled_lean
def add_backlog(key: np.uint64, memory: Integers, reals: Reals) -> None:
    """Those who wait at the start."""
    number = INITIAL_BACKLOG
    entry = Address(memory[BACKLOG])
    for queue in range(Address(memory[QUEUES_AT]), Address(memory[QUEUES_END]), QUEUE_ROW):
        for _ in range(memory[entry]):
            receive(0, queue, 0, stem(key, number), memory, reals)
            number += 1
        entry += ONE


@compiled_lean
def size_of_backlog(memory: Integers) -> int:
    """How many wait at the start."""
    size = 0
    entry = Address(memory[BACKLOG])
    for _ in range(Address(memory[QUEUES_AT]), Address(memory[QUEUES_END]), QUEUE_ROW):
        size += memory[entry]
        entry += ONE
    return size


@compiled_lean
def count_hour(memory: Integers) -> None:
    """Count, at the end of an hour, those received and neither begun nor gone."""
    cell = Address(memory[ITS_CELL]) + WAITING
    for queue in range(Address(memory[QUEUES_AT]), Address(memory[QUEUES_END]), QUEUE_ROW):
        memory[Address(memory[queue + COUNTS_AT]) + cell] += memory[queue + OPEN]


@compiled_lean
def finish(memory: Integers) -> None:
    """Count those still waiting at the end."""
    for queue in range(Address(memory[QUEUES_AT]), Address(memory[QUEUES_END]), QUEUE_ROW):
        who = Address(memory[queue + HEAD])
        while who != NONE:
            count_end(memory[END], who, UNRESOLVED, memory)
            who = Address(memory[who + AFTER])


@compiled_lean
def long_way(
    tick: int,
    given: int,
    at: np.uint64,
    key: np.uint64,
    memory: Integers,
    reals: Reals,
    number: Integers,
    coming: Seeds,
    seeds: Seeds,
    pairs: Seeds,
) -> np.uint64:
    """A tick at which several things may happen, in the order of `model.py`; which arrival is the next after it."""
    begins = memory[HOUR] * TICKS_PER_HOUR
    for pool in range(Address(memory[POOLS_AT]), Address(memory[POOLS_END]), POOL_ROW):
        if memory[pool + NEXT] <= tick:
            memory[pool + DIRTY] = 1
    if tick == begins:
        begin_hour(tick, given, memory)
    while next_leaving(memory) <= tick:
        leave(tick, first_leaving(memory), memory, reals)
    if tick == begins:
        keep_appointments(tick, memory, reals)
        if tick == 0:
            add_backlog(key, memory, reals)
    while begins + np.int64(coming[at] >> LOW) == tick:
        which = coming[at] & LOW_MASK
        queue = Address(memory[QUEUES_AT]) + QUEUE_ROW * pairs[which]
        receive(tick, queue, which >= Address(number[0]), seeds[which], memory, reals)
        at += ONE
    send_units(tick, memory, reals)
    return at


@compiled_lean
def go_through_hour(
    given: int,
    key: np.uint64,
    memory: Integers,
    reals: Reals,
    number: Integers,
    coming: Seeds,
    seeds: Seeds,
    pairs: Seeds,
) -> None:
    """All ticks of an hour at which anything happens."""
    tick = memory[HOUR] * TICKS_PER_HOUR  # an hour begins the long way
    begins, ends = tick, tick + TICKS_PER_HOUR
    at = Address(0)
    while tick < ends:
        at = long_way(tick, given, at, key, memory, reals, number, coming, seeds, pairs)
        while True:
            arrives = begins + np.int64(coming[at] >> LOW)
            comes_free = memory[SOONEST]
            tick = min(next_leaving(memory), comes_free)
            if tick < arrives:
                is_helped = memory[HELPED_WAITING] + memory[HELPED_LACKING]
                if is_helped or comes_free > tick or next_leaving(memory) == tick:
                    break
                come_free(tick, Address(memory[SOONEST_POOL]), memory, reals)
            else:
                if tick == arrives or arrives == ends:
                    break
                if begins + np.int64(coming[at + ONE] >> LOW) == arrives:
                    tick = arrives
                    break
                which = coming[at] & LOW_MASK
                queue = Address(memory[QUEUES_AT]) + QUEUE_ROW * pairs[which]
                arrive(arrives, queue, which >= Address(number[0]), seeds[which], memory, reals)
                at += ONE


@compiled_lean
def advance(
    key: np.uint64,
    until: int,
    memory: Integers,
    reals: Reals,
    below: Reals,
    totals: Reals,
    sums: int,
    number: Integers,
    bucket: Seeds,
    loose: Seeds,
    coming: Seeds,
    seeds: Seeds,
    pairs: Seeds,
) -> int:
    """Go through the hours up to this one or the end of the horizon, or until more room is needed; say which.

    Between two hours all there is to know is in `memory`, so that the caller may make room and call again.
    below, totals, sums: the rates as `lay_out` adds them up. The rest is room as `room_for` makes it.
    """
    until = min(until, memory[END] // TICKS_PER_HOUR)
    while memory[HOUR] < until:
        hour = memory[HOUR]
        given = hour % memory[GIVEN]
        many = count_arrivals(hour, given, key, totals, number)
        memory[ROOM] = many
        if hour == 0:
            memory[ROOM] += size_of_backlog(memory)
        if memory[FREE_RECORDS] < memory[ROOM]:
            return NEEDS_RECORDS
        if len(coming) <= many:
            return NEEDS_ROOM
        drawn = draw_arrivals(hour, given, key, below, totals, sums, number, bucket, loose, seeds, pairs)
        sort_arrivals(drawn, bucket, loose, coming)
        go_through_hour(given, key, memory, reals, number, coming, seeds, pairs)
        count_hour(memory)
        memory[HOUR] += 1
    if until * TICKS_PER_HOUR == memory[END]:
        finish(memory)
    return FINISHED
