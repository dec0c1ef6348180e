"""Who goes: of people who are alike for a plan, those on whom least weighs; at the same cost, whatever is asked."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest

from dueregard.common.codecs import Id
from dueregard.common.errors import FaultList, FaultsFound
from dueregard.mobilisation.checker import check_plan
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.fair_shares import Fairness, Sharer, as_bag, fair_shares, share_out
from dueregard.mobilisation.past_loads import Exposure, PastLoad, read_past_loads, write_past_loads
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.planning import CannotBeMet, plan_request
from dueregard.workforce.absence import Absence
from dueregard.workforce.duty_rules import DutyRuleUnusable, shipped_rules
from dueregard.workforce.hours import AbsenceCause
from tests.support.mobilisation_cases import generated_case
from tests.unit.mobilisation.small_case import at, case, duty, person, request, tour

SHARES = fair_shares(shipped_rules(), date(2023, 4, 30))


def past(number: int, tours: int, on: date = date(2023, 3, 1)) -> PastLoad:
    return PastLoad(person=Id(f"p{number}"), on=on, tours=tours)


def planned(judged: Case, fairness: Fairness) -> Plan:
    plan = plan_request(
        judged.request,
        judged.roster,
        judged.rules,
        judged.aims,
        commitments=judged.commitments,
        fairness=fairness,
    )
    assert check_plan(plan, judged) == []
    return plan


def going(plan: Plan) -> set[str]:
    return {each.person for each in plan.assignments}


FORCE = case([], people=[person(number) for number in (0, 1, 2, 3, 4, 8, 9)] + [person(5), person(6)])
"""Nobody on duty: two sergeants, three constables of whom all go, four who drive and may do either."""


def test_two_plans_of_equal_cost_go_to_the_fairer():
    """Either sergeant costs the same; the one who was sent before stays, whichever it is."""
    for tired, fresh in ((0, 1), (1, 0)):
        plan = planned(FORCE, Fairness(shares=SHARES, past=(past(tired, 1),)))
        assert f"p{fresh}" in going(plan)
        assert f"p{tired}" not in going(plan)
        assert plan.cost == plan_request(FORCE.request, FORCE.roster, FORCE.rules, FORCE.aims).cost


def test_people_with_other_duties_change_places_where_it_costs_nothing():
    """p0 was on duty the day before and p1 was not: different signatures, but nothing that they lose differs."""
    force = case([duty(0, -1)], people=list(FORCE.roster.people))
    for tired, fresh in ((0, 1), (1, 0)):
        plan = planned(force, Fairness(shares=SHARES, past=(past(tired, 1),)))
        assert f"p{fresh}" in going(plan)
        assert f"p{tired}" not in going(plan)


def test_a_fairer_plan_that_costs_more_is_not_made():
    """p1 would lose a duty, and goes only if it costs nothing more, however often p0 was sent."""
    force = case([duty(1, 1)], people=list(FORCE.roster.people))
    assert "p0" in going(planned(force, Fairness(shares=SHARES, past=(past(0, 9),))))


def test_what_lies_more_than_a_year_back_does_not_count():
    old = past(0, 5, on=date(2022, 4, 29))
    recent = past(1, 1, on=date(2022, 4, 30))
    assert "p0" in going(planned(FORCE, Fairness(shares=SHARES, past=(old, recent))))
    assert "p1" in going(planned(FORCE, Fairness(shares=SHARES, past=(replace(old, on=recent.on), recent))))


def test_part_time_officers_bear_their_share():
    """A tour a year on half the hours is as much as two: so p0 with one tour bears more than p1 with one."""
    people = [replace(person(0), hours_per_week=Decimal(20)), *FORCE.roster.people[1:]]
    force = case([], people=people)
    assert "p1" in going(planned(force, Fairness(shares=SHARES, past=(past(0, 1), past(1, 1)))))
    assert "p0" in going(planned(force, Fairness(shares=SHARES, past=(past(1, 4),))))


def test_volunteers_go_first_only_where_the_force_says_so():
    volunteers = frozenset({"p0"})
    told = Fairness(shares=replace(SHARES, volunteers_first=True), past=(past(0, 3),), volunteers=volunteers)
    assert "p0" in going(planned(FORCE, told))
    assert "p1" in going(planned(FORCE, replace(told, shares=SHARES)))


def test_volunteers_who_are_restricted_or_on_leave_are_never_sent():
    people = [replace(person(0), restricted=True), *FORCE.roster.people[1:]]
    told = Fairness(shares=replace(SHARES, volunteers_first=True), volunteers=frozenset({"p0"}))
    assert "p0" not in going(planned(case([], people=people), told))
    leave = Absence(person=Id("p0"), cause=AbsenceCause.LEAVE, begins_at=at(1, 0), ends_at=at(2, 0))
    away = case([], people=list(FORCE.roster.people), absences=(leave,))
    assert "p0" not in going(planned(away, told))


def test_ties_are_broken_by_the_seed_and_by_nothing_else():
    """The same seed gives the same plan, whatever the order of the roster; over seeds both sergeants go."""
    turned = case([], people=list(reversed(FORCE.roster.people)))
    chosen = set()
    for seed in range(20141104, 20141112):
        plan = planned(FORCE, Fairness(shares=SHARES, seed=seed))
        assert plan.seed == seed
        sergeants = going(plan) & {"p0", "p1"}
        assert sergeants == going(planned(turned, Fairness(shares=SHARES, seed=seed))) & {"p0", "p1"}
        chosen |= sergeants
    assert chosen == {"p0", "p1"}


def test_the_plan_shows_who_has_been_sent_how_often():
    plan = planned(FORCE, Fairness(shares=SHARES, past=(past(0, 2), past(0, 1))))
    most = plan.loads[0]
    assert (most.person, most.before, most.now, most.load) == ("p0", Exposure(3), Exposure(), 3.0)
    assert {each.person for each in plan.loads} == {each.id for each in FORCE.roster.people}
    asked = {each.person for each in plan.loads if each.now.tours}
    assert asked == going(plan)
    assert all(each.now.rest_days == each.now.tours for each in plan.loads), "all were off that day"


def test_nights_are_reckoned_by_the_clock():
    """A tour from 18:00 to 06:00 UTC in summer has its night from 22:00 to 05:00 UTC."""
    for begins, hours, nights in ((18, 12, 1), (6, 12, 0), (6, 18, 0), (6, 19, 1), (18, 36, 2), (0, 4, 1)):
        each = tour("any", 2, begins, hours)
        assert SHARES.nights_in(each.begins_at, each.ends_at, "Europe/London") == nights, (begins, hours)


def test_nights_weigh_more_than_days():
    """Of two tours the night goes to the sergeant who was sent less."""
    wanted = request(tour("day", 1), tour("night", 1, 20, 9))
    force = replace(FORCE, request=wanted)
    people = [*force.roster.people, *(person(number) for number in range(10, 16))]
    force = case([], wanted, people=[person(5, id=Id(f"d{n}")) for n in range(4)] + people)
    for tired, fresh in ((0, 1), (1, 0)):
        plan = planned(force, Fairness(shares=SHARES, past=(past(tired, 1),)))
        names = {(each.person, each.tour) for each in plan.assignments}
        assert {(f"p{tired}", "day"), (f"p{fresh}", "night")} <= names


def test_full_time_goes_before_part_time_at_the_same_load():
    """Both would bear 4; if the half-time officer stays they bear 2 instead of 2 of the other: no worse."""
    half, full = Sharer(Fraction(1), Fraction(1, 2)), Sharer(Fraction(3), Fraction(1))
    taker = share_out([half, full], [Fraction(1)])
    assert taker == [1]
    assert as_bag([full.load(Fraction(1)), half.load()]) < as_bag([half.load(Fraction(1)), full.load()])


@pytest.mark.parametrize("block", range(2))
def test_fair_plans_keep_every_rule_and_cost_the_same(block):
    met = fairer = 0
    for seed in range(20 * block, 20 * block + 20):
        judged = generated_case(seed)
        people = judged.roster.people
        loads = tuple(
            PastLoad(person=each.id, on=date(2023, 3, 1), tours=(7 * n + seed) % 4)
            for n, each in enumerate(people)
        )
        fairness = Fairness(shares=SHARES, past=loads, seed=seed)
        try:
            plain = plan_request(
                judged.request, judged.roster, judged.rules, judged.aims, commitments=judged.commitments
            )
        except CannotBeMet:
            continue
        plan = planned(judged, fairness)
        met += 1
        assert plan.cost == pytest.approx(plain.cost, abs=1e-9), seed
        assert (plan.rest_days, plan.bound) == (plain.rest_days, plain.bound), seed
        before, now = bag(plain, fairness, judged), bag(plan, fairness, judged)
        assert now <= before, seed
        fairer += now < before
    assert met > 5
    assert fairer > 1


def bag(plan: Plan, fairness: Fairness, judged: Case) -> list[Fraction]:
    """Loads of everybody on the roster, reckoned from the plan alone."""
    tours = {each.id: each for each in judged.request.tours}
    found = []
    for each in judged.roster.people:
        points = Fraction(sum(one.tours for one in fairness.past if one.person == each.id))
        for one in plan.assignments:
            if one.person == each.id:
                worked = tours[one.tour]
                points += 1 + SHARES.nights_in(worked.begins_at, worked.ends_at, judged.roster.zone)
        found.append(points)
    return as_bag(found)


def test_past_loads_read_back_equal():
    loads = tuple(
        PastLoad(person=Id("p1"), on=date(2023, 3, n + 1), tours=n, nights=m)
        for n, m in product(range(3), range(2))
    )
    assert read_past_loads(write_past_loads(loads), "past-loads.csv", FaultList()) == loads


def test_a_bad_row_of_past_loads_is_told():
    faults = FaultList()
    assert read_past_loads("person,on,tours\np1,2023-03-04,11\n", "past-loads.csv", faults) == ()
    with pytest.raises(FaultsFound, match="p1 has 11 tours on one day; give 0 to 10"):
        faults.raise_if_any()


def test_settings_that_make_no_sense_are_told():
    rules = shipped_rules()
    nought = tuple(
        replace(each, value="0") if each.id == "fair-share-full-time-hours" else each
        for each in rules.settings
    )
    with pytest.raises(DutyRuleUnusable, match="full time is nought hours a week; give more than nought"):
        fair_shares(replace(rules, settings=nought), date(2023, 3, 1))
