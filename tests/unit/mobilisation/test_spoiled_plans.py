"""More than twenty ways to spoil a plan, each refused for its own rule."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dueregard.common.codecs import Id
from dueregard.mobilisation.checker import Rule, check_plan
from dueregard.mobilisation.checker_bound import proved_bound
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.plan import Aims, LostDuty, Plan
from dueregard.mobilisation.planning import plan_request
from dueregard.workforce.absence import Absence
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.hours import AbsenceCause, DutyFunction
from dueregard.workforce.people import PostKind
from tests.unit.mobilisation.small_case import RULES, at, case, duty, person, request, tour

HOUR = timedelta(hours=1)
TWO_DAYS = request(tour("monday", 1), tour("wednesday", 3))
# p1, p2, p3, p5 and p6 rest on Monday and go; p0, p4 and p7 work.
DUTIES = [duty(0, 1), duty(4, 1), duty(7, 1), duty(2, 0, 21, 9), duty(3, 2, 6), duty(1, 4), duty(1, 5)]


def planned(made: Case) -> Plan:
    return plan_request(made.request, made.roster, made.rules, made.aims, commitments=made.commitments)


MADE = case(DUTIES, TWO_DAYS, aims=Aims(minimum_officers=1))
GOOD = planned(MADE)


def broken(plan: Plan = GOOD, made: Case = MADE) -> set[Rule]:
    return {fault.rule for fault in check_plan(plan, made)}


def with_assignment(at_number: int, **changes: object) -> Plan:
    listed = list(GOOD.assignments)
    listed[at_number] = replace(listed[at_number], **changes)  # type: ignore[arg-type]
    return replace(GOOD, assignments=tuple(listed))


def one_of(who: str) -> int:
    return next(at for at, each in enumerate(GOOD.assignments) if each.person == who)


def going() -> list[str]:
    return sorted({str(each.person) for each in GOOD.assignments})


def test_the_plan_is_good_before_it_is_spoiled():
    assert broken() == set()
    assert proved_bound(GOOD, MADE) == pytest.approx(GOOD.bound)


def test_a_stranger_is_refused():
    assert Rule.UNKNOWN in broken(with_assignment(0, person=Id("p99")))


def test_a_tour_that_nobody_asked_for_is_refused():
    assert Rule.UNKNOWN in broken(with_assignment(0, tour=Id("tuesday")))


def test_a_role_that_is_not_described_is_refused():
    assert Rule.UNKNOWN in broken(with_assignment(0, role=Id("piper")))


def test_a_duty_lost_that_nobody_was_to_work_is_refused():
    gone = LostDuty(
        person=GOOD.assignments[0].person,
        begins_at=at(9, 6),
        ends_at=at(9, 7),
        local_area=Id("north"),
        function=DutyFunction.RESPONSE,
    )
    assert Rule.UNKNOWN in broken(replace(GOOD, lost=(*GOOD.lost, gone)))


def test_nobody_is_in_two_places():
    again = replace(GOOD, assignments=(*GOOD.assignments, GOOD.assignments[0]))
    assert Rule.TWICE in broken(again)


def test_somebody_restricted_stays():
    people = [person(number, restricted=f"p{number}" == going()[0]) for number in range(8)]
    assert Rule.RESTRICTED in broken(made=case(DUTIES, TWO_DAYS, people=people))


def test_a_role_is_filled_by_those_trained_for_it():
    assert Rule.UNTRAINED in broken(with_assignment(one_of("p1"), role=Id("driver")))


@pytest.mark.parametrize("kind", [PostKind.SPECIAL, PostKind.PCSO, PostKind.STAFF])
def test_a_role_is_for_officers_unless_it_says_otherwise(kind: PostKind):
    sent = next(each.person for each in GOOD.assignments if each.role == "constable")
    people = [replace(each, kind=kind) if each.id == sent else each for each in MADE.roster.people]
    assert broken(made=case(DUTIES, TWO_DAYS, people=people)) >= {Rule.POST}


def test_a_skill_must_hold_on_the_day():
    ended = [
        replace(each, skills=tuple(replace(held, until_on=at(0, 0).date()) for held in each.skills))
        for each in MADE.roster.people
    ]
    assert Rule.UNTRAINED in broken(made=case(DUTIES, TWO_DAYS, people=ended))


def test_leaving_later_than_the_journey_takes_is_refused():
    first = GOOD.assignments[0]
    assert Rule.TIMES in broken(with_assignment(0, out_at=first.out_at + HOUR))


def test_being_home_before_the_journey_ends_is_refused():
    first = GOOD.assignments[0]
    assert Rule.TIMES in broken(with_assignment(0, home_at=first.home_at - HOUR))


def test_presence_before_anybody_can_come_is_refused():
    late = replace(TWO_DAYS, accepted_at=at(1, 5))
    assert Rule.TOO_EARLY in broken(made=case(DUTIES, late))


def test_coming_after_everything_that_a_tour_needs_is_refused():
    first = GOOD.assignments[0]
    assert Rule.TOO_LATE in broken(with_assignment(0, present_at=first.present_at + HOUR))


@pytest.mark.parametrize("cause", AbsenceCause)
def test_somebody_who_is_absent_stays(cause):
    absence = Absence(person=Id(going()[0]), cause=cause, begins_at=at(1, 0), ends_at=at(4, 0))
    assert Rule.ABSENT in broken(made=case(DUTIES, TWO_DAYS, absences=(absence,)))


def test_somebody_promised_stays():
    promised = Commitment(person=Id(going()[0]), begins_at=at(1, 0), ends_at=at(4, 0), to="a match")
    assert Rule.COMMITTED in broken(made=case(DUTIES, TWO_DAYS, commitments=(promised,)))


def test_a_daily_rest_may_not_be_cut_short():
    who = GOOD.assignments[0].person
    late = duty(int(who[1:]), 1, 22, 6)  # home at 19:00, on duty again at 22:00
    assert Rule.DAILY_REST in broken(made=case([*DUTIES, late], TWO_DAYS))


def test_a_spell_may_not_be_longer_than_the_rules_allow():
    assert Rule.TOO_LONG in broken(made=replace(MADE, rules=replace(RULES, longest_spell=12 * 60)))


def test_seven_days_need_a_weekly_rest():
    who = int(GOOD.assignments[0].person[1:])
    always = [duty(who, day, 7, 8) for day in (-2, -1, 0, 2, 4, 5, 6)]
    others = [each for each in DUTIES if each.person != f"p{who}"]
    assert Rule.WEEKLY_REST in broken(made=case([*others, *always], TWO_DAYS))


def test_a_need_may_not_go_unmet():
    assert Rule.NEED in broken(replace(GOOD, assignments=GOOD.assignments[1:]))


def test_a_need_counts_only_those_present_in_time():
    listed = tuple(
        replace(each, present_at=each.present_at + HOUR) if each.tour == "monday" else each
        for each in GOOD.assignments
    )
    assert Rule.NEED in broken(replace(GOOD, assignments=listed))


def test_a_duty_cannot_be_worked_and_missed():
    who = GOOD.assignments[0].person
    assert Rule.LOST in broken(made=case([*DUTIES, duty(int(who[1:]), 1, 12, 4)], TWO_DAYS))


def test_a_duty_cannot_be_lost_by_somebody_who_stays():
    stays = next(f"p{n}" for n in range(8) if f"p{n}" not in going())
    gone = next(each for each in DUTIES if each.person == stays)
    lost = LostDuty(
        person=gone.person,
        begins_at=gone.begins_at,
        ends_at=gone.ends_at,
        local_area=Id("north"),
        function=DutyFunction.RESPONSE,
    )
    assert Rule.LOST in broken(replace(GOOD, lost=(*GOOD.lost, lost)))


def test_the_emergency_minimum_may_not_be_broken():
    assert GOOD.lost, "somebody loses a duty"
    assert Rule.MINIMUM in broken(made=replace(MADE, aims=Aims(minimum_officers=8)))


@pytest.mark.parametrize(
    ("special", "kinds", "is_kept"),
    [
        (None, (PostKind.OFFICER,), True),
        ("p7", (PostKind.OFFICER,), False),
        ("p7", (PostKind.OFFICER, PostKind.SPECIAL), True),
        ("p4", (PostKind.OFFICER,), True),
    ],
)
def test_the_emergency_minimum_counts_the_kinds_that_it_names(special, kinds, is_kept):
    """p0, p4 and p7 work on Monday and p4 is taken: two must stay, and a special is counted only where named."""
    people = [
        replace(each, kind=PostKind.SPECIAL) if each.id == special else each for each in MADE.roster.people
    ]
    roster = replace(MADE.roster, people=tuple(people))
    made = replace(MADE, roster=roster, aims=Aims(minimum_officers=2, minimum_kinds=kinds))
    lost = LostDuty(
        person=Id("p4"),
        begins_at=at(1, 6),
        ends_at=at(1, 16),
        local_area=Id("north"),
        function=DutyFunction.RESPONSE,
    )
    found = check_plan(replace(GOOD, lost=(lost,)), made)
    on_monday = [each for each in found if each.rule is Rule.MINIMUM and "2023-05-01" in each.words]
    assert bool(on_monday) != is_kept


def test_cancelled_rest_days_are_counted():
    assert broken(replace(GOOD, rest_days=GOOD.rest_days + 1)) >= {Rule.REST_DAYS}


def test_the_cost_follows_from_what_is_lost():
    assert broken(replace(GOOD, cost=GOOD.cost + 1)) == {Rule.COST}


def test_a_bound_above_the_cost_is_refused():
    assert broken(replace(GOOD, bound=GOOD.cost + 1)) == {Rule.BOUND}


def test_a_bound_that_the_prices_do_not_prove_is_refused():
    silent = replace(GOOD.prices, needs={})
    assert proved_bound(replace(GOOD, prices=silent), MADE) < GOOD.bound


def test_wrong_prices_make_a_bound_low_and_never_wrong():
    doubled = replace(GOOD.prices, needs={key: 2 * price for key, price in GOOD.prices.needs.items()})
    assert proved_bound(replace(GOOD, prices=doubled), MADE) <= GOOD.cost + 1e-9
