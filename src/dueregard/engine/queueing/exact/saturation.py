"""How many jobs a plan of servers can begin in a period when there is always somebody waiting."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.linalg import expm

from dueregard.engine.queueing.exact.varying import Reals, VaryingQueue
from dueregard.engine.queueing.model import Handover


def jobs_begun_when_saturated(queue: VaryingQueue) -> float:
    """Expected jobs begun in one period with an endless queue; more arrivals than this never settle.

    It exceeds what the servers on duty could finish, as those who are busy when servers become fewer
    still finish their job.

    >>> jobs_begun_when_saturated(
    ...     VaryingQueue(arrivals_per_hour=(1.0, 1.0), servers=(3, 3), mean_service_hours=1.0)
    ... )
    6.0
    """
    on_duty = queue.step_hours / queue.mean_service_hours * float(sum(queue.servers))
    if not queue.changes:
        return on_duty
    if queue.handover is Handover.RELIEVE:
        before = (queue.servers[-1], *queue.servers[:-1])
        return on_duty + sum(new for old, new in zip(before, queue.servers, strict=True) if old != new)
    return on_duty + _finished_late(queue)


def _finished_late(queue: VaryingQueue) -> float:
    """Jobs finished in one period beyond what the servers on duty finish: by those busy past their number."""
    most = max(queue.servers)
    begin = queue.servers.index(most)
    busy: Reals = np.zeros(most + 1)  # probabilities; at the largest crew all are busy, so begin there
    busy[most] = 1.0
    late = 0.0
    for servers in (*queue.servers[begin:], *queue.servers[:begin]):
        busy[servers] += busy[:servers].sum()
        busy[:servers] = 0.0
        after, time = _falling(servers, most, queue.step_hours / queue.mean_service_hours)
        late += float(busy @ time @ np.maximum(0, np.arange(most + 1) - servers))
        busy = busy @ after
    return late


@lru_cache(maxsize=32)
def _falling(servers: int, most: int, service_times: float) -> tuple[Reals, Reals]:
    """From each number busy to each: the probability at the end, and the time spent; nobody follows above `servers`."""
    size = most + 1
    rates = np.zeros((2 * size, 2 * size))
    for number in range(servers + 1, size):
        rates[number, number - 1] = number
        rates[number, number] = -number
    rates[:size, size:] = np.eye(size)  # the second half gathers the time
    found = np.asarray(expm(rates * service_times), dtype=np.float64)
    return found[:size, :size], found[:size, size:]
