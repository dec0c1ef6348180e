"""A request in a YAML file: tours singly or as series in local time, read with every fault named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError, FaultList, Place, shorten
from dueregard.common.period import day_words
from dueregard.common.reading.binding import bind, did_you_mean
from dueregard.common.reading.files import read_text
from dueregard.common.reading.yaml_tree import Mapping, Scalar, Sequence, parse_yaml
from dueregard.common.records import Column
from dueregard.frameworks.model import Tier
from dueregard.mobilisation.request import (
    LONGEST_REQUEST_DAYS,
    DeadlineStep,
    Problem,
    Request,
    RequestParts,
    Tour,
    problems,
)
from dueregard.workforce.hours import GridUnusable, zone_named
from dueregard.workforce.roster import Roster
from dueregard.workforce.shifts import ClockTime, moment_of
from dueregard.workforce.units import Role, RoleNeed, UnitShape
from dueregard.workforce.withdrawals_file import parse_moment

REQUEST_FORMAT = "dueregard-request 1"
_ANY_ZONE = ZoneInfo("UTC")


class RequestRefused(DueRegardError):
    """A request that this roster cannot be asked for; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ClockMoment:
    """A moment as a clock of the request's zone shows it, or with an offset of its own.

    >>> ClockMoment.parse("2022-10-30 01:30+01:00").in_zone(ZoneInfo("Europe/London")).isoformat()
    '2022-10-30T00:30:00+00:00'
    """

    text: str
    EXPECTS: ClassVar[str] = "a moment: 2014-08-29 07:00, or with an offset as 2014-08-29 07:00+01:00"

    @classmethod
    def parse(cls, text: str) -> ClockMoment:
        """Read it. Raises ValueError with what to do."""
        parse_moment(text, _ANY_ZONE)
        return cls(text)

    def __str__(self) -> str:
        return self.text

    def in_zone(self, zone: ZoneInfo) -> datetime:
        """The moment in UTC. Raises ValueError for a time that the clocks skip or show twice."""
        try:
            return parse_moment(self.text, zone)
        except ValueError as error:
            raise ValueError(f"{shorten(self.text)} was given, and {error}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class TourEntry:
    """One tour: units that work at the place from one moment to another."""

    id: Annotated[Id, Column("Short name of the tour.")]
    begins_at: Annotated[ClockMoment, Column("When it begins at the place, local time.")]
    ends_at: Annotated[ClockMoment, Column("When it ends there, local time.")]
    units: Annotated[int, Column("Units that work it.")]
    specialists: Annotated[tuple[RoleNeed, ...], Column("Roles needed beside the units, in all.")] = ()

    def tours(self, zone: ZoneInfo) -> Iterator[Tour]:
        """The tour. Raises ValueError."""
        yield Tour(
            id=self.id,
            begins_at=self.begins_at.in_zone(zone),
            ends_at=self.ends_at.in_zone(zone),
            units=self.units,
            specialists=self.specialists,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TourSeries:
    """The same tour on days one after another. The clock times are kept where the clocks change.

    Each tour is called by the name of the series and its day, such as night-2022-10-29. Raises ValueError.
    """

    id: Annotated[Id, Column("Short name of the series.")]
    begins: Annotated[ClockTime, Column("When each begins at the place, local time.")]
    ends: Annotated[ClockTime, Column("When each ends, local time; the next day if not after it begins.")]
    first_on: Annotated[date, Column("Day on which the first begins.")]
    days: Annotated[int, Column("On how many days one begins.")]
    units: Annotated[int, Column("Units that work each.")]
    specialists: Annotated[tuple[RoleNeed, ...], Column("Roles needed beside the units, in each.")] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.days <= LONGEST_REQUEST_DAYS:
            raise ValueError(
                f"the series {self.id} runs over {self.days:,} days; give 1 to {LONGEST_REQUEST_DAYS}"
            )

    def tours(self, zone: ZoneInfo) -> Iterator[Tour]:
        """Its tours. Raises ValueError.

        >>> night = TourSeries(id=Id("night"), begins=ClockTime.parse("19:00"), ends=ClockTime.parse("07:00"),
        ...     first_on=date(2022, 10, 28), days=2, units=4)
        >>> [str(each.ends_at - each.begins_at) for each in night.tours(ZoneInfo("Europe/London"))]
        ['12:00:00', '13:00:00']
        """
        for number in range(self.days):
            day = self.first_on + timedelta(days=number)
            last = day if self.ends > self.begins else day + timedelta(days=1)
            yield Tour(
                id=Id(f"{self.id}-{day.isoformat()}"),
                begins_at=self._moment(day, self.begins, zone),
                ends_at=self._moment(last, self.ends, zone),
                units=self.units,
                specialists=self.specialists,
            )

    def _moment(self, day: date, clock: ClockTime, zone: ZoneInfo) -> datetime:
        shown = datetime.combine(day, time(clock.minute // 60, clock.minute % 60))
        try:
            return parse_moment(shown.isoformat(sep=" ", timespec="minutes"), zone)
        except ValueError:
            raise ValueError(
                f"the clocks change at {clock} on {day_words(day)}, in the series {self.id}; end the series the "
                "day before and give that tour among the tours, with its offset"
            ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFile:
    """Units asked for by a host, at a place, by deadlines, for tours.

    As a file has it; `read_request` makes the request of it.
    """

    id: Annotated[Id, Column("Short name of the request.")]
    zone: Annotated[str, Column("Time zone of its local times, such as Europe/London.")]
    tier: Annotated[Tier, Column("Tier at which it is made.")]
    legal_basis: Annotated[str, Column("The law or agreement under which it is made.")]
    host: Annotated[str, Column("Who asks.")]
    place: Annotated[str, Column("Where the units are to be.")]
    accepted_at: Annotated[
        ClockMoment, Column("When it is accepted, or is taken to be: deadlines run from here.")
    ]
    travel_minutes: Annotated[int, Column("Minutes of travel to the place, each way.")]
    lodged: Annotated[bool, Column("Whether people may stay near the place between two tours.")] = False
    unit: Annotated[UnitShape, Column("What makes one unit.")]
    roles: Annotated[
        tuple[Role, ...], Column("Who may fill each role that the unit does not describe itself.")
    ] = ()
    serial: Annotated[
        tuple[RoleNeed, ...],
        Column("Who makes one serial of a unit, kept within one local area; blank: from anywhere."),
    ] = ()
    steps: Annotated[tuple[DeadlineStep, ...], Column("Deadline steps, earliest first.")] = ()
    tours: Annotated[tuple[TourEntry, ...], Column("Tours, one by one.")] = ()
    series: Annotated[
        tuple[TourSeries, ...], Column("Tours alike on days one after another, beside or instead of `tours`.")
    ] = ()


def load_request(path: Path) -> Request:
    """A request from its file. Raises FaultsFound with all that is wrong."""
    faults = FaultList()
    found = read_request(path, path.name, faults)
    faults.raise_if_any()
    assert found is not None
    return found


def zone_of(path: Path) -> str:
    """The time zone that the file of a request names. Raises FaultsFound with all that is wrong."""
    faults = FaultList()
    text = read_text(path, path.name, faults)
    tree = None if text is None else parse_yaml(text, path.name, faults)
    found = None if tree is None else bind(RequestFile, tree, path.name, faults, skip=frozenset({"format"}))
    faults.raise_if_any()
    assert found is not None
    return found.zone


def read_request(source: Path | str, name: str, faults: FaultList) -> Request | None:
    """A request from a YAML file or its text; None when it has a fault, each noted in `faults`."""
    text = read_text(source, name, faults) if isinstance(source, Path) else source
    tree = None if text is None else parse_yaml(text, name, faults)
    if tree is None:
        return None
    given = tree.entries.get("format")
    if not isinstance(given, Scalar) or given.text != REQUEST_FORMAT:
        saw = "the format is missing or another"
        faults.add(Place(name, given.line if given else 1, "format"), saw, f"write format: {REQUEST_FORMAT}")
        return None
    found = bind(RequestFile, tree, name, faults, skip=frozenset({"format"}))
    return None if found is None else _Reading(found, tree, name, faults).request()


def fits_roster(request: Request, roster: Roster, now: datetime | None = None) -> None:
    """Refuse a request that a roster cannot answer for what it names: skills, days. Raises RequestRefused.

    now: where given, a request whose last tour is over by then is refused as past.
    """
    last = max(tour.ends_at for tour in request.tours)
    if now is not None and last <= now:
        raise RequestRefused(
            f"The request {request.id} is past: its last tour ended at {last.isoformat(timespec='minutes')}. Give one "
            "that is still to be worked."
        )
    held = sorted({str(each.skill) for person in roster.people for each in person.skills})
    for role in request.roles:
        for skill in role.skills:
            if skill not in held:
                known = f"it knows {', '.join(held) or 'none'}."
                raise RequestRefused(
                    f"Nobody on the roster holds the skill {skill}, which the role {role.id} asks for: "
                    f"{did_you_mean(skill, held, otherwise=known)}"
                )
    if not len(roster.duties):
        raise RequestRefused("The roster has no duties: read one that covers the request.")
    begins, ends = (
        moment_of(int(roster.duties.begins.min())),
        moment_of(int(roster.duties.ends.max())),
    )
    if request.accepted_at < begins or last > ends:
        zone = zone_named(roster.zone)
        begun, ended, first, over = (
            moment.astimezone(zone).strftime("%d %B %Y %H:%M")
            for moment in (begins, ends, request.accepted_at, last)
        )
        raise RequestRefused(
            f"The request {request.id} runs from {first} to {over} and the roster from {begun} to {ended}: read a "
            "roster that covers the request."
        )


class _Reading:
    """From a sound file to a request: moments resolved, tours in order, each fault at its line."""

    def __init__(self, file: RequestFile, tree: Mapping, name: str, faults: FaultList) -> None:
        self._file, self._tree, self._name, self._faults = file, tree, name, faults
        self._tour_lines: list[int] = []

    def request(self) -> Request | None:
        """The request, or None with faults noted."""
        before = len(self._faults)
        try:
            zone = zone_named(self._file.zone)
        except GridUnusable as error:
            self._add(self._line("zone", 0), "zone", str(error).rstrip(".").replace(": ", "; ", 1))
            return None
        accepted_at = self._accepted_at(zone)
        tours = self._tours(zone)
        if len(self._faults) > before or accepted_at is None:
            return None
        return self._checked(accepted_at, tours)

    def _accepted_at(self, zone: ZoneInfo) -> datetime | None:
        try:
            return self._file.accepted_at.in_zone(zone)
        except ValueError as error:
            self._add(self._line("accepted_at", 0), "accepted_at", str(error))
            return None

    def _tours(self, zone: ZoneInfo) -> tuple[Tour, ...]:
        found: list[tuple[Tour, int]] = []
        entries: list[tuple[TourEntry | TourSeries, int]] = [
            (entry, self._line("tours", at)) for at, entry in enumerate(self._file.tours)
        ]
        entries += [(series, self._line("series", at)) for at, series in enumerate(self._file.series)]
        for entry, line in entries:
            try:
                found += [(tour, line) for tour in entry.tours(zone)]
            except ValueError as error:
                self._add(line, None, str(error))
        found.sort(key=lambda each: (each[0].begins_at, each[0].id))
        self._tour_lines = [line for _, line in found]
        return tuple(tour for tour, _ in found)

    def _checked(self, accepted_at: datetime, tours: tuple[Tour, ...]) -> Request | None:
        file = self._file
        parts = RequestParts(
            id=file.id,
            tier=file.tier,
            legal_basis=file.legal_basis,
            host=file.host,
            place=file.place,
            accepted_at=accepted_at,
            unit=file.unit,
            roles=(*file.roles, *file.unit.roles),
            travel_minutes=file.travel_minutes,
            lodged=file.lodged,
            serial=file.serial,
            steps=file.steps,
            tours=tours,
        )
        told = set()
        for problem in problems(parts):
            line = self._line_of(problem)
            if (line, problem.sentence) not in told:
                told.add((line, problem.sentence))
                self._add(line, None, problem.sentence)
        if told:
            return None
        return Request(**{each.name: getattr(parts, each.name) for each in fields(parts)})

    def _line_of(self, problem: Problem) -> int:
        if problem.field == "tours" and self._tour_lines:
            return self._tour_lines[problem.at]
        return self._line(problem.field, problem.at)

    def _line(self, field: str, at: int) -> int:
        node = self._tree.entries.get(field)
        if field == "roles" and at >= len(self._file.roles):  # those that the unit describes come after
            field, at = "unit", 0
            node = self._tree.entries.get(field)
        if field == "unit" and isinstance(node, Mapping):
            node = node.entries.get("needs")
        if isinstance(node, Sequence) and at < len(node.items):
            return node.items[at].line
        return self._tree.lines.get(field, self._tree.line)

    def _add(self, line: int, column: str | None, sentence: str) -> None:
        saw, _, remedy = sentence.partition("; ")
        self._faults.add(Place(self._name, line, column), saw, remedy or "correct it")
