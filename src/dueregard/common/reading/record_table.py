"""Records from CSV rows and back, fast where the rows are good and exact where they are not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from dueregard.common.errors import FaultList, Place
from dueregard.common.reading.binding import bind_row
from dueregard.common.reading.csv_table import read_table, unescape_cell, write_rows
from dueregard.common.records import FieldSpec, field_specs, parse_value, write_value

T = TypeVar("T")


class RecordTables(Generic[T]):
    """Reads CSV files of one record type, and remembers what each cell text meant in each column.

    Most cells of a pack repeat (states, ratings, markings, ids), so a text is parsed once. A row
    with anything wrong is read again by `bind_row`, which says what and where. Keep one of these
    for one reading of a pack, so that nothing outlives it.
    """

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind
        self._specs = {spec.name: spec for spec in field_specs(kind) if not spec.column.separate}
        self._required = [name for name, spec in self._specs.items() if spec.required]
        self._known: dict[str, dict[str, Any]] = {name: {} for name in self._specs}

    def read(self, text: str, name: str, faults: FaultList) -> list[tuple[int, T]]:
        """Records with their lines. Rows with a fault are left out and their faults noted."""
        table = read_table(text, name, list(self._specs), self._required, faults)
        if table is None:
            return []
        columns = [(title, self._known[title], _reader(self._specs[title])) for title in table.header]
        found: list[tuple[int, T]] = []
        for line, cells in table.rows:
            record = self._record(columns, cells, Place(name, line), faults)
            if record is not None:
                found.append((line, record))
        return found

    def _record(
        self,
        columns: list[tuple[str, dict[str, Any], Callable[[str], Any]]],
        cells: list[str],
        place: Place,
        faults: FaultList,
    ) -> T | None:
        values: dict[str, Any] = {}
        try:
            for (title, known, read), cell in zip(columns, cells, strict=True):
                try:
                    values[title] = known[cell]
                except KeyError:
                    values[title] = known[cell] = read(cell)
            return self._kind(**values)
        except ValueError:
            row = {title: unescape_cell(cell) for (title, *_), cell in zip(columns, cells, strict=True)}
            return bind_row(self._kind, row, place, faults)


def _reader(spec: FieldSpec) -> Callable[[str], Any]:
    return lambda cell: parse_value(spec, unescape_cell(cell))


def write_records(kind: type, records: Iterable[Any]) -> str:
    """CSV text of records, a column for every field that does not live in a file of its own."""
    specs = [spec for spec in field_specs(kind) if not spec.column.separate]
    rows = ([write_value(spec, getattr(record, spec.name)) for spec in specs] for record in records)
    return write_rows([spec.name for spec in specs], rows)
