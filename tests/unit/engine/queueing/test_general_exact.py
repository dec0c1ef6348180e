"""Each rule of the general kernel against a result that is exact or published.

One test for each case: 24 independent long runs, each figure within Student's t at 99.9 % of its truth. The
table in docs/explanation/queueing-engine.md names these tests.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dueregard.engine.queueing.exact.cut_off import cut_off
from dueregard.engine.queueing.exact.erlang import erlang_a, erlang_b, erlang_c
from dueregard.engine.queueing.exact.forward import transient
from dueregard.engine.queueing.exact.hypercube import hypercube
from dueregard.engine.queueing.exact.priorities import non_preemptive
from dueregard.engine.queueing.exact.several_units import several_units
from dueregard.engine.queueing.exact.varying import State, VaryingQueue
from dueregard.engine.queueing.exact.varying_waits import transient_mean_wait_hours
from dueregard.engine.queueing.general import simulate
from dueregard.engine.queueing.model import (
    TICKS_PER_HOUR,
    Clock,
    CustomerClass,
    Diary,
    GeneralModel,
    Handover,
    Several,
    Upgrade,
)
from dueregard.engine.queueing.random_numbers import key_of
from dueregard.engine.queueing.variates import constant
from tests.support.general_exact import (
    FIRST_SEED,
    ONE_HOUR,
    WARM_UP_HOURS,
    Counts,
    Known,
    faults,
    hours,
    mean_queue,
    mean_wait,
    runs_of,
    share,
    share_waiting,
    steady,
    with_preferences,
    workload,
)
from tests.unit.engine.queueing.exact.balance import long_run

pytestmark = pytest.mark.slow

RUNS = 24
ONLY = CustomerClass(name="only", service=ONE_HOUR)


def check(model: GeneralModel, *known: Known, seed: int) -> None:
    """Hold 24 runs against what is known of them."""
    assert faults(runs_of(model, seed=FIRST_SEED + seed, runs=RUNS), known) == []


def test_erlang_c():
    truth = erlang_c(servers=5, arrivals_per_hour=4, mean_service_hours=1)
    only = replace(ONLY, standard_ticks=TICKS_PER_HOUR // 2)
    check(
        steady(only, rates=[4], units=[5]),
        mean_wait(truth.mean_wait_hours),
        share_waiting(truth.probability_of_wait),
        share("breaches", "received", truth.probability_longer_than(0.5)),
        workload(truth.utilisation, units=5),
        mean_queue(truth.mean_queue),
        seed=0,
    )


def test_extra_demand_is_added():
    """Two streams of two an hour are one of four."""
    truth = erlang_c(servers=5, arrivals_per_hour=4, mean_service_hours=1)
    model = steady(ONLY, rates=[2], units=[5])
    check(
        replace(model, extra_rates=model.rates.copy()),
        mean_wait(truth.mean_wait_hours),
        share_waiting(truth.probability_of_wait),
        share("extra_received", "received", 0.5),
        seed=1,
    )


def test_classes_by_cobham():
    rates = [1.2, 1.2, 0.8]
    truth = non_preemptive(servers=4, arrivals_per_hour=rates, mean_service_hours=1)
    model = steady(ONLY, ONLY, ONLY, rates=rates, units=[4])
    known = [mean_wait(each.mean_wait_hours, rank=rank) for rank, each in enumerate(truth)]
    known += [share_waiting(each.probability_of_wait, rank=rank) for rank, each in enumerate(truth)]
    check(model, *known, seed=2)


def test_reserve_by_cut_off_priorities():
    rates, reserves = [1.2, 1.2, 0.8], [0, 1, 2]
    truth = cut_off(servers=6, arrivals_per_hour=rates, mean_service_hours=1, reserves=reserves)
    model = steady(*(replace(ONLY, reserve=reserve) for reserve in reserves), rates=rates, units=[6])
    known = [mean_wait(each.mean_wait_hours, rank=rank) for rank, each in enumerate(truth)]
    known += [share_waiting(each.probability_of_wait, rank=rank) for rank, each in enumerate(truth)]
    check(model, *known, seed=3)


def test_several_units_together():
    units = (0.5, 0.3, 0.2)
    truth = several_units(servers=6, arrivals_per_hour=2.4, mean_service_hours=1, units=units)
    check(
        steady(replace(ONLY, units=units, several=Several.TOGETHER), rates=[2.4], units=[6]),
        mean_wait(truth.waits.mean_wait_hours),
        share_waiting(truth.waits.probability_of_wait),
        workload(truth.utilisation, units=6),
        seed=4,
    )


def test_several_units_as_they_come_free():
    """Units asked for queue like customers who come in groups: a chain on how many are asked for or busy."""
    units, rate, servers, most = (0.5, 0.3, 0.2), 2.4, 6, 300

    def moves(asked: int) -> Iterator[tuple[int, float]]:
        for number, probability in enumerate(units, start=1):
            if asked + number <= most:
                yield asked + number, rate * probability
        if asked:
            yield asked - 1, float(min(asked, servers))

    shares = long_run(0, moves)
    waiting = {asked: part for asked, part in shares.items() if asked >= servers}
    wait = sum(part * (asked - servers + 1) / servers for asked, part in waiting.items())
    check(
        steady(replace(ONLY, units=units, several=Several.AS_FREE), rates=[rate], units=[servers]),
        mean_wait(wait),
        share_waiting(sum(waiting.values())),
        workload(rate * 1.7 / servers, units=servers),
        seed=5,
    )


def test_help_between_places_by_the_hypercube():
    rates, preferences = [0.9, 0.5, 0.7], [[0, 1, 2], [1, 2, 0], [2, 0, 1]]
    truth = hypercube(arrivals_per_hour=rates, preferences=preferences, mean_service_hours=[1, 1, 1])
    model = with_preferences(
        steady(replace(ONLY, helped=True), rates=[0], units=[1, 1, 1]), rates, preferences
    )
    known = [workload(each, pool=pool) for pool, each in enumerate(truth.workloads)]
    check(
        model,
        mean_wait(truth.waits.mean_wait_hours),
        share_waiting(truth.waits.probability_of_wait),
        *known,
        seed=6,
    )


def test_places_without_help_are_queues_of_their_own():
    rates = [0.8, 1.5]
    model = with_preferences(steady(ONLY, rates=[0], units=[1, 2]), rates, [[0, 1], [1, 0]])
    known = []
    for place, (rate, units) in enumerate(zip(rates, (1, 2), strict=True)):
        truth = erlang_c(servers=units, arrivals_per_hour=rate, mean_service_hours=1)

        def seen(counts: Counts, place: int = place) -> float:
            waited, attended = counts["wait_start"][0, place], counts["attended"][0, place]
            return float(waited.sum() / attended.sum() / TICKS_PER_HOUR)

        known.append(Known(f"mean wait at place {place}", seen, truth.mean_wait_hours))
    check(model, *known, seed=7)


def test_abandonment_by_erlang_a():
    truth = erlang_a(servers=4, arrivals_per_hour=5, mean_service_hours=1, mean_patience_hours=0.5)
    check(
        steady(replace(ONLY, patience=hours(0.5)), rates=[5], units=[4]),
        share("cancelled", "received", truth.probability_of_giving_up),
        workload(truth.utilisation, units=4),
        mean_queue(truth.mean_queue),
        seed=8,
    )


def test_closing_after_a_time_by_level_crossing():
    """One unit, and patience of exactly two hours (Barrer 1957): the wait that a customer would have has the
    density rate · idle · exp(-(1 - rate) x) up to there, and falls like exp(-x) beyond."""
    rate, closes = 0.9, 2.0
    left = math.exp(-(1 - rate) * closes)
    idle = 1 / (1 + rate * (1 - left) / (1 - rate) + rate * left)
    closed = rate * idle * left
    clearing = 1 - rate
    waited = rate * idle * (1 - left * (1 + clearing * closes)) / clearing**2
    check(
        steady(replace(ONLY, closes_after_ticks=2 * TICKS_PER_HOUR), rates=[rate], units=[1]),
        share("closed", "received", closed),
        mean_wait(waited / (1 - closed)),
        workload(1 - idle),
        seed=9,
    )


def test_upgrade_while_waiting_by_its_balance_equations():
    """Two units, and a routine customer turns urgent after an hour in the queue on average."""
    urgent_rate, routine_rate, servers, most = 0.4, 1.3, 2, 60

    def moves(state: tuple[int, int, int]) -> Iterator[tuple[tuple[int, int, int], float]]:
        busy, urgent, routine = state
        if busy < servers:
            yield (busy + 1, 0, 0), urgent_rate + routine_rate
        elif urgent + routine < most:
            yield (busy, urgent + 1, routine), urgent_rate
            yield (busy, urgent, routine + 1), routine_rate
        if routine:
            yield (busy, urgent + 1, routine - 1), float(routine)
        if urgent:
            yield (busy, urgent - 1, routine), float(busy)
        elif routine:
            yield (busy, 0, routine - 1), float(busy)
        elif busy:
            yield (busy - 1, 0, 0), float(busy)

    shares = long_run((0, 0, 0), moves)
    queues = [sum(part * state[rank] for state, part in shares.items()) for rank in (1, 2)]
    routine = replace(ONLY, upgrade=Upgrade(probability=1.0, after=ONE_HOUR, to_class=0))
    check(
        steady(ONLY, routine, rates=[urgent_rate, routine_rate], units=[servers]),
        mean_queue(queues[0], rank=0),
        mean_queue(queues[1], rank=1),
        share("upgraded", "received", queues[1] / routine_rate, rank=1),
        seed=10,
    )


def test_the_share_that_is_upgraded():
    """Nobody is on duty: three in ten are upgraded, each after an hour on average."""
    model = steady(
        ONLY,
        replace(ONLY, upgrade=Upgrade(probability=0.3, after=ONE_HOUR, to_class=0)),
        rates=[0, 2],
        units=[0],
        length=2_000,
    )
    model.rates[WITHOUT_THE_LAST:] = 0.0
    check(model, share("upgraded", "received", 0.3, rank=1), seed=11)


WITHOUT_THE_LAST = -100
"""Hours at the end in which nobody arrives, so that all who came have had their time."""


def test_travel_adds_to_the_time_a_unit_is_occupied():
    """Pollaczek and Khinchine: a quarter of an hour of travel, twice as far at this place, then half an hour."""
    rate, travel, service = 0.6, 0.5, 0.5
    square = service**2 + (travel + service) ** 2
    wait = rate * square / (2 * (1 - rate * (travel + service)))
    only = replace(
        ONLY,
        service=hours(service),
        travel=constant(TICKS_PER_HOUR // 4),
        clock=Clock.ARRIVAL,
        standard_ticks=TICKS_PER_HOUR // 2,
    )
    model = steady(only, rates=[rate], units=[1])
    check(
        replace(model, travel_factor=np.array([[2.0]])),
        mean_wait(wait),
        mean_wait(wait + travel, to="wait_arrival"),
        share("breaches", "received", rate * (travel + service)),  # late to arrive is whoever waits at all
        workload(rate * (travel + service)),
        seed=12,
    )


def test_elastic_work_is_lost_by_erlangs_loss_formula():
    truth = erlang_b(servers=4, offered_load=3)
    check(
        steady(replace(ONLY, elastic=True), rates=[3], units=[4]),
        share("vanished", "received", truth),
        workload(3 * (1 - truth) / 4, units=4),
        seed=13,
    )


SHIFTS = (4, 4, 1, 1, 5, 5, 2, 2, 3, 6, 6, 6)
SELDOM = 0.02
"""Below so many waiting on average, 4,000 runs see too few for an interval of Student's t."""
RATES = (3.0, 4.0, 3.0, 2.0, 4.0, 3.0, 2.0, 3.0, 0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("handover", list(Handover))
@pytest.mark.parametrize("backlog", [0, 7])
def test_shifts_and_a_backlog_by_the_forward_equations(handover, backlog):
    """Twelve hours from the same start, 4,000 times: who waits at the end of each hour, and for how long."""
    queue = VaryingQueue(arrivals_per_hour=RATES, servers=SHIFTS, mean_service_hours=1.0, handover=handover)
    start = State.of(waiting=backlog)
    course = transient(queue, to_hour=12.0, start=start, points_per_step=1)
    model = GeneralModel(
        classes=(ONLY,),
        rates=np.array(RATES).reshape(12, 1, 1),
        capacity=np.array(SHIFTS, dtype=np.int64).reshape(12, 1),
        preference=np.array([[0]]),
        travel_factor=np.ones((1, 1)),
        cell=np.arange(12),
        band=np.zeros(12, dtype=np.int64),
        handover=handover,
        initial_backlog=np.array([[backlog]]),
    )
    seed = FIRST_SEED + 14 + 2 * int(handover) + (backlog > 0)
    tallies = [simulate(model, key_of(seed, number)) for number in range(1, 4_001)]
    waiting = [float(course.mean_waiting[np.isclose(course.at_hours, hour + 1)][0]) for hour in range(12)]
    often = [hour for hour in range(12) if waiting[hour] >= SELDOM]
    assert len(often) >= 7
    for hour in often:
        known = Known(f"waiting at {hour + 1} h", lambda counts: counts["waiting"].sum(), waiting[hour])
        assert faults(tallies, [known], cell=hour) == []
    late = transient_mean_wait_hours(queue, from_hour=4.0, to_hour=5.0, start=start)
    waited = Known(
        "hours waited by all who come in the fifth hour",
        lambda counts: (counts["wait_start"] + counts["wait_open"]).sum() / TICKS_PER_HOUR,
        RATES[4] * late,
    )
    assert faults(tallies, [waited], cell=4) == []


def test_hours_of_sending_by_the_forward_equations():
    """Units sent from the fifth hour up to the tenth: as if nobody were on duty before and after."""
    sends = np.array([4 <= hour < 10 for hour in range(12)])
    servers = tuple(units if is_open else 0 for units, is_open in zip(SHIFTS, sends, strict=True))
    queue = VaryingQueue(
        arrivals_per_hour=RATES, servers=servers, mean_service_hours=1.0, handover=Handover.CARRY
    )
    start = State.of()
    course = transient(queue, to_hour=12.0, start=start, points_per_step=1)
    model = GeneralModel(
        classes=(ONLY,),
        rates=np.array(RATES).reshape(12, 1, 1),
        capacity=np.array(SHIFTS, dtype=np.int64).reshape(12, 1),
        preference=np.array([[0]]),
        travel_factor=np.ones((1, 1)),
        cell=np.arange(12),
        band=np.zeros(12, dtype=np.int64),
        sends=sends[:, None],
    )
    tallies = [simulate(model, key_of(FIRST_SEED + 43, number)) for number in range(1, 4_001)]
    for hour in range(12):
        truth = float(course.mean_waiting[np.isclose(course.at_hours, hour + 1)][0])
        if truth >= SELDOM:
            known = Known(f"waiting at {hour + 1} h", lambda counts: counts["waiting"].sum(), truth)
            assert faults(tallies, [known], cell=hour) == []


DIARY_LENGTH = 8_000


def _diary(slots: list[int], **more: Any) -> CustomerClass:
    """Customers with appointments, so many slots in the hours of a block, who are served in half an hour."""
    given = np.resize(np.array(slots, dtype=np.int64), (WARM_UP_HOURS + DIARY_LENGTH, 1))
    diary = Diary(slots=given, lead_hours=0, longest_hours=5_000)
    return CustomerClass(
        name="diary",
        service=constant(TICKS_PER_HOUR // 2),
        diary=replace(diary, **more),
        standard_ticks=TICKS_PER_HOUR,
    )


def test_appointments_of_one_slot_an_hour_by_the_queue_in_discrete_time():
    """Q, booked after an hour's slot, is followed by max(Q + A - 1, 0) with A Poisson of mean a.

    Squared and averaged this gives the mean of Q, a²/2(1 - a); a customer waits half an hour for the next hour and
    an hour for each who is before it: a/2(1 - a) + 1/2 in all. Nobody is before it with chance (1 - a)(eᵃ - 1)/a,
    since the hours without anybody, 1 - a of them, are those with Q = 0 in which nobody comes.
    """
    a = 0.8
    first = (1 - a) * (math.exp(a) - 1) / a
    check(
        steady(_diary([1]), rates=[a], units=[1], length=DIARY_LENGTH),
        mean_wait(a / (2 * (1 - a)) + 0.5),
        share("breaches", "attended", 1 - first),
        mean_queue(a * a / (2 * (1 - a)) + a),
        seed=40,
    )


def test_appointments_of_a_block_of_hours_by_the_same_queue():
    """One slot in six hours: the same queue with a block for its hour; where it is gone, the same hour of the next."""
    a, block = 0.7, 6
    only = _diary([1] + [0] * (block - 1), block_hours=block)
    check(
        steady(only, rates=[a / block], units=[8], length=DIARY_LENGTH),
        mean_wait(block * a / (2 * (1 - a)) + 0.5),
        seed=41,
    )


def test_leads_that_differ_are_added_to_the_wait():
    """Slots for everybody: half an hour to the next hour, and one of the leads 0, 1, 1 and 6, each alike likely."""
    leads = np.tile(np.array([0, 1, 1, 6], dtype=np.int64), (WARM_UP_HOURS + DIARY_LENGTH, 1))
    check(
        steady(_diary([99], leads=leads), rates=[0.9], units=[40], length=DIARY_LENGTH),
        mean_wait(0.5 + 8 / 4),
        share("breaches", "attended", 3 / 4),
        seed=42,
    )
