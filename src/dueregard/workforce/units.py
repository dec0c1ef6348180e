"""What one unit is made of and who may fill each role of it: dated settings with a source, never constants.

Requests and capacity readings share these, so that a unit that is read is the unit that is sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column
from dueregard.workforce.people import RANKED, Person, PostKind, Rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A part that somebody plays in a unit: of one of these kinds, ranks and posts, holding all of these skills.

    kinds: left out, officers only. A role that asks for a rank is open only to those who have one, so that neither
    a PCSO nor a member of staff fills it, whatever its kinds.

    >>> from dueregard.workforce.hours import DutyFunction
    >>> sergeant = Role(id=Id("sergeant"), ranks=(Rank.SERGEANT,))
    >>> sergeant.could_be(Person(id=Id("p"), function=DutyFunction.RESPONSE, local_area=Id("n")))
    False
    """

    id: Annotated[Id, Column("Short name of the role.")]
    ranks: Annotated[tuple[Rank, ...], Column("Ranks that may fill it; blank for any.")] = ()
    skills: Annotated[
        tuple[Id, ...], Column("Skills that must all be held on every day of a tour; blank for none.")
    ] = ()
    posts: Annotated[tuple[Id, ...], Column("Units or posts whose people may fill it; blank for any.")] = ()
    kinds: Annotated[
        tuple[PostKind, ...], Column("Kinds of post that may fill it; blank for officers only.")
    ] = ()

    def could_be(self, person: Person) -> bool:
        """Whether rank, post and skills fit, whatever the dates; nobody who is not to be sent does."""
        return (
            not person.restricted
            and self._open_to(person)
            and all(any(held.skill == skill for held in person.skills) for skill in self.skills)
        )

    def filled_by(self, person: Person, days: Iterable[date]) -> bool:
        """Whether a person's rank and post fit and every skill is held on all of some days."""
        return self._open_to(person) and all(
            person.holds(skill, day) for day in days for skill in self.skills
        )

    def filled_between(self, person: Person, first_on: date, last_on: date) -> bool:
        """Whether somebody who may be sent could fill it on some day of a period, every skill held on that day."""
        begins = [held.from_on for held in person.skills if held.from_on is not None]
        days = {first_on, *(day for day in begins if first_on < day <= last_on)}
        return not person.restricted and any(self.filled_by(person, [day]) for day in days)

    def _open_to(self, person: Person) -> bool:
        return (
            person.kind in (self.kinds or (PostKind.OFFICER,))
            and (not self.ranks or (person.kind in RANKED and person.rank in self.ranks))
            and (not self.posts or person.post in self.posts)
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
class Transport:
    """What takes one unit to its place: carriers, and people among it who may drive them. Raises ValueError.

    There is no number of a unit's carriers or drivers that is sourced nationally, so each says where it is from.
    """

    carriers: Annotated[int, Column("Carriers of one unit.")]
    drivers: Annotated[int, Column("People of one unit who may drive them.")]
    skill: Annotated[Id, Column("The skill that a driver holds on every day of the tour.")]
    source: Annotated[str, Column("Where the numbers come from, with date.")]

    def __post_init__(self) -> None:
        if self.carriers < 1:
            raise ValueError(f"a unit has {self.carriers} carriers; give 1 or more, or leave transport out")
        if self.drivers < self.carriers:
            raise ValueError(
                f"a unit has {self.carriers} carriers and {self.drivers} drivers; give one driver for each or more"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitShape:
    """What makes one unit. Raises ValueError for a role that stands twice or a unit of nobody.

    >>> psu = UnitShape(id=Id("psu"), needs=(RoleNeed(role=Id("sergeant"), officers=3),
    ...     RoleNeed(role=Id("constable"), officers=18)), source="an example")
    >>> psu.officers
    21
    """

    id: Annotated[Id, Column("Short name of the kind of unit.")]
    about: Annotated[str | None, Column("What it is, in words; blank for its short name.")] = None
    needs: Annotated[tuple[RoleNeed, ...], Column("How many of each role make one.")]
    source: Annotated[str, Column("Where the numbers come from.")]
    roles: Annotated[
        tuple[Role, ...],
        Column("Who may fill each role; those that a request describes itself may be left out."),
    ] = ()
    transport: Annotated[
        Transport | None, Column("Carriers and drivers of one unit; blank where they are not looked at.")
    ] = None

    def __post_init__(self) -> None:
        for role, times in Counter(need.role for need in self.needs).items():
            if times > 1:
                raise ValueError(f"the role {role} stands {times} times in the unit {self.id}; keep one")
        for role, times in Counter(role.id for role in self.roles).items():
            if times > 1:
                raise ValueError(
                    f"the role {role} is described {times} times in the unit {self.id}; keep one"
                )
        if self.officers < 1:
            raise ValueError(f"the unit {self.id} has nobody in it; say how many of each role make one")

    @property
    def officers(self) -> int:
        """How many officers one unit has."""
        return sum(need.officers for need in self.needs)

    @property
    def undescribed(self) -> tuple[Id, ...]:
        """Roles that it needs and does not describe."""
        described = {role.id for role in self.roles}
        return tuple(need.role for need in self.needs if need.role not in described)

    @property
    def parts(self) -> tuple[tuple[Role, int], ...]:
        """Each role that it describes and needs, and how many of it, in the order of the needs."""
        described = {role.id: role for role in self.roles}
        needed = [need for need in self.needs if need.officers and need.role in described]
        return tuple((described[need.role], need.officers) for need in needed)
