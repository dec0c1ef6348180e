"""A force of eight and a request for one serial, small enough to follow by hand.

Monday 1 May 2023; the request is accepted on Sunday at 12:00. Everybody is trained. Two sergeants, six constables,
of whom three drive. Summer time: 07:00 on the clock is 06:00 UTC.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from dueregard.common.codecs import Id
from dueregard.frameworks.model import Tier
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.plan import Aims
from dueregard.mobilisation.request import Request, Tour
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.people import HeldSkill, Person, Rank
from dueregard.workforce.roster import Duty, Roster
from tests.support.mobilisation_cases import DRIVER, PUBLIC_ORDER, ROLES, SERIAL

RULES = TourRules(
    daily_rest=660,
    weekly_rest=1440,
    longest_spell=960,
    muster_on_duty=30,
    muster_off_duty=90,
    rest_day_cost=0.5,
)


def at(day: int, hour: float) -> datetime:
    """A moment of May 2023 in UTC; day 0 is 30 April."""
    return datetime(2023, 4, 30, tzinfo=UTC) + timedelta(days=day, hours=hour)


def person(number: int, **changes: object) -> Person:
    """p0 and p1 are sergeants, p2 to p4 constables, p5 to p7 drivers."""
    skills = [HeldSkill(skill=PUBLIC_ORDER)] + [HeldSkill(skill=DRIVER)] * (number > 4)
    made = Person(
        id=Id(f"p{number}"),
        function=DutyFunction.RESPONSE,
        local_area=Id("north"),
        rank=Rank.SERGEANT if number < 2 else Rank.CONSTABLE,
        skills=tuple(skills),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def duty(number: int, day: int, hour: float = 6, hours: float = 10) -> Duty:
    """A duty of somebody from an hour of a day."""
    return Duty(person=Id(f"p{number}"), begins_at=at(day, hour), ends_at=at(day, hour + hours))


def tour(name: str, day: int, hour: float = 6, hours: float = 12, units: int = 1) -> Tour:
    """A tour from an hour of a day."""
    return Tour(id=Id(name), begins_at=at(day, hour), ends_at=at(day, hour + hours), units=units)


def request(*tours: Tour, **changes: object) -> Request:
    """A request for these tours, an hour away, accepted on Sunday at noon."""
    made = Request(
        id=Id("small"),
        tier=Tier.LOCAL,
        legal_basis="the force's own",
        host="North",
        place="North",
        accepted_at=at(0, 12),
        unit=SERIAL,
        roles=ROLES,
        travel_minutes=60,
        tours=tours or (tour("monday", 1),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def case(
    duties: list[Duty],
    wanted: Request | None = None,
    people: list[Person] | None = None,
    absences: tuple = (),
    rules: TourRules = RULES,
    aims: Aims | None = None,
    commitments: tuple = (),
) -> Case:
    """A case of the small force."""
    listed = people or [person(number) for number in range(8)]
    roster = Roster.of_records("Europe/London", ("north", "south"), listed, duties, absences)
    return Case(
        request=wanted or request(), roster=roster, rules=rules, aims=aims or Aims(), commitments=commitments
    )
