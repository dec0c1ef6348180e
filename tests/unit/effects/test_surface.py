"""The capacity surface: it rises, its band holds the runs' means, and it is the same whatever the workers."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest

from dueregard.common.kept_runs import KeptRuns
from dueregard.effects.comparison import EffectRefused
from dueregard.effects.design import EffectDesign
from dueregard.effects.surface import CapacitySurface, CellWork, capacity_surface, surface_work
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.ledger import Ledger
from dueregard.workforce.withdrawals import Withdrawal
from tests.support.small_scenario import CREWING, small_comparison, small_demand, small_roster

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
    again = capacity_surface(work, SIZES, 24, DESIGN, workers=2)
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
        capacity_surface(work, SIZES, 24, DESIGN, on_finished=interrupted, kept=kept)
    more = KeptRuns(tmp_path / "runs", {}, by_own_hash=(Ledger,))
    again = capacity_surface(work, SIZES, 24, DESIGN, kept=more)
    assert (kept.made, more.used, more.made) == (20, 20, 6 * 9 - 20)
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
