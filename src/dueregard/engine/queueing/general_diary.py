"""The general kernel's appointments: made on arrival, and kept at the start of their hour."""

from __future__ import annotations

import numpy as np

from dueregard.engine.queueing.compiled import compiled_lean
from dueregard.engine.queueing.general_columns import (
    AFTER,
    BLOCK_HOURS,
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
    LEADS,
    LONGEST,
    MADE,
    NONE,
    OFFERS,
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
from dueregard.engine.queueing.general_queues import UNRESOLVED, count_end, join_anew, seed_of, strike_out
from dueregard.engine.queueing.general_units import ONE
from dueregard.engine.queueing.model import TICKS_PER_HOUR, Integers, Reals
from dueregard.engine.queueing.random_numbers import Purpose, branch, unit

NO_SLOT = Address(COUNTS.index("no_slot"))
TWO = Address(2)
LEAD_PURPOSE = int(Purpose.LEAD)


@compiled_lean
def _lead_of(who: Row, kind: Row, memory: Integers) -> np.int64:
    """How many hours ahead a customer who arrives in this hour seeks an appointment."""
    leads = Address(memory[kind + LEADS])
    if leads == NONE:
        return np.int64(memory[kind + LEAD])
    offers = memory[kind + OFFERS]
    chosen = np.int64(unit(branch(seed_of(who, memory), LEAD_PURPOSE)) * offers)
    return np.int64(memory[leads + Address(memory[HOUR] % memory[GIVEN] * offers + chosen)])


@compiled_lean
def book(t: int, who: Row, memory: Integers, reals: Reals) -> None:
    """Make the first appointment there is for a customer who has just arrived."""
    queue = Address(memory[who + QUEUE])
    kind, last_of_ring = Address(memory[queue + KIND]), memory[RING] - 1
    this = memory[HOUR]
    is_within = t > this * TICKS_PER_HOUR
    last = this + memory[kind + LONGEST]
    hours = memory[END] // TICKS_PER_HOUR
    until = min(last + 1, hours)
    made, slots = Address(memory[queue + MADE]), Address(memory[queue + SLOTS])
    step = memory[kind + BLOCK_HOURS]
    if Address(memory[kind + LEADS]) == NONE and step == 1:
        hour = max(this + is_within + memory[kind + LEAD], memory[queue + FULL_UNTIL])
        given = hour % memory[GIVEN]
        while hour < until and memory[made + Address(hour & last_of_ring)] >= memory[slots + Address(given)]:
            hour += 1
            given += 1
            if given == memory[GIVEN]:
                given = 0
        memory[queue + FULL_UNTIL] = hour
    else:
        hour = this + is_within + _lead_of(who, kind, memory)
        while hour < until and (
            memory[made + Address(hour // step & last_of_ring)]
            >= memory[slots + Address(hour // step * step % memory[GIVEN])]
        ):
            hour += step
    if hour < until:
        memory[made + Address(hour // step & last_of_ring)] += 1
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
    """Those with an appointment at this hour join their queues; slots of a block that is over are forgotten."""
    hour, last_of_ring = memory[HOUR], memory[RING] - 1
    for queue in range(Address(memory[QUEUES_AT]), Address(memory[QUEUES_END]), QUEUE_ROW):
        kind = Address(memory[queue + KIND])
        if memory[kind + HAS_DIARY] and hour % memory[kind + BLOCK_HOURS] == 0:
            block = hour // memory[kind + BLOCK_HOURS]
            memory[Address(memory[queue + MADE]) + Address((block - 1) & last_of_ring)] = 0
    booked = Address(memory[BOOKED]) + TWO * Address(hour & last_of_ring)
    who = Address(memory[booked])
    memory[booked] = NONE
    while who != NONE:
        following = Address(memory[who + AFTER])
        join_anew(t, who, memory, reals)
        who = following
