"""Several units at once, and units with preferences, against references and brute force."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from dueregard.engine.queueing.exact.checks import NoSteadyState, QueueUnusable
from dueregard.engine.queueing.exact.erlang import erlang_c
from dueregard.engine.queueing.exact.hypercube import hypercube
from dueregard.engine.queueing.exact.several_units import several_units
from tests.unit.engine.queueing.exact.balance import long_run

TOGETHER = [
    (3, 1.2, (0.6, 0.4), (0.485926, 0.700137, 0.56)),
    (6, 2.4, (0.5, 0.3, 0.2), (0.542367, 0.674359, 0.68)),
]


@pytest.mark.parametrize(("servers", "arrivals", "units", "expected"), TOGETHER)
def test_several_units_reference_values(servers, arrivals, units, expected):
    found = several_units(servers=servers, arrivals_per_hour=arrivals, mean_service_hours=1, units=units)
    seen = (found.waits.probability_of_wait, found.waits.mean_wait_hours, found.utilisation)
    assert seen == pytest.approx(expected, abs=5.1e-7)


@given(st.integers(1, 20), st.floats(0.1, 0.95), st.floats(0.05, 0.95))
@settings(deadline=None, max_examples=30)
def test_one_unit_each_is_erlang_c(servers, load, probability):
    plain = erlang_c(servers=servers, arrivals_per_hour=servers * load, mean_service_hours=1)
    found = several_units(
        servers=servers, arrivals_per_hour=servers * load, mean_service_hours=1, units=[1.0]
    ).waits
    assert found.probability_of_wait == pytest.approx(plain.probability_of_wait, rel=1e-8)
    assert found.mean_wait_hours == pytest.approx(plain.mean_wait_hours, rel=1e-8)
    expected = plain.wait_quantile_hours(probability)
    assert found.wait_quantile_hours(probability) == pytest.approx(expected, rel=1e-5, abs=1e-7)


@given(
    st.integers(3, 6),
    st.floats(0.1, 0.75),
    st.lists(st.floats(0.05, 1), min_size=1, max_size=3),
    st.floats(0.25, 4),
)
@settings(deadline=None, max_examples=25)
def test_several_units_solve_their_balance_equations(servers, load, weights, service):
    units = [weight / sum(weights) for weight in weights]
    needed = sum(number * share for number, share in enumerate(units, start=1))
    arrivals = servers * load / needed / service
    try:
        found = several_units(
            servers=servers, arrivals_per_hour=arrivals, mean_service_hours=service, units=units
        )
    except NoSteadyState:
        return
    if found.waits.mean_wait_hours > 3 * service:
        return
    most = 150

    def moves(state):
        busy, head, behind = state  # head: units the first to wait needs, 0 for nobody
        for number, share in enumerate(units, start=1):
            if head:
                if behind < most:
                    yield (busy, head, behind + 1), arrivals * share
            elif busy + number <= servers:
                yield (busy + number, 0, 0), arrivals * share
            else:
                yield (busy, number, 0), arrivals * share
        if not busy:
            return
        if not head or busy - 1 + head > servers:
            yield (busy - 1, head, behind), busy / service
        elif not behind:
            yield (busy - 1 + head, 0, 0), busy / service
        else:
            for number, share in enumerate(units, start=1):
                yield (servers, number, behind - 1), share * busy / service

    shares = long_run((0, 0, 0), moves)
    length = sum(share * (behind + 1) for (_, head, behind), share in shares.items() if head)
    at_once = [
        sum(share for (busy, head, _), share in shares.items() if not head and busy + number <= servers)
        for number in range(1, len(units) + 1)
    ]
    assert found.waits.mean_wait_hours == pytest.approx(length / arrivals, rel=1e-5)
    for share, each in zip(at_once, found.by_units, strict=True):
        assert each.probability_of_wait == pytest.approx(1 - share, rel=1e-6)


def test_the_mean_of_each_number_of_units_is_the_area_under_its_distribution():
    found = several_units(servers=6, arrivals_per_hour=2.4, mean_service_hours=1, units=[0.5, 0.3, 0.2])
    for each in found.by_units:
        area, _ = quad(each.probability_longer_than, 0, 60, limit=200)
        assert area == pytest.approx(each.mean_wait_hours, rel=1e-6)
    means = [each.mean_wait_hours for each in found.by_units]
    assert means == sorted(means)


def test_overload_of_several_units_comes_below_full_use():
    with pytest.raises(NoSteadyState, match=r"2\.8 units busy, more than 3 can do") as caught:
        several_units(servers=3, arrivals_per_hour=1.4, mean_service_hours=1, units=[0.0, 1.0])
    assert caught.value.more_servers == 1


@pytest.mark.parametrize(
    ("servers", "units", "sentence"),
    [
        (3, [0.5, 0.4], r"units add to 0\.9; they must add to 1"),
        (3, [], "units is empty"),
        (3, [1.5, -0.5], "units, number 2, is -0.5"),
        (1, [0.5, 0.5], "may need 2 units and there are 1 servers"),
    ],
)
def test_what_makes_no_job_of_units_is_refused_in_a_sentence(servers, units, sentence):
    with pytest.raises(QueueUnusable, match=sentence):
        several_units(servers=servers, arrivals_per_hour=0.1, mean_service_hours=1, units=units)


def test_hypercube_reference_values():
    found = hypercube(
        arrivals_per_hour=[0.50, 0.25, 0.35, 0.40],
        preferences=[[0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 0, 1]],
        mean_service_hours=[1, 1, 1],
    )
    assert found.workloads == pytest.approx((0.557364, 0.473372, 0.469264), abs=5.1e-7)
    assert found.waits.probability_of_wait == pytest.approx(0.236842, abs=5.1e-7)


orders = st.integers(1, 5).flatmap(
    lambda units: st.lists(
        st.tuples(st.floats(0.05, 1), st.permutations(range(units))), min_size=1, max_size=4
    )
)


@given(orders, st.floats(0.1, 0.95))
def test_alike_units_together_are_erlang_c(places, load):
    units = len(places[0][1])
    factor = units * load / sum(rate for rate, _ in places)
    found = hypercube(
        arrivals_per_hour=[factor * rate for rate, _ in places],
        preferences=[order for _, order in places],
        mean_service_hours=[1] * units,
    )
    plain = erlang_c(servers=units, arrivals_per_hour=units * load, mean_service_hours=1)
    assert sum(found.workloads) == pytest.approx(units * load)
    assert found.waits.probability_of_wait == pytest.approx(plain.probability_of_wait)
    assert found.waits.mean_wait_hours == pytest.approx(plain.mean_wait_hours)
    assert all(sum(row) == pytest.approx(1) for row in found.dispatch)
    for unit, workload in enumerate(found.workloads):  # what a unit is sent to is what keeps it busy
        sent = sum(factor * rate * row[unit] for (rate, _), row in zip(places, found.dispatch, strict=True))
        assert sent == pytest.approx(workload)


@given(orders, st.floats(0.1, 0.8), st.data())
@settings(deadline=None, max_examples=25)
def test_the_hypercube_solves_its_balance_equations(places, load, data):
    units = len(places[0][1])
    service = data.draw(st.lists(st.floats(0.5, 2), min_size=units, max_size=units))
    factor = load * sum(1 / hours for hours in service) / sum(rate for rate, _ in places)
    arrivals = [factor * rate for rate, _ in places]
    preferences = [order for _, order in places]
    found = hypercube(arrivals_per_hour=arrivals, preferences=preferences, mean_service_hours=service)

    def moves(state):
        busy, waiting = state
        for rate, order in zip(arrivals, preferences, strict=True):
            free = [unit for unit in order if unit not in busy]
            if free:
                yield (busy | {free[0]}, 0), rate
            elif waiting < 300:
                yield (busy, waiting + 1), rate
        for unit in busy:
            yield ((busy, waiting - 1) if waiting else (busy - {unit}, 0)), 1 / service[unit]

    shares = long_run((frozenset(), 0), moves)
    for unit, workload in enumerate(found.workloads):
        expected = sum(share for (busy, _), share in shares.items() if unit in busy)
        assert workload == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"preferences": [[0, 1]]}, "2 places and 1 orders of preference"),
        ({"preferences": [[0, 1], [1, 1]]}, r"preferences of place 1 are \[1, 1\]; name each unit"),
        ({"mean_service_hours": [1.0] * 13}, "There are 13 units; the hypercube is solved for 1 to 12"),
        ({"mean_service_hours": [1.0, 0.0]}, "mean_service_hours, number 2, is 0.0"),
    ],
)
def test_what_makes_no_hypercube_is_refused_in_a_sentence(change, sentence):
    usable = {
        "arrivals_per_hour": [0.3, 0.3],
        "preferences": [[0, 1], [1, 0]],
        "mean_service_hours": [1.0, 1.0],
    }
    with pytest.raises(QueueUnusable, match=sentence):
        hypercube(**{**usable, **change})


def test_overload_of_the_hypercube_names_the_deficit():
    with pytest.raises(NoSteadyState, match="give 2 more"):
        hypercube(arrivals_per_hour=[3.0], preferences=[[0, 1]], mean_service_hours=[1.0, 1.0])
