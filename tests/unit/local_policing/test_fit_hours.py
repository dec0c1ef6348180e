"""The hours in which a log sends units, and whether a policy's hours contradict them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from dueregard.common.codecs import Id
from dueregard.local_policing.calibration import Calibration, CalibrationSettings, calibrate
from dueregard.local_policing.fit_hours import SendingHours, sending_hours
from dueregard.local_policing.log import IncidentLog
from dueregard.local_policing.response_policy import GradeRule, ResponsePolicy
from tests.support.made_logs import Truth, clean

SHUT = (0, 1, 2, 3, 4, 5, 20, 21, 22, 23)


@pytest.fixture(scope="module")
def log() -> IncidentLog:
    """Units are sent to priority calls from 6 to 20: whoever calls outside these hours waits for 6 o'clock."""
    found = clean(Truth(rates=np.full((168, 2, 2), 0.5), weeks=9).made(20141104))
    day, second = np.divmod(found.received_at, 86_400)
    opens = np.where(second < 6 * 3_600, day, day + 1) * 86_400 + 6 * 3_600
    waits = (found.grade == 1) & np.isin(found.dispatched_at % 86_400 // 3_600, SHUT)
    later = np.where(waits, np.maximum(opens - found.dispatched_at, 0), 0)
    return replace(
        found,
        dispatched_at=found.dispatched_at + later,
        arrived_at=found.arrived_at + later,
        cleared_at=found.cleared_at + later,
    )


@pytest.fixture(scope="module")
def calibration(log) -> Calibration:
    settings = CalibrationSettings(draws=100)
    return calibrate(log, source="a made log", as_at=date(2023, 1, 1), settings=settings)


def policy(**rule) -> ResponsePolicy:
    rules = (GradeRule(grade=Id("priority"), **rule),) if rule else ()
    return ResponsePolicy(
        name=Id("a-desk"), about="an example", source="an example", as_at=date(2022, 1, 1), rules=rules
    )


def of_priority(calibration, log, how=None) -> SendingHours:
    return next(each for each in sending_hours(calibration, log, how) if each.grade == "priority")


def test_the_log_tells_its_hours_without_a_policy(calibration, log):
    emergency, priority = sending_hours(calibration, log)
    assert (emergency.looks_shut, priority.looks_shut) == ((), SHUT)
    assert (priority.outside, priority.call_minutes, priority.is_contradicted) == (None, None, False)
    assert emergency.number + priority.number == calibration.incidents
    assert sum(priority.sent[hour] for hour in range(6, 20)) == priority.number
    # Sent within 0 to 2 minutes, and three in ten have the sooner of two units: 1.3 u - 0.3 u² = 0.1 or 0.5.
    assert emergency.soonest_minutes == pytest.approx(2 * 0.0783, abs=0.02)
    assert emergency.median_minutes == pytest.approx(2 * 0.4263, abs=0.05)


def test_the_hours_that_the_log_has_are_no_contradiction(calibration, log):
    found = of_priority(
        calibration, log, policy(sent_from_hour=6, sent_until_hour=20, call_minutes=Decimal(1))
    )
    assert (found.outside, found.call_minutes, found.shut_by_log_only) == (0.0, 1.0, ())
    assert not found.is_contradicted


def test_units_sent_outside_the_policys_hours_are_told(calibration, log):
    found = of_priority(calibration, log, policy(sent_from_hour=12, sent_until_hour=20))
    assert found.outside == pytest.approx(sum(found.sent[:12]) / found.number)
    assert found.outside is not None
    assert found.outside > 0.5
    assert found.is_contradicted


def test_hours_in_which_only_the_policy_sends_are_told(calibration, log):
    found = of_priority(calibration, log, policy())
    assert (found.outside, found.shut_by_log_only) == (0.0, SHUT)
    assert found.is_contradicted
