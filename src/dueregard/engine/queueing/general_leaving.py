"""The general kernel's customers who will leave their queues unattended, by when. See `general_columns.py`.

Most who wait begin long before they would leave. So those who leave in a later hour are only listed, by that hour, and
those of the present hour are in a heap.
"""

from __future__ import annotations

import numpy as np

from dueregard.engine.queueing.compiled import compiled_lean, compiled_within
from dueregard.engine.queueing.general_columns import (
    FOR_EVER,
    HOUR_ENDS,
    IN_HEAP,
    LATER,
    LATER_AFTER,
    LATER_BEFORE,
    LATER_HOURS,
    LEAVES_AT,
    LEAVING,
    NONE,
    ORDER,
    RECORD_ROW,
    RECORDS_AT,
    SLOT,
    Address,
    Row,
)
from dueregard.engine.queueing.model import TICKS_PER_HOUR, Integers

_LAST_LIST = LATER_HOURS - 1


@compiled_lean
def leaves_before(one: Row, other: Row, memory: Integers) -> bool:
    """Whether one waiting customer leaves before another."""
    if memory[one + LEAVES_AT] != memory[other + LEAVES_AT]:
        return bool(memory[one + LEAVES_AT] < memory[other + LEAVES_AT])
    return bool(memory[one + ORDER] < memory[other + ORDER])


@compiled_lean
def slot(at: int, memory: Integers) -> np.uint64:
    """Where a place of the heap is kept."""
    return Address(memory[RECORDS_AT]) + SLOT + RECORD_ROW * Address(at)


@compiled_lean
def settle_in_heap(who: Row, at: int, memory: Integers) -> None:
    """Put a customer where it belongs in the heap of those who will leave, from place `at` up or down."""
    size = memory[LEAVING]
    while at > 0:
        above = Address(memory[slot((at - 1) >> 1, memory)])
        if not leaves_before(who, above, memory):
            break
        memory[slot(at, memory)] = above
        memory[above + IN_HEAP] = at
        at = (at - 1) >> 1
    while 2 * at + 1 < size:
        place = 2 * at + 1
        child = Address(memory[slot(place, memory)])
        if place + 1 < size:
            other = Address(memory[slot(place + 1, memory)])
            if leaves_before(other, child, memory):
                place += 1
                child = other
        if not leaves_before(child, who, memory):
            break
        memory[slot(at, memory)] = child
        memory[child + IN_HEAP] = at
        at = place
    memory[slot(at, memory)] = who
    memory[who + IN_HEAP] = at


@compiled_lean
def list_of(leaves_at: int, memory: Integers) -> np.uint64:
    """Where the list of those begins who leave in the hour of this tick."""
    return Address(memory[LATER]) + Address(leaves_at // TICKS_PER_HOUR & _LAST_LIST)


@compiled_within
def will_leave(who: Row, leaves_at: int, memory: Integers) -> None:
    """Note when a customer who waits would leave; FOR_EVER for never."""
    memory[who + LEAVES_AT] = leaves_at
    if leaves_at < memory[HOUR_ENDS]:
        memory[LEAVING] += 1
        settle_in_heap(who, memory[LEAVING] - 1, memory)
    elif leaves_at != FOR_EVER:
        first = list_of(leaves_at, memory)
        following = Address(memory[first])
        memory[who + LATER_AFTER] = following
        memory[who + LATER_BEFORE] = NONE
        if following != NONE:
            memory[following + LATER_BEFORE] = who
        memory[first] = who


@compiled_within
def will_not_leave(who: Row, memory: Integers) -> None:
    """A customer begins or leaves: take it from the heap or the list it is in."""
    leaves_at = memory[who + LEAVES_AT]
    if leaves_at < memory[HOUR_ENDS]:
        memory[LEAVING] -= 1
        if memory[who + IN_HEAP] < memory[LEAVING]:
            last = Address(memory[slot(memory[LEAVING], memory)])
            settle_in_heap(last, memory[who + IN_HEAP], memory)
    elif leaves_at != FOR_EVER:
        before, after = Address(memory[who + LATER_BEFORE]), Address(memory[who + LATER_AFTER])
        if before == NONE:
            memory[list_of(leaves_at, memory)] = after
        else:
            memory[before + LATER_AFTER] = after
        if after != NONE:
            memory[after + LATER_BEFORE] = before


@compiled_lean
def begin_leaving(t: int, memory: Integers) -> None:
    """An hour begins: whoever leaves in it goes from the list into the heap; who leaves a round later stays."""
    first = list_of(t, memory)
    who = Address(memory[first])
    memory[first] = NONE
    while who != NONE:
        following = Address(memory[who + LATER_AFTER])
        will_leave(who, memory[who + LEAVES_AT], memory)
        who = following


@compiled_lean
def next_leaving(memory: Integers) -> int:
    """When the next waiting customer leaves its queue unattended, if one does in this hour."""
    if memory[LEAVING] == 0:
        return FOR_EVER
    return int(memory[Address(memory[slot(0, memory)]) + LEAVES_AT])


@compiled_lean
def first_leaving(memory: Integers) -> np.uint64:
    """Who that is."""
    return Address(memory[slot(0, memory)])
