"""What the general kernel simulates: places with units, classes of customers, and rules between them.

All times are whole ticks (milliseconds) in 64-bit integers, so that sums are exact in any order.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.variates import Times

TICKS_PER_SECOND = 1_000
TICKS_PER_HOUR = 3_600 * TICKS_PER_SECOND
MOST_UNITS = 8
"""The most units that one customer may need."""

Integers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]


class Handover(IntEnum):
    """What happens when a place's capacity changes while units are busy."""

    CARRY = 0  # a busy unit finishes and then goes; the new crew starts reduced by those still out
    RELIEVE = 1  # the new crew is there in full at once; those still out finish and go


class Several(IntEnum):
    """How a customer that needs several units is served. Each unit is released on its own."""

    TOGETHER = 0  # held until all are free at once; meanwhile it holds up its class and those below
    AS_FREE = 1  # served from the first unit on, the others join as they become free, before any other start


class Clock(IntEnum):
    """What a standard is measured to."""

    START = 0  # the first unit is sent
    ARRIVAL = 1  # the first unit arrives, travel included


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """A waiting customer may turn more urgent: with `probability`, once it has waited `after`."""

    probability: float
    after: Times
    to_class: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """Appointments: the customer takes the first hour with a slot left, `lead_hours` or more ahead.

    `slots` is an array of whole numbers, hours of the horizon × places. A customer who is offered
    nothing within `longest_hours` is counted as unresolved (no slot). At the hour it joins the
    queue of its class, its wait counted from its first arrival.
    """

    slots: Integers
    lead_hours: int
    longest_hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerClass:
    """One class of customers. Classes are listed most urgent first; within a class the first come is first served.

    units: probabilities of needing 1, 2, … units (at most `MOST_UNITS`), adding to 1.
    service: time each unit is kept after it arrives, drawn for each unit.
    travel: time each unit takes to arrive, drawn for each unit and scaled by the travel factor of its
        place and the customer's; None for none.
    reserve: a customer of this class is started only if more than this many units of the serving pool
        would otherwise stand free before it starts.
    helped: whether pools of other places may serve it, in the order of the place's preference.
    patience: time after which a waiting customer cancels; None for never.
    closes_after_ticks: wait after which it is closed unattended; None for never.
    elastic: work that is only begun when a unit is free at once, and otherwise vanishes (counted).
    standard_ticks: a wait (to `clock`) longer than this is a breach; None for no standard.
    """

    name: str
    units: tuple[float, ...] = (1.0,)
    service: Times
    travel: Times | None = None
    several: Several = Several.AS_FREE
    reserve: int = 0
    helped: bool = False
    patience: Times | None = None
    closes_after_ticks: int | None = None
    upgrade: Upgrade | None = None
    diary: Diary | None = None
    elastic: bool = False
    standard_ticks: int | None = None
    clock: Clock = Clock.START


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GeneralModel:
    """Everything the general kernel needs, but for the random key.

    H hours of horizon, P places, K classes.

    rates: float64 [H, K, P], customers expected in each hour (0 or more).
    extra_rates: the same for customers who come besides, from a stream of their own, so that the
        first are the same customers with and without them; None for none.
    capacity: int64 [H, P], units on duty from the start of the hour.
    preference: int64 [P, P], the pools asked for a customer of a place, best first, -1 for no more;
        the first entry is the place itself.
    travel_factor: float64 [P, P], pool × customer's place, multiplies the travel time.
    cell: int64 [H], the reporting cell (0 … C-1) into which a customer who arrives in the hour is counted.
    band: int64 [H], the histogram band (0 … B-1) of a customer who arrives in the hour.
    initial_backlog: int64 [K, P], customers already waiting at the start, with age nought.
    """

    classes: tuple[CustomerClass, ...]
    rates: Reals
    capacity: Integers
    preference: Integers
    travel_factor: Reals
    cell: Integers
    band: Integers
    handover: Handover = Handover.CARRY
    extra_rates: Reals | None = None
    initial_backlog: Integers | None = None

    @property
    def hours(self) -> int:
        """Hours of the horizon."""
        return int(self.capacity.shape[0])

    @property
    def places(self) -> int:
        """Places, each with a pool of units."""
        return int(self.capacity.shape[1])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tally:
    """What one run, or many merged, counted: whole numbers only, so merging is exact in any order.

    Arrays over [class, place, cell] of the customer as it was received:
    received, extra_received, attended, upgraded (left the class for another while waiting), upgraded_in (came
    from another), cancelled, closed, no_slot, vanished (elastic, never begun), unresolved (still waiting at the end);
    received + upgraded_in = attended + upgraded + cancelled + closed + no_slot + vanished + unresolved.
    wait_start, wait_arrival: ticks, summed over those attended (from first reception, an upgrade included).
    wait_open: ticks waited so far by the unresolved.
    breaches: attended late, closed, cancelled or unresolved after the standard had passed.
    squares: sums of squared whole seconds of wait_start (for pooled variances).
    unit_ticks: [place, cell of the hour] ticks units of the pool were occupied (travel and service).
    waiting: [class, place, cell] customers waiting at the end of each hour, summed over the hours of the cell.
    histogram: [class, place, band, bin] of wait_start and `histogram_arrival` of wait_arrival of those attended;
        `open_histogram` of how long the unresolved, cancelled and closed had waited when they left (censored).
    runs: how many replications are merged.
    """

    counts: dict[str, Integers]
    runs: int

    def merge(self, other: Tally) -> Tally:
        """Both together; the order does not matter.

        >>> import numpy as np
        >>> one = Tally(counts={"received": np.array([2])}, runs=1)
        >>> both = one.merge(one)
        >>> int(both.counts["received"][0]), both.runs
        (4, 2)
        """
        if self.counts.keys() != other.counts.keys():
            raise ValueError("two tallies count different things; merge runs of one model only")
        merged: dict[str, Any] = {name: self.counts[name] + other.counts[name] for name in self.counts}
        return Tally(counts=merged, runs=self.runs + other.runs)
