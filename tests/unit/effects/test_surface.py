"""The capacity surface: it rises, its band holds the runs' means, and it is the same whatever the workers."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest

from dueregard.common.errors import FaultsFound
from dueregard.common.kept_runs import KeptRuns
from dueregard.common.parallel import Block
from dueregard.effects.comparison import EffectRefused
from dueregard.effects.design import EffectDesign
from dueregard.effects.pairs import FROM_THEN_ON, side_of
from dueregard.effects.surface import CapacitySurface, Running, capacity_surface, narrow_surface
from dueregard.effects.surface_design import SurfaceDesign, read_surface_design
from dueregard.effects.surface_words import how_narrow
from dueregard.effects.surface_work import (
    CellWork,
    ControlPart,
    RowPart,
    controls_of,
    counted_grades,
    surface_work,
)
from dueregard.engine.queueing.experiments.controlled_surface import Trial, controlled_surface, runs_wanted
from dueregard.engine.queueing.random_numbers import key_of
from dueregard.local_policing.measures import Measure
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.ledger import Ledger
from dueregard.workforce.withdrawals import Withdrawal
from tests.support.small_scenario import CREWING, small_comparison, small_demand, small_roster
from tests.unit.engine.queueing.experiments.chance import not_under

START = small_roster(16).grid.start
DEMANDS = tuple(small_demand(1.0 + 0.001 * number) for number in range(10))
SIZES = (0, 4, 8)
SHARES = (Decimal("0.8"), Decimal("0.9"), Decimal("1"))
DESIGN = EffectDesign()
TENTH_OF_BREAKS = replace(CREWING, breaks=Decimal("0.1"))


def of_size(officers: int):
    """Half of the officers away from each of two local areas, on the eighth, ninth and tenth day."""
    taken = tuple(
        Withdrawal(
            from_at=START + timedelta(days=7),
            until_at=START + timedelta(days=10),
            local_area=area,
            function=DutyFunction.RESPONSE,
            officers=officers // 2,
        )
        for area in ("north", "south")
        if officers
    )
    return small_comparison(taken).changed(crewing=TENTH_OF_BREAKS)


@pytest.fixture(scope="module")
def work() -> CellWork:
    return surface_work(of_size, SIZES, SHARES, DEMANDS, 20141104)


@pytest.fixture(scope="module")
def found(work: CellWork) -> CapacitySurface:
    return capacity_surface(work, SIZES, 24, DESIGN)


def test_the_surface_rises_with_fewer_available_and_more_away(found: CapacitySurface):
    fit = found.fitted.fit
    assert (np.diff(fit, axis=0) >= 0).all()
    assert (np.diff(fit, axis=1) >= 0).all()
    assert fit[-1, -1] > fit[0, 0]
    assert not found.fitted.contradicts


def test_the_band_holds_the_fit_and_the_raw_means_stay(found: CapacitySurface):
    fitted = found.fitted
    assert np.array_equal(fitted.raw, found.samples.mean(axis=0))
    assert (fitted.low <= fitted.fit).all()
    assert (fitted.fit <= fitted.high).all()


def test_where_nobody_is_away_nothing_is_added_exactly(found: CapacitySurface):
    assert np.array_equal(found.added[:, 0], np.zeros(len(SHARES)))
    assert (found.added[:, -1] > 0).all()


def test_load_rises_too(found: CapacitySurface):
    # Units are whole, so a few officers fewer may be no unit fewer.
    assert (np.diff(found.load, axis=0) >= 0).all()
    assert (np.diff(found.load, axis=1) >= 0).all()
    assert found.load[-1, -1] > found.load[0, 0]


def test_two_workers_give_the_same_to_the_bit(work: CellWork, found: CapacitySurface):
    again = capacity_surface(work, SIZES, 24, DESIGN, Running(workers=2))
    assert np.array_equal(again.samples, found.samples)
    assert np.array_equal(again.fitted.high, found.fitted.high)


def test_what_was_finished_before_an_interruption_is_not_done_again(
    work: CellWork, found: CapacitySurface, tmp_path
):
    def interrupted(task, result, *, done, total):
        if done == 20:
            raise KeyboardInterrupt

    kept = KeptRuns(tmp_path / "runs", {}, by_own_hash=(Ledger,))
    with pytest.raises(KeyboardInterrupt):
        capacity_surface(work, SIZES, 24, DESIGN, Running(on_finished=interrupted, kept=kept))
    more = KeptRuns(tmp_path / "runs", {}, by_own_hash=(Ledger,))
    again = capacity_surface(work, SIZES, 24, DESIGN, Running(kept=more))
    assert (kept.made, more.used, more.made) == (20, 20, 24 * 3 - 20)
    assert np.array_equal(again.samples, found.samples)


@pytest.mark.parametrize(
    ("sizes", "shares", "sentence"),
    [
        ((0,), SHARES, "two or more of each"),
        ((0, 4, 4), SHARES, "stands twice"),
        (SIZES, (Decimal(1), Decimal("1.2")), r"up to 1\.11"),
    ],
)
def test_a_grid_that_cannot_be_is_refused_in_a_sentence(sizes, shares, sentence):
    with pytest.raises(EffectRefused, match=sentence):
        surface_work(of_size, sizes, shares, DEMANDS, 20141104)


def test_too_few_runs_are_refused(work: CellWork):
    with pytest.raises(EffectRefused, match="19 runs"):
        capacity_surface(work, SIZES, 19, DESIGN)


CHOICES = SurfaceDesign(within=Decimal("0.1"), floor_people=Decimal(1), most_runs=30, control_runs=60)
APART = tuple(small_demand(1.0005 + 0.001 * number) for number in range(10))


@pytest.fixture(scope="module")
def narrow_work() -> CellWork:
    return surface_work(of_size, SIZES, SHARES, DEMANDS, 20141104, APART)


@pytest.fixture(scope="module")
def narrow(narrow_work: CellWork) -> CapacitySurface:
    return narrow_surface(narrow_work, SIZES, CHOICES, DESIGN)


def test_a_run_of_a_row_is_that_of_each_cell_by_itself(work: CellWork):
    for number, row in ((0, 0), (3, 2)):
        together = work(RowPart(number, row, (0, 1, 2)))
        alone = []
        for column in range(3):
            prepared = work.prepared(row, column, DEMANDS[number])
            side = side_of(prepared, work.comparisons[column], key_of(work.seed, number))
            areas = range(prepared.areas)
            alone.append(side.value(FROM_THEN_ON, Measure.NOT_SEEN, counted_grades(prepared), areas)[0])
        assert together == tuple(alone)
        assert work(RowPart(number, row, (0, 2))) == (alone[0], alone[2])


def test_the_plain_twin_and_the_surface_with_controls_share_their_runs(
    found: CapacitySurface, narrow: CapacitySurface
):
    assert np.array_equal(narrow.samples[:12], found.samples[:12])
    assert (np.abs(narrow.means - narrow.fitted.raw) < 0.2 * narrow.means).all()


def test_cells_get_runs_where_their_band_was_wide_and_say_where_it_still_is(narrow: CapacitySurface):
    assert narrow.runs.min() == 12
    assert 12 < narrow.runs.max() <= 30
    half = (narrow.fitted.high - narrow.fitted.low) / 2
    assert np.array_equal(narrow.is_narrow, half <= np.maximum(0.1 * narrow.fitted.fit, 1))
    told = how_narrow(narrow)
    assert "±10%" in told[0]
    assert f"12 to {narrow.runs.max()} runs a cell" in told[0]
    assert "Control variate" in told[1]


def test_a_surface_with_controls_is_the_same_on_two_workers(narrow_work: CellWork, narrow: CapacitySurface):
    again = narrow_surface(narrow_work, SIZES, CHOICES, DESIGN, Running(workers=2))
    assert np.array_equal(again.samples, narrow.samples, equal_nan=True)
    assert np.array_equal(again.fitted.low, narrow.fitted.low)


def test_controls_of_other_runs_are_other_numbers(narrow_work: CellWork):
    own, apart = (
        controls_of(narrow_work(ControlPart(way, Block(0, 2))), narrow_work.shape) for way in (False, True)
    )
    assert own.shape == apart.shape == (3, 9, 2)
    assert (own[:, 0, 0] != apart[:, 0, 0]).all()
    assert (np.diff(own[:, :, 1].reshape(3, 3, 3), axis=1) >= 0).all()  # fewer available, more left over


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("within: 0", "above 0"),
        ("pilot_runs: 5", "12 runs or more"),
        ("most_runs: 5", "as many runs as the pilot"),
        ("control_runs: 1", "2 to 100,000"),
        ("floor_people: -1", "nought people"),
    ],
)
def test_choices_that_cannot_be_are_refused_in_a_sentence(text, sentence):
    with pytest.raises(FaultsFound, match=sentence):
        read_surface_design(text)


REPETITIONS, LONGEST, OTHERS = 200, 20, 60
FOUR = (Decimal("0.75"), Decimal("0.8"), Decimal("0.9"), Decimal("1"))


@pytest.mark.slow
def test_the_band_of_simulated_cells_holds_the_truth_as_often_as_it_says():
    """Of 4 × 3 cells the truth is the mean of 4,000 runs, cut into 200 surfaces of a pilot and what follows it."""
    demand = (small_demand(1.3),)
    work = surface_work(of_size, SIZES, FOUR, demand, 20141104, demand)
    cells = [RowPart(number, row, (0, 1, 2)) for number in range(REPETITIONS * LONGEST) for row in range(4)]
    values = np.array([work(part) for part in cells]).reshape(REPETITIONS, LONGEST, 12)
    last = REPETITIONS * LONGEST - 1
    controls = controls_of(work(ControlPart(False, Block(0, last))), work.shape).reshape(
        REPETITIONS, LONGEST, 12, 2
    )
    apart = controls_of(work(ControlPart(True, Block(0, REPETITIONS * OTHERS - 1))), work.shape)
    truth, held, more = values.mean(axis=(0, 1)).reshape(4, 3), 0, 0
    for number in range(REPETITIONS):
        others = apart[OTHERS * number : OTHERS * (number + 1)]
        trial = Trial(samples=values[number, :12], controls=controls[number, :12], apart=others, pilot=12)
        fitted, means = controlled_surface(trial, (4, 3), generator=np.random.default_rng(number))
        wanted = runs_wanted(trial, fitted, means, CHOICES.aim, LONGEST)
        more += int((wanted - 12).sum())
        samples = np.where(np.arange(LONGEST)[:, None] < wanted, values[number], np.nan)
        trial = Trial(samples=samples, controls=controls[number], apart=others, pilot=12)
        fitted, _ = controlled_surface(trial, (4, 3), generator=np.random.default_rng(number))
        held += bool(((fitted.low <= truth) & (truth <= fitted.high)).all())
    print(f"{held} of {REPETITIONS} bands held the truth; {more / REPETITIONS:.1f} runs followed a pilot")
    assert more > 0
    assert not_under(held, REPETITIONS, 0.95)
