"""A log file as columns of numbers, before cleaning: batch by batch, only the mapped columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dueregard.common.errors import Fault, FaultsFound, Place
from dueregard.common.tables import ABSENT, Batch, Labels, Progress, read_batches
from dueregard.local_policing.cleaning_report import Notes, Rule
from dueregard.local_policing.column_map import MOMENTS, ColumnMap, LogField, RepeatedHour
from dueregard.local_policing.log import NONE, OUTCOMES, ROUTES, Integers, moment_words

LABELLED = (
    LogField.GRADE,
    LogField.LOCAL_AREA,
    LogField.KIND,
    LogField.ROUTE,
    LogField.OUTCOME,
    LogField.CREW,
)
LARGEST_CREW = 20

Columns = dict[LogField, npt.NDArray[np.signedinteger]]


@dataclass(frozen=True, slots=True, eq=False)
class RawLog:
    """Every row that could be read, as numbers.

    columns: incident and unit as hashes (0 for none), moments in seconds, the rest as codes (`NONE` for none):
    grade, local_area and kind into `labels`, route and outcome into `ROUTES` and `OUTCOMES`, crew as a number.
    """

    name: str
    line: npt.NDArray[np.int32]
    columns: Columns
    labels: dict[LogField, tuple[str, ...]]  # as the column map has them mean; two may be the same

    def __len__(self) -> int:
        return len(self.line)


def read_raw_log(path: Path, columns: ColumnMap, notes: Notes, progress: Progress | None = None) -> RawLog:
    """The rows of a log file. Raises FaultsFound where the file cannot be read or holds no rows."""
    reader = _Reader(columns, notes)
    needed = [c for c in columns.columns if not c.if_present]
    batches = read_batches(
        path,
        [title for column in needed for title in column.titles],
        optional=[title for c in columns.columns if c.if_present for title in c.titles],
        encoding=columns.encoding.value,
        progress=progress,
    )
    lines: list[npt.NDArray[np.int32]] = []
    parts: list[Columns] = []
    for batch in batches:
        reader.note_broken(batch)
        if len(batch):
            lines.append(batch.lines.astype(np.int32))
            parts.append(reader.columns_of(batch))
    if not parts:
        saw = "the log has a header and no rows that can be read"
        raise FaultsFound([Fault(Place(path.name), saw, "give a log with at least a week of incidents")])
    joined: Columns = {}
    for field in tuple(parts[0]):  # one column at a time, so that never two whole copies are held
        joined[field] = np.concatenate([part.pop(field) for part in parts])
    labels = {
        field: tuple(columns.meaning(field, text) for text in found.texts)
        for field, found in reader.labels.items()
    }
    return RawLog(path.name, np.concatenate(lines), joined, labels)


class _Reader:
    def __init__(self, columns: ColumnMap, notes: Notes) -> None:
        self._map = columns
        self._notes = notes
        self.labels = {field: Labels(self._title(field) or field) for field in LABELLED}

    def _title(self, field: LogField) -> str | None:
        column = self._map.column(field)
        return column.titles[0] if column and column.titles else None

    def note_broken(self, batch: Batch) -> None:
        if batch.broken:
            line, cells = batch.broken[0]
            self._notes.add_rows(Rule.BROKEN, len(batch.broken), lambda: f"line {line:,} has {cells:,} cells")

    def columns_of(self, batch: Batch) -> Columns:
        found: Columns = {
            LogField.INCIDENT: self._hashes(batch, LogField.INCIDENT),
            LogField.UNIT: self._hashes(batch, LogField.UNIT),
        }
        found |= self._moments(batch)
        for field in (LogField.GRADE, LogField.LOCAL_AREA, LogField.KIND):
            found[field] = self._codes(batch, field).astype(np.int16)
        routes = [route.value for route in ROUTES]
        outcomes = [outcome.value for outcome in OUTCOMES]
        found[LogField.ROUTE] = self._known(batch, LogField.ROUTE, Rule.UNKNOWN_ROUTE, routes.index)
        found[LogField.OUTCOME] = self._known(batch, LogField.OUTCOME, Rule.UNKNOWN_OUTCOME, outcomes.index)
        found[LogField.CREW] = self._known(batch, LogField.CREW, Rule.UNREADABLE_CREW, _crew)
        return found

    def _hashes(self, batch: Batch, field: LogField) -> Integers:
        column = self._map.column(field)
        if column is None or not all(batch.has(title) for title in column.titles) or not column.titles:
            return np.zeros(len(batch), dtype=np.int64)
        return batch.hashes(column.titles, self._map.blanks)

    def _codes(self, batch: Batch, field: LogField) -> Integers:
        column, labels = self._map.column(field), self.labels[field]
        if column is not None and column.constant is not None:
            return np.full(len(batch), labels.code(column.constant), dtype=np.int64)
        title = self._title(field)
        if title is None or not batch.has(title):
            return np.full(len(batch), NONE, dtype=np.int64)
        return batch.codes(title, labels, self._map.blanks)

    def _known(
        self, batch: Batch, field: LogField, rule: Rule, number: Callable[[str], int]
    ) -> npt.NDArray[np.int16]:
        """A column of few known words as their numbers; other words are counted, and taken as blank."""
        codes = self._codes(batch, field)
        texts = self.labels[field].texts
        numbers = np.full(len(texts) + 1, NONE, dtype=np.int16)
        for code, text in enumerate(texts):
            try:
                numbers[code] = number(self._map.meaning(field, text))
            except ValueError:
                numbers[code] = NONE - 1
        found = numbers[codes]
        unknown = found == NONE - 1
        self._notes.add(rule, unknown, lambda row: f'line {batch.lines[row]:,} has "{texts[codes[row]]}"')
        return np.where(unknown, np.int16(NONE), found)

    def _moments(self, batch: Batch) -> Columns:
        read = {}
        for field in MOMENTS:
            title = self._title(field)
            if title is not None and batch.has(title):
                read[field] = batch.moments(title, self._map.date_formats, self._map.zone, self._map.blanks)
        for field, moments in read.items():
            title = self._title(field) or ""
            for rule, found in (
                (Rule.UNREADABLE_TIME, moments.unreadable),
                (Rule.TWO_WAYS, moments.two_ways),
                (Rule.REPEATED_HOUR, moments.later != moments.seconds),
                (Rule.SKIPPED_HOUR, moments.skipped),
            ):
                self._notes.add(rule, found, self._told(batch, title))
        received = read[LogField.RECEIVED_AT]
        second = self._map.repeated_hour is RepeatedHour.SECOND
        result: Columns = {LogField.RECEIVED_AT: received.later if second else received.seconds}
        for field in MOMENTS[1:]:
            if field not in read:
                result[field] = np.full(len(batch), ABSENT, dtype=np.int64)
                continue
            moments = read[field]
            early = moments.seconds < result[LogField.RECEIVED_AT]
            result[field] = np.where(early, moments.later, moments.seconds)
        return result

    @staticmethod
    def _told(batch: Batch, title: str) -> Callable[[int], str]:
        return lambda row: f'line {batch.lines[row]:,} has "{batch.texts([title], [row])[0]}" as {title}'


def _crew(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0
    if not 1 <= number <= LARGEST_CREW:
        raise ValueError("not a number of officers")
    return number


def row_words(raw: RawLog, row: int, zone: str, *fields: LogField) -> str:
    """A row as a message shows it: its line and some of its times."""
    times = ", ".join(
        f"{field.value.removesuffix('_at')} {moment_words(int(raw.columns[field][row]), zone)}"
        for field in fields
    )
    return f"line {raw.line[row]:,}: {times}"
