"""The general kernel's loop over hours and ticks, and what an arrival does, as `model.py` says.

Nobody waits most of the time, and then a unit that comes free changes nothing that anyone would see. So releases
are looked at only when somebody arrives at their pool or waits for it; customers who start at once are never
written down; and only a tick at which several things happen, or somebody waits, goes the long way.
"""

from __future__ import annotations

import numpy as np

from dueregard.engine.queueing.compiled import compiled_lean
from dueregard.engine.queueing.general_arrivals import (
    LOW,
    LOW_MASK,
    Seeds,
    add_up,
    find_pair,
    order_arrivals,
)
from dueregard.engine.queueing.general_counts import COUNTS
from dueregard.engine.queueing.general_diary import book, keep_appointments
from dueregard.engine.queueing.general_layout import (
    AFTER,
    BACKLOG,
    BANDS_AT,
    BARRED,
    BUSY,
    CAPACITIES,
    CAPACITY,
    CELLS,
    CHOICES,
    CHOICES_END,
    COUNTS_AT,
    DIRTY,
    ELASTIC,
    END,
    FOR_EVER,
    FREE_RECORDS,
    GIVEN,
    HAS_DIARY,
    HEAD,
    HELD,
    HELD_BY,
    HOUR,
    JOINS,
    KIND,
    LACKED,
    LEAVES_AT,
    LEAVING,
    NEEDED,
    NEXT,
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
    RANK,
    RECORDS_AT,
    RELIEVED,
    ROOM,
    SLOT,
)
from dueregard.engine.queueing.general_queues import (
    UNRESOLVED,
    VANISHED,
    add_lacking,
    count_end,
    join,
    leave,
    send_units,
    write_down,
)
from dueregard.engine.queueing.general_units import WIDTH, needed_units, spare, start, watch
from dueregard.engine.queueing.model import TICKS_PER_HOUR, Integers, Reals
from dueregard.engine.queueing.random_numbers import (
    ARRIVALS_BITS,
    EXTRA_STREAM,
    INITIAL_BACKLOG,
    Purpose,
    branch,
    stem,
    unit,
)
from dueregard.engine.queueing.variates import count_of

COUNT_RECEIVED, COUNT_EXTRA, WAITING = (
    COUNTS.index(name) for name in ("received", "extra_received", "waiting")
)
FINISHED, NEEDS_RECORDS, NEEDS_ROOM = range(3)
_FOR_KIND = int(Purpose.KIND)


# ------------------------------------------------------------------------------------------ arrivals
@compiled_lean
def count_received(number: int, queue: int, cell: int, memory: Integers) -> None:
    """Count an arriving customer."""
    row = memory[queue + COUNTS_AT] + cell * WIDTH
    memory[queue + OPEN] += 1
    memory[row + COUNT_RECEIVED] += 1
    if number & EXTRA_STREAM:
        memory[row + COUNT_EXTRA] += 1


@compiled_lean
def receive(
    t: int, number: int, queue: int, given: int, seed: np.uint64, memory: Integers, reals: Reals
) -> None:
    """Write an arriving customer down, and put it into its queue or its diary."""
    cell, band = memory[memory[CELLS] + given], memory[memory[BANDS_AT] + given]
    count_received(number, queue, cell, memory)
    who = write_down(number, t, queue, cell, band, memory)
    if memory[memory[queue + KIND] + HAS_DIARY]:
        book(t, who, seed, memory, reals)
    else:
        join(t, who, seed, memory, reals)


@compiled_lean
def arrive(
    t: int, number: int, queue: int, given: int, seed: np.uint64, memory: Integers, reals: Reals
) -> None:
    """One customer arrives and nothing else happens at this tick: it starts at once, or is written down."""
    kind = memory[queue + KIND]
    if memory[kind + HAS_DIARY]:
        receive(t, number, queue, given, seed, memory, reals)
        return
    cell, band = memory[memory[CELLS] + given], memory[memory[BANDS_AT] + given]
    count_received(number, queue, cell, memory)
    choices, choices_end = memory[queue + CHOICES], memory[queue + CHOICES_END]
    is_watched = False
    for choice in range(choices, choices_end):
        pool = memory[choice]
        if memory[pool + HELD] + memory[pool + LACKED] > 0:
            is_watched = True
            for rank in range(memory[kind + RANK] + 1):
                if memory[memory[pool + HELD_BY] + rank]:
                    memory[pool + BARRED] = 1
    needed = needed_units(kind, seed, memory, reals)
    sent = start(t, queue, t, cell, band, seed, needed, memory, reals)
    if sent == 0 and memory[kind + ELASTIC]:
        memory[queue + OPEN] -= 1
        memory[memory[queue + COUNTS_AT] + cell * WIDTH + VANISHED] += 1
    elif sent < needed:
        is_watched = True
        who = write_down(number, t, queue, cell, band, memory)
        if sent == 0:
            join(t, who, seed, memory, reals)
        else:
            memory[JOINS] += 1
            memory[who + ORDER] = memory[JOINS]
            memory[who + NEEDED] = needed
            add_lacking(who, sent, memory)
    if is_watched:
        for choice in range(choices, choices_end):
            pool = memory[choice]
            memory[pool + DIRTY] = 0
            memory[pool + BARRED] = 0
            watch(t, pool, memory)


# ------------------------------------------------------------------------------------------- hours
@compiled_lean
def begin_hour(t: int, given: int, memory: Integers) -> None:
    """The new hour's capacity; those whom a relief has replaced are forgotten."""
    for pool in range(memory[POOLS_AT], memory[POOLS_END], POOL_ROW):
        entry = given * memory[PLACES] + memory[pool + POOL_NUMBER]
        spare(t, pool, 0, memory)
        if memory[memory[RELIEVED] + entry]:
            memory[pool + BUSY] = 0
        memory[pool + CAPACITY] = memory[memory[CAPACITIES] + entry]
        memory[pool + DIRTY] = 1


@compiled_lean
def add_backlog(key: np.uint64, memory: Integers, reals: Reals) -> None:
    """Those who wait at the start."""
    number = INITIAL_BACKLOG
    entry = memory[BACKLOG]
    for queue in range(memory[QUEUES_AT], memory[QUEUES_END], QUEUE_ROW):
        for _ in range(memory[entry]):
            receive(0, number, queue, 0, stem(key, number), memory, reals)
            number += 1
        entry += 1


@compiled_lean
def size_of_backlog(memory: Integers) -> int:
    """How many wait at the start."""
    size = 0
    for pair in range((memory[QUEUES_END] - memory[QUEUES_AT]) // QUEUE_ROW):
        size += memory[memory[BACKLOG] + pair]
    return size


@compiled_lean
def next_leaving(memory: Integers) -> int:
    """When the next waiting customer leaves its queue unattended."""
    if memory[LEAVING] == 0:
        return FOR_EVER
    return int(memory[memory[memory[RECORDS_AT] + SLOT] + LEAVES_AT])


@compiled_lean
def next_change(memory: Integers) -> int:
    """When the next unit comes free for which somebody waits, or the next customer leaves its queue."""
    tick = next_leaving(memory)
    for pool in range(memory[POOLS_AT], memory[POOLS_END], POOL_ROW):
        tick = min(tick, memory[pool + NEXT])
    return tick


@compiled_lean
def count_hour(given: int, memory: Integers) -> None:
    """Count, at the end of an hour, those received and neither begun nor gone."""
    cell = memory[memory[CELLS] + given] * WIDTH + WAITING
    for queue in range(memory[QUEUES_AT], memory[QUEUES_END], QUEUE_ROW):
        memory[memory[queue + COUNTS_AT] + cell] += memory[queue + OPEN]


@compiled_lean
def finish(memory: Integers) -> None:
    """Count those still waiting at the end."""
    for queue in range(memory[QUEUES_AT], memory[QUEUES_END], QUEUE_ROW):
        who = memory[queue + HEAD]
        while who != NONE:
            count_end(memory[END], who, UNRESOLVED, memory)
            who = memory[who + AFTER]


@compiled_lean
def advance(
    key: np.uint64,
    memory: Integers,
    reals: Reals,
    rates: Reals,
    coming: Integers,
    loose: Integers,
    seeds: Seeds,
    below: Reals,
    guides: Integers,
    hourly: Integers,
) -> int:
    """Go through the hours to the end of the horizon, or until more room is needed; say which.

    Between two hours all there is to know is in `memory`, so that the caller may make room and call again.
    coming, loose, seeds: room for the arrivals of an hour. below, guides, hourly: room as `workspace` makes it.
    """
    streams, pairs = rates.shape[0], rates.shape[2]
    first, number = hourly[0], hourly[1]
    while memory[HOUR] * TICKS_PER_HOUR < memory[END]:
        hour = int(memory[HOUR])
        given = hour % memory[GIVEN]
        begins, ends = hour * TICKS_PER_HOUR, (hour + 1) * TICKS_PER_HOUR
        add_up(given, rates, below, guides)
        for stream in range(streams):
            first[stream] = hour << ARRIVALS_BITS
            if stream == 1:
                first[stream] |= EXTRA_STREAM
            number[stream] = count_of(key, first[stream], below[stream, pairs])
        many = number[0] + number[1]
        memory[ROOM] = many
        if hour == 0:
            memory[ROOM] += size_of_backlog(memory)
        if memory[FREE_RECORDS] < memory[ROOM]:
            return NEEDS_RECORDS
        if len(coming) < many:
            return NEEDS_ROOM
        order_arrivals(first, number, key, coming, loose, seeds, hourly[2])
        at = 0
        tick = begins  # an hour begins the long way
        while tick < ends:
            for pool in range(memory[POOLS_AT], memory[POOLS_END], POOL_ROW):
                if memory[pool + NEXT] <= tick:
                    memory[pool + DIRTY] = 1
            if tick == begins:
                begin_hour(tick, given, memory)
            while next_leaving(memory) <= tick:
                leave(tick, memory[memory[RECORDS_AT] + SLOT], key, memory, reals)
            if tick == begins:
                keep_appointments(tick, hour, key, memory, reals)
                if hour == 0:
                    add_backlog(key, memory, reals)
            is_long = True
            while True:
                if at == many:
                    arrives = ends
                else:
                    arrives = begins + (coming[at] >> LOW)
                if is_long and arrives != tick:
                    send_units(tick, key, memory, reals)
                    is_long = False
                if not is_long:
                    tick = next_change(memory)
                    if tick <= arrives or at == many:
                        break
                    if at + 1 < many and begins + (coming[at + 1] >> LOW) == arrives:
                        tick = arrives
                        break
                which = coming[at] & LOW_MASK
                stream = int(which >= number[0])
                customer = first[stream] + which - stream * number[0]
                pair = find_pair(stream, unit(branch(seeds[which], _FOR_KIND)), below, guides)
                queue = memory[QUEUES_AT] + QUEUE_ROW * pair
                if is_long:
                    receive(arrives, customer, queue, given, seeds[which], memory, reals)
                else:
                    arrive(arrives, customer, queue, given, seeds[which], memory, reals)
                at += 1
        count_hour(given, memory)
        memory[HOUR] += 1
    finish(memory)
    return FINISHED
