"""The file that says which capacity targets are read, from which roster, for which days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from dueregard.capacity.files import Asked, shipped_units, target_asked
from dueregard.capacity.presence import Muster
from dueregard.capacity.storing import ReadingOrder, days_needed
from dueregard.capacity.units import UNITS_FORMAT, TargetUnusable
from dueregard.common.codecs import Id
from dueregard.common.period import day_words
from dueregard.common.records import Column
from dueregard.effects.rosters import roster_from
from dueregard.effects.study import RosterSource
from dueregard.local_policing.settings_file import read_record
from dueregard.packs.reading import read_pack
from dueregard.workforce.duty_rules import shipped_rules
from dueregard.workforce.refresher import SETTING_BEGINS, RefresherCycles
from dueregard.workforce.units import UnitShape

MOST_DAYS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingsFile:
    """What is read: a roster, days, and targets. Paths are relative to the file. Raises ValueError."""

    format: Annotated[str, Column(f"The format: {UNITS_FORMAT}.")]
    roster: Annotated[RosterSource, Column("Where people and their duties come from, as in a study.")]
    local_areas: Annotated[
        tuple[Id, ...], Column("Local areas of exports; blank for a generated roster.")
    ] = ()
    first_on: Annotated[date, Column("First day read.")]
    last_on: Annotated[date, Column("Last day read.")]
    roster_taken_on: Annotated[
        date | None, Column("Day on which the roster left its system; without it confidence is low.")
    ] = None
    force: Annotated[
        str | None,
        Column("Force pack whose frameworks, targets' numbers and duty rules hold; blank for none."),
    ] = None
    forecast_months: Annotated[int, Column("Months for which lapsing skills are forecast.")] = 6
    units: Annotated[tuple[UnitShape, ...], Column("Units beside those that come with the program.")] = ()
    targets: Annotated[tuple[Asked, ...], Column("Targets to read.")] = ()

    def __post_init__(self) -> None:
        if self.format != UNITS_FORMAT:
            raise ValueError(f"the format is {self.format}; write {UNITS_FORMAT}")
        days = (self.last_on - self.first_on).days + 1
        if not 1 <= days <= MOST_DAYS:
            raise ValueError(
                f"{day_words(self.first_on)} to {day_words(self.last_on)} is {days} days; give 1 to {MOST_DAYS}"
            )
        if self.roster.people is not None and not self.local_areas:
            raise ValueError("exports need local_areas; list those that the map leads to")


def read_order(path: Path, only: Asked | None = None) -> ReadingOrder:
    """What a file orders; with `only`, that target instead of its own. Raises DueRegardError in its kinds."""
    file = read_record(ReadingsFile, path, path.name)
    folder = path.parent
    snapshot = None if file.force is None else read_pack(folder / file.force)
    settings = () if snapshot is None else snapshot.force.settings
    frameworks = () if snapshot is None else snapshot.frameworks
    asked = file.targets if only is None else (only,)
    if not asked:
        raise TargetUnusable(f"{path.name} names no target: add targets to it, or name one with --target.")
    units = (*file.units, *shipped_units())
    targets = tuple(target_asked(row, units, frameworks, settings, file.first_on) for row in asked)
    muster = Muster.on(shipped_rules().with_settings(settings), file.first_on)
    days = (file.last_on - file.first_on).days + 1
    roster = roster_from(
        file.roster, folder, file.local_areas, file.first_on, days_needed(targets, days, muster)
    )
    return ReadingOrder(
        roster=roster,
        first_on=file.first_on,
        days=days,
        targets=targets,
        muster=muster,
        cycles=RefresherCycles(tuple(row for row in settings if row.id.startswith(SETTING_BEGINS))),
        taken_on=file.roster_taken_on,
        months=file.forecast_months,
    )
