"""A backtest reads nothing but the past, is right about what it made itself, and says when a rival is better."""

from dataclasses import replace
from datetime import date, timedelta
from math import comb

import numpy as np
import pytest

from dueregard.common.kept_runs import KeptRuns
from dueregard.common.tables import ABSENT
from dueregard.engine.queueing.random_numbers import key_of
from dueregard.local_policing.backtest import CELL, FORCE_WEEK, Backtest, joined, run_backtest
from dueregard.local_policing.backtest_cells import FORECASTS, Cells, Forecast, seen_in, shift_of_hours
from dueregard.local_policing.backtest_design import BacktestDesign, plan_folds
from dueregard.local_policing.backtest_fold import FoldWork, forecast_fold, lived_through
from dueregard.local_policing.backtest_formulas import ERLANG, FORMULAS, FORWARD
from dueregard.local_policing.backtest_scores import ARRAYS, LEVELS, MODEL, FoldScores, form_of, score_fold
from dueregard.local_policing.calibration_weeks import LogUnusable
from dueregard.local_policing.log import IncidentLog
from dueregard.local_policing.scenario import prepare_scenario
from dueregard.workforce.hours import local_midnight
from dueregard.workforce.ledger_keeping import keep_ledger
from tests.support.small_backtest import DESIGN, FIRST_ON, WEEKS, backtested, made
from tests.support.small_scenario import small_demand, small_roster, small_scenario

GRADES = ("emergency", "priority")


@pytest.fixture(scope="module")
def log() -> IncidentLog:
    return made()


@pytest.fixture(scope="module")
def found(log) -> Backtest:
    return run_backtest(backtested(log))


# ---- folds


@pytest.mark.parametrize(
    ("weeks", "origins", "each"),
    [(9, (4, 5, 6, 7), 1), (30, (25, 26, 27, 28), 1), (43, (26, 30, 34, 38), 4), (35, (26, 28, 30, 32), 2)],
)
def test_a_log_gives_four_folds_wherever_it_can(weeks, origins, each):
    plan = plan_folds(weeks, BacktestDesign())
    assert (plan.origins, plan.weeks_each) == (origins, each)
    assert f"of {weeks} whole weeks" in plan.why


def test_the_last_folds_are_taken_of_a_long_log_and_it_says_so():
    plan = plan_folds(200, BacktestDesign())
    assert len(plan.origins) == 13
    assert plan.origins[-1] + plan.weeks_each == 199
    assert "the design takes the last 13" in plan.why


def test_too_few_weeks_are_refused_in_a_sentence():
    with pytest.raises(
        LogUnusable, match=r"covers 8 whole weeks: a backtest needs 9, 4 to be fitted to first"
    ):
        plan_folds(8, BacktestDesign())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"draws": 10}, "10 draws are too few; write 40 or more"),
        ({"shift_begins": (7, 15)}, "the first at 0"),
        ({"shift_begins": (0, 15, 7)}, "rising hours"),
        ({"past_weeks": 2}, "fitted to 4 weeks or more"),
    ],
)
def test_a_design_that_cannot_be_is_refused(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        BacktestDesign(**change)


# ---- what is seen


def test_what_a_log_holds_is_counted_once_in_its_cell(log):
    seen = seen_in(log, GRADES, FIRST_ON, WEEKS, (0, 7, 15))
    first = np.flatnonzero(np.diff(log.incident, prepend=-1))
    assert seen.cells.received.sum() == len(first)
    assert seen.cells.sent.sum() == len(first), "everybody in this log is sent a unit"
    waits = (log.dispatched_at - log.received_at)[first] / 60
    assert seen.cells.waited.sum() == pytest.approx(waits.sum())
    late = (log.arrived_at - log.received_at)[first] > np.where(log.grade[first] == 0, 900, 3600)
    assert 0 < seen.cells.late.sum() <= late.sum()
    assert (seen.answered == seen.asked).all()


def test_those_whose_arrival_is_missing_are_left_out_of_the_late_and_told(log):
    gone = replace(log, arrived_at=np.where(log.line % 2 == 0, ABSENT, log.arrived_at))
    seen = seen_in(gone, GRADES, FIRST_ON, WEEKS, (0, 7, 15))
    share = seen.known_share(slice(0, WEEKS))
    assert (share > 0.4).all()
    assert (share < 0.8).all()
    assert seen.cells.received.sum() == seen_in(log, GRADES, FIRST_ON, WEEKS, (0, 7, 15)).cells.received.sum()


# ---- nothing but the past


def test_changing_future_weeks_never_changes_a_forecast_to_the_bit(log):
    whole = backtested(log)
    origin = whole.plan.origins[1]
    begins = int(local_midnight(FIRST_ON + timedelta(days=7 * origin), log.zone).timestamp())
    later = log.received_at >= begins
    random = np.random.default_rng(20141104)
    changed = replace(
        log,
        grade=np.where(later, 1 - log.grade, log.grade).astype(np.int16),
        local_area=np.where(later, 1 - log.local_area, log.local_area).astype(np.int16),
        # What was still going on at the origin ends otherwise, and so does everything after it.
        cleared_at=np.where(
            log.cleared_at >= begins, log.cleared_at + random.integers(0, 9_000, len(log)), log.cleared_at
        ),
        dispatched_at=np.where(log.dispatched_at >= begins, log.dispatched_at + 600, log.dispatched_at),
        arrived_at=np.where(log.arrived_at >= begins, log.arrived_at + 3_600, log.arrived_at),
    ).rows(~later | (random.random(len(log)) < 0.7))
    before, after = (forecast_fold(backtested(each), 1) for each in (log, changed))
    assert before.past.hash == after.past.hash
    for name, cells in before.draws.items():
        for part in Cells.__slots__:
            assert np.array_equal(getattr(cells, part), getattr(after.draws[name], part)), (name, part)


def test_changing_the_past_does_change_it(log):
    """Or the test above could not fail."""
    origin = backtested(log).plan.origins[0]
    begins = int(local_midnight(FIRST_ON + timedelta(days=7 * origin), log.zone).timestamp())
    kept = (log.received_at >= begins) | (log.incident % 5 > 0)
    before, after = (forecast_fold(backtested(each), 0) for each in (log, log.rows(kept)))
    assert not np.array_equal(before.draws[MODEL].received, after.draws[MODEL].received)


# ---- coverage of what the model made itself


def binomial_band(trials: int, share: float, level: float = 0.999) -> tuple[float, float]:
    """Shares that a binomial number of trials keeps to with this probability."""
    chances = np.array([comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(trials + 1)])
    below = np.cumsum(chances)
    low, high = (float(np.searchsorted(below, each)) / trials for each in ((1 - level) / 2, (1 + level) / 2))
    return low, high


def test_a_log_that_the_model_makes_itself_is_covered_at_the_nominal_level():
    """Weeks lived through by the model are forecast by others that it lives through: coverage is what it says."""
    demand = replace(small_demand(1.0), day_variance=0.0, local_day_variance=0.0)
    roster = small_roster(14)
    prepared = prepare_scenario(small_scenario(keep_ledger(roster), demand))
    place = shift_of_hours(roster.grid, date(2023, 1, 16), (0, 7, 15))
    grades = ("emergency", "priority", "scheduled")
    draws, seen = 60, 24
    runs = [
        lived_through(prepared, key_of(20141104, n), place, grades, (1, 3, 2, 21))
        for n in range(draws + seen)
    ]
    made_of = {part: np.stack([getattr(run, part)[0] for run in runs]) for part in Cells.__slots__}
    forecast = Cells(
        **{part: np.repeat(each[:draws, None], seen - 4, axis=1) for part, each in made_of.items()}
    )
    world = Cells(**{part: each[draws:] for part, each in made_of.items()})
    scores = score_fold(
        {MODEL: forecast}, world, 4, grades, frozenset({"emergency"}), 3, np.random.default_rng(1)
    )
    for quantity in (Forecast.RECEIVED, Forecast.LATE):
        m = FORECASTS.index(quantity)
        cells = int(scores.cells[m].sum())
        # A shift's lateness hangs on the one before, so lateness counts as one trial for each day.
        trials = 1_000 if quantity is Forecast.RECEIVED else cells // 3 // 7
        for number, level in enumerate(LEVELS):
            low, high = binomial_band(trials, level)
            assert low <= scores.hits[0, m, number].sum() / cells <= high, (quantity, level)


def test_scores_of_a_forecast_that_is_too_low_show_it(log):
    """The made log waits up to two minutes whoever is free; with units in plenty the model's are sent at once."""
    found = run_backtest(backtested(log, officers=20))
    scores = {(each.quantity, each.grade): each for each in found.by_grade() if each.forecaster == MODEL}
    assert scores[Forecast.WAIT, "emergency"].bias < 0
    places = found.places(Forecast.WAIT, "emergency")
    assert places[-1] > 0.9 * places.sum()
    assert places.sum() == scores[Forecast.WAIT, "emergency"].cells


def test_arrivals_are_forecast_better_than_by_the_week_before(found):
    match = next(
        each
        for each in found.matches()
        if (each.quantity, each.grade, each.of, each.rival)
        == (Forecast.RECEIVED, "emergency", CELL, "last week")
    )
    assert match.skill is not None
    assert match.skill.low > 0.2
    assert not match.is_lost


# ---- rivals


def test_a_rival_that_is_the_truth_wins_and_the_loss_is_told(log):
    """Every week is the same week again, so the week before is a perfect forecast."""
    week = 7 * 86_400
    one = log.between(FIRST_ON, FIRST_ON + timedelta(days=6))
    one = one.rows(one.cleared_at < int(one.received_at.min()) // week * week + 2 * week)
    count = int(one.incident.max()) + 1
    parts = []
    for number in range(WEEKS):
        shift = number * week
        parts.append(
            replace(
                one,
                incident=(one.incident + number * count).astype(np.int32),
                **{
                    name: getattr(one, name) + shift
                    for name in ("received_at", "dispatched_at", "arrived_at", "cleared_at")
                },
            )
        )
    arrays = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in IncidentLog.__slots__
        if name not in ("zone", "schemes", "local_areas", "kinds")
    }
    found = run_backtest(backtested(replace(one, **arrays)))
    for match in found.matches():
        if match.rival == "last week" and match.quantity is Forecast.RECEIVED:
            assert match.rival_loss == 0
            assert match.is_lost, (match.grade, match.of)


def test_the_formulas_forecast_what_the_model_does_where_they_are_right(found):
    """Arrivals are the same demand; a queue that is never full waits hardly at all by all three."""
    losses = {
        (each.quantity, each.forecaster): each.crps for each in found.by_grade() if each.grade == "emergency"
    }
    for formula in FORMULAS:
        assert losses[Forecast.RECEIVED, formula] == pytest.approx(losses[Forecast.RECEIVED, MODEL], rel=0.05)
    means = {
        (each.quantity, each.forecaster): each.bias for each in found.by_grade() if each.grade == "priority"
    }
    assert abs(means[Forecast.WAIT, ERLANG] - means[Forecast.WAIT, FORWARD]) < 1.0


def test_every_rival_is_compared_and_the_force_too(found):
    matches = list(found.matches())
    assert {each.rival for each in matches} == {
        ERLANG,
        FORWARD,
        "last week",
        "mean of the last four weeks",
        "seasonal quantiles",
    }
    assert {each.of for each in matches} == {CELL, FORCE_WEEK}


# ---- the same again


def test_two_workers_and_kept_folds_give_the_same_to_the_bit(found, log, tmp_path):
    again = backtested(log)
    kept = KeptRuns(tmp_path, {})
    kept.run(FoldWork(again), [0, 3], form_of(again.grades))
    whole = run_backtest(again, workers=2, kept=kept)
    assert (kept.used, kept.made) == (2, 2 + len(again.plan.origins) - 2)
    for name in ARRAYS:
        assert np.array_equal(getattr(found.scores, name), getattr(whole.scores, name), equal_nan=True), name


def test_a_kept_fold_of_another_shape_is_not_believed(found):
    form = form_of(GRADES)
    arrays = form.arrays_of(found.scores)
    assert form.result_of(arrays).forecasters == found.scores.forecasters
    with pytest.raises(ValueError, match="not the scores of a fold"):
        form.result_of(arrays[1:])
    with pytest.raises(ValueError, match="another backtest"):
        form_of(("emergency",)).result_of(arrays)


def test_folds_join_in_order(found):
    scores = found.scores
    both = joined([scores, scores])
    assert isinstance(both, FoldScores)
    assert both.cells.shape[1] == 2 * found.weeks
    assert both.places.sum() == 2 * scores.places.sum()
    assert DESIGN.shift_names == ("00–07", "07–15", "15–24")
