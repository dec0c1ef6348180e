"""Erlang's formulas against reference values, against sums written out, and in their limits."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.engine.queueing.exact.checks import NoSteadyState, QueueUnusable
from dueregard.engine.queueing.exact.erlang import (
    erlang_a,
    erlang_b,
    erlang_c,
    servers_for_mean_wait,
    servers_needed,
)

REFERENCE = [  # servers, load of each, probability of a wait, mean wait in mean service times
    (1, 0.5, 0.500000, 1.000000),
    (2, 0.8, 0.711111, 1.777778),
    (5, 0.8, 0.554113, 0.554113),
    (10, 0.9, 0.668732, 0.668732),
    (20, 0.9, 0.550769, 0.275385),
    (60, 0.85, 0.155083, 0.017231),
    (60, 0.92, 0.420383, 0.087580),
    (60, 0.97, 0.743304, 0.412947),
    (100, 0.95, 0.506457, 0.101291),
]
loads = st.floats(0.05, 0.98)
counts = st.integers(1, 40)


def queue(servers: int, load: float, service: float = 1.0):
    return erlang_c(servers=servers, arrivals_per_hour=servers * load / service, mean_service_hours=service)


@pytest.mark.parametrize(("servers", "load", "waits", "wait"), REFERENCE)
def test_reference_values(servers, load, waits, wait):
    found = queue(servers, load)
    assert found.probability_of_wait == pytest.approx(waits, abs=5.1e-7)
    assert found.mean_wait_hours == pytest.approx(wait, abs=5.1e-7)
    assert found.mean_queue == pytest.approx(found.mean_wait_hours * servers * load)


def test_reference_value_of_three_servers_at_half_load():
    assert queue(3, 0.5).probability_of_wait == pytest.approx(0.236842, abs=5.1e-7)


@given(counts, loads)
def test_it_is_the_sum_of_the_state_probabilities(servers, load):
    offered = servers * load
    below = math.fsum(offered**n / math.factorial(n) for n in range(servers))
    all_busy = offered**servers / math.factorial(servers) / (1 - load)
    assert queue(servers, load).probability_of_wait == pytest.approx(all_busy / (below + all_busy), rel=1e-10)


@given(loads, st.floats(0.1, 5))
def test_one_server_is_the_queue_of_the_textbook(load, service):
    found = queue(1, load, service)
    assert found.probability_of_wait == pytest.approx(load)
    assert found.mean_wait_hours == pytest.approx(load * service / (1 - load))


@given(counts, loads, st.floats(0, 0.999))
def test_a_quantile_is_where_the_distribution_reaches_it(servers, load, probability):
    found = queue(servers, load)
    hours = found.wait_quantile_hours(probability)
    if hours:
        assert 1 - found.probability_longer_than(hours) == pytest.approx(probability, abs=1e-9)
    else:
        assert 1 - found.probability_longer_than(0) >= probability - 1e-12


@given(counts, loads, st.floats(1.001, 1.5))
def test_more_arrivals_wait_longer_and_more_servers_shorter(servers, load, factor):
    offered = servers * load
    more = erlang_c(servers=servers + 1, arrivals_per_hour=offered, mean_service_hours=1)
    assert more.mean_wait_hours < queue(servers, load).mean_wait_hours
    if load * factor < 0.99:
        assert queue(servers, load * factor).mean_wait_hours > queue(servers, load).mean_wait_hours


@given(st.floats(0.5, 50), st.floats(0, 1), st.floats(0.05, 0.99))
def test_the_servers_needed_are_enough_and_one_fewer_are_not(arrivals, within, share):
    number = servers_needed(
        arrivals_per_hour=arrivals, mean_service_hours=1, within_hours=within, share=share
    )
    longer = erlang_c(servers=number, arrivals_per_hour=arrivals, mean_service_hours=1)
    assert 1 - longer.probability_longer_than(within) >= share
    if number - 1 > arrivals:
        fewer = erlang_c(servers=number - 1, arrivals_per_hour=arrivals, mean_service_hours=1)
        assert 1 - fewer.probability_longer_than(within) < share


def test_the_servers_for_a_mean_wait():
    number = servers_for_mean_wait(arrivals_per_hour=55.2, mean_service_hours=1, mean_wait_hours=0.0876)
    assert number == 60  # .087580 by the reference values


def test_many_servers_do_not_overflow():
    found = queue(20_000, 0.99)
    assert 0 < found.probability_of_wait < 1
    assert erlang_c(servers=5_000, arrivals_per_hour=1, mean_service_hours=1).mean_wait_hours == 0


def test_overload_names_the_deficit():
    with pytest.raises(NoSteadyState, match=r"12\.5 servers busy and there are 10, .* give 3 more") as caught:
        erlang_c(servers=10, arrivals_per_hour=12.5, mean_service_hours=1)
    assert caught.value.more_servers == 3
    with pytest.raises(NoSteadyState) as caught:
        erlang_c(servers=10, arrivals_per_hour=10, mean_service_hours=1)
    assert caught.value.more_servers == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"servers": 0}, "servers is 0; give a whole number"),
        ({"servers": 2.5}, "servers is 2.5; give a whole number"),
        ({"arrivals_per_hour": -1.0}, "arrivals_per_hour is -1.0; give a number above 0"),
        ({"mean_service_hours": math.inf}, "mean_service_hours is inf; give a number above 0"),
    ],
)
def test_what_makes_no_queue_is_refused_in_a_sentence(wrong, sentence):
    with pytest.raises(QueueUnusable, match=sentence):
        erlang_c(**{"servers": 3, "arrivals_per_hour": 1.0, "mean_service_hours": 1.0, **wrong})


def test_a_share_of_all_has_no_quantile():
    with pytest.raises(QueueUnusable, match="probability is 1; give a number from 0 to below 1"):
        queue(2, 0.5).wait_quantile_hours(1)
    with pytest.raises(QueueUnusable, match="hours is -1; give a number of 0 or more"):
        queue(2, 0.5).probability_longer_than(-1)


@given(st.integers(1, 30), st.floats(0.1, 60))
def test_turning_away_is_the_ratio_of_the_textbook(servers, load):
    terms = [load**n / math.factorial(n) for n in range(servers + 1)]
    found = erlang_b(servers=servers, offered_load=load)
    assert found == pytest.approx(terms[-1] / math.fsum(terms), rel=1e-9)


@given(counts, loads)
def test_endless_patience_is_erlang_c(servers, load):
    patient = erlang_a(
        servers=servers, arrivals_per_hour=servers * load, mean_service_hours=1, mean_patience_hours=1e9
    )
    assert patient.probability_of_wait == pytest.approx(queue(servers, load).probability_of_wait, rel=1e-4)
    assert patient.mean_wait_hours == pytest.approx(queue(servers, load).mean_wait_hours, rel=1e-4)


@given(st.integers(1, 30), st.floats(0.2, 60))
def test_patience_as_long_as_service_makes_the_number_present_poisson(servers, offered):
    found = erlang_a(servers=servers, arrivals_per_hour=offered, mean_service_hours=1, mean_patience_hours=1)
    below = math.fsum(math.exp(-offered + n * math.log(offered) - math.lgamma(n + 1)) for n in range(servers))
    assert found.probability_of_wait == pytest.approx(1 - below, abs=1e-9)
    assert found.mean_queue + found.utilisation * servers == pytest.approx(offered)


def test_the_impatient_bear_an_overload():
    found = erlang_a(servers=10, arrivals_per_hour=20, mean_service_hours=1, mean_patience_hours=2)
    assert found.probability_of_giving_up == pytest.approx(0.5, abs=1e-3)
    with pytest.raises(QueueUnusable, match="customers would be waiting; give more servers"):
        erlang_a(servers=10, arrivals_per_hour=20, mean_service_hours=1, mean_patience_hours=2_000)
