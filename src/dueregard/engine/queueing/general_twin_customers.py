"""The customers of the general model told plainly: who comes, and what is kept of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import numpy as np

from dueregard.engine.queueing.model import TICKS_PER_HOUR, GeneralModel
from dueregard.engine.queueing.random_numbers import (
    ARRIVALS_BITS,
    EXTRA_STREAM,
    INITIAL_BACKLOG,
    Purpose,
    draw_plain,
    unit_plain,
)
from dueregard.engine.queueing.variates import count_of_plain


@dataclass(frozen=True, slots=True)
class Sending:
    """A unit sent to a customer: occupied from one tick up to another, there from `arrives_at` on."""

    unit: int
    pool: int
    sent_at: int
    arrives_at: int
    free_at: int


@dataclass(eq=False)
class Customer:
    """One customer and all that happened to it. `order` is its place in the order of joining queues.

    kind: the class it is in now. first_kind: the class it was received in, by whose standard it is judged.
    waits_since: the tick from which its waits count.
    """

    number: int
    received_at: int
    kind: int
    place: int
    cell: int
    band: int
    stage: int = 0
    order: int = -1
    joined_at: int = -1
    needed: int = 0
    outcome: str = "unresolved"
    outcome_at: int = -1
    sent: list[Sending] = field(default_factory=list)
    waits_since: int = 0
    first_kind: int = field(init=False)

    def __post_init__(self) -> None:
        self.first_kind = self.kind


def number_below(probabilities: tuple[float, ...], share: float) -> int:
    """The number 1, 2, … at which the probabilities added up first exceed a share below 1."""
    last = max(number for number, probability in enumerate(probabilities, start=1) if probability > 0)
    for number, below in enumerate(accumulate(probabilities), start=1):
        if share < below:
            return min(number, last)
    return last


def arrivals(model: GeneralModel, key: int) -> Iterator[Customer]:
    """All customers in the order in which they arrive: the backlog, then each hour's base and extra streams."""
    if model.initial_backlog is not None:
        kinds = [index for index, many in np.ndenumerate(model.initial_backlog) for _ in range(int(many))]
        for number, (kind, place) in enumerate(kinds):
            yield Customer(INITIAL_BACKLOG | number, 0, kind, place, int(model.cell[0]), int(model.band[0]))
    for hour in range(model.hours):
        found = of_an_hour(model, key, hour, model.rates, 0)
        if model.extra_rates is not None:
            found += of_an_hour(model, key, hour, model.extra_rates, EXTRA_STREAM)
        yield from sorted(found, key=lambda each: each.received_at)


def of_an_hour(model: GeneralModel, key: int, hour: int, rates: Any, stream: int) -> list[Customer]:
    """The customers whom one stream brings in one hour, by their numbers."""
    given = hour % model.hours_given
    flat = [float(rate) for rate in rates[given].ravel()]
    below = list(accumulate(flat))
    last = max((index for index, rate in enumerate(flat) if rate > 0), default=0)
    first = stream | hour << ARRIVALS_BITS
    found = []
    for number in range(first, first + count_of_plain(key, first, below[-1])):
        at = hour * TICKS_PER_HOUR
        at += int(unit_plain(draw_plain(key, number, Purpose.WITHIN_HOUR)) * TICKS_PER_HOUR)
        sought = unit_plain(draw_plain(key, number, Purpose.KIND)) * below[-1]
        index = next((index for index, upper in enumerate(below) if sought < upper), last)
        kind, place = divmod(min(index, last), model.places)
        found.append(Customer(number, at, kind, place, int(model.cell[given]), int(model.band[given])))
    return found
