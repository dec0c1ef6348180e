"""A roster small enough to read by hand: one day, some on duty from 07:00 to 17:00, some off, some away."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from dueregard.capacity.presence import Muster
from dueregard.common.codecs import Id
from dueregard.workforce.absence import Absence
from dueregard.workforce.hours import AbsenceCause, DutyFunction, Grid
from dueregard.workforce.people import HeldSkill, Person, Rank
from dueregard.workforce.roster import Duty, Roster

DAY = date(2022, 12, 1)
MUSTER = Muster(60, 240, 720, 660)
GRID = Grid.of_days(DAY, 1, ("north",), "Europe/London")
"""24 hours of a winter day, so that local time is UTC."""


def at(hour: float) -> datetime:
    return datetime(2022, 12, 1, tzinfo=UTC) + timedelta(hours=hour)


def person(
    name: str, *skills: str, rank: Rank = Rank.CONSTABLE, until: date | None = None, **fields: Any
) -> Person:
    held = tuple(HeldSkill(skill=Id(skill), until_on=until) for skill in skills)
    return Person(
        id=Id(name),
        function=DutyFunction.RESPONSE,
        local_area=Id("north"),
        rank=rank,
        skills=held,
        **fields,
    )


def on_duty(name: str, begins: float = 7, ends: float = 17) -> Duty:
    return Duty(person=Id(name), begins_at=at(begins), ends_at=at(ends))


def away(name: str, begins: float, ends: float) -> Absence:
    return Absence(person=Id(name), cause=AbsenceCause.LEAVE, begins_at=at(begins), ends_at=at(ends))


def roster(people: list[Person], duties: list[Duty], absences: list[Absence] | None = None) -> Roster:
    return Roster.of_records("Europe/London", ["north"], people, duties, absences or [])
