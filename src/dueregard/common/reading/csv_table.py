"""CSV in and out: a strict header, bounded rows, spreadsheet formulas kept harmless.

Python's own csv module does the parsing. A cell whose text begins with = + - or @ is written
with an apostrophe before it, so that a spreadsheet never runs it; reading takes it off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from dueregard.common.errors import FaultList, Place, shorten
from dueregard.common.reading.binding import did_you_mean, nearest

MOST_ROWS = 200_000
MOST_EMPTY_ROWS = 10_000  # a spreadsheet saved with its whole sheet has a million
LONGEST_LINE = 1_000_000
_RISKY = ("=", "+", "-", "@")
csv.field_size_limit(LONGEST_LINE)


@dataclass(frozen=True, slots=True)
class Table:
    """A sound header, and the rows under it that hold anything, each with the line it starts on."""

    header: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]


def escape_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> escape_cell("=1+1"), escape_cell("'=1"), escape_cell("plain")
    ("'=1+1", "''=1", 'plain')
    """
    return "'" + text if text.lstrip("'").startswith(_RISKY) else text


def unescape_cell(text: str) -> str:
    """The text that `escape_cell` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_RISKY) else text


def read_table(
    text: str, name: str, columns: Sequence[str], required: Iterable[str], faults: FaultList
) -> Table | None:
    """The table in a CSV text, or None with faults noted where its header is not sound.

    Unknown, repeated and missing columns are faults. Rows are read as they are asked for; cells
    are as written (see `unescape_cell`). Empty rows are passed over, up to `MOST_EMPTY_ROWS`; past
    that, and past `MOST_ROWS` rows with content, a fault is noted and reading stops.
    """
    reader = csv.reader(_lines(text), strict=True)
    try:
        header = next(reader, None)
    except (csv.Error, _TooLongError) as error:
        _note_broken(error, name, 1, faults)
        return None
    if not header:
        faults.add(Place(name), "the file has no header", f"begin with the line {','.join(columns)}")
        return None
    if not _header_is_sound(header, name, columns, required, faults):
        return None
    return Table(tuple(header), _rows(reader, len(header), name, faults))


class _CsvReader(Protocol):
    """What csv.reader returns: its own type has no public name."""

    @property
    def line_num(self) -> int: ...

    def __iter__(self) -> Iterator[list[str]]: ...


class _TooLongError(Exception):
    pass


def _lines(text: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=""):
        if len(line) > LONGEST_LINE:
            raise _TooLongError(f"a line of {len(line):,} characters")
        yield line


def _note_broken(error: Exception, name: str, line: int, faults: FaultList) -> None:
    if isinstance(error, _TooLongError):
        faults.add(Place(name, line), str(error), f"keep lines under {LONGEST_LINE:,}")
    else:
        faults.add(Place(name, line), f"this is not CSV ({error})", "check the quotes on this line")


def _rows(reader: _CsvReader, width: int, name: str, faults: FaultList) -> Iterator[tuple[int, list[str]]]:
    kept = empty = 0
    start = reader.line_num + 1
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not any(cells):
                empty += 1
                if empty > MOST_EMPTY_ROWS:
                    faults.add(
                        Place(name, line),
                        f"more than {MOST_EMPTY_ROWS:,} empty rows",
                        "delete the empty rows",
                    )
                    return
                continue
            kept += 1
            if kept > MOST_ROWS:
                faults.add(Place(name, line), f"more than {MOST_ROWS:,} rows", "split the file")
                return
            if len(cells) != width:
                faults.add(
                    Place(name, line),
                    f"{len(cells):,} cells under {width} columns",
                    "check the commas and quotes",
                )
                continue
            yield line, cells
    except (csv.Error, _TooLongError) as error:
        _note_broken(error, name, start, faults)


def _header_is_sound(
    header: Sequence[str], name: str, columns: Sequence[str], required: Iterable[str], faults: FaultList
) -> bool:
    before = len(faults)
    place = Place(name, 1)
    if len(header) > 10 * len(columns):
        faults.add(place, f"{len(header):,} columns", f"the columns are {', '.join(columns)}")
        return False
    seen: set[str] = set()
    for title in header:
        if title in seen:
            faults.add(place, f"the column {shorten(title)} stands twice", "keep one of them")
        elif title not in columns:
            remedy = did_you_mean(
                title, columns, otherwise=f"remove it (the columns are {', '.join(columns)})"
            )
            faults.add(place, f"unknown column {shorten(title)}", remedy)
        seen.add(title)
    misspelt = {nearest(title, columns) for title in seen - set(columns)}  # told already
    for title in required:
        if title not in seen and title not in misspelt:
            faults.add(place, f'the column "{title}" is missing', "add it to the header")
    return len(faults) == before


def write_rows(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV text with LF line ends, quoted only where needed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([escape_cell(cell) for cell in row])
    return out.getvalue()
