"""The state to which a varying queue comes back at the start of every period."""

from __future__ import annotations

import numpy as np
from scipy.sparse.linalg import LinearOperator, eigs
from scipy.stats import binom

from dueregard.engine.queueing.exact.checks import QueueUnusable
from dueregard.engine.queueing.exact.evolution import move, space_of, walk
from dueregard.engine.queueing.exact.varying import Reals, State, VaryingQueue, changed
from dueregard.engine.queueing.model import Handover

LOST = 1e-9
"""Customers a period who may be turned away where the list of states is cut."""

_CLOSE = 1e-11
_FIRST_ROUNDS = 20
_LAST_ROUNDS = 60
_NEGLIGIBLE = 1e-17


def settled_start(queue: VaryingQueue) -> State:
    """The state at the start of each period in the long run.

    The plan is gone through from an empty queue until nothing moves by more than 1e-11 from one period
    to the next. Where that takes long, one round is seen as a linear map of the probabilities and its
    fixed point is found by Arnoldi's method.
    """
    joint = np.ones((1, 1))
    for _ in range(_FIRST_ROUNDS):
        after = walk(queue, joint, 0.0, queue.period_hours, LOST)
        if _apart(joint, after) < _CLOSE:
            return State(after)
        joint = after
    places = 2 * joint.shape[1]
    while True:
        rounds = _Rounds(queue, places)
        vector = rounds.fixed_point(joint)
        if rounds.turned_away(vector) <= LOST:
            return State(rounds.space.joint(vector))
        places *= 2


def _apart(one: Reals, other: Reals) -> float:
    """The sum of all differences of probability, where the smaller table is filled with nought."""
    shape = np.maximum(one.shape, other.shape)
    both = np.zeros((2, *shape))
    both[0, : one.shape[0], : one.shape[1]] = one
    both[1, : other.shape[0], : other.shape[1]] = other
    return float(np.abs(both[0] - both[1]).sum())


class _Rounds:
    """One round of the plan as a linear map, with so many places to wait."""

    def __init__(self, queue: VaryingQueue, places: int) -> None:
        self.queue, self.places = queue, places
        self.most_busy = _most_busy(queue)
        self.space = space_of(queue.servers[0], self.most_busy[0] - queue.servers[0], places)

    def once(self, vector: Reals) -> tuple[Reals, float]:
        """The probabilities a period later, and the customers turned away meanwhile."""
        joint, lost, servers = self.space.joint(vector), 0.0, self.queue.servers[0]
        for piece in self.queue.long_pieces(0.0, self.queue.period_hours):
            most = self.most_busy[round(piece.from_hour / self.queue.step_hours)]
            joint = changed(self.queue, joint, servers, piece.servers)
            servers = piece.servers
            space = space_of(servers, most - servers, self.places)
            moved = move(space, space.vector(joint), piece, self.queue.mean_service_hours)
            joint = space.joint(moved.end)
            lost += float(moved.arrivals[space.top].sum())
        return self.space.vector(changed(self.queue, joint, servers, self.queue.servers[0])), lost

    def turned_away(self, vector: Reals) -> float:
        """Customers turned away in a period begun with these probabilities."""
        return abs(self.once(vector)[1])

    def fixed_point(self, near: Reals) -> Reals:
        """The probabilities that a round leaves as they are, sought from some near them."""
        size = len(self.space.busy)
        round_trip = LinearOperator((size, size), matvec=lambda vector: self.once(vector.ravel())[0])
        _, found = eigs(round_trip, k=1, which="LM", v0=self.space.vector(near))
        vector = np.abs(found[:, 0].real)
        for _ in range(_LAST_ROUNDS):
            vector /= vector.sum()
            after, _ = self.once(vector)
            if float(np.abs(after - vector).sum()) < _CLOSE:
                return after
            vector = after
        raise QueueUnusable(
            "The queue takes too many periods to settle to be solved; give a little more staff, or simulate."
        )


def _most_busy(queue: VaryingQueue) -> list[int]:
    """For each step the most who can be busy just after it begins, but for a chance below 1e-17.

    While more are busy than are on duty nobody starts, so each of them stays on with probability
    exp(-hours / mean service), independently of the others.
    """
    if queue.handover is Handover.RELIEVE:
        return list(queue.servers)
    staying = float(np.exp(-queue.step_hours / queue.mean_service_hours))
    begin = queue.servers.index(max(queue.servers))
    found, most = list(queue.servers), 0
    for offset in range(len(queue.servers)):
        step = (begin + offset) % len(queue.servers)
        most = max(queue.servers[step], most)
        found[step] = most
        most = int(binom.isf(_NEGLIGIBLE, most, staying))
    return found
