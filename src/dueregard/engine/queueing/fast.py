"""The fast kernel: one pool, one unit a customer, priorities without interruption, one heap operation a customer.

The heap holds the moment at which each unit is next free. A unit that becomes free while nobody waits
needs no event, so each customer costs one replacement of the earliest moment. Within a class the first
to come is the first to start; between classes the lower number goes first; nobody is interrupted.

At the same moment, in this order: capacity changes; units become free; those waiting start; customers
arrive, in the order given. The handover rule is `Handover.CARRY`: when capacity falls, the units that
are free first go first, and those that are busy finish before they go; when it rises, units that were to
go and are still busy stay, and only the rest are new.
"""

from __future__ import annotations

from math import inf, isnan

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.compiled import compiled

Integers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
Classes = npt.NDArray[np.int8]
Links = npt.NDArray[np.int32]

NOBODY = -1
MOST_CLASSES = 127

# Places in the state that is handed on from one stretch of customers to the next.
UNITS, LEAVING, CAPACITY, WAITING = range(4)
STATES = 4

_NOUGHT, _ONE = np.uint64(0), np.uint64(1)


def start_times(
    arrivals: Reals,
    classes: Classes,
    services: Reals,
    *,
    changes_at: Reals,
    changes_to: Integers,
    until: float = inf,
) -> Reals:
    """When each customer is started, in hours; NaN for one who is not started before `until`.

    arrivals: hours, float64, in order. classes: int8 from 0, the most urgent. services: hours, float64, 0 or more.
    changes_at, changes_to: from each of these hours on there are so many units; none before the first.
    A wrong input is a ValueError that says where it is.

    Two units; the third customer waits for the first unit to be free, the more urgent fourth passes it:

    >>> made = start_times(
    ...     np.array([0.0, 0.0, 0.1, 0.2]), np.array([1, 1, 1, 0], dtype=np.int8), np.array([1.0, 2.0, 1.0, 1.0]),
    ...     changes_at=np.array([0.0]), changes_to=np.array([2]))
    >>> made.tolist()
    [0.0, 0.0, 2.0, 1.0]
    """
    _check(arrivals, classes, services, changes_at, changes_to)
    count = int(np.searchsorted(arrivals, until, side="left"))
    start = np.full(arrivals.size, np.nan)
    following = np.empty(arrivals.size, dtype=np.int32)
    state, heads, tails, heap, leaving = new_state(int(changes_to.max(initial=0)))
    serve(
        arrivals, classes, services, start, following, 0, count, until, changes_at, changes_to,
        state, heads, tails, heap, leaving,
    )  # fmt: skip
    return start


def new_state(most_units: int) -> tuple[Integers, Links, Links, Reals, Reals]:
    """What `serve` hands on, at the beginning: state, first and last waiting of each class, units, units that leave.

    most_units: the largest capacity there will be.
    """
    return (
        np.zeros(STATES, dtype=np.int64),
        np.full(MOST_CLASSES + 1, NOBODY, dtype=np.int32),
        np.full(MOST_CLASSES + 1, NOBODY, dtype=np.int32),
        np.full(2 * most_units + 3, np.inf),
        np.empty(most_units + 1, dtype=np.float64),
    )


@compiled
def replace_earliest(heap: Reals, units: int, moment: float) -> None:
    """The unit that is free first is free again at `moment`. Beyond the last unit the heap holds infinity.

    Places are unsigned, so that no code is made for places counted from the end.
    """
    place, child, last = _NOUGHT, _ONE, np.uint64(units)
    while child < last:
        child += np.uint64(heap[child + _ONE] < heap[child])  # no branch: it would often be guessed wrong
        if heap[child] >= moment:
            break
        heap[place] = heap[child]
        place = child
        child = place + place + _ONE
    heap[place] = moment


@compiled
def add_unit(heap: Reals, units: int, moment: float) -> int:
    """One more unit, free at `moment`; gives the new number of units."""
    place = units
    while place > 0 and heap[(place - 1) // 2] > moment:
        heap[place] = heap[(place - 1) // 2]
        place = (place - 1) // 2
    heap[place] = moment
    return units + 1


@compiled
def take_earliest(heap: Reals, units: int) -> int:
    """The unit that is free first goes; gives the new number of units."""
    last = heap[units - 1]
    heap[units - 1] = np.inf
    if units > 1:
        replace_earliest(heap, units - 1, last)
    return units - 1


@compiled
def change_capacity(now: float, capacity: int, state: Integers, heap: Reals, leaving: Reals) -> None:
    """From `now` on there are `capacity` units. `leaving` holds the busy ones that are to go, the earliest first.

    While any is still out, no unit of the heap is free before it; so on a rise the latest of them stay.
    """
    units, out = state[UNITS], 0
    for place in range(state[LEAVING]):
        if leaving[place] > now:
            leaving[out] = leaving[place]
            out += 1
    more = capacity - state[CAPACITY]
    while more > 0 and out > 0:
        out -= 1
        units = add_unit(heap, units, leaving[out])
        more -= 1
    while more > 0:
        units = add_unit(heap, units, now)
        more -= 1
    while more < 0:
        if heap[0] > now:
            leaving[out] = heap[0]
            out += 1
        units = take_earliest(heap, units)
        more += 1
    state[UNITS], state[LEAVING], state[CAPACITY] = units, out, capacity


@compiled
def start_waiting(
    before: float, and_at: bool, units: int, waiting: int, services: Reals, start: Reals, following: Links,
    heads: Links, heap: Reals,
) -> int:  # fmt: skip
    """Start those who wait on units that become free before this moment, or also at it; gives how many still wait."""
    urgent = 0
    while waiting > 0 and (heap[0] < before or (and_at and heap[0] == before)):
        while heads[urgent] == NOBODY:
            urgent += 1
        customer = heads[urgent]
        heads[urgent] = following[customer]
        moment = heap[0]
        start[customer] = moment
        replace_earliest(heap, units, moment + services[customer])
        waiting -= 1
    return waiting


@compiled
def serve(
    arrivals: Reals, classes: Classes, services: Reals, start: Reals, following: Links, first: int, beyond: int,
    until: float, changes_at: Reals, changes_to: Integers, state: Integers, heads: Links, tails: Links, heap: Reals,
    leaving: Reals,
) -> None:  # fmt: skip
    """Let the customers from `first` up to `beyond` arrive, and start whom can be started before `until`.

    Writes `start`; `following` links those who wait. All from `state` on is handed to the next call.
    """
    units, waiting = state[UNITS], state[WAITING]
    changes, change = changes_at.size, 0
    next_change = changes_at[0] if changes > 0 else np.inf
    for customer in range(first, beyond):
        now = arrivals[customer]
        while next_change <= now:
            waiting = start_waiting(
                next_change, False, units, waiting, services, start, following, heads, heap
            )
            change_capacity(next_change, changes_to[change], state, heap, leaving)
            units = state[UNITS]
            change += 1
            next_change = changes_at[change] if change < changes else np.inf
        if waiting > 0:
            waiting = start_waiting(now, True, units, waiting, services, start, following, heads, heap)
        if waiting == 0 and heap[0] <= now:
            start[customer] = now
            replace_earliest(heap, units, now + services[customer])
        else:
            following[customer] = NOBODY
            kind = classes[customer]
            if heads[kind] == NOBODY:
                heads[kind] = customer
            else:
                following[tails[kind]] = customer
            tails[kind] = customer
            waiting += 1
    while next_change < until:
        waiting = start_waiting(next_change, False, units, waiting, services, start, following, heads, heap)
        change_capacity(next_change, changes_to[change], state, heap, leaving)
        units = state[UNITS]
        change += 1
        next_change = changes_at[change] if change < changes else np.inf
    state[WAITING] = start_waiting(until, False, units, waiting, services, start, following, heads, heap)


@compiled
def _first_fault(arrivals: Reals, classes: Classes, services: Reals) -> int:
    """The place of the first customer out of order, of no class, or with no possible service; -1 for none."""
    before = -np.inf
    for customer in range(arrivals.size):
        now, service = arrivals[customer], services[customer]
        if not (
            now >= before and now < np.inf and service >= 0.0 and service < np.inf and classes[customer] >= 0
        ):
            return customer
        before = now
    return NOBODY


@compiled
def _is_faultless(arrivals: Reals, classes: Classes, services: Reals) -> bool:
    """Whether `_first_fault` would find none, told without a branch a customer: this is looked at on every run."""
    well = 0
    for customer in range(1, arrivals.size):
        in_order = (arrivals[customer] >= arrivals[customer - 1]) & (arrivals[customer] < np.inf)
        possible = (services[customer] >= 0.0) & (services[customer] < np.inf) & (classes[customer] >= 0)
        well += in_order & possible
    return well == arrivals.size - 1 and _first_fault(arrivals[:1], classes[:1], services[:1]) == NOBODY


def _check(
    arrivals: Reals, classes: Classes, services: Reals, changes_at: Reals, changes_to: Integers
) -> None:
    """ValueError, with where it is, for what cannot be simulated."""
    if not arrivals.size == classes.size == services.size:
        raise ValueError(
            f"There are {arrivals.size} arrivals, {classes.size} classes and {services.size} services: "
            "give one of each for every customer."
        )
    place = (
        NOBODY
        if _is_faultless(arrivals, classes, services)
        else int(_first_fault(arrivals, classes, services))
    )
    if place != NOBODY:
        raise ValueError(
            f"Customer {place} arrives at {arrivals[place]} in class {classes[place]} with a service of "
            f"{services[place]} hours: arrivals must be in order and finite, classes 0 or more, services 0 or more."
        )
    if changes_at.size != changes_to.size or not changes_at.size:
        raise ValueError(
            f"Capacity changes {changes_at.size} times to {changes_to.size} numbers: give one number a time, "
            "and at least one."
        )
    if isnan(changes_at.sum()) or (np.diff(changes_at) < 0).any() or changes_to.min() < 0:
        raise ValueError(
            "Capacity changes out of order or to less than nought: give rising times and 0 or more units."
        )
