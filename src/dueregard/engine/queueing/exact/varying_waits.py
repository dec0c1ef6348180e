"""How long a customer waits who comes to a varying queue at an hour, or between two hours.

First come is first served, so nobody who comes later matters: the wait is over when the queue that stood
on arrival, this customer at its end, is empty. It is followed through all changes of servers to come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq

from dueregard.engine.queueing.exact.checks import (
    QueueUnusable,
    check_not_negative,
    check_positive,
    check_share,
)
from dueregard.engine.queueing.exact.evolution import (
    jumping,
    move_widely,
    poisson_weights,
    space_of,
    step_matrix,
    walk,
)
from dueregard.engine.queueing.exact.settling import LOST
from dueregard.engine.queueing.exact.varying import (
    Piece,
    Reals,
    State,
    VaryingQueue,
    changed,
    settled,
    trimmed,
)

NOBODY = State.of()
"""The empty queue."""

_OVER = 1e-13  # probability of a longer wait at which a wait is no longer followed
_MOST_LIKELY = 0.999999
_JUMPS = 300.0  # in one stretch


@dataclass(frozen=True, slots=True, eq=False)
class _Stretch:
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


_Wait = tuple[_Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VaryingWaits:
    """The wait of a customer who comes to a varying queue: made by `arrival_waits` and `window_waits`.

    probability_of_wait: probability of waiting at all, 0 to 1.
    mean_wait_hours: mean wait, nought for those who do not wait.
    """

    probability_of_wait: float
    mean_wait_hours: float
    waits: tuple[_Wait, ...]
    weights: tuple[float, ...]

    def probability_longer_than(self, hours: float) -> float:
        """The probability of a wait longer than so many hours (0 or more)."""
        check_not_negative(hours, "hours")
        return sum(
            weight * _longer(wait, hours) for wait, weight in zip(self.waits, self.weights, strict=True)
        )

    def wait_quantile_hours(self, probability: float) -> float:
        """The wait in hours not exceeded with this probability (0 to 0.999999)."""
        check_share(probability, "probability")
        if probability > _MOST_LIKELY:
            raise QueueUnusable(f"probability is {probability}; give {_MOST_LIKELY} at most.")
        longer = 1.0 - probability
        if longer >= self.probability_of_wait:
            return 0.0
        high = max(wait[-1].to_hours for wait in self.waits if wait)
        return float(
            brentq(lambda hours: self.probability_longer_than(hours) - longer, 0.0, high, xtol=1e-12)
        )


def arrival_waits(
    queue: VaryingQueue, *, at_hour: float, start: State = NOBODY, start_hour: float = 0.0
) -> VaryingWaits:
    """The wait of a customer who comes at an hour, when the queue was in state `start` at `start_hour`.

    >>> queue = VaryingQueue(arrivals_per_hour=(0.5,), servers=(1,), mean_service_hours=1.0)
    >>> waits = arrival_waits(queue, at_hour=0.0, start=State.of(busy=1, waiting=2))
    >>> round(waits.mean_wait_hours, 6), round(waits.wait_quantile_hours(0.9), 6)  # three services
    (3.0, 5.32232)
    """
    check_not_negative(start_hour, "start_hour")
    check_not_negative(at_hour - start_hour, "at_hour - start_hour")
    joint = settled(start.joint, queue.servers_at(start_hour))
    if at_hour > start_hour:
        joint = walk(queue, joint, start_hour, at_hour, LOST)
    return _together([_follow(queue, _joined(joint, queue.servers_at(at_hour)), at_hour)], [1.0])


def window_waits(
    queue: VaryingQueue,
    *,
    from_hour: float,
    to_hour: float,
    start: State = NOBODY,
    start_hour: float = 0.0,
    moments_per_step: int = 16,
) -> VaryingWaits:
    """The wait of a customer who comes between two hours, each customer counting alike.

    The state was `start` at `start_hour`, not after `from_hour`. Where the number of servers never
    changes, the moments of arrival are integrated exactly; otherwise by Gauss-Legendre quadrature with
    so many moments in each step. The mean is then good to some seven digits; a quantile to fewer, as a
    wait may end at the very moment at which servers are added.

    >>> queue = VaryingQueue(arrivals_per_hour=(0.5,), servers=(1,), mean_service_hours=1.0)
    >>> late = window_waits(queue, from_hour=300.0, to_hour=310.0)
    >>> round(late.mean_wait_hours, 6), round(late.wait_quantile_hours(0.9), 6)  # M/M/1: 1 and ln 5 / 0.5
    (1.0, 3.218876)
    """
    check_not_negative(start_hour, "start_hour")
    check_not_negative(from_hour - start_hour, "from_hour - start_hour")
    check_positive(to_hour - from_hour, "to_hour - from_hour")
    joint = settled(start.joint, queue.servers_at(start_hour))
    if from_hour > start_hour:
        joint = walk(queue, joint, start_hour, from_hour, LOST)
    if not queue.changes:
        mixed, arrivals = _all_arrivals(queue, joint, from_hour, to_hour)
        _check_arrivals(arrivals, from_hour, to_hour)
        return _together([_follow(queue, mixed / arrivals, from_hour)], [1.0])
    moments, weights = _moments(queue, from_hour, to_hour, moments_per_step)
    _check_arrivals(sum(weights), from_hour, to_hour)
    waits, before = [], from_hour
    for moment in moments:
        joint, before = walk(queue, joint, before, moment, LOST / len(moments)), moment
        waits.append(_follow(queue, _joined(joint, queue.servers_at(moment)), moment))
    return _together(waits, [weight / sum(weights) for weight in weights])


def transient_wait_quantile(
    queue: VaryingQueue,
    probability: float,
    *,
    from_hour: float,
    to_hour: float,
    start: State = NOBODY,
    start_hour: float = 0.0,
) -> float:
    """The wait in hours not exceeded with this probability by a customer who comes between two hours.

    >>> queue = VaryingQueue(arrivals_per_hour=(0.5,), servers=(1,), mean_service_hours=1.0)
    >>> round(transient_wait_quantile(queue, 0.9, from_hour=0.0, to_hour=10.0), 6)  # from empty: shorter
    2.330293
    """
    waits = window_waits(queue, from_hour=from_hour, to_hour=to_hour, start=start, start_hour=start_hour)
    return waits.wait_quantile_hours(probability)


def transient_mean_wait_hours(
    queue: VaryingQueue,
    *,
    from_hour: float,
    to_hour: float,
    start: State = NOBODY,
    start_hour: float = 0.0,
) -> float:
    """The mean wait in hours of a customer who comes between two hours."""
    waits = window_waits(queue, from_hour=from_hour, to_hour=to_hour, start=start, start_hour=start_hour)
    return waits.mean_wait_hours


def _check_arrivals(arrivals: float, from_hour: float, to_hour: float) -> None:
    if arrivals <= 0.0:
        raise QueueUnusable(
            f"Nobody arrives between hour {from_hour:g} and hour {to_hour:g}; choose hours with arrivals."
        )


def _joined(joint: Reals, servers: int) -> Reals:
    """The state with a new customer at the end of the queue, only where that customer must wait."""
    found = np.zeros((joint.shape[0], joint.shape[1] + 1))
    found[servers:, 1:] = joint[servers:]
    return found


def _all_arrivals(queue: VaryingQueue, joint: Reals, from_hour: float, to_hour: float) -> tuple[Reals, float]:
    """What arrivals find, summed over the expected arrivals, this customer joined; and their expected number."""
    servers = queue.servers[0]
    mixed, arrivals = np.zeros((servers + 1, 1)), 0.0
    for piece in queue.long_pieces(from_hour, to_hour):
        allowed = LOST * piece.hours / (to_hour - from_hour)
        space, moved = move_widely(joint, piece, queue.mean_service_hours, allowed)
        joint = space.joint(moved.end)
        mixed = _added(mixed, _joined(space.joint(moved.arrivals), servers))
        arrivals += float(moved.arrivals.sum())
    return mixed, arrivals


def _added(one: Reals, other: Reals) -> Reals:
    found = np.zeros(np.maximum(one.shape, other.shape))
    found[: one.shape[0], : one.shape[1]] += one
    found[: other.shape[0], : other.shape[1]] += other
    return found


def _moments(
    queue: VaryingQueue, from_hour: float, to_hour: float, per_step: int
) -> tuple[list[float], list[float]]:
    """Moments of arrival and their weights."""
    places, shares = np.polynomial.legendre.leggauss(per_step)
    moments: list[float] = []
    weights: list[float] = []
    for piece in queue.pieces(from_hour, to_hour):
        for place, share in zip(places, shares, strict=True):
            moment = piece.from_hour + piece.hours * (float(place) + 1.0) / 2.0
            rate = piece.rate(moment) if callable(piece.rate) else piece.rate
            if rate > 0.0:
                moments.append(moment)
                weights.append(rate * float(share) * piece.hours / 2.0)
    return moments, weights


def _together(waits: Sequence[_Wait], weights: Sequence[float]) -> VaryingWaits:
    return VaryingWaits(
        probability_of_wait=sum(w * _longer(wait, 0.0) for wait, w in zip(waits, weights, strict=True)),
        mean_wait_hours=sum(
            w * sum(stretch.mean_hours for stretch in wait) for wait, w in zip(waits, weights, strict=True)
        ),
        waits=tuple(waits),
        weights=tuple(weights),
    )


def _longer(wait: _Wait, hours: float) -> float:
    for stretch in wait:
        if hours < stretch.to_hours:
            return stretch.longer(hours)
    return 0.0


def _follow(queue: VaryingQueue, joint: Reals, at_hour: float) -> _Wait:
    """The wait of the last in the queue, from the moment of arrival until it is all but surely over."""
    found: list[_Stretch] = []
    servers = queue.servers_at(at_hour)
    for piece in _from_now_on(queue, at_hour):
        joint = changed(queue, joint, servers, piece.servers)
        servers = piece.servers
        joint[:, 0] = 0.0  # whose wait is over
        if joint.sum() < _OVER:
            break
        joint = _drain(queue, joint, piece, piece.from_hour - at_hour, found)
    return tuple(found)


def _drain(queue: VaryingQueue, joint: Reals, piece: Piece, since: float, found: list[_Stretch]) -> Reals:
    """Take the waiting through one piece without arrivals, and add its stretch."""
    joint = trimmed(joint)
    space = space_of(piece.servers, max(0, joint.shape[0] - 1 - piece.servers), joint.shape[1])
    vector = space.vector(joint)
    waits = space.waiting > 0
    fastest = float(space.busy[-1]) / queue.mean_service_hours
    if not fastest:
        still = np.array([vector[waits].sum()])
        found.append(_Stretch(since, since + piece.hours, 0.0, still))
        return space.joint(vector)
    weights = poisson_weights(fastest * piece.hours)
    matrix = step_matrix(space, 0.0, queue.mean_service_hours, fastest)
    end, still = np.zeros_like(vector), np.zeros(len(weights))
    for number, (weight, state) in enumerate(zip(weights, jumping(matrix, vector), strict=False)):
        still[number] = state[waits].sum()
        end += weight * state
    found.append(_Stretch(since, since + piece.hours, fastest, still))
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
