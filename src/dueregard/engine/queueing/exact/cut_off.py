"""Classes with a reserve: a less urgent customer starts only while enough servers would otherwise stand free.

One pool of alike servers, Poisson arrivals, one exponential time of service for all classes, nobody is
interrupted, and within a class the first come is first served.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from dueregard.engine.queueing.exact.checks import (
    QueueUnusable,
    check_positive,
    check_rates,
    check_servers,
    fewest,
    refuse_overload,
)
from dueregard.engine.queueing.exact.cycles import (
    Cycle,
    busy_period,
    class_waits,
    exponential_cycle,
    interrupted,
)
from dueregard.engine.queueing.exact.waits import Waits


def cut_off(
    *,
    servers: int,
    arrivals_per_hour: Sequence[float],
    mean_service_hours: float,
    reserves: Sequence[int],
) -> tuple[Waits, ...]:
    """The waits of each class under cut-off priorities (Schaack and Larson, Operations Research 34, 1986).

    arrivals_per_hour: one rate for each class, most urgent first, 0 or more. reserves: for each class a
    whole number; it is started only if more than this many servers stand free before it starts. Reserves
    never fall from one class to the next, and are below the number of servers; all 0 is Cobham's queue.
    Raises NoSteadyState where some class could not be served to the end of its queue, with the number of
    servers that, added, would suffice at the same reserves.

    The balance equations of the levels are solved upwards from "all busy": the time to fall from n busy
    servers to n - 1 is one of service, interrupted by those who may still start at n.

    >>> waits = cut_off(servers=6, arrivals_per_hour=[1.2, 2.4], mean_service_hours=1.0, reserves=[0, 1])
    >>> [(round(each.probability_of_wait, 6), round(each.mean_wait_hours, 6)) for each in waits]
    [(0.075702, 0.015771), (0.378512, 0.285855)]
    """
    _check(servers, arrivals_per_hour, mean_service_hours, reserves)
    levels = _levels([servers - reserve for reserve in reserves], arrivals_per_hour, mean_service_hours)
    if levels is None:
        _refuse(servers, arrivals_per_hour, mean_service_hours, reserves)
    waits: list[Waits] = []
    for reserve in sorted(set(reserves)):
        rates = _where(arrivals_per_hour, reserves, reserve)
        level = servers - reserve
        waits.extend(class_waits(levels.cycles[level], rates, levels.share_at_or_above[level]))
    return tuple(waits)


@dataclass(frozen=True, slots=True, eq=False)
class _Levels:
    """By number of busy servers: the time to fall below it, and the share of time at or above it."""

    cycles: dict[int, Cycle]
    share_at_or_above: list[float]


def _levels(below: Sequence[int], arrivals: Sequence[float], mean_service_hours: float) -> _Levels | None:
    """Every level from the top down; None where the queue of some class would grow for ever."""
    top = max(below)
    cycles: dict[int, Cycle] = {}
    ratios = [0.0] * (top + 1)  # hours at this level or above for each hour just below it
    busy: Cycle | None = None
    for level in range(top, 0, -1):
        rate = level / mean_service_hours
        starting = sum(arrival for arrival, limit in zip(arrivals, below, strict=True) if limit > level)
        waiting = sum(_where(arrivals, below, level))
        cycle = exponential_cycle(rate) if busy is None else interrupted(rate, starting, busy)
        if waiting * cycle.mean >= 1.0:
            return None
        cycles[level], busy = cycle, busy_period(cycle, waiting)
        ratios[level] = (starting + waiting) * busy.mean
    shares = [1.0]
    for ratio in ratios[1:]:
        shares.append(shares[-1] * ratio / (1.0 + ratio))
    return _Levels(cycles, shares)


def _where(values: Sequence[float], labels: Sequence[int], wanted: int) -> list[float]:
    return [value for value, label in zip(values, labels, strict=True) if label == wanted]


def _refuse(
    servers: int, arrivals: Sequence[float], mean_service_hours: float, reserves: Sequence[int]
) -> NoReturn:
    """Say how many servers are lacking."""

    def is_enough(more: int) -> bool:
        below = [servers + more - reserve for reserve in reserves]
        return _levels(below, arrivals, mean_service_hours) is not None

    load = sum(arrivals) * mean_service_hours
    refuse_overload(
        f"The work would keep {load:.6g} servers busy, and {servers} that keep reserves of {list(reserves)} "
        "cannot serve every class",
        fewest(is_enough, 1),
    )


def _check(
    servers: int, arrivals: Sequence[float], mean_service_hours: float, reserves: Sequence[int]
) -> None:
    check_servers(servers)
    check_rates(arrivals, "arrivals_per_hour")
    check_positive(mean_service_hours, "mean_service_hours")
    if len(reserves) != len(arrivals):
        raise QueueUnusable(
            f"There are {len(arrivals)} classes and {len(reserves)} reserves; give one reserve for each class."
        )
    for number, (before, after) in enumerate(zip([0, *reserves], reserves, strict=False), start=1):
        if not before <= after < servers:
            raise QueueUnusable(
                f"The reserve of class {number} is {after}; give a whole number from {before} (a less urgent "
                f"class never keeps fewer free) to {servers - 1}."
            )
