"""Column maps: how the columns of a force's own log become the canonical ones, kept as data.

Only the columns named here are ever read, so names and addresses stay where they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from dueregard.common.records import Column
from dueregard.local_policing.settings_file import read_record
from dueregard.workforce.hours import GridUnusable, zone_named

DIRECTIVES = frozenset("YymdbBHIMSpfz")


class LogField(StrEnum):
    """The canonical columns of a log, one row for each unit that was sent."""

    INCIDENT = "incident"
    RECEIVED_AT = "received_at"
    GRADE = "grade"
    LOCAL_AREA = "local_area"
    KIND = "kind"
    ROUTE = "route"
    OUTCOME = "outcome"
    UNIT = "unit"
    CREW = "crew"
    DISPATCHED_AT = "dispatched_at"
    ARRIVED_AT = "arrived_at"
    CLEARED_AT = "cleared_at"


COMPULSORY = (
    LogField.INCIDENT,
    LogField.RECEIVED_AT,
    LogField.GRADE,
    LogField.LOCAL_AREA,
    LogField.CLEARED_AT,
)
MOMENTS = (LogField.RECEIVED_AT, LogField.DISPATCHED_AT, LogField.ARRIVED_AT, LogField.CLEARED_AT)
NAMING = (LogField.INCIDENT, LogField.UNIT)
"""Fields that only tell one thing from another: several columns together may name it."""


class RepeatedHour(StrEnum):
    """Which of two readings is taken of a receipt in the hour that the clocks repeat."""

    FIRST = "first"
    SECOND = "second"


class Encoding(StrEnum):
    """How the letters of a CSV file are written."""

    UTF8 = "utf-8"
    WINDOWS = "windows-1252"


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedColumn:
    """Where one canonical column comes from: the log's own columns, or one text for every row."""

    field: Annotated[LogField, Column("The canonical column.")]
    titles: Annotated[
        tuple[str, ...], Column("The log's column; for incident and unit, all that name it.")
    ] = ()
    constant: Annotated[str | None, Column("The same text for every row, instead of a column.")] = None
    if_present: Annotated[bool, Column("Do without it where the file has no such column.")] = False

    def __post_init__(self) -> None:
        if bool(self.titles) == (self.constant is not None):
            raise ValueError(f"{self.field} needs titles or a constant; give one of them")
        if len(self.titles) > 1 and self.field not in NAMING:
            raise ValueError(f"{self.field} comes from {len(self.titles)} columns; name one")
        if self.if_present and self.field in COMPULSORY:
            raise ValueError(f"{self.field} is compulsory; take if_present away")
        if self.constant is not None and self.field in (*MOMENTS, LogField.INCIDENT):
            raise ValueError(f"{self.field} cannot be the same in every row; name a column")


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedValue:
    """What some texts of a column mean in the canonical one."""

    field: Annotated[LogField, Column("The canonical column.")]
    seen: Annotated[tuple[str, ...], Column("Texts as the log has them.")]
    means: Annotated[str, Column("The text that they stand for.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """How to read a log."""

    zone: Annotated[str, Column("Time zone of its times, such as Europe/London.")]
    date_formats: Annotated[tuple[str, ...], Column("Formats of its times, tried in this order.")]
    repeated_hour: Annotated[RepeatedHour, Column("Reading of a receipt in the repeated hour.")] = (
        RepeatedHour.FIRST
    )
    encoding: Annotated[Encoding, Column("How the letters of a CSV file are written.")] = Encoding.UTF8
    blanks: Annotated[tuple[str, ...], Column("Texts that mean nothing was entered.")] = ()
    columns: Annotated[tuple[MappedColumn, ...], Column("The columns.")]
    values: Annotated[tuple[MappedValue, ...], Column("Texts that mean another.")] = ()
    local_areas: Annotated[tuple[str, ...], Column("Local areas that there are; none for all found.")] = ()
    source: Annotated[str | None, Column("The system that the log was taken from, with date.")] = None
    invented: Annotated[
        bool,
        Column("Whether the log is made up; what rests on it may then stand under no real force's name."),
    ] = False

    def __post_init__(self) -> None:
        try:
            zone_named(self.zone)
        except GridUnusable as unknown:
            raise ValueError(str(unknown).replace(": ", "; ").rstrip(".")) from None
        for pattern in self.date_formats:
            check_date_format(pattern)
        if not self.date_formats:
            raise ValueError("there is no date format; give one such as %Y-%m-%d %H:%M:%S")
        mapped = [column.field for column in self.columns]
        if twice := [field for field in LogField if mapped.count(field) > 1]:
            raise ValueError(f"{twice[0]} is mapped twice; keep one of the two")
        for field in COMPULSORY:
            if field not in mapped:
                raise ValueError(f"{field} is not mapped; add it to the columns")

    def column(self, field: LogField) -> MappedColumn | None:
        """Where a canonical column comes from, or None where the log does not have it."""
        return next((column for column in self.columns if column.field == field), None)

    def meaning(self, field: LogField, text: str) -> str:
        """What a text stands for: itself, unless the map says otherwise."""
        for value in self.values:
            if value.field == field and text in value.seen:
                return value.means
        return text


def check_date_format(pattern: str) -> None:
    """Raise ValueError unless a format names a whole day and an hour in directives that are known.

    >>> check_date_format("%d/%m/%Y %H:%M")
    >>> check_date_format("%d/%m/%Y")
    Traceback (most recent call last):
    ValueError: the date format %d/%m/%Y has no hour; add %H, or %I with %p
    """
    used = set(re.findall("%(.?)", pattern))
    if unknown := used - DIRECTIVES:
        raise ValueError(
            f"the date format {pattern} has %{min(unknown)}; use only %{', %'.join(sorted(DIRECTIVES))}"
        )
    for needed, what, remedy in (("Yy", "year", "%Y"), ("mbB", "month", "%m"), ("d", "day", "%d")):
        if not used & set(needed):
            raise ValueError(f"the date format {pattern} has no {what}; add {remedy}")
    if not ("H" in used or {"I", "p"} <= used) or "M" not in used:
        what = "minute; add %M" if used & set("HI") else "hour; add %H, or %I with %p"
        raise ValueError(f"the date format {pattern} has no {what}")


def read_column_map(source: Path | str, name: str) -> ColumnMap:
    """A column map from a YAML file or text. Raises FaultsFound with every mistake and its place."""
    return read_record(ColumnMap, source, name)


def canonical_map(zone: str = "Europe/London") -> ColumnMap:
    """The map of a log that is in canonical form already: every column under its own name.

    >>> canonical_map().column(LogField.GRADE).titles
    ('grade',)
    """
    return ColumnMap(
        zone=zone,
        date_formats=(
            "%Y-%m-%dT%H:%M:%S%z",
            "%Y-%m-%dT%H:%M:%S",
            "%Y-%m-%d %H:%M:%S",
            "%Y-%m-%dT%H:%M",
            "%Y-%m-%d %H:%M",
        ),
        columns=tuple(
            MappedColumn(field=field, titles=(field.value,), if_present=field not in COMPULSORY)
            for field in LogField
        ),
    )
