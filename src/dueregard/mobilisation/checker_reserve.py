"""The judge's count of a reserve: who could still be sent, person by person from the names and the roster.

It shares nothing with the planner but the types; whole units are tried one by one.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dueregard.mobilisation.checker_diary import Case, Diary, diaries
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.reserve import Reserve
from dueregard.workforce.hours import zone_named
from dueregard.workforce.people import Person
from dueregard.workforce.shifts import minute_of


def kept_by_day(plan: Plan, reserve: Reserve, case: Case) -> list[tuple[datetime, int]]:
    """For each local day the moment by which they must go, and how many whole units could, up to those asked for."""
    place, request = zone_named(case.roster.zone), case.request
    last = max(tour.ends_at for tour in request.tours).astimezone(place).date()
    day, found = request.accepted_at.astimezone(place).date(), []
    while day <= last:
        hour, minute = divmod(reserve.at.minute, 60)
        called = datetime(day.year, day.month, day.day, hour, minute, tzinfo=place)
        day += timedelta(days=1)
        if called < request.accepted_at:
            continue
        moment = called.astimezone(UTC) + timedelta(hours=reserve.within_hours)
        there = [person for person in case.roster.people if _could_go(person, moment, plan, case)]
        kept = 0
        while kept < reserve.units and _fill(there, kept + 1, moment, case):
            kept += 1
        found.append((moment, kept))
    return found


def _could_go(person: Person, moment: datetime, plan: Plan, case: Case) -> bool:
    if person.restricted:
        return False
    minute = minute_of(moment)
    diary = _diaries(case)[str(person.id)]
    promised = [
        (minute_of(each.begins_at), minute_of(each.ends_at))
        for each in case.commitments
        if each.person == person.id
    ]
    for begins, ends in (*diary.away, *diary.busy, *promised):
        if begins <= minute < ends:
            return False
    for each in plan.assignments:
        rested = minute_of(each.home_at) + case.rules.daily_rest
        if each.person == person.id and minute_of(each.out_at) <= minute < rested:
            return False
    return True


_SEEN: list[tuple[Case, dict[str, Diary]]] = []


def _diaries(case: Case) -> dict[str, Diary]:
    if not _SEEN or _SEEN[0][0] is not case:
        _SEEN[:] = [(case, diaries(case))]
    return _SEEN[0][1]


def _fill(there: list[Person], units: int, moment: datetime, case: Case) -> bool:
    """Whether so many units are full: each place is given somebody, who may move to another to make room."""
    day = moment.astimezone(zone_named(case.roster.zone)).date()
    wanted = {str(each.role): each for each in case.request.unit.needs}
    roles = {str(role.id): role for role in case.request.roles}
    may = [[name for name in wanted if roles[name].filled_by(person, (day,))] for person in there]
    given: dict[tuple[str, int], int] = {}

    def seat(who: int, tried: set[tuple[str, int]]) -> bool:
        for name in may[who]:
            for place in range(wanted[name].officers * units):
                if (name, place) in tried:
                    continue
                tried.add((name, place))
                if (name, place) not in given or seat(given[name, place], tried):
                    given[name, place] = who
                    return True
        return False

    for who in range(len(there)):
        seat(who, set())
    return len(given) == sum(each.officers for each in wanted.values()) * units
