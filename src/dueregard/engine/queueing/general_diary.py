"""The general kernel's appointments: made on arrival, and kept at the start of their hour."""

from __future__ import annotations

import numpy as np

from dueregard.engine.queueing.compiled import compiled_lean
from dueregard.engine.queueing.general_counts import COUNTS
from dueregard.engine.queueing.general_layout import (
    AFTER,
    BOOKED,
    CELL,
    COUNTS_AT,
    CUSTOMER,
    END,
    FULL_UNTIL,
    GIVEN,
    HAS_DIARY,
    KIND,
    LEAD,
    LONGEST,
    MADE,
    NONE,
    OPEN,
    QUEUE,
    QUEUE_ROW,
    QUEUES_AT,
    QUEUES_END,
    RING,
    SLOTS,
)
from dueregard.engine.queueing.general_queues import UNRESOLVED, count_end, join, strike_out
from dueregard.engine.queueing.general_units import WIDTH
from dueregard.engine.queueing.model import TICKS_PER_HOUR, Integers, Reals
from dueregard.engine.queueing.random_numbers import stem

NO_SLOT = COUNTS.index("no_slot")


@compiled_lean
def book(t: int, who: int, seed: np.uint64, memory: Integers, reals: Reals) -> None:
    """Make the first appointment there is for a customer who has just arrived."""
    queue = memory[who + QUEUE]
    kind, ring, given = memory[queue + KIND], memory[RING], memory[GIVEN]
    last = t // TICKS_PER_HOUR + memory[kind + LONGEST]
    hour = (t + TICKS_PER_HOUR - 1) // TICKS_PER_HOUR + memory[kind + LEAD]
    hour = max(hour, memory[queue + FULL_UNTIL])
    hours = memory[END] // TICKS_PER_HOUR
    until = min(last + 1, hours)
    made, slots = memory[queue + MADE], memory[queue + SLOTS]
    while hour < until and memory[made + hour % ring] >= memory[slots + hour % given]:
        hour += 1
    memory[queue + FULL_UNTIL] = hour
    if hour < until:
        memory[made + hour % ring] += 1
        if hour * TICKS_PER_HOUR == t:
            join(t, who, seed, memory, reals)
            return
        booked = memory[BOOKED] + 2 * (hour % ring)
        memory[who + AFTER] = NONE
        if memory[booked] == NONE:
            memory[booked] = who
        else:
            memory[memory[booked + 1] + AFTER] = who
        memory[booked + 1] = who
        return
    if last < hours:
        memory[memory[queue + COUNTS_AT] + memory[who + CELL] * WIDTH + NO_SLOT] += 1
        memory[queue + OPEN] -= 1
    else:  # what would come after the horizon nobody knows: it stays open to its end
        count_end(memory[END], who, UNRESOLVED, memory)
    strike_out(who, memory)


@compiled_lean
def keep_appointments(t: int, hour: int, key: np.uint64, memory: Integers, reals: Reals) -> None:
    """Those with an appointment at this hour join their queues; the last hour's slots are forgotten."""
    ring = memory[RING]
    for queue in range(memory[QUEUES_AT], memory[QUEUES_END], QUEUE_ROW):
        if memory[memory[queue + KIND] + HAS_DIARY]:
            memory[memory[queue + MADE] + (hour - 1) % ring] = 0
    booked = memory[BOOKED] + 2 * (hour % ring)
    who = memory[booked]
    memory[booked] = NONE
    while who != NONE:
        following = memory[who + AFTER]
        join(t, who, stem(key, memory[who + CUSTOMER]), memory, reals)
        who = following
