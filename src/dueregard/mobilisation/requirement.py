"""What a region or the nation requires: units by hours, and each force's share. All of it dated data."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.errors import FaultList, shorten
from dueregard.common.period import day_words
from dueregard.common.reading.binding import bind
from dueregard.common.reading.yaml_tree import parse_yaml
from dueregard.common.records import Column, Marked, Origin
from dueregard.frameworks.model import Tier
from dueregard.mobilisation.standing_plan import LONGEST_NOTICE_HOURS, MOST_UNITS, OwnNeed

REQUIREMENT_FORMAT = "dueregard-requirement 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredUnits:
    """One deadline step: units of a kind that must be there in all by a number of hours."""

    kind: Annotated[Id, Column("The kind of unit.")]
    within_hours: Annotated[int, Column("Hours after the request is accepted.")]
    units: Annotated[int, Column("Units in all by then, those of earlier steps included.")]

    def __post_init__(self) -> None:
        if not 0 <= self.within_hours <= LONGEST_NOTICE_HOURS:
            raise ValueError(f"{self.within_hours} hours were given; give 0 to {LONGEST_NOTICE_HOURS:,}")
        if not 1 <= self.units <= MOST_UNITS:
            raise ValueError(f"{self.units} units were given; give 1 to {MOST_UNITS:,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForceShare:
    """A force's share, as a weight: its part of the sum of all weights is its part of every step."""

    force: Annotated[Id, Column("The force.")]
    weight: Annotated[Decimal, Column("Its weight, such as its officers or its per cent; only ratios count.")]

    def __post_init__(self) -> None:
        if self.weight <= 0:
            raise ValueError(f"the weight {self.weight} was given; give more than nought")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenNeed(OwnNeed):
    """Officers that the asker foresees a force to need at home, besides what the force's own plan says."""

    force: Annotated[Id, Column("The force.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement(Marked):
    """What one asker requires of its forces. Raises ValueError where it contradicts itself."""

    format: Annotated[str, Column(f"The format: {REQUIREMENT_FORMAT}.")]
    id: Annotated[Id, Column("Its short name.")]
    asker: Annotated[Id, Column("Who requires it: national, or a region by its short name.")]
    tier: Annotated[Tier, Column("The tier at which it asks.")]
    about: Annotated[str, Column("What it is for.")]
    from_on: Annotated[date, Column("First day it holds.")]
    until_on: Annotated[date, Column("Last day it holds.")]
    steps: Annotated[tuple[RequiredUnits, ...], Column("Units by hours.")]
    shares: Annotated[tuple[ForceShare, ...], Column("The share of each force.")]
    needs: Annotated[tuple[ForeseenNeed, ...], Column("What forces are foreseen to need themselves.")] = ()
    origin: Annotated[Origin, Column("Where it comes from.")] = Origin.FORCE
    source: Annotated[str, Column("The document that sets it, with date.")]

    def __post_init__(self) -> None:
        if self.format != REQUIREMENT_FORMAT:
            raise ValueError(f"the format {shorten(self.format)} was given; write {REQUIREMENT_FORMAT}")
        if self.until_on < self.from_on:
            raise ValueError(f"it holds until {day_words(self.until_on)}, before it begins; give a later day")
        if not self.steps or not self.shares:
            raise ValueError("it has no step or no share; say what is required and of whom")
        forces = [share.force for share in self.shares]
        if len(set(forces)) < len(forces):
            raise ValueError("a force has two shares; give each force one")
        for kind in {step.kind for step in self.steps}:
            steps = sorted((s.within_hours, s.units) for s in self.steps if s.kind == kind)
            for (hours, units), (later, more) in pairwise(steps):
                if later == hours or more < units:
                    raise ValueError(
                        f"{kind}: {units} units within {hours} hours and {more} within {later} cannot both be in all; "
                        "count those of earlier steps in each later one"
                    )

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.from_on <= day <= self.until_on


def shared_out(units: int, shares: Sequence[ForceShare]) -> dict[Id, int]:
    """Whole units owed by each force, which add up to `units` (method of Webster and Sainte-Laguë).

    Each unit goes to the force whose weight over twice its units plus one is highest, of equals to the first
    by name. A larger requirement never makes a force owe less, which rounding of quotas does not promise.

    >>> shares = [ForceShare(force=Id(name), weight=Decimal(weight)) for name, weight in (("a", 6), ("b", 3), ("c", 1))]
    >>> shared_out(10, shares)
    {'a': 6, 'b': 3, 'c': 1}
    """
    owed = dict.fromkeys((share.force for share in shares), 0)
    weights = {share.force: Fraction(share.weight) for share in shares}
    waiting = [(-weight, force) for force, weight in weights.items()]
    heapq.heapify(waiting)
    for _ in range(units):
        force = waiting[0][1]
        owed[force] += 1
        heapq.heapreplace(waiting, (-weights[force] / (2 * owed[force] + 1), force))
    return owed


def read_requirement(text: str, name: str, faults: FaultList) -> Requirement | None:
    """The requirement of a YAML text; None when it has a fault, each noted in `faults`."""
    tree = parse_yaml(text, name, faults)
    return None if tree is None else bind(Requirement, tree, name, faults)
