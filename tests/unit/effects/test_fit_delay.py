"""Simulated beside logged delay: the log's own weeks lived through, with the roster of a test."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from dueregard.common.codecs import Id
from dueregard.effects.fit_delay import DelayRefused, Staffed, simulated_delay, weeks_lived_through
from dueregard.local_policing.calibration import Calibration, CalibrationSettings, calibrate
from dueregard.local_policing.response_policy import ResponsePolicy
from dueregard.workforce.hours import Grid, RosterHours
from dueregard.workforce.ledger_keeping import keep_ledger
from tests.support.made_logs import Truth, clean
from tests.support.small_scenario import CREWING

RATES = np.full((168, 2, 2), 1.0)
POLICY = ResponsePolicy(name=Id("plain"), about="Nobody helps.", source="a test", as_at=date(2021, 1, 1))


def known(figure: float | None) -> float:
    assert figure is not None
    return figure


def calibrated(weeks: int = 4) -> Calibration:
    log = clean(Truth(rates=RATES, weeks=weeks).made(20141104))
    return calibrate(log, source="made", as_at=date(2023, 1, 1), settings=CalibrationSettings(draws=100))


def staffed(calibration: Calibration, officers: int, *, at_night: int | None = None) -> Staffed:
    """So many officers in each local area; `at_night` so many from 00:00 to 06:00."""
    first_on, days = weeks_lived_through(calibration)
    grid = Grid.of_days(first_on, days, ("north", "south"), "UTC")
    rostered = grid.nothing()
    response = [str(each) for each in grid.functions].index("response")
    rostered[:, :, response] = 60 * officers
    if at_night is not None:
        rostered[grid.hours_of_week % 24 < 6, :, response] = 60 * at_night
    crewing = replace(CREWING, officers_a_unit=Decimal(1))
    return Staffed(
        ledger=keep_ledger(RosterHours(grid, rostered, {}, {})), crewing=crewing, roster_hash="0" * 64
    )


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    return calibrated()


def test_plenty_of_units_means_no_wait(calibration):
    found = simulated_delay(calibration, staffed(calibration, 40), POLICY, 2)
    assert [each.grade for each in found.grades] == ["emergency", "priority"]
    for grade in found.grades:
        assert grade.whole.mean == 0
        assert grade.unserved < 0.01
    assert found.deficit_units == 0
    assert 0 < found.load < 0.2


def test_waits_of_the_hours_make_the_wait_of_the_day(calibration):
    found = simulated_delay(calibration, staffed(calibration, 5), POLICY, 3)
    for grade in found.grades:
        means = [known(each.mean) for each in grade.hours]
        assert min(means) <= known(grade.whole.mean) <= max(means)
        assert all(known(each.low) <= known(each.high) for each in grade.hours)
    urgent, other = (known(each.whole.mean) for each in found.grades)
    assert urgent < other, "the more urgent wait less"


def test_the_same_for_one_worker_and_two(calibration):
    there = staffed(calibration, 5)
    assert simulated_delay(calibration, there, POLICY, 2) == simulated_delay(
        calibration, there, POLICY, 2, workers=2
    )


def test_no_staff_at_night_is_a_result_and_no_hang(calibration):
    """Nobody from midnight to six: who calls then waits for the morning, and nothing is lost."""
    found = simulated_delay(calibration, staffed(calibration, 12, at_night=0), POLICY, 2)
    emergency = found.grades[0]
    assert known(emergency.hours[1].mean) > 4 * 60
    assert known(emergency.hours[15].mean) < 60
    assert found.deficit_units == 0


def test_too_few_units_for_the_work_are_told_as_a_deficit(calibration):
    found = simulated_delay(calibration, staffed(calibration, 1), POLICY, 2)
    assert found.load > 1
    # By hand: 4 incidents an hour in the force, 1.3 units each, 8 minutes' travel and 40 or 60 minutes' service.
    needed = 4 * 1.3 * (8 + 50) / 60
    assert found.deficit_units == pytest.approx(needed - 2, rel=0.1)
    assert found.grades[1].unserved > 0.1


def test_one_week_is_refused_in_a_sentence():
    with pytest.raises(DelayRefused, match="1 whole week of log: give 2 or more to simulate it"):
        weeks_lived_through(calibrated(weeks=1))
