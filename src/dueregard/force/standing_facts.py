"""What holds from quarter to quarter: strength, threat level, and how the force manages the SPR."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.common.records import Column, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength(Record):
    """How many officers the force had on a date, in a stated measure."""

    as_at: Annotated[When, Column("The date of the figure.")]
    officers: Annotated[int, Column("Police officers.")]
    measure: Annotated[str, Column("How they are counted: full-time equivalent, headcount, or not stated.")]
    function: Annotated[str | None, Column("Duty function, where the figure is for one only.")] = None

    def __post_init__(self) -> None:
        if self.officers < 0:
            raise ValueError(f"{self.officers} officers were given; write nought or more")


class ArrangementKind(StrEnum):
    """What sort of standing arrangement it is."""

    MEETING = "meeting"
    BOARD = "board"
    PROCESS = "process"
    PLAN = "plan"
    TEAM = "team"
    PROGRAMME = "programme"
    STRATEGY_LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement(Record):
    """A lasting way of working by which the force meets the SPR: a board, a plan, a team, a process."""

    section: Annotated[Id, Column("Where papers tell it: governance, or a lead's id.", refers="sections")]
    kind: Annotated[ArrangementKind, Column("What sort of arrangement it is.")]
    name: Annotated[str, Column("Its name.")]
    statement: Annotated[str, Column("What it is and does, one or two sentences as papers print them.")]
    chaired_by: Annotated[str | None, Column("The post that chairs or owns it.")] = None
    frequency: Annotated[str | None, Column("How often: quarterly, monthly; blank if not said.")] = None
    shared_with: Annotated[str | None, Column("With whom it is shared, if it is.")] = None
    created_on: Annotated[When | None, Column("When it began.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreatLevel(Record):
    """The published national terrorism threat level from a date; a series the user keeps."""

    level: Annotated[str, Column("The level: LOW, MODERATE, SUBSTANTIAL, SEVERE or CRITICAL.")]
    meaning: Annotated[str | None, Column("What the level was said to mean then.")] = None
    from_on: Annotated[When, Column("When it was set.")]
