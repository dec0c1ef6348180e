"""The file of a specialist function: what each threat level asks of it, who supplied it, and when each level held."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Annotated

from dueregard.capacity.specialist import FunctionMonth, SpecialistFunction, months_of
from dueregard.capacity.units import TargetUnusable
from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.common.records import Column
from dueregard.force.standing_facts import ThreatLevel
from dueregard.local_policing.settings_file import read_record

FUNCTION_FORMAT = "dueregard-function 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFrom:
    """A published threat level and the day from which it was in force."""

    level: Annotated[str, Column("The level, as it is published.")]
    from_on: Annotated[date, Column("First day on which it was in force.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionFile(SpecialistFunction):
    """A specialist function such as counter terrorism, with the threat levels of its months. Raises ValueError."""

    format: Annotated[str, Column(f"The format: {FUNCTION_FORMAT}.")]
    levels: Annotated[tuple[LevelFrom, ...], Column("Threat levels, each with its first day.")]

    def __post_init__(self) -> None:
        SpecialistFunction.__post_init__(self)
        if self.format != FUNCTION_FORMAT:
            raise ValueError(f"the format is {self.format}; write {FUNCTION_FORMAT}")


def read_function(path: Path) -> tuple[SpecialistFunction, tuple[FunctionMonth, ...]]:
    """A function and its months in order. Raises FaultsFound and TargetUnusable."""
    file = read_record(FunctionFile, path, path.name)
    function = SpecialistFunction(
        **{each.name: getattr(file, each.name) for each in fields(SpecialistFunction)}
    )
    levels = [
        ThreatLevel(
            id=Id(f"level-{at}"),
            marking=Id("OFFICIAL"),
            level=row.level,
            from_on=When.parse(row.from_on.isoformat()),
        )
        for at, row in enumerate(file.levels, 1)
    ]
    months = months_of(function, levels)
    if not months:
        raise TargetUnusable(f"{path.name} has no month of supply: add one to supply.")
    return function, months
