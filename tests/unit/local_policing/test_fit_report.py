"""A fit report finds what was planted in a made log, and finds nothing where the fit is the truth."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from dueregard.local_policing.calibration import Calibration, CalibrationSettings, calibrate
from dueregard.local_policing.fit_curves import logged_waits, rate_curves, unseen_curve
from dueregard.local_policing.fit_report import NotItsLog, fit_report
from dueregard.local_policing.fit_residuals import FitResiduals, fit_residuals
from dueregard.local_policing.fit_times import dependences
from dueregard.local_policing.fit_worlds import grouped, worlds
from dueregard.local_policing.log import IncidentLog, incidents_of
from dueregard.local_policing.unseen_load import MOST_FREE, Looks
from tests.support.made_logs import MadeLog, Truth, clean

AS_AT = date(2023, 6, 1)
HOUR = np.arange(168)
PROFILE = 1 + 0.6 * np.sin(2 * np.pi * HOUR / 24) + 0.2 * np.cos(2 * np.pi * HOUR / 168)
RATES = PROFILE[:, None, None] * np.array([[0.9, 0.5], [0.3, 0.7]])
SEED = 20141104
WORLDS = 39


def calibrated(log: IncidentLog) -> Calibration:
    return calibrate(log, source="a made log", as_at=AS_AT, settings=CalibrationSettings(draws=100))


def truth(**words) -> Truth:
    return Truth(rates=RATES, weeks=30, day_spread=0.1, day_correlation=0.5, **words)


@pytest.fixture(scope="module")
def made() -> MadeLog:
    return truth().made(SEED)


@pytest.fixture(scope="module")
def log(made) -> IncidentLog:
    return clean(made)


@pytest.fixture(scope="module")
def calibration(log) -> Calibration:
    return calibrated(log)


@pytest.fixture(scope="module")
def residuals(calibration) -> FitResiduals:
    return fit_residuals(calibration, WORLDS, SEED)


# ---- the truth is the model


def test_where_the_fit_is_the_truth_nothing_is_wider_than_its_own_worlds(residuals):
    assert [each.what for each in residuals.groups if each.is_wider] == []
    assert [each.name for each in residuals.drifts if each.is_unexplained] == []
    assert sum(each.is_outside for each in (*residuals.day_quantiles, *residuals.day_memory)) <= 3


def test_worlds_have_the_size_and_the_spread_of_the_log(calibration):
    seen = calibration.sums.received
    totals, spreads = [], []
    for prepared, fitted in worlds(calibration, 20, SEED):
        totals.append(prepared.sums.received.sum())
        spreads.append(fitted.spread.variance + fitted.spread.local_variance)
    assert np.mean(totals) == pytest.approx(seen.sum(), rel=0.03)
    known = calibration.demand.day_variance + calibration.demand.local_day_variance
    assert np.mean(spreads) == pytest.approx(known, rel=0.25)


def test_the_first_worlds_are_the_same_however_many_follow(calibration):
    few = [prepared.sums.received for prepared, _ in worlds(calibration, 2, SEED)]
    more = [prepared.sums.received for prepared, _ in worlds(calibration, 3, SEED)]
    assert all(np.array_equal(one, other) for one, other in zip(few, more, strict=False))
    assert not np.array_equal(more[0], more[1])


def test_what_is_expected_of_each_group_is_what_adding_up_hours_gives(calibration):
    """The slow way: every week, hour, local area and grade by itself."""
    sums, demand = calibration.sums, calibration.demand
    found = grouped(calibration.prepared, calibration.fitted)
    weeks, _, areas, classes = sums.received.shape
    by_week, by_month = np.zeros((weeks, classes)), np.zeros((12, classes))
    by_area, by_hour_month = np.zeros((168, areas)), np.zeros((24, 12))
    for week in range(weeks):
        for hour in range(168):
            for month in range(12):
                real = sums.hours[week, hour, month] * demand.season[month]
                for area in range(areas) if real else ():
                    for cls in range(classes):
                        expected = real * demand.rates[hour, area, cls]
                        by_week[week, cls] += expected
                        by_month[month, cls] += expected
                        by_area[hour, area] += expected
                        by_hour_month[hour % 24, month] += expected
    assert found.week_grade[1] == pytest.approx(by_week)
    assert found.month_grade[1] == pytest.approx(by_month)
    assert found.hour_area[1] == pytest.approx(by_area)
    assert found.hour_month[1] == pytest.approx(by_hour_month)
    assert found.day[1].sum() == pytest.approx(by_week.sum())


def test_what_is_seen_of_each_group_is_every_incident_once(calibration):
    found = grouped(calibration.prepared, calibration.fitted)
    for name in ("hour_grade", "hour_area", "week_grade", "week_area", "month_grade", "hour_month", "day"):
        assert getattr(found, name)[0].sum() == calibration.incidents, name


# ---- what is planted is found


def _dropped(made: MadeLog, gone: np.ndarray) -> IncidentLog:
    """The log without some incidents."""
    kept = ~gone[made.row]
    number = np.cumsum(~gone) - 1
    return clean(
        replace(
            made,
            row=number[made.row[kept]],
            received=made.received[~gone],
            area=made.area[~gone],
            grade=made.grade[~gone],
            dispatched=made.dispatched[kept],
            arrived=made.arrived[kept],
            cleared=made.cleared[kept],
            incidents=int((~gone).sum()),
        )
    )


def _week_of(made: MadeLog) -> np.ndarray:
    return (made.received - int(made.truth.start.timestamp())) // (7 * 86_400)


def test_a_week_without_emergencies_is_named(made):
    """A grade that was hardly entered for a week, as when a system was down: of no hour, and of one week."""
    random = np.random.default_rng(SEED)
    gone = (_week_of(made) == 12) & (made.grade == 0) & (random.random(len(made.grade)) < 0.7)
    found = fit_residuals(calibrated(_dropped(made, gone)), WORLDS, SEED)
    weeks = next(each for each in found.groups if each.what == "weeks, by grade")
    assert weeks.is_unexplained
    worst = weeks.misfits[0]
    assert worst.name == "week from 2021-03-29, emergency dispatch"
    assert worst.seen < 0.5 * worst.expected


def test_a_trend_is_told_with_its_direction(made):
    random = np.random.default_rng(SEED)
    gone = random.random(len(made.grade)) < 0.4 * _week_of(made) / 29
    found = fit_residuals(calibrated(_dropped(made, gone)), WORLDS, SEED)
    whole = found.drifts[0]
    assert whole.name == "all incidents"
    assert whole.is_unexplained
    assert whole.a_year < whole.low < 0


def test_no_trend_is_looked_for_in_half_a_year_or_less():
    short = calibrated(clean(replace(truth(), weeks=10).made(SEED)))
    assert fit_residuals(short, WORLDS, SEED).drifts == ()


def test_service_that_hangs_on_the_local_area_is_told(made):
    slower = made.cleared + np.where(made.area[made.row] == 1, (made.cleared - made.arrived), 0)
    log = clean(replace(made, cleared=slower))
    found = {(e.grade, e.what, e.by): e for e in dependences(calibrated(log), log)}
    told = found["emergency dispatch", "service of a unit", "local area"]
    assert told.odd[0].name == "south"
    assert told.explained > 5 * told.by_chance
    assert found["emergency dispatch", "travel of a unit", "local area"].odd == ()


def test_what_hangs_on_nothing_explains_about_what_chance_does(calibration, log):
    for each in dependences(calibration, log):
        assert each.odd == (), (each.grade, each.what, each.by)
        assert each.explained < each.by_chance + 0.005, (each.grade, each.what, each.by)


# ---- seen beside fitted


def test_rates_seen_are_incidents_over_hours(calibration, log):
    """By hand: emergencies received from Monday 05:00 to 06:00, over the 30 Mondays."""
    draws = tuple(calibration.draws(100, SEED))
    curve = rate_curves(calibration, draws)[0]
    found = incidents_of(log)
    at_five = (found.grade == 0) & (
        found.received_at // 3_600 % 168 == (5 + 4 * 24) % 168
    )  # 1970 began on a Thursday
    step = curve.steps[5]
    assert step.step == "Monday 05:00"
    assert step.seen == pytest.approx(at_five.sum() / 30)
    assert step.low is not None
    assert step.fitted is not None
    assert step.high is not None
    assert step.low < step.fitted < step.high


def test_logged_waits_are_means_by_hour(calibration, log):
    found = incidents_of(log)
    (emergency, _) = logged_waits(calibration, log)
    mine = (found.grade == 0) & (found.received_at // 3_600 % 24 == 7)
    waits = (found.dispatched_at - found.received_at)[mine] / 60
    assert emergency.minutes[7] == pytest.approx(waits.mean())
    assert emergency.number == (found.grade == 0).sum()


def test_unseen_load_that_is_not_apart_shows(calibration):
    """As many wait with two units looking free as with one: no share of units unavailable apart gives that."""
    seen = np.zeros((1, MOST_FREE + 1, 2), dtype=np.int64)
    seen[0, 1], seen[0, 2] = (900, 100), (900, 100)
    curve = unseen_curve(replace(calibration, looks=Looks(seen, 0)))
    assert curve is not None
    assert [each.is_outside for each in curve.steps] == [True, True]


def test_unseen_load_that_is_apart_does_not(calibration):
    seen = np.zeros((1, MOST_FREE + 1, 2), dtype=np.int64)
    seen[0, 1], seen[0, 2] = (800, 200), (960, 40)
    curve = unseen_curve(replace(calibration, looks=Looks(seen, 0)))
    assert curve is not None
    assert [each.is_outside for each in curve.steps] == [False, False]
    assert [round(each.fitted or 0, 3) for each in curve.steps] == [0.2, 0.04]


def test_without_a_roster_there_is_no_unseen_curve(calibration):
    assert unseen_curve(calibration) is None


def test_another_log_is_refused_in_a_sentence(calibration, made):
    other = clean(replace(truth(), weeks=29).made(SEED))
    with pytest.raises(NotItsLog, match="give the log, column map and grade schemes that it was made from"):
        fit_report(calibration, other, worlds=WORLDS)


def test_the_report_is_the_same_again(calibration, log):
    assert fit_report(calibration, log, worlds=WORLDS) == fit_report(calibration, log, worlds=WORLDS)


def test_too_few_worlds_are_refused(calibration, log):
    with pytest.raises(ValueError, match="give 39 or more"):
        fit_report(calibration, log, worlds=10)
