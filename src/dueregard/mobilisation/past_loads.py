"""What people have been asked before: tours, nights on tours and cancelled rest days, each with its day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.errors import FaultList
from dueregard.common.reading.record_table import RecordTables, write_records
from dueregard.common.records import Column

MOST_IN_A_DAY = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PastLoad:
    """What a person was asked on a day. Raises ValueError."""

    person: Annotated[Id, Column("Who.")]
    on: Annotated[date, Column("The local day on which it began.")]
    tours: Annotated[int, Column("Tours worked.")] = 0
    nights: Annotated[int, Column("Nights worked on tours.")] = 0
    rest_days: Annotated[int, Column("Rest days cancelled.")] = 0

    def __post_init__(self) -> None:
        for name in ("tours", "nights", "rest_days"):
            if not 0 <= getattr(self, name) <= MOST_IN_A_DAY:
                raise ValueError(
                    f"{self.person} has {getattr(self, name)} {name} on one day; give 0 to {MOST_IN_A_DAY}"
                )


@dataclass(frozen=True, slots=True)
class Exposure:
    """How often somebody was sent: tours, nights on tours, cancelled rest days. A count of each.

    >>> Exposure(2, 1, 0) + Exposure(1, 0, 1)
    Exposure(tours=3, nights=1, rest_days=1)
    """

    tours: int = 0
    nights: int = 0
    rest_days: int = 0

    def __add__(self, other: Exposure) -> Exposure:
        return Exposure(
            self.tours + other.tours, self.nights + other.nights, self.rest_days + other.rest_days
        )


NEVER = Exposure()


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLoad:
    """What somebody who may go was asked in the year before, what a plan asks of them, and their load with it."""

    person: Annotated[Id, Column("Who.")]
    before: Annotated[Exposure, Column("Tours, nights and rest days over the year before.")]
    now: Annotated[Exposure, Column("Tours, nights and rest days of the plan.")]
    load: Annotated[float, Column("Points with the plan, over the share of full time.")]


def read_past_loads(text: str, name: str, faults: FaultList) -> tuple[PastLoad, ...]:
    """The past loads of a CSV text. Rows with a fault are left out and their faults noted.

    >>> rows = "person,on,tours,nights,rest_days\\np1,2023-03-04,1,0,1\\n"
    >>> read_past_loads(rows, "past-loads.csv", FaultList())[0].rest_days
    1
    """
    return tuple(record for _, record in RecordTables(PastLoad).read(text, name, faults))


def write_past_loads(loads: Iterable[PastLoad]) -> str:
    """CSV text that reads back equal."""
    return write_records(PastLoad, loads)


def exposures(loads: Iterable[PastLoad], before: date, days: int) -> Mapping[str, Exposure]:
    """How often each person was sent in the days before a day, that day itself not counted.

    >>> loads = [PastLoad(person=Id("p1"), on=date(2023, 3, day), tours=1) for day in (1, 2, 3)]
    >>> exposures(loads, before=date(2023, 3, 3), days=1)
    {'p1': Exposure(tours=1, nights=0, rest_days=0)}
    """
    first = before - timedelta(days=days)
    found: dict[str, Exposure] = {}
    for load in loads:
        if first <= load.on < before:
            now = Exposure(load.tours, load.nights, load.rest_days)
            found[load.person] = found.get(load.person, NEVER) + now
    return found
