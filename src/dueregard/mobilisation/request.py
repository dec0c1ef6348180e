"""A request for units: from whom, where, by when, for which tours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, NamedTuple

from dueregard.common.codecs import Id
from dueregard.common.records import Column
from dueregard.frameworks.model import Tier
from dueregard.workforce.units import Role, RoleNeed, UnitShape

LONGEST_REQUEST_DAYS = 60
MOST_UNITS = 10_000
LONGEST_TRAVEL_MINUTES = 1_440


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineStep:
    """So many units present in all, so many hours after the request is accepted.

    Present means called in, equipped and travelled. Raises ValueError.
    """

    hours: Annotated[Decimal, Column("Hours after the request is accepted.")]
    units: Annotated[int, Column("Units present in all by then.")]

    def __post_init__(self) -> None:
        if self.hours <= 0 or self.hours * 60 % 1:
            raise ValueError(
                f"a step comes after {self.hours} hours; give more than nought, in whole minutes"
            )
        if not 0 <= self.units <= MOST_UNITS:
            raise ValueError(f"a step asks for {self.units:,} units; give 0 to {MOST_UNITS:,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """Units that work at the place from one moment to another.

    units: present from its beginning, unless a deadline step falls into it: then by the last of those.
    specialists: further roles, so many in all. Raises ValueError.
    """

    id: Annotated[Id, Column("Short name of the tour.")]
    begins_at: Annotated[datetime, Column("When it begins at the place.")]
    ends_at: Annotated[datetime, Column("When it ends there.")]
    units: Annotated[int, Column("Units that work it.")]
    specialists: Annotated[tuple[RoleNeed, ...], Column("Roles needed beside the units, in all.")] = ()

    def __post_init__(self) -> None:
        for moment in (self.begins_at, self.ends_at):
            if moment.utcoffset() is None or moment.second or moment.microsecond:
                raise ValueError(f"the moment {moment.isoformat()} needs an offset and whole minutes")
        if self.ends_at <= self.begins_at:
            raise ValueError(f"the tour {self.id} ends before it begins; check which moment comes first")
        if not 0 <= self.units <= MOST_UNITS:
            raise ValueError(f"the tour {self.id} asks for {self.units:,} units; give 0 to {MOST_UNITS:,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """People of each role that must be present in a tour by a moment. The words of a request, spelt out."""

    tour: Id
    by: datetime
    units: int
    roles: tuple[RoleNeed, ...]
    serials: int = 0
    """Serials whose people all come from one local area, each from its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestParts:
    """The parts of a request, each sound by itself and not yet checked against each other; see `problems`."""

    id: Annotated[Id, Column("Short name of the request.")]
    tier: Annotated[Tier, Column("Local, regional or national.")]
    legal_basis: Annotated[str, Column("The law or agreement under which it is made.")]
    host: Annotated[str, Column("Who asks.")]
    place: Annotated[str, Column("Where the units are to be.")]
    accepted_at: Annotated[datetime, Column("When it is accepted: deadlines run from here.")]
    unit: Annotated[UnitShape, Column("What makes one unit.")]
    roles: Annotated[tuple[Role, ...], Column("Who may fill each role.")]
    travel_minutes: Annotated[int, Column("Minutes of travel to the place, each way.")]
    lodged: Annotated[bool, Column("Whether people may stay near the place between two tours.")] = False
    serial: Annotated[
        tuple[RoleNeed, ...],
        Column("Who makes one serial of a unit, kept within one local area; none: from anywhere."),
    ] = ()
    steps: Annotated[tuple[DeadlineStep, ...], Column("Deadline steps, earliest first.")] = ()
    tours: Annotated[tuple[Tour, ...], Column("Tours, in order of their begin.")]

    @property
    def serials_of_a_unit(self) -> int:
        """How many whole serials one unit has; 0 where its people may come from anywhere."""
        has = {need.role: need.officers for need in self.unit.needs}
        return min((has.get(each.role, 0) // max(each.officers, 1) for each in self.serial), default=0)

    def due_at(self, step: DeadlineStep) -> datetime:
        """The moment of a deadline step."""
        return self.accepted_at + timedelta(minutes=int(step.hours * 60))

    def tour_of(self, step: DeadlineStep) -> Tour:
        """The tour that runs when a step is due. Raises ValueError where none does, or several do."""
        due = self.due_at(step)
        running = [tour for tour in self.tours if tour.begins_at <= due < tour.ends_at]
        if len(running) != 1:
            raise ValueError(
                f"{len(running) or 'no'} tours run {step.hours} hours after acceptance, at "
                f"{due.isoformat(timespec='minutes')}, when {step.units} units are due; let one of them run then"
            )
        return running[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(RequestParts):
    """Units asked for by a host, at a place, by deadlines, for tours.

    accepted_at: from when deadlines run; duties that began before are worked already. travel_minutes: from
    where people muster to the place, each way. lodged: between two tours they may stay near the place
    instead of travelling home and back. Tours are in order of their begin and no two have the same id.

    Raises ValueError in one sentence.
    """

    def __post_init__(self) -> None:
        for problem in problems(self):
            raise ValueError(problem.sentence)

    @property
    def needs(self) -> tuple[Need, ...]:
        """Who must be present where by when: deadline steps first, earliest first, then tours in order."""
        found = []
        stepped = set()
        for step in self.steps:
            tour = self.tour_of(step)
            stepped.add(tour.id)
            found.append(self._need(tour, self.due_at(step), step.units, step.units == tour.units))
        found += [
            self._need(tour, tour.begins_at, tour.units, True)
            for tour in self.tours
            if tour.id not in stepped
        ]
        return tuple(found)

    def needs_less(
        self, missing: Mapping[int, int], lacking: Mapping[tuple[int, str], int]
    ) -> tuple[Need, ...]:
        """The needs with so many units less of each, by its place, and so many specialists, by place and role."""
        found = []
        for at, need in enumerate(self.needs):
            fewer: Counter[Id] = Counter()
            for each in self.unit.needs:
                fewer[each.role] += each.officers * missing.get(at, 0)
            roles = []
            for role in need.roles:
                less = fewer[role.role] + lacking.get((at, str(role.role)), 0)
                roles.append(replace(role, officers=max(role.officers - less, 0)))
            units = need.units - missing.get(at, 0)
            serials = units * self.serials_of_a_unit
            found.append(replace(need, units=units, roles=tuple(roles), serials=serials))
        return tuple(found)

    def _need(self, tour: Tour, by: datetime, units: int, whole: bool) -> Need:
        wanted: Counter[Id] = Counter()
        for need in self.unit.needs:
            wanted[need.role] += units * need.officers
        for need in tour.specialists if whole else ():
            wanted[need.role] += need.officers
        roles = tuple(RoleNeed(role=role, officers=number) for role, number in wanted.items() if number)
        return Need(tour=tour.id, by=by, units=units, roles=roles, serials=units * self.serials_of_a_unit)


class Problem(NamedTuple):
    """What is wrong with an entry of a request, as what was seen and what to do; `at` counts from 0."""

    field: str
    at: int
    sentence: str


def problems(request: RequestParts) -> Iterator[Problem]:
    """All that is wrong between the parts of a request."""
    if (
        request.accepted_at.utcoffset() is None
        or request.accepted_at.second
        or request.accepted_at.microsecond
    ):
        yield Problem("accepted_at", 0, "the moment of acceptance needs an offset; give it in whole minutes")
        return
    if not 0 <= request.travel_minutes <= LONGEST_TRAVEL_MINUTES:
        yield Problem(
            "travel_minutes",
            0,
            f"the travel takes {request.travel_minutes:,} minutes; give 0 to {LONGEST_TRAVEL_MINUTES:,}",
        )
    yield from _tour_problems(request)
    yield from _step_problems(request)
    yield from _role_problems(request)
    yield from _serial_problems(request)
    yield from _transport_problems(request)


def _tour_problems(request: RequestParts) -> Iterator[Problem]:
    if not request.tours:
        yield Problem("tours", 0, f"the request {request.id} has no tour; say when its units are to work")
        return
    counted = Counter(tour.id for tour in request.tours)
    for at, tour in enumerate(request.tours):
        if counted[tour.id] > 1:
            yield Problem(
                "tours", at, f"the tour {tour.id} stands {counted[tour.id]} times; give each its own name"
            )
        if at and tour.begins_at < request.tours[at - 1].begins_at:
            before = request.tours[at - 1].id
            yield Problem(
                "tours", at, f"the tour {tour.id} begins before {before}; put them in order of begin"
            )
        if tour.ends_at <= request.accepted_at:
            yield Problem(
                "tours",
                at,
                f"the tour {tour.id} is over at {tour.ends_at.isoformat(timespec='minutes')}, before the "
                f"request is accepted at {request.accepted_at.isoformat(timespec='minutes')}; leave it out",
            )
    last = max(range(len(request.tours)), key=lambda at: request.tours[at].ends_at)
    length = request.tours[last].ends_at - request.accepted_at
    if length > timedelta(days=LONGEST_REQUEST_DAYS):
        yield Problem(
            "tours",
            last,
            f"the request runs over {length.days} days; give at most {LONGEST_REQUEST_DAYS}, and the rest as "
            "another request",
        )


def _step_problems(request: RequestParts) -> Iterator[Problem]:
    last_in: dict[Id, int] = {}
    for at, step in enumerate(request.steps):
        if at and (step.hours <= request.steps[at - 1].hours or step.units < request.steps[at - 1].units):
            yield Problem(
                "steps", at, "a later deadline step has no later hour or fewer units; put steps in order"
            )
        try:
            last_in[request.tour_of(step).id] = at
        except ValueError as error:
            yield Problem("steps", at, str(error))
    for tour in request.tours:
        found = last_in.get(tour.id)
        if found is not None and request.steps[found].units != tour.units:
            yield Problem(
                "steps",
                found,
                f"the last deadline step in the tour {tour.id} asks for {request.steps[found].units} units and "
                f"the tour for {tour.units}; add a step that says by when all of them must be present",
            )


def _role_problems(request: RequestParts) -> Iterator[Problem]:
    counted = Counter(role.id for role in request.roles)
    for at, role in enumerate(request.roles):
        if counted[role.id] > 1:
            yield Problem(
                "roles", at, f"the role {role.id} is described {counted[role.id]} times; keep one of them"
            )
    named = [("unit", at, need) for at, need in enumerate(request.unit.needs)]
    named += [("tours", at, need) for at, tour in enumerate(request.tours) for need in tour.specialists]
    for field, at, need in named:
        if need.role not in counted:
            yield Problem(
                field, at, f"the role {need.role} is asked for and not described; say who may fill it"
            )


def _transport_problems(request: RequestParts) -> Iterator[Problem]:
    transport = request.unit.transport
    if transport is None:
        return
    asking = {role.id for role in request.roles if transport.skill in role.skills}
    found = sum(need.officers for need in request.unit.needs if need.role in asking)
    if found < transport.drivers:
        yield Problem(
            "unit",
            0,
            f"a unit needs {transport.drivers} who hold the skill {transport.skill}, and its roles ask for it of "
            f"{found}; let a role of the unit ask for that skill",
        )


def _serial_problems(request: RequestParts) -> Iterator[Problem]:
    has = {need.role: need.officers for need in request.unit.needs}
    for at, each in enumerate(request.serial):
        if sum(other.role == each.role for other in request.serial) > 1:
            yield Problem("serial", at, f"the role {each.role} stands twice in the serial; keep one of them")
        if each.officers < 1:
            yield Problem(
                "serial", at, f"a serial has nobody of the role {each.role}; give 1 or more, or drop it"
            )
        elif each.officers > has.get(each.role, 0):
            yield Problem(
                "serial",
                at,
                f"a serial has {each.officers} of the role {each.role} and a whole unit {has.get(each.role, 0)}; "
                "give the part of a unit that stays together",
            )
