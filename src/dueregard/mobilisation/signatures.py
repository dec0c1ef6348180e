"""People of a roster, grouped by signature: alike in what they may do, when they work and what they would leave.

The size of a plan's programme depends on the number of signatures, not of people.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from dueregard.common.errors import DueRegardError
from dueregard.mobilisation.hours_room import Rooms
from dueregard.mobilisation.request import Request, Tour
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.hours import ABSENCE_CAUSES, AbsenceCause, zone_named
from dueregard.workforce.people import Person, PostKind
from dueregard.workforce.roster import Roster, Spans
from dueregard.workforce.shifts import minute_of, moment_of

Integers = npt.NDArray[np.int64]
Span = tuple[int, int]
_Key = tuple["Timetable", int | None, tuple[int, ...], tuple[frozenset[int], ...], int, bool]
_AWAY = frozenset(ABSENCE_CAUSES.index(cause) for cause in (AbsenceCause.LEAVE, AbsenceCause.SICKNESS))


class PlanRefused(DueRegardError):
    """A plan cannot be made from this roster and request; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """When somebody works and is away, in UTC minutes since 1970, as far as a request is concerned.

    past_ends, past_begins: end of the last work before acceptance, and begin of its stretch without a weekly
    rest; None where a weekly rest lies between. running: a duty begun before acceptance and not over. fixed:
    work that cannot be left. away: leave, sickness, courses and court, on duty or not. duties: may be left, in order.
    rest_days: ordinals of local days on which no duty begins, between acceptance and the last tour. room: minutes that
    duties and tours may take in the reference period of weekly hours; None where they cannot take as many.
    """

    past_ends: int | None
    past_begins: int | None
    running: Span | None
    fixed: tuple[Span, ...]
    away: tuple[Span, ...]
    duties: tuple[Span, ...]
    rest_days: frozenset[int]
    room: int | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """People alike: same timetable, same cells of their duties, same roles on every tour.

    running_cell and cells: where the duties are, local area × 6 + duty function. roles: for each tour the
    places, among the request's roles, of those they may fill. area: place of the local area they come from, where
    serials are kept together; else -1. is_counted: whether the emergency minimum counts them. members: their numbers
    in the roster.
    """

    timetable: Timetable
    running_cell: int | None
    cells: tuple[int, ...]
    roles: tuple[frozenset[int], ...]
    area: int
    is_counted: bool
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """The time that matters to a request, in minutes: from acceptance to when the last stretch can end."""

    accepted: int
    last_home: int
    closes: int

    @classmethod
    def of(cls, request: Request, rules: TourRules) -> Window:
        """The window of a request."""
        last = max(minute_of(tour.ends_at) for tour in request.tours) + request.travel_minutes
        return cls(minute_of(request.accepted_at), last, last + rules.longest_stretch + rules.weekly_rest)


@dataclass(frozen=True, slots=True)
class Work:
    """The roster as a plan sees it: for each person what is worked, fixed, away and may be left."""

    window: Window
    past: list[list[Span]]
    running: list[tuple[int, int, int] | None]
    fixed: list[list[Span]]
    away: list[list[Span]]
    busy: list[list[Span]]
    duties: list[list[tuple[int, int, int]]]
    begins_on: list[set[int]]
    not_worked_on: list[set[int]]
    others: Integers = field(default_factory=lambda: np.zeros((0, 4), dtype=np.int64))
    """Begin, end, cell and person of duties, not over at acceptance, of people who cannot be asked for and are never
    away."""


def read_work(roster: Roster, request: Request, rules: TourRules, commitments: Sequence[Commitment]) -> Work:
    """Every person's work around a request. Raises PlanRefused where two duties of a person overlap."""
    window = Window.of(request, rules)
    people = len(roster.people)
    numbers = {person.id: at for at, person in enumerate(roster.people)}
    away, busy = _absences(roster, people)
    promised: list[list[Span]] = [[] for _ in range(people)]
    for commitment in commitments:
        if commitment.person not in numbers:
            raise PlanRefused(
                f"A commitment is of {commitment.person}, who is not on the roster: list them, or drop it."
            )
        span = (minute_of(commitment.begins_at), minute_of(commitment.ends_at))
        promised[numbers[commitment.person]].append(span)
    work = Work(window, [[] for _ in range(people)], [None] * people, promised, away, busy, [[] for _ in range(people)],
                [set() for _ in range(people)], [set() for _ in range(people)])  # fmt: skip
    held = [tuple(spans) for spans in promised]
    rows = _near(roster, window, rules)
    plain = np.array(
        [
            not (away[at] or busy[at] or promised[at] or may_fill_one(person, request))
            for at, person in enumerate(roster.people)
        ],
        dtype=bool,
    )
    alone = plain[rows[:, 0]] if len(rows) else np.zeros(0, dtype=bool)
    others = rows[alone & (rows[:, 2] > window.accepted)][:, [1, 2, 3, 0]]
    place, known_days = zone_named(roster.zone), dict[int, int]()
    for who, begins, ends, cell in rows[~alone].tolist():
        if begins not in known_days:
            known_days[begins] = moment_of(begins).astimezone(place).toordinal()
        work.begins_on[who].add(known_days[begins])
        if not _place(work, who, (begins, ends, cell), held[who]):
            work.not_worked_on[who].add(known_days[begins])
    return replace(work, others=others)


def _near(roster: Roster, window: Window, rules: TourRules) -> Integers:
    """Rows of person, begin, end and cell of duties that matter to a request. Raises PlanRefused for two at once."""
    held = roster.duties
    table = np.stack([held.person, held.begins, held.ends, held.what], axis=1)
    twice = (
        (table[1:, 0] == table[:-1, 0]) & (table[1:, 1] < table[:-1, 2]) & (table[1:, 2] > window.accepted)
    )
    if twice.any():
        who, begins, _, _ = table[1:][int(np.argmax(twice))].tolist()
        raise PlanRefused(
            f"{roster.people[who].id} has two duties at once from {moment_of(begins):%d %B %Y %H:%M} UTC: "
            "correct the roster."
        )
    from_minute = window.accepted - rules.longest_stretch - rules.weekly_rest
    near: Integers = table[(table[:, 2] > from_minute) & (table[:, 1] < window.closes)]
    return near


def may_fill_one(person: Person, request: Request) -> bool:
    """Whether a person's rank and skills, whenever held, could let them fill a role; False for most of a force."""
    return any(role.could_be(person) for role in request.roles)


def _rows(spans: Spans) -> list[tuple[int, int, int, int]]:
    columns = (spans.person.tolist(), spans.begins.tolist(), spans.ends.tolist(), spans.what.tolist())
    return list(zip(*columns, strict=True))


def _absences(roster: Roster, people: int) -> tuple[list[list[Span]], list[list[Span]]]:
    away: list[list[Span]] = [[] for _ in range(people)]
    busy: list[list[Span]] = [[] for _ in range(people)]
    for who, begins, ends, cause in _rows(roster.absences):
        (away if cause in _AWAY else busy)[who].append((begins, ends))
    return away, busy


def _place(work: Work, who: int, duty: tuple[int, int, int], promised: Sequence[Span]) -> bool:
    """Put a duty where it belongs; False where it is not worked for leave or sickness."""
    begins, ends, _ = duty
    if _any_meets(duty, work.away[who]):
        return False
    if _any_meets(duty, promised):
        return True
    if _any_meets(duty, work.busy[who]):
        work.fixed[who].append((begins, ends))
    elif ends <= work.window.accepted:
        work.past[who].append((begins, ends))
    elif begins < work.window.accepted:
        work.running[who] = duty
    else:
        work.duties[who].append(duty)
    return True


def _any_meets(duty: tuple[int, int, int], spans: Sequence[Span]) -> bool:
    return any(duty[0] < ends and begins < duty[1] for begins, ends in spans)


def group(
    roster: Roster, work: Work, request: Request, rules: TourRules, kinds: Collection[PostKind] | None = None
) -> list[Signature]:
    """Signatures of those who may fill a role on some tour, in the order of their first member.

    kinds: those whom an emergency minimum counts; None where none is set, and nobody is told apart by it.
    """
    zone = zone_named(roster.zone)
    tour_days = [_days_of(tour, roster.zone) for tour in request.tours]
    first = moment_of(work.window.accepted).astimezone(zone).toordinal() - 1
    last = moment_of(work.window.last_home).astimezone(zone).toordinal() + 1
    days = frozenset(range(first, last + 1))
    areas = {area: at for at, area in enumerate(roster.local_areas)} if request.serial else {}
    rooms = None if rules.weekly_hours is None else Rooms(rules.weekly_hours, request, rules)
    found: dict[_Key, list[int]] = {}
    of_kind: dict[object, tuple[frozenset[int], ...]] = {}
    for who, person in enumerate(roster.people):
        same = (person.rank, person.kind, person.post, person.skills, person.restricted)
        roles = of_kind.get(same)
        if roles is None:
            roles = of_kind[same] = _roles(person, request, tour_days)
        if not any(roles):
            continue
        timetable = _timetable(work, who, rules, days)
        if rooms is not None:
            room = _room(rooms, roster, work, who, timetable, tuple(map(bool, roles)))
            timetable = timetable if room is None else replace(timetable, room=room)
        running = work.running[who]
        cells = tuple(cell for _, _, cell in work.duties[who])
        key = (
            timetable,
            None if running is None else running[2],
            cells,
            roles,
            areas.get(person.local_area, -1),
            kinds is None or person.kind in kinds,
        )
        found.setdefault(key, []).append(who)
    return [Signature(*key, tuple(members)) for key, members in found.items()]


def _room(
    rooms: Rooms, roster: Roster, work: Work, who: int, timetable: Timetable, may_work: tuple[bool, ...]
) -> int | None:
    """What a person may still work in the reference period of weekly hours; see `Rooms.room_of`."""
    limit, place = rooms.limit, zone_named(roster.zone)
    first, after = (moment_of(at).astimezone(place).toordinal() for at in (limit.near, limit.ends))
    away = {day for day in work.not_worked_on[who] if first <= day < after}
    away |= _whole_days(work.away[who], first, after, roster.zone)
    done = [*work.past[who], *work.fixed[who]]
    return rooms.room_of(roster.people[who], done, timetable.running, timetable.duties, may_work, len(away))


def _whole_days(spans: Sequence[Span], first: int, after: int, zone: str) -> set[int]:
    """Local days wholly within one of some spans, as ordinals."""
    place, found = zone_named(zone), set[int]()
    for begins, ends in spans:
        day = max(moment_of(begins).astimezone(place).toordinal(), first)
        while day < after and _midnight(day, place) < ends:
            if begins <= _midnight(day, place) and _midnight(day + 1, place) <= ends:
                found.add(day)
            day += 1
    return found


def _midnight(day: int, place: ZoneInfo) -> int:
    return minute_of(datetime.combine(date.fromordinal(day), time(), place))


def _days_of(tour: Tour, zone: str) -> tuple[date, ...]:
    place = zone_named(zone)
    first = tour.begins_at.astimezone(place).date()
    last = (tour.ends_at - timedelta(minutes=1)).astimezone(place).date()
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def _roles(
    person: Person, request: Request, tour_days: Sequence[tuple[date, ...]]
) -> tuple[frozenset[int], ...]:
    nothing: frozenset[int] = frozenset()
    if not may_fill_one(person, request):
        return (nothing,) * len(request.tours)
    possible = [at for at, role in enumerate(request.roles) if role.could_be(person)]
    return tuple(
        frozenset(at for at in possible if request.roles[at].filled_by(person, days)) for days in tour_days
    )


def _timetable(work: Work, who: int, rules: TourRules, days: frozenset[int]) -> Timetable:
    accepted = work.window.accepted
    fixed = sorted(work.fixed[who])
    past = sorted([*work.past[who], *(span for span in fixed if span[1] <= accepted)])
    ends = begins = None
    for one, other in past:
        if ends is None or one - ends >= rules.weekly_rest:
            begins = one
        ends = other if ends is None else max(ends, other)
    running = work.running[who]
    going_on = [running[0]] if running else []
    going_on += [span[0] for span in fixed if span[1] > accepted]
    if ends is not None and min([accepted, *going_on]) - ends >= rules.weekly_rest:
        ends = begins = None
    window, not_there = work.window, (*work.away[who], *work.busy[who])
    return Timetable(
        past_ends=ends,
        past_begins=begins,
        running=None if running is None else running[:2],
        fixed=tuple(span for span in fixed if span[1] > accepted and span[0] < window.closes),
        away=tuple(sorted(s for s in not_there if s[1] > accepted and s[0] < window.last_home)),
        duties=tuple((one, other) for one, other, _ in work.duties[who]),
        rest_days=days - frozenset(work.begins_on[who]),
    )
