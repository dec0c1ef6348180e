"""Abstractions in CSV, one row a team, day and cause."""

from __future__ import annotations

from collections.abc import Iterable

from dueregard.common.errors import FaultList
from dueregard.common.reading.record_table import RecordTables, write_records
from dueregard.workforce.abstraction import Abstraction


def read_abstractions(text: str, name: str, faults: FaultList) -> tuple[Abstraction, ...]:
    """The abstractions of a CSV text. Rows with a fault are left out and their faults noted.

    >>> rows = "on,team,cause,planned,actual\\n2022-07-01,b,event-national,20,25\\n"
    >>> (read,) = read_abstractions(rows, "abstractions.csv", FaultList())
    >>> str(read.cause), int(read.actual)
    ('event-national', 25)
    """
    return tuple(record for _, record in RecordTables(Abstraction).read(text, name, faults))


def write_abstractions(abstractions: Iterable[Abstraction]) -> str:
    """CSV text that reads back equal."""
    return write_records(Abstraction, abstractions)
