"""One customer's wait in a varying queue, followed through all changes of servers to come.

First come is first served, so nobody who comes later matters: the wait is over when the queue that stood
on arrival, this customer at its end, is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from dueregard.engine.queueing.exact.evolution import jumping, poisson_weights, space_of, step_matrix
from dueregard.engine.queueing.exact.varying import Piece, Reals, VaryingQueue, changed, trimmed

_OVER = 1e-13  # probability of a longer wait at which a wait is no longer followed
_JUMPS = 300.0  # in one stretch


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A stretch of the wait, by hours since arrival, with one number of servers.

    still_waiting: probability of still waiting after 0, 1, … steps taken `fastest` times an hour.
    """

    from_hours: float
    to_hours: float
    fastest: float
    still_waiting: Reals

    def longer(self, hours: float) -> float:
        """Probability of a wait longer than so many hours, which lie in this stretch."""
        weights = poisson_weights(self.fastest * (hours - self.from_hours))
        return float(weights[: len(self.still_waiting)] @ self.still_waiting[: len(weights)])

    @property
    def mean_hours(self) -> float:
        """Mean time waited within this stretch."""
        if not self.fastest:
            return float(self.still_waiting[0]) * (self.to_hours - self.from_hours)
        weights = poisson_weights(self.fastest * (self.to_hours - self.from_hours))
        later = np.cumsum(weights[::-1])[::-1] - weights
        # Rounded differently, the same length may ask for one weight more or less: each is nought to 1e-15.
        known = min(len(later), len(self.still_waiting))
        return float(later[:known] @ self.still_waiting[:known]) / self.fastest


Wait = tuple[Stretch, ...]


def joined(joint: Reals, servers: int) -> Reals:
    """The state with a new customer at the end of the queue, only where that customer must wait."""
    found = np.zeros((joint.shape[0], joint.shape[1] + 1))
    found[servers:, 1:] = joint[servers:]
    return found


def follow(queue: VaryingQueue, joint: Reals, at_hour: float) -> Wait:
    """The wait of the last in the queue, from the moment of arrival until it is all but surely over."""
    found: list[Stretch] = []
    servers = queue.servers_at(at_hour)
    for piece in _from_now_on(queue, at_hour):
        joint = changed(queue, joint, servers, piece.servers)
        servers = piece.servers
        joint[:, 0] = 0.0  # whose wait is over
        if joint.sum() < _OVER:
            break
        joint = _drain(queue, joint, piece, piece.from_hour - at_hour, found)
    return tuple(found)


def _drain(queue: VaryingQueue, joint: Reals, piece: Piece, since: float, found: list[Stretch]) -> Reals:
    """Take the waiting through one piece without arrivals, and add its stretch."""
    joint = trimmed(joint)
    space = space_of(piece.servers, max(0, joint.shape[0] - 1 - piece.servers), joint.shape[1])
    vector = space.vector(joint)
    waits = space.waiting > 0
    fastest = float(space.busy[-1]) / queue.mean_service_hours
    if not fastest:
        still = np.array([vector[waits].sum()])
        found.append(Stretch(since, since + piece.hours, 0.0, still))
        return space.joint(vector)
    weights = poisson_weights(fastest * piece.hours)
    matrix = step_matrix(space, 0.0, queue.mean_service_hours, fastest)
    end, still = np.zeros_like(vector), np.zeros(len(weights))
    for number, (weight, state) in enumerate(zip(weights, jumping(matrix, vector), strict=False)):
        still[number] = state[waits].sum()
        end += weight * state
    found.append(Stretch(since, since + piece.hours, fastest, still))
    return space.joint(end)


def _from_now_on(queue: VaryingQueue, at_hour: float) -> Iterator[Piece]:
    """Pieces without arrivals for ever, none so long that it holds more than some 300 completions."""
    quiet = replace(queue, arrivals_per_hour=(0.0,) * len(queue.servers))
    most = queue.mean_service_hours * _JUMPS / max(queue.servers)
    begin = at_hour
    while True:
        end = begin + most
        if queue.changes:
            end = min(end, (np.floor(begin / queue.step_hours + 1e-9) + 1) * queue.step_hours)
        yield from quiet.long_pieces(begin, float(end))
        begin = float(end)


def still_waiting(queue: VaryingQueue, joint: Reals, at_hour: float, hours: float) -> float:
    """The probability that the last in the queue still waits after so many hours."""
    servers, end = queue.servers_at(at_hour), at_hour + hours
    for piece in _from_now_on(queue, at_hour):
        if piece.from_hour >= end:
            break
        joint = changed(queue, joint, servers, piece.servers)
        servers = piece.servers
        joint[:, 0] = 0.0  # whose wait is over
        if joint.sum() < _OVER:
            break
        joint = _drain(queue, joint, replace(piece, to_hour=min(end, piece.to_hour)), 0.0, [])
    return float(joint[:, 1:].sum())


def longer_than(wait: Wait, hours: float) -> float:
    """The probability that a wait is longer than so many hours."""
    for stretch in wait:
        if hours < stretch.to_hours:
            return stretch.longer(hours)
    return 0.0
