"""A roster: people, their duties and their absences, held in columns so that a year fits in memory."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Annotated

import numpy as np
import numpy.typing as npt

from dueregard.common.canonical import canonical_bytes, plain
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError, shorten
from dueregard.common.records import Column
from dueregard.workforce.absence import Absence
from dueregard.workforce.carriers import Carrier
from dueregard.workforce.hours import ABSENCE_CAUSES, DUTY_FUNCTIONS, DutyFunction, zone_named
from dueregard.workforce.people import Person
from dueregard.workforce.shifts import REST, Pattern, Shift, minute_of

Integers = npt.NDArray[np.int64]
_NONE = np.zeros(0, dtype=np.int64)


class RosterUnusable(DueRegardError):
    """A roster that contradicts itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A person is rostered from one moment to another, for their own function and place unless it says otherwise."""

    person: Annotated[Id, Column("Who is rostered.")]
    begins_at: Annotated[datetime, Column("From when.")]
    ends_at: Annotated[datetime, Column("Until when.")]
    function: Annotated[DutyFunction | None, Column("What for; blank for the person's own function.")] = None
    local_area: Annotated[Id | None, Column("Where; blank for the person's own local area.")] = None

    def __post_init__(self) -> None:
        if self.begins_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("a moment has no time zone; give its offset from UTC")
        if self.ends_at <= self.begins_at:
            raise ValueError("the duty ends before it begins; check which moment comes first")


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Columns of one kind of thing that people do: who, from and until (UTC minutes since 1970), and what.

    `person` counts the roster's people from 0. `what` is for a duty the place of its local area ×
    6 + that of its function (`DUTY_FUNCTIONS`), for an absence the place of its cause
    (`ABSENCE_CAUSES`). Sorted by person, then begin, then the order in which they were listed.
    """

    person: Integers
    begins: Integers
    ends: Integers
    what: Integers

    @classmethod
    def sorted(cls, person: Integers, begins: Integers, ends: Integers, what: Integers) -> Spans:
        """The columns put in order."""
        order = np.lexsort((begins, person))
        return cls(person[order], begins[order], ends[order], what[order])

    @classmethod
    def of_rows(cls, rows: Iterable[tuple[int, int, int, int]]) -> Spans:
        """From rows of person, begin, end and what."""
        table = np.array(list(rows), dtype=np.int64).reshape(-1, 4)
        return cls.sorted(*table.T)

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """People of a force with their duties and absences over some time.

    carriers: its vehicles, None where none are given; they are no part of its hash. Raises RosterUnusable where a
    person stands twice, or a person, place or function that a span names is not there.
    """

    zone: str
    local_areas: tuple[str, ...]
    people: tuple[Person, ...]
    duties: Spans
    absences: Spans
    carriers: tuple[Carrier, ...] | None = None

    def __post_init__(self) -> None:
        zone_named(self.zone)
        counted = Counter(person.id for person in self.people)
        for pseudonym, times in counted.items():
            if times > 1:
                raise RosterUnusable(f"{pseudonym} stands {times} times among the people: keep one of them.")
        kinds = len(self.local_areas) * len(DUTY_FUNCTIONS)
        for name, spans, most in (
            ("duty", self.duties, kinds),
            ("absence", self.absences, len(ABSENCE_CAUSES)),
        ):
            if len(spans) and not (
                0 <= spans.person.min() <= spans.person.max() < len(self.people)
                and 0 <= spans.what.min() <= spans.what.max() < most
                and (spans.ends > spans.begins).all()
            ):
                raise RosterUnusable(
                    f"A {name} names nobody, nowhere or no time: make the roster again from its source."
                )

    @classmethod
    def of_records(
        cls,
        zone: str,
        local_areas: Sequence[str],
        people: Sequence[Person],
        duties: Iterable[Duty],
        absences: Iterable[Absence] = (),
    ) -> Roster:
        """A roster from records. Raises RosterUnusable for a person or local area that is not known.

        >>> from datetime import UTC
        >>> ann = Person(id=Id("p1"), function=DutyFunction.RESPONSE, local_area=Id("north"))
        >>> begins = datetime(2022, 10, 3, 7, tzinfo=UTC)
        >>> shift = Duty(person=Id("p1"), begins_at=begins, ends_at=begins + timedelta(hours=10))
        >>> len(Roster.of_records("Europe/London", ["north"], [ann], [shift]).duties)
        1
        """
        places = {name: at for at, name in enumerate(local_areas)}
        numbers: dict[str, int] = {person.id: at for at, person in enumerate(people)}
        rows = []
        for duty in duties:
            number = _known(duty.person, numbers, "person")
            what = _cell(duty, people[number], places)
            rows.append((number, minute_of(duty.begins_at), minute_of(duty.ends_at), what))
        away = []
        for absence in absences:
            number = _known(absence.person, numbers, "person")
            what = ABSENCE_CAUSES.index(absence.cause)
            away.append((number, minute_of(absence.begins_at), minute_of(absence.ends_at), what))
        return cls(zone, tuple(local_areas), tuple(people), Spans.of_rows(rows), Spans.of_rows(away))

    def sha256(self) -> str:
        """The hash by which results name this roster: same people, duties and absences, same hash."""
        digest = hashlib.sha256()
        about = {"zone": self.zone, "local_areas": list(self.local_areas)}
        digest.update(canonical_bytes(about | {"people": [plain(person) for person in self.people]}))
        for spans in (self.duties, self.absences):
            for column in (spans.person, spans.begins, spans.ends, spans.what):
                digest.update(len(column).to_bytes(8, "little") + column.astype("<i8").tobytes())
        return digest.hexdigest()

    def with_absences(self, absences: Spans) -> Roster:
        """The same roster with other absences."""
        return replace(self, absences=absences)


def roster_of_teams(
    zone: str,
    local_areas: Sequence[str],
    people: Sequence[Person],
    works: Mapping[Id, tuple[Pattern, int]],
    shifts: Sequence[Shift],
    first_on: date,
    days: int,
) -> Roster:
    """The roster of people who work the shifts of their team, over `days` days from `first_on`.

    `works` gives for each team its pattern and which of the pattern's teams it is, from 0. Shifts
    that begin the day before are in it, so that the first night is staffed. A person without a team,
    or whose team is not in `works`, has no duties. Raises RosterUnusable for a shift that the list lacks.
    """
    known = {shift.id: shift for shift in shifts}
    for pattern, _ in works.values():
        for name in pattern.cycle:
            if name != REST and name not in known:
                raise RosterUnusable(
                    f"The pattern {pattern.id} names a shift {shorten(name)}: describe that shift."
                )
    places = {name: at for at, name in enumerate(local_areas)}
    members: dict[Id, list[int]] = {team: [] for team in works}
    for number, person in enumerate(people):
        if person.team in members:
            members[person.team].append(number)
    cells = np.array([_cell(None, person, places) for person in people], dtype=np.int64)
    parts = []
    for team, (pattern, turn) in works.items():
        rows = pattern.duties(turn, known, first_on - timedelta(days=1), days + 1, zone)
        them = np.array(members[team], dtype=np.int64)
        begins_and_ends = (np.tile(rows[:, at], len(them)) for at in (1, 2))
        parts.append((np.repeat(them, len(rows)), *begins_and_ends))
    who, begins, ends = (np.concatenate([part[at] for part in parts] or [_NONE]) for at in range(3))
    duties = Spans.sorted(who, begins, ends, cells[who])
    return Roster(zone, tuple(local_areas), tuple(people), duties, Spans.of_rows(()))


def _known(name: str, numbers: Mapping[str, int], what: str) -> int:
    number = numbers.get(name)
    if number is None:
        raise RosterUnusable(f"The roster names a {what} {shorten(name)} that is not listed: list it.")
    return number


def _cell(duty: Duty | None, person: Person, places: Mapping[str, int]) -> int:
    area = person.local_area if duty is None or duty.local_area is None else duty.local_area
    function = person.function if duty is None or duty.function is None else duty.function
    return _known(area, places, "local area") * len(DUTY_FUNCTIONS) + DUTY_FUNCTIONS.index(function)
