"""Waits of those never served: nothing changes without them, and with them the truth is found again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from dueregard.engine.queueing.experiments.intervals import Reals
from dueregard.engine.queueing.experiments.quantiles import quantile_interval
from dueregard.engine.queueing.experiments.survival import kaplan_meier, shares_seen_within
from tests.unit.engine.queueing.experiments.chance import FIRST_SEED, within_band

counts = arrays.arrays(np.int64, (6, 8), elements=st.integers(0, 20)).filter(
    lambda array: (array.sum(axis=0) > 0).all()
)
EDGES = np.array([0.0, 0.5, 1, 2, 3, 5, 8, 13, 21])


@given(counts)
def test_without_censoring_it_is_the_empirical_distribution(runs):
    found = kaplan_meier(runs, np.zeros_like(runs), EDGES)
    below = np.cumsum(runs.sum(axis=0)) / runs.sum()
    assert found.still_waiting == pytest.approx(1 - below, abs=1e-12)


@given(counts, st.floats(0.05, 0.95))
def test_without_censoring_its_quantiles_are_the_plain_ones_with_their_intervals(runs, share):
    found = kaplan_meier(runs, np.zeros_like(runs), EDGES).wait_quantile(share)
    plain = quantile_interval(runs, EDGES, share)
    ends = (plain.estimate, plain.low, plain.high)
    assert (found.estimate, found.low, found.high) == pytest.approx(ends, rel=1e-6, abs=1e-6)


@given(counts)
def test_without_censoring_the_mean_is_that_of_the_middles_of_the_bins(runs):
    found = kaplan_meier(runs, np.zeros_like(runs), EDGES).restricted_mean(21.0)
    middles = (EDGES[1:] + EDGES[:-1]) / 2
    assert found.estimate == pytest.approx(float(runs.sum(axis=0) @ middles / runs.sum()))


@given(counts, counts, st.permutations(range(6)))
def test_the_order_of_the_runs_does_not_matter(attended, censored, order):
    one = kaplan_meier(attended, censored, EDGES)
    other = kaplan_meier(attended[order], censored[order], EDGES)
    assert np.array_equal(one.still_waiting, other.still_waiting)


@given(counts, counts)
def test_those_never_served_never_make_waits_look_shorter(attended, censored):
    alone = kaplan_meier(attended, np.zeros_like(attended), EDGES)
    with_them = kaplan_meier(attended, censored, EDGES)
    assert (with_them.still_waiting >= alone.still_waiting - 1e-12).all()


@given(counts, counts)
def test_it_is_the_product_of_what_each_bin_leaves(attended, censored):
    """The slow, obvious version: customer by customer."""
    found = kaplan_meier(attended, censored, EDGES).still_waiting
    waiting, share = int((attended + censored).sum()), 1.0
    for place in range(attended.shape[1]):
        served = int(attended[:, place].sum())
        share *= 1 - served / waiting if waiting else 1.0
        waiting -= served + int(censored[:, place].sum())
        assert found[place] == pytest.approx(share, abs=1e-12)


def censored_runs(seed: int, runs: int = 25, customers: int = 200):
    """Exponential waits of mean 1 with a level of the run's own, a third of them cut short."""
    generator = np.random.default_rng(seed)
    edges = np.concatenate([np.linspace(0, 15, 601), [np.inf]])
    attended, cut = [], []
    for level in generator.uniform(0.9, 1.1, size=runs):
        waits = generator.exponential(level, customers)
        patience = generator.exponential(2.0, customers)
        served = waits <= patience
        attended.append(np.histogram(waits[served], edges)[0])
        cut.append(np.histogram(patience[~served], edges)[0])
    return np.array(attended), np.array(cut), edges


def true_share_waiting(wait: Reals | float) -> Reals:
    levels = np.linspace(0.9, 1.1, 201)
    return np.asarray(np.exp(-np.asarray(wait)[..., None] / levels).mean(axis=-1))


def test_it_covers_the_true_quantile_and_mean_that_leaving_them_out_misses():
    grid = np.linspace(0, 15, 15_001)
    waiting = true_share_waiting(grid)
    median_of_worst = float(np.interp(-0.1, -waiting, grid))
    mean = float(np.trapezoid(waiting[:2_001], grid[:2_001]))  # up to 2
    quantile_covered = mean_covered = left_out_covered = 0
    for number in range(300):
        attended, cut, edges = censored_runs(FIRST_SEED + number)
        found = kaplan_meier(attended, cut, edges)
        quantile_covered += found.wait_quantile(0.9).covers(median_of_worst)
        mean_covered += found.restricted_mean(2.0).covers(mean)
        left_out_covered += quantile_interval(attended, edges, 0.9).covers(median_of_worst)
    assert within_band(quantile_covered, 300, 0.95)
    assert within_band(mean_covered, 300, 0.95)
    assert left_out_covered < 30


def test_a_tenth_never_served_leaves_the_longest_tenth_without_an_end():
    attended = np.array([[45, 42], [44, 43]])
    cut = np.array([[0, 13], [0, 13]])
    found = kaplan_meier(attended, cut, np.array([0.0, 1.0, 2.0])).wait_quantile(0.9)
    assert found.estimate == np.inf
    assert found.high == np.inf


def test_share_seen_within_a_standard():
    attended, cut, edges = censored_runs(FIRST_SEED, runs=200)
    seen = shares_seen_within(kaplan_meier(attended, cut, edges), 1.0)
    assert seen == pytest.approx(1 - float(true_share_waiting(1.0)), abs=0.01)
    assert seen == pytest.approx(stats.expon.cdf(1.0), abs=0.01)


def test_a_mean_past_the_histogram_is_refused():
    attended, cut, edges = censored_runs(FIRST_SEED)
    with pytest.raises(ValueError, match="needs edges that reach it"):
        kaplan_meier(attended, cut, edges).restricted_mean(16.0)
