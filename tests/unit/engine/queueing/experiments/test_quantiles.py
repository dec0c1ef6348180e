"""Quantiles of waits: exact on the histogram, and intervals that cover though customers of a run depend."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from dueregard.engine.queueing.experiments.intervals import Integers, NotEnoughRuns, Reals
from dueregard.engine.queueing.experiments.quantiles import (
    histogram_quantile,
    merge_histograms,
    order_statistic_interval,
    quantile_by_bootstrap,
    quantile_interval,
)
from tests.unit.engine.queueing.experiments.chance import FIRST_SEED, not_under, within_band

counts = arrays.arrays(np.int64, (6, 8), elements=st.integers(0, 20)).filter(lambda array: array.any())
EDGES = np.array([0.0, 0.5, 1, 2, 3, 5, 8, 13, 21])


@given(counts, st.permutations(range(6)))
def test_merging_is_free_of_order_and_grouping(runs, order):
    merged = merge_histograms(runs)
    assert np.array_equal(merge_histograms(runs[order]), merged)
    parts = np.array([merge_histograms(runs[:2]), merge_histograms(runs[2:])])
    assert np.array_equal(merge_histograms(parts), merged)


@given(counts, st.permutations(range(6)), st.floats(0.05, 0.95))
def test_the_interval_is_free_of_order(runs, order, share):
    one, other = quantile_interval(runs, EDGES, share), quantile_interval(runs[order], EDGES, share)
    assert one.estimate == other.estimate
    assert (one.low, one.high) == pytest.approx((other.low, other.high), rel=1e-6)


@given(counts, st.floats(0.05, 0.95), st.floats(0.1, 50))
def test_the_interval_scales_with_the_edges(runs, share, scale):
    plain, scaled = quantile_interval(runs, EDGES, share), quantile_interval(runs, scale * EDGES, share)
    assert scaled.low == pytest.approx(scale * plain.low, abs=1e-9)
    assert scaled.high == pytest.approx(scale * plain.high, abs=1e-9)


@given(counts, st.floats(0.05, 0.95))
def test_the_estimate_lies_inside_and_a_share_of_the_merged_lies_below_it(runs, share):
    found = quantile_interval(runs, EDGES, share)
    assert found.low <= found.estimate <= found.high
    merged = merge_histograms(runs)
    below = np.interp(found.estimate, EDGES, np.concatenate([[0], np.cumsum(merged)]))
    assert below == pytest.approx(share * merged.sum())


def test_fine_bins_give_the_empirical_quantile():
    values = np.random.default_rng(FIRST_SEED).exponential(size=100_000)
    edges = np.linspace(0, 20, 20_001)
    found = histogram_quantile(np.histogram(values, edges)[0], edges, 0.9)
    assert found == pytest.approx(np.quantile(values, 0.9), abs=0.001)


def test_a_quantile_past_the_histogram_is_infinite_not_its_last_edge():
    edges = np.array([0.0, 1.0, np.inf])
    assert histogram_quantile(np.array([1, 1]), edges, 0.9) == np.inf
    found = quantile_interval(np.array([[9, 1], [8, 2], [10, 0]]), edges, 0.85)
    assert found.high == np.inf
    assert np.isfinite(found.low)


def dependent_runs(seed: int, runs: int) -> tuple[Integers, Reals]:
    """Customers of a run share a run's own level: the customers are far from independent."""
    generator = np.random.default_rng(seed)
    levels = generator.gamma(5.0, 0.2, size=runs)
    edges = np.concatenate([np.linspace(0, 20, 401), [np.inf]])
    return np.array([np.histogram(generator.exponential(level, 300), edges)[0] for level in levels]), edges


def true_quantile(share: float) -> float:
    """Of those customers: P(W > w) = E exp(-w / level), by quadrature and halving."""
    levels = stats.gamma.ppf((np.arange(200_000) + 0.5) / 200_000, 5.0, scale=0.2)
    low, high = 0.0, 50.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if np.exp(-middle / levels).mean() > 1 - share else (low, middle)
    return low


@pytest.mark.parametrize("runs", [20, 40])
def test_it_covers_though_customers_depend(runs):
    truth = true_quantile(0.9)
    found = [quantile_interval(*dependent_runs(FIRST_SEED + n, runs), 0.9) for n in range(400)]
    assert within_band(sum(each.covers(truth) for each in found), 400, 0.95)


def test_the_bootstrap_covers_too():
    truth, generator = true_quantile(0.9), np.random.default_rng(FIRST_SEED)
    found = [
        quantile_by_bootstrap(*dependent_runs(FIRST_SEED + n, 30), 0.9, generator=generator, draws=299)
        for n in range(200)
    ]
    assert within_band(sum(each.covers(truth) for each in found), 200, 0.95)


def test_taking_customers_for_independent_would_cover_far_too_seldom():
    truth, covered = true_quantile(0.9), 0
    for number in range(200):
        runs, edges = dependent_runs(FIRST_SEED + number, 20)
        # As if each customer were a run of its own: the binomial interval of the pooled histogram.
        merged = merge_histograms(runs)
        reach = 1.96 * np.sqrt(0.9 * 0.1 / merged.sum())
        low, high = (histogram_quantile(merged, edges, 0.9 + side * reach) for side in (-1, 1))
        covered += low <= truth <= high
    assert covered < 150


@pytest.mark.parametrize("share", [0.5, 0.9])
@pytest.mark.parametrize("runs", [7, 30, 60])
def test_order_statistics_keep_their_level_exactly(runs, share):
    """Coverage from the binomial, for continuous values: at least 95 %, whatever the distribution."""
    found = order_statistic_interval(np.arange(1.0, runs + 1), share)
    lower = 0 if found.low == -np.inf else int(found.low)
    upper = runs + 1 if found.high == np.inf else int(found.high)
    below = stats.binom(runs, share)
    covered = below.cdf(upper - 1) - below.cdf(lower - 1)
    assert covered >= 0.95
    # The next rank inwards on either side would break its half of the error.
    assert below.cdf(lower) > 0.025 or lower == 0
    assert below.sf(upper - 2) > 0.025


def test_order_statistics_cover_tied_days():
    generator = np.random.default_rng(FIRST_SEED)
    days = generator.poisson(4.0, size=(1000, 25)).astype(float)
    truth = stats.poisson.ppf(0.5, 4.0)
    assert not_under(sum(order_statistic_interval(each, 0.5).covers(truth) for each in days), 1000, 0.95)


def test_one_run_gives_no_interval():
    with pytest.raises(NotEnoughRuns):
        quantile_interval(np.array([[1, 2]]), np.array([0.0, 1.0, 2.0]), 0.5)


@pytest.mark.parametrize(
    ("runs", "edges"),
    [
        (np.zeros((2, 2), np.int64), [0.0, 1.0, 2.0]),
        (np.ones((2, 2), np.int64), [0.0, 1.0]),
        (np.ones((2, 2), np.int64), [0.0, 2.0, 1.0]),
        (np.ones((2, 2)), [0.0, 1.0, 2.0]),
    ],
)
def test_what_is_no_histogram_is_refused(runs, edges):
    with pytest.raises(ValueError, match=r"give whole counts|edges go up"):
        quantile_interval(runs, np.array(edges), 0.5)
