"""Scores against slow twins and published closed forms."""

from math import erf, exp, pi, sqrt

import numpy as np
import pytest

from dueregard.local_policing.scoring import bias, compare_with_rival, covered, crps, pinball, place_among

SEED = 20141104


def slow_crps(draws: list[float], value: float) -> float:
    count = len(draws)
    far = sum(abs(one - value) for one in draws) / count
    pairs = sum(abs(one - other) for one in draws for other in draws)
    return far - pairs / (2 * count * (count - 1))


def normal_crps(value: float) -> float:
    # Gneiting and Raftery (2007), for the standard normal, as a loss.
    density = exp(-value * value / 2) / sqrt(2 * pi)
    return value * erf(value / sqrt(2)) + 2 * density - 1 / sqrt(pi)


def test_crps_equals_all_pairs_written_out():
    chance = np.random.default_rng(SEED)
    draws = chance.poisson(3.0, size=(17, 6)).astype(float)
    seen = chance.poisson(3.0, size=6).astype(float)
    slow = [slow_crps(draws[:, cell].tolist(), seen[cell]) for cell in range(6)]
    assert crps(draws, seen) == pytest.approx(slow, abs=1e-12)


def test_crps_of_a_single_draw_is_its_distance():
    assert crps(np.array([[1.0, 5.0]]), np.array([3.0, 5.0])).tolist() == [2.0, 0.0]


@pytest.mark.parametrize("value", [-2.0, 0.0, 0.7])
def test_crps_of_normal_draws_is_the_closed_form(value):
    draws = np.random.default_rng(SEED).normal(size=(50, 20_000))
    scores = crps(draws, np.full(20_000, value))
    error = scores.std() / sqrt(len(scores))
    assert abs(scores.mean() - normal_crps(value)) < 4 * error


@pytest.mark.parametrize("level", [0.5, 0.9])
def test_no_draw_has_a_smaller_pinball_loss_over_the_draws_than_their_quantile(level):
    draws = np.random.default_rng(SEED).normal(size=41)
    own = pinball(np.repeat(draws[:, None], 41, axis=1), draws, level).mean()
    others = [pinball(np.full((1, 41), one), draws, level).mean() for one in draws]
    assert own == pytest.approx(min(others), abs=1e-12)


def test_places_of_counts_are_uniform_and_cover_what_they_say():
    chance = np.random.default_rng(SEED)
    draws = chance.poisson(1.5, size=(19, 40_000)).astype(float)
    places = place_among(draws, chance.poisson(1.5, size=40_000).astype(float), chance)
    for level in (0.5, 0.8, 0.95):
        assert abs(covered(places, level) - level) < 4 * sqrt(level * (1 - level) / 40_000)
    tenths, _ = np.histogram(places, bins=10, range=(0, 1))
    assert ((tenths - 4000.0) ** 2 / 4000.0).sum() < 27.9  # chi-squared, 9 degrees of freedom, 99.9 %


def test_too_narrow_a_forecast_covers_too_little():
    chance = np.random.default_rng(SEED)
    places = place_among(chance.normal(0, 0.5, (99, 5000)), chance.normal(size=5000), chance)
    assert covered(places, 0.8) < 0.6


def test_bias_has_the_sign_of_a_forecast_too_high():
    assert bias(np.array([[3.0, 0.0]]), np.array([1.0, 2.0])).tolist() == [2.0, -2.0]


def test_a_rival_that_wins_is_printed_as_a_loss():
    chance = np.random.default_rng(SEED)
    rival = chance.uniform(1.0, 2.0, 30)
    found = compare_with_rival(rival * 1.25, rival, chance, block_weeks=4)
    assert (found.skill, found.low, found.high) == pytest.approx((-0.25, -0.25, -0.25))


def test_blocks_keep_weeks_together_that_stand_together():
    own, rival = np.array([1.0, 3.0] * 10), np.full(20, 4.0)
    single = compare_with_rival(own, rival, np.random.default_rng(SEED))
    pairs = compare_with_rival(own, rival, np.random.default_rng(SEED), block_weeks=2)
    assert single.low < 0.45 < 0.55 < single.high
    assert (pairs.skill, pairs.low, pairs.high) == (0.5, 0.5, 0.5)


def test_the_skill_of_equals_is_told_apart_from_nought_about_one_time_in_twenty():
    chance = np.random.default_rng(SEED)
    missed = 0
    for _ in range(200):
        found = compare_with_rival(chance.uniform(1, 2, 60), chance.uniform(1, 2, 60), chance)
        missed += not found.low <= 0.0 <= found.high
    assert missed <= 24  # 99.9 % of a binomial of 200 at 6 %: percentiles of 60 weeks are a little narrow


@pytest.mark.parametrize(
    ("own", "rival", "blocks", "words"),
    [
        ([1.0] * 3, [1.0] * 3, 1, "only 3 weeks"),
        ([1.0] * 4, [1.0] * 5, 1, "one of each a week"),
        ([1.0] * 4, [1.0] * 4, 5, "give 1 to 4"),
        ([1.0] * 4, [0.0] * 4, 1, "skill cannot be told"),
    ],
)
def test_weeks_that_cannot_be_compared_are_refused(own, rival, blocks, words):
    with pytest.raises(ValueError, match=words):
        compare_with_rival(np.array(own), np.array(rival), np.random.default_rng(SEED), block_weeks=blocks)


@pytest.mark.parametrize(
    ("draws", "seen", "words"),
    [
        (np.empty((0, 1)), [1.0], "no draw"),
        ([[1.0], [2.0]], [1.0, 2.0], "draws × cells"),
        ([[1.0], [2.0]], [np.nan], "missing"),
    ],
)
def test_samples_that_cannot_be_scored_are_refused(draws, seen, words):
    with pytest.raises(ValueError, match=words):
        crps(np.array(draws), np.array(seen))
