"""Commitments as a CSV file: people promised to whatever it may be, frozen for any later plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.errors import FaultList
from dueregard.common.reading.record_table import RecordTables, write_records
from dueregard.common.records import Column
from dueregard.mobilisation.moments import Moment
from dueregard.workforce.commitments import Commitment


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentRow:
    """A person is promised from one moment to another and is taken by no plan. Raises ValueError."""

    person: Annotated[Id, Column("Pseudonym of who is promised.")]
    begins_at: Annotated[Moment, Column("From when.")]
    ends_at: Annotated[Moment, Column("Until when.")]
    to: Annotated[str, Column("What they are promised to.")]

    def __post_init__(self) -> None:
        if self.ends_at <= self.begins_at:
            raise ValueError("the commitment ends before it begins; check which moment comes first")


def read_commitments(text: str, name: str, faults: FaultList) -> tuple[Commitment, ...]:
    """The commitments of a CSV text. Rows with a fault are left out and their faults noted.

    >>> rows = "person,begins_at,ends_at,to\\np1,2022-10-10T07:00Z,2022-10-10T17:00Z,a match\\n"
    >>> read_commitments(rows, "commitments.csv", FaultList())[0].to
    'a match'
    """
    return tuple(
        Commitment(person=row.person, begins_at=row.begins_at.at, ends_at=row.ends_at.at, to=row.to)
        for _, row in RecordTables(CommitmentRow).read(text, name, faults)
    )


def write_commitments(commitments: Iterable[Commitment]) -> str:
    """CSV text that reads back equal."""
    return write_records(
        CommitmentRow,
        [
            CommitmentRow(
                person=each.person,
                begins_at=Moment(each.begins_at.astimezone(UTC)),
                ends_at=Moment(each.ends_at.astimezone(UTC)),
                to=each.to,
            )
            for each in commitments
        ],
    )
