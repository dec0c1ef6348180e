"""A reserve for the next request: units that could still be sent, counted once each local day, at a stated price.

Somebody counts who may fill a role of the unit on that day and, at the moment by which they would have to go, is not
away, not promised, not on a tour and not within the daily rest after one. What that leaves out is told in the manual.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from math import ceil

from dueregard.common.codecs import Id
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.request import Request
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.hours import zone_named
from dueregard.workforce.roster import Roster
from dueregard.workforce.shifts import ClockTime, minute_of

Roles = frozenset[Id]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """Units of the request's shape to be kept able to go. price: officer-hours of harm for each unit and day short.

    at: the hour of the clock from which a call is thought of, every local day. within_hours: by when they must go.
    """

    units: int
    at: ClockTime
    within_hours: int
    price: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveDay:
    """A moment of one local day: whole units that could go then, and how many of those asked for are short."""

    at: datetime
    kept: int
    short: int


def moments_of(reserve: Reserve, request: Request, zone: str) -> tuple[datetime, ...]:
    """The moments by which a unit would have to go, one for each local day from acceptance to the last tour."""
    place = zone_named(zone)
    day = request.accepted_at.astimezone(place).date()
    last = max(tour.ends_at for tour in request.tours).astimezone(place).date()
    found = []
    while day <= last:
        called = datetime(day.year, day.month, day.day, *divmod(reserve.at.minute, 60), tzinfo=place)
        moment = called.astimezone(UTC) + timedelta(hours=reserve.within_hours)
        if called >= request.accepted_at:
            found.append(moment)
        day += timedelta(days=1)
    return tuple(found)


def ready_for(
    request: Request, roster: Roster, commitments: Sequence[Commitment], moments: Sequence[datetime]
) -> list[tuple[Roles, ...]]:
    """For each person and moment the roles of the unit that they could fill if they were on no tour."""
    place = zone_named(roster.zone)
    wanted = {each.role for each in request.unit.needs}
    roles = [role for role in request.roles if role.id in wanted]
    held: list[list[tuple[int, int]]] = [[] for _ in roster.people]
    gone = roster.absences
    for who, begins, ends in zip(gone.person.tolist(), gone.begins.tolist(), gone.ends.tolist(), strict=True):
        held[who].append((begins, ends))
    numbers = {person.id: at for at, person in enumerate(roster.people)}
    for each in commitments:
        if each.person in numbers:
            span = (minute_of(each.begins_at), minute_of(each.ends_at))
            held[numbers[each.person]].append(span)
    found = []
    for at, person in enumerate(roster.people):
        able = [role for role in roles if not person.restricted and role.could_be(person)]
        mine = []
        for moment in moments:
            minute, day = minute_of(moment), moment.astimezone(place).date()
            is_free = able and not any(begins <= minute < ends for begins, ends in held[at])
            mine.append(
                frozenset(role.id for role in able if role.filled_by(person, (day,))) if is_free else Roles()
            )
        found.append(tuple(mine))
    return found


def groups_of(request: Request) -> list[Roles]:
    """Every set of roles of the unit: so many units can go as for every set enough people can fill one of it (Hall)."""
    roles = [each.role for each in request.unit.needs]
    return [frozenset(some) for size in range(1, len(roles) + 1) for some in combinations(roles, size)]


def officers_of(request: Request, roles: Roles) -> int:
    """How many officers of some roles one unit has."""
    return sum(each.officers for each in request.unit.needs if each.role in roles)


def units_from(request: Request, there: Counter[Roles]) -> int:
    """Whole units from people by the roles that each may fill."""
    found = []
    for roles in groups_of(request):
        able = sum(number for each, number in there.items() if each & roles)
        found.append(able // officers_of(request, roles))
    return min(found)


def reserve_days(
    plan: Plan,
    reserve: Reserve,
    request: Request,
    roster: Roster,
    daily_rest: int,
    commitments: Sequence[Commitment] = (),
) -> tuple[ReserveDay, ...]:
    """What of a reserve a named plan keeps, day by day. daily_rest: minutes."""
    moments = moments_of(reserve, request, roster.zone)
    ready = ready_for(request, roster, commitments, moments)
    away: dict[str, list[tuple[int, int]]] = {}
    for each in plan.assignments:
        span = (minute_of(each.out_at), minute_of(each.home_at) + daily_rest)
        away.setdefault(str(each.person), []).append(span)
    found = []
    for at, moment in enumerate(moments):
        minute = minute_of(moment)
        there: Counter[Roles] = Counter()
        for person, mine in zip(roster.people, ready, strict=True):
            if mine[at] and not any(b <= minute < e for b, e in away.get(str(person.id), [])):
                there[mine[at]] += 1
        kept = units_from(request, there)
        found.append(ReserveDay(at=moment, kept=kept, short=max(reserve.units - kept, 0)))
    return tuple(found)


def units_short(needed: float, able: float, officers: int) -> int:
    """Whole units short where so many of some roles are needed and there, and one unit has so many.

    >>> units_short(needed=50, able=38, officers=25)
    1
    """
    return max(ceil((needed - able) / officers - 1e-9), 0)
