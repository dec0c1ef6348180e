"""Small forces with a request each, from a seed: leave, promises, running duties, any kind of request."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from dueregard.common.codecs import Id
from dueregard.frameworks.model import Tier
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.plan import Aims
from dueregard.mobilisation.request import DeadlineStep, Request, Tour
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.mobilisation.weekly_hours import Before, WeeklyHours
from dueregard.workforce.absence import Absence
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.hours import AbsenceCause, DutyFunction
from dueregard.workforce.local_weights import LocalWeight, WeightPiece
from dueregard.workforce.people import HeldSkill, Person, PostKind, Rank
from dueregard.workforce.roster import Duty, Roster
from dueregard.workforce.shifts import ClockTime, Pattern, Shift, minute_of, moment_of
from dueregard.workforce.units import Role, RoleNeed, UnitShape

PUBLIC_ORDER, DRIVER, MEDIC = Id("public-order"), Id("driver"), Id("medic")
AREAS = (Id("north"), Id("south"))
ZONE = "Europe/London"
SHIFTS = {
    Id(name): Shift(id=Id(name), begins=ClockTime.parse(begins), ends=ClockTime.parse(ends))
    for name, begins, ends in (
        ("early", "07:00", "17:00"),
        ("late", "16:00", "02:00"),
        ("night", "22:00", "07:00"),
    )
}
CYCLE = tuple(map(Id, ["early", "early", "late", "late", "night", "night", "rest", "rest", "rest", "rest"]))
ROLES = (
    Role(id=Id("sergeant"), ranks=(Rank.SERGEANT,), skills=(PUBLIC_ORDER,)),
    Role(id=Id("constable"), ranks=(Rank.CONSTABLE,), skills=(PUBLIC_ORDER,)),
    Role(id=Id("driver"), ranks=(Rank.CONSTABLE,), skills=(PUBLIC_ORDER, DRIVER)),
    Role(id=Id("medic"), ranks=(Rank.CONSTABLE, Rank.SERGEANT), skills=(MEDIC,)),
)
SERIAL = UnitShape(
    id=Id("serial"),
    needs=tuple(
        RoleNeed(role=Id(role), officers=number)
        for role, number in (("sergeant", 1), ("constable", 3), ("driver", 1))
    ),
    source="invented for tests",
)


def generated_case(seed: int, *, most_days: int = 5, leave_in_the_middle: bool = False) -> Case:
    """The same case for the same seed."""
    dice = random.Random(seed)
    first_on = dice.choice(
        [date(2023, 3, 24), date(2023, 5, 1), date(2023, 10, 27)]
    )  # clocks change in two of them
    days = dice.randint(1, most_days)
    request = _request(dice, first_on, days)
    people = [_person(dice, number, first_on) for number in range(dice.randint(25, 60))]
    duties = _duties(people, first_on - timedelta(days=8), days + 18)
    absences = [
        each for person in people for each in _absences(dice, person, first_on, days, leave_in_the_middle)
    ]
    roster = Roster.of_records(ZONE, AREAS, people, duties, absences)
    return Case(
        request=request,
        roster=roster,
        rules=_rules(dice),
        aims=_aims(dice, first_on, days),
        commitments=tuple(
            Commitment(
                person=person.id, begins_at=begins, ends_at=begins + timedelta(hours=10), to="an event"
            )
            for person in people
            if dice.random() < 0.05
            for begins in [_at(first_on, dice.randrange(24 * days))]
        ),
    )


def with_specials(case: Case, seed: int) -> Case:
    """The same case with a third of its people specials, whom every role takes and the emergency minimum may count."""
    dice = random.Random(seed)
    people = [
        replace(each, kind=PostKind.SPECIAL) if dice.random() < 1 / 3 else each for each in case.roster.people
    ]
    both = (PostKind.OFFICER, PostKind.SPECIAL)
    roles = tuple(replace(each, kinds=both) for each in case.request.roles)
    return replace(
        case,
        roster=replace(case.roster, people=tuple(people)),
        request=replace(case.request, roles=roles),
        aims=replace(case.aims, minimum_kinds=dice.choice([(PostKind.OFFICER,), (PostKind.SPECIAL,), both])),
    )


def with_weekly_hours(case: Case, seed: int) -> Case:
    """The same case with a limit of weekly hours that some reach, some do not, and to which some have opted out."""
    dice = random.Random(seed)
    place = ZoneInfo(ZONE)
    near = case.request.accepted_at.astimezone(place).date() - timedelta(days=6)
    home = max(tour.ends_at for tour in case.request.tours) + timedelta(minutes=case.request.travel_minutes)
    last = home.astimezone(place).date()
    begins, near_at, ends = (
        minute_of(datetime.combine(day, time(), place))
        for day in (last - timedelta(days=118), near, last + timedelta(days=1))
    )
    before = {
        str(each.id): Before(dice.randint(600, 800) * 60, 0, dice.choice([0, 0, 3]))
        for each in case.roster.people
    }
    limit = WeeklyHours(
        most=48 * 60,
        begins=begins,
        near=near_at,
        ends=ends,
        days=119,
        travel_counts=dice.random() < 0.5,
        before=before,
        opted_out=frozenset(who for who in before if dice.random() < 0.1),
    )
    return replace(case, rules=replace(case.rules, weekly_hours=limit))


def _at(day: date, hours: int) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)


def _person(dice: random.Random, number: int, first_on: date) -> Person:
    rank = Rank.SERGEANT if number % 4 == 0 else Rank.CONSTABLE
    ends = first_on + timedelta(days=dice.randint(-2, 6)) if dice.random() < 0.1 else None
    skills = [HeldSkill(skill=PUBLIC_ORDER, until_on=ends)]
    if dice.random() < 0.4:
        skills.append(HeldSkill(skill=DRIVER))
    if dice.random() < 0.2:
        skills.append(HeldSkill(skill=MEDIC))
    if dice.random() < 0.15:
        skills = []
    return Person(
        id=Id(f"p{number:02d}"),
        function=dice.choice([DutyFunction.RESPONSE, DutyFunction.RESPONSE, DutyFunction.NEIGHBOURHOOD]),
        local_area=dice.choice(AREAS),
        rank=rank,
        team=Id(f"team-{dice.randrange(5)}"),
        restricted=dice.random() < 0.05,
        skills=tuple(skills),
    )


def _duties(people: list[Person], first_on: date, days: int) -> list[Duty]:
    pattern = Pattern(id=Id("teams"), cycle=CYCLE, begins_on=date(2023, 5, 1), teams=5)
    found = []
    for person in people:
        assert person.team is not None
        rows = pattern.duties(int(person.team[-1]), SHIFTS, first_on, days, ZONE)
        found += [
            Duty(person=person.id, begins_at=moment_of(int(begins)), ends_at=moment_of(int(ends)))
            for _, begins, ends in rows
        ]
    return found


def _absences(
    dice: random.Random, person: Person, first_on: date, days: int, in_the_middle: bool
) -> list[Absence]:
    if dice.random() > (0.5 if in_the_middle else 0.3):
        return []
    cause = AbsenceCause.LEAVE if in_the_middle else dice.choice(list(AbsenceCause))
    begins = _at(first_on, 24 * (days // 2) if in_the_middle else 24 * dice.randint(-3, days))
    ends = begins + timedelta(days=1 if in_the_middle else dice.randint(1, 3))
    return [Absence(person=person.id, cause=cause, begins_at=begins, ends_at=ends)]


def _request(dice: random.Random, first_on: date, days: int) -> Request:
    tours = []
    for day in range(days):
        for name, hours, chance in (("day", 6, 0.9), ("night", 18, 0.4)):
            if dice.random() < chance:
                begins = _at(first_on, 24 * day + hours)
                length = timedelta(hours=dice.choice([10, 12, 12]))
                specialists = (RoleNeed(role=Id("medic"), officers=1),) if dice.random() < 0.3 else ()
                tours.append(
                    Tour(
                        id=Id(f"{name}-{day + 1}"),
                        begins_at=begins,
                        ends_at=begins + length,
                        units=dice.choice([1, 1, 2]),
                        specialists=specialists,
                    )
                )
    if not tours:
        begins = _at(first_on, 6)
        tours = [Tour(id=Id("day-1"), begins_at=begins, ends_at=begins + timedelta(hours=12), units=1)]
    accepted = tours[0].begins_at - timedelta(hours=dice.choice([-1, 2, 6, 15, 40]))
    request = Request(
        id=Id("generated"),
        tier=Tier.REGIONAL,
        legal_basis="Police Act 1996, section 24",
        host="A generated force",
        place="A generated place",
        accepted_at=accepted,
        unit=SERIAL,
        roles=ROLES,
        travel_minutes=dice.choice([0, 45, 90]),
        lodged=dice.random() < 0.4,
        tours=tuple(tours),
    )
    if accepted >= tours[0].begins_at or dice.random() < 0.3:
        return _with_steps(dice, request)
    return request


def _with_steps(dice: random.Random, request: Request) -> Request:
    tour = request.tours[0]
    hours = max(int((tour.begins_at - request.accepted_at) / timedelta(hours=1)), 0)
    steps = [DeadlineStep(hours=Decimal(hours + dice.choice([4, 6])), units=tour.units)]
    if tour.units > 1:
        steps.insert(0, DeadlineStep(hours=Decimal(hours + 3), units=1))
    return replace(request, steps=tuple(steps))


def _rules(dice: random.Random) -> TourRules:
    return TourRules(
        daily_rest=660,
        weekly_rest=1440,
        longest_spell=dice.choice([15, 18]) * 60,
        muster_on_duty=dice.choice([0, 30]),
        muster_off_duty=dice.choice([60, 120]),
        rest_day_cost=dice.choice([0.0, 0.5, 12.0]),
    )


def _aims(dice: random.Random, first_on: date, days: int) -> Aims:
    weights: tuple[LocalWeight, ...] = ()
    if dice.random() < 0.5:
        weights = (
            LocalWeight(
                local_area=AREAS[0],
                function=DutyFunction.RESPONSE,
                from_at=_at(first_on, dice.randint(0, 12)),
                until_at=_at(first_on, 24 * days + 24),
                pieces=(WeightPiece(2, 1.5), WeightPiece(5, 4.0), WeightPiece(None, 9.0)),
                source="invented for tests",
            ),
        )
    if dice.random() < 0.3:
        return Aims(weights=weights)
    return Aims(
        weights=weights, minimum_share=dice.choice([0.3, 0.55]), minimum_officers=dice.choice([None, 1])
    )
