"""Tags the first cell of each table row as the heading of its row.

A screen reader then says "Civil emergencies, Likely: mostly met" where it would otherwise say only
the column. typst tags header rows and keeps header columns behind a switch that its Python package
does not have, so the finished file is mended: in each row the first data cell becomes a header cell
of scope Row. Data cells lose their explicit list of headers, which names columns only, because a
reader that finds such a list looks no further; the scopes then say the same and the row besides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_XREF = re.compile(rb"xref\n0 (\d+)\n")
_START = re.compile(rb"startxref\n(\d+)\n%%EOF\s*$")
_ENTRY_LENGTH = 20
_ROW = re.compile(rb"\d+ 0 obj\n<</Type/StructElem/S/TR/.*?/K\[(\d+) 0 R", re.DOTALL)
_CELL = re.compile(rb"(\d+ 0 obj\n<</Type/StructElem/S/)TD(/.*?/A\[<</O/Table)(.*?)>>", re.DOTALL)
_HEADERS = re.compile(rb"/Headers\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class _Table:
    """The cross-reference table: where it starts, and the offset of each object from 1 on."""

    start: int
    end: int
    offsets: dict[int, int]


def mark_row_headers(pdf: bytes) -> bytes:
    """The same PDF in which the first cell of every table row heads its row."""
    table = _read_table(pdf)
    places = sorted((offset, number) for number, offset in table.offsets.items())
    ends = [offset for offset, _ in places[1:]] + [table.start]
    objects = {number: pdf[offset:end] for (offset, number), end in zip(places, ends, strict=True)}
    first_cells = {int(found[1]) for data in objects.values() if (found := _ROW.match(data))}
    mended = {number: _mend(data, number in first_cells) for number, data in objects.items()}
    head = pdf[: places[0][0]]
    return _write(head, [(number, mended[number]) for _, number in places], pdf[table.end :])


def _read_table(pdf: bytes) -> _Table:
    start = _START.search(pdf)
    found = _XREF.match(pdf, int(start[1])) if start else None
    if not start or not found:
        raise RuntimeError(
            "this version of typst writes its PDF in a way we do not know: row headers cannot be tagged"
        )
    entries = range(found.end() + _ENTRY_LENGTH, found.end() + _ENTRY_LENGTH * int(found[1]), _ENTRY_LENGTH)
    offsets = {number: int(pdf[place : place + 10]) for number, place in enumerate(entries, start=1)}
    return _Table(start=int(start[1]), end=found.end() + _ENTRY_LENGTH * int(found[1]), offsets=offsets)


def _mend(data: bytes, heads_row: bool) -> bytes:
    """One object: as it was, unless it is a data cell."""
    cell = _CELL.match(data)
    if not cell:
        return data
    kind, scope = (b"TH", b"/Scope/Row") if heads_row else (b"TD", b"")
    attributes = _HEADERS.sub(b"", cell[3])
    return cell[1] + kind + cell[2] + scope + attributes + b">>" + data[cell.end() :]


def _write(head: bytes, objects: list[tuple[int, bytes]], trailer: bytes) -> bytes:
    """The file anew, with each object's place in the cross-reference table."""
    offsets, place = {}, len(head)
    for number, data in objects:
        offsets[number] = place
        place += len(data)
    entries = b"".join(b"%010d 00000 n\r\n" % offsets[number] for number in sorted(offsets))
    table = b"xref\n0 %d\n0000000000 65535 f\r\n" % (len(offsets) + 1) + entries
    trailer = re.sub(rb"startxref\n\d+", b"startxref\n%d" % place, trailer)
    return head + b"".join(data for _, data in objects) + table + trailer
