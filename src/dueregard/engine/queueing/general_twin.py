"""The general model told plainly: a list of events, lists of units and customers, a full look at everything each time.

Slow, and meant to be read. It shares constants, the random stream and the shape of a tally with the
general kernel, and nothing else, so that each can be tested against the other.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from dueregard.engine.queueing.general_bins import bin_starts
from dueregard.engine.queueing.general_checks import check
from dueregard.engine.queueing.general_counts import MOST_SQUARED_SECONDS, STAGE, empty_counts
from dueregard.engine.queueing.general_twin_customers import Customer, Sending, arrivals, number_below
from dueregard.engine.queueing.model import (
    TICKS_PER_HOUR,
    TICKS_PER_SECOND,
    Clock,
    CustomerClass,
    GeneralModel,
    Handover,
    Several,
    Tally,
)
from dueregard.engine.queueing.random_numbers import (
    EXTRA_STREAM,
    Purpose,
    draw_plain,
    unit_plain,
)
from dueregard.engine.queueing.variates import time_of_plain

HOUR_ENDS, UNIT_FREE, HOUR_BEGINS, LEAVING, APPOINTMENT, ARRIVAL = range(6)  # in this order within a tick
CANCELS, IS_CLOSED, IS_UPGRADED = range(3)  # in this order for one customer


@dataclass(eq=False)
class Unit:
    """One unit, known by its number. `is_on_duty` is false once a relief has replaced it."""

    number: int
    pool: int
    is_free: bool = True
    is_on_duty: bool = True


@dataclass(eq=False)
class Run:
    """One run of a model, from its first tick to its last."""

    model: GeneralModel
    key: int

    def __post_init__(self) -> None:
        check(self.model)
        self.counts = empty_counts(self.model)
        self.customers: list[Customer] = []
        self.waiting: list[Customer] = []
        self.lacking: list[Customer] = []
        self.pools: list[list[Unit]] = [[] for _ in range(self.model.places)]
        self.capacity = [0] * self.model.places
        self.made: dict[tuple[int, int, int], int] = {}
        self.events: list[tuple[int, int, int, int, Any]] = []
        self.number_of_events = self.joins = self.units = 0
        self.starts = bin_starts().tolist()

    @property
    def end(self) -> int:
        """The last tick of the horizon, which no longer belongs to it."""
        return self.model.hours * TICKS_PER_HOUR

    def add(self, tick: int, phase: int, about: object, order: int | None = None, kind: int = 0) -> None:
        """Put an event on the list; within a tick and a phase, those added first come first."""
        self.number_of_events += 1
        heapq.heappush(
            self.events, (tick, phase, self.number_of_events if order is None else order, kind, about)
        )

    def run(self) -> None:
        """Go through all events, tick by tick."""
        for hour in range(self.model.hours):
            self.add(hour * TICKS_PER_HOUR, HOUR_BEGINS, hour)
            self.add((hour + 1) * TICKS_PER_HOUR, HOUR_ENDS, hour)
        for customer in arrivals(self.model, self.key):
            self.add(customer.received_at, ARRIVAL, customer)
        while self.events and self.events[0][0] <= self.end:
            tick = self.events[0][0]
            while self.events and self.events[0][0] == tick:
                _, phase, order, kind, about = heapq.heappop(self.events)
                if tick < self.end or phase == HOUR_ENDS:
                    self.happens(tick, phase, order, kind, about)
            if tick < self.end:
                self.send_units(tick)
        for customer in self.customers:
            if customer.outcome == "unresolved":
                self.settle(customer, "unresolved", self.end)

    def happens(self, tick: int, phase: int, order: int, kind: int, about: Any) -> None:
        """One event."""
        if phase == HOUR_ENDS:
            self.count_waiting(about)
        elif phase == UNIT_FREE:
            self.come_free(about)
        elif phase == HOUR_BEGINS:
            self.change_capacity(about)
        elif phase == LEAVING:
            if about in self.waiting and about.order == order:
                self.leave_queue(about, kind, tick)
        elif phase == APPOINTMENT:
            self.join_queue(about, tick)
        else:
            self.receive(about, tick)

    # ------------------------------------------------------------------------------------- capacity

    def come_free(self, unit: Unit) -> None:
        """A unit is done: it goes off if its crew has gone or is too large by now."""
        unit.is_free = True
        if unit.is_on_duty and len(self.pools[unit.pool]) > self.capacity[unit.pool]:
            self.pools[unit.pool].remove(unit)
            unit.is_on_duty = False

    def change_capacity(self, hour: int) -> None:
        """A new hour: a whole new crew where it is relieved, otherwise units come, and free ones go."""
        given = hour % self.model.hours_given
        for pool, units in enumerate(self.pools):
            new = int(self.model.capacity[given, pool])
            changed = new != self.capacity[pool]
            relieved = self.model.relieved
            is_relieved = changed if relieved is None else bool(relieved[given, pool])
            if self.model.handover == Handover.RELIEVE and is_relieved:
                for unit in units:
                    unit.is_on_duty = False
                units.clear()
            self.capacity[pool] = new
            for unit in [unit for unit in units if unit.is_free]:
                if len(units) > new:
                    units.remove(unit)
                    unit.is_on_duty = False
            while len(units) < new:
                self.units += 1
                units.append(Unit(self.units, pool))

    # ------------------------------------------------------------------------------------ customers

    def kind(self, customer: Customer) -> CustomerClass:
        """The rules of the class that a customer is in now."""
        return self.model.classes[customer.kind]

    def bits(self, customer: Customer, purpose: int) -> int:
        """The random bits of a customer for a purpose."""
        return draw_plain(self.key, customer.number, purpose)

    def count(self, name: str, customer: Customer, amount: int = 1) -> None:
        """Add to a count of the customer's class, place and cell."""
        self.counts[name][customer.kind, customer.place, customer.cell] += amount

    def count_breach(self, customer: Customer) -> None:
        """A customer was late by the standard of the class in which it was received."""
        self.counts["breaches"][customer.first_kind, customer.place, customer.cell] += 1

    def receive(self, customer: Customer, tick: int) -> None:
        """A customer arrives: it joins its queue or is offered an appointment."""
        customer.waits_since = tick - self.kind(customer).waited_ticks
        self.customers.append(customer)
        self.count("received", customer)
        if customer.number & EXTRA_STREAM:
            self.count("extra_received", customer)
        diary = self.kind(customer).diary
        if diary is None:
            self.join_queue(customer, tick)
            return
        lead, given = diary.lead_hours, self.model.hours_given
        if diary.leads is not None:
            leads = diary.leads[tick // TICKS_PER_HOUR % given].tolist()
            lead = leads[int(unit_plain(self.bits(customer, Purpose.LEAD)) * len(leads))]
        first = -(-tick // TICKS_PER_HOUR) + lead
        last = tick // TICKS_PER_HOUR + diary.longest_hours
        for hour in range(first, min(last, self.model.hours - 1) + 1, diary.block_hours):
            begins = hour - hour % diary.block_hours
            slot = (customer.kind, customer.place, begins)
            if self.made.get(slot, 0) < diary.slots[begins % given, customer.place]:
                self.made[slot] = self.made.get(slot, 0) + 1
                self.add(hour * TICKS_PER_HOUR, APPOINTMENT, customer)
                return
        if last < self.model.hours:
            customer.outcome, customer.outcome_at = "no_slot", tick
            self.count("no_slot", customer)

    def join_queue(self, customer: Customer, tick: int) -> None:
        """A customer comes to the end of its queue; when it would leave is known from its draws."""
        rules = self.kind(customer)
        self.joins += 1
        customer.order, customer.joined_at = self.joins, tick
        customer.needed = number_below(rules.units, unit_plain(self.bits(customer, Purpose.UNITS)))
        self.waiting.append(customer)
        offset = STAGE * customer.stage
        if rules.patience is not None:
            after = time_of_plain(self.bits(customer, Purpose.PATIENCE + offset), rules.patience)
            self.add(tick + max(1, after), LEAVING, customer, customer.order, CANCELS)
        if rules.closes_after_ticks is not None:
            self.add(tick + rules.closes_after_ticks, LEAVING, customer, customer.order, IS_CLOSED)
        if rules.upgrade is not None:
            share = unit_plain(self.bits(customer, Purpose.UPGRADE + offset))
            if share < rules.upgrade.probability:
                after = time_of_plain(
                    self.bits(customer, Purpose.UPGRADE_AFTER + offset), rules.upgrade.after
                )
                self.add(tick + max(1, after), LEAVING, customer, customer.order, IS_UPGRADED)

    def leave_queue(self, customer: Customer, kind: int, tick: int) -> None:
        """A waiting customer cancels, is closed, or is upgraded."""
        self.waiting.remove(customer)
        if kind == IS_UPGRADED:
            upgrade = self.kind(customer).upgrade
            assert upgrade is not None
            self.count("upgraded", customer)
            customer.kind, customer.stage = upgrade.to_class, customer.stage + 1
            self.count("upgraded_in", customer)
            self.join_queue(customer, tick)
        else:
            self.settle(customer, "cancelled" if kind == CANCELS else "closed", tick)

    def settle(self, customer: Customer, outcome: str, tick: int) -> None:
        """A customer ends unattended after waiting."""
        customer.outcome, customer.outcome_at = outcome, tick
        waited = tick - customer.waits_since
        self.count(outcome, customer)
        if outcome == "unresolved":
            self.count("wait_open", customer, waited)
        standard = self.model.classes[customer.first_kind].standard_ticks
        if standard is not None and waited > standard:
            self.count_breach(customer)
        self.count_in_bin("open_histogram", customer, waited)

    # ---------------------------------------------------------------------------------------- units

    def send_units(self, tick: int) -> None:
        """Send what can be sent: to those who lack units, then to those who wait."""
        lacking = [each for each in self.lacking if self.is_sent_units(each, tick)]
        for customer in sorted(lacking, key=lambda each: (each.kind, each.order)):
            self.take(customer, self.pools_for(customer), tick)
            if len(customer.sent) == customer.needed:
                self.lacking.remove(customer)
        held_up: set[int] = set()
        waiting = [each for each in self.waiting if self.is_sent_units(each, tick)]
        for customer in sorted(waiting, key=lambda each: (each.kind, each.order)):
            if self.starts_now(customer, held_up, tick):
                self.waiting.remove(customer)
                self.attend(customer, tick)
            elif self.kind(customer).elastic:
                self.waiting.remove(customer)
                customer.outcome, customer.outcome_at = "vanished", tick
                self.count("vanished", customer)
            else:
                held_up.update(self.pools_for(customer))

    def starts_now(self, customer: Customer, held_up: set[int], tick: int) -> bool:
        """Send a waiting customer its first units, if its rules allow; whether they did."""
        usable = [pool for pool in self.pools_for(customer) if pool not in held_up]
        to_spare = sum(self.to_spare(customer, pool) for pool in usable)
        if self.kind(customer).several == Several.TOGETHER:
            if to_spare >= customer.needed:
                self.take(customer, usable, tick)
        elif to_spare:
            self.take(customer, usable, tick, most=1)
            self.take(customer, self.pools_for(customer), tick)
        return bool(customer.sent)

    def pools_for(self, customer: Customer) -> list[int]:
        """The pools that may serve a customer, in its place's order of preference."""
        row = [int(pool) for pool in self.model.preference[customer.place] if pool >= 0]
        return row if self.kind(customer).helped else row[:1]

    def is_sent_units(self, customer: Customer, tick: int) -> bool:
        """Whether units are sent to a customer's class in this hour."""
        sends = self.model.sends
        return sends is None or bool(sends[tick // TICKS_PER_HOUR % self.model.hours_given, customer.kind])

    def to_spare(self, customer: Customer, pool: int) -> int:
        """How many units of a pool may be sent to a customer of this class now."""
        free = sum(unit.is_free for unit in self.pools[pool])
        return max(0, free - self.kind(customer).reserve)

    def take(self, customer: Customer, pools: list[int], tick: int, most: int = 99) -> None:
        """Send units from these pools until there are enough, or `most` more, or none are left."""
        for pool in pools:
            while most and len(customer.sent) < customer.needed and self.to_spare(customer, pool):
                self.send(customer, next(unit for unit in self.pools[pool] if unit.is_free), tick)
                most -= 1

    def send(self, customer: Customer, unit: Unit, tick: int) -> None:
        """Send one unit; it travels, serves and comes free by itself."""
        rules, which = self.kind(customer), len(customer.sent)
        travel = 0
        if rules.travel is not None:
            drawn = time_of_plain(self.bits(customer, Purpose.TRAVEL + which), rules.travel)
            travel = int(drawn * float(self.model.travel_factor[unit.pool, customer.place]) + 0.5)
        service = time_of_plain(self.bits(customer, Purpose.SERVICE + which), rules.service)
        done = tick + max(1, travel + service)
        unit.is_free = False
        customer.sent.append(Sending(unit.number, unit.pool, tick, tick + travel, done))
        self.add(done, UNIT_FREE, unit)
        while tick < min(done, self.end):
            hour = tick // TICKS_PER_HOUR
            until = min(done, (hour + 1) * TICKS_PER_HOUR)
            self.counts["unit_ticks"][unit.pool, self.model.cell[hour % self.model.hours_given]] += (
                until - tick
            )
            tick = until

    # --------------------------------------------------------------------------------------- counts

    def attend(self, customer: Customer, tick: int) -> None:
        """Count a customer who has just been sent its first units."""
        customer.outcome, customer.outcome_at = "attended", tick
        if len(customer.sent) < customer.needed:
            self.lacking.append(customer)
        to_start = tick - customer.waits_since
        to_arrival = min(sending.arrives_at for sending in customer.sent) - customer.waits_since
        self.count("attended", customer)
        self.count("wait_start", customer, to_start)
        self.count("wait_arrival", customer, to_arrival)
        self.count("squares", customer, min(to_start // TICKS_PER_SECOND, MOST_SQUARED_SECONDS) ** 2)
        first = self.model.classes[customer.first_kind]
        judged = to_start if first.clock == Clock.START else to_arrival
        if first.standard_ticks is not None and judged > first.standard_ticks:
            self.count_breach(customer)
        self.count_in_bin("histogram", customer, to_start)
        self.count_in_bin("histogram_arrival", customer, to_arrival)

    def count_in_bin(self, name: str, customer: Customer, ticks: int) -> None:
        """Add one to the bin of a wait."""
        found = bisect_right(self.starts, ticks) - 1
        self.counts[name][customer.kind, customer.place, customer.band, found] += 1

    def count_waiting(self, hour: int) -> None:
        """Count, at the end of an hour, those received and neither begun nor gone."""
        cell = self.model.cell[hour % self.model.hours_given]
        for customer in self.customers:
            if customer.outcome == "unresolved":
                self.counts["waiting"][customer.kind, customer.place, cell] += 1


def trace(model: GeneralModel, key: int) -> list[Customer]:
    """Every customer of a run with all that happened to it, in the order of arrival."""
    run = Run(model, key)
    run.run()
    return run.customers


def simulate_plain(model: GeneralModel, key: int) -> Tally:
    """One run of a model, in plain Python: the same tally as `simulate`, to the last bit, only slowly.

    Raises ValueError where the model cannot be simulated, saying what to change.
    """
    run = Run(model, key)
    run.run()
    return Tally(counts=run.counts, runs=1)
