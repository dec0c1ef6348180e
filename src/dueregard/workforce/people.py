"""People as a roster needs them: a pseudonym, a function, a place and skills with dates; nothing else.

Names, collar numbers and reasons for a restriction are never kept (see `pseudonyms`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from dueregard.common.codecs import Id, codec_for
from dueregard.common.records import Column
from dueregard.workforce.hours import DutyFunction

HOURS_IN_A_WEEK = 168


class Rank(StrEnum):
    """Ranks of police officers, lowest first; those above chief superintendent are one here."""

    CONSTABLE = "constable"
    SERGEANT = "sergeant"
    INSPECTOR = "inspector"
    CHIEF_INSPECTOR = "chief-inspector"
    SUPERINTENDENT = "superintendent"
    CHIEF_SUPERINTENDENT = "chief-superintendent"
    CHIEF_OFFICER = "chief-officer"


class PostKind(StrEnum):
    """Kinds of post: only officers and specials have a rank."""

    OFFICER = "officer"
    SPECIAL = "special"
    PCSO = "pcso"
    STAFF = "staff"


RANKED = (PostKind.OFFICER, PostKind.SPECIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSkill:
    """A skill that somebody holds between two days, both included.

    >>> held = HeldSkill(skill=Id("public-order"), until_on=date(2023, 3, 31))
    >>> held.holds_on(date(2023, 3, 31)), held.holds_on(date(2023, 4, 1))
    (True, False)
    """

    skill: Annotated[Id, Column("The skill, by its short name.")]
    from_on: Annotated[date | None, Column("First day it is held; blank where none is known.")] = None
    until_on: Annotated[date | None, Column("Last day it is held; blank while it lasts.")] = None

    def __post_init__(self) -> None:
        if self.from_on and self.until_on and self.until_on < self.from_on:
            raise ValueError(
                f"{self.skill} is held until {self.until_on}, before it is held from {self.from_on}; "
                "check which day comes first"
            )

    def holds_on(self, day: date) -> bool:
        """Whether it is held on a day."""
        return (self.from_on is None or self.from_on <= day) and (
            self.until_on is None or day <= self.until_on
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One officer, special, PCSO or member of staff, known by a pseudonym.

    rank: of an officer or special; a PCSO or member of staff has none, and what stands there means nothing.
    function and local_area are where they are rostered unless a duty says otherwise. hours_per_week
    is what they are contracted for, above 0 and at most 168; expansion counts what is rostered, so a
    part-time officer's roster holds their own duties. restricted says only that they are not to be
    sent to a deployment, never why.
    """

    id: Annotated[Id, Column("Pseudonym, unique in the roster.")]
    function: Annotated[DutyFunction, Column("What they are rostered for.")]
    local_area: Annotated[Id, Column("Local area they are rostered to.")]
    rank: Annotated[Rank, Column("Rank.")] = Rank.CONSTABLE
    kind: Annotated[PostKind, Column("Kind of post.")] = PostKind.OFFICER
    team: Annotated[Id | None, Column("Team whose shifts they work.")] = None
    post: Annotated[Id | None, Column("Unit or post, by a short name.")] = None
    hours_per_week: Annotated[Decimal | None, Column("Contracted hours a week.")] = None
    restricted: Annotated[bool, Column("Not to be sent to a deployment; the reason is not kept.")] = False
    skills: Annotated[tuple[HeldSkill, ...], Column("Skills with their dates.", separate=True)] = ()

    def __post_init__(self) -> None:
        if self.hours_per_week is not None:
            _check_hours(self.hours_per_week)
        if self.kind not in RANKED and self.rank is not Rank.CONSTABLE:
            raise ValueError(
                f"the kind of post is {self.kind} and the rank {self.rank}; leave the rank blank, or mend the kind"
            )

    def holds(self, skill: str, day: date) -> bool:
        """Whether they hold a skill on a day."""
        return any(held.skill == skill and held.holds_on(day) for held in self.skills)


def parse_hours(text: str) -> Decimal:
    """Contracted hours a week from text. Raises ValueError with what to do.

    >>> parse_hours("37.5")
    Decimal('37.5')
    """
    hours: Decimal = codec_for(Decimal).parse(text)
    _check_hours(hours)
    return hours


def _check_hours(hours: Decimal) -> None:
    if not 0 < hours <= HOURS_IN_A_WEEK:
        raise ValueError("write hours a week as a number above 0 and at most 168")
