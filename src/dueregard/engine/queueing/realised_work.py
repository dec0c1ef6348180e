"""The work that the customers of one replication bring, without simulating any queue.

Customers, their classes, places, units and times come from the same random numbers as in the general kernel,
so the work is that of the very customers whom the kernel will serve. With the units on duty it gives the work
left over (`exact.workload_recursion`), the control variate of the replication.
"""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

import numpy as np

from dueregard.engine.queueing.compiled import compiled
from dueregard.engine.queueing.general_checks import check
from dueregard.engine.queueing.model import MOST_UNITS, TICKS_PER_HOUR, GeneralModel, Integers, Reals
from dueregard.engine.queueing.random_numbers import (
    ARRIVALS_BITS,
    EXTRA_STREAM,
    INITIAL_BACKLOG,
    Purpose,
    branch,
    stem,
    unit,
)
from dueregard.engine.queueing.variates import PIECES, Times, count_of, time_of

_FOR_KIND, _FOR_UNITS = int(Purpose.KIND), int(Purpose.UNITS)
_FOR_TRAVEL, _FOR_SERVICE = int(Purpose.TRAVEL), int(Purpose.SERVICE)
NONE = -1


def realised_work(model: GeneralModel, key: int) -> Reals:
    """Unit-hours of work that come in each hour to each place, float64 [hours, places], elastic work left out.

    Elastic work is only done by units that would otherwise stand free, so that nobody waits for it. See
    `realised_work_by_class` for what is counted. Raises ValueError where the model cannot be simulated.

    >>> from dueregard.engine.queueing.model import CustomerClass
    >>> from dueregard.engine.queueing.variates import constant
    >>> model = GeneralModel(  # three wait at the start, each for two units, which take half an hour each
    ...     classes=(CustomerClass(name="only", units=(0.0, 1.0), service=constant(1_800_000)),),
    ...     rates=np.zeros((2, 1, 1)), capacity=np.full((2, 1), 2), preference=np.array([[0]]),
    ...     travel_factor=np.ones((1, 1)), cell=np.zeros(2, dtype=np.int64), band=np.zeros(2, dtype=np.int64),
    ...     initial_backlog=np.array([[3]]),
    ... )
    >>> realised_work(model, key=1).tolist()
    [[3.0], [0.0]]
    """
    ticks = realised_work_by_class(model, key)
    counted = [rank for rank, each in enumerate(model.classes) if not each.elastic]
    work: Reals = ticks[:, counted].sum(axis=1) / TICKS_PER_HOUR
    return work


def realised_work_by_class(model: GeneralModel, key: int) -> Integers:
    """Ticks of units' time that the customers of each hour, class and place bring, int64 [hours, classes, places].

    A customer counts in the hour in which it is received, with the units, service and travel of the class in which
    it is received, travel from its own place; the initial backlog counts in the first hour. So an upgrade, a
    unit from elsewhere, an appointment in a later hour, and customers who leave unattended are not seen.
    """
    check(model)
    found = np.zeros((model.hours, len(model.classes), model.places), dtype=np.int64)
    told = _told(model)
    streams = [(model.rates, 0)]
    if model.extra_rates is not None:
        streams.append((model.extra_rates, EXTRA_STREAM))
    for rates, stream in streams:
        flat = np.ascontiguousarray(rates.reshape(model.hours_given, -1), dtype=np.float64)
        _add_arrivals(np.uint64(key), stream, flat, told, found)
    if model.initial_backlog is not None:
        _add_backlog(np.uint64(key), np.asarray(model.initial_backlog, dtype=np.int64), told, found[0])
    return found


class _Told(NamedTuple):
    """What compiled code needs to know of the classes: [class], [class, …] and [place]."""

    options: Integers  # the most units that are needed with a probability above nought
    below: Reals  # probabilities of units added up
    shapes: Integers  # [class, service or travel], NONE for no travel
    means: Reals
    quantiles: Integers
    factors: Reals  # [place] of travel from its own pool


def _told(model: GeneralModel) -> _Told:
    kinds = len(model.classes)
    found = _Told(
        np.zeros(kinds, dtype=np.int64),
        np.full((kinds, MOST_UNITS), 2.0),
        np.full((kinds, 2), NONE, dtype=np.int64),
        np.zeros((kinds, 2)),
        np.zeros((kinds, 2, PIECES + 1), dtype=np.int64),
        np.diag(model.travel_factor).astype(np.float64),
    )
    for rank, each in enumerate(model.classes):
        found.options[rank] = max(number for number, share in enumerate(each.units, start=1) if share > 0)
        found.below[rank, : len(each.units)] = list(accumulate(each.units))
        for column, times in enumerate((each.service, each.travel)):
            if times is not None:
                _write_times(times, found, (rank, column))
    return found


def _write_times(times: Times, told: _Told, at: tuple[int, int]) -> None:
    told.shapes[at], told.means[at], told.quantiles[at] = int(times.shape), times.mean_ticks, times.quantiles


@compiled
def _ticks_of(seed: np.uint64, rank: int, place: int, told: _Told) -> int:
    """How long the units of one customer are occupied, all together."""
    needed = 1
    if told.options[rank] > 1:
        share = unit(branch(seed, _FOR_UNITS))
        while needed < told.options[rank] and share >= told.below[rank, needed - 1]:
            needed += 1
    total = 0
    for which in range(needed):
        ticks = int(
            time_of(
                branch(seed, _FOR_SERVICE + which),
                told.shapes[rank, 0],
                told.means[rank, 0],
                told.quantiles[rank, 0],
            )
        )
        if told.shapes[rank, 1] != NONE:
            drawn = time_of(
                branch(seed, _FOR_TRAVEL + which),
                told.shapes[rank, 1],
                told.means[rank, 1],
                told.quantiles[rank, 1],
            )
            ticks += int(drawn * told.factors[place] + 0.5)
        total += ticks if ticks > 1 else 1
    return total


@compiled
def _add_arrivals(key: np.uint64, stream: int, rates: Reals, told: _Told, found: Integers) -> None:
    """Add the work of one stream, hour by hour."""
    given, pairs = rates.shape
    places = found.shape[2]
    below = np.zeros(pairs, dtype=np.float64)
    for hour in range(found.shape[0]):
        total = 0.0
        last = 0
        for pair in range(pairs):
            rate = rates[hour % given, pair]
            total += rate
            below[pair] = total
            if rate > 0:
                last = pair
        first = hour << ARRIVALS_BITS | stream
        for number in range(first, first + count_of(key, first, total)):
            seed = stem(key, number)
            sought = unit(branch(seed, _FOR_KIND)) * total
            low, high = 0, last
            while low < high:  # the first pair at which the rates added up exceed what is sought
                middle = (low + high) // 2
                if sought < below[middle]:
                    high = middle
                else:
                    low = middle + 1
            rank, place = low // places, low % places
            found[hour, rank, place] += _ticks_of(seed, rank, place, told)


@compiled
def _add_backlog(key: np.uint64, backlog: Integers, told: _Told, found: Integers) -> None:
    """Add the work of those who wait at the start."""
    number = INITIAL_BACKLOG
    for rank in range(backlog.shape[0]):
        for place in range(backlog.shape[1]):
            for _ in range(backlog[rank, place]):
                found[rank, place] += _ticks_of(stem(key, number), rank, place, told)
                number += 1
