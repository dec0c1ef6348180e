"""The file of units and targets: read with all its mistakes told at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from dueregard.capacity.units import (
    UNITS_FORMAT,
    Target,
    TargetUnusable,
    plain_unit,
    shipped_units_text,
    target_of,
    unit_named,
)
from dueregard.common.codecs import Id, codec_for
from dueregard.common.errors import FaultList, Place, shorten
from dueregard.common.period import day_words
from dueregard.common.reading.binding import bind
from dueregard.common.reading.files import read_text
from dueregard.common.reading.yaml_tree import parse_yaml
from dueregard.common.records import Column
from dueregard.force.identity import Setting
from dueregard.frameworks.model import CapacityTarget, Framework
from dueregard.workforce.units import UnitShape


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A target to be read: a criterion's or one of one's own, with what one unit is. Raises ValueError.

    Numbers that are left blank are those of the criterion's capacity target: settings of the force.
    """

    target: Annotated[Id, Column("The criterion, as framework/criterion, or a name of one's own.")]
    unit: Annotated[Id | None, Column("The unit that is counted; blank where a skill is.")] = None
    skill: Annotated[Id | None, Column("The skill whose holders are counted; blank where units are.")] = None
    what: Annotated[str | None, Column("What is counted, in words; blank for the criterion's.")] = None
    number: Annotated[int | None, Column("How many; blank for the criterion's.")] = None
    within_hours: Annotated[
        Decimal | None, Column("Present within so many hours; blank for the criterion's.")
    ] = None
    sustained_hours: Annotated[
        Decimal | None, Column("Kept up for so many hours; blank for the criterion's.")
    ] = None

    def __post_init__(self) -> None:
        if (self.unit is None) == (self.skill is None):
            raise ValueError(f"{self.target} needs a unit or a skill to count, and not both; name one")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingsFile:
    """Units and targets of a file."""

    format: Annotated[str, Column("The format.")]
    units: Annotated[tuple[UnitShape, ...], Column("Units beside those that come with the program.")] = ()
    targets: Annotated[tuple[Asked, ...], Column("Targets to read.")] = ()


def read_file(source: Path | str, name: str) -> ReadingsFile:
    """Units and targets of a file or its text. Raises FaultsFound."""
    faults = FaultList()
    text = read_text(source, name, faults) if isinstance(source, Path) else source
    tree = None if text is None else parse_yaml(text, name, faults)
    found = None if tree is None else bind(ReadingsFile, tree, name, faults)
    if found is not None and found.format != UNITS_FORMAT:
        faults.add(Place(name, 1, "format"), f"{shorten(found.format)} was given", f"write {UNITS_FORMAT}")
    faults.raise_if_any()
    assert found is not None  # or there would be a fault
    return found


def shipped_units() -> tuple[UnitShape, ...]:
    """The units that come with the program.

    >>> [(unit.id, unit.officers) for unit in shipped_units()]
    [('public-order-unit', 25), ('public-order-serial', 8)]
    """
    return read_file(shipped_units_text(), "units.yaml").units


def target_asked(
    asked: Asked,
    units: tuple[UnitShape, ...],
    frameworks: Iterable[Framework],
    settings: Iterable[Setting],
    day: date,
) -> Target:
    """What is asked as a target: what a row leaves blank is the criterion's, in the force's settings of a day.

    Raises TargetUnusable.
    """
    own = _criterion_target(asked.target, frameworks)
    unit = plain_unit(asked.skill) if asked.skill is not None else unit_named(asked.unit or "", units)
    held = tuple(settings)
    number = asked.number
    if number is None:
        if own is None:
            raise TargetUnusable(
                f"{asked.target} is no criterion with a capacity target: say how many, or name framework/criterion."
            )
        found = _number(own.number, held, day)
        if found % 1:
            raise TargetUnusable(f"The setting {own.number} is {found:f}: write a whole number.")
        number = int(found)
    within, sustained = (own.within_hours, own.sustained_hours) if own else (None, None)
    times = [
        given if given is not None or name is None else _number(name, held, day)
        for given, name in ((asked.within_hours, within), (asked.sustained_hours, sustained))
    ]
    what = asked.what or (own.what if own else unit.about or unit.id)
    return target_of(asked.target, what, unit, number, *times)


def _criterion_target(name: str, frameworks: Iterable[Framework]) -> CapacityTarget | None:
    framework_id, _, criterion_id = name.partition("/")
    for framework in frameworks:
        if framework.id == framework_id and criterion_id in framework.criterion_by_id:
            return framework.criterion_by_id[criterion_id].target
    return None


def _number(name: str, settings: tuple[Setting, ...], day: date) -> Decimal:
    held = [setting for setting in settings if setting.id == name and setting.holds_on(day)]
    if not held:
        raise TargetUnusable(
            f"There is no setting {name} for {day_words(day)}: name a force pack that has it, or give the number."
        )
    text = max(held, key=lambda setting: setting.from_on.first_day).value.strip()
    try:
        value: Decimal = codec_for(Decimal).parse(text)
    except ValueError:
        raise TargetUnusable(f"The setting {name} is {shorten(text)}: write a number.") from None
    return value
