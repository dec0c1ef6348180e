"""How the probabilities of a queue move through one piece of time with one number of servers.

Rates that stand still are uniformised (Jensen 1953): a Poisson number of steps of one matrix, cut where
less than 1e-15 is left, so no probability turns negative. Smooth rates are integrated by an eighth-order
Runge-Kutta method with relative tolerance 1e-10.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.integrate import solve_ivp
from scipy.sparse import csr_array
from scipy.special import gammaln

from dueregard.engine.queueing.exact.checks import QueueUnusable
from dueregard.engine.queueing.exact.varying import Piece, Reals, VaryingQueue, changed, settled, trimmed

MOST_STATES = 200_000
_MOST_JUMPS = 400.0  # in one go, so that exp(-jumps) stays a number


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """The states with c servers: 0 … c + places present; then c + 1, c + 2, … busy, each with 0 … places waiting.

    The rows past c hold those who were busy when servers became fewer.
    """

    servers: int
    excess: int
    places: int
    arriving: Any  # sparse: change of probabilities for each arrival an hour
    finishing: Any  # sparse: the same for each completion an hour of a busy server
    busy: Reals
    waiting: Reals

    @property
    def top(self) -> npt.NDArray[np.bool_]:
        """States in which an arrival would be lost, as the list of states ends there."""
        return np.asarray(self.waiting == self.places)

    @property
    def must_wait(self) -> npt.NDArray[np.bool_]:
        """States in which an arrival waits."""
        return np.asarray(self.busy >= self.servers)

    def vector(self, joint: Reals) -> Reals:
        """Probabilities in the order of this space, once everyone has started who can."""
        wide = settled(joint, self.servers)
        high = np.zeros((self.excess + 1, self.places + 1))
        part = wide[self.servers : self.servers + self.excess + 1, : self.places + 1]
        high[: part.shape[0], : part.shape[1]] = part
        return np.concatenate([wide[: self.servers, 0], high.ravel()])

    def joint(self, vector: Reals) -> Reals:
        """Probabilities by busy and waiting."""
        found = np.zeros((self.servers + self.excess + 1, self.places + 1))
        found[: self.servers, 0] = vector[: self.servers]
        found[self.servers :] = vector[self.servers :].reshape(self.excess + 1, self.places + 1)
        return found


@lru_cache(maxsize=64)
def space_of(servers: int, excess: int, places: int) -> Space:
    """The space and its matrices."""
    size = servers + (excess + 1) * (places + 1)
    if size > MOST_STATES:
        raise QueueUnusable(
            f"The queue would need {size:,} states and {MOST_STATES:,} can be held; "
            "ask for a shorter time or less overload, or simulate."
        )
    below = np.arange(servers)
    busy = np.concatenate([below, np.repeat(servers + np.arange(excess + 1), places + 1)])
    waiting = np.concatenate([np.zeros(servers, int), np.tile(np.arange(places + 1), excess + 1)])
    state = np.arange(size)
    can_come = waiting < places
    # Up to c busy the states are one chain; past c a completion leads to the row below.
    after = np.where(busy > servers, state - places - 1, state - 1)
    some_busy = busy > 0
    return Space(
        servers,
        excess,
        places,
        _moves(size, state[can_come], state[can_come] + 1, np.ones(int(can_come.sum()))),
        _moves(size, state[some_busy], after[some_busy], busy[some_busy].astype(float)),
        busy.astype(np.float64),
        waiting.astype(np.float64),
    )


def _moves(size: int, before: Any, after: Any, rates: Any) -> Any:
    """The sparse matrix that takes probabilities to their rate of change."""
    rows, columns = np.concatenate([after, before]), np.concatenate([before, before])
    return csr_array((np.concatenate([rates, -rates]), (rows, columns)), shape=(size, size))


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """A vector at the end of a piece, its integral over the hours, and its integral over the arrivals."""

    end: Reals
    hours: Reals
    arrivals: Reals


def move(space: Space, vector: Reals, piece: Piece, mean_service_hours: float) -> Moved:
    """Take the probabilities through one piece of time."""
    if callable(piece.rate):
        return _integrate(space, vector, piece, piece.rate, mean_service_hours)
    rate = piece.rate
    fastest = rate + float(space.busy[-1]) / mean_service_hours
    if fastest == 0.0:
        return Moved(vector, vector * piece.hours, np.zeros_like(vector))
    step = step_matrix(space, rate, mean_service_hours, fastest)
    parts = math.ceil(fastest * piece.hours / _MOST_JUMPS)
    hours = np.zeros_like(vector)
    for _ in range(parts):
        jumps = fastest * piece.hours / parts
        weights = poisson_weights(jumps)
        later = np.cumsum(weights[::-1])[::-1] - weights  # probability of more than k jumps
        end = np.zeros_like(vector)
        for weight, more, state in zip(weights, later, jumping(step, vector), strict=False):
            end += weight * state
            hours += more / fastest * state
        vector = end
    return Moved(vector, hours, rate * hours)


def move_widely(joint: Reals, piece: Piece, mean_service_hours: float, allowed: float) -> tuple[Space, Moved]:
    """Move with as many places as it takes to turn away no more customers than is allowed."""
    joint = trimmed(joint)
    places = max(32, joint.shape[1] + joint.shape[1] // 2)
    while True:
        space = space_of(piece.servers, max(0, joint.shape[0] - 1 - piece.servers), places)
        moved = move(space, space.vector(joint), piece, mean_service_hours)
        if abs(moved.arrivals[space.top].sum()) <= allowed:
            return space, moved
        places *= 2


def walk(queue: VaryingQueue, joint: Reals, from_hour: float, to_hour: float, allowed: float) -> Reals:
    """The state just after `to_hour`, from that just after `from_hour`; `allowed` customers are turned away."""
    servers = queue.servers_at(from_hour)
    for piece in queue.long_pieces(from_hour, to_hour):
        joint = changed(queue, joint, servers, piece.servers)
        servers = piece.servers
        share = allowed * piece.hours / (to_hour - from_hour)
        space, moved = move_widely(joint, piece, queue.mean_service_hours, share)
        joint = space.joint(moved.end)
    return trimmed(changed(queue, joint, servers, queue.servers_at(to_hour)))


def step_matrix(space: Space, rate: float, mean_service_hours: float, fastest: float) -> Any:
    """The matrix of one step, taken `fastest` times an hour on average."""
    change = space.arriving * (rate / fastest) + space.finishing * (1.0 / (mean_service_hours * fastest))
    return csr_array(change + csr_array((np.ones(change.shape[0]), (np.arange(change.shape[0]),) * 2)))


def jumping(step: Any, vector: Reals) -> Iterator[Reals]:
    """The vector, after one step, after two, and so on for ever."""
    while True:
        yield vector
        vector = step @ vector


def poisson_weights(jumps: float) -> Reals:
    """Probabilities of 0, 1, … jumps, as many as it takes to leave out less than 1e-15, adding to 1.

    >>> [round(float(weight), 6) for weight in poisson_weights(0.5)[:3]]
    [0.606531, 0.303265, 0.075816]
    """
    most = math.ceil(jumps + 9.0 * math.sqrt(jumps) + 18.0)
    number = np.arange(most + 1)
    weights = np.exp(number * math.log(jumps) - jumps - gammaln(number + 1)) if jumps else 1.0 * (number == 0)
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _integrate(
    space: Space, vector: Reals, piece: Piece, rate: Callable[[float], float], mean_service_hours: float
) -> Moved:
    size = len(vector)

    def slope(hour: float, values: Reals) -> Reals:
        now = rate(hour)
        state = values[:size]
        change = now * (space.arriving @ state) + (space.finishing @ state) / mean_service_hours
        return np.concatenate([change, state, now * state])

    start = np.concatenate([vector, np.zeros(2 * size)])
    found = solve_ivp(
        slope, (piece.from_hour, piece.to_hour), start, method="DOP853", t_eval=[piece.to_hour],
        rtol=1e-10, atol=1e-13,
    )  # fmt: skip
    if not found.success:
        raise ArithmeticError(f"the forward equations could not be integrated: {found.message}")
    end, hours, arrivals = found.y[:, -1].reshape(3, size)
    return Moved(end, hours, arrivals)
