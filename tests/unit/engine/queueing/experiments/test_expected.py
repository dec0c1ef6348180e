"""Bounds of an expected figure hold their level, however wide calibration and chance on the day are."""

import numpy as np
import pytest
from scipy import stats

from dueregard.engine.queueing.experiments.expected import SHARE_OF_ERROR, expected_interval
from dueregard.engine.queueing.experiments.variance_split import split_repeated
from tests.unit.engine.queueing.experiments.chance import not_under

DRAWS, TWICE = 200, 40
RATIOS = (0.0, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0)
"""Standard deviation of the calibration to that of chance on the day."""


def study(ratio: float, chance: np.random.Generator):
    """The runs of one study whose truth is nought: its calibration is off, and its draws lie about that."""
    draws = ratio * chance.normal() + ratio * chance.normal(size=DRAWS)
    return draws + chance.normal(size=DRAWS), draws[:TWICE] + chance.normal(size=TWICE)


def held(ratio: float, level: float, studies: int) -> tuple[int, int, int]:
    """In how many studies each bound held, and the bound with the estimated size put in as a number."""
    chance = np.random.default_rng([20141104, round(100 * ratio)])
    low = high = plain = 0
    for _ in range(studies):
        once, again = study(ratio, chance)
        found = expected_interval(once, again, level)
        low, high = low + (found.low <= 0), high + (found.high >= 0)
        known = split_repeated(once, again).calibration
        error = np.hypot(known, once.std(ddof=1) / DRAWS**0.5)
        plain += once.mean() + stats.t.ppf(level, DRAWS - 1) * error >= 0
    return low, high, plain


@pytest.mark.slow
@pytest.mark.parametrize("level", [0.95, 0.995])
@pytest.mark.parametrize("ratio", RATIOS)
def test_each_bound_holds_its_level(ratio: float, level: float):
    low, high, _ = held(ratio, level, 1_000)
    assert not_under(low, 1_000, level)
    assert not_under(high, 1_000, level)


def test_an_estimated_size_put_in_as_a_number_would_not_hold_it():
    low, high, plain = held(0.3, 0.95, 400)
    assert min(low, high) >= 370
    assert plain < 365
    assert not not_under(plain, 400, 0.95)


def test_a_slow_twin_weighs_by_chance():
    """The same by drawing: variances that the runs allow, an error of that size, and the quantile of many."""
    chance = np.random.default_rng(20141104)
    once, again = study(0.5, chance)
    found = expected_interval(once, again, 0.95)
    many = 400_000
    total = (DRAWS - 1) * once.var(ddof=1) / chance.chisquare(DRAWS - 1, many)
    within = TWICE * ((once[:TWICE] - again) ** 2).mean() / 2 / chance.chisquare(TWICE, many)
    size = np.sqrt(np.maximum(total - within, 0) + total / DRAWS)
    reach = np.quantile(size * chance.normal(size=many), 1 - 0.05 * SHARE_OF_ERROR)
    assert found.high - found.estimate == pytest.approx(reach, rel=0.02)
    assert found.estimate - found.low == pytest.approx(found.high - found.estimate)


@pytest.mark.parametrize(
    ("first", "second", "level", "sentence"),
    [
        ([1.0, 2.0], [1.0], 0.95, "a second of two draws"),
        ([1.0, np.nan], [1.0, 2.0], 0.95, "finite numbers"),
        ([1.0, 2.0], [1.0, 2.0], 0.5, "between 0.5 and 1"),
    ],
)
def test_what_gives_no_bound_is_refused_in_a_sentence(first, second, level, sentence):
    with pytest.raises(ValueError, match=sentence):
        expected_interval(np.array(first), np.array(second), level)
