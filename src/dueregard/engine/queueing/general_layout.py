"""How the general kernel's model and state are laid out, as `general_columns.py` names the rows and columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.general_bins import BINS
from dueregard.engine.queueing.general_columns import (
    AFTER,
    ALL_BANDS,
    BACKLOG,
    BANDS_AT,
    BINS_AT,
    BLOCK_HOURS,
    BOOKED,
    CAPACITIES,
    CELLS,
    CHOICES,
    CHOICES_END,
    CLOSES,
    COUNTS_AT,
    ELASTIC,
    END,
    FACTORS,
    FIRST_QUEUE,
    FIRST_ROW,
    FOR_EVER,
    FOREMOST,
    FREE_RECORD,
    FREE_RECORDS,
    FROM_ARRIVAL,
    GIVEN,
    HAS_DIARY,
    HELD_BY,
    HELD_UP,
    HELPED,
    IS_SEVERAL,
    KIND,
    KIND_ROW,
    KINDS_AT,
    KINDS_END,
    LATER,
    LATER_HOURS,
    LEAD,
    LEADS,
    LONGEST,
    MADE,
    MOST,
    NEXT,
    NONE,
    OFFERS,
    PATIENCE,
    PLACES,
    POOL_NUMBER,
    POOL_ROW,
    POOLS_AT,
    POOLS_END,
    QUEUE_ROW,
    QUEUES_AT,
    QUEUES_END,
    RANK,
    REALS_OF_A_CLASS,
    RECORD_ROW,
    RECORDS_AT,
    RELEASES,
    RELIEVED,
    RESERVE,
    RESERVES,
    RING,
    SENDS_NOBODY,
    SERVICE,
    SHARES,
    SLOTS,
    SOONEST,
    STANDARD,
    TOGETHER,
    TRAVEL,
    UNIT_TICKS,
    UPGRADE_AFTER,
    UPGRADE_SHARE,
    UPGRADES_TO,
    WAITED,
)
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
from dueregard.engine.queueing.variates import Times

FIRST_ROOM = 1024
"""Customers that a run has room for at first: making room copies all there is, and most runs never need more."""


class Block(NamedTuple):
    """A model and the state of a run."""

    memory: Integers
    reals: Reals
    below: Reals  # streams × hours given × pairs: rates added up over class · places + place, see `_added_up`
    totals: Reals  # streams × hours given: the rates of all


class _Rows:
    """Lays rows behind each other and says where each begins."""

    def __init__(self) -> None:
        self.parts: list[Integers] = []
        self.length = 0

    def add(self, row: npt.ArrayLike) -> int:
        """The address of a new row or table."""
        part = np.asarray(row, dtype=np.int64).ravel()
        address = self.length
        self.parts.append(part)
        self.length += len(part)
        return address


def most_units(model: GeneralModel) -> Integers:
    """The most units that each pool ever has, at least one."""
    most: Integers = np.maximum(1, model.capacity.max(axis=0))
    return most


def lay_out(model: GeneralModel, most: Integers) -> Block:
    """A model before its first hour, with room for a few customers and for so many units of each pool."""
    rows, reals = _Rows(), _reals(model)
    places, kinds = model.places, len(model.classes)
    first = np.zeros(FIRST_ROW, dtype=np.int64)
    rows.add(first)
    first[[END, GIVEN, PLACES]] = model.hours * TICKS_PER_HOUR, model.hours_given, places
    first[ALL_BANDS] = bands(model) * BINS
    first[SOONEST] = FOR_EVER
    first[CAPACITIES] = rows.add(model.capacity)
    first[RELIEVED] = rows.add(_relieved(model))
    first[CELLS], first[BANDS_AT] = rows.add(model.cell), rows.add(model.band)
    backlog = model.initial_backlog
    first[BACKLOG] = rows.add(np.zeros(kinds * places) if backlog is None else backlog)
    if model.sends is not None:
        first[RESERVES] = rows.add(_reserves(model, model.sends, most))
    longest = max((each.diary.longest_hours for each in model.classes if each.diary), default=0)
    first[RING] = 1 << (longest + 1).bit_length()  # a power of two above it
    first[BOOKED] = rows.add(np.zeros((first[RING], 2)))
    first[LATER] = rows.add(np.zeros(LATER_HOURS))
    times = [_time_rows(rows, each, rank) for rank, each in enumerate(model.classes)]
    leads = [_lead_rows(rows, each) for each in model.classes]
    first[KINDS_AT] = rows.length
    first[KINDS_END] = rows.length + kinds * int(KIND_ROW)
    first[POOLS_AT] = first[KINDS_END] + int(KIND_ROW)
    first[QUEUES_AT] = first[POOLS_END] = first[POOLS_AT] + places * int(POOL_ROW)
    first[QUEUES_END] = first[QUEUES_AT] + kinds * places * int(QUEUE_ROW)
    for rank, each in enumerate(model.classes):
        address = int(first[QUEUES_AT])
        rows.add(_kind_row(model, each, rank, [*times[rank], leads[rank]], address, most))
    rows.add(_nobody(most))
    _pool_and_queue_rows(model, rows, first, most)
    first[RECORDS_AT] = first[FREE_RECORD] = rows.length
    first[FREE_RECORDS] = FIRST_ROOM
    rows.add(_records(rows.length, FIRST_ROOM, int(NONE)))
    memory = np.concatenate([first, *rows.parts[1:]])
    streams = [model.rates] if model.extra_rates is None else [model.rates, model.extra_rates]
    below, totals = _added_up(np.array([rates.reshape(model.hours_given, -1) for rates in streams]))
    return Block(memory, reals, below, totals)


def _added_up(rates: Reals) -> tuple[Reals, Reals]:
    """Rates (streams × hours × pairs) added up pair by pair, as trees, and their totals.

    A pair's sum is infinite from the last pair that has a rate on, so that the number of sums that are not above a
    share of the total is the number of a pair.
    """
    pairs = rates.shape[2]
    added = np.cumsum(rates, axis=2, dtype=np.float64)
    sums = np.full((*rates.shape[:2], 1 << (pairs - 1).bit_length()), np.inf)
    last = pairs - 1 - np.argmax(rates[:, :, ::-1] > 0, axis=2)
    sums[:, :, :pairs] = np.where(np.arange(pairs) < last[:, :, None], added, np.inf)
    return as_tree(sums), added[:, :, -1].copy()


def as_tree(rising: Reals) -> Reals:
    """Rising numbers, the last of a power of two left out, so laid that a search by halves goes from n to 2n or 2n + 1.

    >>> as_tree(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])).tolist()  # the first place is not used
    [inf, 4.0, 2.0, 6.0, 1.0, 3.0, 5.0, 7.0]
    """
    many = rising.shape[-1]
    tree = np.full(rising.shape, np.inf)
    step = many // 2
    level = 1
    while step:
        tree[..., level : 2 * level] = rising[..., step - 1 :: 2 * step]
        level, step = 2 * level, step // 2
    return tree


def with_room(block: Block, needed: int) -> Block:
    """The same with room for so many more customers, and at least twice as many as before."""
    memory = block.memory
    before = (len(memory) - int(memory[RECORDS_AT])) // int(RECORD_ROW)
    more = max(before, needed)
    longer = np.concatenate([memory, _records(len(memory), more, int(memory[FREE_RECORD]))])
    longer[FREE_RECORD] = len(memory)
    longer[FREE_RECORDS] += more
    return block._replace(memory=longer)


def _records(address: int, many: int, following: int) -> Integers:
    """Room at this address for so many customers, each the next one's free neighbour; `following` comes after them."""
    row = int(RECORD_ROW)
    records = np.zeros((many, row), dtype=np.int64)
    records[:, AFTER] = address + row * np.arange(1, many + 1)
    records[-1, AFTER] = following
    return records.ravel()


def hours_alike(one: Block, other: Block) -> int:
    """Through how many hours from the first on two models, not begun, cannot differ in anything.

    They are laid out for the same number of units. Only staffing and rates are told by the hour: where
    anything else differs there is no such hour.
    """
    memory = one.memory
    if memory.shape != other.memory.shape or not np.array_equal(one.reals, other.reals):
        return 0
    differs = memory != other.memory
    by_hour = slice(int(memory[CAPACITIES]), int(memory[CELLS]))  # the tables of capacity and of relief
    in_hour = differs[by_hour].copy()
    differs[by_hour] = False
    if differs.any():
        return 0
    given = int(memory[GIVEN])
    found = in_hour.reshape(2, given, -1).any(axis=(0, 2))
    for stream in range(max(len(one.totals), len(other.totals))):
        if stream < min(len(one.totals), len(other.totals)):
            found |= one.totals[stream] != other.totals[stream]
            found |= (one.below[stream] != other.below[stream]).any(axis=1)
        else:
            found |= max(one.totals, other.totals, key=len)[stream] > 0
    return int(found.argmax()) if found.any() else int(memory[END]) // TICKS_PER_HOUR


def with_the_past_of(block: Block, past: Block) -> Block:
    """A model not begun, where a run of another has got to that was the same so far (see `hours_alike`)."""
    memory = past.memory.copy()
    by_hour = slice(int(memory[CAPACITIES]), int(memory[CELLS]))
    memory[by_hour] = block.memory[by_hour]
    return block._replace(memory=memory)


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


def _pool_and_queue_rows(model: GeneralModel, rows: _Rows, first: Integers, most: Integers) -> None:
    """The rows of pools and of queues, then the tables to which they point."""
    places, kinds = model.places, len(model.classes)
    tables = int(first[QUEUES_END])
    pools = np.zeros((places, int(POOL_ROW)), dtype=np.int64)
    queues = np.zeros((kinds * places, int(QUEUE_ROW)), dtype=np.int64)
    numbers, pairs = np.arange(places), np.arange(kinds * places)
    behind = _Rows()

    def tables_for(owners: npt.NDArray[np.int64], width: int, filled: npt.ArrayLike = 0) -> Integers:
        """The addresses of new tables, one for each owner."""
        table = np.broadcast_to(np.asarray(filled, dtype=np.int64), (len(owners), width))
        return tables + behind.add(table) + width * owners

    pools[:, POOL_NUMBER], pools[:, MOST] = numbers, most
    pools[:, [NEXT, HELD_UP]], pools[:, FOREMOST] = FOR_EVER, first[KINDS_END]
    width = (
        2 * int(most.max()) + 1
    )  # a unit's moments, and behind them as many as a capacity or reserve skips
    pools[:, RELEASES] = tables_for(numbers, width, np.where(np.arange(width) < most[:, None], 0, FOR_EVER))
    pools[:, HELD_BY] = tables_for(numbers, kinds)
    pools[:, UNIT_TICKS] = tables_for(numbers, cells(model))
    queues[:, KIND] = first[KINDS_END] - int(KIND_ROW) * (kinds - pairs // places)
    named = np.where(model.preference < 0, 0, first[POOLS_AT] + int(POOL_ROW) * model.preference)
    queues[:, CHOICES] = tables_for(numbers, places, named)[pairs % places]
    helped = np.array([each.helped for each in model.classes])[pairs // places]
    choices = np.where(helped, (model.preference >= 0).sum(axis=1)[pairs % places], 1)
    queues[:, CHOICES_END] = queues[:, CHOICES] + choices
    queues[:, COUNTS_AT] = tables_for(pairs, cells(model) * len(COUNTS))
    queues[:, BINS_AT] = tables_for(pairs, len(HISTOGRAMS) * bands(model) * BINS)
    queues[:, FACTORS] = _first_factor(model) + places * (pairs % places)
    for pair, queue in enumerate(queues):
        diary = model.classes[pair // places].diary
        if diary is not None:
            queue[SLOTS] = tables + behind.add(diary.slots[:, pair % places])
            queue[MADE] = tables + behind.add(np.zeros(first[RING]))
    rows.add(pools)
    rows.add(queues)
    for part in behind.parts:
        rows.add(part)


def _reserves(model: GeneralModel, sends: npt.NDArray[np.bool_], most: Integers) -> Integers:
    """Each class's reserve in each hour, and where it is sent no units."""
    own = np.array([min(each.reserve, most.max()) for each in model.classes], dtype=np.int64)
    reserves: Integers = np.where(sends, own, SENDS_NOBODY)
    return reserves


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
    """The addresses of the four times of a class, `NONE` for one it has not."""
    first_mean = rank * REALS_OF_A_CLASS + MOST_UNITS
    return [
        0 if times is None else rows.add([int(times.shape), first_mean + index, *times.quantiles.tolist()])
        for index, times in enumerate(_times(each))
    ]


def _lead_rows(rows: _Rows, each: CustomerClass) -> int:
    """The address of the leads of a class's appointments, hour by hour; `NONE` where it has one for everybody."""
    return 0 if each.diary is None or each.diary.leads is None else rows.add(each.diary.leads)


def _options(each: CustomerClass) -> int:
    """The most units that a customer of a class may need."""
    return max(number for number, share in enumerate(each.units, start=1) if share > 0)


def _nobody(most: Integers) -> Integers:
    """The row behind the last class: its reserve is larger than any pool."""
    row = np.zeros(int(KIND_ROW), dtype=np.int64)
    row[RESERVE] = most.max()
    return row


def _kind_row(
    model: GeneralModel, each: CustomerClass, rank: int, tables: list[int], queues_at: int, most: Integers
) -> Integers:
    """The row of a class."""
    row = np.zeros(int(KIND_ROW), dtype=np.int64)
    row[RANK], row[FIRST_QUEUE] = rank, queues_at + rank * model.places * int(QUEUE_ROW)
    row[IS_SEVERAL] = _options(each) > 1
    row[TOGETHER] = each.several is Several.TOGETHER and _options(each) > 1
    row[RESERVE] = min(each.reserve, most.max())
    row[HELPED], row[ELASTIC], row[WAITED] = each.helped, each.elastic, each.waited_ticks
    row[CLOSES] = FOR_EVER if each.closes_after_ticks is None else each.closes_after_ticks
    row[STANDARD] = FOR_EVER if each.standard_ticks is None else each.standard_ticks
    row[FROM_ARRIVAL] = each.clock
    if each.upgrade is not None:
        row[UPGRADES_TO] = (rank - each.upgrade.to_class) * model.places
    if each.diary is not None:
        row[HAS_DIARY], row[LEAD], row[LONGEST] = 1, each.diary.lead_hours, each.diary.longest_hours
        row[BLOCK_HOURS] = each.diary.block_hours
        row[OFFERS] = 1 if each.diary.leads is None else each.diary.leads.shape[1]
    row[[SERVICE, TRAVEL, PATIENCE, UPGRADE_AFTER, LEADS]] = tables
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
        below = list(np.cumsum(each.units))[: _options(each) - 1]
        means = [times.mean_ticks if times else 0.0 for times in _times(each)]
        found += below + [2.0] * (MOST_UNITS - len(below)) + means
        found.append(each.upgrade.probability if each.upgrade else 0.0)
    found += model.travel_factor.T.ravel().tolist()
    return np.array(found, dtype=np.float64)
