"""What a capacity target counts: units of so many people in roles, and how many of them by when and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from importlib import resources

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.common.reading.binding import did_you_mean
from dueregard.workforce.units import Role, RoleNeed, UnitShape

UNITS_FORMAT = "dueregard-readings 1"
MOST_ROLES = 6
"""Roles of one unit; every set of roles is looked at, so the work doubles with each."""
MOST_UNITS = 10_000
LONGEST_HOURS = 24 * 31


class TargetUnusable(DueRegardError):
    """A target that cannot be read: no such unit, no number, or a number that makes no sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """So many whole units, present within so many minutes of a call and kept up for so many. Raises ValueError.

    within_minutes: None where any time will do. sustained_minutes: 0 where being there is all that is asked.
    """

    id: Id
    what: str
    unit: UnitShape
    number: int
    within_minutes: int | None = None
    sustained_minutes: int = 0

    def __post_init__(self) -> None:
        if len(self.unit.needs) > MOST_ROLES:
            raise ValueError(
                f"the unit {self.unit.id} has {len(self.unit.needs)} roles; give it 1 to {MOST_ROLES}"
            )
        for role in self.unit.undescribed:
            raise ValueError(
                f"the unit {self.unit.id} does not say who may fill the role {role}; describe it"
            )
        if not 1 <= self.number <= MOST_UNITS:
            raise ValueError(f"{self.id} asks for {self.number:,} units; ask for 1 to {MOST_UNITS:,}")
        for name, minutes in (
            ("within", self.within_minutes or 0),
            ("sustained for", self.sustained_minutes),
        ):
            if not 0 <= minutes <= LONGEST_HOURS * 60:
                raise ValueError(f"{self.id} is {name} {minutes / 60:g} hours; give 0 to {LONGEST_HOURS}")

    def words(self) -> str:
        """The target in words.

        >>> target_of(Id("t"), "drivers", plain_unit("driver"), 2, Decimal(4), Decimal("1.5")).words()
        '2 × drivers within 4 hours, for 1.5 hours'
        """
        within = "" if self.within_minutes is None else f" within {_hours(self.within_minutes)}"
        sustained = f", for {_hours(self.sustained_minutes)}" if self.sustained_minutes else ""
        return f"{self.number:,} × {self.what}{within}{sustained}"


def target_of(
    name: Id,
    what: str,
    unit: UnitShape,
    number: int,
    within_hours: Decimal | None = None,
    sustained_hours: Decimal | None = None,
) -> Target:
    """A target whose times are given in hours. Raises TargetUnusable where they are no whole minutes."""
    minutes = [None if hours is None else hours * 60 for hours in (within_hours, sustained_hours)]
    if any(each is not None and each % 1 for each in minutes):
        raise TargetUnusable(f"The target {name} has a time that is no whole number of minutes: round it.")
    within, sustained = (None if each is None else int(each) for each in minutes)
    try:
        return Target(
            id=name,
            what=what,
            unit=unit,
            number=number,
            within_minutes=within,
            sustained_minutes=sustained or 0,
        )
    except ValueError as error:
        raise TargetUnusable(f"The target cannot be read: {error}.") from None


def plain_unit(skill: str) -> UnitShape:
    """A unit of one person who holds a skill."""
    return UnitShape(
        id=Id(skill),
        about=f"one person with {skill}",
        needs=(RoleNeed(role=Id(skill), officers=1),),
        source="by definition",
        roles=(Role(id=Id(skill), skills=(Id(skill),)),),
    )


def unit_named(name: str, shapes: tuple[UnitShape, ...]) -> UnitShape:
    """A unit by its name. Raises TargetUnusable."""
    for shape in shapes:
        if shape.id == name:
            return shape
    known = [str(shape.id) for shape in shapes]
    hint = did_you_mean(name, known, otherwise=f"the units are {', '.join(known)}.")
    raise TargetUnusable(f"There is no unit {name}: {hint}")


def shipped_units_text() -> str:
    """The file of units that comes with the program."""
    return (resources.files("dueregard.capacity") / "library" / "units.yaml").read_text("utf-8")


def _hours(minutes: int) -> str:
    return "1 hour" if minutes == 60 else f"{minutes / 60:g} hours"
