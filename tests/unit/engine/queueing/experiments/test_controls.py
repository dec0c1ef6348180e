"""Control variates: exact where they must be, used only where they help."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dueregard.engine.queueing.experiments.controls import (
    Known,
    controlled_mean,
    regression_interval,
    variance_factor,
    workload,
)
from dueregard.engine.queueing.experiments.intervals import NotEnoughRuns, mean_interval
from tests.unit.engine.queueing.experiments.chance import FIRST_SEED, within_band

numbers = st.floats(-100, 100).map(lambda value: round(value, 3))


@given(st.lists(st.tuples(numbers, numbers), min_size=3, max_size=30), numbers)
def test_a_coefficient_of_nought_is_the_plain_interval(pairs, mean):
    y, x = np.array(pairs).T
    found = regression_interval(y, x[:, None], [Known(value=mean)], coefficients=[0.0])
    plain = mean_interval(y)
    assert found.estimate == plain.estimate
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high), abs=1e-9)


def test_it_is_the_intercept_of_ordinary_least_squares():
    """At the control's mean the fitted line has the textbook's standard error and n - 2 degrees of freedom."""
    generator = np.random.default_rng(FIRST_SEED)
    # Each x twice, with the same noise above and below: symmetric, so that the interval is plain t.
    x, noise = np.repeat(generator.normal(size=15), 2), np.repeat(generator.normal(size=15), 2)
    y = 2 + 3 * x + noise * np.tile([1, -1], 15)
    line = stats.linregress(x, y)
    found = regression_interval(y, x[:, None], [Known(value=0.0)])
    assert found.estimate == pytest.approx(line.intercept)
    assert found.half_width == pytest.approx(stats.t.ppf(0.975, 28) * line.intercept_stderr)


def test_a_control_that_explains_all_leaves_nothing():
    x = np.arange(10.0)
    found = regression_interval(5 + 2 * x, x[:, None], [Known(value=1.0)])
    assert found.estimate == pytest.approx(7.0)
    assert found.half_width == pytest.approx(0.0, abs=1e-10)


@pytest.mark.parametrize("correlation", [0.5, 0.95])
def test_it_covers_as_often_as_it_says_and_gains_what_theory_says(correlation):
    generator = np.random.default_rng(FIRST_SEED)
    covered, factors = 0, []
    for _ in range(2000):
        x = generator.normal(size=25)
        y = 1 + correlation * x + np.sqrt(1 - correlation**2) * generator.normal(size=25)
        found = controlled_mean(y, x[:, None], [Known(value=0.0)], pilot=20)
        covered += found.interval.covers(1.0)
        factors.append(found.factor)
    assert within_band(covered, 2000, 0.95)
    if correlation == 0.95:
        # 1 / (1 - ρ²) = 10.3, less about 1/24 and 1/22 for the degree of freedom and the leverage.
        assert 8 < np.median(factors) < 12


def test_an_estimated_mean_of_the_control_enters_the_interval():
    generator = np.random.default_rng(FIRST_SEED)
    covered = 0
    for _ in range(2000):
        known = Known.from_runs(generator.normal(size=40))
        x = generator.normal(size=25)
        y = 1 + 3 * x + generator.normal(size=25)
        covered += regression_interval(y, x[:, None], [known]).covers(1.0)
    assert within_band(covered, 2000, 0.95)


def test_a_control_that_does_not_help_is_not_used_and_it_says_so():
    generator = np.random.default_rng(FIRST_SEED)
    y, x = generator.normal(size=(2, 60))
    found = controlled_mean(y, x[:, None], [Known(value=0.0)])
    assert not found.is_used
    assert found.factor == 1.0
    assert found.interval == mean_interval(y)
    assert found.sentence.startswith("No control variate was used: over the first 20 runs")


def test_a_control_that_helps_says_by_how_much():
    generator = np.random.default_rng(FIRST_SEED)
    x = generator.normal(size=60)
    y = x + 0.1 * generator.normal(size=60)
    found = controlled_mean(y, x[:, None], [Known(value=0.0)])
    assert found.is_used
    assert f"divided the variance by {found.factor:.2f}" in found.sentence
    assert found.coefficients[0] == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("constant", ["y", "x", "both"])
def test_runs_or_controls_that_do_not_vary_do_no_harm(constant):
    y, x = np.random.default_rng(FIRST_SEED).normal(size=(2, 40))
    y = np.full(40, 3.0) if constant != "x" else y
    x = np.full(40, 0.5) if constant != "y" else x
    found = controlled_mean(y, x[:, None], [Known(value=0.0)])
    assert found.interval.estimate == pytest.approx(y.mean())
    assert not found.is_used


def test_a_factor_counts_the_degree_of_freedom_it_costs():
    generator = np.random.default_rng(FIRST_SEED)
    factors = [
        variance_factor(generator.normal(size=10), generator.normal(size=(10, 1)), [Known(value=0.0)])
        for _ in range(500)
    ]
    assert np.mean(np.log(factors)) < 0


def test_too_few_runs_for_the_controls():
    with pytest.raises(NotEnoughRuns):
        regression_interval([1.0, 2.0], np.array([[1.0], [2.0]]), [Known(value=0.0)])


hourly = st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), min_size=1, max_size=50)


@given(hourly, st.floats(0, 20))
def test_workload_is_its_recursion(hours, start):
    work, capacity = np.array(hours).T
    level, expected = start, []
    for arriving, can_do in hours:
        level = max(0.0, level + arriving - can_do)
        expected.append(level)
    assert workload(work, capacity, start=start) == pytest.approx(expected, abs=1e-9)
