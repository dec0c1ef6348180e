"""The fast kernel's twin: the same rules as a plain list of events, with no heap of units and no cleverness.

Units are only counted: so many are on duty, so many are busy. It shares nothing with the kernel but
constants and the random numbers, so that the two do not err together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from heapq import heappop, heappush
from math import inf, nan


def start_times_plain(
    arrivals: Sequence[float],
    classes: Sequence[int],
    services: Sequence[float],
    *,
    changes_at: Sequence[float],
    changes_to: Sequence[int],
    until: float = inf,
) -> list[float]:
    """When each customer is started, in hours; NaN for one who is not started before `until`. As `start_times`.

    >>> start_times_plain([0.0, 0.1, 0.2], [0, 1, 0], [1.0, 1.0, 1.0], changes_at=[0.0], changes_to=[1])
    [0.0, 2.0, 1.0]
    """
    started = [nan] * len(arrivals)
    queues: list[deque[int]] = [deque() for _ in range(max(classes, default=0) + 1)]
    finishes: list[float] = []
    on_duty = 0
    changes = deque(zip(changes_at, changes_to, strict=True))
    coming = deque(range(len(arrivals)))
    while True:
        now = min(
            changes[0][0] if changes else inf,
            finishes[0] if finishes else inf,
            arrivals[coming[0]] if coming else inf,
        )
        if now == inf or now >= until:
            return started
        while changes and changes[0][0] == now:
            on_duty = changes.popleft()[1]
        _start(now, on_duty, queues, finishes, services, started)
        while coming and arrivals[coming[0]] == now:
            queues[classes[coming[0]]].append(coming.popleft())
            _start(now, on_duty, queues, finishes, services, started)


def _start(
    now: float,
    on_duty: int,
    queues: Sequence[deque[int]],
    finishes: list[float],
    services: Sequence[float],
    started: list[float],
) -> None:
    """Release the units that are free by now, and start the most urgent who wait while fewer are busy than on duty.

    One at a time: a service of no length frees its unit for the next at the same moment.
    """
    while True:
        while finishes and finishes[0] <= now:
            heappop(finishes)
        queue = next((queue for queue in queues if queue), None)
        if queue is None or len(finishes) >= on_duty:
            return
        customer = queue.popleft()
        started[customer] = now
        heappush(finishes, now + services[customer])
