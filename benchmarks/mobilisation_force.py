"""A generated force for measuring the planner: size, teams, trained people and leave from a seed, nothing real.

The shape is that of the measured formulations we compare with: ten local areas, five teams on two early, two late,
two night and four rest days, 15 of 70 officers trained, and some of them on leave for all or part of the time.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from dueregard.common.codecs import Id
from dueregard.frameworks.model import Tier
from dueregard.mobilisation.request import Request, Tour
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.workforce.absence import Absence
from dueregard.workforce.hours import AbsenceCause, DutyFunction
from dueregard.workforce.people import HeldSkill, Person, Rank
from dueregard.workforce.roster import Duty, Roster, Spans, roster_of_teams
from dueregard.workforce.shifts import ClockTime, Pattern, Shift
from dueregard.workforce.units import Role, RoleNeed, UnitShape

FIRST_ON = date(2023, 5, 1)
SKILL, DRIVER = Id("public-order"), Id("public-order-driver")
SHIFTS = tuple(
    Shift(id=Id(name), begins=ClockTime.parse(begins), ends=ClockTime.parse(ends))
    for name, begins, ends in (
        ("early", "07:00", "17:00"),
        ("late", "16:00", "02:00"),
        ("night", "22:00", "07:00"),
    )
)
CYCLE = tuple(map(Id, ["early", "early", "late", "late", "night", "night", "rest", "rest", "rest", "rest"]))
PSU = UnitShape(
    id=Id("psu"),
    needs=tuple(
        RoleNeed(role=Id(role), officers=number)
        for role, number in (("inspector", 1), ("sergeant", 3), ("constable", 18), ("driver", 3))
    ),
    source="the benchmark's own shape: 1 + 3 + 18 + 3",
)
ROLES = (
    Role(id=Id("inspector"), ranks=(Rank.INSPECTOR,), skills=(SKILL,)),
    Role(id=Id("sergeant"), ranks=(Rank.SERGEANT,), skills=(SKILL,)),
    Role(id=Id("constable"), ranks=(Rank.CONSTABLE,), skills=(SKILL,)),
    Role(id=Id("driver"), ranks=(Rank.CONSTABLE,), skills=(DRIVER,)),
)
RULES = TourRules(
    daily_rest=660,
    weekly_rest=1440,
    longest_spell=960,
    muster_on_duty=0,
    muster_off_duty=0,
    rest_day_cost=0.5,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForceShape:
    """What a generated force is like."""

    officers: int = 7_000
    areas: int = 10
    inspectors: int = 90
    sergeants: int = 240
    constables: int = 930
    drivers: int = 240
    away_share: float = 109 / 1500
    days: int = 21


def generated_roster(shape: ForceShape, seed: int) -> Roster:
    """A roster from a week before the first day of a request: same shape and seed, same roster."""
    dice = random.Random(seed)
    areas = [Id(f"area-{n}") for n in range(shape.areas)]
    pattern = Pattern(id=Id("teams"), cycle=CYCLE, begins_on=FIRST_ON, teams=5)
    teams = {Id(f"team-{n}"): (pattern, n) for n in range(5)}
    trained: list[tuple[Rank, tuple[Id, ...]]] = []
    trained += (
        [(Rank.INSPECTOR, (SKILL,))] * shape.inspectors
        + [(Rank.SERGEANT, (SKILL,))] * shape.sergeants
        + [(Rank.CONSTABLE, (SKILL,))] * shape.constables
        + [(Rank.CONSTABLE, (DRIVER,))] * shape.drivers
    )
    kinds = [*trained, *([(Rank.CONSTABLE, ())] * (shape.officers - len(trained)))]
    people = [
        Person(
            id=Id(f"p{at}"),
            function=DutyFunction.RESPONSE,
            local_area=areas[dice.randrange(len(areas))],
            rank=rank,
            team=Id(f"team-{dice.randrange(5)}"),
            skills=tuple(HeldSkill(skill=skill) for skill in skills),
        )
        for at, (rank, skills) in enumerate(kinds)
    ]
    first = FIRST_ON - timedelta(days=7)
    roster = roster_of_teams("Europe/London", areas, people, teams, SHIFTS, first, shape.days + 7)
    rows = []
    for at in range(len(people)):
        if dice.random() < shape.away_share:
            begins = 0 if dice.random() < 0.5 else dice.randrange(shape.days)
            ends = shape.days if dice.random() < 0.5 else begins + 1 + dice.randrange(5)
            rows.append((at, _minute(begins), _minute(ends), 0))
    return roster.with_absences(Spans.of_rows(rows))


def _minute(day: int) -> int:
    moment = datetime(FIRST_ON.year, FIRST_ON.month, FIRST_ON.day, tzinfo=UTC) + timedelta(days=day)
    return int(moment.timestamp()) // 60


def generated_request(day_units: int, night_units: int, days: int, **changes: object) -> Request:
    """So many units by day and by night, for some days, known of the evening before."""
    tours = []
    start = datetime(FIRST_ON.year, FIRST_ON.month, FIRST_ON.day, 6, tzinfo=UTC)  # 07:00 in summer
    for day in range(days):
        for name, hours, units in (("day", 0, day_units), ("night", 12, night_units)):
            begins = start + timedelta(days=day, hours=hours)
            ends = begins + timedelta(hours=12)
            if units:
                tours.append(Tour(id=Id(f"{name}-{day + 1}"), begins_at=begins, ends_at=ends, units=units))
    request = Request(
        id=Id("generated"),
        tier=Tier.NATIONAL,
        legal_basis="Police Act 1996, section 24",
        host="A generated force",
        place="A generated place",
        accepted_at=start - timedelta(hours=15),
        unit=PSU,
        roles=ROLES,
        travel_minutes=0,
        tours=tuple(tours),
    )
    return replace(request, **changes) if changes else request  # type: ignore[arg-type]


__all__ = ["Absence", "AbsenceCause", "Duty", "ForceShape", "generated_request", "generated_roster"]
