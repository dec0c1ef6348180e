"""Rules that a plan keeps, in words: whom the emergency minimum counts, and the limit of hours a week."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from dueregard.common.period import day_words
from dueregard.mobilisation.carriers import is_asked
from dueregard.mobilisation.plan import Aims
from dueregard.mobilisation.request import Request, Tour
from dueregard.mobilisation.weekly_hours import WeeklyHours
from dueregard.workforce.people import PostKind
from dueregard.workforce.roster import Roster
from dueregard.workforce.shifts import moment_of


def counted_kinds(aims: Aims) -> str:
    """Whom the emergency minimum counts, and whom it does not.

    >>> counted_kinds(Aims())
    'officers, not specials, PCSOs or staff'
    """
    named = {
        PostKind.OFFICER: "officers",
        PostKind.SPECIAL: "specials",
        PostKind.PCSO: "PCSOs",
        PostKind.STAFF: "staff",
    }
    counted = [words for kind, words in named.items() if kind in aims.minimum_kinds]
    others = [words for kind, words in named.items() if kind not in aims.minimum_kinds]
    return _listed(counted, "and") + (f", not {_listed(others, 'or')}" if others else "")


def hours_words(limit: WeeklyHours | None, zone: ZoneInfo) -> str | None:
    """The limit of weekly hours in words, with what was assumed; None where there is none."""
    if limit is None:
        return None
    first, last = (moment_of(at).astimezone(zone).date() for at in (limit.begins, limit.ends - 1))
    travel = "counted" if limit.travel_counts else "not counted"
    words = [
        f"No more than {limit.most / 60:g} hours a week on average over the {limit.days} days from "
        f"{day_words(first)} to {day_words(last)}, travel on tours {travel}"
    ]
    if limit.known_from is not None and limit.known_from > first:
        words.append(
            f"no roster is known before {day_words(limit.known_from)}, so contracted hours are assumed until then"
        )
    if limit.opted_out:
        words.append(f"{len(limit.opted_out):,} have agreed to work more")
    return "; ".join(words)


def _listed(words: Sequence[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def minimum_words(aims: Aims, source: str | None) -> str | None:
    """The emergency minimum in words; None where the rule is off."""
    if not aims.has_minimum:
        return None
    parts = []
    if aims.minimum_share is not None:
        parts.append(f"{100 * aims.minimum_share:g} % of those on duty by the roster, less absences,")
    if aims.minimum_officers is not None:
        parts.append(f"at least {aims.minimum_officers}")
    return (
        f"{' and '.join(parts)} in each local area at each moment, counting {counted_kinds(aims)} ({source})"
    )


def undated_words(request: Request, roster: Roster) -> tuple[str, ...]:
    """For each skill of a request, how many hold it with no day on which it lapses; none where nobody does."""
    wanted = sorted({str(skill) for role in request.roles for skill in role.skills})
    found = []
    for skill in wanted:
        number = sum(
            any(held.skill == skill and held.until_on is None for held in person.skills)
            for person in roster.people
        )
        if number:
            who, count = ("1 person holds", "counts") if number == 1 else (f"{number:,} people hold", "count")
            found.append(
                f"{who} {skill} with no day on which it lapses, and {count} as never lapsing: check their refreshers."
            )
    return tuple(found)


def carriers_words(request: Request, roster: Roster) -> str:
    """Whether carriers are looked at, and from where the numbers are."""
    transport = request.unit.transport
    if roster.carriers is None:
        return "Carriers are not looked at: no vehicles are given."
    if transport is None:
        return "Carriers are not looked at: the unit of the request says nothing of transport."
    return (
        f"A unit goes in {transport.carriers} carriers, and {transport.drivers} of its people may drive them "
        f"({transport.source.strip().rstrip('.')}). No carrier is at two tours at once; it is away until it is back."
    )


def needed_on(tour: Tour, request: Request, roster: Roster) -> int | None:
    """Carriers that the units asked for on a tour need; None where carriers are not looked at."""
    transport = request.unit.transport
    return tour.units * transport.carriers if transport is not None and is_asked(request, roster) else None
