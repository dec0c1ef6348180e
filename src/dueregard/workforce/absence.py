"""Absences: when somebody who may be rostered is not there, and the cause in one word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column
from dueregard.workforce.hours import AbsenceCause


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody is away from one moment to another. Only the part that meets a duty counts as absence.

    The cause is one of four words; nothing about an illness, a course or a case is kept.
    """

    person: Annotated[Id, Column("Who is absent.")]
    cause: Annotated[AbsenceCause, Column("Leave, sickness, training or court.")]
    begins_at: Annotated[datetime, Column("From when.")]
    ends_at: Annotated[datetime, Column("Until when.")]

    def __post_init__(self) -> None:
        if self.begins_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("a moment has no time zone; give its offset from UTC")
        if self.ends_at <= self.begins_at:
            raise ValueError("the absence ends before it begins; check which moment comes first")
