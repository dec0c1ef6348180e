"""Calibration finds again what a made log was made from, says how sure it is, and says what it cannot know."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from dueregard.common.tables import ABSENT
from dueregard.engine.queueing.model import TICKS_PER_SECOND
from dueregard.local_policing.calibration import Calibration, CalibrationSettings, calibrate
from dueregard.local_policing.calibration_draws import draw_weights
from dueregard.local_policing.calibration_rates import fit_rates
from dueregard.local_policing.calibration_weeks import LogUnusable
from dueregard.local_policing.demand import Parameter, Status
from dueregard.local_policing.log import NONE, OUTCOMES, IncidentLog, Outcome, incidents_of
from dueregard.local_policing.unseen_load import UnitsOnDuty
from dueregard.workforce.hours import Grid
from tests.support.made_logs import Truth, clean

AS_AT = date(2023, 6, 1)
FEW = CalibrationSettings(draws=100)
HOUR = np.arange(168)
PROFILE = 1 + 0.6 * np.sin(2 * np.pi * HOUR / 24) + 0.2 * np.cos(2 * np.pi * HOUR / 168)
RATES = PROFILE[:, None, None] * np.array([[0.9, 0.5], [0.3, 0.7]])


def known(figure: float | None) -> float:
    assert figure is not None
    return figure


def calibrated(log: IncidentLog, **words) -> Calibration:
    return calibrate(log, source="a made log", as_at=AS_AT, settings=FEW, **words)


@pytest.fixture(scope="module")
def truth() -> Truth:
    return Truth(rates=RATES, weeks=30, day_spread=0.1, day_correlation=0.5)


@pytest.fixture(scope="module")
def log(truth) -> IncidentLog:
    return clean(truth.made(20141104))


@pytest.fixture(scope="module")
def found(log) -> Calibration:
    return calibrated(log)


# ---- rates


def test_every_incident_is_counted_once_however_many_units_it_had(truth, found):
    made = truth.made(20141104)
    assert len(made.row) > made.incidents, "or the log shows nothing"
    assert found.incidents == made.incidents
    assert found.sums.received.sum() == made.incidents
    expected = np.zeros((2, 2))
    np.add.at(expected, (made.area, made.grade), 1)
    assert np.array_equal(found.sums.received.sum(axis=(0, 1)), expected)


def test_rates_of_each_class_in_each_local_area_add_up_to_what_was_received(found):
    """But for the one incident of each class that is shared out, so that no local area is held impossible."""
    received = found.sums.received.sum(axis=(0, 1))
    fitted = found.demand.rates.sum(axis=0) * found.weeks
    assert fitted.sum() == pytest.approx(received.sum())
    assert np.abs(fitted - received).max() < 1


def test_rates_are_nearer_the_truth_than_the_raw_averages(found):
    raw = found.sums.received.sum(axis=0) / found.weeks
    error = np.sqrt(((found.demand.rates - RATES) ** 2).mean())
    of_raw = np.sqrt(((raw - RATES) ** 2).mean())
    assert error < 0.7 * of_raw


def test_a_local_area_with_a_week_of_its_own_keeps_it():
    """Shrinkage is by evidence: where local areas differ more than chance would make them, the cells stay apart."""
    hours = np.full(168, 100.0)
    night, day = np.where(HOUR % 24 < 12, 8.0, 0.5), np.where(HOUR % 24 < 12, 0.5, 8.0)
    random = np.random.default_rng(20141104)
    truth = np.stack([night, day], axis=1)[:, :, None]
    rates, worth = fit_rates(random.poisson(truth * 100).astype(float), hours, 0.0)
    assert worth.cell[0] < 5
    assert np.abs(rates / truth - 1).max() < 0.6
    assert np.sqrt(((rates - truth) ** 2).mean()) < 0.3


def test_local_areas_that_differ_by_chance_alone_get_one_profile():
    hours = np.full(168, 4.0)
    truth = np.repeat(PROFILE[:, None, None], 6, axis=1)
    received = np.random.default_rng(20141104).poisson(truth * 4).astype(float)
    rates, worth = fit_rates(received, hours, 0.0)
    assert worth.cell[0] > 50
    profile = rates / rates.sum(axis=0, keepdims=True)
    assert np.abs(profile - profile.mean(axis=1, keepdims=True)).max() < 0.1 * profile.max()


def test_no_cell_is_held_impossible(found):
    assert (found.demand.rates > 0).all()
    received = np.zeros((168, 2, 2))
    received[:, :, 0] = 3
    received[:, 0, 1] = 3  # the second class was never seen in the second local area
    rates, _ = fit_rates(received, np.full(168, 10.0), 0.0)
    assert (rates[:, 1, 1] > 0).all()
    assert rates[:, 1, 1].sum() < rates[:, 0, 1].sum() / 100


# ---- days and months


def test_the_day_factor_is_found_with_its_memory():
    truth = Truth(
        rates=np.full((168, 2, 1), 2.0), weeks=104, day_spread=0.15, day_correlation=0.5, grades=("E",)
    )
    found = calibrated(clean(truth.made(20141104)))
    exact = np.expm1(0.15**2)
    lasting = np.expm1(0.5 * 0.15**2) / exact
    variance = found.parameter("day factor: variance")
    memory = found.parameter("day factor: correlation with the next day")
    assert variance.value == pytest.approx(exact, rel=0.3)
    assert known(variance.low) < exact < 1.3 * known(variance.high)
    assert memory.value == pytest.approx(lasting, abs=0.15)
    assert found.demand.local_day_variance < 0.003, "the days are the force's, not the local areas'"


def test_days_that_differ_by_chance_alone_have_no_day_factor():
    found = calibrated(clean(Truth(rates=np.full((168, 2, 1), 2.0), weeks=52, grades=("E",)).made(20141104)))
    assert found.demand.day_variance < 0.0015
    assert found.demand.local_day_variance < 0.003


def test_months_are_found_from_two_years_and_not_from_less():
    season = np.array([0.9, 0.85, 0.95, 1.0, 1.0, 1.1, 1.2, 1.1, 1.0, 1.0, 0.95, 0.95])
    season /= season.mean()
    truth = Truth(rates=np.full((168, 2, 1), 1.5), weeks=104, season=season, grades=("E",))
    long = clean(truth.made(20141104))
    assert calibrated(long).demand.season == pytest.approx(season, abs=0.065)  # four standard errors
    short = calibrated(long.between(date(2021, 1, 4), date(2021, 12, 26)))
    assert short.weeks == 51
    assert (short.demand.season == 1).all()
    assert short.parameter("factor of July").status is Status.NOT_IDENTIFIABLE
    assert short.parameter("factor of July").value is None


# ---- times, units, outcomes


def test_service_travel_and_units_are_found(found):
    for name, exact, room in (
        ("emergency dispatch: service of a unit", 40.0, 2.0),
        ("priority dispatch: service of a unit", 60.0, 3.0),
        ("emergency dispatch: travel of a unit", 8.0, 0.4),
        ("emergency dispatch: units sent", 1.3, 0.02),
    ):
        figure = found.parameter(name)
        assert figure.value == pytest.approx(exact, abs=room)
        assert figure.low <= figure.value <= figure.high
        assert figure.status is Status.ESTIMATED
    assert found.demand.units[0] == pytest.approx([0.7, 0.3, 0, 0, 0, 0, 0, 0], abs=0.02)


def test_the_table_of_service_is_that_of_the_times_seen(log, found):
    seconds = (log.cleared_at - log.arrived_at)[log.grade == 0]
    table = found.demand.service[0]
    assert table is not None
    assert table.mean_ticks / TICKS_PER_SECOND == pytest.approx(seconds.mean(), rel=1e-4)
    for at in (0.1, 0.5, 0.9, 0.99):
        exact = np.quantile(seconds, at)
        assert np.interp(at, np.linspace(0, 1, 257), table.quantiles) / TICKS_PER_SECOND == pytest.approx(
            exact, rel=0.02
        )


def test_missing_arrivals_do_not_lengthen_service(log, found):
    lost = np.random.default_rng(20141104).random(len(log)) < 0.4
    partly = calibrated(replace(log, arrived_at=np.where(lost, ABSENT, log.arrived_at)))
    name = "emergency dispatch: service of a unit"
    whole = found.parameter(name)
    assert partly.parameter(name).n == whole.n
    assert partly.parameter(name).value == pytest.approx(whole.value, rel=0.03)


def test_a_class_without_times_borrows_and_says_so(log):
    blind = replace(log, cleared_at=np.where(log.grade == 1, ABSENT, log.cleared_at))
    found = calibrated(blind)
    borrowed = found.parameter("priority dispatch: service of a unit")
    assert borrowed.status is Status.ASSUMED
    assert borrowed.method.startswith("none seen: taken as over all classes")
    assert borrowed.value == found.parameter("emergency dispatch: service of a unit").value


def test_cancelling_is_events_over_hours_waited(log):
    """One in five of the priority incidents is cancelled by its caller after half an hour, with nobody sent."""
    cancelled = (log.grade == 1) & (log.incident % 5 == 0)
    gone = replace(
        log,
        outcome=np.where(cancelled, OUTCOMES.index(Outcome.CANCELLED), log.outcome).astype(np.int16),
        unit=np.where(cancelled, NONE, log.unit).astype(np.int32),
        dispatched_at=np.where(cancelled, ABSENT, log.dispatched_at),
        arrived_at=np.where(cancelled, ABSENT, log.arrived_at),
        cleared_at=np.where(cancelled, log.received_at + 1800, log.cleared_at),
    )
    found, each = calibrated(gone), incidents_of(gone)
    of_class = each.grade == 1
    lost = of_class & (each.outcome == OUTCOMES.index(Outcome.CANCELLED))
    waited = np.where(lost, 1800, each.dispatched_at - each.received_at)[of_class].sum() / 3600
    rate = found.parameter("priority dispatch: cancelled")
    assert rate.n == lost.sum()
    assert rate.value == pytest.approx(lost.sum() / waited)
    assert found.parameter("emergency dispatch: cancelled").value == 0


def test_without_outcomes_nothing_is_said_of_them(log):
    silent = calibrated(replace(log, outcome=np.full(len(log), NONE, dtype=np.int16)))
    for what in ("cancelled", "upgraded", "closed unattended"):
        figure = silent.parameter(f"priority dispatch: {what}")
        assert (figure.status, figure.value, figure.low) == (Status.NOT_IDENTIFIABLE, None, None)


# ---- what it may be trusted for


@pytest.mark.parametrize(
    ("weeks", "heading"), [(25, "Too short to trust: 25 whole weeks of log, and 26 are needed"), (26, None)]
)
def test_a_log_under_half_a_year_is_headed_too_short(log, weeks, heading):
    last = date(2021, 1, 4) + timedelta(days=7 * weeks - 1)
    assert calibrated(log.between(date(2021, 1, 4), last)).heading == heading


def test_waits_that_helped_to_fit_are_never_called_validation(found):
    assert "never called validation" in found.statement


def test_every_figure_has_status_source_and_date(found):
    assert found.parameters
    for figure in found.parameters:
        assert figure.source == "a made log"
        assert figure.as_at == AS_AT
        assert figure.method
        assert (figure.value is None and figure.low is None) <= (figure.status is Status.NOT_IDENTIFIABLE)


def test_units_on_duty_come_from_a_roster_where_there_is_one(log):
    grid = Grid.of_days(date(2021, 1, 4), 210, log.local_areas, log.zone)
    figure = calibrated(log, on_duty=UnitsOnDuty(grid, np.full((grid.hours, 2), 7))).parameter(
        "units on duty"
    )
    assert (figure.status, figure.value, figure.low, figure.high) == (Status.FROM_ROSTER, 14, 14, 14)


def test_without_a_roster_units_are_a_lower_bound_told_as_an_interval(log, found):
    figure = found.parameter("units on duty")
    assert figure.value is None
    assert figure.method.startswith("a lower bound")
    busy = (log.cleared_at - log.dispatched_at).sum() / (30 * 168 * 3600)
    assert found.units_seen.busy_mean.sum(axis=1).mean() == pytest.approx(busy, rel=0.01)
    assert busy < figure.low < figure.high


# ---- draws


def rates_of(draws) -> list[np.ndarray]:
    return [demand.rates for demand in draws]


def test_the_first_draws_are_the_same_however_many_follow(found):
    few, many = rates_of(found.draws(5, 7)), rates_of(found.draws(40, 7))
    assert all(np.array_equal(one, other) for one, other in zip(few, many[:5], strict=True))
    other = rates_of(found.draws(5, 8))
    assert not any(np.array_equal(one, two) for one, two in zip(few, other, strict=True))


def test_the_first_draws_of_a_short_log_too(log):
    short = calibrated(log.between(date(2021, 1, 4), date(2021, 1, 24)))
    assert short.weeks == 3
    few, many = rates_of(short.draws(5, 7)), rates_of(short.draws(12, 7))
    assert all(np.array_equal(one, other) for one, other in zip(few, many[:5], strict=True))
    assert "chance alone" in short.parameter("emergency dispatch: incidents").method


def test_a_draw_takes_whole_weeks(found):
    """Weighting the weekly sums is the same as putting the chosen weeks together and fitting those."""
    weights = draw_weights(found.weeks, 3, 7)
    assert (weights.sum(axis=1) == found.weeks).all()
    for row, demand in zip(weights, found.draws(3, 7), strict=True):
        chosen = np.repeat(np.arange(found.weeks), row.astype(int))
        received = found.sums.received[chosen].sum(axis=(0, 1))
        assert np.abs(demand.rates.sum(axis=0) * found.weeks - received).max() < 1


def relative_width(figure: Parameter) -> float:
    return (known(figure.high) - known(figure.low)) / known(figure.value)


def test_weeks_that_differ_widen_the_interval(log):
    """Every second week twice as busy: what resampling whole weeks is for."""
    week = (log.received_at - int(datetime(2021, 1, 4, tzinfo=UTC).timestamp())) // (7 * 86_400)
    thinned = log.rows((week % 2 == 0) | (log.incident % 2 == 0))
    name = "priority dispatch: incidents"
    even, uneven = calibrated(log).parameter(name), calibrated(thinned).parameter(name)
    assert relative_width(uneven) > 2.5 * relative_width(even)


@pytest.mark.slow
@pytest.mark.slow
def test_intervals_cover_the_truth_as_often_as_they_say():
    """Of 200 logs of 26 weeks, by a 99.9 % binomial band.

    Percentiles of resampled means are 1.96 × √(25/26) standard errors wide, which of 26 weeks cover 93.4 %.
    """
    truth = Truth(rates=np.full((168, 1, 1), 0.4), weeks=26, areas=("north",), grades=("E",), day_spread=0.2)
    hit = 0
    for number in range(200):
        log = clean(truth.made(20141104 + number))
        found = calibrate(log, source="", as_at=AS_AT, settings=FEW)
        figure = found.parameter("emergency dispatch: incidents")
        hit += known(figure.low) <= 0.4 * 24 <= known(figure.high)
    assert 174 <= hit <= 197


# ---- logs from which nothing can be said


def test_too_little_is_refused_in_a_sentence(log):
    with pytest.raises(LogUnusable, match=r"^The log covers 3 whole days: a week at least is needed\.$"):
        calibrated(log.between(date(2021, 1, 4), date(2021, 1, 6)))
    with pytest.raises(LogUnusable, match="The log holds one incident"):
        calibrated(log.rows(log.incident == 0))
    with pytest.raises(LogUnusable, match="The log holds no incident from 2030-01-01"):
        calibrated(log, from_on=date(2030, 1, 1), until_on=date(2030, 1, 31))
    with pytest.raises(LogUnusable, match="a week at least is needed"):
        calibrated(log, from_on=date(2021, 3, 1), until_on=date(2021, 2, 1))


def test_one_grade_is_enough(log):
    found = calibrated(log.rows(log.grade == 1))
    assert [cls.key for cls in found.demand.classes] == ["priority dispatch"]


def test_days_over_at_the_end_are_left_out_and_counted(log):
    short = log.between(date(2021, 1, 4), date(2021, 1, 27))
    found = calibrated(short)
    assert (found.weeks, found.last_on) == (3, date(2021, 1, 24))
    assert found.left_out == len(incidents_of(short)) - found.incidents > 0
