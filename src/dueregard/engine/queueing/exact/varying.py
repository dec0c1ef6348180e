"""A queue whose arrivals and servers vary: what it is, which pieces of time it has, and in what state it may be.

M(t)/M/c(t): customers of one class come by a Poisson process with a varying rate, service times are
exponential, first come is first served, and the number of servers changes by plan.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.exact.checks import (
    MOST_SERVERS,
    QueueUnusable,
    check_not_negative,
    check_positive,
)
from dueregard.engine.queueing.model import Handover

Reals = npt.NDArray[np.float64]
Rate = float | Callable[[float], float]

_SAME_MOMENT = 1e-9  # steps
_NEGLIGIBLE = 1e-17  # probability of rows or columns that are cut off


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of time with one number of servers, and one rate or one smooth rate function."""

    from_hour: float
    to_hour: float
    rate: Rate
    servers: int

    @property
    def hours(self) -> float:
        """How long it lasts."""
        return self.to_hour - self.from_hour


@dataclass(frozen=True, slots=True, kw_only=True)
class VaryingQueue:
    """One class of customers, a plan of servers by step, and a rule for when the number of servers changes.

    servers: servers on duty in each step, 0 or more; after the last step the plan begins again.
    arrivals_per_hour: one rate for each step, 0 or more, or a smooth function of the hour.
    mean_service_hours: above 0. step_hours: length of a step, above 0.
    handover: `CARRY`: who is busy when servers become fewer finishes, and counts among the new number until
        then. `RELIEVE`: the new number is there in full at once, and those still out finish and go.
        A step with as many servers as the one before is no change.

    >>> queue = VaryingQueue(arrivals_per_hour=(1.0, 2.0), servers=(3, 3), mean_service_hours=1.0)
    >>> queue.period_hours, queue.mean_arrivals_per_hour
    (2.0, 1.5)
    """

    arrivals_per_hour: tuple[float, ...] | Callable[[float], float]
    servers: tuple[int, ...]
    mean_service_hours: float
    step_hours: float = 1.0
    handover: Handover = Handover.CARRY

    def __post_init__(self) -> None:
        check_positive(self.mean_service_hours, "mean_service_hours")
        check_positive(self.step_hours, "step_hours")
        for step, servers in enumerate(self.servers):
            if not 0 <= servers <= MOST_SERVERS:
                raise QueueUnusable(
                    f"servers in step {step} is {servers}; give a whole number from 0 to {MOST_SERVERS:,}."
                )
        if not any(self.servers):
            raise QueueUnusable("servers is 0 in every step; give at least one step with somebody on duty.")
        if callable(self.arrivals_per_hour):
            return
        if len(self.arrivals_per_hour) != len(self.servers):
            raise QueueUnusable(
                f"There are {len(self.arrivals_per_hour)} rates of arrival and {len(self.servers)} steps of "
                "servers; give one rate for each step."
            )
        for step, rate in enumerate(self.arrivals_per_hour):
            check_not_negative(rate, f"arrivals_per_hour in step {step}")

    @property
    def period_hours(self) -> float:
        """Hours after which the plan begins again."""
        return len(self.servers) * self.step_hours

    @property
    def changes(self) -> bool:
        """Whether the number of servers ever changes."""
        return len(set(self.servers)) > 1

    @property
    def mean_arrivals_per_hour(self) -> float:
        """The mean rate over the plan; of a smooth function by 64 points a step."""
        if not callable(self.arrivals_per_hour):
            return math.fsum(self.arrivals_per_hour) / len(self.servers)
        count = 64 * len(self.servers)
        hours = (np.arange(count) + 0.5) * self.period_hours / count
        return math.fsum(self.arrivals_per_hour(float(hour)) for hour in hours) / count

    def pieces(self, from_hour: float, to_hour: float) -> Iterator[Piece]:
        """The pieces between two hours, in order, cut at every step."""
        step = math.floor(from_hour / self.step_hours + _SAME_MOMENT)
        begin = from_hour
        while begin < to_hour - _SAME_MOMENT * self.step_hours:
            end = min(to_hour, (step + 1) * self.step_hours)
            number = step % len(self.servers)
            yield Piece(begin, end, self._rate(number), self.servers[number])
            begin, step = end, step + 1

    def long_pieces(self, from_hour: float, to_hour: float) -> Iterator[Piece]:
        """The same, cut only where the servers or the rate change."""
        held: Piece | None = None
        for piece in self.pieces(from_hour, to_hour):
            if held and (held.servers, held.rate) == (piece.servers, piece.rate):
                held = replace(held, to_hour=piece.to_hour)
                continue
            if held:
                yield held
            held = piece
        if held:
            yield held

    def servers_at(self, hour: float) -> int:
        """Servers on duty just after this hour."""
        step = math.floor(hour / self.step_hours + _SAME_MOMENT)
        return self.servers[step % len(self.servers)]

    def _rate(self, step: int) -> Rate:
        return self.arrivals_per_hour if callable(self.arrivals_per_hour) else self.arrivals_per_hour[step]


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What is known of the queue at a moment: the probability of each number busy and each number waiting.

    joint: probabilities [busy, waiting], adding to 1. At a moment of change it is the state just after.
    """

    joint: Reals

    @classmethod
    def of(cls, *, busy: int = 0, waiting: int = 0) -> State:
        """A state known for certain; those waiting start at once where servers stand free.

        >>> State.of(busy=1).joint.tolist()
        [[0.0], [1.0]]
        """
        if min(busy, waiting) < 0 or max(busy, waiting) > MOST_SERVERS:
            raise QueueUnusable(
                f"The state has {busy} busy and {waiting} waiting; give numbers from 0 to {MOST_SERVERS:,}."
            )
        joint = np.zeros((busy + 1, waiting + 1))
        joint[busy, waiting] = 1.0
        return cls(joint)

    @property
    def mean_waiting(self) -> float:
        """The mean number waiting."""
        return float(self.joint.sum(axis=0) @ np.arange(self.joint.shape[1]))


def relieved(joint: Reals) -> Reals:
    """The state as the new crew finds it: nobody of theirs is busy, whoever waits still waits."""
    return np.asarray(joint.sum(axis=0)[None, :], dtype=np.float64)


def settled(joint: Reals, servers: int) -> Reals:
    """The state once everyone has started for whom a server stands free."""
    found = np.zeros((max(servers + 1, joint.shape[0]), joint.shape[1]))
    for busy, row in enumerate(joint):
        free = max(0, servers - busy)
        start_all = row[: free + 1]  # as many waiting as stand free, or fewer
        found[busy + np.arange(len(start_all)), 0] += start_all
        rest = row[free + 1 :]
        found[busy + free, 1 : len(rest) + 1] += rest
    return found


def changed(queue: VaryingQueue, joint: Reals, before: int, servers: int) -> Reals:
    """The state just after the number of servers went from `before` to `servers`."""
    if before != servers and queue.handover is Handover.RELIEVE:
        joint = relieved(joint)
    return settled(joint, servers)


def trimmed(joint: Reals) -> Reals:
    """The same without the last rows and columns that hold next to nothing."""
    rows = np.cumsum(joint.sum(axis=1)[::-1])[::-1]
    columns = np.cumsum(joint.sum(axis=0)[::-1])[::-1]
    return joint[: max(1, int((rows > _NEGLIGIBLE).sum())), : max(1, int((columns > _NEGLIGIBLE).sum()))]
