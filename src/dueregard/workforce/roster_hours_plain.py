"""The slow and obvious twin of `roster_hours`: every person, every minute. It shares nothing with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from dueregard.workforce.absence import Absence
from dueregard.workforce.hours import AbsenceCause, Grid, RosterHours
from dueregard.workforce.people import Person
from dueregard.workforce.roster import Duty

_Span = TypeVar("_Span", Duty, Absence)


def expand_plainly(
    people: Sequence[Person],
    duties: Sequence[Duty],
    absences: Sequence[Absence],
    grid: Grid,
    skills: Iterable[str] = (),
) -> RosterHours:
    """What `expand_roster` gives, by asking of every person what they do in every minute.

    For a year of a force this takes days; it is for checking small cases.
    """
    rostered = grid.nothing()
    absent = {cause: grid.nothing() for cause in AbsenceCause}
    trained = {skill: grid.nothing() for skill in skills}
    for person in people:
        own_duties = [duty for duty in duties if duty.person == person.id]
        own_absences = [absence for absence in absences if absence.person == person.id]
        for minute in range(grid.hours * 60):
            at = grid.start + timedelta(minutes=minute)
            duty = _first(own_duties, at)
            if duty is None:
                continue
            hour = minute // 60
            place = grid.local_areas.index(duty.local_area or person.local_area)
            function = grid.functions.index(duty.function or person.function)
            rostered[hour, place, function] += 1
            absence = _first(own_absences, at)
            if absence is not None:
                absent[absence.cause][hour, place, function] += 1
                continue
            day = at.astimezone(ZoneInfo(grid.zone)).date()
            for skill, minutes in trained.items():
                if any(held.skill == skill and held.holds_on(day) for held in person.skills):
                    minutes[hour, place, function] += 1
    return RosterHours(grid, rostered, absent, trained)


def _first(spans: Sequence[_Span], at: datetime) -> _Span | None:
    covering = [span for span in spans if span.begins_at <= at < span.ends_at]
    return min(covering, key=lambda span: span.begins_at, default=None)
