"""Past deployments are found in a log where they are, and nothing is found where nothing was."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from dueregard.local_policing.calibration_weeks import classes_of
from dueregard.local_policing.event_study import (
    DailySums,
    EventDesign,
    EventRefused,
    Reading,
    Window,
    daily_sums,
    study_event,
    window_of,
)
from dueregard.local_policing.log import incidents_of
from tests.support.small_backtest import FIRST_ON, made

DESIGN = EventDesign()
WEEKS = 60
DEPLOYED = Window(7 * 30, 7)


def sums_of(effect: float, *, donors: tuple[int, ...] = (0, 1), shock: float = 0.0) -> DailySums:
    """Two local areas with a wait of ten minutes, weekly ups and downs, and a deployment that adds to it."""
    log = made(weeks=4)
    classes = classes_of(log, incidents_of(log), FIRST_ON)[:1]
    random = np.random.default_rng(20141104)
    waits = 10 + random.normal(0, 0.5, (1, 2, 7 * WEEKS)) + np.repeat(random.normal(0, 0.5, WEEKS), 7)
    waits[0, list(donors), DEPLOYED.first : DEPLOYED.stop] += effect
    waits[0, :, DEPLOYED.first : DEPLOYED.stop] += shock
    sent = np.full(waits.shape, 50.0)
    return DailySums(
        classes=classes,
        local_areas=("north", "south"),
        first_on=FIRST_ON,
        late=sent * 0.1,
        judged=sent,
        waited=waits * sent,
        sent=sent,
    )


def event_of(sums: DailySums, donors: tuple[int, ...] = (0, 1)):
    return next(
        each for each in study_event(sums, DEPLOYED, [], donors, DESIGN) if each.reading is Reading.WAIT
    )


def test_an_effect_that_is_there_is_found_and_its_interval_holds_it():
    event = event_of(sums_of(5.0))
    assert event.low is not None
    assert event.high is not None
    assert event.low < 5.0 < event.high
    assert event.is_seen
    assert event.place > 0.95
    assert event.matched == 8


def test_nothing_is_found_where_nothing_happened():
    event = event_of(sums_of(0.0))
    assert not event.is_seen
    assert 0.02 < event.place < 0.98


def test_placebo_dates_give_nothing_on_average_and_leave_out_what_was_touched():
    event = event_of(sums_of(50.0))
    nothing = np.array(event.placebos)
    assert len(nothing) == WEEKS - 1 - 1, "all weeks but the deployment's and the one after it"
    assert abs(nothing.mean()) < 0.2
    assert np.abs(nothing).max() < 4, "the deployment's own days are in no placebo date and no matched week"


def test_what_happened_everywhere_is_taken_off_where_some_gave_nobody():
    shocked = sums_of(5.0, donors=(0,), shock=8.0)
    alone = event_of(shocked)
    apart = event_of(shocked, donors=(0,))
    assert not alone.apart
    assert apart.apart
    assert alone.change > 9
    assert apart.change == pytest.approx(5.0, abs=1.5)


def test_other_deployments_are_no_matched_weeks():
    sums = sums_of(0.0)
    before = Window(DEPLOYED.first - 7, 7)
    waited = sums.waited.copy()
    waited[:, :, before.first : before.stop] *= 10
    spoilt = replace(sums, waited=waited)
    (event,) = (
        each
        for each in study_event(spoilt, DEPLOYED, [before], (0, 1), EventDesign(after_days=0))
        if each.reading is Reading.WAIT
    )
    assert abs(event.change) < 3


def test_a_reading_in_which_nothing_ever_moves_is_left_out():
    readings = [each.reading for each in study_event(sums_of(1.0), DEPLOYED, [], (0, 1), DESIGN)]
    assert readings == [Reading.WAIT]


def test_a_deployment_outside_the_log_is_refused_in_a_sentence():
    sums = sums_of(0.0)
    with pytest.raises(EventRefused, match="leave it out of the aid log"):
        window_of(sums, FIRST_ON - timedelta(days=1), FIRST_ON, "early")
    with pytest.raises(EventRefused, match="the log covers 4 January 2021 to"):
        window_of(sums, date(2030, 1, 1), date(2030, 1, 2), "late")


def test_a_log_too_short_to_hold_a_deployment_against_is_refused():
    sums = sums_of(0.0)
    short = replace(
        sums, **{name: getattr(sums, name)[:, :, :14] for name in ("late", "judged", "waited", "sent")}
    )
    with pytest.raises(EventRefused, match="give a longer log"):
        study_event(short, Window(3, 4), [], (0, 1), DESIGN)


def test_days_add_up_to_the_log():
    log = made(weeks=5)
    classes = classes_of(log, incidents_of(log), FIRST_ON)
    sums = daily_sums(log, classes, FIRST_ON, 35)
    assert sums.sent.sum() == len(incidents_of(log))
    assert sums.judged.sum() == len(incidents_of(log))
    assert (sums.late <= sums.judged).all()
