"""What must hold of any run of a general model: checks that know the rules, and neither kernel nor twin."""

from collections import defaultdict
from itertools import pairwise

import numpy as np

from dueregard.engine.queueing.general_twin_customers import Customer
from dueregard.engine.queueing.model import TICKS_PER_HOUR, GeneralModel, Handover, Tally

OUTCOMES = ("attended", "upgraded", "cancelled", "closed", "no_slot", "vanished", "unresolved")


def differences(one: Tally, other: Tally) -> list[str]:
    """The names of what two tallies count differently."""
    assert one.counts.keys() == other.counts.keys()
    return [name for name in one.counts if not np.array_equal(one.counts[name], other.counts[name])]


def nobody_is_lost(tally: Tally) -> None:
    """Who came, or came from another class, had one outcome."""
    counts = tally.counts
    came = counts["received"] + counts["upgraded_in"]
    assert np.array_equal(came, sum(counts[name] for name in OUTCOMES))
    assert counts["upgraded"].sum() == counts["upgraded_in"].sum()


def waits_are_counted_once(tally: Tally) -> None:
    """The histograms hold those attended, and those who went without, once each."""
    counts = tally.counts
    for name in ("histogram", "histogram_arrival"):
        assert np.array_equal(counts[name].sum(axis=(2, 3)), counts["attended"].sum(axis=2))
    went = counts["cancelled"] + counts["closed"] + counts["unresolved"]
    assert np.array_equal(counts["open_histogram"].sum(axis=(2, 3)), went.sum(axis=2))


def capacity_at(model: GeneralModel, pool: int, tick: int) -> int:
    """Units of a pool on duty just after a moment."""
    return int(model.capacity[tick // TICKS_PER_HOUR % model.hours_given, pool])


def crew_since(model: GeneralModel, pool: int, tick: int) -> int:
    """When the crew on duty at a moment took over; before the start where capacity changes are carried."""
    if model.handover is Handover.CARRY:
        return -1
    for hour in range(tick // TICKS_PER_HOUR, -1, -1):
        given = hour % model.hours_given
        if model.relieved is not None:
            is_new = bool(model.relieved[given, pool])
        else:
            is_new = hour > 0 and model.capacity[given, pool] != model.capacity[given - 1, pool]
        if is_new:
            return hour * TICKS_PER_HOUR
    return -1


def no_unit_is_in_two_places(model: GeneralModel, customers: list[Customer]) -> None:
    """No unit is sent while it is out, and never more are out, of one crew, than are on duty when one is sent."""
    by_unit, by_pool = defaultdict(list), defaultdict(list)
    for customer in customers:
        for sending in customer.sent:
            by_unit[sending.unit].append(sending)
            by_pool[sending.pool].append(sending)
    for sendings in by_unit.values():
        sendings.sort(key=lambda each: each.sent_at)
        assert len({each.pool for each in sendings}) == 1
        for before, after in pairwise(sendings):
            assert before.free_at <= after.sent_at, f"unit {before.unit} is in two places"
    for pool, sendings in by_pool.items():
        for moment in {each.sent_at for each in sendings}:
            since = crew_since(model, pool, moment)
            out = sum(since <= each.sent_at <= moment < each.free_at for each in sendings)
            assert out <= capacity_at(model, pool, moment), f"pool {pool} sends more than are on duty"


def unit_ticks_are_those_of_the_units(model: GeneralModel, customers: list[Customer], tally: Tally) -> None:
    """Ticks occupied, pool by pool, are the lengths of all sendings up to the end."""
    end = model.hours * TICKS_PER_HOUR
    occupied = [0] * model.places
    for customer in customers:
        for sending in customer.sent:
            occupied[sending.pool] += min(sending.free_at, end) - sending.sent_at
    assert tally.counts["unit_ticks"].sum(axis=1).tolist() == occupied


def queues_are_first_come_first_served(customers: list[Customer]) -> None:
    """Within a class and place, who joined the queue first is begun first."""
    queues = defaultdict(list)
    for customer in customers:
        if customer.sent:
            queues[customer.kind, customer.place].append(customer)
    for queue in queues.values():
        begun = [each.sent[0].sent_at for each in sorted(queue, key=lambda each: each.order)]
        assert begun == sorted(begun), "someone was overtaken"


def nobody_begins_early_or_beyond_need(customers: list[Customer]) -> None:
    """No unit is sent before its customer joined, nor more units than it needs."""
    for customer in customers:
        assert len(customer.sent) <= customer.needed
        assert all(sending.sent_at >= customer.joined_at for sending in customer.sent)
        assert (customer.outcome == "attended") == bool(customer.sent)


def nobody_is_sent_units_outside_the_hours(model: GeneralModel, customers: list[Customer]) -> None:
    """Units are sent to a class in its hours only."""
    if model.sends is None:
        return
    for customer in customers:
        for sending in customer.sent:
            hour = sending.sent_at // TICKS_PER_HOUR % model.hours_given
            assert model.sends[hour, customer.kind], f"a unit is sent to class {customer.kind} in hour {hour}"
