"""Carriers and who may drive them: judged tour by tour, sent by the plan, and said where they are too few."""

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from dueregard.common.codecs import Id
from dueregard.mobilisation import posing
from dueregard.mobilisation.again import Again
from dueregard.mobilisation.checker import Rule, check_plan
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.explaining import RuleReason, explain
from dueregard.mobilisation.plan import CarrierOnTour, Plan
from dueregard.mobilisation.planning import CannotBeMet, plan_request
from dueregard.mobilisation.replanning import plan_again
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.weekly_hours import AverageRule, Before, weekly_hours
from dueregard.workforce.carriers import Carrier, OffRoad
from dueregard.workforce.duty_rules import shipped_rules
from dueregard.workforce.units import Transport
from tests.support.mobilisation_cases import DRIVER, SERIAL, generated_case
from tests.unit.mobilisation.small_case import at, case, request, tour

TRANSPORT = Transport(carriers=1, drivers=1, skill=DRIVER, source="invented for tests")
UNIT = replace(SERIAL, transport=TRANSPORT)


def carrier(number: int, seats: int = 9, off: tuple[OffRoad, ...] = ()) -> Carrier:
    return Carrier(id=Id(f"c{number}"), local_area=Id("north"), seats=seats, off=off)


def with_fleet(made: Case, *carriers: Carrier) -> Case:
    return replace(
        made,
        roster=replace(made.roster, carriers=carriers),
        request=replace(made.request, unit=replace(made.request.unit, transport=TRANSPORT)),
    )


def planned(made: Case) -> tuple[Plan | None, bool]:
    try:
        given = (made.request, made.roster, made.rules, made.aims)
        return plan_request(*given, commitments=made.commitments), True
    except CannotBeMet as error:
        return error.best, False


TWO_DAYS = request(tour("monday", 1), tour("wednesday", 3))
MADE = with_fleet(case([], TWO_DAYS), carrier(1), carrier(2))
GOOD, _ = planned(MADE)
assert GOOD is not None


def on(*pairs: tuple[str, str]) -> Plan:
    assert GOOD is not None
    return replace(
        GOOD, carriers=tuple(CarrierOnTour(tour=Id(name), carrier=Id(which)) for name, which in pairs)
    )


def words(plan: Plan, made: Case = MADE) -> list[str]:
    found = check_plan(plan, made)
    assert {each.rule for each in found} <= {Rule.CARRIERS}
    return [each.words for each in found]


def test_the_plan_sends_a_carrier_on_each_tour():
    assert on(("monday", "c1"), ("wednesday", "c1")) == GOOD
    assert words(GOOD) == []


@pytest.mark.parametrize(
    ("plan", "made", "said"),
    [
        (on(("monday", "c1")), MADE, "wednesday needs 1 carriers, and has 0"),
        (on(("monday", "c1"), ("wednesday", "c9")), MADE, "the carrier c9 on wednesday is not known"),
        (
            on(("monday", "c1"), ("wednesday", "c1")),
            with_fleet(MADE, carrier(1, off=(OffRoad(from_on=date(2023, 5, 3)),))),
            "c1 is off the road during wednesday",
        ),
        (
            on(("monday", "c1"), ("wednesday", "c1")),
            with_fleet(MADE, carrier(1, seats=4)),
            "c1 on monday seats 4, and its part of a unit is 5",
        ),
        (
            on(("monday", "c1"), ("monday", "c1"), ("wednesday", "c1")),
            MADE,
            "c1 is on monday and monday at once",
        ),
        (
            on(("monday", "c1"), ("wednesday", "c1")),
            replace(MADE, roster=replace(MADE.roster, carriers=None)),
            "carriers are sent, and none are given or asked for",
        ),
    ],
    ids=["none", "strange", "off the road", "small", "at once", "rule off"],
)
def test_carriers_that_cannot_go_are_refused(plan, made, said):
    assert said in words(plan, made)


def test_two_tours_share_no_carrier_while_it_is_away():
    """A relief that leaves before the first are home needs a carrier of its own."""
    relief = case([], request(tour("day", 1, 6, 10), tour("late", 1, 16, 10)))
    made = with_fleet(relief, carrier(1), carrier(2))
    assert GOOD is not None
    plan = replace(GOOD, carriers=tuple(CarrierOnTour(tour=Id(t), carrier=Id("c1")) for t in ("day", "late")))
    assert any("c1 is on day and late at once" in each.words for each in check_plan(plan, made))


def test_a_unit_without_its_drivers_is_refused():
    """The driver's skill ends on Sunday; the judge counts who may drive on every day of the tour."""
    assert GOOD is not None
    ended = [
        replace(
            each,
            skills=tuple(
                replace(held, until_on=date(2023, 4, 30)) if held.skill == DRIVER else held
                for held in each.skills
            ),
        )
        for each in MADE.roster.people
    ]
    made = replace(MADE, roster=replace(MADE.roster, people=tuple(ended)))
    assert Rule.DRIVERS in {each.rule for each in check_plan(GOOD, made)}


def test_a_unit_whose_roles_ask_for_too_few_drivers_is_refused():
    with pytest.raises(
        ValueError, match="a unit needs 2 who hold the skill driver, and its roles ask for it of 1"
    ):
        request(unit=replace(SERIAL, transport=replace(TRANSPORT, drivers=2)))
    with pytest.raises(ValueError, match="1 carriers and 0 drivers; give one driver for each or more"):
        replace(TRANSPORT, drivers=0)


def test_without_vehicles_or_without_transport_the_rule_is_off():
    for made in (
        replace(MADE, roster=replace(MADE.roster, carriers=None)),
        replace(MADE, request=replace(MADE.request, unit=SERIAL)),
    ):
        plan, is_met = planned(made)
        assert plan is not None
        assert is_met
        assert plan.carriers == ()
        assert check_plan(plan, made) == []


def test_where_carriers_are_why_a_request_cannot_be_met_the_words_say_so():
    made = with_fleet(case([], request(tour("monday", 1))), carrier(1, seats=4))
    plan, is_met = planned(made)
    assert plan is not None
    assert not is_met
    assert (plan.missing, plan.carriers) == ({0: 1}, ())
    reasons = explain(made.request, made.roster, made.rules, made.aims)
    assert RuleReason("the carriers that are on the road") in reasons


def most_units(asked: Request, fleet: list[Carrier]) -> tuple[int, ...]:
    """The fewest units short, earliest deadline step first and then of other tours, by trying every way to share."""
    needs = asked.needs
    best: tuple[int, ...] | None = None
    steps, place = len(asked.steps), [each.id for each in asked.tours]
    for kept in product(*(range(need.units + 1) for need in needs)):
        units = [max(kept[at] for at, need in enumerate(needs) if need.tour == name) for name in place]
        if can_share(asked, fleet, units):
            missing = [need.units - units_kept for need, units_kept in zip(needs, kept, strict=True)]
            order = (*missing[:steps], sum(missing[steps:]))
            best = order if best is None else min(best, order)
    assert best is not None
    return best


def can_share(asked: Request, fleet: list[Carrier], units: list[int]) -> bool:
    """Whether each carrier can be given tours, none at once, so that every tour has as many as it has units."""
    travel = timedelta(minutes=asked.travel_minutes)
    spans = [(each.begins_at - travel, each.ends_at + travel) for each in asked.tours]
    reached = {tuple(units)}
    for each in fleet:
        after = set()
        for chosen in product((0, 1), repeat=len(spans)):
            tours = [at for at, taken in enumerate(chosen) if taken]
            days = [
                (spans[at][0] + timedelta(hours=1) * n).astimezone(ZoneInfo("Europe/London")).date()
                for at in tours
                for n in range(int((spans[at][1] - spans[at][0]) / timedelta(hours=1)) + 1)
            ]
            clash = any(
                spans[one][0] < spans[other][1] and spans[other][0] < spans[one][1]
                for one in tours
                for other in tours
                if one < other
            )
            if not clash and each.is_on_road(days):
                after |= {
                    tuple(max(left - taken, 0) for left, taken in zip(now, chosen, strict=True))
                    for now in reached
                }
        reached = after
    return any(not any(left) for left in reached)


@pytest.mark.parametrize("most_ways", [30_000, 10])
def test_as_few_units_as_can_be_are_left_out_for_want_of_carriers(monkeypatch, most_ways):
    """Generated forces with a carrier or two, some off the road: every way to share them out beside it."""
    monkeypatch.setattr(posing, "MOST_WAYS", most_ways)
    fewer = 0
    for seed in range(60_000, 60_012):
        made = generated_case(seed, most_days=2)
        asked = made.request
        _, is_met = planned(made)
        if not is_met:
            continue
        dice = random.Random(seed)
        day = asked.tours[0].begins_at.date() + timedelta(days=dice.randint(0, 1))
        fleet = [carrier(1), carrier(2, off=(OffRoad(from_on=day, until_on=day),))][: dice.randint(1, 2)]
        tried = with_fleet(made, *fleet)
        plan, _ = planned(tried)
        assert plan is not None, seed
        assert check_plan(plan, tried) == [], seed
        steps = len(asked.steps)
        order = (
            *(plan.missing.get(at, 0) for at in range(steps)),
            sum(units for at, units in plan.missing.items() if at >= steps),
        )
        assert order == most_units(asked, fleet), seed
        fewer += any(order)
    assert fewer > 1


def test_a_plan_made_again_sends_carriers_and_keeps_weekly_hours():
    """A sergeant drops out; the other has worked too much to go, so the unit stays at home, and so does its carrier."""
    assert GOOD is not None
    monday = with_fleet(case([], request(tour("monday", 1))), carrier(1))
    old, _ = planned(monday)
    assert old is not None
    gone = next(str(each.person) for each in old.assignments if each.role == "sergeant")
    other = "p1" if gone == "p0" else "p0"
    again = Again(old=old, gone={Id(gone): at(0, 18)})
    free = plan_again(monday.request, monday.roster, monday.rules, monday.aims, again)
    assert (other in {str(each.person) for each in free.assignments}, len(free.carriers)) == (True, 1)
    limit = weekly_hours(AverageRule.on(shipped_rules(), date(2023, 5, 1)), monday.request, monday.roster)
    limit = replace(limit, before={other: Before(48 * 17 * 60)})
    rules = replace(monday.rules, weekly_hours=limit)
    found = plan_again(monday.request, monday.roster, rules, monday.aims, again)
    assert (found.missing, found.carriers) == ({0: 1}, ())
    assert check_plan(found, replace(monday, rules=rules, again=again)) == []
