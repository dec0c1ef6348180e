"""Relaxation, warm-up, and weeks as batches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.engine.queueing.exact.checks import NoSteadyState, QueueUnusable
from dueregard.engine.queueing.experiments.batches import batch_means
from dueregard.engine.queueing.experiments.warm_up import mser, relaxation_time
from tests.unit.engine.queueing.experiments.chance import FIRST_SEED, within_band


@pytest.mark.parametrize(("units", "load"), [(1, 0.5), (2, 0.8), (2, 0.92), (10, 0.92), (10, 0.97)])
def test_relaxation_is_the_inverse_of_the_spectral_gap(units, load):
    """Against the generator's second eigenvalue itself, on so many states that more change nothing."""
    states, arrivals = 2500, units * load
    up = np.full(states - 1, arrivals)
    down = np.minimum(np.arange(1, states), units).astype(float)
    # A birth and death process is similar to a symmetric matrix, whose eigenvalues are quick and stable.
    from scipy.linalg import eigvalsh_tridiagonal

    diagonal = -(np.append(up, 0) + np.insert(down, 0, 0))
    values = eigvalsh_tridiagonal(
        diagonal, np.sqrt(up * down), select="i", select_range=(states - 2, states - 1)
    )
    assert values[1] == pytest.approx(0.0, abs=1e-9)
    gap = -values[0]
    # A finite number of states leaves the gap a little too wide.
    assert 1 / gap == pytest.approx(relaxation_time(arrivals, units, 1.0), rel=0.02)


def test_an_overloaded_queue_has_no_long_run():
    with pytest.raises(NoSteadyState, match="give 3 more"):
        relaxation_time(12.0, 10, 1.0)


def test_a_light_queue_forgets_no_sooner_than_a_service_ends():
    assert relaxation_time(0.0, 10, 2.0) == 2.0


def test_no_units_is_refused():
    with pytest.raises(QueueUnusable):
        relaxation_time(1.0, 0, 1.0)


def autoregressive(seed: int, count: int, *, memory: float, start: float = 0.0):
    generator = np.random.default_rng(seed)
    values, level = [], start
    for noise in generator.normal(size=count):
        level = memory * level + noise
        values.append(level)
    return np.array(values)


def test_the_start_is_left_out_where_it_is_far_off():
    """A start of 60 falls to the spread of 3.2 after 59 steps; the rule scatters, so many runs are looked at."""
    runs = [autoregressive(FIRST_SEED + number, 2000, memory=0.95, start=60.0) for number in range(100)]
    found = [mser(run) for run in runs]
    assert 40 <= np.median([each.left_out for each in found]) <= 120
    cut = [run[each.left_out :].mean() for run, each in zip(runs, found, strict=True)]
    whole = [run.mean() for run in runs]
    assert abs(np.mean(cut)) < 0.15 < 0.5 < abs(np.mean(whole))


def test_a_run_too_short_says_so():
    found = mser(np.arange(100.0, 0.0, -1.0) ** 2)
    assert not found.is_found
    assert found.left_out == 50


@given(st.lists(st.floats(-100, 100).map(lambda v: round(v, 3)), min_size=20, max_size=60))
def test_the_cut_is_the_least_of_the_plain_formula(values):
    means = np.array(values[: len(values) // 5 * 5]).reshape(-1, 5).mean(axis=1)
    plain = [
        ((means[cut:] - means[cut:].mean()) ** 2).sum() / (len(means) - cut) ** 2
        for cut in range(len(means) - 1)
    ]
    found = mser(values).left_out // 5
    half = -(-len(means) // 2)
    assert found == half or plain[found] == pytest.approx(min(plain), abs=1e-6)


def test_independent_weeks_are_their_own_batches_and_cover():
    generator = np.random.default_rng(FIRST_SEED)
    covered = joined = 0
    for _ in range(1000):
        found = batch_means(generator.gamma(4.0, 0.5, size=(2, 30)))
        covered += found.interval.covers(2.0)
        joined += found.weeks > 1
    assert within_band(covered, 1000, 0.95)
    assert joined < 120


def test_weeks_that_remember_each_other_are_joined_until_they_do_not():
    found = batch_means(np.array([autoregressive(FIRST_SEED, 512, memory=0.7)]))
    assert found.weeks >= 4
    assert found.is_independent


def test_weeks_that_never_forget_say_that_the_interval_is_too_narrow():
    found = batch_means(np.array([np.arange(20.0)]))
    assert not found.is_independent


def test_too_few_weeks_are_refused():
    with pytest.raises(ValueError, match="at least 10"):
        batch_means(np.zeros((3, 3)))
