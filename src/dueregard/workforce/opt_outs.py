"""Agreements of single people that the limit of hours a week on average is not to apply to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.errors import FaultList
from dueregard.common.reading.record_table import RecordTables
from dueregard.common.records import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """A person has agreed to work more hours a week on average than the limit. Raises ValueError."""

    person: Annotated[Id, Column("Pseudonym.")]
    from_on: Annotated[date, Column("First day of the agreement.")]
    until_on: Annotated[date | None, Column("Last day; blank while it lasts.")] = None

    def __post_init__(self) -> None:
        if self.until_on is not None and self.until_on < self.from_on:
            raise ValueError("the agreement ends before it begins; check which day comes first")

    def holds(self, first: date, last: date) -> bool:
        """Whether it holds on every day from one to another."""
        return self.from_on <= first and (self.until_on is None or last <= self.until_on)


def read_opt_outs(text: str, name: str, faults: FaultList) -> tuple[OptOut, ...]:
    """The agreements of a CSV text. Rows with a fault are left out and their faults noted.

    >>> read_opt_outs("person,from_on,until_on\\np1,2022-04-01,\\n", "opt-outs.csv", FaultList())[0].person
    'p1'
    """
    return tuple(row for _, row in RecordTables(OptOut).read(text, name, faults))
