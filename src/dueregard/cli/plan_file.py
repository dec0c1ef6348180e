"""Reading a plan of arrivals and servers hour by hour from a small CSV."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from dueregard.common.errors import FaultList, FaultsFound, Place, shorten
from dueregard.common.reading.csv_table import read_table
from dueregard.common.reading.files import read_text

COLUMNS = ("hour", "arrivals_per_hour", "servers")
MOST_HOURS = 168
"""A week: a longer plan is simulated sooner than solved."""
MOST_ARRIVALS = 10_000
"""An hour. More than this are a slip of the pen."""
MOST_SERVERS = 300
"""More than this are simulated sooner than solved."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Arrivals an hour and servers on duty, for each hour from hour 0 on; then the plan begins again."""

    arrivals_per_hour: tuple[float, ...]
    servers: tuple[int, ...]


def read_plan(path: Path) -> Plan:
    """The plan in a CSV with the columns hour (0, 1, 2, …), arrivals_per_hour and servers.

    Raises FaultsFound with all that is wrong.
    """
    faults = FaultList()
    text = read_text(path, path.name, faults)
    table = None if text is None else read_table(text, path.name, COLUMNS, COLUMNS, faults)
    if table is None:
        faults.raise_if_any()
        raise FaultsFound(())
    rates: list[float] = []
    servers: list[int] = []
    for line, cells in table.rows:
        row = dict(zip(table.header, cells, strict=True))
        if row["hour"].strip() != str(len(rates)):
            remedy = f"write {len(rates)}: hours follow each other from 0"
            faults.add(Place(path.name, line, "hour"), f"the hour is {shorten(row['hour'])}", remedy)
        rates.append(rate_of(row["arrivals_per_hour"], Place(path.name, line, "arrivals_per_hour"), faults))
        servers.append(_servers(row["servers"], Place(path.name, line, "servers"), faults))
    _check_hours(len(rates), path.name, faults)
    faults.raise_if_any()
    return Plan(tuple(rates), tuple(servers))


def rate_of(text: str, place: Place, faults: FaultList) -> float:
    """Customers an hour in a cell; a fault is noted for anything but a number from 0 to `MOST_ARRIVALS`."""
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not 0 <= found <= MOST_ARRIVALS:
        faults.add(place, f"{shorten(text)} was given", f"write a number from 0 to {MOST_ARRIVALS:,}")
    return found


def _servers(text: str, place: Place, faults: FaultList) -> int:
    found = int(text) if text.strip().isascii() and text.strip().isdecimal() and len(text) < 12 else -1
    if not 0 <= found <= MOST_SERVERS:
        faults.add(place, f"{shorten(text)} was given", f"write a whole number from 0 to {MOST_SERVERS:,}")
    return found


def _check_hours(hours: int, name: str, faults: FaultList) -> None:
    if not hours:
        faults.add(Place(name), "there is no hour under the header", "write a row for each hour")
    if hours > MOST_HOURS:
        faults.add(Place(name), f"there are {hours:,} hours", f"give {MOST_HOURS} at most, or simulate")
