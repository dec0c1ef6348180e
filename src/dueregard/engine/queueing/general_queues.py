"""The general kernel's customers who wait: their records, joining a queue and leaving it. See `general_columns.py`."""

from __future__ import annotations

import numpy as np

from dueregard.engine.queueing.compiled import compiled_lean, compiled_within
from dueregard.engine.queueing.general_columns import (
    AFTER,
    ALL_BANDS,
    BAND,
    BEFORE,
    BINS_AT,
    CELL,
    CHOICES,
    CHOICES_END,
    CLOSES,
    COUNTS_AT,
    DIRTY,
    FOR_EVER,
    FOREMOST,
    FREE_RECORD,
    FREE_RECORDS,
    HEAD,
    HELD_BY,
    HELPED,
    HELPED_LACKING,
    HELPED_WAITING,
    JOINS,
    JUDGED_BY,
    KIND,
    KIND_ROW,
    KINDS_END,
    LACKED,
    LACKING,
    LEAVES_HOW,
    NEEDED,
    NONE,
    OPEN,
    ORDER,
    PATIENCE,
    QUEUE,
    QUEUE_ROW,
    RANK,
    RECEIVED,
    SEED,
    SENT,
    SHUT,
    STAGE_NOW,
    STANDARD,
    TAIL,
    UPGRADE_AFTER,
    UPGRADE_SHARE,
    UPGRADES_TO,
    WAITING_NOW,
    Address,
    Row,
)
from dueregard.engine.queueing.general_counts import COUNTS, STAGE
from dueregard.engine.queueing.general_leaving import will_leave, will_not_leave
from dueregard.engine.queueing.general_units import (
    BREACHES,
    ONE,
    STILL_OPEN,
    bin_of,
    drawn_time,
    needed_units,
)
from dueregard.engine.queueing.model import Integers, Reals
from dueregard.engine.queueing.random_numbers import Purpose, branch, unit

UPGRADED, UPGRADED_IN, CANCELLED, CLOSED, VANISHED, UNRESOLVED, WAIT_OPEN = (
    Address(COUNTS.index(name))
    for name in ("upgraded", "upgraded_in", "cancelled", "closed", "vanished", "unresolved", "wait_open")
)
_CANCELS, _IS_CLOSED, _IS_UPGRADED = range(3)
_FOR_PATIENCE, _FOR_UPGRADE = int(Purpose.PATIENCE), int(Purpose.UPGRADE)
_FOR_UPGRADE_AFTER = int(Purpose.UPGRADE_AFTER)


# ------------------------------------------------------------------------------------------- records
@compiled_within
def write_down(
    received: int, queue: Row, cell: Row, band: Row, seed: np.uint64, memory: Integers
) -> np.uint64:
    """Take a free record for a customer; `advance` has seen to it that there is one."""
    who = Address(memory[FREE_RECORD])
    memory[FREE_RECORD] = memory[who + AFTER]
    memory[FREE_RECORDS] -= 1
    memory[who + SEED] = np.int64(seed)
    memory[who + RECEIVED] = received
    memory[who + QUEUE] = queue
    memory[who + JUDGED_BY] = queue
    memory[who + CELL] = cell
    memory[who + BAND] = band
    memory[who + STAGE_NOW] = 0
    memory[who + SENT] = 0
    return who


@compiled_within
def seed_of(who: Row, memory: Integers) -> np.uint64:
    """What the random numbers of a customer who is written down are drawn from."""
    return Address(memory[who + SEED])


@compiled_within
def strike_out(who: Row, memory: Integers) -> None:
    """Give a record back."""
    memory[who + AFTER] = memory[FREE_RECORD]
    memory[FREE_RECORD] = who
    memory[FREE_RECORDS] += 1


# -------------------------------------------------------------------------------- joining and leaving
@compiled_within
def foremost_from(kind: Row, held: Row, memory: Integers) -> np.uint64:
    """The first class, from this one on, that is not shut and of which somebody waits, or the row of nobody.

    held: the address of how many of it wait.
    """
    nobody = Address(memory[KINDS_END])
    foremost, waiting = Address(kind), Address(held)
    while foremost < nobody and (memory[waiting] == 0 or memory[foremost + SHUT]):
        foremost += KIND_ROW
        waiting += ONE
    return foremost


@compiled_within
def hold(queue: Row, waiting: int, memory: Integers) -> None:
    """Note on all pools a queue may use that one more, or one less, of its class waits; they are looked at."""
    kind = Address(memory[queue + KIND])
    for choice in range(Address(memory[queue + CHOICES]), Address(memory[queue + CHOICES_END])):
        pool = Address(memory[choice])
        memory[pool + DIRTY] = 1
        by_rank = Address(memory[pool + HELD_BY])
        held = by_rank + Address(memory[kind + RANK])
        memory[held] += waiting
        foremost = Address(memory[pool + FOREMOST])
        if memory[held] > 0:
            if not memory[kind + SHUT]:
                memory[pool + FOREMOST] = min(foremost, kind)
        elif foremost == kind:
            memory[pool + FOREMOST] = foremost_from(kind + KIND_ROW, held + ONE, memory)


@compiled_lean
def lack(queue: Row, lacking: int, memory: Integers) -> None:
    """Note on all pools a queue may use that one more, or one less, lacks units; they are looked at."""
    kind = Address(memory[queue + KIND])
    memory[HELPED_LACKING] += lacking * memory[kind + HELPED]
    memory[kind + LACKING] += lacking
    for choice in range(Address(memory[queue + CHOICES]), Address(memory[queue + CHOICES_END])):
        pool = Address(memory[choice])
        memory[pool + DIRTY] = 1
        memory[pool + LACKED] += lacking


@compiled_within
def when_and_how(t: int, who: Row, kind: Row, seed: np.uint64, memory: Integers, reals: Reals) -> int:
    """When a customer who joins its queue now would leave it; how is written down."""
    offset = STAGE * memory[who + STAGE_NOW]
    leaves, how = FOR_EVER, _CANCELS
    patience = Address(memory[kind + PATIENCE])
    if patience != NONE:
        leaves = t + max(1, drawn_time(branch(seed, _FOR_PATIENCE + offset), patience, memory, reals))
    if memory[kind + CLOSES] < leaves - t:
        leaves, how = t + memory[kind + CLOSES], _IS_CLOSED
    if (
        memory[kind + UPGRADES_TO] != 0
        and unit(branch(seed, _FOR_UPGRADE + offset)) < reals[Address(memory[kind + UPGRADE_SHARE])]
    ):
        bits = branch(seed, _FOR_UPGRADE_AFTER + offset)
        after = max(1, drawn_time(bits, Address(memory[kind + UPGRADE_AFTER]), memory, reals))
        if after < leaves - t:
            leaves, how = t + after, _IS_UPGRADED
    memory[who + LEAVES_HOW] = how
    return leaves


@compiled_lean
def join(t: int, who: Row, needed: int, memory: Integers, reals: Reals) -> None:
    """Put a customer who needs so many units at the end of its queue, and note when and how it would leave."""
    queue = Address(memory[who + QUEUE])
    kind = Address(memory[queue + KIND])
    memory[JOINS] += 1
    memory[who + ORDER] = memory[JOINS]
    memory[who + NEEDED] = needed
    last = Address(memory[queue + TAIL])
    memory[who + AFTER] = NONE
    memory[who + BEFORE] = last
    if last == NONE:
        memory[queue + HEAD] = who
    else:
        memory[last + AFTER] = who
    memory[queue + TAIL] = who
    memory[HELPED_WAITING] += memory[kind + HELPED]
    memory[kind + WAITING_NOW] += 1
    hold(queue, 1, memory)
    will_leave(who, when_and_how(t, who, kind, seed_of(who, memory), memory, reals), memory)


@compiled_lean
def join_anew(t: int, who: Row, memory: Integers, reals: Reals) -> None:
    """The same for one of whom it is not yet known how many units it needs."""
    kind = Address(memory[Address(memory[who + QUEUE]) + KIND])
    join(t, who, needed_units(kind, seed_of(who, memory), memory, reals), memory, reals)


@compiled_within
def unlink(who: Row, memory: Integers) -> None:
    """Take a customer out of its queue and from those who will leave."""
    queue = Address(memory[who + QUEUE])
    before, after = Address(memory[who + BEFORE]), Address(memory[who + AFTER])
    if before == NONE:
        memory[queue + HEAD] = after
    else:
        memory[before + AFTER] = after
    if after == NONE:
        memory[queue + TAIL] = before
    else:
        memory[after + BEFORE] = before
    kind = Address(memory[queue + KIND])
    memory[HELPED_WAITING] -= memory[kind + HELPED]
    memory[kind + WAITING_NOW] -= 1
    hold(queue, -1, memory)
    will_not_leave(who, memory)


@compiled_lean
def count_end(t: int, who: Row, outcome: np.uint64, memory: Integers) -> None:
    """Count a customer who ends unattended after waiting."""
    queue = Address(memory[who + QUEUE])
    row = Address(memory[queue + COUNTS_AT]) + Address(memory[who + CELL])
    waited = t - memory[who + RECEIVED]
    memory[row + outcome] += 1
    if outcome == UNRESOLVED:
        memory[row + WAIT_OPEN] += waited
    judged_by = Address(memory[who + JUDGED_BY])
    row = Address(memory[judged_by + COUNTS_AT]) + Address(memory[who + CELL])
    memory[row + BREACHES] += waited > memory[Address(memory[judged_by + KIND]) + STANDARD]
    bins = Address(memory[queue + BINS_AT]) + Address(memory[who + BAND])
    memory[bins + STILL_OPEN * Address(memory[ALL_BANDS]) + bin_of(waited)] += 1


@compiled_lean
def leave(t: int, who: Row, memory: Integers, reals: Reals) -> None:
    """A waiting customer cancels, is closed, or is upgraded."""
    how, queue = memory[who + LEAVES_HOW], Address(memory[who + QUEUE])
    unlink(who, memory)
    memory[queue + OPEN] -= 1
    if how == _IS_UPGRADED:
        cell = Address(memory[who + CELL])
        memory[Address(memory[queue + COUNTS_AT]) + cell + UPGRADED] += 1
        queue -= QUEUE_ROW * Address(memory[Address(memory[queue + KIND]) + UPGRADES_TO])
        memory[Address(memory[queue + COUNTS_AT]) + cell + UPGRADED_IN] += 1
        memory[queue + OPEN] += 1
        memory[who + QUEUE] = queue
        memory[who + STAGE_NOW] += 1
        join_anew(t, who, memory, reals)
    else:
        count_end(t, who, CANCELLED if how == _CANCELS else CLOSED, memory)
        strike_out(who, memory)
