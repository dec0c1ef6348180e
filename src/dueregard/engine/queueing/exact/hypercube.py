"""Places that each ask for units in an order of their own: Larson's hypercube with an infinite queue.

Poisson arrivals, exponential times, one unit a customer; while all units are busy customers wait, first
come first served, for whichever unit is free first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.exact.checks import (
    QueueUnusable,
    check_positive,
    check_rates,
    check_steady,
)
from dueregard.engine.queueing.exact.cycles import exponential_cycle
from dueregard.engine.queueing.exact.waits import Waits

MOST_UNITS = 12
"""More units than this make more than 4,096 states, and are refused."""

Reals = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hypercube:
    """The long run of a system of units with preferences: made by `hypercube`.

    workloads: for each unit the share of time it is busy, 0 to 1.
    dispatch: for each place and unit, the share of the place's customers served by the unit, those who
        waited included; each place's shares add to 1.
    waits: of any customer, as first come first served makes no difference between places.
    """

    workloads: tuple[float, ...]
    dispatch: tuple[tuple[float, ...], ...]
    waits: Waits


def hypercube(
    *,
    arrivals_per_hour: Sequence[float],
    preferences: Sequence[Sequence[int]],
    mean_service_hours: Sequence[float],
) -> Hypercube:
    """Exact workloads, dispatches and waits of up to `MOST_UNITS` units (Larson 1974; Larson and Odoni 5.4).

    arrivals_per_hour: one rate for each place, 0 or more. preferences: for each place all units, numbered
    from 0, in the order in which they are asked. mean_service_hours: for each unit, above 0. Raises
    NoSteadyState where the arrivals outrun all units together.

    The balance equations over the 2^N sets of busy units are solved level by level of the number busy.

    >>> found = hypercube(
    ...     arrivals_per_hour=[1.0], preferences=[[0, 1]], mean_service_hours=[1.0, 1.0]
    ... )
    >>> [round(each, 6) for each in found.workloads]  # unit 0 is asked first: 7/12 and 5/12
    [0.583333, 0.416667]
    """
    _check(arrivals_per_hour, preferences, mean_service_hours)
    service = 1.0 / np.asarray(mean_service_hours, dtype=np.float64)
    rates = np.asarray(arrivals_per_hour, dtype=np.float64)
    first_free = _first_free(preferences, len(service))
    shares = _shares_without_queue(rates, service, first_free)
    ratio = float(rates.sum() / service.sum())
    waiting = float(shares[-1]) / (1.0 - ratio + ratio * float(shares[-1]))  # all busy, with or without queue
    quiet = shares * (1.0 - waiting) / (1.0 - float(shares[-1]))
    quiet[-1] = waiting * (1.0 - ratio)
    clearing = float(service.sum() - rates.sum())
    return Hypercube(
        workloads=_workloads(quiet, waiting, len(service)),
        dispatch=_dispatch(quiet[:-1], waiting * service / service.sum(), first_free),
        waits=Waits(
            probability_of_wait=waiting,
            mean_wait_hours=waiting / clearing,
            transform=exponential_cycle(clearing).transform,
        ),
    )


def _first_free(preferences: Sequence[Sequence[int]], units: int) -> Integers:
    """For each place and set of busy units, the unit that is sent; -1 where all are busy."""
    busy_sets = np.arange(2**units)
    chosen = np.full((len(preferences), 2**units), -1, dtype=np.int64)
    for place, order in enumerate(preferences):
        for unit in reversed(order):  # the best written last
            chosen[place, (busy_sets >> unit) & 1 == 0] = unit
    return chosen


def _shares_without_queue(rates: Reals, service: Reals, first_free: Integers) -> Reals:
    """The share of the time without a queue in which each set of units is busy."""
    units = len(service)
    busy_sets = np.arange(2**units)
    is_busy = (busy_sets[:, None] >> np.arange(units)) & 1
    numbers = is_busy.sum(axis=1)
    levels = [busy_sets[numbers == number] for number in range(units + 1)]
    position = np.empty(2**units, dtype=np.int64)
    for level in levels:
        position[level] = np.arange(len(level))
    ahead: list[Reals] = []  # how the weights of one level follow from those of the level below
    inside = np.diag((is_busy @ service)[levels[units]])
    for number in range(units - 1, -1, -1):
        rise, fall = _between(levels, number, position, rates, service, first_free)
        follow = np.asarray(np.linalg.solve(inside.T, rise.T).T, dtype=np.float64)
        ahead.append(follow)
        inside = np.diag(rates.sum() + (is_busy @ service)[levels[number]]) - follow @ fall
    shares = np.zeros(2**units)
    weights: Reals = np.ones(1)
    shares[0] = 1.0
    for number, follow in enumerate(reversed(ahead), start=1):
        weights = weights @ follow
        shares[levels[number]] = weights
    return np.asarray(shares / shares.sum(), dtype=np.float64)


def _between(
    levels: list[Integers],
    number: int,
    position: Integers,
    rates: Reals,
    service: Reals,
    first_free: Integers,
) -> tuple[Reals, Reals]:
    """Rates from `number` busy units to one more, and back."""
    low, high = levels[number], levels[number + 1]
    rise = np.zeros((len(low), len(high)))
    for place, rate in enumerate(rates):
        np.add.at(rise, (np.arange(len(low)), position[low | (1 << first_free[place, low])]), rate)
    fall = np.zeros((len(high), len(low)))
    for unit, rate in enumerate(service):
        with_unit = np.flatnonzero((high >> unit) & 1)
        fall[with_unit, position[high[with_unit] ^ (1 << unit)]] = rate
    return rise, fall


def _workloads(quiet: Reals, waiting: float, units: int) -> tuple[float, ...]:
    busy_sets = np.arange(len(quiet) - 1)
    return tuple(waiting + float(quiet[:-1][(busy_sets >> unit) & 1 == 1].sum()) for unit in range(units))


def _dispatch(quiet: Reals, after_wait: Reals, first_free: Integers) -> tuple[tuple[float, ...], ...]:
    """Who is served by whom; `after_wait` is the share of customers that wait and are then served by each unit."""
    rows = []
    for chosen in first_free[:, :-1]:
        at_once = np.bincount(chosen, weights=quiet, minlength=len(after_wait))
        rows.append(tuple(float(share) for share in at_once + after_wait))
    return tuple(rows)


def _check(
    arrivals: Sequence[float], preferences: Sequence[Sequence[int]], mean_service_hours: Sequence[float]
) -> None:
    check_rates(arrivals, "arrivals_per_hour")
    units = len(mean_service_hours)
    if not 1 <= units <= MOST_UNITS:
        raise QueueUnusable(
            f"There are {units} units; the hypercube is solved for 1 to {MOST_UNITS}, simulate a larger system."
        )
    for number, hours in enumerate(mean_service_hours, start=1):
        check_positive(hours, f"mean_service_hours, number {number},")
    if len(preferences) != len(arrivals):
        raise QueueUnusable(
            f"There are {len(arrivals)} places and {len(preferences)} orders of preference; give one for each place."
        )
    for place, order in enumerate(preferences):
        if sorted(order) != list(range(units)):
            raise QueueUnusable(
                f"The preferences of place {place} are {list(order)}; name each unit from 0 to {units - 1} once."
            )
    service = sum(1.0 / hours for hours in mean_service_hours)
    check_steady(sum(arrivals) * units / service, units)
