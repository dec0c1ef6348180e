"""The time that a busy level of servers takes to give one place back, from which priority queues are built.

Customers who may start only below some number of busy servers see a single queue whose "service" is the
time from just reaching that number to first falling below it, filled by more urgent customers meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

import numpy as np

from dueregard.engine.queueing.exact.waits import Complexes, Transform, Waits

_MOST_ROUNDS = 20_000
_CLOSE = 1e-15


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cycle:
    """A random time by its mean in hours, its mean square and its transform."""

    mean: float
    square: float
    transform: Transform = field(repr=False)


def exponential_cycle(rate: float) -> Cycle:
    """An exponential time of so many an hour."""
    return Cycle(mean=1.0 / rate, square=2.0 / rate**2, transform=lambda s: rate / (rate + s))


def busy_period(cycle: Cycle, arrivals: float) -> Cycle:
    """How long a single server stays busy, once begun, when each customer takes a `cycle` (Takács 1955)."""
    if arrivals == 0.0:
        return cycle
    left = 1.0 - arrivals * cycle.mean
    return Cycle(
        mean=cycle.mean / left,
        square=cycle.square / left**3,
        transform=lambda s: _busy_transform(cycle.transform, arrivals, s),
    )


def interrupted(rate: float, arrivals: float, interruption: Cycle) -> Cycle:
    """An exponential time of `rate` an hour that stands still during interruptions that come at `arrivals`."""
    stretch = 1.0 + arrivals * interruption.mean
    return Cycle(
        mean=stretch / rate,
        square=2.0 * (stretch / rate) ** 2 + arrivals * interruption.square / rate,
        transform=lambda s: rate / (rate + s + arrivals * (1.0 - interruption.transform(s))),
    )


def class_waits(cycle: Cycle, arrivals: Sequence[float], probability_of_wait: float) -> tuple[Waits, ...]:
    """The waits of classes that share one queue of cycles, most urgent first, not interrupting each other.

    With `probability_of_wait` the level is busy on arrival. Means after Cobham (Operations Research 2,
    1954, 70-76), distributions after Conway, Maxwell and Miller, Theory of Scheduling, 8.6, both given
    that the level is busy, as that does not depend on how the busy time began.
    """
    residual = cycle.square / (2.0 * cycle.mean)
    upto = list(accumulate(arrivals, initial=0.0))
    return tuple(
        Waits(
            probability_of_wait=probability_of_wait,
            mean_wait_hours=probability_of_wait
            * residual
            / ((1.0 - before * cycle.mean) * (1.0 - after * cycle.mean)),
            transform=_class_transform(cycle, before, after),
        )
        for before, after in pairwise(upto)
    )


def _class_transform(cycle: Cycle, before: float, after: float) -> Transform:
    """Transform of the wait of those who wait; more urgent ones come at `before`, with this class at `after`."""
    higher = busy_period(cycle, before)

    def transform(s: Complexes) -> Complexes:
        stretched = s + before * (1.0 - higher.transform(s)) if before else s
        taken = 1.0 - cycle.transform(stretched)
        return taken * (1.0 / cycle.mean - after) / (s - (after - before) * taken)

    return transform


def _busy_transform(service: Transform, arrivals: float, s: Complexes) -> Complexes:
    """The root of G = service(s + arrivals - arrivals × G) inside the unit circle, by going round from 0."""
    found = np.zeros_like(s)
    for _ in range(_MOST_ROUNDS):
        improved = service(s + arrivals * (1.0 - found))
        if np.max(np.abs(improved - found)) < _CLOSE:
            return improved
        found = improved
    raise ArithmeticError("the transform of a busy period did not settle")
