"""How rest is paid back, read from the dated duty rules."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dueregard.common.period import When
from dueregard.workforce.duty_rules import DutyRules, DutyRuleUnusable, shipped_rules
from dueregard.workforce.repayment_rules import NAMES, repayment_rules
from dueregard.workforce.rest_debt import RestRuleMissing, rule_on

RULES = shipped_rules()


def test_a_setting_that_changes_begins_another_rule_on_its_day():
    later = replace(
        RULES.setting("rest-repaid-over-days", date(2023, 1, 1)), value="30", from_on=When.parse("2023-04-10")
    )
    found = repayment_rules(DutyRules((*RULES.settings, later)))
    assert rule_on(found, date(2023, 4, 9)).spread_days == 76
    assert rule_on(found, date(2023, 4, 10)).spread_days == 30
    assert {each.at_most for each in found} == {Decimal("0.1")}


def test_days_that_no_setting_covers_have_no_rule():
    first = repayment_rules(RULES)[0]
    assert first.from_on.first_day == date(2012, 4, 1)
    with pytest.raises(RestRuleMissing):
        rule_on([first], date(2012, 3, 31))
    ended = [
        replace(each, until_on=When.parse("2023-06")) if each.id == "rest-repaid-at-most" else each
        for each in RULES.settings
    ]
    with pytest.raises(RestRuleMissing):
        rule_on(repayment_rules(DutyRules(tuple(ended))), date(2023, 7, 1))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("rest-repaid-after-days", "0", "it starts after 0 days"),
        ("rest-repaid-at-most", "2", "the largest share that may be resting"),
        ("rest-repaid-keeps-minimum", "2", "write 1 or 0"),
    ],
)
def test_a_value_that_cannot_be_used_is_told(name: str, value: str, said: str):
    wrong = replace(RULES.setting(name, date(2023, 1, 1)), value=value)
    with pytest.raises(DutyRuleUnusable, match=said):
        repayment_rules(RULES.with_settings([wrong]))


def test_every_name_is_among_the_rules_that_come_with_the_program():
    assert set(NAMES) <= {each.id for each in RULES.settings}
