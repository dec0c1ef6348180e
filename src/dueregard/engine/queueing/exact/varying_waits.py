"""How long a customer waits who comes to a varying queue at an hour, or between two hours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.optimize import brentq

from dueregard.engine.queueing.exact.checks import (
    QueueUnusable,
    check_not_negative,
    check_positive,
    check_share,
)
from dueregard.engine.queueing.exact.evolution import move_widely, walk
from dueregard.engine.queueing.exact.following import Wait, follow, joined, longer_than, still_waiting
from dueregard.engine.queueing.exact.settling import LOST
from dueregard.engine.queueing.exact.varying import Piece, Reals, State, VaryingQueue, settled

NOBODY = State.of()
"""The empty queue."""

_MOST_LIKELY = 0.999999


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VaryingWaits:
    """The wait of a customer who comes to a varying queue: made by `arrival_waits` and `window_waits`.

    probability_of_wait: probability of waiting at all, 0 to 1.
    mean_wait_hours: mean wait, nought for those who do not wait.
    closely: where waits end at changes of servers, the probability of a longer wait with the moments of
        arrival told apart by how many changes they wait through.
    """

    probability_of_wait: float
    mean_wait_hours: float
    waits: tuple[Wait, ...]
    weights: tuple[float, ...]
    closely: Callable[[float], float] | None = field(default=None, repr=False)

    def probability_longer_than(self, hours: float) -> float:
        """The probability of a wait longer than so many hours (0 or more)."""
        check_not_negative(hours, "hours")
        return self._roughly(hours) if self.closely is None or hours == 0.0 else self.closely(hours)

    def _roughly(self, hours: float) -> float:
        """The same by the moments of arrival that the mean needs: too few where waits end at a change."""
        return sum(
            weight * longer_than(wait, hours) for wait, weight in zip(self.waits, self.weights, strict=True)
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
        found = float(brentq(lambda hours: self._roughly(hours) - longer, 0.0, high, xtol=1e-12))
        return found if self.closely is None else _refined(self.closely, longer, found)


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
    return _together([follow(queue, joined(joint, queue.servers_at(at_hour)), at_hour)], [1.0])


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
    first = joint
    if not queue.changes:
        mixed, arrivals = _all_arrivals(queue, joint, from_hour, to_hour)
        _check_arrivals(arrivals, from_hour, to_hour)
        return _together([follow(queue, mixed / arrivals, from_hour)], [1.0])
    moments, weights = _moments(queue, queue.pieces(from_hour, to_hour), moments_per_step)
    _check_arrivals(sum(weights), from_hour, to_hour)
    waits = [follow(queue, state, moment) for moment, state in _states(queue, first, from_hour, moments)]

    def closely(hours: float) -> float:
        return _longer_in_window(queue, first, from_hour, to_hour, hours, max(4, moments_per_step // 2))

    return replace(_together(waits, [weight / sum(weights) for weight in weights]), closely=closely)


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


def _all_arrivals(queue: VaryingQueue, joint: Reals, from_hour: float, to_hour: float) -> tuple[Reals, float]:
    """What arrivals find, summed over the expected arrivals, this customer joined; and their expected number."""
    servers = queue.servers[0]
    mixed, arrivals = np.zeros((servers + 1, 1)), 0.0
    for piece in queue.long_pieces(from_hour, to_hour):
        allowed = LOST * piece.hours / (to_hour - from_hour)
        space, moved = move_widely(joint, piece, queue.mean_service_hours, allowed)
        joint = space.joint(moved.end)
        mixed = _added(mixed, joined(space.joint(moved.arrivals), servers))
        arrivals += float(moved.arrivals.sum())
    return mixed, arrivals


def _added(one: Reals, other: Reals) -> Reals:
    found = np.zeros(np.maximum(one.shape, other.shape))
    found[: one.shape[0], : one.shape[1]] += one
    found[: other.shape[0], : other.shape[1]] += other
    return found


def _states(
    queue: VaryingQueue, joint: Reals, from_hour: float, moments: Sequence[float]
) -> Iterator[tuple[float, Reals]]:
    """The state that a customer finds and joins at each moment, in order."""
    before = from_hour
    for moment in moments:
        joint, before = walk(queue, joint, before, moment, LOST / len(moments)), moment
        yield moment, joined(joint, queue.servers_at(moment))


def _longer_in_window(
    queue: VaryingQueue, joint: Reals, from_hour: float, to_hour: float, hours: float, per_step: int
) -> float:
    """The probability of a wait longer than so many hours, for arrivals between two hours.

    Within a step, arrivals before and after the moment from which the wait would last to the end of a step
    are apart: there the probability jumps, and on either side it is smooth.
    """
    apart = hours % queue.step_hours
    pieces = (
        part
        for piece in queue.pieces(from_hour, to_hour)
        for part in _cut(
            piece, (np.floor(piece.from_hour / queue.step_hours + 1e-9) + 1) * queue.step_hours - apart
        )
    )
    moments, weights = _moments(queue, pieces, per_step)
    found = sum(
        weight * still_waiting(queue, state, moment, hours)
        for weight, (moment, state) in zip(weights, _states(queue, joint, from_hour, moments), strict=True)
    )
    return float(found / sum(weights))


def _cut(piece: Piece, at_hour: float) -> tuple[Piece, ...]:
    """A piece in two, or whole where the hour is not within it."""
    if not piece.from_hour < at_hour < piece.to_hour:
        return (piece,)
    return replace(piece, to_hour=at_hour), replace(piece, from_hour=at_hour)


def _refined(longer_than: Callable[[float], float], longer: float, near: float) -> float:
    """The wait at which the probability of a longer one is `longer`, sought from one near it."""
    low, high = 0.98 * near, 1.02 * near + 1e-6
    while longer_than(low) < longer:
        low *= 0.9
    while longer_than(high) > longer:
        high *= 1.1
    return float(brentq(lambda hours: longer_than(hours) - longer, low, high, xtol=1e-9, rtol=1e-9))


def _moments(queue: VaryingQueue, pieces: Iterable[Piece], per_step: int) -> tuple[list[float], list[float]]:
    """Moments of arrival and their weights, so many in each piece."""
    places, shares = np.polynomial.legendre.leggauss(per_step)
    moments: list[float] = []
    weights: list[float] = []
    for piece in pieces:
        for place, share in zip(places, shares, strict=True):
            moment = piece.from_hour + piece.hours * (float(place) + 1.0) / 2.0
            rate = piece.rate(moment) if callable(piece.rate) else piece.rate
            if rate > 0.0:
                moments.append(moment)
                weights.append(rate * float(share) * piece.hours / 2.0)
    return moments, weights


def _together(waits: Sequence[Wait], weights: Sequence[float]) -> VaryingWaits:
    return VaryingWaits(
        probability_of_wait=sum(w * longer_than(wait, 0.0) for wait, w in zip(waits, weights, strict=True)),
        mean_wait_hours=sum(
            w * sum(stretch.mean_hours for stretch in wait) for wait, w in zip(waits, weights, strict=True)
        ),
        waits=tuple(waits),
        weights=tuple(weights),
    )
