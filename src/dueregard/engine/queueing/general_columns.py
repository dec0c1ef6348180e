"""How the general kernel keeps a model and its state: rows in one long array of whole numbers.

A call with many arrays costs more than the work it does. So everything whole lies in one array, `memory`, and
everything real in another, `reals`. A pool, a class, a queue, a time or a customer is known by the address of
its row, and a column is the distance from there: `memory[pool + MOST]`. The first row holds what is single.

Addresses and columns are unsigned: for a signed one, code is made at every access for places counted from the end,
which was a third of all the work. An unsigned number and a signed one make a real one, which no array takes for
an address, so that a mixture is noticed at once.
"""

from __future__ import annotations

import numpy as np

from dueregard.engine.queueing.model import MOST_UNITS

Address = np.uint64
Row = np.uint64 | int
"""The address of a row: compiled, an `Address`; in plain Python, `range` makes it an int."""
NONE = Address(0)
"""No row but the first is here, and nothing points to that one."""
FOR_EVER = int(np.iinfo(np.int64).max)
LATER_HOURS = 256
"""Those who leave in a later hour are listed by its number, modulo this: a power of two."""


def columns(many: int) -> tuple[np.uint64, ...]:
    """The columns of a row, from the first on."""
    return tuple(Address(column) for column in range(many))


# The first row: where a run stands, what is the same for a whole hour (HOUR_CELL to ITS_BAND), how many there are of
# what, and where each kind of row begins. SOONEST is the earliest NEXT of all pools, SOONEST_POOL that pool; LEAVING
# counts those in the heap; ITS_CELL and ITS_BAND are distances within a queue's counts and its histogram. RESERVES is
# the address of each class's reserve by the hour, `SENDS_NOBODY` where it is sent none, or NONE where hours are alike.
(
    HOUR,
    JOINS,
    FREE_RECORD,
    FREE_RECORDS,
    LEAVING,
    HELPED_WAITING,
    HELPED_LACKING,
    ROOM,
    SOONEST,
    SOONEST_POOL,
    HOUR_ENDS,
    HOUR_CELL,
    NEXT_CELL,
    ITS_CELL,
    ITS_BAND,
    END,
    GIVEN,
    PLACES,
    RING,
    ALL_BANDS,
    KINDS_AT,
    KINDS_END,
    POOLS_AT,
    POOLS_END,
    QUEUES_AT,
    QUEUES_END,
    CAPACITIES,
    RELIEVED,
    CELLS,
    BANDS_AT,
    BACKLOG,
    BOOKED,
    LATER,
    RECORDS_AT,
    RESERVES,
) = columns(35)
FIRST_ROW = 40

# A time: its shape, the index of its mean in `reals`, its 257 quantiles.
SHAPE, MEAN, QUANTILES = columns(3)

# A class. SERVICE to UPGRADE_AFTER are addresses of times or NONE, SHARES and UPGRADE_SHARE indexes in `reals`,
# UPGRADES_TO the number of places between its queue and that of the new class, or 0. FIRST_QUEUE is the address of
# its queue at the first place; WAITING_NOW counts those who wait, LACKING those who lack units. LEADS is the address
# of a table with OFFERS leads for each hour, or NONE. SHUT is 1 in an hour in which the class is sent no units: its
# reserve is that of nobody then, and it is no pool's FOREMOST. WAITED is how long it has waited as it arrives. Behind
# the last class there is one more row, of nobody, whom no pool can serve.
(
    RANK,
    IS_SEVERAL,
    TOGETHER,
    RESERVE,
    HELPED,
    CLOSES,
    UPGRADES_TO,
    ELASTIC,
    HAS_DIARY,
    LEAD,
    LONGEST,
    LEADS,
    OFFERS,
    BLOCK_HOURS,
    STANDARD,
    FROM_ARRIVAL,
    SERVICE,
    TRAVEL,
    PATIENCE,
    UPGRADE_AFTER,
    SHARES,
    UPGRADE_SHARE,
    FIRST_QUEUE,
    WAITING_NOW,
    LACKING,
    SHUT,
    WAITED,
) = columns(27)
KIND_ROW = Address(28)
SENDS_NOBODY = -1
REALS_OF_A_CLASS = MOST_UNITS + 5
"""In `reals`: probabilities of units added up, the means of the four times, the probability of an upgrade."""

# A pool. From RELEASES on lie the moments at which each of MOST units is or was next free, in order, and behind them
# FOR_EVER; the first of them that matter at this hour's capacity is at SPARED, so that a class with a reserve of r may
# have a unit from the moment at SPARED + r on. FOREMOST is the first class, not shut, of which somebody waits who may
# use the pool, or the row of nobody; HELD_BY is the address of how many wait, by class; LACKED counts those begun who
# lack units and may use it. NEXT is when a unit comes free that may change anything for these. HELD_UP is the class
# of which somebody has been tried in vain at this tick, or FOR_EVER. UNIT_TICKS is an address.
(
    POOL_NUMBER,
    MOST,
    SPARED,
    RELEASES,
    NEXT,
    FOREMOST,
    HELD_BY,
    LACKED,
    HELD_UP,
    DIRTY,
    UNIT_TICKS,
) = columns(11)
POOL_ROW = Address(12)

# A queue, one for each class and place, with those begun who lack units. CHOICES to CHOICES_END are the addresses
# of the pools it may use; COUNTS_AT, BINS_AT, SLOTS and MADE are addresses, FACTORS an index in `reals`.
(
    HEAD,
    TAIL,
    LACK_HEAD,
    LACK_TAIL,
    OPEN,
    FULL_UNTIL,
    DONE,
    KIND,
    CHOICES,
    CHOICES_END,
    COUNTS_AT,
    BINS_AT,
    SLOTS,
    MADE,
    FACTORS,
) = columns(15)
QUEUE_ROW = Address(16)

# A customer who waits, has an appointment or lacks units; SEED is the stem of its random numbers, JUDGED_BY the queue
# of the class it was received in, by whose standard it is judged. Those who leave in a later hour are listed by
# LATER_AFTER and LATER_BEFORE. SLOT is no part of it: the column, over all records, is the heap of those who will
# leave in this hour, and IN_HEAP the customer's place there.
(
    SEED,
    RECEIVED,
    QUEUE,
    CELL,
    BAND,
    ORDER,
    AFTER,
    BEFORE,
    LEAVES_AT,
    LEAVES_HOW,
    IN_HEAP,
    NEEDED,
    SENT,
    STAGE_NOW,
    SLOT,
    LATER_AFTER,
    LATER_BEFORE,
    JUDGED_BY,
) = columns(18)
RECORD_ROW = Address(18)
