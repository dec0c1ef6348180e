"""The forward equations against reference values, steady results, and chains written out state by state."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm
from scipy.sparse.linalg import expm_multiply
from scipy.stats import erlang as erlang_distribution

from dueregard.engine.queueing.exact.checks import NoSteadyState, QueueUnusable
from dueregard.engine.queueing.exact.erlang import erlang_c
from dueregard.engine.queueing.exact.evolution import poisson_weights
from dueregard.engine.queueing.exact.following import Stretch
from dueregard.engine.queueing.exact.forward import periodic, transient
from dueregard.engine.queueing.exact.saturation import jobs_begun_when_saturated
from dueregard.engine.queueing.exact.varying import State, VaryingQueue
from dueregard.engine.queueing.exact.varying_waits import (
    arrival_waits,
    transient_mean_wait_hours,
    transient_wait_quantile,
    window_waits,
)
from dueregard.engine.queueing.model import Handover
from tests.unit.engine.queueing.exact.balance import chain

HANDOVERS = (Handover.CARRY, Handover.RELIEVE)


def reference_rate(hour: float) -> float:
    return 3.5 * (1 + 0.5 * math.sin(2 * math.pi * hour / 24))


def steady(servers: int, load: float, hours: int = 1) -> VaryingQueue:
    return VaryingQueue(
        arrivals_per_hour=(servers * load,) * hours, servers=(servers,) * hours, mean_service_hours=1
    )


def test_reference_values_of_the_periodic_regime():
    queue = VaryingQueue(arrivals_per_hour=reference_rate, servers=(5,) * 24, mean_service_hours=1)
    regime = periodic(queue, points_per_step=20)
    course = regime.course
    assert course.share_waiting == pytest.approx(0.517920, abs=5.1e-7)
    assert regime.mean_wait_hours == pytest.approx(0.577393, abs=5.1e-7)
    highest, longest = int(course.probability_of_wait.argmax()), int(course.mean_waiting.argmax())
    assert course.probability_of_wait[highest] == pytest.approx(0.785584, abs=5.1e-7)
    assert course.at_hours[highest] == pytest.approx(8.55)
    assert course.mean_waiting[longest] == pytest.approx(4.813491, abs=5.1e-7)
    assert course.at_hours[longest] == pytest.approx(9.70)
    seen = [course.probability_of_wait[20 * hour] for hour in (0, 6, 12, 18)]
    assert seen == pytest.approx([0.225053, 0.732427, 0.677852, 0.138136], abs=5.1e-7)
    assert course.arrivals == pytest.approx(84)


def test_a_steady_formula_for_the_same_mean_is_far_off():
    """The reference gives it beside the truth: the hour-by-hour formula has no answer at the peak at all."""
    flat = erlang_c(servers=5, arrivals_per_hour=3.5, mean_service_hours=1)
    assert flat.probability_of_wait == pytest.approx(0.377838, abs=5.1e-7)
    with pytest.raises(NoSteadyState, match="give 1 more"):
        erlang_c(servers=5, arrivals_per_hour=reference_rate(6), mean_service_hours=1)


@given(st.integers(1, 25), st.floats(0.2, 0.95), st.floats(0.3, 3))
@settings(deadline=None, max_examples=12)
def test_a_steady_plan_settles_at_erlang_c(servers, load, service):
    queue = VaryingQueue(
        arrivals_per_hour=(servers * load / service,) * 24,
        servers=(servers,) * 24,
        mean_service_hours=service,
    )
    plain = erlang_c(servers=servers, arrivals_per_hour=servers * load / service, mean_service_hours=service)
    regime = periodic(queue, points_per_step=1)
    assert regime.mean_wait_hours == pytest.approx(plain.mean_wait_hours, rel=1e-7, abs=1e-9)
    assert regime.course.share_waiting == pytest.approx(plain.probability_of_wait, rel=1e-7)
    waits = window_waits(queue, from_hour=0, to_hour=24, start=regime.start)
    assert waits.mean_wait_hours == pytest.approx(plain.mean_wait_hours, rel=1e-7, abs=1e-9)
    for probability in (0.5, 0.9, 0.99):
        expected = plain.wait_quantile_hours(probability)
        assert waits.wait_quantile_hours(probability) == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_a_queue_that_takes_long_to_settle_is_solved():
    plain = erlang_c(servers=2, arrivals_per_hour=1.96, mean_service_hours=1)
    regime = periodic(steady(2, 0.98, 24), points_per_step=1)
    assert regime.mean_wait_hours == pytest.approx(plain.mean_wait_hours, rel=1e-7)


# ------------------------------------------------------------------- chains written out state by state

MOST = 24


Slow = dict[tuple[int, int, int], float]


def slow_moves(servers: int, rate: float, service: float) -> Any:
    """Old crew still out, own busy, waiting: as the rules read, whatever the fast way leaves out."""

    def moves(state: tuple[int, int, int]) -> Iterator[tuple[tuple[int, int, int], float]]:
        out, busy, waiting = state
        if rate and busy < servers and not waiting:
            yield (out, busy + 1, 0), rate
        elif rate and waiting < MOST:
            yield (out, busy, waiting + 1), rate
        if out:
            yield (out - 1, busy, waiting), out / service
        if busy:
            fewer = busy - 1
            if waiting and fewer < servers:
                yield (out, fewer + 1, waiting - 1), busy / service
            else:
                yield (out, fewer, waiting), busy / service

    return moves


def slow_change(
    state: tuple[int, int, int], servers: int, handover: Handover, is_change: bool
) -> tuple[int, int, int]:
    out, busy, waiting = state
    if is_change and handover is Handover.RELIEVE:
        out, busy = out + busy, 0
    while waiting and busy < servers:
        busy, waiting = busy + 1, waiting - 1
    return out, busy, waiting


def slow_step(probabilities: Slow, servers: int, rate: float, service: float, hours: float) -> Slow:
    after: Slow = {}
    for state, share in probabilities.items():
        if share < 1e-14:
            continue
        states, rates = chain(state, slow_moves(servers, rate, service))
        moved = expm_multiply(rates.T * hours, np.eye(len(states))[0])
        for reached, probability in zip(states, moved, strict=True):
            after[reached] = after.get(reached, 0) + share * probability
    return after


def slow_joint(probabilities: Slow) -> Any:
    joint = np.zeros((12, MOST + 1))
    for (_, busy, waiting), share in probabilities.items():
        joint[busy, waiting] += share
    return joint


@pytest.mark.parametrize("handover", HANDOVERS)
def test_a_transient_course_is_that_of_the_chain_written_out(handover):
    plan, rates, service = (3, 1, 2, 2), (2.5, 1.5, 0.5, 1.0), 0.8
    queue = VaryingQueue(
        arrivals_per_hour=rates, servers=plan, mean_service_hours=service, step_hours=0.5, handover=handover
    )
    slow, before = {(0, 1, 0): 1.0}, plan[0]
    for step, (servers, rate) in enumerate(zip(plan, rates, strict=True)):
        changed: Slow = {}
        for state, share in slow.items():
            new = slow_change(state, servers, handover, servers != before)
            changed[new] = changed.get(new, 0) + share
        slow, before = slow_step(changed, servers, rate, service, 0.5), servers
        course = transient(queue, to_hour=0.5 * (step + 1), start=State.of(busy=1))
        joint = slow_joint(slow)
        assert course.mean_waiting[-1] == pytest.approx(joint.sum(axis=0) @ np.arange(MOST + 1), abs=1e-9)
        assert course.probability_of_wait[-1] == pytest.approx(joint[servers:].sum(), abs=1e-9)
        assert course.mean_busy[-1] == pytest.approx(joint.sum(axis=1) @ np.arange(12), abs=1e-9)
        assert course.error < 1e-8


@pytest.mark.parametrize("handover", HANDOVERS)
@pytest.mark.parametrize(("busy", "waiting"), [(3, 0), (3, 2), (2, 0), (3, 5)])
def test_a_wait_through_changes_is_that_of_the_chain_written_out(handover, busy, waiting):
    plan, service, at_hour = (3, 1, 2), 0.7, 0.25
    queue = VaryingQueue(
        arrivals_per_hour=(1.0,) * 3, servers=plan, mean_service_hours=service, handover=handover
    )
    waits = arrival_waits(
        queue, at_hour=at_hour, start=State.of(busy=busy, waiting=waiting), start_hour=at_hour
    )
    state = (0, busy + 1, 0) if busy < 3 else (0, busy, waiting + 1)
    slow, now, before = {state: 1.0}, at_hour, 3
    for servers, until in ((3, 0.8), (3, 1.0), (1, 1.6), (1, 2.0), (2, 3.0)):
        changed: Slow = {}
        for each, share in slow.items():
            new = slow_change(each, servers, handover, servers != before)
            changed[new] = changed.get(new, 0) + share
        slow, before = slow_step(changed, servers, 0.0, service, until - now), servers
        now = until
        expected = sum(share for (_, _, still), share in slow.items() if still)
        just_before = until - at_hour - 1e-12
        assert waits.probability_longer_than(just_before) == pytest.approx(expected, abs=1e-9)


def test_a_wait_with_steady_servers_is_erlang_distributed():
    waits = arrival_waits(steady(3, 0.5), at_hour=0, start=State.of(busy=3, waiting=4))
    law = erlang_distribution(5, scale=1 / 3)
    assert waits.probability_of_wait == pytest.approx(1)
    assert waits.mean_wait_hours == pytest.approx(5 / 3)
    assert waits.wait_quantile_hours(0.9) == pytest.approx(law.ppf(0.9), rel=1e-9)
    assert waits.probability_longer_than(1.0) == pytest.approx(law.sf(1.0), rel=1e-9)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (2, 0.92), (4, 1.3)])
def test_waits_between_two_hours_from_empty_are_a_mixture_written_out(servers, load):
    """Each moment of arrival by itself: the state from a matrix exponential, the wait as an Erlang sum."""
    rate, most = servers * load, 200
    generator = np.diag(np.full(most, rate), 1) + np.diag(np.minimum(np.arange(1.0, most + 1), servers), -1)
    generator -= np.diag(generator.sum(axis=1))
    places, shares = np.polynomial.legendre.leggauss(24)
    seen = np.zeros(most + 1)
    for place, share in zip(4 + 4 * places, shares / 2, strict=True):
        seen += share * expm(generator * place)[0]
    queue = VaryingQueue(arrivals_per_hour=(rate,), servers=(servers,), mean_service_hours=1)
    positions = np.arange(1, most + 2 - servers)
    waits = window_waits(queue, from_hour=0, to_hour=8)
    assert waits.mean_wait_hours == pytest.approx(seen[servers:] @ positions / servers, rel=1e-8)
    quantile = transient_wait_quantile(queue, 0.9, from_hour=0, to_hour=8)
    longer = seen[servers:] @ erlang_distribution.sf(quantile, positions, scale=1 / servers)
    assert longer == pytest.approx(0.1, abs=1e-8)
    assert transient_mean_wait_hours(queue, from_hour=0, to_hour=8) == waits.mean_wait_hours


@pytest.mark.parametrize("handover", HANDOVERS)
def test_mean_wait_of_a_period_by_its_customers_and_by_littles_law(handover):
    """Two ways to the mean wait through shifts: following each customer, and counting the queue."""
    queue = VaryingQueue(
        arrivals_per_hour=(1.0, 3.0, 4.0, 2.0, 1.0, 1.0),
        servers=(2, 2, 4, 4, 3, 0),
        mean_service_hours=0.9,
        handover=handover,
    )
    regime = periodic(queue)
    waits = window_waits(queue, from_hour=0, to_hour=6, start=regime.start)
    assert waits.mean_wait_hours == pytest.approx(regime.mean_wait_hours, rel=1e-7)
    assert waits.probability_of_wait == pytest.approx(regime.course.share_waiting, rel=1e-7)
    coarser = window_waits(queue, from_hour=0, to_hour=6, start=regime.start, moments_per_step=8)
    # Many waits end at the moment of a change; a quantile does not hang on the moments of arrival looked at.
    assert waits.wait_quantile_hours(0.9) == pytest.approx(coarser.wait_quantile_hours(0.9), rel=1e-7)


@pytest.mark.parametrize("handover", HANDOVERS)
@pytest.mark.parametrize("hours", [0.4, 0.7, 1.3])
def test_a_wait_that_ends_at_a_change_is_told_apart(handover, hours):
    """Arrivals before and after the moment from which the wait lasts to the change, each by itself."""
    queue = VaryingQueue(
        arrivals_per_hour=(3.0, 3.0, 1.0), servers=(2, 2, 5), mean_service_hours=0.9, handover=handover
    )
    change = 2.0 - hours % 1.0
    expected = 0.0
    for begin, end in ((1.0, change), (change, 2.0)):
        for number in range(12):
            moment = begin + (number + 0.5) * (end - begin) / 12
            waits = arrival_waits(queue, at_hour=moment)
            expected += (end - begin) / 12 * waits.probability_longer_than(hours)
    found = window_waits(queue, from_hour=1, to_hour=2)
    assert found.probability_longer_than(hours) == pytest.approx(expected, rel=2e-3)
    reached = found.wait_quantile_hours(1 - found.probability_longer_than(hours))
    assert reached == pytest.approx(hours, rel=1e-6)


def test_the_handover_matters_and_relief_waits_less():
    waits = {}
    for handover in HANDOVERS:
        queue = VaryingQueue(
            arrivals_per_hour=(4.0, 7.0, 9.0),
            servers=(6, 8, 10),
            mean_service_hours=1,
            step_hours=8,
            handover=handover,
        )
        waits[handover] = periodic(queue).mean_wait_hours
    assert waits[Handover.RELIEVE] < 0.9 * waits[Handover.CARRY]


plans = st.lists(st.integers(0, 5), min_size=1, max_size=4).filter(any)


@given(plans, st.data(), st.sampled_from(HANDOVERS))
@settings(deadline=None, max_examples=25)
def test_more_arrivals_wait_longer_and_more_servers_shorter(plan, data, handover):
    rates = data.draw(st.lists(st.floats(0.1, 4), min_size=len(plan), max_size=len(plan)))

    def mean_queue(more_servers: int, factor: float) -> float:
        queue = VaryingQueue(
            arrivals_per_hour=tuple(factor * rate for rate in rates),
            servers=tuple(servers + more_servers for servers in plan),
            mean_service_hours=0.8,
            handover=handover,
        )
        return transient(queue, to_hour=2.0 * len(plan)).mean_queue

    assert mean_queue(1, 1.0) <= mean_queue(0, 1.0) + 1e-9 <= mean_queue(0, 1.2) + 2e-9


def test_an_overload_is_followed_and_grows_by_its_excess():
    queue = VaryingQueue(arrivals_per_hour=(30.0,), servers=(20,), mean_service_hours=1)
    course = transient(queue, to_hour=60, points_per_step=1)
    growth = course.mean_waiting[-1] - course.mean_waiting[-11]
    assert growth == pytest.approx(100, rel=1e-6)
    assert course.error < 1e-8


def test_nobody_on_duty_at_night():
    queue = VaryingQueue(arrivals_per_hour=(2.0,) * 4, servers=(0, 5, 5, 5), mean_service_hours=0.5)
    course = transient(queue, to_hour=1)
    assert course.mean_waiting[-1] == pytest.approx(2)
    waits = arrival_waits(queue, at_hour=0.25)
    assert waits.probability_of_wait == pytest.approx(1)
    assert waits.wait_quantile_hours(0.01) >= 0.75 - 1e-9
    assert periodic(queue).mean_wait_hours > 0.125


def test_a_plan_that_never_settles_names_the_deficit():
    with pytest.raises(NoSteadyState, match=r"12 servers busy and 10 are on duty, .* give 3 more"):
        periodic(VaryingQueue(arrivals_per_hour=(12.0,), servers=(10,), mean_service_hours=1))
    queue = VaryingQueue(arrivals_per_hour=(9.0, 15.0), servers=(8, 12), mean_service_hours=1, step_hours=12)
    with pytest.raises(NoSteadyState, match="12 servers busy and 10 are on duty") as caught:
        periodic(queue)
    assert caught.value.more_servers in (2, 3)


@pytest.mark.parametrize("handover", HANDOVERS)
def test_who_finishes_late_helps_and_is_counted(handover):
    """Endlessly many waiting: the jobs begun in a period, against the chain followed from a long queue."""
    queue = VaryingQueue(
        arrivals_per_hour=(0.0,) * 4, servers=(4, 1, 2, 3), mean_service_hours=0.8, handover=handover
    )
    course = transient(queue, to_hour=8, start=State.of(waiting=200), points_per_step=1)
    begun = course.mean_waiting[4] - course.mean_waiting[8]  # both just before a change
    assert jobs_begun_when_saturated(queue) == pytest.approx(begun, rel=1e-9)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"servers": (0, 0)}, "servers is 0 in every step"),
        ({"servers": (1, -1)}, "servers in step 1 is -1"),
        ({"servers": ()}, "servers is 0 in every step"),
        ({"arrivals_per_hour": (1.0,)}, "1 rates of arrival and 2 steps"),
        ({"arrivals_per_hour": (1.0, -1.0)}, "arrivals_per_hour in step 1 is -1.0"),
        ({"mean_service_hours": 0.0}, "mean_service_hours is 0.0"),
        ({"step_hours": math.nan}, "step_hours is nan"),
    ],
)
def test_what_makes_no_plan_is_refused_in_a_sentence(change, sentence):
    usable = {"arrivals_per_hour": (1.0, 1.0), "servers": (2, 2), "mean_service_hours": 1.0}
    with pytest.raises(QueueUnusable, match=sentence):
        VaryingQueue(**{**usable, **change})


def test_hours_that_make_no_sense_are_refused_in_a_sentence():
    queue = steady(2, 0.5)
    with pytest.raises(QueueUnusable, match="to_hour - from_hour is -1"):
        transient(queue, from_hour=2, to_hour=1)
    with pytest.raises(QueueUnusable, match="at_hour - start_hour is -1"):
        arrival_waits(queue, at_hour=1, start_hour=2)
    with pytest.raises(QueueUnusable, match=r"give 0\.999999 at most"):
        arrival_waits(queue, at_hour=1).wait_quantile_hours(0.9999999)
    quiet = VaryingQueue(arrivals_per_hour=(0.0, 1.0), servers=(2, 2), mean_service_hours=1)
    with pytest.raises(QueueUnusable, match="Nobody arrives between hour 0 and hour 1"):
        window_waits(quiet, from_hour=0, to_hour=1)
    with pytest.raises(QueueUnusable, match="arrivals_per_hour is 0 all the time"):
        periodic(VaryingQueue(arrivals_per_hour=(0.0,), servers=(1,), mean_service_hours=1))
    with pytest.raises(QueueUnusable, match=r"would need .* states and 200,000 can be held"):
        transient(queue, to_hour=2, start=State.of(busy=5, waiting=90_000))
    with pytest.raises(QueueUnusable, match="-1 waiting"):
        State.of(waiting=-1)


def test_the_mean_of_a_stretch_stands_whatever_its_length_rounds_to():
    """At nine steps an hour, an hour and a hair asks for one Poisson weight more than an hour."""
    known = np.ones(len(poisson_weights(9.0)))
    begin, end = 0.7, float(np.nextafter(1.7, 2))
    assert end - begin > 1.0
    assert len(poisson_weights(9.0 * (end - begin))) == len(known) + 1
    stretch = Stretch(from_hours=begin, to_hours=end, fastest=9.0, still_waiting=known)
    assert stretch.mean_hours == pytest.approx(1.0)
