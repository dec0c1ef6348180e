"""What the general kernel simulates: places with units, classes of customers, and rules between them.

All times are whole ticks (milliseconds) in 64-bit integers, so that sums are exact in any order.

What happens at one and the same tick happens in this order, which is part of what the model means:

1. an hour that ends is counted (customers waiting), before anything else at its last moment;
2. units come free;
3. the new hour's capacity applies, and whether units are sent to each class in it;
4. waiting customers cancel, are closed or are upgraded, by the time they joined their queue, then by their order
   in it; one to whom two of these fall at one tick cancels rather than is closed, and is closed rather than upgraded;
5. appointments of the hour join their queues, in the order in which they were made;
6. customers arrive: the initial backlog by class and place, then the base stream, then the extra one;
7. units are sent, once, with all of that known: first the units that customers already begun still lack, then
   those that wait, each time by class, then by the order of joining the queue. A waiting customer that cannot
   start holds up every pool that it may use, for all that come after it in this order; outside the hours in which
   units are sent to its class nobody of it is sent a unit, and nobody of it holds anything up;
8. elastic work that was not begun vanishes.

A unit that is sent is occupied for its travel and service, one tick at least. A customer takes units in its
place's order of preference. If it is served as units come free (`Several.AS_FREE`),
its first unit comes from a pool that nobody before it holds up, and its others from any, then and later.
A customer who is upgraded joins the end of its new queue, and that class's rules (patience, closing, further
upgrade) run from that moment; units, service and travel are the new class's too, from the same random bits.
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
    RELIEVE = 1  # a new crew is there in full at once; those still out finish and go (see `relieved`)


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
    """A waiting customer may turn more urgent: with `probability`, once it has been in the queue for `after`.

    to_class: number of a class listed before its own, neither elastic nor with a diary.
    """

    probability: float
    after: Times
    to_class: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """Appointments: the customer takes the first hour with a slot left, its lead or more ahead.

    slots: int64 [H, P], appointments that can be made for the start of each hour.
    lead_hours, longest_hours: an appointment is at least and at most this long after the arrival (0 or more).
    leads: int64 [H, L], in place of `lead_hours` for those who arrive in each hour: each of them has one of the
        L leads, all alike likely, for a reason of its own. None: `lead_hours` for everybody.
    block_hours: so many hours, from the first on, share the slots that stand at the first of them. Where they
        are gone the customer takes the same hour of the next such block. 1: each hour has its own.

    A customer to whom nothing is offered has no slot; where the horizon ends before `longest_hours`
    are over, it is unresolved. At the hour of the appointment it joins the queue of its class, where
    patience and closing begin; its wait counts from its arrival.
    """

    slots: Integers
    lead_hours: int
    longest_hours: int
    leads: Integers | None = None
    block_hours: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerClass:
    """One class of customers. Classes are listed most urgent first; within a class the first come is first served.

    units: probabilities of needing 1, 2, … units (at most `MOST_UNITS`), adding to 1.
    service: time each unit is kept after it arrives, drawn for each unit.
    travel: time each unit takes to arrive, drawn for each unit and scaled by the travel factor of its
        place and the customer's; None for none.
    reserve: a unit is sent to this class only if more than this many of its pool stand free before it is sent.
    helped: whether pools of other places may serve it, in the order of the place's preference.
    patience: time in the queue after which a waiting customer cancels (1 tick at least); None for never.
    closes_after_ticks: time in the queue after which it is closed unattended (1 or more); None for never.
    elastic: work that is only begun when a unit is free at once, and otherwise vanishes (counted).
    waited_ticks: how long it has waited already when it arrives (0 or more): every wait of it counts from so long
        before, as from the moment of a call that is ready to be answered only once it has been taken.
    standard_ticks: a wait (to `clock`) longer than this is a breach; None for no standard. The arrival is that
        of the first to arrive of the units sent at the start.
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
    waited_ticks: int = 0
    standard_ticks: int | None = None
    clock: Clock = Clock.START


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GeneralModel:
    """Everything the general kernel needs, but for the random key.

    H hours given, P places, K classes. The horizon is the given hours `repeats` times over, so that a long run
    needs no more memory than one of its weeks.

    rates: float64 [H, K, P], customers expected in each hour (0 or more).
    extra_rates: the same for customers who come besides, from a stream of their own, so that the
        first are the same customers with and without them; None for none.
    capacity: int64 [H, P], units on duty from the start of the hour.
    relieved: bool [H, P], hours at whose start a new crew takes over, for `Handover.RELIEVE`; in other hours
        a change is carried. None for every hour whose capacity differs from the hour before.
    preference: int64 [P, P], the pools asked for a customer of a place, best first, -1 for no more;
        the first entry is the place itself.
    travel_factor: float64 [P, P], pool × customer's place, multiplies the travel time.
    cell: int64 [H], the reporting cell (0 … C-1) into which a customer who arrives in the hour is counted.
    band: int64 [H], the histogram band (0 … B-1) of a customer who arrives in the hour.
    initial_backlog: int64 [K, P], customers already waiting at the start, who arrive at that moment.
    sends: bool [H, K], the hours in which units are sent to each class, also those that customers who have begun still
        lack; true for elastic work. None for every hour.
    """

    classes: tuple[CustomerClass, ...]
    rates: Reals
    capacity: Integers
    preference: Integers
    travel_factor: Reals
    cell: Integers
    band: Integers
    handover: Handover = Handover.CARRY
    relieved: npt.NDArray[np.bool_] | None = None
    extra_rates: Reals | None = None
    initial_backlog: Integers | None = None
    sends: npt.NDArray[np.bool_] | None = None
    repeats: int = 1

    @property
    def hours_given(self) -> int:
        """Hours for which rates and capacities are given."""
        return int(self.capacity.shape[0])

    @property
    def hours(self) -> int:
        """Hours of the horizon."""
        return self.hours_given * self.repeats

    @property
    def places(self) -> int:
        """Places, each with a pool of units."""
        return int(self.capacity.shape[1])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tally:
    """What one run, or many merged, counted: whole numbers only, so merging is exact in any order.

    Arrays over [class, place, cell]: the class the customer is in at that moment (of breaches, the class it was
    received in), the place and the cell in which it was received.
    received (extra_received of them by the extra stream), attended, upgraded (left the class for another while
    waiting), upgraded_in (came from another), cancelled, closed, no_slot, vanished (elastic, never begun),
    unresolved (still waiting at the end);
    received + upgraded_in = attended + upgraded + cancelled + closed + no_slot + vanished + unresolved.
    wait_start, wait_arrival: ticks, summed over those attended (from first reception, an upgrade included).
    wait_open: ticks waited so far by the unresolved.
    breaches: attended late, closed, cancelled or unresolved after the standard had passed: each customer once at
        most, by the standard of the class it was received in, whatever it was upgraded to.
    squares: sums of squared whole seconds of wait_start (for pooled variances); a wait above 2**20 seconds
        (12 days) counts as that, so that sums stay within 64 bits.
    unit_ticks: [place, cell of the hour] ticks units of the pool were occupied (travel and service) within the
        horizon, those too that a relief has replaced.
    waiting: [class, place, cell of the hour] customers received and neither begun nor gone (those with an
        appointment too) at the end of each hour, summed over the hours of the cell.
    histogram: [class, place, band, bin] of wait_start and `histogram_arrival` of wait_arrival of those attended;
        `open_histogram` of how long the unresolved, cancelled and closed had waited when they left (censored).
        The bins are those of `general_bins`: bin 0 is a wait of exactly nought.
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
