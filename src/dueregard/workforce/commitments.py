"""Commitments: people already promised, to whatever it may be; frozen for any later plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """A person is promised from one moment to another and cannot be taken from it by a plan.

    Raises ValueError.
    """

    person: Annotated[Id, Column("Who is promised.")]
    begins_at: Annotated[datetime, Column("From when.")]
    ends_at: Annotated[datetime, Column("Until when.")]
    to: Annotated[str, Column("What they are promised to.")]

    def __post_init__(self) -> None:
        if self.begins_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("a moment has no time zone; give its offset from UTC")
        if self.ends_at <= self.begins_at:
            raise ValueError("the commitment ends before it begins; check which moment comes first")
