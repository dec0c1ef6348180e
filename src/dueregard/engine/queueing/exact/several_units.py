"""Customers that need several units at once: all start together, each unit is released on its own.

Poisson arrivals, exponential times each unit is kept, one pool, first come first served: the customer at
the head waits until enough units are free and holds up everybody behind, even while some units stand free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.exact.checks import (
    QueueUnusable,
    check_positive,
    check_servers,
    check_shares,
    fewest,
    refuse_overload,
)
from dueregard.engine.queueing.exact.waits import Complexes, Transform, Waits, mixed

Reals = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeveralUnits:
    """Waits of customers that need several units at once: made by `several_units`.

    utilisation: share of the units' time that is busy, 0 to 1.
    waits: of all customers, to the start of all their units.
    by_units: the waits of those who need 1, 2, … units.
    """

    utilisation: float
    waits: Waits
    by_units: tuple[Waits, ...]


def several_units(
    *, servers: int, arrivals_per_hour: float, mean_service_hours: float, units: Sequence[float]
) -> SeveralUnits:
    """The waits of customers that need 1, 2, … units with probabilities `units`, adding to 1.

    servers: 1 or more, and at least as many as the most units that a customer needs. Rate and mean time
    of a unit: above 0. Raises NoSteadyState with the servers that are lacking where the queue would grow
    for ever; that is so below full use already, as units stand free while the head of the queue waits.

    A customer starts at the moment all units are busy with it, so the queue behind is a single queue
    whose "service" is the time to free the next one's units; the moments without a queue form a chain
    on the number of busy units, solved by its balance equations (the model of Green, Operations Research
    28, 1980, with one arrival stream and first come first served).

    >>> found = several_units(servers=2, arrivals_per_hour=0.5, mean_service_hours=1.0, units=[0.0, 1.0])
    >>> round(found.waits.probability_of_wait, 6), round(found.waits.mean_wait_hours, 6)  # 0.5 × (1/2 + 1), 3.5
    (0.75, 3.5)
    """
    _check(servers, arrivals_per_hour, mean_service_hours, units)
    pool = _Pool(servers, arrivals_per_hour, 1.0 / mean_service_hours, tuple(units))
    if pool.queue_load >= 1.0:
        _refuse(pool)
    quiet = _quiet_shares(pool)
    by_units = tuple(_waits_of(number, pool, quiet) for number in range(1, len(units) + 1))
    needed = sum(number * share for number, share in enumerate(units, start=1))
    return SeveralUnits(
        utilisation=arrivals_per_hour * needed * mean_service_hours / servers,
        waits=mixed(by_units, units),
        by_units=by_units,
    )


@dataclass(frozen=True, slots=True)
class _Pool:
    servers: int
    arrivals: float
    release: float  # an hour and busy unit
    units: tuple[float, ...]

    def freeing(self, busy: int, number: int) -> Reals:
        """Rates of the releases that must happen, one after the other, until `number` units stand free."""
        return self.release * np.arange(busy, self.servers - number, -1, dtype=np.float64)

    def freeing_moments(self, busy: int, number: int) -> tuple[float, float]:
        """Mean and mean square of the time until `number` units stand free."""
        stages = 1.0 / self.freeing(busy, number)
        mean = float(stages.sum())
        return mean, mean**2 + float((stages**2).sum())

    def freeing_transform(self, busy: int, number: int, s: Complexes) -> Complexes:
        """Transform of that time."""
        found = np.ones_like(s)
        for rate in self.freeing(busy, number):
            found *= rate / (rate + s)
        return found

    @property
    def service_moments(self) -> tuple[float, float]:
        """Mean and mean square of the time at the head of the queue, from all busy."""
        moments = [self.freeing_moments(self.servers, number) for number, _ in self.sizes]
        shares = [share for _, share in self.sizes]
        return (
            sum(share * mean for share, (mean, _) in zip(shares, moments, strict=True)),
            sum(share * square for share, (_, square) in zip(shares, moments, strict=True)),
        )

    @property
    def sizes(self) -> list[tuple[int, float]]:
        """Numbers of units with their probabilities."""
        return list(enumerate(self.units, start=1))

    @property
    def queue_load(self) -> float:
        """The share of time in which somebody would be at the head of the queue; 1 or more is overload."""
        return self.arrivals * self.service_moments[0]


def _quiet_shares(pool: _Pool) -> Reals:
    """The share of time with nobody waiting and 0, 1, … units busy, by the balance equations."""
    top = pool.servers
    flow = np.zeros((top + 1, top + 1))  # from, to
    for busy in range(top + 1):
        if busy:
            flow[busy, busy - 1] += busy * pool.release
        for number, share in pool.sizes:
            flow[busy, min(top, busy + number)] += pool.arrivals * share  # who waits starts with all busy
    np.fill_diagonal(flow, 0.0)
    balance = (flow - np.diag(flow.sum(axis=1))).T
    hours = 1.0 + np.array([_waiting_hours(pool, busy) for busy in range(top + 1)])
    balance[-1] = hours  # the shares, with the hours of queue that each brings, add to one
    right = np.zeros(top + 1)
    right[-1] = 1.0
    return np.asarray(np.linalg.solve(balance, right), dtype=np.float64)


def _waiting_hours(pool: _Pool, busy: int) -> float:
    """Hours with a queue begun for each hour without one with so many units busy."""
    begun = sum(
        share * pool.freeing_moments(busy, number)[0]
        for number, share in pool.sizes
        if busy + number > pool.servers
    )
    return pool.arrivals * begun / (1.0 - pool.queue_load)


def _waits_of(number: int, pool: _Pool, quiet: Reals) -> Waits:
    """The waits of those who need so many units: at once, as first to wait, or behind others."""
    firsts = range(pool.servers - number + 1, pool.servers + 1)
    _, service_square = pool.service_moments
    own, _ = pool.freeing_moments(pool.servers, number)
    queued = service_square * pool.arrivals / (2.0 * (1.0 - pool.queue_load))
    mean = sum(quiet[busy] * pool.freeing_moments(busy, number)[0] for busy in firsts)
    for busy, size, rate in _beginnings(pool, quiet):
        begun, square = pool.freeing_moments(busy, size)
        mean += rate / (1.0 - pool.queue_load) * (square / 2.0 + begun * (queued + own))
    waiting = 1.0 - float(quiet[: pool.servers - number + 1].sum())
    return Waits(
        probability_of_wait=waiting,
        mean_wait_hours=float(mean),
        transform=_transform(number, pool, quiet, waiting),
    )


def _transform(number: int, pool: _Pool, quiet: Reals, waiting: float) -> Transform:
    def transform(s: Complexes) -> Complexes:
        total = np.zeros_like(s)
        for busy in range(pool.servers - number + 1, pool.servers + 1):
            total += quiet[busy] * pool.freeing_transform(busy, number, s)
        behind = np.zeros_like(s)
        for busy, size, rate in _beginnings(pool, quiet):
            behind += rate * (1.0 - pool.freeing_transform(busy, size, s))
        service = sum(
            (share * pool.freeing_transform(pool.servers, size, s) for size, share in pool.sizes),
            np.zeros_like(s),
        )
        own = pool.freeing_transform(pool.servers, number, s)
        return (total + behind * own / (s - pool.arrivals * (1.0 - service))) / waiting

    return transform


def _beginnings(pool: _Pool, quiet: Reals) -> list[tuple[int, int, float]]:
    """How a queue begins: units busy, units the first to wait needs, and how often an hour."""
    return [
        (busy, size, pool.arrivals * share * float(quiet[busy]))
        for size, share in pool.sizes
        for busy in range(pool.servers - size + 1, pool.servers + 1)
        if share > 0
    ]


def _refuse(pool: _Pool) -> None:
    def is_enough(servers: int) -> bool:
        return _Pool(servers, pool.arrivals, pool.release, pool.units).queue_load < 1.0

    load = pool.arrivals / pool.release * sum(number * share for number, share in pool.sizes)
    refuse_overload(
        f"The work would keep {load:.6g} units busy, more than {pool.servers} can do when each customer "
        "waits for all of its units at once",
        fewest(is_enough, pool.servers + 1) - pool.servers,
    )


def _check(servers: int, arrivals: float, mean_service_hours: float, units: Sequence[float]) -> None:
    check_servers(servers)
    check_positive(arrivals, "arrivals_per_hour")
    check_positive(mean_service_hours, "mean_service_hours")
    check_shares(units, "units")
    most = max(number for number, share in enumerate(units, start=1) if share > 0)
    if len(units) > servers:
        raise QueueUnusable(
            f"A customer may need {len(units)} units and there are {servers} servers; "
            f"give at least {most} servers, and no probabilities past that."
        )
