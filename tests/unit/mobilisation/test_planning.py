"""What a plan chooses, on forces small enough to follow by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dueregard.common.codecs import Id
from dueregard.mobilisation.checker import check_plan
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.plan import Aims, Finish, Plan
from dueregard.mobilisation.planning import CannotBeMet, plan_request
from dueregard.mobilisation.request import DeadlineStep, Request
from dueregard.mobilisation.signatures import PlanRefused
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.workforce.absence import Absence
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.hours import AbsenceCause, DutyFunction
from dueregard.workforce.local_weights import LocalWeight, WeightPiece
from dueregard.workforce.people import HeldSkill
from dueregard.workforce.roster import Roster
from tests.support.mobilisation_cases import PUBLIC_ORDER
from tests.unit.mobilisation.small_case import RULES, at, case, duty, person, request, tour

EVERYBODY = range(8)


def plan(made: Case) -> Plan:
    found = plan_request(made.request, made.roster, made.rules, made.aims, commitments=made.commitments)
    assert check_plan(found, made) == []
    return found


def sent(found: Plan) -> list[str]:
    return sorted({str(each.person) for each in found.assignments})


def short(made: Case) -> dict[tuple[int, int], float]:
    with pytest.raises(CannotBeMet) as refused:
        plan_request(made.request, made.roster, made.rules, made.aims, commitments=made.commitments)
    return refused.value.short


def test_those_who_lose_least_at_home_go():
    # p0, p2, p3 and p5 were to work on Monday; the others rest, which counts half an hour each.
    found = plan(case([duty(number, 1) for number in (0, 2, 3, 5)]))
    assert sent(found) == ["p1", "p2", "p4", "p6", "p7"] or sent(found) == ["p1", "p3", "p4", "p6", "p7"]
    assert (found.cost, found.rest_days, found.finish) == (12.0, 4, Finish.OPTIMAL)
    assert found.bound == pytest.approx(12.0)


def test_a_driver_may_stand_in_as_a_constable_and_not_the_other_way_round():
    found = plan(case([duty(number, 1) for number in (2, 3, 4)]))
    roles = {str(each.person): str(each.role) for each in found.assignments}
    assert {roles.get(name) for name in ("p5", "p6", "p7")} == {"driver", "constable"}
    assert not {roles.get(name) for name in ("p2", "p3", "p4")} & {"driver"}


def test_travel_and_equipping_come_before_presence():
    first = plan(case([])).assignments[0]
    assert (first.out_at, first.present_at, first.home_at) == (at(1, 4.5), at(1, 6), at(1, 19))


def test_a_night_that_ends_when_the_tour_begins_is_refused():
    """A night that ended at 07:00 on the day leaves no rest before a tour at 07:00, and is history."""
    nights = [duty(number, 0, 21, 9) for number in EVERYBODY]
    made = case(nights, request(accepted_at=at(1, 5)))
    assert short(made) == {(0, 0): 1, (0, 1): 3, (0, 2): 1}


def test_a_night_that_has_not_begun_is_lost_instead():
    nights = [duty(number, 0, 21, 9) for number in EVERYBODY]
    found = plan(case(nights))
    assert len(found.lost) == 5
    assert found.cost == 5 * 9 + 5 * 0.5  # the night's hours, and Monday was to be a rest day


def test_the_next_duty_must_begin_eleven_hours_after_return():
    """Twelve hours away and two hours of travel each way: a duty at 06:00 the next morning is lost."""
    away = request(tour("monday", 1, 6, 12), travel_minutes=120)
    rules = replace(RULES, longest_spell=18 * 60)
    assert (
        plan(case([duty(number, 2, 6) for number in EVERYBODY], away, rules=rules)).cost == 5 * 10 + 5 * 0.5
    )
    assert plan(case([duty(number, 2, 7) for number in EVERYBODY], away, rules=rules)).cost == 5 * 0.5


def test_a_duty_under_way_is_left_and_the_rest_of_it_is_lost():
    # Those on duty since 06:00 are called at noon: half an hour to equip, an hour of travel, there at 13:30.
    early = [duty(number, 0) for number in EVERYBODY]
    made = case(early, request(tour("now", 0, 12, 6), steps=()))
    assert short(made) != {}  # nobody can be present at once
    made = case(early, request(tour("now", 0, 12, 6), steps=(DeadlineStep(hours=Decimal("1.5"), units=1),)))
    found = plan(made)
    assert {each.present_at for each in found.assignments} == {at(0, 13.5)}
    assert found.cost == 5 * 4  # from 12:00 to 16:00


def test_a_tour_longer_than_the_rules_allow_cannot_be_met():
    assert short(case([], request(tour("long", 1, 6, 15)))) == {(0, 0): 1, (0, 1): 3, (0, 2): 1}


def test_leave_promises_and_restrictions_keep_people_at_home():
    leave = Absence(person=Id("p0"), cause=AbsenceCause.LEAVE, begins_at=at(1, 0), ends_at=at(2, 0))
    promised = Commitment(person=Id("p2"), begins_at=at(1, 8), ends_at=at(1, 12), to="a match")
    people = [person(number, restricted=number == 3) for number in EVERYBODY]
    found = plan(case([], absences=(leave,), commitments=(promised,), people=people))
    assert sent(found) == ["p1", "p4", "p5", "p6", "p7"]


@pytest.mark.parametrize("cause", AbsenceCause)
@pytest.mark.parametrize("rostered", [True, False], ids=["on duty", "on a rest day"])
def test_nobody_who_is_absent_is_sent_whatever_the_cause_and_whether_they_are_on_duty_or_not(cause, rostered):
    gone = [Absence(person=Id(f"p{n}"), cause=cause, begins_at=at(0, 14), ends_at=at(3, 0)) for n in (0, 2)]
    working = [duty(number, 1) for number in (0, 2) if rostered]
    found = sent(plan(case(working, absences=tuple(gone))))
    assert len(found) == 5
    assert not {"p0", "p2"} & set(found)


def test_a_skill_that_expires_before_the_tour_ends_does_not_count():
    ended = (HeldSkill(skill=PUBLIC_ORDER, until_on=at(0, 0).date()),)
    people = [person(number, skills=ended) if number < 2 else person(number) for number in EVERYBODY]
    assert short(case([], people=people)) == {(0, 0): 1}


def test_the_emergency_minimum_is_kept_or_the_request_is_not_met():
    working = [duty(number, 1) for number in EVERYBODY]
    found = plan(case(working, aims=Aims(minimum_officers=3)))
    assert len(found.lost) == 5
    assert sum(short(case(working, aims=Aims(minimum_officers=4))).values()) == 1


def test_weights_say_whose_absence_hurts():
    weights = LocalWeight(
        local_area="north",
        function=DutyFunction.RESPONSE,
        from_at=at(1, 0),
        until_at=at(2, 0),
        pieces=(WeightPiece(1, 1.0), WeightPiece(None, 3.0)),
        source="invented",
    )
    people = [person(number, local_area="south" if number > 3 else "north") for number in EVERYBODY]
    found = plan(
        case([duty(number, 1) for number in EVERYBODY], people=people, aims=Aims(weights=(weights,)))
    )
    assert sum(each.local_area == "north" for each in found.lost) == 1  # a sergeant, all of whom are north
    assert found.cost == 50


def test_two_tours_in_two_days_need_rest_between():
    apart = request(tour("monday", 1), tour("tuesday", 2))
    assert short(case([], apart)) != {}  # home at 19:00, out at 04:30: nine and a half hours
    found = plan(case([], request(tour("monday", 1), tour("tuesday", 2), lodged=True)))
    assert len(sent(found)) == 5 or len(sent(found)) == 8
    lodged = [each for each in found.assignments if each.home_at == at(1, 18)]
    assert lodged


def test_a_roster_that_contradicts_itself_is_refused():
    with pytest.raises(
        PlanRefused, match="p0 has two duties at once from 01 May 2023 07:00 UTC: correct the roster"
    ):
        plan_request(*_parts(case([duty(0, 1), duty(0, 1, 7)])))


def test_a_promise_of_somebody_unknown_is_refused():
    promised = Commitment(person=Id("p9"), begins_at=at(1, 8), ends_at=at(1, 12), to="a match")
    made = case([])
    with pytest.raises(PlanRefused, match="p9, who is not on the roster"):
        plan_request(*_parts(made), commitments=(promised,))


def _parts(made: Case) -> tuple[Request, Roster, TourRules, Aims]:
    return made.request, made.roster, made.rules, made.aims
