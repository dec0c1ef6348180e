"""Notice decides what a rest day costs; every amount is a dated setting that a force may change."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from dueregard.common.codecs import Id
from dueregard.common.errors import FaultList, FaultsFound
from dueregard.common.period import When
from dueregard.common.records import Origin
from dueregard.workforce.duty_rules import (
    DutyRules,
    DutyRuleUnusable,
    Terms,
    days_of_notice,
    load_rules,
    shipped_rules,
)
from dueregard.workforce.people import Rank

RULES = shipped_rules()
DUTY_ON = date(2023, 5, 31)


def told(clear_days: int) -> date:
    return DUTY_ON - timedelta(days=clear_days + 1)


@pytest.mark.parametrize(
    ("clear_days", "expected"),
    [
        (0, Terms(Decimal("1.5"), 0, None, Decimal(4))),
        (14, Terms(Decimal("1.5"), 0, None, Decimal(4))),
        (15, Terms(Decimal(0), 1, None, Decimal(4))),
    ],
)
def test_rest_day_duty_is_paid_under_fifteen_clear_days_and_given_back_from_there(clear_days, expected):
    assert days_of_notice(told(clear_days), DUTY_ON) == clear_days
    for rank in (Rank.CONSTABLE, Rank.SERGEANT):
        assert RULES.rest_day_terms(rank, told(clear_days), DUTY_ON) == expected


def test_inspectors_get_the_time_back_whatever_the_notice():
    for clear_days in (0, 14, 15, 60):
        terms = RULES.rest_day_terms(Rank.INSPECTOR, told(clear_days), DUTY_ON)
        assert (terms.pay_times, terms.days_owed, terms.within_months) == (Decimal(0), 1, 12)


@pytest.mark.parametrize(("clear_days", "days_owed"), [(7, 1), (8, 0)])
def test_a_public_holiday_is_double_time_and_a_day_in_lieu_under_eight_days(clear_days, days_owed):
    terms = RULES.public_holiday_terms(Rank.CONSTABLE, told(clear_days), DUTY_ON)
    assert (terms.pay_times, terms.days_owed) == (Decimal(2), days_owed)
    with pytest.raises(DutyRuleUnusable, match="public holiday duty of the rank inspector"):
        RULES.public_holiday_terms(Rank.INSPECTOR, told(clear_days), DUTY_ON)


def test_every_shipped_rule_is_dated_and_names_a_federation_or_says_that_it_is_assumed():
    for rule in RULES.settings:
        assert rule.from_on == When(2012, 4)
        assert rule.source is not None
        if rule.origin is Origin.ASSUMPTION:
            assert "our assumption" in rule.source
            continue
        assert rule.origin is Origin.PUBLIC
        assert rule.source.endswith("a federation's summary, to be checked against the regulations in force")


def test_before_the_rules_held_there_is_none():
    with pytest.raises(DutyRuleUnusable, match=r"no duty rule rest-day-minimum-hours for 31 March 2012"):
        RULES.rest_day_terms(Rank.CONSTABLE, date(2012, 3, 1), date(2012, 3, 31))


def test_a_force_that_changes_a_rule_changes_it_from_its_day():
    was = RULES.setting("rest-day-notice-days", DUTY_ON)
    own = [
        replace(was, until_on=When(2023, 4)),
        replace(was, value="28", from_on=When(2023, 5), origin=Origin.FORCE),
    ]
    rules = RULES.with_settings(own)
    before = date(2023, 4, 30)
    assert rules.rest_day_terms(Rank.CONSTABLE, before - timedelta(days=16), before).days_owed == 1
    assert rules.rest_day_terms(Rank.CONSTABLE, told(15), DUTY_ON).days_owed == 0
    assert rules.rest_day_terms(Rank.CONSTABLE, told(28), DUTY_ON).days_owed == 1


def test_a_setting_that_is_no_duty_rule_is_passed_over():
    other = replace(RULES.settings[0], id=Id("exercise-months"))
    assert RULES.with_settings([other]) == RULES


@pytest.mark.parametrize(
    ("name", "value", "told_so"),
    [
        ("rest-day-notice-days", "soon", "write a number of 0 or more"),
        ("rest-day-notice-days", "-1", "write a number of 0 or more"),
        ("overtime-paid-up-to-rank", "boss", "write a rank such as sergeant"),
    ],
)
def test_a_value_that_cannot_be_used_is_told(name: str, value: str, told_so: str):
    wrong = replace(RULES.setting(name, DUTY_ON), value=value)
    with pytest.raises(DutyRuleUnusable, match=told_so):
        RULES.with_settings([wrong]).rest_day_terms(Rank.CONSTABLE, told(1), DUTY_ON)


def test_days_are_whole():
    wrong = replace(RULES.setting("time-back-within-months", DUTY_ON), value="1.5")
    with pytest.raises(DutyRuleUnusable, match="write a whole number"):
        DutyRules((*RULES.settings, wrong)).with_settings([wrong]).rest_day_terms(
            Rank.INSPECTOR, told(1), DUTY_ON
        )


def test_another_format_is_refused():
    faults = FaultList()
    assert load_rules("format: other\nrules: []\n", "rules.yaml", faults) is None
    with pytest.raises(FaultsFound, match="write dueregard-duty-rules 1"):
        faults.raise_if_any()
