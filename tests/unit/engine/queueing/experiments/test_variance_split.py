"""Three uncertainties told apart: each found again where it is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dueregard.engine.queueing.experiments.variance_split import (
    VarianceSplit,
    split,
    split_each_repeated,
    split_repeated,
)
from tests.unit.engine.queueing.experiments.chance import FIRST_SEED, within_band

tables = arrays.arrays(np.float64, (5, 4), elements=st.floats(-100, 100).map(lambda value: round(value, 3)))


def nested(seed: int, *, draws: int = 200, runs: int = 4, calibration: float = 3.0, occasion: float = 4.0):
    generator = np.random.default_rng(seed)
    levels = generator.normal(10.0, calibration, size=(draws, 1))
    return levels + generator.normal(0.0, occasion, size=(draws, runs))


@given(tables)
def test_the_sums_of_squares_add_up(table):
    """Total = between + within, as in any analysis of variance."""
    found = split(table)
    total = float(((table - table.mean()) ** 2).sum())
    within = 5 * 3 * found.occasion**2
    between = total - within
    expected = between / 4 / 4 - found.occasion**2 / 4
    if found.calibration_is_clipped:
        assert expected <= 1e-9
        assert found.calibration == 0
    else:
        assert found.calibration**2 == pytest.approx(expected, abs=1e-6)


@given(tables, st.floats(0.1, 10), st.floats(-100, 100))
def test_all_move_with_scale_and_shift(table, scale, shift):
    plain, moved = split(table), split(scale * table + shift)
    for name in ("calibration", "occasion"):
        # Squares lose half the digits, so a root of nought returns within 10⁻⁵ or so.
        assert getattr(moved, name) == pytest.approx(scale * getattr(plain, name), abs=1e-4)
    assert moved.likely.low == pytest.approx(scale * plain.likely.low + shift, abs=1e-6)


def test_it_finds_both_spreads_again():
    found = [split(nested(FIRST_SEED + number)) for number in range(100)]
    assert np.mean([each.calibration**2 for each in found]) == pytest.approx(9.0, rel=0.05)
    assert np.mean([each.occasion**2 for each in found]) == pytest.approx(16.0, rel=0.05)


def test_the_simulations_interval_covers_the_mean():
    covered = sum(split(nested(FIRST_SEED + number, draws=30)).mean.covers(10.0) for number in range(1000))
    assert within_band(covered, 1000, 0.95)


def test_likely_between_holds_nine_real_occasions_in_ten():
    """One occasion: a calibration that might be true, and chance on the day; 10 ± 1.645 × 5."""
    found = [split(nested(FIRST_SEED + number)).likely for number in range(100)]
    assert np.mean([each.low for each in found]) == pytest.approx(10 - 1.645 * 5, abs=0.15)
    assert np.mean([each.high for each in found]) == pytest.approx(10 + 1.645 * 5, abs=0.15)


def test_the_expected_figure_leaves_chance_on_the_day_out():
    found = [split(nested(FIRST_SEED + number)).expected for number in range(100)]
    assert np.mean([each.high - each.low for each in found]) == pytest.approx(2 * 1.645 * 3, rel=0.05)


def test_the_error_of_the_ends_is_what_repetition_shows():
    found = [split(nested(FIRST_SEED + number)) for number in range(200)]
    widths = np.mean([each.likely.high - each.likely.low for each in found])
    seen = max(np.std([each.likely.low for each in found]), np.std([each.likely.high for each in found]))
    told = np.mean([each.simulation_share for each in found])
    # The worse of two estimated ends is told, so it errs upwards.
    assert 0.8 * seen / widths < told < 1.8 * seen / widths


def test_more_draws_and_runs_drive_the_simulation_down_and_nothing_else():
    few, many = split(nested(FIRST_SEED, draws=100)), split(nested(FIRST_SEED, draws=6400))
    assert many.simulation_share < few.simulation_share / 3
    assert many.mean.half_width < few.mean.half_width / 3
    assert many.occasion == pytest.approx(few.occasion, rel=0.15)
    assert many.calibration == pytest.approx(few.calibration, rel=0.4)


def test_draws_that_differ_by_chance_alone_are_said_to():
    found = [split(nested(FIRST_SEED + number, calibration=0.0)) for number in range(100)]
    assert 20 < sum(each.calibration_is_clipped for each in found) < 80
    assert all(each.calibration < 1.5 for each in found)


def test_a_deployment_of_nobody_has_no_uncertainty():
    found = split(np.zeros((10, 3)))
    assert (found.calibration, found.occasion, found.mean.half_width, found.simulation_share) == (0, 0, 0, 0)


@pytest.mark.parametrize("shape", [(1, 5), (5, 1), (4,)])
def test_one_run_a_draw_cannot_tell_them_apart(shape):
    with pytest.raises(ValueError, match="at least 2 × 2"):
        split(np.zeros(shape))


def test_many_figures_at_once_are_each_as_by_itself():
    """To the bit; and the ends and their error are what the words say, row by row."""
    first, second = nested(FIRST_SEED, draws=7, runs=60), nested(FIRST_SEED + 1, draws=7, runs=11)
    together = split_each_repeated(first, second)
    assert together == tuple(split_repeated(*both) for both in zip(first, second, strict=True))
    for found, once, again in zip(together, first, second, strict=True):
        assert (found.likely.low, found.likely.high) == pytest.approx(slow_ends([*once, *again]))
        assert found.simulation_share == pytest.approx(
            slow_error(once, again, found) / (found.likely.high - found.likely.low)
        )


def slow_error(once: np.ndarray, again: np.ndarray, found: VarianceSplit) -> float:
    """Woodruff's reach about each end, in values worth fewer where two of a draw are alike; by loops."""
    alike = found.calibration**2 / (found.calibration**2 + found.occasion**2)
    weight = sum(2 * (1 + alike) if number < len(again) else 1 for number in range(len(once)))
    worth = (len(once) + len(again)) ** 2 / weight
    errors = []
    for middle in (0.05, 0.95):
        reach = 1.959964 * (middle * (1 - middle) / worth) ** 0.5
        ends = max(middle - reach, 0), min(middle + reach, 1)
        values = [np.quantile([*once, *again], end, method="median_unbiased") for end in ends]
        errors.append((values[1] - values[0]) / (2 * 1.959964) * 2 * reach / (ends[1] - ends[0]))
    return float(max(errors))


def slow_ends(values: list[float]) -> tuple[float, float]:
    ordered = np.quantile(np.array(values), [0.05, 0.95], method="median_unbiased")
    return ordered[0], ordered[1]
