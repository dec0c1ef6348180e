"""Priorities with and without interruption and with reserves, against references and brute force."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from dueregard.engine.queueing.exact.checks import NoSteadyState, QueueUnusable
from dueregard.engine.queueing.exact.cut_off import cut_off
from dueregard.engine.queueing.exact.erlang import erlang_c
from dueregard.engine.queueing.exact.priorities import non_preemptive, preemptive_sojourns
from tests.unit.engine.queueing.exact.balance import long_run

MIX = (0.15, 0.35, 0.50)
COBHAM = [
    (2, 0.80, (0.404040, 0.673401, 2.962963)),
    (5, 0.80, (0.125935, 0.209891, 0.923521)),
    (10, 0.90, (0.077310, 0.140564, 1.215875)),
    (60, 0.92, (0.008128, 0.015052, 0.162185)),
]
PREEMPTIVE = [
    (2, 0.80, (1.014610, 1.265847, 4.365079)),
    (5, 0.80, (1.000092, 1.028390, 2.088325)),
    (10, 0.90, (1.000000, 1.004914, 2.334023)),
]
WORK_UNIT = [62.5 * share for share in MIX]  # an hour, for 60 servers
WORK_UNIT_SERVICE = 0.92 * 60 / 62.5

rates = st.lists(st.floats(0.01, 1.0), min_size=1, max_size=4)


def scaled(shares: Sequence[float], servers: int, load: float) -> list[float]:
    return [servers * load * share / sum(shares) for share in shares]


@pytest.mark.parametrize(("servers", "load", "expected"), COBHAM)
def test_cobham_reference_values(servers, load, expected):
    waits = non_preemptive(
        servers=servers, arrivals_per_hour=scaled(MIX, servers, load), mean_service_hours=1
    )
    assert [each.mean_wait_hours for each in waits] == pytest.approx(expected, abs=5.1e-7)


def test_cobham_of_the_work_unit_in_minutes():
    waits = non_preemptive(servers=60, arrivals_per_hour=WORK_UNIT, mean_service_hours=WORK_UNIT_SERVICE)
    minutes = [60 * each.mean_wait_hours for each in waits]
    assert minutes == pytest.approx([0.430722, 0.797634, 8.594505], abs=5.1e-7)


@pytest.mark.parametrize(("servers", "load", "expected"), PREEMPTIVE)
def test_preemptive_reference_values(servers, load, expected):
    sojourns = preemptive_sojourns(
        servers=servers, arrivals_per_hour=scaled(MIX, servers, load), mean_service_hours=1
    )
    assert sojourns == pytest.approx(expected, abs=5.1e-7)


def test_preemptive_work_unit_in_minutes():
    sojourns = preemptive_sojourns(
        servers=60, arrivals_per_hour=WORK_UNIT, mean_service_hours=WORK_UNIT_SERVICE
    )
    minutes = [60 * each for each in sojourns]
    assert minutes[0] == pytest.approx(52.992, abs=1e-6)
    assert minutes[1] == pytest.approx(52.992, abs=1e-5)
    assert minutes[2] == pytest.approx(62.274065, abs=5.1e-7)


@given(st.integers(1, 20), st.floats(0.1, 0.97), rates)
def test_waits_of_all_classes_together_are_erlangs(servers, load, shares):
    arrivals = scaled(shares, servers, load)
    plain = erlang_c(servers=servers, arrivals_per_hour=sum(arrivals), mean_service_hours=1)
    waits = non_preemptive(servers=servers, arrivals_per_hour=arrivals, mean_service_hours=1)
    sojourns = preemptive_sojourns(servers=servers, arrivals_per_hour=arrivals, mean_service_hours=1)
    kept = sum(rate * each.mean_wait_hours for rate, each in zip(arrivals, waits, strict=True))
    stayed = sum(rate * (each - 1) for rate, each in zip(arrivals, sojourns, strict=True))
    assert kept == pytest.approx(plain.mean_queue, rel=1e-9)
    assert stayed == pytest.approx(plain.mean_queue, rel=1e-6, abs=1e-9)
    own = erlang_c(servers=servers, arrivals_per_hour=arrivals[0], mean_service_hours=1)
    assert sojourns[0] - 1 == pytest.approx(own.mean_wait_hours, rel=1e-6, abs=1e-12)


@given(st.integers(1, 20), st.floats(0.1, 0.97), rates)
def test_a_reserve_of_nought_is_cobham(servers, load, shares):
    arrivals = scaled(shares, servers, load)
    plain = non_preemptive(servers=servers, arrivals_per_hour=arrivals, mean_service_hours=1)
    none = cut_off(
        servers=servers, arrivals_per_hour=arrivals, mean_service_hours=1, reserves=[0] * len(arrivals)
    )
    for one, other in zip(none, plain, strict=True):
        assert one.mean_wait_hours == pytest.approx(other.mean_wait_hours, rel=1e-9)
        assert one.probability_of_wait == pytest.approx(other.probability_of_wait, rel=1e-9)


@given(st.integers(1, 12), st.floats(0.1, 0.95), st.floats(0.02, 0.98))
@settings(deadline=None, max_examples=30)
def test_the_distribution_with_one_class_is_erlangs(servers, load, probability):
    plain = erlang_c(servers=servers, arrivals_per_hour=servers * load, mean_service_hours=1)
    (only,) = non_preemptive(servers=servers, arrivals_per_hour=[servers * load], mean_service_hours=1)
    expected = plain.wait_quantile_hours(probability)
    assert only.wait_quantile_hours(probability) == pytest.approx(expected, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("reserves", [[0, 0, 0], [0, 1, 1], [0, 1, 2]])
def test_the_mean_is_the_area_under_the_distribution(reserves):
    waits = cut_off(servers=6, arrivals_per_hour=[0.8, 1.2, 0.9], mean_service_hours=1, reserves=reserves)
    for each in waits:
        area, _ = quad(
            each.probability_longer_than, 0, 60 * each.mean_wait_hours / each.probability_of_wait, limit=200
        )
        assert area == pytest.approx(each.mean_wait_hours, rel=1e-6)


def test_the_distribution_of_a_low_class_is_that_of_its_own_chain():
    """Class 2 of one server, low load: the wait as an absorbing chain, stepped in small exact steps."""
    from scipy.linalg import expm

    first, second, most = 0.3, 0.25, 60
    (_, waits) = non_preemptive(servers=1, arrivals_per_hour=[first, second], mean_service_hours=1)

    def moves(state):
        busy, high, low = state
        if not busy:
            return [((1, 0, 0), first + second)]
        found = []
        if high < most:
            found.append(((1, high + 1, low), first))
        if low < most:
            found.append(((1, high, low + 1), second))
        found.append(((1, high - 1, low) if high else (1, 0, low - 1) if low else (0, 0, 0), 1.0))
        return found

    ahead = np.zeros(2 * most + 2)  # customers to finish before the arriving one starts
    for (busy, high, low), share in long_run((0, 0, 0), moves).items():
        ahead[min(busy + high + low, 2 * most + 1)] += share
    size = len(ahead)
    generator = np.zeros((size, size))
    for number in range(1, size):
        generator[number, number - 1] += 1.0
        generator[number, min(size - 1, number + 1)] += first
        generator[number, number] -= 1.0 + first
    for hours in (0.5, 2.0, 8.0):
        after = ahead @ expm(generator * hours)
        assert waits.probability_longer_than(hours) == pytest.approx(1 - after[0], abs=1e-7)


@pytest.mark.parametrize(
    ("reserves", "expected", "delayed"),
    [
        ([0, 0], (0.040951, 0.102378), None),
        ([0, 1], (0.015771, 0.285855), (0.075702, 0.378512)),
    ],
)
def test_cut_off_reference_values(reserves, expected, delayed):
    waits = cut_off(servers=6, arrivals_per_hour=[1.2, 2.4], mean_service_hours=1, reserves=reserves)
    assert [each.mean_wait_hours for each in waits] == pytest.approx(expected, abs=5.1e-7)
    if delayed:
        assert [each.probability_of_wait for each in waits] == pytest.approx(delayed, abs=5.1e-7)


@given(
    st.integers(2, 4),
    st.lists(st.floats(0.05, 0.6), min_size=2, max_size=3),
    st.lists(st.integers(0, 1), min_size=3, max_size=3),
    st.integers(0, 1),
)
@settings(deadline=None, max_examples=10)
def test_cut_off_is_the_solution_of_its_balance_equations(servers, arrivals, steps, first):
    reserves = [min(servers - 1, first + sum(steps[1 : k + 1])) for k in range(len(arrivals))]
    try:
        waits = cut_off(servers=servers, arrivals_per_hour=arrivals, mean_service_hours=1, reserves=reserves)
    except NoSteadyState:
        return
    below = [servers - reserve for reserve in reserves]
    if max(each.mean_wait_hours for each in waits) > 0.8:
        return  # the queues would outgrow the small chain
    most = (8, 14, 24) if len(arrivals) == 3 else (25, 60)

    def moves(state):
        busy, *queues = state
        for number, rate in enumerate(arrivals):
            if busy < below[number]:
                yield (busy + 1, *queues), rate
            elif queues[number] < most[number]:
                yield (busy, *(size + (place == number) for place, size in enumerate(queues))), rate
        if busy:
            for number, size in enumerate(queues):
                if size and busy - 1 < below[number]:
                    yield (busy, *(s - (place == number) for place, s in enumerate(queues))), float(busy)
                    break
            else:
                yield (busy - 1, *queues), float(busy)

    shares = long_run((0,) * (len(arrivals) + 1), moves)
    for number, each in enumerate(waits):
        length = sum(share * state[number + 1] for state, share in shares.items())
        busy = sum(share for state, share in shares.items() if state[0] >= below[number])
        assert each.probability_of_wait == pytest.approx(busy, rel=2e-3)
        assert each.mean_wait_hours == pytest.approx(length / arrivals[number], rel=5e-3, abs=1e-6)


@given(st.integers(3, 12), st.floats(0.1, 0.6))
def test_a_reserve_helps_the_urgent_and_costs_the_rest(servers, load):
    arrivals = scaled((0.3, 0.7), servers, load)
    without = cut_off(servers=servers, arrivals_per_hour=arrivals, mean_service_hours=1, reserves=[0, 0])
    kept = cut_off(servers=servers, arrivals_per_hour=arrivals, mean_service_hours=1, reserves=[0, 1])
    more = cut_off(servers=servers + 1, arrivals_per_hour=arrivals, mean_service_hours=1, reserves=[0, 1])
    assert kept[0].mean_wait_hours < without[0].mean_wait_hours
    assert kept[1].mean_wait_hours > without[1].mean_wait_hours
    assert all(m.mean_wait_hours < k.mean_wait_hours for m, k in zip(more, kept, strict=True))


def test_overload_by_a_reserve_names_the_deficit():
    with pytest.raises(NoSteadyState, match=r"2\.6 servers busy, and 3 that keep reserves") as caught:
        cut_off(servers=3, arrivals_per_hour=[1.2, 1.4], mean_service_hours=1, reserves=[0, 2])
    enough = 3 + caught.value.more_servers
    cut_off(servers=enough, arrivals_per_hour=[1.2, 1.4], mean_service_hours=1, reserves=[0, 2])
    with pytest.raises(NoSteadyState):
        cut_off(servers=enough - 1, arrivals_per_hour=[1.2, 1.4], mean_service_hours=1, reserves=[0, 2])


def test_overload_of_all_classes_names_the_deficit():
    with pytest.raises(NoSteadyState, match="give 2 more"):
        non_preemptive(servers=4, arrivals_per_hour=[2.0, 3.5], mean_service_hours=1)
    with pytest.raises(NoSteadyState, match="give 2 more"):
        preemptive_sojourns(servers=4, arrivals_per_hour=[2.0, 3.5], mean_service_hours=1)


@pytest.mark.parametrize(
    ("arrivals", "reserves", "sentence"),
    [
        ([], [], "arrivals_per_hour is empty"),
        ([1.0, -1.0], [0, 0], "arrivals_per_hour, number 2, is -1.0"),
        ([0.0, 0.0], [0, 0], "are all 0"),
        ([1.0, 1.0], [0], "2 classes and 1 reserves"),
        ([1.0, 1.0], [1, 0], "The reserve of class 2 is 0; give a whole number from 1"),
        ([1.0, 1.0], [0, 4], "The reserve of class 2 is 4; .* to 3"),
    ],
)
def test_what_makes_no_priorities_is_refused_in_a_sentence(arrivals, reserves, sentence):
    with pytest.raises(QueueUnusable, match=sentence):
        cut_off(servers=4, arrivals_per_hour=arrivals, mean_service_hours=1, reserves=reserves)


def test_a_class_without_arrivals_has_the_wait_of_one_who_came():
    waits = non_preemptive(servers=2, arrivals_per_hour=[0.0, 1.0], mean_service_hours=1)
    tiny = non_preemptive(servers=2, arrivals_per_hour=[1e-9, 1.0], mean_service_hours=1)
    assert waits[0].mean_wait_hours == pytest.approx(tiny[0].mean_wait_hours, rel=1e-6)
    assert waits[0].wait_quantile_hours(0.9) == pytest.approx(tiny[0].wait_quantile_hours(0.9), rel=1e-6)
