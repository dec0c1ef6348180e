"""The general kernel's appointments: made on arrival, and kept at the start of their hour."""

from __future__ import annotations

from dueregard.engine.queueing.compiled import compiled_lean
from dueregard.engine.queueing.general_columns import (
    AFTER,
    BOOKED,
    CELL,
    COUNTS_AT,
    END,
    FULL_UNTIL,
    GIVEN,
    HAS_DIARY,
    HOUR,
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
    Address,
    Row,
)
from dueregard.engine.queueing.general_counts import COUNTS
from dueregard.engine.queueing.general_queues import UNRESOLVED, count_end, join_anew, strike_out
from dueregard.engine.queueing.general_units import ONE
from dueregard.engine.queueing.model import TICKS_PER_HOUR, Integers, Reals

NO_SLOT = Address(COUNTS.index("no_slot"))
TWO = Address(2)


@compiled_lean
def book(t: int, who: Row, memory: Integers, reals: Reals) -> None:
    """Make the first appointment there is for a customer who has just arrived."""
    queue = Address(memory[who + QUEUE])
    kind, last_of_ring = Address(memory[queue + KIND]), memory[RING] - 1
    this = memory[HOUR]
    is_within = t > this * TICKS_PER_HOUR
    last = this + memory[kind + LONGEST]
    hour = max(this + is_within + memory[kind + LEAD], memory[queue + FULL_UNTIL])
    hours = memory[END] // TICKS_PER_HOUR
    until = min(last + 1, hours)
    made, slots = Address(memory[queue + MADE]), Address(memory[queue + SLOTS])
    given = hour % memory[GIVEN]
    while hour < until and memory[made + Address(hour & last_of_ring)] >= memory[slots + Address(given)]:
        hour += 1
        given += 1
        if given == memory[GIVEN]:
            given = 0
    memory[queue + FULL_UNTIL] = hour
    if hour < until:
        memory[made + Address(hour & last_of_ring)] += 1
        if hour == this:
            join_anew(t, who, memory, reals)
            return
        booked = Address(memory[BOOKED]) + TWO * Address(hour & last_of_ring)
        memory[who + AFTER] = NONE
        if memory[booked] == NONE:
            memory[booked] = who
        else:
            memory[Address(memory[booked + ONE]) + AFTER] = who
        memory[booked + ONE] = who
        return
    if last < hours:
        memory[Address(memory[queue + COUNTS_AT]) + Address(memory[who + CELL]) + NO_SLOT] += 1
        memory[queue + OPEN] -= 1
    else:  # what would come after the horizon nobody knows: it stays open to its end
        count_end(memory[END], who, UNRESOLVED, memory)
    strike_out(who, memory)


@compiled_lean
def keep_appointments(t: int, memory: Integers, reals: Reals) -> None:
    """Those with an appointment at this hour join their queues; the last hour's slots are forgotten."""
    hour, last_of_ring = memory[HOUR], memory[RING] - 1
    for queue in range(Address(memory[QUEUES_AT]), Address(memory[QUEUES_END]), QUEUE_ROW):
        if memory[Address(memory[queue + KIND]) + HAS_DIARY]:
            memory[Address(memory[queue + MADE]) + Address((hour - 1) & last_of_ring)] = 0
    booked = Address(memory[BOOKED]) + TWO * Address(hour & last_of_ring)
    who = Address(memory[booked])
    memory[booked] = NONE
    while who != NONE:
        following = Address(memory[who + AFTER])
        join_anew(t, who, memory, reals)
        who = following
