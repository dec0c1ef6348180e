"""Withdrawals in CSV: read with every fault named, and written so that they read back equal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dueregard.common.codecs import codec_for
from dueregard.common.errors import FaultList, Place, shorten
from dueregard.common.reading.csv_table import read_table, unescape_cell, write_rows
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.withdrawals import Withdrawal

COLUMNS = ("from", "to", "local_area", "function", "rank", "skills", "officers", "on_rest_days")
REQUIRED = ("from", "to", "local_area", "function", "officers")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(Z|[+-]\d{2}:\d{2})?", re.ASCII)


def read_withdrawals(text: str, name: str, zone: ZoneInfo, faults: FaultList) -> tuple[Withdrawal, ...]:
    """The withdrawals of a CSV text. Rows with a fault are left out and their faults noted.

    Moments are local time of the zone, or carry an offset of their own (2023-10-29 01:30+01:00), which
    the hour that comes twice when the clocks go back must have.

    >>> rows = "from,to,local_area,function,officers\\n2023-07-01 07:00,2023-07-03 19:00,north,response,20\\n"
    >>> (read,) = read_withdrawals(rows, "withdrawals.csv", ZoneInfo("Europe/London"), FaultList())
    >>> read.from_at.isoformat(), read.officers
    ('2023-07-01T06:00:00+00:00', 20)
    """
    table = read_table(text, name, COLUMNS, REQUIRED, faults)
    if table is None:
        return ()
    rows = [
        _withdrawal(dict(zip(table.header, cells, strict=True)), Place(name, line), zone, faults)
        for line, cells in table.rows
    ]
    return tuple(row for row in rows if row is not None)


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """A moment in UTC from local time or time with an offset. Raises ValueError with what to do."""
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError("write the moment as 2014-08-29 07:00, or with an offset as 2014-08-29 07:00+01:00")
    try:
        moment = datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3] or ''}")
        return moment.astimezone(UTC) if match[3] else _local_to_utc(moment, zone)
    except OverflowError:
        raise ValueError("the year is outside what can be counted; check it") from None


def _local_to_utc(moment: datetime, zone: ZoneInfo) -> datetime:
    first, second = (moment.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != moment:
        raise ValueError("the clocks skip this time; write the time that they show")
    if first != second:
        raise ValueError("the clocks show this time twice; add the offset, such as +01:00")
    return first


def _withdrawal(row: dict[str, str], place: Place, zone: ZoneInfo, faults: FaultList) -> Withdrawal | None:
    before = len(faults)
    values: dict[str, Any] = {}
    for field, (column, parse) in _fields(zone).items():
        cell = unescape_cell(row.get(column, "")).strip()
        if not cell and column not in REQUIRED:
            continue
        try:
            values[field] = parse(cell)
        except ValueError as error:
            saw = f"{shorten(cell)} was given" if cell else "it is blank"
            faults.add(Place(place.file, place.line, column), saw, str(error))
    if len(faults) > before:
        return None
    try:
        return Withdrawal(**values)
    except ValueError as error:
        faults.add(place, *_saw_and_remedy(str(error)))
        return None


def _saw_and_remedy(sentence: str) -> Sequence[str]:
    saw, _, remedy = sentence.partition("; ")
    return saw, remedy or "correct it"


def _fields(zone: ZoneInfo) -> dict[str, tuple[str, Callable[[str], Any]]]:
    def moment(text: str) -> datetime:
        return parse_moment(text, zone)

    def names(text: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in text.split(";") if part.strip())

    return {
        "from_at": ("from", moment),
        "until_at": ("to", moment),
        "local_area": ("local_area", _named),
        "function": ("function", codec_for(DutyFunction).parse),
        "rank": ("rank", codec_for(str).parse),
        "skills": ("skills", names),
        "officers": ("officers", codec_for(int).parse),
        "on_rest_days": ("on_rest_days", codec_for(bool).parse),
    }


def _named(text: str) -> str:
    if not text:
        raise ValueError("name a local area of the roster")
    return str(codec_for(str).parse(text))


def write_withdrawals(withdrawals: Iterable[Withdrawal], zone: ZoneInfo) -> str:
    """CSV text, moments in local time with their offset."""
    return write_rows(COLUMNS, (_row(each, zone) for each in withdrawals))


def _row(withdrawal: Withdrawal, zone: ZoneInfo) -> list[str]:
    moments = (_moment_text(at, zone) for at in (withdrawal.from_at, withdrawal.until_at))
    return [
        *moments,
        withdrawal.local_area,
        withdrawal.function.value,
        withdrawal.rank or "",
        "; ".join(withdrawal.skills),
        str(withdrawal.officers),
        "yes" if withdrawal.on_rest_days else "no",
    ]


def _moment_text(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    offset = local.utcoffset() or timedelta(0)
    # Offsets of odd seconds are history; whole minutes are kept by writing such moments in UTC.
    exact = local if offset % timedelta(minutes=1) == timedelta(0) else moment.astimezone(UTC)
    return exact.isoformat(sep=" ", timespec="minutes")
