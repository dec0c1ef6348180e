"""Cleaning a log by named rules, each counted: nothing is dropped in silence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt

from dueregard.common.errors import Fault, FaultsFound, Place, shorten
from dueregard.common.records import Column
from dueregard.common.tables import ABSENT, Progress
from dueregard.local_policing.cleaning_batches import batch_closed
from dueregard.local_policing.cleaning_overlaps import cleared_elsewhere
from dueregard.local_policing.cleaning_report import CleaningReport, Notes, Rule
from dueregard.local_policing.column_map import ColumnMap, LogField
from dueregard.local_policing.grades import GradeSchemes
from dueregard.local_policing.log import NONE, ROUTES, IncidentLog, Integers
from dueregard.local_policing.log_reading import RawLog, read_raw_log, row_words
from dueregard.local_policing.log_settings import ASSUMED, LogSettings
from dueregard.workforce.hours import local_midnight

Truths = npt.NDArray[np.bool_]
DAY_SECONDS = 86_400

REMEDIES = {
    Rule.FUTURE_RECEIPT: "check the day on which the log was taken, and whether a date format takes day for month",
    Rule.NO_RECEIPT: "check the column map: its column of receipt and its date formats",
    Rule.UNREADABLE_TIME: "check the column map: its column of receipt and its date formats",
    Rule.NO_SCHEME: "check the days of the grade schemes",
    Rule.BROKEN: "check that the file has the same number of cells on every line",
}
"""What to do about a log of which nothing can be used, where most rows fell under one of these rules."""

IN = LogField.INCIDENT
RECEIVED, DISPATCHED = LogField.RECEIVED_AT, LogField.DISPATCHED_AT
ARRIVED, CLEARED = LogField.ARRIVED_AT, LogField.CLEARED_AT


@dataclass(frozen=True, slots=True, kw_only=True)
class CleaningSettings:
    """Choices in cleaning. The defaults are our assumptions, to be set by who knows the log."""

    longest_hours: Annotated[int, Column("A job of a unit longer than this is cut, 1 to 240 hours.")] = 24
    log: Annotated[LogSettings, Column("What is assumed of any log.")] = ASSUMED

    def __post_init__(self) -> None:
        if not 1 <= self.longest_hours <= 240:
            raise ValueError(f"the longest job is {self.longest_hours} hours; give 1 to 240")


def load_log(
    path: Path,
    columns: ColumnMap,
    schemes: GradeSchemes,
    *,
    as_at: date,
    settings: CleaningSettings | None = None,
    progress: Progress | None = None,
) -> tuple[IncidentLog, CleaningReport]:
    """Read and clean a log file: CSV, plain or gzip, or Parquet.

    `as_at` is the day the log was taken from its system; later times are in the future. Memory is some
    300 bytes a row at its greatest, while rows are put in order: 3.1 GB were measured for ten million rows.
    `progress` is told how far the reading is. Raises FaultsFound, one sentence for each fault, where no log can be
    made.
    """
    notes = Notes()
    raw = read_raw_log(path, columns, notes, progress)
    return clean_log(raw, columns, schemes, notes, as_at=as_at, settings=settings or CleaningSettings())


def clean_log(
    raw: RawLog,
    columns: ColumnMap,
    schemes: GradeSchemes,
    notes: Notes,
    *,
    as_at: date,
    settings: CleaningSettings,
) -> tuple[IncidentLog, CleaningReport]:
    """A canonical log from a raw one, with what was done to it."""
    read = len(raw) + notes.rows.get(Rule.BROKEN, 0)
    cleaner = _Cleaner(raw, columns, schemes, notes, as_at, settings)
    kept = cleaner.rows_kept()
    if not kept.any():
        raise FaultsFound([_nothing_left(raw.name, read, notes)])
    log = cleaner.log_of(np.flatnonzero(kept))
    incidents = int(log.incident[-1]) + 1
    return log, CleaningReport(read, len(log), incidents, notes.steps())


def _nothing_left(name: str, read: int, notes: Notes) -> Fault:
    worst = max(notes.steps(), key=lambda step: step.rows)
    saw = f"none of its {read:,} rows can be used ({worst.rows:,} have {worst.rule.value}: {worst.example})"
    return Fault(Place(name), saw, REMEDIES.get(worst.rule, "check the column map and the grade schemes"))


class _Cleaner:
    def __init__(
        self,
        raw: RawLog,
        columns: ColumnMap,
        schemes: GradeSchemes,
        notes: Notes,
        as_at: date,
        settings: CleaningSettings,
    ) -> None:
        self._raw, self._map, self._schemes = raw, columns, schemes
        self._notes, self._settings = notes, settings
        self._ends = int(local_midnight(as_at + timedelta(days=1), columns.zone).timestamp())

    # ---- which rows are kept

    def rows_kept(self) -> Truths:
        raw, found = self._raw, self._raw.columns
        kept = np.ones(len(raw), dtype=np.bool_)

        def set_aside(rule: Rule, wrong: Truths, *shown: LogField, texts: LogField | None = None) -> None:
            wrong = wrong & kept
            self._notes.add(rule, wrong, lambda row: self._example(row, wrong, shown, texts))
            np.logical_and(kept, ~wrong, out=kept)

        received = found[RECEIVED]
        set_aside(Rule.NO_INCIDENT, found[IN] == 0, RECEIVED)
        set_aside(Rule.NO_RECEIPT, received == ABSENT, RECEIVED)
        set_aside(Rule.FUTURE_RECEIPT, received >= self._ends, RECEIVED)
        if kept.any():
            low, high = np.quantile(received[kept], (0.005, 0.995), method="nearest")
            seconds = DAY_SECONDS * self._settings.log.far_days
            far = (received < low - seconds) | (received > high + seconds)
            set_aside(Rule.FAR_RECEIPT, far, RECEIVED)
        set_aside(Rule.DUPLICATE, self._duplicates(kept), RECEIVED)
        if kept.any():
            grade = self._grades(kept)
            set_aside(Rule.NO_SCHEME, grade == NONE - 1, RECEIVED)
            set_aside(Rule.UNKNOWN_GRADE, grade == NONE, texts=LogField.GRADE)
            self._grade = grade
        self._area_names, area = self._local_areas()
        set_aside(Rule.UNKNOWN_LOCAL_AREA, area == NONE, texts=LogField.LOCAL_AREA)
        self._area = area
        return kept

    def _example(self, row: int, wrong: Truths, shown: tuple[LogField, ...], texts: LogField | None) -> str:
        if texts is None:
            return row_words(self._raw, row, self._map.zone, *shown)
        names = (*self._raw.labels[texts], "nothing")  # NONE is the last
        often = Counter(names[code] for code in self._raw.columns[texts][wrong].tolist()).most_common(5)
        told = ", ".join(f"{shorten(name, 30)} {rows:,} times" for name, rows in often)
        return f"{told}; the first on line {self._raw.line[row]:,}"

    def _duplicates(self, kept: Truths) -> Truths:
        """Rows of which every mapped column is that of an earlier row."""
        mixed = np.zeros(len(self._raw), dtype=np.uint64)
        for field in LogField:
            mixed ^= self._raw.columns[field].astype(np.int64).view(np.uint64)
            mixed *= np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
        again = np.ones(len(mixed), dtype=np.bool_)
        places = np.flatnonzero(kept)
        again[places[np.unique(mixed[places], return_index=True)[1]]] = False
        return again

    def _grades(self, kept: Truths) -> npt.NDArray[np.int16]:
        """The common grade of each row: `NONE` where unknown, one below where no scheme was in force."""
        received = self._raw.columns[RECEIVED]
        names = [grade.id for grade in self._schemes.common]
        result = np.full(len(received), NONE - 1, dtype=np.int16)
        for scheme in self._schemes.schemes:
            begins = int(local_midnight(scheme.from_on, self._map.zone).timestamp())
            until = scheme.until_on
            ends = (
                int(local_midnight(until + timedelta(days=1), self._map.zone).timestamp()) if until else None
            )
            codes = {grade.code: names.index(grade.common) for grade in scheme.grades}
            meant = [codes.get(text, NONE) for text in self._raw.labels[LogField.GRADE]]
            table = np.array([*meant, NONE], dtype=np.int16)  # the last is for NONE
            inside = kept & (received >= begins) & (received < (ends if ends is not None else self._ends))
            result[inside] = table[self._raw.columns[LogField.GRADE][inside]]
        return result

    def _local_areas(self) -> tuple[tuple[str, ...], npt.NDArray[np.int16]]:
        texts = self._raw.labels[LogField.LOCAL_AREA]
        names = self._map.local_areas or tuple(sorted(set(texts)))
        table = np.array([*(names.index(t) if t in names else NONE for t in texts), NONE], dtype=np.int16)
        return names, table[self._raw.columns[LogField.LOCAL_AREA]]

    # ---- the log of the rows that are kept

    def log_of(self, kept: Integers) -> IncidentLog:
        found = self._raw.columns
        rank, first_received = self._incident_order(kept)
        dispatched = found[DISPATCHED][kept]
        late = np.where(dispatched == ABSENT, np.iinfo(np.int64).max, dispatched)
        order = np.lexsort((self._raw.line[kept], late, found[RECEIVED][kept], rank))
        rows, incident = kept[order], rank[order].astype(np.int32)
        received = first_received[incident]
        self._note(Rule.MIXED_RECEIPT, found[RECEIVED][rows] != received, rows, RECEIVED)
        grade, area = self._grade[rows], self._area[rows]
        self._mixed(incident, grade, area, rows)
        kinds, kind = self._kinds(rows)
        unit = np.unique(found[LogField.UNIT][rows], return_inverse=True)
        moments, censored = self._moments(rows, incident, received, area)
        route = found[LogField.ROUTE][rows].astype(np.int16)
        return IncidentLog(
            zone=self._map.zone,
            schemes=self._schemes,
            local_areas=self._area_names,
            kinds=kinds,
            line=self._raw.line[rows],
            incident=incident,
            grade=grade,
            local_area=area,
            kind=kind,
            route=np.where(route == NONE, self._routes(rows, received), route).astype(np.int16),
            outcome=found[LogField.OUTCOME][rows].astype(np.int16),
            unit=np.where(found[LogField.UNIT][rows] == 0, NONE, unit[1]).astype(np.int32),
            crew=np.maximum(found[LogField.CREW][rows], 0).astype(np.int16),
            received_at=received,
            dispatched_at=moments[DISPATCHED],
            arrived_at=moments[ARRIVED],
            cleared_at=moments[CLEARED],
            censored=censored,
        )

    def _note(self, rule: Rule, found: Truths, rows: Integers, *shown: LogField) -> None:
        self._notes.add(rule, found, lambda at: row_words(self._raw, int(rows[at]), self._map.zone, *shown))

    def _incident_order(self, kept: Integers) -> tuple[Integers, Integers]:
        """For each row the number of its incident, numbered by receipt; for each incident its receipt."""
        _, first, code = np.unique(self._raw.columns[IN][kept], return_index=True, return_inverse=True)
        received = self._raw.columns[RECEIVED][kept]
        order = np.argsort(code, kind="stable")
        starts = np.flatnonzero(np.diff(code[order], prepend=-1))
        earliest = np.minimum.reduceat(received[order], starts)
        by_receipt = np.lexsort((self._raw.line[kept][first], earliest))
        number = np.empty(len(by_receipt), dtype=np.int64)
        number[by_receipt] = np.arange(len(by_receipt))
        return number[code], earliest[by_receipt]

    def _mixed(
        self,
        incident: npt.NDArray[np.int32],
        grade: npt.NDArray[np.int16],
        area: npt.NDArray[np.int16],
        rows: Integers,
    ) -> None:
        first = np.flatnonzero(np.diff(incident, prepend=-1))
        self._note(Rule.MIXED_GRADE, grade != grade[first][incident], rows, RECEIVED)
        self._note(Rule.MIXED_LOCAL_AREA, area != area[first][incident], rows, RECEIVED)

    def _kinds(self, rows: Integers) -> tuple[tuple[str, ...], npt.NDArray[np.int16]]:
        texts = self._raw.labels[LogField.KIND]
        names = tuple(sorted(set(texts)))
        table = np.array([*(names.index(text) for text in texts), NONE], dtype=np.int16)
        return names, table[self._raw.columns[LogField.KIND][rows]]

    def _routes(self, rows: Integers, received: Integers) -> npt.NDArray[np.int16]:
        """The route of each row's grade in the scheme of its day."""
        result = np.full(len(rows), ROUTES.index(ROUTES[0]), dtype=np.int16)
        for scheme in self._schemes.schemes:
            begins = int(local_midnight(scheme.from_on, self._map.zone).timestamp())
            codes = {grade.code: ROUTES.index(grade.route) for grade in scheme.grades}
            table = np.array(
                [*(codes.get(t, 0) for t in self._raw.labels[LogField.GRADE]), 0], dtype=np.int16
            )
            inside = received >= begins
            if scheme.until_on is not None:
                inside &= received < int(
                    local_midnight(scheme.until_on + timedelta(days=1), self._map.zone).timestamp()
                )
            result[inside] = table[self._raw.columns[LogField.GRADE][rows][inside]]
        return result

    # ---- times

    def _moments(
        self,
        rows: Integers,
        incident: npt.NDArray[np.int32],
        received: Integers,
        area: npt.NDArray[np.int16],
    ) -> tuple[dict[LogField, Integers], Truths]:
        found = {field: self._raw.columns[field][rows] for field in (DISPATCHED, ARRIVED, CLEARED)}

        def blank(rule: Rule, field: LogField, wrong: Truths, *shown: LogField) -> None:
            wrong = wrong & (found[field] != ABSENT)
            self._note(rule, wrong, rows, *shown)
            found[field][wrong] = ABSENT

        for field in (DISPATCHED, ARRIVED, CLEARED):
            blank(Rule.FUTURE_TIME, field, found[field] >= self._ends, field)
        blank(Rule.DISPATCHED_EARLY, DISPATCHED, found[DISPATCHED] < received, RECEIVED, DISPATCHED)
        blank(Rule.ARRIVED_EARLY, ARRIVED, found[ARRIVED] < received, RECEIVED, ARRIVED)
        unsent = (found[ARRIVED] != ABSENT) & (found[ARRIVED] < found[DISPATCHED])
        blank(Rule.ARRIVED_UNSENT, DISPATCHED, unsent, DISPATCHED, ARRIVED)
        latest = np.maximum(np.maximum(received, found[DISPATCHED]), found[ARRIVED])
        blank(Rule.CLEARED_EARLY, CLEARED, found[CLEARED] < latest, RECEIVED, DISPATCHED, ARRIVED, CLEARED)
        blank(
            Rule.BATCH_CLOSED,
            CLEARED,
            batch_closed(found[CLEARED], incident, area, self._settings.log),
            CLEARED,
        )
        elsewhere = cleared_elsewhere(
            self._raw.columns[LogField.UNIT][rows], found[DISPATCHED], found[CLEARED]
        )
        blank(Rule.CLEARED_ELSEWHERE, CLEARED, elsewhere, DISPATCHED, CLEARED)
        sent = (
            (self._raw.columns[LogField.UNIT][rows] != 0)
            | (found[DISPATCHED] != ABSENT)
            | (found[ARRIVED] != ABSENT)
        )
        begun = np.where(found[ARRIVED] != ABSENT, found[ARRIVED], np.maximum(found[DISPATCHED], received))
        longest = 3_600 * self._settings.longest_hours
        censored = sent & (found[CLEARED] != ABSENT) & (found[CLEARED] - begun > longest)
        self._note(Rule.OVER_LONG, censored, rows, RECEIVED, ARRIVED, CLEARED)
        found[CLEARED] = np.where(censored, begun + longest, found[CLEARED])
        self._note(Rule.NO_DISPATCH, sent & (found[DISPATCHED] == ABSENT), rows, RECEIVED)
        self._note(Rule.NO_ARRIVAL, sent & (found[ARRIVED] == ABSENT), rows, RECEIVED)
        self._note(Rule.NO_CLEARING, found[CLEARED] == ABSENT, rows, RECEIVED)
        return found, censored
