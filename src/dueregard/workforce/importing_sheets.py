"""Rows of a workbook (XLSX) as the texts that a CSV export of the same sheet would hold; nothing is guessed."""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from dueregard.common.errors import FaultList, Place, shorten
from dueregard.common.reading.binding import nearest
from dueregard.workforce.importing_map import DAYS, MOMENTS, TableMap

MOST_UNPACKED = 2**30
"""Bytes of a workbook once unpacked; a full sheet of a million duties has about a quarter of that."""
LAST_ROW = 2**20
"""Rows that a sheet of a workbook can have."""
LAST_EXACT = 10**15
"""Numbers from here on have lost their last digits in a workbook."""

_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UNREADABLE = (
    BadZipFile,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,  # of the XML inside
    TypeError,
    ValueError,
    zlib.error,
)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})\d{1,7}"')
_OF_A_DAY = re.compile("%[dmyY]")

Texts = tuple[int, list[str]]
Places = Mapping[str, tuple[int, ...]]
FindPlaces = Callable[[list[str], int], Places | None]


class _CellUnusable(Exception):
    """A cell that holds what cannot be read as text: what was seen and what to do."""


def looks_like_workbook(path: Path) -> bool:
    """Whether a file begins as workbooks do, whatever its name; no CSV begins so. Raises OSError."""
    with path.open("rb") as handle:
        return handle.read(4) in (_ZIP, _OLD)


def sheet_rows(path: Path, how: TableMap, find: FindPlaces, faults: FaultList) -> Iterator[Texts]:
    """Each row that is not empty, as its number and a text for each field in the order of the map's columns.

    find: finds where each field's headings stand among the titles of a row, or notes what is amiss
    and gives None. Days and times that are typed as such are written in the form that the map gives
    their field, so that they are read as the same export in CSV would be. Merged cells, formulas and
    errors in a mapped column are faults.
    """
    with path.open("rb") as handle:
        old = handle.read(4) == _OLD
    if old:
        faults.add(
            Place(path.name), "this workbook is locked with a password or in the old form", "save it as .xlsx"
        )
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of charts, styles and rules that nobody reads here
            yield from _Sheet(path, how, faults).rows(find)
    except _UNREADABLE:
        remedy = "open it in a spreadsheet program and save it again as .xlsx"
        faults.add(Place(path.name), "this workbook is damaged or is none", remedy)


class _Sheet:
    """One reading of one sheet."""

    def __init__(self, path: Path, how: TableMap, faults: FaultList) -> None:
        self._path, self._how, self._faults = path, how, faults
        self._written: dict[tuple[Sequence[str], Any], str] = {}
        self._formulas: set[int] = set()

    def rows(self, find: FindPlaces) -> Iterator[Texts]:
        with ZipFile(self._path) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                self._note(None, "it unpacks to more than a gigabyte", "split it, for instance by year")
                return
        with self._opened() as sheet:
            if sheet is None:
                return
            header = next(
                (
                    (at, [str(cell.value if cell.value is not None else "") for cell in cells])
                    for at, cells in enumerate(sheet.iter_rows(max_row=LAST_ROW), 1)
                    if any(cell.value is not None for cell in cells)
                ),
                (1, []),
            )
            places = find(header[1], header[0])
            if places is None or self._merged(sheet, places):
                return
            width = 1 + max(at for wanted in places.values() for at in wanted)
            parts = {name: self._parts(name, len(wanted)) for name, wanted in places.items()}
            below = sheet.iter_rows(min_row=header[0] + 1, max_row=LAST_ROW, max_col=width)
            for line, cells in enumerate(below, header[0] + 1):
                if any(cell.value is not None and cell.value != "" for cell in cells):
                    texts = self._texts(line, cells, places, parts)
                    if texts is not None:
                        yield line, texts

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        """The sheet that the map means, or None with a fault noted."""
        from openpyxl import load_workbook  # half a second to load, and few read workbooks

        with self._path.open("rb") as handle:  # by its bytes: its name may be anything
            book = load_workbook(handle, read_only=True, data_only=False)
            try:
                names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
                wanted = self._how.sheet
                if wanted is None and len(names) == 1:
                    wanted = names[0]
                chosen = [sheet for sheet in book.worksheets if sheet.title == wanted]
                if wanted is None:
                    told = ", ".join(shorten(name, 30) for name in names[:8]) or "none"
                    self._note(
                        None,
                        f"it has {len(names)} sheets ({told})",
                        "write sheet: and one of them in the map",
                    )
                elif not chosen:
                    near = nearest(wanted, names) or (names[0] if len(names) == 1 else None)
                    mend = f"write sheet: {near}" if near else f"choose from {', '.join(names[:8])}"
                    self._note(None, f"there is no sheet {shorten(wanted)} in it", f"{mend} in the map")
                sheet: Any = chosen[0] if chosen else None
                if sheet is not None:
                    sheet.reset_dimensions()  # what a workbook says of its own size is often wrong
                yield sheet
            finally:
                book.close()

    def _merged(self, sheet: Any, places: Places) -> bool:
        """Whether cells of a mapped column are merged: only the first of them says what all of them show."""
        from openpyxl.utils import column_index_from_string

        mapped = {at for wanted in places.values() for at in wanted}
        found = False
        for left, row, right in self._merged_ranges(sheet):
            first, last = (column_index_from_string(name.decode()) for name in (left, right))
            if any(first - 1 <= at < last for at in mapped):
                found = True
                saw = "cells that start on this line are merged"
                self._note(int(row), saw, "unmerge them and fill in each")
        return found

    def _merged_ranges(self, sheet: Any) -> Iterator[tuple[bytes, ...]]:
        held = b""
        with ZipFile(self._path) as packed, packed.open(sheet._worksheet_path) as part:
            while read := part.read(2**20):
                held += read
                end = 0
                for match in _MERGED.finditer(held):
                    yield match.groups()
                    end = match.end()
                held = held[max(end, len(held) - 200) :]

    def _parts(self, name: str, headings: int) -> tuple[str, ...] | list[tuple[str, ...]] | None:
        """The forms of each of a field's columns; None where it holds no days or moments."""
        if name not in (*DAYS, *MOMENTS):
            return None
        forms = self._how.formats_of(name)
        if headings == 1:
            return [forms]
        split = [form.split(" ") for form in forms]
        return [tuple(parts[at] for parts in split if len(parts) == headings) for at in range(headings)]

    def _texts(
        self, line: int, cells: Sequence[Any], places: Places, parts: Mapping[str, Any]
    ) -> list[str] | None:
        texts = []
        sound = True
        for name, wanted in places.items():
            forms = parts[name]
            joined = []
            for at, column in enumerate(wanted):
                cell = cells[column] if column < len(cells) else None
                try:
                    joined.append(
                        "" if cell is None else self._text(cell, forms[at] if forms else None).strip()
                    )
                except _CellUnusable as error:
                    sound = False
                    saw, remedy = error.args
                    if cell is None or cell.data_type != "f" or column not in self._formulas:
                        self._note(line, saw, remedy, name)
                    if cell is not None and cell.data_type == "f":
                        self._formulas.add(column)  # one sentence for each column is enough
            texts.append(" ".join(joined) if any(joined) else "")
        return texts if sound else None

    def _text(self, cell: Any, forms: Sequence[str] | None) -> str:
        value = cell.value
        if value is None:
            return ""
        if cell.data_type == "f":
            raise _CellUnusable("the cell holds a formula", "paste the column as values and save it again")
        if cell.data_type == "e":
            raise _CellUnusable(f"the cell holds the error {value}", "mend it in the workbook")
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float):
            return _number(value, cell)
        if forms is None:
            raise _CellUnusable(
                f"the cell holds a day or time ({_said(value)})",
                "format the column as text and fill it in again",
            )
        known = self._written.get((forms, value))
        if known is None:
            known = self._written[forms, value] = _moment(value, forms)
        return known

    def _note(self, line: int | None, saw: str, remedy: str, name: str | None = None) -> None:
        self._faults.add(Place(self._path.name, line, name), saw, remedy)


def _number(value: float, cell: Any) -> str:
    """A number as its cell shows it: an identifier of 0047 keeps its noughts."""
    if abs(value) >= LAST_EXACT:
        raise _CellUnusable(
            "a number of more than 15 digits has lost its last ones", "keep such numbers as text"
        )
    if value == int(value):
        shown = str(cell.number_format)
        return str(int(value)).zfill(len(shown)) if shown.strip("0") == "" else str(int(value))
    return f"{value:.15g}"


def _moment(value: Any, forms: Sequence[str]) -> str:
    """A typed day, time or moment in the first form that says all of it."""
    found = value
    midnight = datetime.combine(date(1900, 1, 1), time())
    if isinstance(found, timedelta) and timedelta() <= found < timedelta(days=1):
        found = midnight + found
    if isinstance(found, time):
        found = datetime.combine(midnight, found)
    if isinstance(found, datetime):
        whole = found + timedelta(microseconds=500_000)
        found = whole.replace(microsecond=0)
        for form in forms:
            if isinstance(value, datetime) or not _OF_A_DAY.search(form):
                try:
                    text = found.strftime(form)
                    if datetime.strptime(text, form) == found:  # noqa: DTZ007 - both are local
                        return text
                except ValueError:
                    continue
    told = " or ".join(forms) or "the map gives for these columns together"
    raise _CellUnusable(
        f"the cell holds {_said(value)}, more or other than {told} says",
        "correct the cell, or add its form to the map",
    )


def _said(value: Any) -> str:
    if isinstance(value, timedelta):
        return f"{value / timedelta(hours=1):g} hours"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value)
