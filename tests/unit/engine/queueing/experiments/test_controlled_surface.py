"""Surfaces with controls: unbiased, exact where a control is all there is, and a band that holds everywhere at once."""

import numpy as np
import pytest

from dueregard.engine.queueing.experiments.controlled_surface import (
    LEAST_PILOT,
    Aim,
    Trial,
    controlled_surface,
    estimates,
    largest_departure,
    runs_wanted,
)
from dueregard.engine.queueing.experiments.intervals import NotEnoughRuns, student_t
from tests.unit.engine.queueing.experiments.chance import FIRST_SEED, not_under

ROWS, COLUMNS, PILOT, APART = 3, 4, 12, 200
TRUTH = 1_000 + 150 * np.arange(ROWS)[:, None] + 80 * np.arange(COLUMNS)


def invented(seed: int, runs: int = PILOT, *, moved: float = 60.0) -> Trial:
    """Cells that move together with a skewed control by `moved`, and a little by themselves."""
    random = np.random.default_rng(seed)

    def controls(count: int):
        shared = random.gamma(4.0, 0.5, (count, 1)) - 2
        own = 0.3 * random.standard_normal((count, ROWS * COLUMNS))
        return np.stack([np.repeat(shared, ROWS * COLUMNS, axis=1), shared**2 + own], axis=2)

    control = controls(runs)
    off = moved * control[:, :, 0] + 25 * random.standard_normal((runs, 1))
    off = off + 10 * random.standard_normal((runs, ROWS * COLUMNS))
    return Trial(samples=TRUTH.ravel() + off, controls=control, apart=controls(APART), pilot=PILOT)


def with_only(trial: Trial, wanted) -> Trial:
    """The same where each cell has so many runs."""
    samples = np.where(np.arange(len(trial.samples))[:, None] < wanted, trial.samples, np.nan)
    return Trial(samples=samples, controls=trial.controls, apart=trial.apart, pilot=PILOT)


def generator() -> np.random.Generator:
    return np.random.default_rng(FIRST_SEED)


def test_a_control_that_explains_nothing_is_not_used():
    trial = invented(FIRST_SEED)
    still = Trial(
        samples=trial.samples, controls=0 * trial.controls, apart=0 * trial.apart, pilot=trial.pilot
    )
    found = estimates(still)
    assert (found.uses == 0).all()
    assert (found.factor == 1).all()
    assert found.means == pytest.approx(trial.samples.mean(axis=0))
    assert found.errors == pytest.approx(trial.samples.std(axis=0, ddof=1) / np.sqrt(PILOT))


def test_a_control_that_explains_much_divides_the_variance():
    found = estimates(invented(FIRST_SEED))
    assert (found.uses > 0).all()
    assert (found.factor > 2).all()


def test_no_run_has_a_hand_in_its_own_coefficient():
    """Moving one run by any amount moves what is made of it by just that amount, whatever that does to the others."""
    trial, place = invented(FIRST_SEED), 5
    moved = trial.samples.copy()
    moved[place] += 1_000
    others = Trial(samples=moved, controls=trial.controls, apart=trial.apart, pilot=PILOT)
    before, after = (found.means + found.residuals for found in (estimates(trial), estimates(others)))
    assert after[place] - before[place] == pytest.approx(1_000)
    assert (after[place + 1] - before[place + 1] != 0).any()


def test_means_are_unbiased():
    """Over 100 repetitions the mean of the estimates is within four standard errors of the truth, everywhere."""
    many = np.array([estimates(invented(FIRST_SEED + number)).means for number in range(100)])
    off = (many.mean(axis=0) - TRUTH.ravel()) / (many.std(axis=0, ddof=1) / np.sqrt(len(many)))
    assert np.abs(off).max() < 4


def test_one_cell_without_controls_has_students_t():
    random = np.random.default_rng(FIRST_SEED)
    trial = Trial(
        samples=random.standard_normal((PILOT, 1)),
        controls=np.zeros((PILOT, 1, 1)),
        apart=np.zeros((2, 1, 1)),
        pilot=PILOT,
    )
    reach = largest_departure(trial, estimates(trial), generator())
    assert reach == pytest.approx(student_t(0.95, PILOT - 1), rel=0.05)


@pytest.mark.slow
def test_the_band_holds_everywhere_at_once_though_runs_followed_where_wanted():
    """Of 200 repetitions of pilot, look and further runs the band holds the whole truth in as many as 95 % allows."""
    aim, held, most, more = Aim(share=0.02, floor=0), 0, 40, 0
    for number in range(200):
        whole = invented(FIRST_SEED + number, most)
        trial = with_only(whole, PILOT)
        fitted, found = controlled_surface(trial, TRUTH.shape, generator=generator())
        wanted = runs_wanted(trial, fitted, found, aim, most)
        more += int(wanted.sum() - wanted.size * PILOT)
        fitted, _ = controlled_surface(with_only(whole, wanted), TRUTH.shape, generator=generator())
        held += bool(((fitted.low <= TRUTH) & (fitted.high >= TRUTH)).all())
    assert more > 0
    assert not_under(held, 200, 0.95)


def test_cells_that_are_narrow_get_no_more_runs_and_no_cell_more_than_the_most():
    trial = invented(FIRST_SEED)
    fitted, found = controlled_surface(trial, TRUTH.shape, generator=generator())
    wide = runs_wanted(trial, fitted, found, Aim(share=0.9, floor=0), 40)
    none = runs_wanted(trial, fitted, found, Aim(share=1e-6, floor=0), 40)
    people = runs_wanted(trial, fitted, found, Aim(share=1e-6, floor=1e6), 40)
    assert wide.tolist() == people.tolist() == [PILOT] * TRUTH.size
    assert none.tolist() == [40] * TRUTH.size


def test_further_runs_narrow_their_cell_and_no_other():
    whole = invented(FIRST_SEED, 40)
    few, many = (estimates(with_only(whole, wanted)) for wanted in (PILOT, np.r_[40, [PILOT] * 11]))
    assert many.errors[0] < few.errors[0]
    assert np.array_equal(many.errors[1:], few.errors[1:])
    assert np.array_equal(many.spread, few.spread)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (
            lambda t: Trial(samples=t.samples[:5], controls=t.controls[:5], apart=t.apart, pilot=5),
            NotEnoughRuns,
        ),
        (lambda t: Trial(samples=t.samples, controls=t.controls[1:], apart=t.apart, pilot=PILOT), ValueError),
        (lambda t: Trial(samples=t.samples, controls=t.controls, apart=t.apart[:1], pilot=PILOT), ValueError),
        (lambda t: with_only(t, PILOT - 1), ValueError),
    ],
)
def test_what_is_no_trial_is_refused(change, error):
    with pytest.raises(error):
        change(invented(FIRST_SEED))


def test_the_pilot_is_as_short_as_is_said():
    assert LEAST_PILOT == PILOT
