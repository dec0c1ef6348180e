"""CSV in and out: a strict header, bounded rows, spreadsheet formulas kept harmless.

Python's own csv module does the parsing. A cell whose text begins with = + - or @ is written
with an apostrophe before it, so that a spreadsheet never runs it; reading takes it off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from dueregard.common.errors import FaultList, Place, shorten
from dueregard.common.reading.binding import did_you_mean

MOST_ROWS = 200_000
_RISKY = ("=", "+", "-", "@")
csv.field_size_limit(1_000_000)


def escape_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> escape_cell("=1+1"), escape_cell("'=1"), escape_cell("plain")
    ("'=1+1", "''=1", 'plain')
    """
    return "'" + text if text.lstrip("'").startswith(_RISKY) else text


def unescape_cell(text: str) -> str:
    """The text that `escape_cell` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_RISKY) else text


def read_rows(
    text: str, name: str, columns: Sequence[str], required: Iterable[str], faults: FaultList
) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows that hold anything, each with its line, by column name.

    Unknown, repeated and missing columns are faults. Empty rows are passed over and cost nothing
    but the reading of them; past `MOST_ROWS` rows with content the file is refused.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, None)
        if header is None or not _header_is_sound(header, name, columns, required, faults):
            if header is None:
                faults.add(Place(name), "the file is empty", f"begin with the header {','.join(columns)}")
            return
        kept = 0
        start = reader.line_num + 1
        for cells in reader:
            line, start = start, reader.line_num + 1
            if not any(cells):
                continue
            kept += 1
            if kept > MOST_ROWS:
                faults.add(Place(name, line), f"more than {MOST_ROWS:,} rows", "split the file")
                return
            if len(cells) != len(header):
                faults.add(
                    Place(name, line), f"{len(cells)} cells under {len(header)} columns", "check the commas and quotes"
                )
                continue
            yield line, {key: unescape_cell(cell) for key, cell in zip(header, cells, strict=True)}
    except csv.Error as error:
        faults.add(Place(name, reader.line_num), f"this is not CSV ({error})", "check the quotes on this line")


def _header_is_sound(
    header: Sequence[str], name: str, columns: Sequence[str], required: Iterable[str], faults: FaultList
) -> bool:
    before = len(faults)
    place = Place(name, 1)
    seen: set[str] = set()
    for title in header:
        if title in seen:
            faults.add(place, f"the column {shorten(title)} stands twice", "keep one of them")
        elif title not in columns:
            remedy = did_you_mean(title, columns, otherwise=f"remove it (the columns are {', '.join(columns)})")
            faults.add(place, f"unknown column {shorten(title)}", remedy)
        seen.add(title)
    for title in required:
        if title not in seen:
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
