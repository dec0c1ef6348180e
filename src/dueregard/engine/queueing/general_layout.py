"""How the general kernel keeps a model and its state: rows in one long array of whole numbers.

A call with many arrays costs more than the work it does. So everything whole lies in one array, `memory`, and
everything real in another, `reals`. A pool, a class, a queue, a time or a customer is known by the address of
its row, and a column is the distance from there: `memory[pool + CAPACITY]`. The first row holds what is single.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.general_bins import BINS
from dueregard.engine.queueing.general_counts import COUNTS, HISTOGRAMS, bands, cells
from dueregard.engine.queueing.model import (
    MOST_UNITS,
    TICKS_PER_HOUR,
    CustomerClass,
    GeneralModel,
    Handover,
    Integers,
    Reals,
    Several,
    Tally,
)
from dueregard.engine.queueing.variates import PIECES, Times

NONE = -1
FOR_EVER = int(np.iinfo(np.int64).max)

# The first row: where a run stands, how many there are of what, and where each kind of row begins.
(
    HOUR,
    JOINS,
    FREE_RECORD,
    FREE_RECORDS,
    LEAVING,
    HELPED_WAITING,
    HELPED_LACKING,
    ROOM,
    END,
    GIVEN,
    PLACES,
    RING,
    BANDS,
    KINDS_AT,
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
    RECORDS_AT,
) = range(25)
FIRST_ROW = 32

# A time: its shape, the index of its mean in `reals`, its 257 quantiles.
SHAPE, MEAN, QUANTILES = range(3)
TIME_ROW = QUANTILES + PIECES + 1

# A class. SERVICE to UPGRADE_AFTER are addresses of times or NONE, SHARES and UPGRADE_SHARE indexes in `reals`,
# UPGRADES_TO the distance to the queue of the new class, or 0.
(
    RANK,
    OPTIONS,
    TOGETHER,
    RESERVE,
    HELPED,
    CLOSES,
    UPGRADES_TO,
    ELASTIC,
    HAS_DIARY,
    LEAD,
    LONGEST,
    STANDARD,
    FROM_ARRIVAL,
    SERVICE,
    TRAVEL,
    PATIENCE,
    UPGRADE_AFTER,
    SHARES,
    UPGRADE_SHARE,
) = range(19)
KIND_ROW = 20
REALS_OF_A_CLASS = MOST_UNITS + 5
"""In `reals`: probabilities of units added up, the means of the four times, the probability of an upgrade."""

# A pool. HELD counts the customers who wait and may use it, HELD_BY is the address of the same by class, LACKED
# counts those begun who lack units and may use it; RELEASES and UNIT_TICKS are addresses.
(POOL_NUMBER, CAPACITY, BUSY, NEXT, HELD, LACKED, BARRED, DIRTY, RELEASES, HELD_BY, UNIT_TICKS) = range(11)
POOL_ROW = 12

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
) = range(15)
QUEUE_ROW = 16

# A customer who waits, has an appointment or lacks units. SLOT is no part of it: the column, over all records, is
# the heap of those who will leave.
(
    CUSTOMER,
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
) = range(15)
RECORD_ROW = 16


class Block(NamedTuple):
    """A model and the state of a run."""

    memory: Integers
    reals: Reals
    rates: Reals  # streams × hours given × (class · places + place)


class _Rows:
    """Lays rows behind each other and says where each begins."""

    def __init__(self) -> None:
        self.parts: list[Integers] = []
        self.length = 0

    def add(self, row: npt.ArrayLike) -> int:
        """The address of a new row or table."""
        part = np.array(row, dtype=np.int64).ravel()
        address = self.length
        self.parts.append(part)
        self.length += len(part)
        return address


def lay_out(model: GeneralModel) -> Block:
    """A model before its first hour, with room for a few customers."""
    rows, reals = _Rows(), _reals(model)
    places, kinds = model.places, len(model.classes)
    first = np.zeros(FIRST_ROW, dtype=np.int64)
    rows.add(first)
    first[[END, GIVEN, PLACES, BANDS]] = model.hours * TICKS_PER_HOUR, model.hours_given, places, bands(model)
    first[CAPACITIES] = rows.add(model.capacity)
    first[RELIEVED] = rows.add(_relieved(model))
    first[CELLS], first[BANDS_AT] = rows.add(model.cell), rows.add(model.band)
    backlog = model.initial_backlog
    first[BACKLOG] = rows.add(np.zeros(kinds * places) if backlog is None else backlog)
    longest = max((each.diary.longest_hours for each in model.classes if each.diary), default=0)
    first[RING] = longest + 2
    first[BOOKED] = rows.add(np.full((longest + 2, 2), NONE))
    times = [_time_rows(rows, each, rank) for rank, each in enumerate(model.classes)]
    first[KINDS_AT] = rows.length
    for rank, each in enumerate(model.classes):
        rows.add(_kind_row(model, each, rank, times[rank]))
    first[POOLS_AT] = rows.length
    first[POOLS_END] = first[POOLS_AT] + places * POOL_ROW
    tables = rows.length + places * POOL_ROW + kinds * places * QUEUE_ROW
    _pool_and_queue_rows(model, rows, first, tables)
    first[RECORDS_AT], first[FREE_RECORD] = rows.length, NONE
    memory = np.concatenate([first, *rows.parts[1:]])
    streams = [model.rates] if model.extra_rates is None else [model.rates, model.extra_rates]
    rates = np.array([rates.reshape(model.hours_given, -1) for rates in streams], dtype=np.float64)
    return with_room(Block(memory, reals, rates), 256)


def with_room(block: Block, needed: int) -> Block:
    """The same with room for so many more customers, and at least twice as many as before."""
    memory = block.memory
    before = (len(memory) - int(memory[RECORDS_AT])) // RECORD_ROW
    more = max(before, needed)
    added = np.zeros((more, RECORD_ROW), dtype=np.int64)
    added[:, AFTER] = len(memory) + RECORD_ROW * np.arange(1, more + 1)
    added[-1, AFTER] = memory[FREE_RECORD]
    longer = np.concatenate([memory, added.ravel()])
    longer[FREE_RECORD] = len(memory)
    longer[FREE_RECORDS] += more
    return block._replace(memory=longer)


def tally_of(model: GeneralModel, block: Block) -> Tally:
    """What was counted, by name."""
    memory, kinds, places = block.memory, len(model.classes), model.places
    pairs = kinds * places

    def table(address: int, shape: tuple[int, ...]) -> Integers:
        return memory[address : address + int(np.prod(shape))].reshape(shape)

    first_queue, first_pool = int(memory[QUEUES_AT]), int(memory[POOLS_AT])
    by_cell = table(int(memory[first_queue + COUNTS_AT]), (pairs, cells(model), len(COUNTS)))
    by_bin = table(int(memory[first_queue + BINS_AT]), (pairs, len(HISTOGRAMS), bands(model), BINS))
    counts: dict[str, Integers] = {
        name: by_cell[:, :, column].reshape(kinds, places, -1) for column, name in enumerate(COUNTS)
    }
    counts["unit_ticks"] = table(int(memory[first_pool + UNIT_TICKS]), (places, cells(model))).copy()
    counts |= {
        name: by_bin[:, column].reshape(kinds, places, bands(model), BINS)
        for column, name in enumerate(HISTOGRAMS)
    }
    return Tally(counts=counts, runs=1)


def _pool_and_queue_rows(model: GeneralModel, rows: _Rows, first: Integers, tables: int) -> None:
    """The rows of pools and of queues, then the tables to which they point."""
    places, kinds, longest = model.places, len(model.classes), int(first[RING])
    most = max(1, int(model.capacity.max()))
    pools = np.zeros((places, POOL_ROW), dtype=np.int64)
    queues = np.zeros((kinds * places, QUEUE_ROW), dtype=np.int64)
    numbers, pairs = np.arange(places), np.arange(kinds * places)
    pools[:, POOL_NUMBER], pools[:, NEXT] = numbers, FOR_EVER
    behind = _Rows()
    pools[:, RELEASES] = tables + behind.add(np.zeros((places, most))) + most * numbers
    pools[:, HELD_BY] = tables + behind.add(np.zeros((places, kinds))) + kinds * numbers
    pools[:, UNIT_TICKS] = tables + behind.add(np.zeros((places, cells(model)))) + cells(model) * numbers
    queues[:, [HEAD, TAIL, LACK_HEAD, LACK_TAIL]] = NONE
    queues[:, KIND] = first[KINDS_AT] + KIND_ROW * (pairs // places)
    named = np.where(model.preference < 0, NONE, first[POOLS_AT] + POOL_ROW * model.preference)
    queues[:, CHOICES] = tables + behind.add(named) + places * (pairs % places)
    helped = np.array([each.helped for each in model.classes])[pairs // places]
    queues[:, CHOICES_END] = queues[:, CHOICES] + np.where(
        helped, (named >= 0).sum(axis=1)[pairs % places], 1
    )
    width = cells(model) * len(COUNTS)
    queues[:, COUNTS_AT] = tables + behind.add(np.zeros((len(pairs), width))) + width * pairs
    width = len(HISTOGRAMS) * bands(model) * BINS
    queues[:, BINS_AT] = tables + behind.add(np.zeros((len(pairs), width))) + width * pairs
    queues[:, FACTORS] = _first_factor(model) + places * (pairs % places)
    for pair, queue in enumerate(queues):
        diary = model.classes[pair // places].diary
        if diary is not None:
            queue[SLOTS] = tables + behind.add(diary.slots[:, pair % places])
            queue[MADE] = tables + behind.add(np.zeros(longest))
    rows.add(pools)
    first[QUEUES_AT] = rows.add(queues)
    first[QUEUES_END] = rows.length
    for part in behind.parts:
        rows.add(part)


def _relieved(model: GeneralModel) -> npt.NDArray[np.bool_]:
    """Where a new crew takes over; the hour before the first is the last, as in a repeat."""
    if model.handover is Handover.CARRY:
        return np.zeros(model.capacity.shape, dtype=np.bool_)
    if model.relieved is None:
        return np.asarray(model.capacity != np.roll(model.capacity, 1, axis=0))
    return model.relieved


def _times(each: CustomerClass) -> tuple[Times | None, ...]:
    """The four times of a class, in the order of their columns."""
    return (each.service, each.travel, each.patience, each.upgrade.after if each.upgrade else None)


def _time_rows(rows: _Rows, each: CustomerClass, rank: int) -> list[int]:
    """The addresses of the four times of a class, NONE for one it has not."""
    first_mean = rank * REALS_OF_A_CLASS + MOST_UNITS
    return [
        NONE if times is None else rows.add([int(times.shape), first_mean + index, *times.quantiles.tolist()])
        for index, times in enumerate(_times(each))
    ]


def _kind_row(model: GeneralModel, each: CustomerClass, rank: int, times: list[int]) -> Integers:
    """The row of a class."""
    row = np.zeros(KIND_ROW, dtype=np.int64)
    row[RANK] = rank
    row[OPTIONS] = max(number for number, share in enumerate(each.units, start=1) if share > 0)
    row[TOGETHER] = each.several is Several.TOGETHER
    row[RESERVE], row[HELPED], row[ELASTIC] = each.reserve, each.helped, each.elastic
    row[CLOSES] = FOR_EVER if each.closes_after_ticks is None else each.closes_after_ticks
    row[STANDARD] = FOR_EVER if each.standard_ticks is None else each.standard_ticks
    row[FROM_ARRIVAL] = each.clock
    if each.upgrade is not None:
        row[UPGRADES_TO] = (each.upgrade.to_class - rank) * model.places * QUEUE_ROW
    if each.diary is not None:
        row[HAS_DIARY], row[LEAD], row[LONGEST] = 1, each.diary.lead_hours, each.diary.longest_hours
    row[[SERVICE, TRAVEL, PATIENCE, UPGRADE_AFTER]] = times
    row[SHARES] = rank * REALS_OF_A_CLASS
    row[UPGRADE_SHARE] = rank * REALS_OF_A_CLASS + MOST_UNITS + 4
    return row


def _first_factor(model: GeneralModel) -> int:
    """Where the travel factors begin in `reals`, place by place."""
    return len(model.classes) * REALS_OF_A_CLASS


def _reals(model: GeneralModel) -> Reals:
    """Everything that is not a whole number, but the rates."""
    found: list[float] = []
    for each in model.classes:
        below = list(np.cumsum(each.units))
        means = [times.mean_ticks if times else 0.0 for times in _times(each)]
        found += below + [2.0] * (MOST_UNITS - len(below)) + means
        found.append(each.upgrade.probability if each.upgrade else 0.0)
    found += model.travel_factor.T.ravel().tolist()
    return np.array(found, dtype=np.float64)
