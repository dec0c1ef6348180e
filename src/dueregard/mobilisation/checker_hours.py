"""Hours that a person of a plan works in the reference period, added up in plain loops for the judge of plans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from dueregard.mobilisation.checker_diary import Case, Diary, meets
from dueregard.mobilisation.request import Tour
from dueregard.mobilisation.weekly_hours import WeeklyHours
from dueregard.workforce.hours import zone_named
from dueregard.workforce.shifts import minute_of, moment_of


def hours_worked(
    diary: Diary,
    rows: Sequence[tuple[int, int, int, Tour]],
    lost: Iterable[tuple[int, int]],
    limit: WeeklyHours,
) -> int:
    """Minutes from the first day of the period to its last, with these tours and without these duties."""
    who, gone = str(diary.person.id), set(lost)
    total = limit.before[who].minutes if who in limit.before else 0
    spells = [*diary.worked, *diary.fixed]
    spells += [(begins, ends) for begins, ends, _ in diary.duties if (begins, ends) not in gone]
    if diary.running is not None:
        begins, ends = diary.running
        for out, _, _, _ in rows[:1]:
            ends = min(ends, out) if (out, ends) in gone else ends
        spells.append((begins, ends))
    for begins, ends in spells:
        if limit.near <= begins < limit.ends:
            total += ends - begins
    for row in rows:
        total += tour_minutes(row, limit)
    return total


def tour_minutes(row: tuple[int, int, int, Tour], limit: WeeklyHours) -> int:
    """What of a tour is working time: with equipping and travel, or from presence until it ends."""
    out, present, home, tour = row
    return home - out if limit.travel_counts else minute_of(tour.ends_at) - present


def days_away(diary: Diary, case: Case, limit: WeeklyHours) -> int:
    """Days of the period on which somebody was to work and is on leave or sick, or that are wholly so."""
    who, place = str(diary.person.id), zone_named(case.roster.zone)
    total = limit.before[who].days_away if who in limit.before else 0
    day = moment_of(limit.near).astimezone(place)
    while minute_of(day) < limit.ends:
        after = (day + timedelta(hours=36)).replace(hour=0, minute=0)
        first, last = minute_of(day), minute_of(after)
        duties = [(begins, ends) for begins, ends, _ in diary.all_duties if first <= begins < last]
        not_worked = any(meets(duty, gone) for duty in duties for gone in diary.away)
        total += not_worked or any(begins <= first and last <= ends for begins, ends in diary.away)
        day = after
    return total


def too_many_hours(
    diary: Diary, rows: Sequence[tuple[int, int, int, Tour]], lost: Iterable[tuple[int, int]], case: Case
) -> str | None:
    """What is broken, in words; None where nothing is, or no limit applies."""
    limit = case.rules.weekly_hours
    if limit is None or str(diary.person.id) in limit.opted_out:
        return None
    away = days_away(diary, case, limit)
    worked, allowed = hours_worked(diary, rows, lost, limit), limit.allowed(away)
    if worked <= allowed:
        return None
    return f"works {worked / 60:,.1f} hours in {limit.days} days, of which {away} away; {allowed / 60:,.1f} are allowed"
