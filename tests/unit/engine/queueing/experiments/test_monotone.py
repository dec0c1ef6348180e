"""Rising fits against slow, obvious ones, and a band that contains the whole surface at once."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import optimize

from dueregard.engine.queueing.experiments.intervals import NotEnoughRuns, Reals
from dueregard.engine.queueing.experiments.monotone import rising_fit, rising_surface, surface
from tests.unit.engine.queueing.experiments.chance import FIRST_SEED, not_under

numbers = st.floats(-10, 10).map(lambda value: round(value, 3))
weights = st.floats(0.1, 10).map(lambda value: round(value, 3))
sequences = st.lists(st.tuples(numbers, weights), min_size=1, max_size=12)
tables = st.tuples(st.integers(1, 3), st.integers(1, 4)).flatmap(
    lambda shape: st.tuples(
        arrays.arrays(np.float64, shape, elements=numbers), arrays.arrays(np.float64, shape, elements=weights)
    )
)


def least_of_greatest(values: Reals, heavy: Reals) -> list[float]:
    """The fit by its definition: the greatest, over starts, of the least, over ends, of the means between."""
    count = len(values)
    return [
        max(
            min(float(np.average(values[a : b + 1], weights=heavy[a : b + 1])) for b in range(place, count))
            for a in range(place + 1)
        )
        for place in range(count)
    ]


def is_rising(table: Reals) -> bool:
    return bool((np.diff(table, axis=0) >= 0).all() and (np.diff(table, axis=1) >= 0).all())


@given(sequences)
def test_pooling_is_its_definition(pairs):
    values, heavy = np.array(pairs).T
    assert rising_fit(values, heavy) == pytest.approx(least_of_greatest(values, heavy), abs=1e-9)


@given(sequences)
def test_a_rising_sequence_is_left_as_it_is(pairs):
    values = np.sort([value for value, _ in pairs])
    assert np.array_equal(rising_fit(values), values)


@given(sequences)
def test_pooling_keeps_the_weighted_mean(pairs):
    values, heavy = np.array(pairs).T
    assert np.average(rising_fit(values, heavy), weights=heavy) == pytest.approx(
        np.average(values, weights=heavy), abs=1e-9
    )


@given(tables)
@example(
    (
        np.array([[0.125, 0.1, 0.1], [0.0, 0.75, 0.0], [0.5, 0.0, 0.0]]),
        np.array([[1.0, 1.0, 1.0], [1.0, 0.938, 0.1], [1.0, 0.109, 0.25]]),
    )
)
def test_the_surface_is_the_nearest_that_rises(table):
    """Against a general solver of bounded least squares: corners plus steps that are nought or more."""
    values, heavy = table
    found = rising_surface(values, heavy)
    assert is_rising(found)
    distance = float((heavy * (found - values) ** 2).sum())
    assert distance == pytest.approx(_least_distance(values, heavy), abs=1e-6)


def _least_distance(values: Reals, heavy: Reals) -> float:
    rows, columns = values.shape
    cells = [(i, j) for i in range(rows) for j in range(columns)]
    pairs = [(a, b) for a in cells for b in cells if (b[0] - a[0], b[1] - a[1]) in ((1, 0), (0, 1))]
    if not pairs:
        return 0.0
    steps = np.zeros((len(pairs), len(cells)))
    for row, (a, b) in enumerate(pairs):
        steps[row, cells.index(a)], steps[row, cells.index(b)] = -1, 1
    # The dual of min (x - v)'W(x - v) with Dx ≥ 0: non-negative multipliers u, x = v + W⁻¹D'u / 2.
    root = np.sqrt(heavy.ravel())
    # (scipy's nnls was seen to stop at a distance that the surface beats by a hundredth part.)
    fit = optimize.lsq_linear(
        (steps / root).T, -root * values.ravel(), bounds=(0, np.inf), method="bvls", tol=1e-14, max_iter=1_000
    )
    return float((((steps / root).T @ fit.x) ** 2).sum())


@given(tables, st.floats(0.1, 10), numbers)
def test_the_surface_moves_with_scale_and_shift(table, scale, shift):
    values, heavy = table
    plain = rising_surface(values, heavy)
    moved = rising_surface(scale * values + shift, heavy)
    assert moved == pytest.approx(scale * plain + shift, abs=1e-6)


def true_surface() -> Reals:
    rows, columns = np.meshgrid(np.linspace(0, 1, 5), np.linspace(0, 1, 6), indexing="ij")
    return np.asarray(3 * rows**2 + 2 * np.maximum(0, columns - 0.4))


def noisy(seed: int, runs: int = 25) -> Reals:
    """Skewed chance, partly common to all cells of a run, as with common random numbers."""
    generator = np.random.default_rng(seed)
    common = generator.gamma(4.0, 0.25, size=(runs, 1, 1)) - 1
    own = generator.gamma(4.0, 0.1, size=(runs, 5, 6)) - 0.4
    return np.asarray(true_surface() * (1 + 0.3 * common) + own)


def test_the_band_contains_the_whole_surface_as_often_as_it_says():
    truth, inside, contradicted = true_surface(), 0, 0
    for number in range(300):
        found = surface(noisy(FIRST_SEED + number), generator=np.random.default_rng(number), draws=299)
        assert is_rising(found.fit)
        assert ((found.low <= found.fit) & (found.fit <= found.high)).all()
        inside += bool(((found.low <= truth) & (truth <= found.high)).all())
        contradicted += found.contradicts
    assert not_under(inside, 300, 0.95)
    assert contradicted == 0


def test_bands_of_single_cells_do_not_hold_everywhere_at_once():
    truth, inside = true_surface(), 0
    for number in range(300):
        runs = noisy(FIRST_SEED + number)
        reach = 2.064 * runs.std(axis=0, ddof=1) / 5
        inside += bool((abs(runs.mean(axis=0) - truth) <= reach).all())
    assert not not_under(inside, 300, 0.95)


def test_the_fit_is_nearer_to_the_truth_than_the_raw_points():
    raw = fit = 0.0
    for number in range(40):
        found = surface(noisy(FIRST_SEED + number), generator=np.random.default_rng(number), draws=99)
        raw += float(((found.raw - true_surface()) ** 2).sum())
        fit += float(((found.fit - true_surface()) ** 2).sum())
    assert fit < raw


def test_runs_that_plainly_fall_contradict_the_supposition():
    falling = np.random.default_rng(FIRST_SEED).normal(0, 0.1, size=(20, 2, 3)) + np.array([3.0, 2.0, 1.0])
    found = surface(falling, generator=np.random.default_rng(FIRST_SEED))
    assert found.contradicts
    assert ((found.low <= found.raw) & (found.raw <= found.high)).all()


def test_cells_without_spread_are_known_exactly():
    runs = np.random.default_rng(FIRST_SEED).gamma(4.0, 0.25, size=(20, 3, 3))
    runs[:, 0, :] = 0.0
    found = surface(runs, generator=np.random.default_rng(FIRST_SEED))
    assert not found.low[0].any()
    assert not found.high[0].any()


def test_a_surface_of_noughts_has_no_width():
    found = surface(np.zeros((10, 2, 2)), generator=np.random.default_rng(FIRST_SEED))
    assert not np.any([found.raw, found.fit, found.low, found.high])


def test_the_same_generator_gives_the_same_band():
    bands = [surface(noisy(FIRST_SEED), generator=np.random.default_rng(7)).low for _ in range(2)]
    assert np.array_equal(bands[0], bands[1])


def test_too_few_runs_for_a_band():
    with pytest.raises(NotEnoughRuns, match="at least 5"):
        surface(np.zeros((4, 2, 2)), generator=np.random.default_rng(FIRST_SEED))
