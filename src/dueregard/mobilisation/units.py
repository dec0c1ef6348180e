"""Roles of a public order unit and how many of each make one: dated settings, never constants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column
from dueregard.workforce.people import Person, Rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A part that somebody plays in a unit: of one of these ranks, holding every one of these skills."""

    id: Annotated[Id, Column("Short name of the role.")]
    ranks: Annotated[tuple[Rank, ...], Column("Ranks that may fill it.")]
    skills: Annotated[tuple[Id, ...], Column("Skills that must be held on every day of a tour.")]

    def filled_by(self, person: Person, days: Iterable[date]) -> bool:
        """Whether a person may fill it on all of some days."""
        return person.rank in self.ranks and all(
            person.holds(skill, day) for day in days for skill in self.skills
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleNeed:
    """How many of a role are needed."""

    role: Annotated[Id, Column("The role.")]
    officers: Annotated[int, Column("How many of it.")]

    def __post_init__(self) -> None:
        if self.officers < 0:
            raise ValueError(
                f"{self.officers} officers of the role {self.role} were asked for; give 0 or more"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitShape:
    """What makes one unit. Raises ValueError for a role named twice or a unit of nobody.

    >>> psu = UnitShape(id=Id("psu"), needs=(RoleNeed(role=Id("sergeant"), officers=3),
    ...     RoleNeed(role=Id("constable"), officers=18)), source="an example")
    >>> psu.officers
    21
    """

    id: Annotated[Id, Column("Short name of the kind of unit.")]
    needs: Annotated[tuple[RoleNeed, ...], Column("How many of each role make one.")]
    source: Annotated[str, Column("Where the numbers come from.")]

    def __post_init__(self) -> None:
        for role, times in Counter(need.role for need in self.needs).items():
            if times > 1:
                raise ValueError(f"the role {role} stands {times} times in the unit {self.id}; keep one")
        if self.officers < 1:
            raise ValueError(f"the unit {self.id} has nobody in it; say how many of each role make one")

    @property
    def officers(self) -> int:
        """How many officers one unit has."""
        return sum(need.officers for need in self.needs)
