"""Marginal harm: worlds that differ in one place, slopes that rise, a file that reads back equal."""

from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from dueregard.common.errors import FaultsFound
from dueregard.effects.comparison import EffectRefused
from dueregard.effects.harm_weights import estimate_harm, slopes_of
from dueregard.effects.harm_weights_file import HarmWeights, read_harm_weights, write_harm_weights
from dueregard.effects.harm_worlds import SIZES, HarmWork, beyond, cells_of, late_hours, ledgers_of
from dueregard.effects.study_reading import ReadStudy, read_study
from dueregard.engine.queueing.general_bins import bin_starts
from dueregard.engine.queueing.random_numbers import key_of
from dueregard.local_policing.scenario import Scenario, prepare_scenario
from dueregard.local_policing.simulation import run_scenario
from dueregard.workforce.hours import DutyFunction
from tests.support.small_study import write_small_study

RUNS = 5


@pytest.fixture(scope="module")
def read(tmp_path_factory) -> ReadStudy:
    return read_study(write_small_study(tmp_path_factory.mktemp("harm")), with_results=False)


@pytest.fixture(scope="module")
def found(read: ReadStudy) -> HarmWeights:
    return estimate_harm(read, read.withdrawals, runs=RUNS, block_hours=12)


def test_the_middle_size_is_the_deployment_itself(read: ReadStudy):
    cells = cells_of(read, read.withdrawals, 12)
    ledgers = ledgers_of(read, read.withdrawals, cells)
    usual = read.ledger(read.withdrawals)
    for at, cell in enumerate(cells):
        assert cell.taken
        worlds = ledgers[1 + at * len(SIZES) :][: len(SIZES)]
        assert np.array_equal(worlds[2].working, usual.working)
        for hours, world in zip(cell.officer_hours, worlds, strict=True):
            gone = (worlds[0].working - world.working).sum() / 60
            assert gone == pytest.approx(hours)


def test_every_world_is_what_it_is_run_by_itself(read: ReadStudy):
    cells = cells_of(read, read.withdrawals, 12)
    comparison, demands = read.comparison(), read.demands(2)
    ledgers = ledgers_of(read, read.withdrawals, cells)
    together = HarmWork(comparison, ledgers, demands, read.design.seed)(1)
    for ledger, value in zip(ledgers, together, strict=True):
        scenario = Scenario(
            name="alone",
            demand=demands[1],
            ledger=ledger,
            crewing=read.crewing,
            policy=read.policy,
        )
        prepared = prepare_scenario(scenario, comparison.phases)
        assert value == late_hours(prepared, run_scenario(prepared, key_of(read.design.seed, 1)))


def test_waits_beyond_a_standard_agree_with_every_wait_counted_one_by_one():
    starts = bin_starts()
    for standard, place in product((0, 700, 3_600_000, 3_650_123), (0, 1, 5, 40, 150, 160)):
        low, high = int(starts[place]), int(starts[place + 1])
        waits = np.linspace(low, high, 20_001)
        plainly = np.maximum(waits - standard, 0).mean()
        assert float(beyond(standard)[place]) == pytest.approx(plainly, rel=1e-3, abs=1)


def isotonic_plainly(values: list[float], weights: list[float]) -> list[float]:
    """By the formula: the largest, over starts up to here, of the least mean of what begins there."""

    def mean(first: int, last: int) -> float:
        part = slice(first, last + 1)
        return float(np.average(values[part], weights=weights[part]))

    ends = range(len(values))
    return [max(min(mean(a, b) for b in ends if b >= at) for a in ends if a <= at) for at in ends]


@pytest.mark.parametrize("seed", range(10))
def test_slopes_rise_and_are_the_nearest_that_do(seed):
    dice = np.random.default_rng(20141104 + seed)
    late = dice.normal(0, 5, (30, 4)).cumsum(axis=1)
    slopes = slopes_of(late, [0, 10, 30, 40])
    errors = (np.diff(late, axis=1) / [10, 20, 10]).std(axis=0, ddof=1)
    plainly = isotonic_plainly(slopes.raw.tolist(), (errors**-2.0).tolist())
    assert slopes.fitted == pytest.approx(np.maximum(plainly, 0))
    assert (slopes.low <= slopes.raw).all()
    assert (slopes.raw <= slopes.high).all()


def test_a_size_that_nobody_more_can_be_taken_for_costs_what_the_one_before_does():
    slopes = slopes_of(np.array([[0.0, 4.0, 8.0, 8.0]] * 5), [0, 2, 4, 4])
    assert slopes.fitted.tolist() == [2, 2, 2]
    assert np.isnan(slopes.raw[2])


def test_the_file_reads_back_equal(found: HarmWeights, tmp_path: Path):
    path = tmp_path / "harm.yaml"
    path.write_text(write_harm_weights(found), encoding="utf-8")
    assert read_harm_weights(path, path.name) == found


def test_weights_hold_by_the_clock_even_where_it_changes(found: HarmWeights):
    days = found.local_weights(date(2021, 2, 1), date(2021, 2, 3))
    north = [each for each in days if each.local_area == "north"]
    assert {each.function for each in north} == {DutyFunction.RESPONSE}
    hours = sum((each.until_at - each.from_at).total_seconds() for each in north) / 3600
    assert hours == 72


def test_the_fall_of_the_weights_is_refused_with_what_to_do(found: HarmWeights, tmp_path: Path):
    text = write_harm_weights(found)
    first = found.places[0].pieces[0].weight
    path = tmp_path / "harm.yaml"
    path.write_text(text.replace(f"weight: '{first:f}'", "weight: '1000'", 1), encoding="utf-8")
    with pytest.raises(FaultsFound, match="let them rise"):
        read_harm_weights(path, path.name)


@pytest.mark.parametrize(("runs", "hours"), [(4, 12), (RUNS, 5)])
def test_too_few_runs_or_a_block_that_does_not_fit_the_day_are_refused(read, runs, hours):
    with pytest.raises(EffectRefused, match="give"):
        estimate_harm(read, read.withdrawals, runs=runs, block_hours=hours)
