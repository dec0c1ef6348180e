"""Reading places, each with its order of units, from a small CSV."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dueregard.cli.plan_file import rate_of
from dueregard.common.errors import FaultList, FaultsFound, Place, shorten
from dueregard.common.reading.csv_table import read_table, unescape_cell
from dueregard.common.reading.files import read_text
from dueregard.engine.queueing.exact.hypercube import MOST_UNITS

COLUMNS = ("place", "arrivals_per_hour", "preference")
MOST_PLACES = 1_000


@dataclass(frozen=True, slots=True)
class Places:
    """Places with customers an hour and units in the order in which they are asked, numbered from 0."""

    names: tuple[str, ...]
    arrivals_per_hour: tuple[float, ...]
    preferences: tuple[tuple[int, ...], ...]

    @property
    def units(self) -> int:
        """How many units there are."""
        return len(self.preferences[0])


def read_places(path: Path) -> Places:
    """The places in a CSV with the columns place, arrivals_per_hour and preference.

    preference: all units, numbered from 1, in the order in which they are asked, with spaces between. Raises
    FaultsFound with all that is wrong.
    """
    faults = FaultList()
    text = read_text(path, path.name, faults)
    table = None if text is None else read_table(text, path.name, COLUMNS, COLUMNS, faults)
    if table is None:
        faults.raise_if_any()
        raise FaultsFound(())
    names: list[str] = []
    rates: list[float] = []
    orders: list[tuple[int, ...]] = []
    for line, cells in table.rows:
        row = dict(zip(table.header, cells, strict=True))
        names.append(_name(row["place"], names, Place(path.name, line, "place"), faults))
        rates.append(rate_of(row["arrivals_per_hour"], Place(path.name, line, "arrivals_per_hour"), faults))
        orders.append(_order(row["preference"], orders, Place(path.name, line, "preference"), faults))
    if not 0 < len(names) <= MOST_PLACES:
        remedy = f"write a row for each place, {MOST_PLACES:,} at most"
        faults.add(Place(path.name), f"there are {len(names):,} places", remedy)
    faults.raise_if_any()
    return Places(tuple(names), tuple(rates), tuple(orders))


def _name(text: str, before: list[str], place: Place, faults: FaultList) -> str:
    name = unescape_cell(text).strip()
    if not name or name in before:
        faults.add(place, f"{shorten(text)} was given", "give each place a name of its own")
    return name


def _order(text: str, before: list[tuple[int, ...]], place: Place, faults: FaultList) -> tuple[int, ...]:
    parts = text.split()
    units = len(before[0]) if before else min(max(len(parts), 1), MOST_UNITS)
    found = [int(part) - 1 for part in parts if part.isascii() and part.isdecimal() and len(part) < 4]
    if len(parts) != units or sorted(found) != list(range(units)):
        each = " ".join(str(number) for number in range(1, units + 1))
        remedy = (
            f"name each unit once, with spaces between ({each}, in any order; {MOST_UNITS} units at most)"
        )
        faults.add(place, f"{shorten(text)} was given", remedy)
        return tuple(range(units))
    return tuple(found)
