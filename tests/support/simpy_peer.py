"""SimPy on the customers of the fast kernel: its own priority resource, with the handover rule written out."""

from collections.abc import Generator
from heapq import heappush
from math import inf
from typing import Any

import numpy as np
import simpy

BEFORE_EVERY_CLASS = -1


def start_times_of_simpy(
    arrivals: Any, classes: Any, services: Any, *, changes_at: Any, changes_to: Any, until: float = inf
) -> np.ndarray:
    """When each customer is started by SimPy, in hours; NaN for one not started before `until`.

    A resource of SimPy has a fixed number of units, so a unit off duty is held by an absence (`Handover.CARRY`).
    """
    world = simpy.Environment()
    pool = simpy.PriorityResource(world, int(max(changes_to)))
    started = np.full(len(arrivals), np.nan)

    def customer(number: int, kind: int, service: float) -> Generator[simpy.Event, Any, Any]:
        with pool.request(priority=kind) as unit:
            yield unit
            started[number] = world.now
            yield world.timeout(service)

    def arrive() -> Generator[simpy.Event, Any, Any]:
        coming = zip(arrivals.tolist(), classes.tolist(), services.tolist(), strict=True)
        for number, (moment, kind, service) in enumerate(coming):
            yield _at(world, moment)
            world.process(customer(number, kind, service))

    def be_absent(since: float, back_at: float) -> Generator[simpy.Event, Any, Any]:
        yield _at(world, since)
        back = _at(world, back_at)
        with pool.request(priority=BEFORE_EVERY_CLASS) as unit:
            yield unit | back
            yield back

    for since, back_at in absences(changes_at, changes_to):
        world.process(be_absent(since, back_at))
    world.process(arrive())
    world.run(until=None if until == inf else until)
    return started


def absences(changes_at: Any, changes_to: Any) -> list[tuple[float, float]]:
    """From when until when units are off duty: the last to go off is the first to come on."""
    most = int(max(changes_to))
    off_since: list[float] = []
    found: list[tuple[float, float]] = []
    for moment, capacity in zip(changes_at, changes_to, strict=True):
        while len(off_since) < most - capacity:
            off_since.append(float(moment))
        while len(off_since) > most - capacity:
            found.append((off_since.pop(), float(moment)))
    return sorted([*found, *((since, inf) for since in off_since)])


def _at(world: simpy.Environment, moment: float) -> simpy.Event:
    """An event at this very moment: a timeout of `moment - now` may end beside it in the last digit."""
    event = simpy.Event(world)
    event._ok, event._value = True, None
    queue: list[Any] = world._queue
    heappush(queue, (moment, 1, next(world._eid), event))
    return event
