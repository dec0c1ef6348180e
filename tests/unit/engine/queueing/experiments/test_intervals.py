"""Intervals from independent runs: by hand, by their symmetries, and by how often they cover."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dueregard.engine.queueing.experiments.intervals import (
    NotEnoughRuns,
    Proportion,
    difference_interval,
    mean_interval,
    one_sided,
    proportion_interval,
    ratio_interval,
)
from tests.unit.engine.queueing.experiments.chance import FIRST_SEED, not_under, within_band

numbers = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))
runs = st.lists(numbers, min_size=2, max_size=30)


@given(runs, st.floats(0.01, 100), numbers)
def test_scaling_and_shifting_the_runs_scales_and_shifts_the_interval(values, scale, shift):
    plain = mean_interval(values)
    moved = mean_interval(scale * np.array(values) + shift)
    near = 1e-9 * (scale * max(map(abs, values)) + abs(shift) + 1)
    assert moved.low == pytest.approx(scale * plain.low + shift, abs=near)
    assert moved.high == pytest.approx(scale * plain.high + shift, abs=near)


@given(runs, st.randoms(use_true_random=False))
def test_the_order_of_the_runs_does_not_matter(values, shuffler):
    mixed = list(values)
    shuffler.shuffle(mixed)
    near = 1e-9 * (max(map(abs, values)) + 1)
    assert mean_interval(mixed).low == pytest.approx(mean_interval(values).low, abs=near)


@given(runs, st.floats(0.5, 0.98), st.floats(0.001, 0.019))
def test_a_higher_level_never_narrows(values, level, more):
    assert (
        mean_interval(values, level=level).half_width <= mean_interval(values, level=level + more).half_width
    )


@given(runs.filter(lambda values: len(set(values)) > 1))
def test_the_same_runs_four_times_over_more_than_halve_the_width(values):
    # The standard error halves or better (the n - 1 of the variance), and t falls.
    assert mean_interval(values * 4).half_width < mean_interval(values).half_width / 2 * (1 + 1e-9)


@given(runs)
def test_turning_the_runs_round_turns_the_interval_round(values):
    plain, turned = mean_interval(values), mean_interval([-value for value in values])
    assert (turned.low, turned.high) == pytest.approx((-plain.high, -plain.low), abs=1e-6)


@given(runs)
def test_the_estimate_lies_inside(values):
    found = mean_interval(values)
    assert found.low <= found.estimate <= found.high


def test_it_reaches_further_towards_the_rare_side():
    found = mean_interval([1, 1, 1, 1, 1, 1, 1, 1, 1, 9])
    assert found.high - found.estimate > 2 * (found.estimate - found.low)


@pytest.mark.parametrize("shape", [4.0, 1.0])
def test_skewed_runs_are_covered_on_both_sides_where_plain_t_is_not(shape):
    """Gamma runs of skewness 1 and 2, forty at a time: each side may miss one time in forty."""
    samples = np.random.default_rng(FIRST_SEED).gamma(shape, 1 / shape, size=(4000, 40))
    found = [mean_interval(sample) for sample in samples]
    assert not_under(sum(each.covers(1.0) for each in found), 4000, 0.94)
    plain = stats.t.ppf(0.975, 39) * samples.std(axis=1, ddof=1) / np.sqrt(40)
    too_low = sum(each.high < 1.0 for each in found)
    assert too_low < 0.75 * (samples.mean(axis=1) + plain < 1.0).sum()
    assert not_under(4000 - too_low, 4000, 0.96)


def test_a_paired_difference_of_the_same_runs_is_exactly_nought():
    values = np.random.default_rng(FIRST_SEED).normal(size=50)
    found = difference_interval(values, values)
    assert (found.low, found.estimate, found.high) == (0.0, 0.0, 0.0)


def test_pairing_narrows_what_common_chance_widens():
    generator = np.random.default_rng(FIRST_SEED)
    common, own = generator.normal(size=200), generator.normal(scale=0.1, size=200)
    paired = difference_interval(common + own + 1, common)
    assert paired.covers(1.0)
    assert paired.half_width < mean_interval(common).half_width / 5


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_exact_bounds_solve_their_binomial_equations(case):
    successes, trials = case
    found = proportion_interval(successes, trials, method=Proportion.EXACT)
    if successes > 0:
        assert stats.binom.sf(successes - 1, trials, found.low) == pytest.approx(0.025)
    if successes < trials:
        assert stats.binom.cdf(successes, trials, found.high) == pytest.approx(0.025)


@pytest.mark.parametrize("method", list(Proportion))
@given(case=st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_failures_are_the_mirror_of_successes(method, case):
    successes, trials = case
    found = proportion_interval(successes, trials, method=method)
    mirror = proportion_interval(trials - successes, trials, method=method)
    assert 0 <= found.low <= found.estimate <= found.high <= 1
    assert found.low == pytest.approx(1 - mirror.high, abs=1e-12)


def test_the_exact_interval_covers_at_least_its_level_for_every_probability():
    for trials in (5, 20, 37):
        found = [
            proportion_interval(k, trials, method=Proportion.EXACT, level=0.9) for k in range(trials + 1)
        ]
        for share in np.linspace(0.001, 0.999, 199):
            covered = sum(
                stats.binom.pmf(k, trials, share) for k in range(trials + 1) if found[k].covers(share)
            )
            assert covered >= 0.9 - 1e-12


def test_a_ratio_with_equal_counts_is_the_mean_per_customer():
    sums = [3.0, 5.0, 10.0]
    found, plain = ratio_interval(sums, [2, 2, 2]), mean_interval(np.array(sums) / 2)
    assert found.low == pytest.approx(plain.low)
    assert found.high == pytest.approx(plain.high)


def test_a_ratio_covers_as_often_as_it_says():
    generator = np.random.default_rng(FIRST_SEED)
    counts = generator.poisson(100, size=(2000, 15))
    sums = generator.gamma(counts * 2.0)
    covered = sum(ratio_interval(s, n).covers(2.0) for s, n in zip(sums, counts, strict=True))
    assert within_band(covered, 2000, 0.95)


def test_a_one_sided_bound_misses_as_often_as_it_says():
    samples = np.random.default_rng(FIRST_SEED).normal(size=(2000, 8))
    held = sum(one_sided(sample)[1].covers(0.0) for sample in samples)
    assert within_band(held, 2000, 0.95)
    assert not_under(held, 2000, 0.95)


@pytest.mark.parametrize("values", [[], [1.0]])
def test_too_few_runs_give_a_sentence(values):
    with pytest.raises(NotEnoughRuns, match="make at least 2"):
        mean_interval(values)


def test_a_run_without_a_number_is_named():
    with pytest.raises(ValueError, match="run 1 of the array"):
        mean_interval([1.0, float("nan"), 2.0])


def test_nothing_counted_has_no_mean():
    with pytest.raises(ValueError, match="nothing was counted"):
        ratio_interval([0.0, 0.0], [0, 0])
