"""The general kernel's customers who wait: queues, leaving them, and who is sent units. See `general_layout.py`."""

from __future__ import annotations

import numpy as np

from dueregard.engine.queueing.compiled import compiled_lean
from dueregard.engine.queueing.general_bins import BINS
from dueregard.engine.queueing.general_counts import COUNTS, STAGE
from dueregard.engine.queueing.general_layout import (
    AFTER,
    BAND,
    BANDS,
    BARRED,
    BEFORE,
    BINS_AT,
    CELL,
    CHOICES,
    CHOICES_END,
    CLOSES,
    COUNTS_AT,
    CUSTOMER,
    DIRTY,
    DONE,
    ELASTIC,
    FOR_EVER,
    FREE_RECORD,
    FREE_RECORDS,
    HEAD,
    HELD,
    HELD_BY,
    HELPED,
    HELPED_LACKING,
    HELPED_WAITING,
    IN_HEAP,
    JOINS,
    KIND,
    LACK_HEAD,
    LACK_TAIL,
    LACKED,
    LEAVES_AT,
    LEAVES_HOW,
    LEAVING,
    NEEDED,
    NONE,
    OPEN,
    ORDER,
    PATIENCE,
    PLACES,
    POOL_ROW,
    POOLS_AT,
    POOLS_END,
    QUEUE,
    QUEUE_ROW,
    QUEUES_AT,
    QUEUES_END,
    RANK,
    RECEIVED,
    RECORD_ROW,
    RECORDS_AT,
    RESERVE,
    SENT,
    SLOT,
    STAGE_NOW,
    STANDARD,
    TAIL,
    UPGRADE_AFTER,
    UPGRADE_SHARE,
    UPGRADES_TO,
)
from dueregard.engine.queueing.general_units import (
    BREACHES,
    STILL_OPEN,
    WIDTH,
    bin_of,
    drawn_time,
    needed_units,
    send,
    spare,
    start,
    watch,
)
from dueregard.engine.queueing.model import Integers, Reals
from dueregard.engine.queueing.random_numbers import Purpose, branch, stem, unit

UPGRADED, UPGRADED_IN, CANCELLED, CLOSED, VANISHED, UNRESOLVED, WAIT_OPEN = (
    COUNTS.index(name)
    for name in ("upgraded", "upgraded_in", "cancelled", "closed", "vanished", "unresolved", "wait_open")
)
_CANCELS, _IS_CLOSED, _IS_UPGRADED = range(3)
_FOR_PATIENCE, _FOR_UPGRADE = int(Purpose.PATIENCE), int(Purpose.UPGRADE)
_FOR_UPGRADE_AFTER = int(Purpose.UPGRADE_AFTER)


# ------------------------------------------------------------------------------------------- records
@compiled_lean
def write_down(number: int, received: int, queue: int, cell: int, band: int, memory: Integers) -> int:
    """Take a free record for a customer; `advance` has seen to it that there is one."""
    who = int(memory[FREE_RECORD])
    memory[FREE_RECORD] = memory[who + AFTER]
    memory[FREE_RECORDS] -= 1
    memory[who + CUSTOMER] = number
    memory[who + RECEIVED] = received
    memory[who + QUEUE] = queue
    memory[who + CELL] = cell
    memory[who + BAND] = band
    memory[who + STAGE_NOW] = 0
    memory[who + SENT] = 0
    return who


@compiled_lean
def strike_out(who: int, memory: Integers) -> None:
    """Give a record back."""
    memory[who + AFTER] = memory[FREE_RECORD]
    memory[FREE_RECORD] = who
    memory[FREE_RECORDS] += 1


@compiled_lean
def leaves_before(one: int, other: int, memory: Integers) -> bool:
    """Whether one waiting customer leaves before another."""
    if memory[one + LEAVES_AT] != memory[other + LEAVES_AT]:
        return bool(memory[one + LEAVES_AT] < memory[other + LEAVES_AT])
    return bool(memory[one + ORDER] < memory[other + ORDER])


@compiled_lean
def settle_in_heap(who: int, at: int, memory: Integers) -> None:
    """Put a customer where it belongs in the heap of those who will leave, from place `at` up or down."""
    slots, size = memory[RECORDS_AT] + SLOT, memory[LEAVING]
    while at > 0:
        above = memory[slots + RECORD_ROW * ((at - 1) >> 1)]
        if not leaves_before(who, above, memory):
            break
        memory[slots + RECORD_ROW * at] = above
        memory[above + IN_HEAP] = at
        at = (at - 1) >> 1
    while 2 * at + 1 < size:
        place = 2 * at + 1
        child = memory[slots + RECORD_ROW * place]
        if place + 1 < size:
            other = memory[slots + RECORD_ROW * (place + 1)]
            if leaves_before(other, child, memory):
                place += 1
                child = other
        if not leaves_before(child, who, memory):
            break
        memory[slots + RECORD_ROW * at] = child
        memory[child + IN_HEAP] = at
        at = place
    memory[slots + RECORD_ROW * at] = who
    memory[who + IN_HEAP] = at


# -------------------------------------------------------------------------------- joining and leaving
@compiled_lean
def hold(queue: int, waiting: int, lacking: int, memory: Integers) -> None:
    """Note on all pools a queue may use that one more, or one less, waits or lacks units; they are looked at."""
    rank = memory[memory[queue + KIND] + RANK]
    for choice in range(memory[queue + CHOICES], memory[queue + CHOICES_END]):
        pool = memory[choice]
        memory[pool + DIRTY] = 1
        memory[pool + HELD] += waiting
        memory[memory[pool + HELD_BY] + rank] += waiting
        memory[pool + LACKED] += lacking


@compiled_lean
def join(t: int, who: int, seed: np.uint64, memory: Integers, reals: Reals) -> None:
    """Put a customer at the end of its queue, and work out when and how it would leave."""
    queue = memory[who + QUEUE]
    kind = memory[queue + KIND]
    memory[JOINS] += 1
    memory[who + ORDER] = memory[JOINS]
    memory[who + NEEDED] = needed_units(kind, seed, memory, reals)
    last = memory[queue + TAIL]
    memory[who + AFTER] = NONE
    memory[who + BEFORE] = last
    if last == NONE:
        memory[queue + HEAD] = who
    else:
        memory[last + AFTER] = who
    memory[queue + TAIL] = who
    memory[HELPED_WAITING] += memory[kind + HELPED]
    hold(queue, 1, 0, memory)
    offset = STAGE * memory[who + STAGE_NOW]
    leaves, how = FOR_EVER, _CANCELS
    if memory[kind + PATIENCE] != NONE:
        bits = branch(seed, _FOR_PATIENCE + offset)
        leaves = t + max(1, drawn_time(bits, memory[kind + PATIENCE], memory, reals))
    if memory[kind + CLOSES] < leaves - t:
        leaves, how = t + memory[kind + CLOSES], _IS_CLOSED
    if (
        memory[kind + UPGRADES_TO] != 0
        and unit(branch(seed, _FOR_UPGRADE + offset)) < reals[memory[kind + UPGRADE_SHARE]]
    ):
        bits = branch(seed, _FOR_UPGRADE_AFTER + offset)
        after = max(1, drawn_time(bits, memory[kind + UPGRADE_AFTER], memory, reals))
        if after < leaves - t:
            leaves, how = t + after, _IS_UPGRADED
    memory[who + LEAVES_AT] = leaves
    memory[who + LEAVES_HOW] = how
    memory[who + IN_HEAP] = NONE
    if leaves != FOR_EVER:
        memory[LEAVING] += 1
        settle_in_heap(who, memory[LEAVING] - 1, memory)


@compiled_lean
def unlink(who: int, memory: Integers) -> None:
    """Take a customer out of its queue and out of the heap of those who will leave."""
    queue = memory[who + QUEUE]
    before, after = memory[who + BEFORE], memory[who + AFTER]
    if before == NONE:
        memory[queue + HEAD] = after
    else:
        memory[before + AFTER] = after
    if after == NONE:
        memory[queue + TAIL] = before
    else:
        memory[after + BEFORE] = before
    memory[HELPED_WAITING] -= memory[memory[queue + KIND] + HELPED]
    hold(queue, -1, 0, memory)
    at = memory[who + IN_HEAP]
    if at != NONE:
        memory[LEAVING] -= 1
        if at < memory[LEAVING]:
            last = memory[memory[RECORDS_AT] + SLOT + RECORD_ROW * memory[LEAVING]]
            settle_in_heap(last, at, memory)


@compiled_lean
def count_end(t: int, who: int, outcome: int, memory: Integers) -> None:
    """Count a customer who ends unattended after waiting."""
    queue = memory[who + QUEUE]
    row = memory[queue + COUNTS_AT] + memory[who + CELL] * WIDTH
    waited = t - memory[who + RECEIVED]
    memory[row + outcome] += 1
    if outcome == UNRESOLVED:
        memory[row + WAIT_OPEN] += waited
    if waited > memory[memory[queue + KIND] + STANDARD]:
        memory[row + BREACHES] += 1
    bins = memory[queue + BINS_AT] + (STILL_OPEN * memory[BANDS] + memory[who + BAND]) * BINS
    memory[bins + bin_of(waited)] += 1


@compiled_lean
def leave(t: int, who: int, key: np.uint64, memory: Integers, reals: Reals) -> None:
    """A waiting customer cancels, is closed, or is upgraded."""
    how, queue = memory[who + LEAVES_HOW], memory[who + QUEUE]
    unlink(who, memory)
    memory[queue + OPEN] -= 1
    if how == _IS_UPGRADED:
        cell = memory[who + CELL] * WIDTH
        memory[memory[queue + COUNTS_AT] + cell + UPGRADED] += 1
        queue += memory[memory[queue + KIND] + UPGRADES_TO]
        memory[memory[queue + COUNTS_AT] + cell + UPGRADED_IN] += 1
        memory[queue + OPEN] += 1
        memory[who + QUEUE] = queue
        memory[who + STAGE_NOW] += 1
        join(t, who, stem(key, memory[who + CUSTOMER]), memory, reals)
    else:
        count_end(t, who, CANCELLED if how == _CANCELS else CLOSED, memory)
        strike_out(who, memory)


# --------------------------------------------------------------------------------- who is sent units
@compiled_lean
def add_lacking(who: int, sent: int, memory: Integers) -> None:
    """Note that a customer has begun with fewer units than it needs."""
    queue = memory[who + QUEUE]
    memory[who + SENT] = sent
    memory[who + AFTER] = NONE
    if memory[queue + LACK_HEAD] == NONE:
        memory[queue + LACK_HEAD] = who
    else:
        memory[memory[queue + LACK_TAIL] + AFTER] = who
    memory[queue + LACK_TAIL] = who
    memory[HELPED_LACKING] += memory[memory[queue + KIND] + HELPED]
    hold(queue, 0, 1, memory)


@compiled_lean
def supply(t: int, who: int, key: np.uint64, memory: Integers, reals: Reals) -> bool:
    """Send the first of those who lack units what can be sent; whether it has them all now."""
    queue = memory[who + QUEUE]
    kind = memory[queue + KIND]
    seed = stem(key, memory[who + CUSTOMER])
    for choice in range(memory[queue + CHOICES], memory[queue + CHOICES_END]):
        pool = memory[choice]
        while (
            memory[who + SENT] < memory[who + NEEDED] and spare(t, pool, memory[kind + RESERVE], memory) > 0
        ):
            send(t, pool, queue, seed, memory[who + SENT], memory, reals)
            memory[who + SENT] += 1
    if memory[who + SENT] < memory[who + NEEDED]:
        return False
    memory[queue + LACK_HEAD] = memory[who + AFTER]
    memory[HELPED_LACKING] -= memory[kind + HELPED]
    hold(queue, 0, -1, memory)
    strike_out(who, memory)
    return True


@compiled_lean
def try_waiting(t: int, who: int, key: np.uint64, memory: Integers, reals: Reals) -> bool:
    """Start the first of a queue, or let it vanish if it is elastic; whether it left the queue."""
    queue, cell, needed = memory[who + QUEUE], memory[who + CELL], memory[who + NEEDED]
    seed = stem(key, memory[who + CUSTOMER])
    sent = start(t, queue, memory[who + RECEIVED], cell, memory[who + BAND], seed, needed, memory, reals)
    if sent == 0 and not memory[memory[queue + KIND] + ELASTIC]:
        return False
    unlink(who, memory)
    if sent == 0:
        memory[queue + OPEN] -= 1
        memory[memory[queue + COUNTS_AT] + cell * WIDTH + VANISHED] += 1
    if 0 < sent < needed:
        add_lacking(who, sent, memory)
    else:
        strike_out(who, memory)
    return True


@compiled_lean
def look_at_pool(t: int, pool: int, key: np.uint64, memory: Integers, reals: Reals) -> None:
    """Send the units of one pool, where nobody who waits or lacks units may use two."""
    step = QUEUE_ROW * memory[PLACES]
    first = memory[QUEUES_AT] + (pool - memory[POOLS_AT]) // POOL_ROW * QUEUE_ROW
    if memory[pool + LACKED]:
        for queue in range(first, memory[QUEUES_END], step):
            while memory[queue + LACK_HEAD] != NONE and supply(
                t, memory[queue + LACK_HEAD], key, memory, reals
            ):
                pass
    for queue in range(first, memory[QUEUES_END], step):
        while memory[queue + HEAD] != NONE:
            if memory[pool + BARRED] and not memory[memory[queue + KIND] + ELASTIC]:
                break
            if not try_waiting(t, memory[queue + HEAD], key, memory, reals):
                memory[pool + BARRED] = 1


@compiled_lean
def first_of(queues: int, column: int, memory: Integers) -> int:
    """The first of a class, over the queues of all places but those done with, in the order of joining; or NONE."""
    found = NONE
    for queue in range(queues, queues + QUEUE_ROW * memory[PLACES], QUEUE_ROW):
        who = memory[queue + column]
        if (
            who != NONE
            and not memory[queue + DONE]
            and (found == NONE or memory[who + ORDER] < memory[found + ORDER])
        ):
            found = who
    return found


@compiled_lean
def look_at_all(t: int, key: np.uint64, memory: Integers, reals: Reals) -> None:
    """Send the units of all pools, in the order of those who lack units and then of those who wait."""
    queues_at, queues_end = memory[QUEUES_AT], memory[QUEUES_END]
    for column in (LACK_HEAD, HEAD):
        for queues in range(queues_at, queues_end, QUEUE_ROW * memory[PLACES]):
            who = first_of(queues, column, memory)
            while who != NONE:
                queue = memory[who + QUEUE]
                if column == LACK_HEAD:
                    memory[queue + DONE] = not supply(t, who, key, memory, reals)
                elif not try_waiting(t, who, key, memory, reals):
                    memory[queue + DONE] = 1
                    for choice in range(memory[queue + CHOICES], memory[queue + CHOICES_END]):
                        memory[memory[choice] + BARRED] = 1
                who = first_of(queues, column, memory)
        for queue in range(queues_at, queues_end, QUEUE_ROW):
            memory[queue + DONE] = 0


@compiled_lean
def send_units(t: int, key: np.uint64, memory: Integers, reals: Reals) -> None:
    """At the end of a tick: send units wherever something has changed."""
    pools_at, pools_end = memory[POOLS_AT], memory[POOLS_END]
    if memory[HELPED_WAITING] + memory[HELPED_LACKING] > 0:
        look_at_all(t, key, memory, reals)
    else:
        for pool in range(pools_at, pools_end, POOL_ROW):
            if memory[pool + DIRTY]:
                look_at_pool(t, pool, key, memory, reals)
    for pool in range(pools_at, pools_end, POOL_ROW):
        memory[pool + DIRTY] = 0
        memory[pool + BARRED] = 0
        watch(t, pool, memory)
