"""Hours a week on average over the reference period: what was worked, who may go, and who is left alike."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from dueregard.common.codecs import Id
from dueregard.mobilisation.checker import Rule, check_plan
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.explaining import RuleReason, explain
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.planning import CannotBeMet, plan_request
from dueregard.mobilisation.posing import lay
from dueregard.mobilisation.weekly_hours import AverageRule, Before, WeeklyHours, first_day, weekly_hours
from dueregard.workforce.absence import Absence
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.duty_rules import shipped_rules
from dueregard.workforce.generating import generate_roster
from dueregard.workforce.generating_spec import load_shipped_spec
from dueregard.workforce.hours import ABSENCE_CAUSES, AbsenceCause
from dueregard.workforce.opt_outs import OptOut
from dueregard.workforce.roster import Roster, Spans
from dueregard.workforce.shifts import minute_of, moment_of
from tests.unit.mobilisation.small_case import at, case, duty, person, request, tour

RULE = AverageRule.on(shipped_rules(), date(2023, 5, 1))
ALLOWED = 48 * 17


def limited(made: Case, hours: dict[str, float], **changes: object) -> Case:
    """A case whose people have worked so many hours before; the others none."""
    limit = weekly_hours(replace(RULE, assumed=0), made.request, made.roster)
    before = {who: Before(int(worked * 60)) for who, worked in hours.items()}
    limit = replace(limit, before=before, **changes)  # type: ignore[arg-type]
    return replace(made, rules=replace(made.rules, weekly_hours=limit))


def planned(made: Case) -> Plan:
    return plan_request(made.request, made.roster, made.rules, made.aims, commitments=made.commitments)


def sent(plan: Plan) -> set[str]:
    return {str(each.person) for each in plan.assignments}


FREE = case([])  # nobody has a duty: a sergeant of p0 and p1, a driver of p5 to p7, all three of p2 to p4
TOUR_HOURS = 14.5  # twelve, an hour there and back, half an hour to equip


def test_a_plan_that_brings_somebody_over_the_average_is_refused_for_that():
    plan = planned(FREE)
    sergeant = next(str(each.person) for each in plan.assignments if each.role == "sergeant")
    just = limited(FREE, {sergeant: ALLOWED - TOUR_HOURS})
    over = limited(FREE, {sergeant: ALLOWED - TOUR_HOURS + 1 / 60})
    assert check_plan(plan, just) == []
    assert {each.rule for each in check_plan(plan, over)} == {Rule.WEEKLY_HOURS}
    assert (
        "works 816.0 hours in 119 days, of which 0 away; 816.0 are allowed" in check_plan(plan, over)[0].words
    )
    assert sergeant not in sent(planned(over))


def test_who_has_opted_out_may_work_more():
    over = limited(FREE, {"p0": ALLOWED, "p1": ALLOWED}, opted_out=frozenset({"p1"}))
    plan = planned(over)
    assert "p1" in sent(plan)
    assert check_plan(plan, over) == []


def test_travel_counts_only_where_the_rule_says_so():
    hours = {"p0": ALLOWED - 12.0, "p1": ALLOWED - 12.0}
    with pytest.raises(CannotBeMet):
        planned(limited(FREE, hours))
    plan = planned(limited(FREE, hours, travel_counts=False))
    assert check_plan(plan, limited(FREE, hours, travel_counts=False)) == []


def test_a_duty_is_lost_to_make_room_for_a_tour():
    """Both sergeants may work 15 hours more and have a duty on Sunday; the tour is on Tuesday."""
    made = case([duty(0, 0, 14, 8), duty(1, 0, 14, 10)], request(tour("tuesday", 2)))
    made = limited(made, {"p0": ALLOWED - 15, "p1": ALLOWED - 15})
    plan = planned(made)
    assert (plan.cost, [str(each.person) for each in plan.lost]) == (8 + 5 * 0.5, ["p0"])
    assert check_plan(plan, made) == []


def test_where_it_is_why_a_request_cannot_be_met_the_words_say_so():
    made = limited(FREE, {"p0": ALLOWED - 10, "p1": ALLOWED - 10})
    with pytest.raises(CannotBeMet):
        planned(made)
    reasons = explain(made.request, made.roster, made.rules, made.aims)
    assert RuleReason("the hours a week on average") in reasons


def test_people_are_alike_whatever_they_worked_where_it_cannot_bind():
    different = {f"p{number}": 500.0 + 20 * number for number in range(8)}
    for made, groups in ((FREE, 3), (limited(FREE, different), 3), (limited(FREE, {"p3": 810}), 4)):
        assert len(lay(made.request, made.roster, made.rules, made.aims).signatures) == groups


def test_an_agreement_holds_on_all_its_days():
    agreed = OptOut(person=Id("p1"), from_on=date(2023, 4, 1), until_on=date(2023, 5, 7))
    assert agreed.holds(date(2023, 4, 22), date(2023, 5, 7))
    assert not agreed.holds(date(2023, 4, 22), date(2023, 5, 8))
    with pytest.raises(ValueError, match="ends before it begins"):
        replace(agreed, until_on=date(2023, 3, 31))


# ---------------------------------------------------------------------------------------------------- what was worked


def plain_before(
    limit: WeeklyHours, roster: Roster, promised: list[Commitment], first: date, number: int
) -> Before:
    """What one person worked before the days near a request, minute by minute of their own rows."""
    who, place = roster.people[number], ZoneInfo(roster.zone)

    def rows(spans: Spans) -> list[tuple[int, int, int]]:
        found = zip(
            spans.person.tolist(),
            spans.begins.tolist(),
            spans.ends.tolist(),
            spans.what.tolist(),
            strict=True,
        )
        return [(begins, ends, what) for person, begins, ends, what in found if person == number]

    assert limit.known_from is not None
    known = minute_of(datetime.combine(limit.known_from, time(), place))
    leave = [
        row
        for row in rows(roster.absences)
        if ABSENCE_CAUSES[row[2]] in (AbsenceCause.LEAVE, AbsenceCause.SICKNESS)
    ]
    held = [
        (minute_of(each.begins_at), minute_of(each.ends_at), 0) for each in promised if each.person == who.id
    ]
    minutes, away = 0, set()
    for begins, ends, _ in rows(roster.duties):
        if known <= begins < limit.near:
            if any(begins < last and one < ends for one, last, _ in leave):
                away.add(moment_of(begins).astimezone(place).date())
            elif not any(begins < last and one < ends for one, last, _ in held):
                minutes += ends - begins
    minutes += sum(ends - begins for begins, ends, _ in held if known <= begins < limit.near)
    day = limit.known_from
    while minute_of(datetime.combine(day, time(), place)) < limit.near:
        edges = [minute_of(datetime.combine(day + timedelta(days=more), time(), place)) for more in (0, 1)]
        if any(one <= edges[0] and edges[1] <= last for one, last, _ in leave):
            away.add(day)
        day += timedelta(days=1)
    weekly = int((who.hours_per_week or Decimal(40)) * 60)
    assumed = weekly * (limit.known_from - first).days // 7
    return Before(minutes + assumed, assumed, len(away))


@pytest.mark.parametrize("known_days", [130, 60])
def test_what_was_worked_is_what_plain_loops_add_up(known_days):
    """On a generated roster with leave, court and promises; where it begins late, contracted hours are assumed."""
    spec = load_shipped_spec("northmarch").at_strength(71)
    wanted = replace(request(tour("monday", 1)), accepted_at=at(0, 12))
    first = first_day(RULE, wanted, ZoneInfo("Europe/London"))
    roster = generate_roster(spec, date(2023, 5, 9) - timedelta(days=known_days), known_days, 20141104)
    long = Absence(
        person=roster.people[3].id, cause=AbsenceCause.LEAVE, begins_at=at(-40, 10), ends_at=at(-30, 10)
    )
    with_leave = Roster.of_records(roster.zone, roster.local_areas, roster.people, [], [long]).absences
    roster = roster.with_absences(
        type(with_leave).of_rows(
            [
                *zip(*(column.tolist() for column in (roster.absences.person, roster.absences.begins,
                                                     roster.absences.ends, roster.absences.what)), strict=True),
                *zip(*(column.tolist() for column in (with_leave.person, with_leave.begins, with_leave.ends,
                                                     with_leave.what)), strict=True),
            ]
        )
    )  # fmt: skip
    promised = [
        Commitment(person=each.id, begins_at=at(-20, 6), ends_at=at(-20, 22), to="aid")
        for each in roster.people[:9]
    ]
    limit = weekly_hours(RULE, wanted, roster, promised=promised)
    assert limit.days == 119
    found = [plain_before(limit, roster, promised, first, number) for number in range(len(roster.people))]
    assert [limit.before[str(each.id)] for each in roster.people] == found
    assert sum(each.days_away for each in found) > 60
    assert any(each.assumed for each in found) == (known_days < 119)


def test_nobody_is_told_apart_who_is_not_asked_for():
    """A person with no skill counts for nothing, whatever they worked."""
    made = case([], people=[*(person(number) for number in range(8)), person(8, skills=())])
    assert check_plan(planned(made), limited(made, {"p8": 2_000})) == []
