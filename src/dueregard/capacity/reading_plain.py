"""The slow and obvious twin of `reading`: every hour, person and place. They share records only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dueregard.capacity.presence import Muster
from dueregard.capacity.units import Target
from dueregard.workforce.absence import Absence
from dueregard.workforce.hours import Grid
from dueregard.workforce.people import Person
from dueregard.workforce.roster import Duty
from dueregard.workforce.units import Role


def read_plainly(
    people: Sequence[Person],
    duties: Sequence[Duty],
    absences: Sequence[Absence],
    grid: Grid,
    targets: Sequence[Target],
    muster: Muster,
) -> list[int]:
    """Whole units by hour, of one target; of several, how many times over all can be met together.

    One set of several targets is the whole of each. For checking small cases: it tries one unit more until a place
    stays empty.
    """
    found = []
    for hour in range(grid.hours):
        call = grid.start + timedelta(hours=hour)
        able: list[tuple[int, list[bool]]] = []
        for target in targets:
            often = target.number if len(targets) > 1 else 1
            for role, places, within, minutes in _places(target, muster):
                who = [
                    _could(person, role, call, within, minutes, duties, absences, grid.zone, muster)
                    for person in people
                ]
                able.append((places * often, who))
        units = 0
        while _filled([who for places, who in able for _ in range((units + 1) * places)]):
            units += 1
        found.append(units)
    return found


def _places(target: Target, muster: Muster) -> list[tuple[Role, int, int | None, int]]:
    """Role, places in one unit, minutes by which it is to be filled, minutes that nobody in it may be away."""
    within, lasts = target.within_minutes, target.sustained_minutes
    rows = [
        (role, number, within, max((within or 0) + min(lasts, muster.tour_minutes), 1))
        for role, number in target.unit.parts
    ]
    if lasts > muster.tour_minutes:
        teams, covered = 1, muster.tour_minutes
        while covered < muster.tour_minutes + muster.rest_minutes:
            teams, covered = teams + 1, covered + muster.tour_minutes
        for role, number in target.unit.parts if teams > 1 else ():
            later = None if within is None else within + muster.tour_minutes
            end = (within or 0) + min(lasts, teams * muster.tour_minutes)
            rows.append((role, (teams - 1) * number, later, max(end, 1)))
    return rows


def _could(
    person: Person,
    role: Role,
    call: datetime,
    within: int | None,
    minutes: int,
    duties: Sequence[Duty],
    absences: Sequence[Absence],
    zone: str,
    muster: Muster,
) -> bool:
    if person.restricted or str(person.kind) not in (role.kinds or ("officer",)):
        return False
    if role.ranks and (person.kind in ("pcso", "staff") or person.rank not in role.ranks):
        return False
    if role.posts and person.post not in role.posts:
        return False
    end = call + timedelta(minutes=minutes)
    if any(a.person == person.id and a.begins_at < end and call < a.ends_at for a in absences):
        return False
    first, last = (moment.astimezone(ZoneInfo(zone)).date() for moment in (call, end - timedelta(minutes=1)))
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    if not all(person.holds(skill, day) for skill in role.skills for day in days):
        return False
    on_duty = any(d.person == person.id and d.begins_at <= call < d.ends_at for d in duties)
    return within is None or (muster.on_duty_minutes if on_duty else muster.off_duty_minutes) <= within


def _filled(places: list[list[bool]]) -> bool:
    """Whether every place gets a person of its own: by trying, and moving people who could go elsewhere."""
    holder: dict[int, int] = {}

    def seat(place: int, tried: set[int]) -> bool:
        for person, could in enumerate(places[place]):
            if could and person not in tried:
                tried.add(person)
                if person not in holder or seat(holder[person], tried):
                    holder[person] = place
                    return True
        return False

    return all(seat(place, set()) for place in range(len(places)))
