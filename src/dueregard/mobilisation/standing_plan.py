"""The standing mobilisation plan of a force: what it can send, how soon, and what it has promised already.

Units and counts are what the plan shares; people stand in it only as pseudonyms under a key of the force's
own (see `workforce.pseudonyms`), so that the same person is recognised in two plans of one force and
nobody outside it can say who that is. Sizes of units, needs and shares carry their source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.period import day_words
from dueregard.common.records import Column, Marked, Origin
from dueregard.frameworks.model import Tier
from dueregard.mobilisation.moments import Moment

NATIONAL = Id("national")
"""The audience and the asker that is the nation; a region goes by its own short name."""
MOST_UNITS = 10_000
LONGEST_NOTICE_HOURS = 10_000
LARGEST_SERIAL = 10**9
MOST_KINDS, MOST_PARTS, MOST_PROMISES = 50, 200, 2_000
_PSEUDONYM = re.compile(r"p-[0-9a-f]{32}")


def count_words(count: int, singular: str) -> str:
    """A count with its noun.

    >>> count_words(1, "unit"), count_words(2_000, "unit")
    ('1 unit', '2,000 units')
    """
    return f"{count:,} {singular}{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitKind:
    """A kind of unit and its size, which differs by force and year: a dated setting with its source."""

    id: Annotated[Id, Column("The kind of unit, by its short name, such as psu.")]
    about: Annotated[str, Column("What it is.")]
    officers: Annotated[int, Column("Officers in one unit, all ranks.")]
    from_on: Annotated[date, Column("The day from which this size holds.")]
    origin: Annotated[Origin, Column("Where the size comes from.")] = Origin.FORCE
    source: Annotated[str, Column("The document or person it was taken from, with date.")]

    def __post_init__(self) -> None:
        if not 1 <= self.officers <= 1_000:
            raise ValueError(f"a unit of {self.officers} officers was given; give 1 to 1,000")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCount:
    """How many people of a part fill one role."""

    role: Annotated[Id, Column("The role, such as commander, driver or medic.")]
    people: Annotated[int, Column("People in that role, over all units of the part.")]

    def __post_init__(self) -> None:
        if not 1 <= self.people <= 1_000_000:
            raise ValueError(f"{self.people} people were given; give 1 to 1,000,000")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPart:
    """Units alike that are present within the same hours. Parts add up: no unit stands in two of them."""

    id: Annotated[Id, Column("Short name, unique in the plan.")]
    kind: Annotated[Id, Column("The kind of unit.")]
    units: Annotated[int, Column("Units in this part alone.")]
    within_hours: Annotated[
        int,
        Column("Hours after a request is accepted by which they are there: called in, equipped, travelled."),
    ]
    roles: Annotated[tuple[RoleCount, ...], Column("People by role.")] = ()
    people: Annotated[
        tuple[Id, ...], Column("Pseudonyms of its people, where they are listed at all; never names.")
    ] = ()
    joint: Annotated[
        Id | None,
        Column(
            "For units held jointly with other forces: one name, the same in each plan, so that they count once."
        ),
    ] = None

    def __post_init__(self) -> None:
        if not 1 <= self.units <= MOST_UNITS:
            raise ValueError(f"{self.units} units were given; give 1 to {MOST_UNITS:,}")
        if not 0 <= self.within_hours <= LONGEST_NOTICE_HOURS:
            raise ValueError(f"{self.within_hours} hours were given; give 0 to {LONGEST_NOTICE_HOURS:,}")
        if any(not _PSEUDONYM.fullmatch(person) for person in self.people):
            raise ValueError(
                "somebody stands here who is not a pseudonym (p- and 32 hexadecimal figures); "
                "list people in a file of their own and seal with --people"
            )
        if twice := _twice(count.role for count in self.roles):
            raise ValueError(f"the role {twice} stands twice; add its people up")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedUnits:
    """A commitment: units of one part that are promised to somebody for a time."""

    part: Annotated[Id, Column("The part of this plan that they are taken from.")]
    to: Annotated[Id, Column("Whom they are promised to: national, a region or a force as host.")]
    tier: Annotated[Tier, Column("The tier at which they are promised.")]
    units: Annotated[int, Column("How many units.")]
    from_at: Annotated[Moment, Column("When they leave their duties at home.")]
    until_at: Annotated[Moment, Column("When they are back and rested; not included.")]
    reference: Annotated[str | None, Column("Outside reference, such as the national centre's number.")] = (
        None
    )

    def __post_init__(self) -> None:
        if self.units < 1:
            raise ValueError(f"{self.units} units were given; give 1 or more")
        _check_ends_later(self.from_at, self.until_at)

    def overlaps(self, from_at: Moment, until_at: Moment) -> bool:
        """Whether it takes any of the time between two moments, the second not included."""
        return self.from_at < until_at and from_at < self.until_at


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNeed:
    """Officers of one kind of unit that the force itself must have at home in a time."""

    kind: Annotated[Id, Column("The kind of unit they come from.")]
    officers: Annotated[int, Column("Officers needed at every moment in between.")]
    from_at: Annotated[Moment, Column("From when.")]
    until_at: Annotated[Moment, Column("Until when; not included.")]
    about: Annotated[str, Column("What they are needed for.")]
    origin: Annotated[Origin, Column("Where the number comes from.")] = Origin.FORCE
    source: Annotated[str, Column("The assessment it was taken from, with date.")]

    def __post_init__(self) -> None:
        if not 1 <= self.officers <= 1_000_000:
            raise ValueError(f"{self.officers} officers were given; give 1 to 1,000,000")
        _check_ends_later(self.from_at, self.until_at)

    def overlaps(self, from_at: Moment, until_at: Moment) -> bool:
        """Whether it takes any of the time between two moments, the second not included."""
        return self.from_at < until_at and from_at < self.until_at


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanShare:
    """What the force takes its share of a requirement to be; the asker says where the two differ."""

    requirement: Annotated[Id, Column("The requirement, by its id.")]
    kind: Annotated[Id, Column("The kind of unit.")]
    within_hours: Annotated[int, Column("By how many hours.")]
    units: Annotated[int, Column("Units in all by then.")]
    source: Annotated[str, Column("Who set it and when.")]

    def __post_init__(self) -> None:
        if not 0 <= self.units <= MOST_UNITS:
            raise ValueError(f"{self.units} units were given; give 0 to {MOST_UNITS:,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingPlan(Marked):
    """A force's standing mobilisation plan, numbered and dated. Raises ValueError where it contradicts itself."""

    force: Annotated[Id, Column("The force, by its short name.")]
    serial: Annotated[int, Column("Serial number: 1 for the first, higher for each that replaces it.")]
    valid_from: Annotated[date, Column("First day it holds.")]
    valid_until: Annotated[date, Column("Last day it holds.")]
    audience: Annotated[tuple[Id, ...], Column("Who may use it: national, or regions by their short names.")]
    tier: Annotated[Tier, Column("Highest tier at which its units may be asked for.")]
    adopted_by: Annotated[str, Column("The authorised officer who adopted it.")]
    kinds: Annotated[tuple[UnitKind, ...], Column("The kinds of unit, with their sizes.")]
    parts: Annotated[tuple[PlanPart, ...], Column("What can be sent.")]
    commitments: Annotated[tuple[PromisedUnits, ...], Column("What is promised to others already.")] = ()
    own_needs: Annotated[tuple[OwnNeed, ...], Column("What the force will need itself.")] = ()
    shares: Annotated[tuple[PlanShare, ...], Column("Its shares of requirements, as it knows them.")] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.serial <= LARGEST_SERIAL:
            raise ValueError(f"the serial is {self.serial}; give 1 to {LARGEST_SERIAL:,}")
        if self.valid_until < self.valid_from:
            raise ValueError(
                f"it holds until {day_words(self.valid_until)}, before it begins; give a later day"
            )
        if not self.audience or not self.parts:
            raise ValueError("it names no audience or no part; say who may use it and what can be sent")
        for what, given, most in (
            ("kinds", self.kinds, MOST_KINDS),
            ("parts", self.parts, MOST_PARTS),
            ("commitments", self.commitments, MOST_PROMISES),
            ("own needs", self.own_needs, MOST_PROMISES),
            ("shares", self.shares, MOST_PROMISES),
        ):
            if len(given) > most:
                raise ValueError(
                    f"it has {len(given):,} {what}; give {most:,} at most, and put like ones together"
                )
        self._check_names()
        self._check_promises()

    def _check_names(self) -> None:
        parts, kinds = [part.id for part in self.parts], [kind.id for kind in self.kinds]
        for what, twice in (
            ("the part", _twice(parts)),
            ("the kind", _twice(kinds)),
            ("the audience", _twice(self.audience)),
            ("one person", _twice(person for part in self.parts for person in part.people)),
        ):
            if twice:
                raise ValueError(f"{what} {twice} stands twice; keep it once, as nobody is sent twice")
        named = [part.kind for part in self.parts] + [need.kind for need in self.own_needs]
        if unknown := next(
            (kind for kind in (*named, *(s.kind for s in self.shares)) if kind not in kinds), None
        ):
            raise ValueError(f"the kind {unknown} is not among the kinds; add it with its size")
        if lost := next((promise for promise in self.commitments if promise.part not in parts), None):
            raise ValueError(f"a commitment names the part {lost.part}; name one of: {', '.join(parts)}")

    def _check_promises(self) -> None:
        for part in self.parts:
            promised = most_at_once([p for p in self.commitments if p.part == part.id])
            if promised > part.units:
                raise ValueError(
                    f"of the {count_words(part.units, 'unit')} of {part.id}, {promised:,} are promised at the same "
                    "time; withdraw a commitment, as a unit cannot be in two places"
                )

    def officers_in(self, kind: Id) -> int:
        """Officers in one unit of a kind."""
        return next(each.officers for each in self.kinds if each.id == kind)

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= day <= self.valid_until

    @property
    def name(self) -> str:
        """As messages call it."""
        return f"plan {self.serial} of {self.force}"


def most_at_once(spans: Iterable[PromisedUnits | OwnNeed]) -> int:
    """The most that promises or needs take at one moment: fewer units cannot keep them all, and as many can.

    One that is back at the moment at which another leaves counts once, as it can be the same.
    """
    changes = []
    for span in spans:
        taken = span.units if isinstance(span, PromisedUnits) else span.officers
        changes += [(span.from_at, taken), (span.until_at, -taken)]
    away = most = 0
    for _, change in sorted(changes):  # at one moment, those who come back come first
        away += change
        most = max(most, away)
    return most


def known_again(one: StandingPlan, other: StandingPlan) -> frozenset[Id]:
    """Pseudonyms that stand in both of two plans of one force; none for plans of two forces."""
    if one.force != other.force:
        return frozenset()
    listed = [{person for part in plan.parts for person in part.people} for plan in (one, other)]
    return frozenset(listed[0] & listed[1])


def _check_ends_later(from_at: Moment, until_at: Moment) -> None:
    if until_at <= from_at:
        raise ValueError(f"it ends at {until_at}, not after it begins at {from_at}; check the moments")


def _twice(names: Iterable[str]) -> str | None:
    return next((name for name, count in Counter(names).items() if count > 1), None)
