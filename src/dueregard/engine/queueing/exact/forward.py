"""A varying queue hour by hour, by the forward equations: from a given state, or where it settles.

The number waiting has no end, so the list of states is cut. What is lost at the cut is followed: the
probabilities of a transient course are off by no more than the expected number of customers turned away
there, which is kept below 1e-9 and reported (until the first is turned away nothing differs).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from dueregard.engine.queueing.exact.checks import (
    QueueUnusable,
    check_not_negative,
    check_positive,
    fewest,
    refuse_overload,
)
from dueregard.engine.queueing.exact.evolution import Moved, Space, move_widely, space_of
from dueregard.engine.queueing.exact.saturation import jobs_begun_when_saturated
from dueregard.engine.queueing.exact.settling import LOST, settled_start
from dueregard.engine.queueing.exact.varying import (
    Piece,
    Reals,
    State,
    VaryingQueue,
    changed,
    settled,
)

NOBODY = State.of()
"""The empty queue."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course:
    """A varying queue between two hours: made by `transient` and, for one period, by `periodic`.

    at_hours: moments, the first and the last included; at a change of servers, just before it.
    probability_of_wait, mean_waiting, mean_busy: at those moments. probability_of_wait is that of a
        customer who arrives then. arrivals: expected number of customers between the two hours.
    share_waiting: share of them who wait. mean_queue: mean number waiting over the hours.
    end: the state at the end, after any change there.
    error: bound on the error of any probability (for smooth rates, besides the integration's).
    """

    at_hours: Reals
    probability_of_wait: Reals
    mean_waiting: Reals
    mean_busy: Reals
    arrivals: float
    share_waiting: float
    mean_queue: float
    end: State
    error: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Regime:
    """Where a varying queue settles when its plan goes round for ever: made by `periodic`.

    start: the state at the start of each period. course: the course of one period from hour 0.
    mean_wait_hours: mean wait of all customers (Little: mean queue over mean arrivals of the period).
    """

    start: State
    course: Course
    mean_wait_hours: float


def transient(
    queue: VaryingQueue,
    *,
    to_hour: float,
    from_hour: float = 0.0,
    start: State = NOBODY,
    points_per_step: int = 4,
) -> Course:
    """The course of a queue from a given state, overloaded or not (Kolmogorov's forward equations).

    from_hour: 0 or more. to_hour: after it. start: the state just after from_hour. points_per_step: moments
    recorded in each step.

    >>> queue = VaryingQueue(arrivals_per_hour=(0.5,), servers=(1,), mean_service_hours=1.0)
    >>> course = transient(queue, to_hour=200.0)
    >>> [round(float(seen[-1]), 6) for seen in (course.probability_of_wait, course.mean_waiting)]  # M/M/1
    [0.5, 0.5]
    """
    check_not_negative(from_hour, "from_hour")
    check_positive(to_hour - from_hour, "to_hour - from_hour")
    if points_per_step < 1:
        raise QueueUnusable(f"points_per_step is {points_per_step}; give 1 or more.")
    return _follow(queue, start, from_hour, to_hour, points_per_step)


def periodic(queue: VaryingQueue, *, points_per_step: int = 4) -> Regime:
    """The course of one period once the plan has gone round for ever.

    Raises NoSteadyState, with how many servers more are needed in every step, where the queue would grow
    from period to period. The list of states is doubled until fewer than 1e-9 customers a period are
    turned away at its end.

    >>> queue = VaryingQueue(arrivals_per_hour=(1.6,), servers=(2,), mean_service_hours=1.0)
    >>> round(periodic(queue).mean_wait_hours, 6)  # Erlang C: 16/9
    1.777778
    """
    check_settles(queue)
    start = settled_start(queue)
    course = _follow(queue, start, 0.0, queue.period_hours, points_per_step)
    waited = course.mean_queue * queue.period_hours
    return Regime(start=start, course=course, mean_wait_hours=waited / course.arrivals)


def check_settles(queue: VaryingQueue) -> None:
    """Refuse a plan under which the queue grows from period to period, and say what is lacking."""
    mean = queue.mean_arrivals_per_hour
    if mean <= 0.0:
        raise QueueUnusable("arrivals_per_hour is 0 all the time; with no arrivals there is no wait.")
    if _keeps_up(queue):
        return

    def is_enough(more: int) -> bool:
        return _keeps_up(replace(queue, servers=tuple(servers + more for servers in queue.servers)))

    load = mean * queue.mean_service_hours
    on_duty = sum(queue.servers) / len(queue.servers)
    refuse_overload(
        f"On average the work would keep {load:.6g} servers busy and {on_duty:.6g} are on duty",
        fewest(is_enough, 1),
    )


def _keeps_up(queue: VaryingQueue) -> bool:
    arrivals = queue.mean_arrivals_per_hour * queue.period_hours
    on_duty = queue.step_hours / queue.mean_service_hours * sum(queue.servers)
    return arrivals < on_duty or (queue.changes and arrivals < jobs_begun_when_saturated(queue))


def _follow(queue: VaryingQueue, start: State, from_hour: float, to_hour: float, points: int) -> Course:
    servers = queue.servers_at(from_hour)
    joint = settled(start.joint, servers)
    record = _Record(from_hour, joint, servers)
    for piece in queue.pieces(from_hour, to_hour):
        joint = changed(queue, joint, servers, piece.servers)
        servers = piece.servers
        for part in _parts(piece, points):
            allowed = LOST * part.hours / (to_hour - from_hour)
            space, moved = move_widely(joint, part, queue.mean_service_hours, allowed)
            joint = space.joint(moved.end)
            record.add(part, space, moved)
    return record.course(State(changed(queue, joint, servers, queue.servers_at(to_hour))))


def _parts(piece: Piece, points: int) -> list[Piece]:
    edges = np.linspace(piece.from_hour, piece.to_hour, points + 1)
    return [replace(piece, from_hour=float(a), to_hour=float(b)) for a, b in pairwise(edges)]


class _Record:
    """Gathers a course while it is followed."""

    def __init__(self, from_hour: float, joint: Reals, servers: int) -> None:
        space = space_of(servers, max(0, joint.shape[0] - 1 - servers), max(1, joint.shape[1]))
        self.moments = [(from_hour, *_seen(space, space.vector(joint)))]
        self.arrivals = self.waiting_arrivals = self.queue_hours = self.lost = 0.0

    def add(self, part: Piece, space: Space, moved: Moved) -> None:
        self.moments.append((part.to_hour, *_seen(space, moved.end)))
        self.arrivals += float(moved.arrivals.sum())
        self.waiting_arrivals += float(moved.arrivals[space.must_wait].sum())
        self.queue_hours += float(moved.hours @ space.waiting)
        self.lost += abs(float(moved.arrivals[space.top].sum())) + abs(1.0 - float(moved.end.sum()))

    def course(self, end: State) -> Course:
        at_hours, waits, waiting, busy = np.array(self.moments).T
        return Course(
            at_hours=at_hours,
            probability_of_wait=waits,
            mean_waiting=waiting,
            mean_busy=busy,
            arrivals=self.arrivals,
            share_waiting=self.waiting_arrivals / self.arrivals if self.arrivals else 0.0,
            mean_queue=self.queue_hours / float(at_hours[-1] - at_hours[0]),
            end=end,
            error=self.lost,
        )


def _seen(space: Space, vector: Reals) -> tuple[float, float, float]:
    """Probability of a wait, mean waiting and mean busy."""
    return (
        float(vector[space.must_wait].sum()),
        float(vector @ space.waiting),
        float(vector @ space.busy),
    )
