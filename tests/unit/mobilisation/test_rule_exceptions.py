"""Rest broken only by a named authoriser, for whom it is said, as far as it is said, with a welfare action."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dueregard.common.codecs import Id
from dueregard.mobilisation.checker import Rule, check_plan
from dueregard.mobilisation.checker_bound import proved_bound
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.plan import Prices
from dueregard.mobilisation.planning import CannotBeMet, plan_request
from dueregard.mobilisation.request_rules import shipped_request_rules
from dueregard.mobilisation.rule_exceptions import (
    ExceptionRefused,
    RestRule,
    RuleException,
    check_authorised,
)
from dueregard.mobilisation.tour_rules import relaxed
from dueregard.workforce.people import Rank
from tests.unit.mobilisation.small_case import RULES, case, request, tour

# Home at 19:00 UTC on Monday and to leave at 04:30 on Tuesday: nine and a half hours of rest, where eleven are due.
CLOSE_TOGETHER = request(tour("monday", 1), tour("tuesday", 2))


def allowed(rule: RestRule = RestRule.DAILY_REST, hours: str = "9", **more: Any) -> RuleException:
    return RuleException(
        **{
            "id": Id("exception-1"),
            "rule": rule,
            "hours": Decimal(hours),
            "at": Moment.parse("2023-04-30T11:00Z"),
            "by": "Chief Superintendent Ash",
            "rank": Rank.CHIEF_SUPERINTENDENT,
            "legal_basis": "The duty policy of the force",
            "reason": "No other force can relieve them",
            "welfare": "Hot meals, lodgings near the place, a rest day kept free on Wednesday",
            "marking": Id("OFFICIAL"),
            **more,
        }
    )


def test_a_rest_cut_short_is_planned_and_passes_only_with_an_exception():
    made = case([], CLOSE_TOGETHER)
    with pytest.raises(CannotBeMet):
        plan_request(made.request, made.roster, made.rules, made.aims)
    found = plan_request(made.request, made.roster, relaxed(RULES, [allowed()]), made.aims)
    assert {fault.rule for fault in check_plan(found, made)} == {Rule.DAILY_REST}
    assert check_plan(found, replace(made, exceptions=(allowed(),))) == []


def test_an_exception_holds_as_far_as_it_says_and_for_those_it_names():
    made = case([], CLOSE_TOGETHER)
    found = plan_request(made.request, made.roster, relaxed(RULES, [allowed()]), made.aims)
    sent = sorted({each.person for each in found.assignments})
    too_little = replace(made, exceptions=(allowed(hours="10"),))
    assert {fault.rule for fault in check_plan(found, too_little)} == {Rule.DAILY_REST}
    but_one = replace(made, exceptions=(allowed(people=tuple(sent[1:])),))
    assert [fault.words.split()[0] for fault in check_plan(found, but_one)] == [sent[0]]
    other_rule = replace(made, exceptions=(allowed(RestRule.WEEKLY_REST),))
    assert Rule.DAILY_REST in {fault.rule for fault in check_plan(found, other_rule)}


def test_the_bound_is_proved_under_the_same_exceptions():
    made = replace(case([], CLOSE_TOGETHER), exceptions=(allowed(),))
    found = plan_request(made.request, made.roster, relaxed(RULES, made.exceptions), made.aims)
    assert proved_bound(found, made) == pytest.approx(found.bound)
    # At a price of 1 for each of the ten places, each of eight people saves half a rest day's 0.5 once, or twice where
    # both days may be worked: 10 - 8 x 0.5 and 10 - 8 x 1.
    dear = replace(found, prices=Prices(needs=dict.fromkeys(found.prices.needs, 1.0)))
    assert proved_bound(dear, replace(made, exceptions=())) == pytest.approx(6.0)
    assert proved_bound(dear, made) == pytest.approx(2.0)


def test_a_longer_spell_and_a_shorter_weekly_rest_can_be_allowed_too():
    long = request(tour("monday", 1, 6, 14))
    made = case([], long)
    with pytest.raises(CannotBeMet):
        plan_request(long, made.roster, RULES, made.aims)
    longer = allowed(RestRule.LONGEST_SPELL, "18")
    found = plan_request(long, made.roster, relaxed(RULES, [longer]), made.aims)
    assert {fault.rule for fault in check_plan(found, made)} == {Rule.TOO_LONG}
    assert check_plan(found, replace(made, exceptions=(longer,))) == []
    weekly = relaxed(RULES, [allowed(RestRule.WEEKLY_REST, "20")])
    assert (weekly.weekly_rest, weekly.longest_stretch) == (1200, 7 * 1440 - 1200)


def test_no_exception_makes_a_rule_stricter_and_one_for_named_people_changes_no_plan():
    assert relaxed(RULES, [allowed(hours="12")]) == RULES
    assert relaxed(RULES, [allowed(people=(Id("p1"),))]) == RULES


def test_rules_that_no_longer_fit_together_are_refused():
    with pytest.raises(ExceptionRefused, match="do not fit together"):
        relaxed(RULES, [allowed(RestRule.WEEKLY_REST, "5")])


def test_who_may_allow_it_is_a_dated_setting():
    rules = shipped_request_rules()
    check_authorised(allowed(), rules)
    with pytest.raises(ExceptionRefused, match="takes chief-superintendent or higher"):
        check_authorised(allowed(rank=Rank.INSPECTOR), rules)
    assert rules.lowest_rank("rule-broken", date(2023, 4, 30)) is Rank.CHIEF_SUPERINTENDENT


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("welfare", " ", "nothing is done for those it touches"),
        ("reason", "", "without a reason"),
        ("by", "", "nobody is named"),
        ("hours", Decimal(-1), "give 0 to 168"),
        ("people", (Id("p1"), Id("p1")), "named twice"),
    ],
)
def test_an_exception_without_what_it_needs_cannot_be_written(field, value, words):
    with pytest.raises(ValueError, match=words):
        allowed(**{field: value})
