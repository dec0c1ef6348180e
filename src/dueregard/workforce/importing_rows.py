"""Rows of a force's own export, one at a time: only the mapped columns are ever looked at."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from dueregard.common.errors import FaultList, Place, shorten
from dueregard.common.reading.binding import nearest
from dueregard.common.reading.csv_table import LONGEST_LINE, MOST_EMPTY_ROWS
from dueregard.workforce.importing_map import LEAVE_OUT, REQUIRED, TABLES, TableMap
from dueregard.workforce.importing_sheets import looks_like_workbook, sheet_rows

MOST_ROWS = 5_000_000
"""Rows of one table: three years of duties of a force of 7,000 officers. Split a longer roster by year."""
MOST_REMEMBERED = 100_000
CODES = frozenset({"function", "local_area", "rank", "kind", "cause", "restricted", "team", "post", "skill"})
"""Fields whose codes a map's `values` can turn into ours."""

Parsers = Mapping[str, Callable[[str], Any]]
_LEFT_OUT = object()
_WRONG = object()


@dataclass(slots=True)
class _WrongText:
    """Where a text stood first that a field does not take, what to do, and how often it stood."""

    line: int
    remedy: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row that could be read: the line it starts on and the value of each field, None where blank."""

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the fields stand in a row, looked up once: a row has many fields, and a roster millions of rows.

    fields: of each its name, its place, all its places where they are several, and what texts meant so far.
    """

    width: int
    fields: tuple[tuple[str, int, tuple[int, ...], dict[str, Any]], ...]

    @classmethod
    def of(cls, places: Mapping[str, tuple[int, ...]], known: Mapping[str, dict[str, Any]]) -> _Places:
        """From the places of each field."""
        return cls(
            1 + max(at for wanted in places.values() for at in wanted),
            tuple(
                (name, wanted[0], wanted if len(wanted) > 1 else (), known[name])
                for name, wanted in places.items()
            ),
        )


class RowReader:
    """Reads the rows of one table, noting every fault; remembers what a text meant, as most repeat.

    refused: people of rows with a fault. read, left_out: rows so far, and those that the map leaves out.
    """

    def __init__(self, table: str, how: TableMap, path: Path, parsers: Parsers, faults: FaultList) -> None:
        self._table, self._how, self._path, self._parsers = table, how, path, parsers
        self._faults = faults
        self._known: dict[str, dict[str, Any]] = {name: {} for name in how.columns}
        self._wrong: dict[tuple[str, str], _WrongText] = {}
        self.refused: set[Any] = set()
        self.read = 0
        self.left_out = 0

    @property
    def name(self) -> str:
        """What faults call the file."""
        return self._path.name

    def rows(self) -> Iterator[Row]:
        """The rows without a fault, in the order of the file; a text that a field does not take is told once."""
        yield from self._all_rows()
        for (name, text), wrong in self._wrong.items():
            saw = f"{shorten(text)} was given" if text else "it is blank"
            if wrong.times > 1:
                saw += f", here and in {wrong.times - 1:,} more row{'' if wrong.times == 2 else 's'}"
            self._faults.add(Place(self.name, wrong.line, name), saw, wrong.remedy)

    def _all_rows(self) -> Iterator[Row]:
        if self._path.is_symlink() or not self._path.is_file():
            self._faults.add(Place(self.name), "it is not an ordinary file", "put the export itself here")
            return
        encoding = "utf-8-sig" if self._how.encoding == "utf-8" else self._how.encoding
        try:
            if looks_like_workbook(self._path):
                yield from self._read_sheet()
                return
            with self._path.open(encoding=encoding, newline="") as handle:
                yield from self._read(handle)
        except OSError as error:
            self._faults.add(Place(self.name), f"it could not be read ({error.strerror})", "check the file")

    def _read(self, handle: IO[str]) -> Iterator[Row]:
        reader = csv.reader(_lines(handle), delimiter=self._how.delimiter, strict=True)
        start = 1
        try:
            found = self._places(next(reader, []), 1)
            if found is None:
                return
            places = _Places.of(found, self._known)
            empty = 0
            start = reader.line_num + 1
            for cells in reader:
                line, start = start, reader.line_num + 1
                if not any(cells):
                    empty += 1
                    if empty <= MOST_EMPTY_ROWS:
                        continue
                    self._note(line, f"more than {MOST_EMPTY_ROWS:,} empty rows", "delete the empty rows")
                    return
                if not self._counted(line):
                    return
                row = self._row(line, cells, places)
                if row is not None:
                    yield row
        except csv.Error as error:
            self._note(start, f"this is not CSV ({error})", "check the quotes on this line")
        except UnicodeDecodeError:
            self._note(
                start,
                f"a character after this line is not {self._how.encoding.upper()}",
                "save the file as UTF-8, or write encoding: cp1252 in the map",
            )

    def _read_sheet(self) -> Iterator[Row]:
        places = _Places.of({name: (at,) for at, name in enumerate(self._how.columns)}, self._known)
        for line, texts in sheet_rows(self._path, self._how, self._places, self._faults):
            if not self._counted(line):
                return
            row = self._row(line, texts, places)
            if row is not None:
                yield row

    def _counted(self, line: int) -> bool:
        self.read += 1
        if self.read > MOST_ROWS:
            self._note(line, f"more than {MOST_ROWS:,} rows", "split the file, for instance by year")
        return self.read <= MOST_ROWS

    def _places(self, header: list[str], line: int) -> dict[str, tuple[int, ...]] | None:
        """Where each field's headings stand."""
        titles = [title.strip() for title in header]
        places: dict[str, tuple[int, ...]] = {}
        before = len(self._faults)
        for name, headings in self._how.columns.items():
            for heading in headings:
                if titles.count(heading) == 1:
                    continue
                saw = f"the column {shorten(heading)} " + (
                    "stands twice" if heading in titles else "is missing"
                )
                near = nearest(heading, [title for title in titles if title])
                mend = f"write {shorten(near)} in the map" if near and near != heading else "correct the map"
                self._faults.add(Place(self.name, line), saw, f"{mend}, or the header of the export")
            places[name] = tuple(titles.index(heading) for heading in headings if heading in titles)
        return places if len(self._faults) == before else None

    def _row(self, line: int, cells: list[str], places: _Places) -> Row | None:
        if len(cells) < places.width:
            self._note(line, f"only {len(cells)} cells", "check the quotes and separators of this line")
            return None
        values: dict[str, Any] = {}
        left_out = wrong = False
        for name, first, wanted, known in places.fields:
            text = " ".join([cells[at].strip() for at in wanted]) if wanted else cells[first]
            value = known.get(text, _WRONG)
            if value is _WRONG:
                value = self._value(name, text.strip(), line)
                if value is not _WRONG:
                    if len(known) >= MOST_REMEMBERED:
                        known.clear()
                    known[text] = value
                wrong = wrong or value is _WRONG
            left_out = left_out or value is _LEFT_OUT
            values[name] = value
        self.left_out += left_out
        if wrong:
            self.refused.add(values.get("person"))
        return None if left_out or wrong else Row(line, values)

    def _value(self, name: str, text: str, line: int) -> Any:
        meanings = self._how.values.get(name, {})
        meant = meanings.get(text, text)
        if meant == LEAVE_OUT and text in meanings:
            return _LEFT_OUT
        if not meant:
            if name not in REQUIRED[self._table]:
                return None
            return self._note_text(name, text, line, f"fill it in: {TABLES[self._table][name].rstrip('.')}")
        try:
            return self._parsers[name](meant)
        except ValueError as error:
            remedy = str(error)
            if name in CODES and "`values`" not in remedy:
                remedy += " Or map it in `values`" if remedy.endswith("?") else ", or map it in `values`"
            return self._note_text(name, text, line, remedy)

    def _note_text(self, name: str, text: str, line: int, remedy: str) -> Any:
        """A text that a field does not take: counted, and told when all rows are read."""
        wrong = self._wrong.get((name, text))
        if wrong is not None:
            wrong.times += 1
        elif len(self._wrong) < MOST_REMEMBERED:
            self._wrong[name, text] = _WrongText(line, remedy)
        return _WRONG

    def _note(self, line: int, saw: str, remedy: str) -> None:
        self._faults.add(Place(self.name, line), saw, remedy)


def _lines(handle: IO[str]) -> Iterator[str]:
    """Lines of a file, none longer than a row may be: one without line ends must not fill the memory."""
    while line := handle.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise csv.Error(f"a line of more than {LONGEST_LINE:,} characters")
        yield line
