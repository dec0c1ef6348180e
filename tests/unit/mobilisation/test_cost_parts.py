"""What a plan costs is told part by part, and the parts add up to what plans are compared by."""

from dataclasses import replace

import pytest

from dueregard.mobilisation.cost_parts import CostParts, cost_parts
from dueregard.mobilisation.plan import Aims, Plan
from dueregard.mobilisation.planning import plan_request
from dueregard.workforce.local_weights import WeightPiece
from dueregard.workforce.roster import Duty
from tests.unit.mobilisation.small_case import case, duty


def parts_of(duties: list[Duty], aims: Aims, rest_day_hours: float) -> tuple[Plan, CostParts]:
    small = case(duties)
    rules = replace(small.rules, rest_day_cost=rest_day_hours)
    plan = plan_request(small.request, small.roster, rules, aims)
    return plan, cost_parts(plan, aims, rest_day_hours)


def test_people_of_rest_days_take_no_hour_from_the_public():
    plan, parts = parts_of([], Aims(), 4.0)
    assert parts.hours == parts.counted == 0 < parts.rest_days
    assert parts.total == plan.cost == 4 * plan.rest_days
    assert parts.words().startswith("0.0 officer-hours are lost at home, plus")


def test_hours_and_rest_days_are_told_apart():
    plan, parts = parts_of([duty(number, 1) for number in range(8)], Aims(), 4.0)
    assert parts.hours == parts.counted == plan.cost > 0
    assert parts.total == pytest.approx(plan.cost)


def test_a_change_tells_weighed_hours_rest_days_and_a_reserve_apart():
    one = CostParts(hours=10, counted=24.5, rest_days=3, rest_day_hours=4, weighed="by harm")
    other = replace(one, hours=6, counted=30, rest_days=2)
    assert one.changed(other, reserve=-60.0) == (
        "4 fewer hours lost at home, 5.5 more weighed by harm, and 1 fewer rest day, 60 fewer for units short of the "
        "reserve, 58.5 fewer in all as they are counted"
    )
    uncounted = replace(one, rest_day_hours=0, weighed=None, counted=10)
    assert uncounted.changed(replace(uncounted, hours=12, counted=12)) == (
        "2 more hours lost at home and as many rest days (counted at nothing)"
    )


def test_weighed_hours_say_so():
    aims = Aims(otherwise=(WeightPiece(None, 2.5),))
    plan, parts = parts_of([duty(number, 1) for number in range(8)], aims, 0.0)
    assert parts.counted == pytest.approx(2.5 * parts.hours) == pytest.approx(plan.cost)
    assert f"which count {parts.counted:,.1f} weighed as the planning file says" in parts.words()
    assert parts.unit() == "officer-hours lost at home, weighed"
