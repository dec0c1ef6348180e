"""The general kernel at the end of a tick: who is sent units that are free. See `general_columns.py`."""

from __future__ import annotations

import numpy as np

from dueregard.engine.queueing.compiled import compiled_lean, compiled_within
from dueregard.engine.queueing.general_columns import (
    AFTER,
    BAND,
    CELL,
    CHOICES,
    CHOICES_END,
    COUNTS_AT,
    DIRTY,
    DONE,
    ELASTIC,
    FIRST_QUEUE,
    FOR_EVER,
    FOREMOST,
    HEAD,
    HELD_UP,
    HELPED_LACKING,
    HELPED_WAITING,
    KIND,
    KIND_ROW,
    KINDS_END,
    LACK_HEAD,
    LACK_TAIL,
    LACKED,
    NEEDED,
    NONE,
    OPEN,
    ORDER,
    PLACES,
    POOL_NUMBER,
    POOL_ROW,
    POOLS_AT,
    POOLS_END,
    QUEUE,
    QUEUE_ROW,
    QUEUES_AT,
    QUEUES_END,
    RECEIVED,
    RESERVE,
    SENT,
    Address,
    Row,
)
from dueregard.engine.queueing.general_queues import VANISHED, lack, seed_of, strike_out, unlink
from dueregard.engine.queueing.general_units import has_spare, send, start, watch
from dueregard.engine.queueing.model import Integers, Reals


@compiled_lean
def add_lacking(who: Row, sent: int, memory: Integers) -> None:
    """Note that a customer has begun with fewer units than it needs."""
    queue = Address(memory[who + QUEUE])
    memory[who + SENT] = sent
    memory[who + AFTER] = NONE
    if memory[queue + LACK_HEAD] == NONE:
        memory[queue + LACK_HEAD] = who
    else:
        memory[Address(memory[queue + LACK_TAIL]) + AFTER] = who
    memory[queue + LACK_TAIL] = who
    lack(queue, 1, memory)


@compiled_lean
def supply(t: int, who: Row, memory: Integers, reals: Reals) -> bool:
    """Send the first of those who lack units what can be sent; whether it has them all now."""
    queue, seed = Address(memory[who + QUEUE]), seed_of(who, memory)
    reserve = Address(memory[Address(memory[queue + KIND]) + RESERVE])
    for choice in range(Address(memory[queue + CHOICES]), Address(memory[queue + CHOICES_END])):
        pool = Address(memory[choice])
        while memory[who + SENT] < memory[who + NEEDED] and has_spare(t, pool, reserve, memory):
            send(t, pool, queue, seed, memory[who + SENT], memory, reals)
            memory[who + SENT] += 1
    if memory[who + SENT] < memory[who + NEEDED]:
        return False
    memory[queue + LACK_HEAD] = memory[who + AFTER]
    lack(queue, -1, memory)
    strike_out(who, memory)
    return True


@compiled_lean
def try_waiting(t: int, who: Row, memory: Integers, reals: Reals) -> bool:
    """Start the first of a queue, or let it vanish if it is elastic; whether it left the queue."""
    queue, cell, band = Address(memory[who + QUEUE]), Address(memory[who + CELL]), Address(memory[who + BAND])
    received, needed = memory[who + RECEIVED], memory[who + NEEDED]
    sent = start(t, queue, HELD_UP, received, cell, band, seed_of(who, memory), needed, memory, reals)
    if sent == 0 and not memory[Address(memory[queue + KIND]) + ELASTIC]:
        return False
    unlink(who, memory)
    if sent == 0:
        memory[queue + OPEN] -= 1
        memory[Address(memory[queue + COUNTS_AT]) + cell + VANISHED] += 1
    if 0 < sent < needed:
        add_lacking(who, sent, memory)
    else:
        strike_out(who, memory)
    return True


@compiled_lean
def look_at_pool(t: int, pool: Row, memory: Integers, reals: Reals) -> None:
    """Send the units of one pool, where nobody who waits or lacks units may use two."""
    place = QUEUE_ROW * Address(memory[pool + POOL_NUMBER])
    if memory[pool + LACKED]:
        step = QUEUE_ROW * Address(memory[PLACES])
        for lacks in range(Address(memory[QUEUES_AT]) + place, Address(memory[QUEUES_END]), step):
            while memory[lacks + LACK_HEAD] != NONE and supply(
                t, Address(memory[lacks + LACK_HEAD]), memory, reals
            ):
                pass
    nobody = Address(memory[KINDS_END])
    kind = Address(memory[pool + FOREMOST])
    while kind < nobody:
        queue = Address(memory[kind + FIRST_QUEUE]) + place
        while memory[queue + HEAD] != NONE:
            if Address(memory[pool + HELD_UP]) <= kind and not memory[kind + ELASTIC]:
                break
            if not try_waiting(t, Address(memory[queue + HEAD]), memory, reals):
                memory[pool + HELD_UP] = kind
        kind += KIND_ROW


@compiled_within
def come_free(t: int, pool: Row, memory: Integers, reals: Reals) -> None:
    """A unit comes free and nothing else happens, and nobody who waits or lacks units may use two pools."""
    if memory[pool + LACKED]:
        look_at_pool(t, pool, memory, reals)
    else:
        place = QUEUE_ROW * Address(memory[pool + POOL_NUMBER])
        while True:
            kind = Address(memory[pool + FOREMOST])
            if not has_spare(t, pool, Address(memory[kind + RESERVE]), memory):
                break  # as it is where nobody waits: see the row of nobody
            who = Address(memory[Address(memory[kind + FIRST_QUEUE]) + place + HEAD])
            if not try_waiting(t, who, memory, reals):
                break
    settle_pool(t, pool, memory)


@compiled_lean
def settle_pool(t: int, pool: Row, memory: Integers) -> None:
    """All has been done at a pool that can be done at this tick."""
    memory[pool + DIRTY] = 0
    memory[pool + HELD_UP] = FOR_EVER
    watch(t, pool, memory)


@compiled_lean
def first_of(queues: Row, column: np.uint64, memory: Integers) -> np.uint64:
    """The first of a class, over the queues of all places but those done with, in the order of joining; or NONE."""
    found = NONE
    for queue in range(queues, queues + QUEUE_ROW * Address(memory[PLACES]), QUEUE_ROW):
        who = Address(memory[queue + column])
        if (
            who != NONE
            and not memory[queue + DONE]
            and (found == NONE or memory[who + ORDER] < memory[found + ORDER])
        ):
            found = who
    return found


@compiled_lean
def look_at_all(t: int, memory: Integers, reals: Reals) -> None:
    """Send the units of all pools, in the order of those who lack units and then of those who wait."""
    queues_at, queues_end = Address(memory[QUEUES_AT]), Address(memory[QUEUES_END])
    for column in (LACK_HEAD, HEAD):
        for queues in range(queues_at, queues_end, QUEUE_ROW * Address(memory[PLACES])):
            who = first_of(queues, column, memory)
            while who != NONE:
                queue = Address(memory[who + QUEUE])
                if column == LACK_HEAD:
                    memory[queue + DONE] = not supply(t, who, memory, reals)
                elif not try_waiting(t, who, memory, reals):
                    memory[queue + DONE] = 1
                    kind = memory[queue + KIND]
                    for choice in range(
                        Address(memory[queue + CHOICES]), Address(memory[queue + CHOICES_END])
                    ):
                        pool = Address(memory[choice])
                        memory[pool + HELD_UP] = min(memory[pool + HELD_UP], kind)
                        memory[pool + DIRTY] = 1
                who = first_of(queues, column, memory)
        for done in range(queues_at, queues_end, QUEUE_ROW):
            memory[done + DONE] = 0


@compiled_lean
def send_units(t: int, memory: Integers, reals: Reals) -> None:
    """At the end of a tick: send units wherever something has changed."""
    pools_at, pools_end = Address(memory[POOLS_AT]), Address(memory[POOLS_END])
    if memory[HELPED_WAITING] + memory[HELPED_LACKING] > 0:
        look_at_all(t, memory, reals)
    else:
        for pool in range(pools_at, pools_end, POOL_ROW):
            if memory[pool + DIRTY]:
                look_at_pool(t, pool, memory, reals)
    for pool in range(pools_at, pools_end, POOL_ROW):
        if memory[pool + DIRTY]:
            settle_pool(t, pool, memory)
