"""A queue as a fluid: what waits, hour by hour and class by class, if nothing were left to chance.

Customers flow in at the rate of each hour, units drain the work of the most urgent class first, and nobody
is interrupted or idle while work is left, to any fraction. Within this model the results are exact. It has no
queues that come by chance, so it errs low, and by much where units are busy for less than nearly all of their time;
it is a view of a surface at once, never a figure to print without its measured error.

Down to each class the work left is one level that rises by the work coming in and falls by the units on duty,
whatever comes below it; so classes are told apart by differences (Newell, Applications of Queueing Theory, 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.exact.checks import QueueUnusable
from dueregard.engine.queueing.exact.workload_recursion import level_left

Reals = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FluidQueue:
    """Classes of customers, most urgent first, who flow to pools that do not help each other.

    H hours and K classes; the pools are what is left of the dimensions, such as scenarios and local areas.
    They broadcast, so that demand may be given once for all scenarios.

    customers_per_hour: [H, K, *pools], 0 or more.
    unit_hours: [K] or [K, *pools], unit-hours of work that a customer brings on average, above 0.
    units: [H, *pools], units on duty, 0 or more.
    waiting: [K] or [K, *pools], customers waiting at the start, 0 or more.

    Raises QueueUnusable in one sentence.
    """

    customers_per_hour: Reals
    unit_hours: Reals
    units: Reals
    waiting: Reals | None = None

    def __post_init__(self) -> None:
        rates, units = self.customers_per_hour, self.units
        if rates.ndim != units.ndim + 1 or rates.shape[0] != units.shape[0] or not rates.size:
            raise QueueUnusable(
                f"customers_per_hour has the shape {rates.shape} and units {units.shape}; give [hours, classes, "
                "pools …] and [hours, pools …]."
            )
        _check_classes(self.unit_hours, "unit_hours", rates)
        if self.waiting is not None:
            _check_classes(self.waiting, "waiting", rates)
            _check_least(self.waiting, "waiting")
        _check_least(rates, "customers_per_hour")
        _check_least(units, "units")
        if not (np.isfinite(self.unit_hours).all() and (self.unit_hours > 0).all()):
            raise QueueUnusable("unit_hours holds a number that is not above 0; give what a customer brings.")

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return int(self.customers_per_hour.shape[1])

    @property
    def hours(self) -> int:
        """How many hours there are."""
        return int(self.customers_per_hour.shape[0])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FluidWaits:
    """What a fluid queue comes to over all its hours: made by `fluid_waits`. Arrays over [K, *pools] or [*pools].

    customers: [K] who waited at the start or came. hours_waited: [K] customer-hours waited within the hours.
    left: [K] customers waiting at the end. most: [K] the most who waited at the end of an hour.
    work_left: unit-hours left at the end. spare: unit-hours of duty that were not needed.
    lacking: units that would have to be added to every hour for all the work to fit into the hours on duty; 0
        where it fits, though a queue may be left even then, because units were idle before it came.
    """

    customers: Reals
    hours_waited: Reals
    left: Reals
    most: Reals
    work_left: Reals
    spare: Reals
    lacking: Reals

    @property
    def mean_wait_hours(self) -> Reals:
        """[K] hours waited for each customer until the end of the hours; 0 where there is none."""
        found: Reals = self.hours_waited / np.where(self.customers > 0, self.customers, 1.0)
        return found


def fluid_backlog(queue: FluidQueue) -> Reals:
    """Customers waiting at the end of each hour, [H, K, *pools].

    By hand: 3 urgent and 2 other customers an hour, each of one unit-hour, and 4 units: each hour one more of the
    others is left; then 1 of each comes, and with the 2 who are left they are just as many as the units.

    >>> found = fluid_backlog(FluidQueue(
    ...     customers_per_hour=np.array([[3.0, 2.0], [3.0, 2.0], [1.0, 1.0]]),
    ...     unit_hours=np.array([1.0, 1.0]), units=np.array([4.0, 4.0, 4.0])))
    >>> found.tolist()
    [[0.0, 1.0], [0.0, 2.0], [0.0, 0.0]]
    """
    levels = list(_levels(queue))
    above = [np.zeros_like(levels[0].ends), *(level.ends for level in levels[:-1])]
    return np.stack(
        [
            _apart(level.ends, before) / queue.unit_hours[rank]
            for rank, (level, before) in enumerate(zip(levels, above, strict=True))
        ],
        axis=1,
    )


def fluid_waits(queue: FluidQueue) -> FluidWaits:
    """Waits, the most waiting, spare and lacking units over all hours, for all pools at once.

    By hand: 3 customers of one unit-hour come in the first of two hours and 2 units are on duty. One waits at the
    end of the hour, half a one on average; it is gone half an hour later, which adds a quarter of an hour.

    >>> found = fluid_waits(FluidQueue(
    ...     customers_per_hour=np.array([[3.0], [0.0]]), unit_hours=np.array([1.0]), units=np.array([2.0, 2.0])))
    >>> found.hours_waited.tolist(), found.spare.tolist(), found.lacking.tolist()
    ([0.75], 1.0, 0.0)
    """
    shape = np.broadcast_shapes(queue.customers_per_hour[0, 0].shape, queue.units[0].shape)
    hours_waited, left, most = (np.empty((queue.classes, *shape)) for _ in range(3))
    ends, area = np.zeros((queue.hours, *shape)), np.zeros(shape)
    for rank, level in enumerate(_levels(queue)):
        waiting, each = _apart(level.ends, ends), queue.unit_hours[rank]
        left[rank], most[rank] = waiting[-1] / each, waiting.max(axis=0) / each
        hours_waited[rank] = _apart(level.area, area) / each
        ends, area = level.ends, level.area
    more = level.net.sum(axis=0) + level.start
    return FluidWaits(
        customers=_customers(queue, shape),
        hours_waited=hours_waited,
        left=left,
        most=most,
        work_left=ends[-1],
        spare=ends[-1] - more,
        lacking=np.maximum(0.0, more) / queue.hours,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """The work of all classes down to one: at the start, what units lack hour by hour, and at each hour's end."""

    start: Reals
    net: Reals
    ends: Reals
    area: Reals  # unit-hours waiting, summed over time


def _levels(queue: FluidQueue) -> Iterator[_Level]:
    net, start = -queue.units, np.zeros(queue.units.shape[1:])
    for rank in range(queue.classes):
        each = queue.unit_hours[rank]
        net = net + queue.customers_per_hour[:, rank] * each
        if queue.waiting is not None:
            start = start + queue.waiting[rank] * each
        ends = level_left(net, start)
        yield _Level(start, net, ends, _area(start, net, ends))


def _area(start: Reals, net: Reals, ends: Reals) -> Reals:
    """Unit-hours under a level of straight lines, cut where it comes to nought within an hour."""
    begins = np.concatenate([np.broadcast_to(start, ends.shape[1:])[None], ends[:-1]])
    straight = begins + net
    falls = straight < 0
    cut = begins**2 / np.where(falls, -2.0 * net, 1.0)
    found: Reals = np.where(falls, cut, (begins + straight) / 2.0).sum(axis=0)
    return found


def _apart(level: Reals, above: Reals) -> Reals:
    """One class's share of a level; what rounding leaves below nought is nought."""
    found: Reals = np.maximum(0.0, level - above)
    return found


def _customers(queue: FluidQueue, shape: tuple[int, ...]) -> Reals:
    found = np.zeros((queue.classes, *shape))
    for rank in range(queue.classes):
        found[rank] += queue.customers_per_hour[:, rank].sum(axis=0)
        if queue.waiting is not None:
            found[rank] += queue.waiting[rank]
    return found


def _check_classes(values: Reals, name: str, rates: Reals) -> None:
    classes, pools = rates.shape[1], rates.ndim - 2
    if values.ndim not in (1, 1 + pools) or values.shape[0] != classes:
        raise QueueUnusable(
            f"{name} has the shape {values.shape} and there are {classes} classes; give one number for each, or "
            "[classes, pools …]."
        )


def _check_least(values: Reals, name: str) -> None:
    if not (np.isfinite(values).all() and (values >= 0).all()):
        raise QueueUnusable(f"{name} holds a number below 0 or none at all; give numbers of 0 or more.")
