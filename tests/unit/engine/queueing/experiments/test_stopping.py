"""Stopping when narrow enough, without covering too seldom."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.engine.queueing.experiments.intervals import mean_interval
from dueregard.engine.queueing.experiments.stopping import (
    More,
    Precision,
    looks_at,
    run_in_two_stages,
    run_until,
)
from tests.unit.engine.queueing.experiments.chance import FIRST_SEED, not_under


def skewed(seed: int):
    """Gamma runs of mean 2, the same for a replication number however it is asked for."""
    values = np.random.default_rng(seed).gamma(4.0, 0.5, size=3000)
    return lambda first, runs: values[first - 1 : first - 1 + runs]


def test_it_stops_at_the_first_look_that_is_narrow_enough():
    found = run_until(skewed(FIRST_SEED), Precision(relative=0.05), most=2000)
    assert found.is_met
    assert found.interval.half_width <= 0.05 * found.interval.estimate
    assert found.looks == looks_at(20, 2000)[: len(found.looks)]
    assert np.array_equal(found.values, skewed(FIRST_SEED)(1, found.looks[-1]))


def test_the_cap_stops_it_and_it_says_so():
    found = run_until(skewed(FIRST_SEED), Precision(relative=0.0001), most=50)
    assert not found.is_met
    assert found.interval.runs == 50


def test_an_interruption_ends_it_with_what_there_is():
    def cut_short(first, runs):
        return skewed(FIRST_SEED)(first, max(0, min(runs, 26 - first)))

    found = run_until(cut_short, Precision(relative=0.0001), most=500)
    assert not found.is_met
    assert found.looks == (20, 25)


def test_no_look_is_free():
    found = run_until(skewed(FIRST_SEED), Precision(absolute=100.0))
    assert found.looks == (20,)
    assert found.interval.half_width > mean_interval(found.values).half_width


@pytest.mark.parametrize("relative", [0.2, 0.1, 0.05])
def test_looking_often_still_covers_at_least_as_often_as_it_says(relative):
    found = [
        run_until(skewed(FIRST_SEED + number), Precision(relative=relative), most=1000)
        for number in range(500)
    ]
    assert not_under(sum(each.interval.covers(2.0) for each in found), 500, 0.95)


def test_stopping_at_the_first_narrow_plain_interval_covers_too_seldom():
    """Why the procedure is needed: the same runs, looked at one by one at the plain level."""

    def naive(seed: int) -> bool:
        more = skewed(seed)
        for runs in range(3, 1000):
            interval = mean_interval(more(1, runs))
            if interval.half_width <= 0.3 * interval.estimate:
                break
        return interval.covers(2.0)

    assert not not_under(sum(naive(FIRST_SEED + number) for number in range(500)), 500, 0.95)


def test_two_stages_are_exact_for_normal_runs():
    def normal(seed: int) -> More:
        values = np.random.default_rng(seed).normal(10.0, 3.0, size=3000)
        return lambda first, runs: values[first - 1 : first - 1 + runs]

    found = [run_in_two_stages(normal(FIRST_SEED + number), 0.8, least=10) for number in range(1000)]
    assert all(each.is_met for each in found)
    # Rounding up to whole runs makes it cover a little more often than 95 %, never less.
    assert not_under(sum(abs(each.interval.estimate - 10.0) <= 0.8 for each in found), 1000, 0.95)
    assert not_under(sum(each.interval.covers(10.0) for each in found), 1000, 0.95)


@given(st.integers(2, 50), st.integers(0, 5000))
def test_looks_grow_from_least_to_most(least, more):
    looks = looks_at(least, least + more)
    assert looks[0] == least
    assert looks[-1] == least + more
    assert list(looks) == sorted(set(looks))


@pytest.mark.parametrize("given_", [{}, {"absolute": 0.0}, {"absolute": 1.0, "relative": 1.0}])
def test_exactly_one_half_width_is_asked_for(given_):
    with pytest.raises(ValueError, match="one half-width"):
        Precision(**given_)
