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
    HELPED,
    HELPED_LACKING,
    HELPED_WAITING,
    JUDGED_BY,
    KIND,
    KIND_ROW,
    KINDS_AT,
    KINDS_END,
    LACK_HEAD,
    LACK_TAIL,
    LACKED,
    LACKING,
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
    SHUT,
    WAITING_NOW,
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
    judged_by, seed = Address(memory[who + JUDGED_BY]), seed_of(who, memory)
    sent = start(t, queue, judged_by, True, received, cell, band, seed, needed, memory, reals)
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
        serve_own(t, pool, kind, memory, reals)
        kind += KIND_ROW


@compiled_lean
def serve_own(t: int, pool: Row, kind: Row, memory: Integers, reals: Reals) -> None:
    """Start those who wait of one class, who may use this pool alone, until one cannot be."""
    if Address(memory[pool + FOREMOST]) == kind or memory[kind + ELASTIC]:
        queue = Address(memory[kind + FIRST_QUEUE]) + QUEUE_ROW * Address(memory[pool + POOL_NUMBER])
        is_served = True
        while is_served and memory[queue + HEAD] != NONE:
            is_served = try_waiting(t, Address(memory[queue + HEAD]), memory, reals)


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
def supply_all(t: int, kind: Row, memory: Integers, reals: Reals) -> None:
    """Send those of one class who lack units what can be sent, over all places in the order of joining."""
    queues = Address(memory[kind + FIRST_QUEUE])
    who = first_of(queues, LACK_HEAD, memory)
    while who != NONE:
        memory[Address(memory[who + QUEUE]) + DONE] = not supply(t, who, memory, reals)
        who = first_of(queues, LACK_HEAD, memory)
    forget_done(queues, memory)


@compiled_lean
def serve_all(t: int, kind: Row, memory: Integers, reals: Reals) -> None:
    """Start those who wait of one class whose pools help each other, over all places in the order of joining."""
    queues = Address(memory[kind + FIRST_QUEUE])
    who = first_of(queues, HEAD, memory)
    while who != NONE:
        queue = Address(memory[who + QUEUE])
        if not try_waiting(t, who, memory, reals):
            memory[queue + DONE] = 1
            for choice in range(Address(memory[queue + CHOICES]), Address(memory[queue + CHOICES_END])):
                pool = Address(memory[choice])
                memory[pool + HELD_UP] = kind
                memory[pool + DIRTY] = 1
        who = first_of(queues, HEAD, memory)
    forget_done(queues, memory)


@compiled_lean
def forget_done(queues: Row, memory: Integers) -> None:
    """No queue of a class is done with any more."""
    for queue in range(queues, queues + QUEUE_ROW * Address(memory[PLACES]), QUEUE_ROW):
        memory[queue + DONE] = 0


@compiled_lean
def look_at_all(t: int, memory: Integers, reals: Reals) -> None:
    """Send the units of all pools, class by class: first to those who lack units, then to those who wait.

    Those who may use one pool alone do not depend on other places, and can only be started where something has changed.
    """
    pools_at, pools_end = Address(memory[POOLS_AT]), Address(memory[POOLS_END])
    nobody = Address(memory[KINDS_END])
    kind = Address(memory[KINDS_AT])
    while kind < nobody:
        if memory[kind + LACKING]:
            supply_all(t, kind, memory, reals)
        kind += KIND_ROW
    kind = Address(memory[KINDS_AT])
    while kind < nobody:
        if memory[kind + WAITING_NOW] and not memory[kind + SHUT]:
            if memory[kind + HELPED]:
                serve_all(t, kind, memory, reals)
            else:
                for pool in range(pools_at, pools_end, POOL_ROW):
                    if memory[pool + DIRTY]:
                        serve_own(t, pool, kind, memory, reals)
        kind += KIND_ROW


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
