"""The fast kernel over a stream of customers made as it goes: memory for a day and for those who wait, no more."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from dueregard.engine.queueing.compiled import compiled
from dueregard.engine.queueing.fast import NOBODY, Integers, Links, Reals, new_state, serve
from dueregard.engine.queueing.model import TICKS_PER_HOUR
from dueregard.engine.queueing.random_numbers import ARRIVALS_BITS, Purpose, branch, stem, unit
from dueregard.engine.queueing.variates import Times, count_of, time_of

MOST_IN_AN_HOUR = (1 << ARRIVALS_BITS) - 1
BLOCK_HOURS = 24
"""Customers of so many hours are made, served and counted before the next are made. No result hangs on it."""

_WITHIN_HOUR, _KIND, _SERVICE = int(Purpose.WITHIN_HOUR), int(Purpose.KIND), int(Purpose.SERVICE)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FastModel:
    """One pool, one unit a customer, K classes, over a horizon of whole hours; hour h uses row h modulo P.

    rates: float64 [P, K], customers expected in each hour, together at most half a million.
    capacity: int64 [P], units on duty from the start of each hour, handed over by `Handover.CARRY`.
    service: K distributions of the time a unit is kept.
    standard_ticks: K waits; one longer than this is a breach.
    hours: the horizon. warm_up_hours: customers of the first hours are served but not counted.
    cell_hours: what is counted is kept apart for each stretch of so many hours of arrival, after the
        warm-up, the last perhaps shorter; 0 for all together.
    bin_ticks, bins: the histogram of waits has bins of this width; the last holds all that is longer.
    """

    rates: Reals
    capacity: Integers
    service: tuple[Times, ...]
    standard_ticks: tuple[int, ...]
    hours: int
    warm_up_hours: int = 0
    cell_hours: int = 0
    bin_ticks: int = 60_000
    bins: int = 240

    def __post_init__(self) -> None:
        rows, classes = self.rates.shape if self.rates.ndim == 2 else (0, 0)
        if not rows or self.capacity.shape != (rows,):
            raise ValueError(
                f"Rates of shape {self.rates.shape} go with capacity of shape {self.capacity.shape}: "
                "give a row of rates, one for each class, and a capacity for each hour."
            )
        if not len(self.service) == len(self.standard_ticks) == classes <= 127:
            raise ValueError(
                f"There are rates for {classes} classes, {len(self.service)} service times and "
                f"{len(self.standard_ticks)} standards: give one of each for every class, at most 127."
            )
        most = self.rates.sum(axis=1).max()
        if not (self.rates.min(initial=0) >= 0 and most <= MOST_IN_AN_HOUR / 2) or self.capacity.min() < 0:
            raise ValueError(
                "Rates must be 0 or more, together at most half a million an hour, and capacity 0 or more."
            )
        if (
            not 0 <= self.warm_up_hours < self.hours
            or min(self.cell_hours, self.bin_ticks - 1, self.bins - 1) < 0
        ):
            raise ValueError(
                f"A warm-up of {self.warm_up_hours} of {self.hours} hours, cells of {self.cell_hours} hours and "
                f"{self.bins} bins of {self.bin_ticks} ticks cannot be: give a warm-up shorter than the horizon, "
                "cells of 0 hours or more, and at least one bin of one tick."
            )

    @property
    def cells(self) -> int:
        """How many stretches are counted apart."""
        return -(-(self.hours - self.warm_up_hours) // self.cell_hours) if self.cell_hours else 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FastTally:
    """What one run, or many merged, counted, by cell of arrival and class: whole numbers, so merging is exact.

    received = attended + unresolved (still waiting at the end). wait: ticks from arrival to start, summed over
    the attended; wait_open: ticks until the end, over the unresolved. breaches: attended or unresolved,
    after a longer wait than the standard. histogram: [class, bin] of the waits of the attended.
    """

    runs: int
    received: Integers
    attended: Integers
    unresolved: Integers
    wait: Integers
    wait_open: Integers
    breaches: Integers
    histogram: Integers

    def merge(self, other: FastTally) -> FastTally:
        """Both together; the order does not matter.

        >>> one = empty_tally(1, 2, 3)
        >>> one.merge(one).runs
        2
        """
        names = [field.name for field in fields(self)]
        return FastTally(**{name: getattr(self, name) + getattr(other, name) for name in names})


def empty_tally(cells: int, classes: int, bins: int) -> FastTally:
    """One run in which nobody has come yet."""
    by_cell = [np.zeros((cells, classes), dtype=np.int64) for _ in range(6)]
    received, attended, unresolved, wait, wait_open, breaches = by_cell
    return FastTally(
        runs=1, received=received, attended=attended, unresolved=unresolved, wait=wait, wait_open=wait_open,
        breaches=breaches, histogram=np.zeros((classes, bins), dtype=np.int64),
    )  # fmt: skip


def simulate_fast(model: FastModel, key: int) -> FastTally:
    """One run. The customers hang on the key alone (`key_of`), not on capacity: compare staffing with the same keys.

    Two units, each customer served an hour, about one an hour: nobody is lost.

    >>> from dueregard.engine.queueing.variates import constant
    >>> model = FastModel(rates=np.array([[0.5, 0.5]]), capacity=np.array([2]), service=(constant(3_600_000),) * 2,
    ...                   standard_ticks=(0, 0), hours=1000)
    >>> seen = simulate_fast(model, 20141104)
    >>> bool((seen.received == seen.attended + seen.unresolved).all())
    True
    """
    tally = empty_tally(model.cells, len(model.service), model.bins)
    _stream(
        np.uint64(key), model.rates, model.capacity, np.array([int(times.shape) for times in model.service]),
        np.array([times.mean_ticks for times in model.service]),
        np.stack([times.quantiles for times in model.service]), np.array(model.standard_ticks, dtype=np.int64),
        model.hours, model.warm_up_hours, model.cell_hours or model.hours, model.bin_ticks,
        *new_state(int(model.capacity.max())),
        tally.received, tally.attended, tally.unresolved, tally.wait, tally.wait_open, tally.breaches, tally.histogram,
    )  # fmt: skip
    return tally


@compiled
def _in_order(key: np.uint64, hour: int, count: int, orders: Integers) -> None:
    """The customers of an hour by when they come, then by number, both in one integer."""
    for number in range(count):
        bits = branch(stem(key, (hour << ARRIVALS_BITS) | number), _WITHIN_HOUR)
        orders[number] = (np.int64(unit(bits) * TICKS_PER_HOUR) << ARRIVALS_BITS) | number
    orders[:count].sort()


@compiled
def _kind_of(share: float, rates: Reals) -> int:
    """The class into which a share of the hour's total rate falls. No branch: it would often be guessed wrong."""
    kind, reached = 0, 0.0
    for before in range(rates.size - 1):
        reached += rates[before]
        kind += share >= reached
    return kind


@compiled
def _longer(array: Any, size: int, kept: int) -> Any:
    """An array of this size that begins with the first `kept` of the given one."""
    grown = np.empty(size, dtype=array.dtype)
    grown[:kept] = array[:kept]
    return grown


@compiled
def _stream(
    key: np.uint64, rates: Reals, capacity: Integers, shapes: Integers, means: Reals, quantiles: Integers,
    standards: Integers, hours: int, warm_up: int, cell_hours: int, bin_ticks: int,
    state: Integers, heads: Links, tails: Links, heap: Reals, leaving: Reals,
    received: Integers, attended: Integers, unresolved: Integers, wait: Integers, wait_open: Integers,
    breaches: Integers, histogram: Integers,
) -> None:  # fmt: skip
    """Make, serve and count the customers of one block of hours after another. Who waits is carried on."""
    size, waiting, units_before = 1024, 0, 0
    arrivals, services, start = np.empty(size), np.empty(size), np.empty(size)
    classes, following = np.empty(size, dtype=np.int8), np.empty(size, dtype=np.int32)
    orders = np.empty(size, dtype=np.int64)
    changes_at, changes_to = np.empty(BLOCK_HOURS), np.empty(BLOCK_HOURS, dtype=np.int64)
    for first_hour in range(0, hours, BLOCK_HOURS):
        end = min(first_hour + BLOCK_HOURS, hours)
        beyond, changes = waiting, 0
        for hour in range(first_hour, end):
            row = hour % capacity.size
            if capacity[row] != units_before:
                units_before = capacity[row]
                changes_at[changes], changes_to[changes] = float(hour), units_before
                changes += 1
            total = 0.0
            for kind in range(rates.shape[1]):
                total += rates[row, kind]
            count = min(count_of(key, hour << ARRIVALS_BITS, total), MOST_IN_AN_HOUR)
            if beyond + count > size:
                size = 2 * (beyond + count)
                arrivals, services = _longer(arrivals, size, beyond), _longer(services, size, beyond)
                classes, following = _longer(classes, size, beyond), _longer(following, size, beyond)
                start, orders = np.empty(size), np.empty(size, dtype=np.int64)
            _in_order(key, hour, count, orders)
            for place in range(count):
                customer = stem(key, (hour << ARRIVALS_BITS) | (orders[place] & MOST_IN_AN_HOUR))
                kind = _kind_of(unit(branch(customer, _KIND)) * total, rates[row])
                ticks = time_of(branch(customer, _SERVICE), shapes[kind], means[kind], quantiles[kind])
                arrivals[beyond] = hour + (orders[place] >> ARRIVALS_BITS) / TICKS_PER_HOUR
                services[beyond] = ticks / TICKS_PER_HOUR
                classes[beyond] = kind
                beyond += 1
                if hour >= warm_up:
                    received[(hour - warm_up) // cell_hours, kind] += 1
        start[:beyond] = np.nan
        serve(
            arrivals, classes, services, start, following, waiting, beyond, float(end), changes_at[:changes],
            changes_to[:changes], state, heads, tails, heap, leaving,
        )  # fmt: skip
        heads[:] = NOBODY
        waiting = 0
        for place in range(beyond):
            kind = int(classes[place])
            after = int(arrivals[place]) - warm_up
            if np.isnan(start[place]):
                arrivals[waiting], services[waiting], classes[waiting] = (
                    arrivals[place],
                    services[place],
                    kind,
                )
                following[waiting] = NOBODY
                if heads[kind] == NOBODY:
                    heads[kind] = waiting
                else:
                    following[tails[kind]] = waiting
                tails[kind] = waiting
                waiting += 1
            elif after >= 0:
                ticks = np.int64((start[place] - arrivals[place]) * TICKS_PER_HOUR + 0.5)
                cell = after // cell_hours
                attended[cell, kind] += 1
                wait[cell, kind] += ticks
                breaches[cell, kind] += ticks > standards[kind]
                histogram[kind, min(ticks // bin_ticks, histogram.shape[1] - 1)] += 1
    for place in range(waiting):
        kind = int(classes[place])
        after = int(arrivals[place]) - warm_up
        if after >= 0:
            ticks = np.int64((hours - arrivals[place]) * TICKS_PER_HOUR + 0.5)
            unresolved[after // cell_hours, kind] += 1
            wait_open[after // cell_hours, kind] += ticks
            breaches[after // cell_hours, kind] += ticks > standards[kind]
