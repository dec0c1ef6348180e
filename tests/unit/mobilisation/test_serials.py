"""Serials kept together: the people of one come from one local area, even where that costs more."""

from dataclasses import replace

import pytest

from dueregard.common.codecs import Id
from dueregard.mobilisation.checker import Rule, check_plan
from dueregard.mobilisation.checker_bound import proved_bound
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.explaining import RuleReason, explain, relaxed_request
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.planning import CannotBeMet, plan_request
from dueregard.workforce.units import RoleNeed
from tests.support.mobilisation_cases import SERIAL
from tests.unit.mobilisation.small_case import case, duty, person, request, tour

SOUTH = {"local_area": Id("south")}
# The sergeant of the north, where everybody else is from, works on Monday; the one of the south rests.
PEOPLE = [person(0), person(1, **SOUTH), *(person(number) for number in range(2, 8))]
APART = request(tour("monday", 1))
TOGETHER = replace(APART, serial=SERIAL.needs)
DUTIES = [duty(0, 1), duty(2, 4)]


def planned(made: Case) -> Plan:
    return plan_request(made.request, made.roster, made.rules, made.aims, commitments=made.commitments)


def going(plan: Plan) -> set[str]:
    return {str(each.person) for each in plan.assignments}


def test_people_come_from_anywhere_where_nobody_asks_for_more():
    plan = planned(case(DUTIES, APART, PEOPLE))
    assert "p1" in going(plan)
    assert plan.cost == 2.5  # five cancelled rest days


def test_a_serial_is_of_one_local_area_though_its_sergeant_loses_a_duty():
    made = case(DUTIES, TOGETHER, PEOPLE)
    plan = planned(made)
    assert "p0" in going(plan)
    assert plan.cost == 12.0  # ten hours, four cancelled rest days
    assert check_plan(plan, made) == []
    assert proved_bound(plan, made) == pytest.approx(plan.bound)


def test_a_sergeant_from_elsewhere_is_no_part_of_a_serial():
    made = case(DUTIES, TOGETHER, PEOPLE)
    apart = planned(case(DUTIES, APART, PEOPLE))
    assert {fault.rule for fault in check_plan(apart, made)} == {Rule.SERIALS}


def test_only_the_serial_is_of_one_local_area():
    """What a unit has beside its serials may come from anywhere: here its sergeant."""
    without_sergeant = tuple(each for each in SERIAL.needs if each.role != "sergeant")
    assert "p1" in going(planned(case(DUTIES, replace(APART, serial=without_sergeant), PEOPLE)))


def test_a_serial_that_no_local_area_can_give_is_said_to_be_the_reason():
    people = [person(0, **SOUTH), person(1, **SOUTH), *(person(number) for number in range(2, 8))]
    made = case(DUTIES, TOGETHER, people)
    parts = (made.request, made.roster, made.rules, made.aims, made.commitments)
    reasons = explain(*parts)
    assert RuleReason("serials kept together") in reasons
    assert all(met for _, met in relaxed_request(*parts, reasons))
    with pytest.raises(CannotBeMet) as raised:
        planned(made)
    assert raised.value.best is not None
    assert raised.value.best.missing == {0: 1}


@pytest.mark.parametrize(
    ("serial", "words"),
    [
        ((RoleNeed(role=Id("piper"), officers=1),), "a serial has 1 of the role piper and a whole unit 0"),
        (
            (RoleNeed(role=Id("constable"), officers=9),),
            "a serial has 9 of the role constable and a whole unit 3",
        ),
        ((RoleNeed(role=Id("constable"), officers=0),), "a serial has nobody of the role constable"),
        ((RoleNeed(role=Id("driver"), officers=1),) * 2, "the role driver stands twice in the serial"),
    ],
)
def test_a_serial_that_is_no_part_of_a_unit_is_refused(serial: tuple[RoleNeed, ...], words: str):
    with pytest.raises(ValueError, match=words):
        replace(APART, serial=serial)
