"""A roster from a force's own exports, through a column map: all of it, or every fault and nothing."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from dueregard.common.codecs import Codec, Id, codec_for
from dueregard.common.errors import FaultList, Place
from dueregard.common.period import EARLIEST_YEAR, LATEST_YEAR, day_words
from dueregard.common.reading.binding import did_you_mean
from dueregard.workforce.hours import ABSENCE_CAUSES, DUTY_FUNCTIONS, AbsenceCause, DutyFunction
from dueregard.workforce.importing_map import DAYS, MOMENTS, RosterMap, TableMap
from dueregard.workforce.importing_rows import Row, RowReader
from dueregard.workforce.people import HeldSkill, Person, PostKind, Rank, parse_hours
from dueregard.workforce.pseudonyms import Pseudonyms
from dueregard.workforce.roster import Integers, Roster, Spans
from dueregard.workforce.shifts import minute_of, moment_of

LONGEST_DUTY_HOURS = 36
"""A duty longer than this is taken for a mistyped day."""
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class ImportedRoster:
    """What came in: the roster, and for each table the rows read and those left out by the map."""

    roster: Roster
    rows: Mapping[str, int]
    left_out: Mapping[str, int]


def import_roster(
    how: RosterMap, files: Mapping[str, Path], local_areas: Sequence[str], pseudonyms: Pseudonyms | None
) -> ImportedRoster:
    """Read exports of people, skills, duties and absences through a column map.

    files: for `people` and `duties`, and where there are any for `skills` and `absences`, the CSV
    file. local_areas: ids of the force pack, which the map's values lead to. pseudonyms: turns
    identifiers into pseudonyms; with None they are kept as they stand. Columns that the map does not
    name are never read. Raises FaultsFound with every fault (up to 200), one sentence each, and then
    nothing is kept.
    """
    faults = FaultList()
    for table in files:
        if table not in how.tables:
            faults.add(
                Place(files[table].name), f"the map says nothing of {table}", f"add {table}: to the map"
            )
    for table in ("people", "duties"):
        if table not in files:
            faults.add(Place("the roster"), f"no file of {table} was given", "give one")
    faults.raise_if_any()
    return _Import(how, files, local_areas, pseudonyms, faults).run()


class _Import:
    """One reading of a roster; nothing outlives it but the result."""

    def __init__(
        self,
        how: RosterMap,
        files: Mapping[str, Path],
        local_areas: Sequence[str],
        pseudonyms: Pseudonyms | None,
        faults: FaultList,
    ) -> None:
        self._how, self._files, self._areas = how, files, tuple(local_areas)
        self._pseudonyms, self._faults = pseudonyms, faults
        self._people: list[Person] = []
        self._numbers: dict[Id, int] = {}
        self._told: set[tuple[str, Id]] = set()
        self._refused: set[Id | None] = set()
        self._rows: dict[str, int] = {}
        self._left_out: dict[str, int] = {}
        self._next_days: dict[int, int] = {}

    def run(self) -> ImportedRoster:
        self._each("people", self._person)
        if not self._people and not len(self._faults):
            name = self._files["people"].name
            self._faults.add(
                Place(name), "nobody stands in it", "export the people again, a row for each officer"
            )
        self._each("skills", self._skill)
        spans = {table: _Columns(table) for table in ("duties", "absences")}
        self._each("duties", lambda row: self._duty(row, spans["duties"]))
        self._each("absences", lambda row: self._absence(row, spans["absences"]))
        duties = spans["duties"].spans()
        if "duties" in self._files:
            self._note_overlaps(spans["duties"])
        self._faults.raise_if_any()
        roster = Roster(self._how.zone, self._areas, tuple(self._people), duties, spans["absences"].spans())
        return ImportedRoster(roster, self._rows, self._left_out)

    def _each(self, table: str, take: Callable[[Row], None]) -> None:
        if table not in self._files:
            return
        how = self._how.tables[table]
        reader = RowReader(table, how, self._files[table], self._parsers(how), self._faults)
        for row in reader.rows():
            take(row)
        self._refused |= reader.refused if table == "people" else set()
        self._rows[table], self._left_out[table] = reader.read, reader.left_out

    def _parsers(self, how: TableMap) -> dict[str, Callable[[str], object]]:
        parsers: dict[str, Callable[[str], object]] = {
            "person": self._identifier,
            "local_area": self._local_area,
            "hours_per_week": parse_hours,
        }
        kinds: dict[str, type] = {
            "function": DutyFunction,
            "rank": Rank,
            "kind": PostKind,
            "cause": AbsenceCause,
            "restricted": bool,
            "team": Id,
            "post": Id,
            "skill": Id,
        }
        codecs: dict[str, Codec] = {name: codec_for(kind) for name, kind in kinds.items()}
        parsers |= {name: codec.parse for name, codec in codecs.items()}
        parsers |= {name: day_parser(how.formats_of(name)) for name in DAYS}
        zone = ZoneInfo(self._how.zone)
        parsers |= {name: _moment_parser(how.formats_of(name), zone) for name in MOMENTS}
        if how.whole_days:
            midnight = _moment_parser(how.formats_of("begins_at"), zone)
            after = _moment_parser(how.formats_of("ends_at"), zone, days_later=1)
            parsers |= {"begins_at": midnight, "ends_at": after}
        return parsers

    def _identifier(self, text: str) -> Id:
        if self._pseudonyms is not None:
            return self._pseudonyms.of(text)
        return Id(codec_for(Id).parse(text))

    def _local_area(self, text: str) -> Id:
        if text not in self._areas:
            raise ValueError(
                did_you_mean(text, self._areas, otherwise="use the id of a local area, or map it in `values`")
            )
        return Id(text)

    def _person(self, row: Row) -> None:
        values = {name: value for name, value in row.values.items() if value is not None}
        try:
            person = Person(id=values.pop("person"), **values)
        except ValueError as error:
            self._refused.add(row.values["person"])
            saw, _, remedy = str(error).partition("; ")
            self._note("people", row.line, saw, remedy)
            return
        if person.id in self._numbers:
            self._note("people", row.line, "this officer stands twice", "keep one row for each officer")
        else:
            self._numbers[person.id] = len(self._people)
            self._people.append(person)

    def _skill(self, row: Row) -> None:
        number = self._number("skills", row)
        if number is None:
            return
        values = {name: value for name, value in row.values.items() if name != "person"}
        try:
            held = HeldSkill(**values)
        except ValueError as error:
            saw, _, remedy = str(error).partition("; ")
            self._note("skills", row.line, saw, remedy)
            return
        person = self._people[number]
        self._people[number] = replace(person, skills=(*person.skills, held))

    def _duty(self, row: Row, columns: _Columns) -> None:
        number = self._number("duties", row)
        begins, ends = row.values["begins_at"], row.values["ends_at"]
        if ends <= begins and self._how.tables["duties"].past_midnight:
            ends = self._a_day_later(ends)
        minutes = self._sound("duties", "duty", row.line, begins, ends)
        if number is None or not minutes:
            return
        if ends - begins > LONGEST_DUTY_HOURS * 60:
            hours = (ends - begins) // 60
            self._note("duties", row.line, f"the duty lasts {hours:,} hours", "check its days")
            return
        person = self._people[number]
        area = self._areas.index(row.values.get("local_area") or person.local_area)
        function = DUTY_FUNCTIONS.index(row.values.get("function") or person.function)
        columns.add(number, begins, ends, area * len(DUTY_FUNCTIONS) + function, row.line)

    def _absence(self, row: Row, columns: _Columns) -> None:
        number = self._number("absences", row)
        begins, ends = row.values["begins_at"], row.values["ends_at"]
        if self._sound("absences", "absence", row.line, begins, ends) and number is not None:
            columns.add(number, begins, ends, ABSENCE_CAUSES.index(row.values["cause"]), row.line)

    def _number(self, table: str, row: Row) -> int | None:
        """Which of the people a row is about; an officer who is not among them is told of once a table.

        Nothing is said of those whose own row has a fault, nor where nobody came in: that is told already.
        """
        person = row.values["person"]
        number = self._numbers.get(person)
        is_told = not self._people or person in self._refused or (table, person) in self._told
        if number is None and not is_told:
            self._told.add((table, person))
            self._note(
                table, row.line, "this officer is not among the people", "add a row for the officer there"
            )
        return number

    def _sound(self, table: str, what: str, line: int, begins: int, ends: int) -> bool:
        if ends > begins:
            return True
        when = f"before it begins at {self._words(begins)}" if ends < begins else "the moment it begins"
        saw = f"the {what} ends at {self._words(ends)}, {when}"
        next_day = day_words(self._local(self._a_day_later(ends)).date())
        advice = f"if it runs past midnight, give the end as {next_day}"
        self._note(table, line, saw, advice if begins - ends < _DAY_MINUTES else "check its days")
        return False

    def _note_overlaps(self, columns: _Columns) -> None:
        """Somebody rostered twice at once is a fault of the export: nobody can say which duty is meant."""
        person, begins, ends, lines = columns.by_person()
        latest = np.maximum.accumulate(ends + person * _FAR) - person * _FAR if len(ends) else ends
        again = np.flatnonzero((person[1:] == person[:-1]) & (begins[1:] < latest[:-1])) + 1
        for at in again.tolist():
            first = at - 1
            while ends[first] <= begins[at]:
                first -= 1
            self._note(
                "duties",
                int(lines[at]),
                f"the duty begins at {self._words(int(begins[at]))}, while that of the same officer on line "
                f"{lines[first]} lasts until {self._words(int(ends[first]))}",
                "correct one of them",
            )

    def _local(self, minute: int) -> datetime:
        return moment_of(minute).astimezone(ZoneInfo(self._how.zone))

    def _a_day_later(self, minute: int) -> int:
        if minute not in self._next_days:
            local = self._local(minute).replace(fold=0)
            self._next_days[minute] = minute_of((local + timedelta(days=1)).astimezone(UTC))
        return self._next_days[minute]

    def _words(self, minute: int) -> str:
        local = self._local(minute)
        return f"{local:%H:%M} on {day_words(local.date())}"

    def _note(self, table: str, line: int, saw: str, remedy: str) -> None:
        self._faults.add(Place(self._files[table].name, line), saw, remedy)


_FAR = 10**10
"""Past any minute that a date can have."""


class _Columns:
    """Spans as they are read, in little memory."""

    def __init__(self, table: str) -> None:
        self.table = table
        self._columns = tuple(array("q") for _ in range(5))

    def add(self, *row: int) -> None:
        for column, value in zip(self._columns, row, strict=True):
            column.append(value)

    def spans(self) -> Spans:
        person, begins, ends, what, _ = (np.array(column, dtype=np.int64) for column in self._columns)
        return Spans.sorted(person, begins, ends, what)

    def by_person(self) -> tuple[Integers, Integers, Integers, Integers]:
        person, begins, ends, _, lines = (np.array(column, dtype=np.int64) for column in self._columns)
        order = np.lexsort((begins, person))
        return person[order], begins[order], ends[order], lines[order]


def _read_as(text: str, forms: Sequence[str]) -> datetime:
    for form in forms:
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007 - the map's zone is given to it
        except ValueError:
            continue
        if not EARLIEST_YEAR < found.year < LATEST_YEAR:
            raise ValueError(f"the year is outside {EARLIEST_YEAR + 1} to {LATEST_YEAR - 1}; check it")
        return found
    raise ValueError(f"write it in the form {' or '.join(forms)}, or add its form to the map")


def day_parser(forms: Sequence[str]) -> Callable[[str], date]:
    """Reads a day in one of some forms, tried in turn."""
    return lambda text: _read_as(text, forms).date()


def _moment_parser(forms: Sequence[str], zone: ZoneInfo, days_later: int = 0) -> Callable[[str], int]:
    """To minutes of UTC since 1970; local time of the zone where the form has no offset."""

    def parse(text: str) -> int:
        found = _read_as(text, forms) + timedelta(days=days_later)
        return minute_of(found if found.tzinfo else found.replace(tzinfo=zone))

    return parse
