"""A plan: who goes on which tour in which role, what they lose at home, and how good it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import inf
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column
from dueregard.mobilisation.past_loads import PersonLoad
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.local_weights import DEFAULT_PIECES, LocalWeight, WeightPiece
from dueregard.workforce.people import PostKind


class Finish(StrEnum):
    """How the search for a plan ended."""

    OPTIMAL = "optimal"  # no plan is better
    WITHIN_GAP = "within-gap"  # stopped at the gap asked for
    STOPPED = "stopped"  # a limit or the user stopped it: the best plan found


@dataclass(frozen=True, slots=True, kw_only=True)
class Aims:
    """What a plan is judged by besides the request, the emergency minimum and rest.

    weights: what an officer-hour taken counts, by place and time; where none is given, `otherwise` holds.
    minimum_share and minimum_officers: the emergency minimum, as a share of the planned officers of response
    policing in each local area at each moment, rounded up, and at least so many. Both None: the rule is off,
    and every plan says so. minimum_kinds: whom it counts; others on duty neither keep it nor are held back by it.
    """

    weights: tuple[LocalWeight, ...] = ()
    otherwise: tuple[WeightPiece, ...] = DEFAULT_PIECES
    minimum_share: float | None = None
    minimum_officers: int | None = None
    minimum_kinds: tuple[PostKind, ...] = (PostKind.OFFICER,)

    @property
    def has_minimum(self) -> bool:
        """Whether an emergency minimum is set."""
        return self.minimum_share is not None or self.minimum_officers is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A person works a tour in a role: leaves for it, is present, and is home or back in lodgings."""

    person: Annotated[Id, Column("Who.")]
    tour: Annotated[Id, Column("Which tour.")]
    role: Annotated[Id, Column("In which role.")]
    out_at: Annotated[datetime, Column("When their work begins: to equip and travel.")]
    present_at: Annotated[datetime, Column("When they are present at the place.")]
    home_at: Annotated[datetime, Column("When their work ends: home, or in lodgings.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierOnTour:
    """A carrier goes on a tour: away from leaving for it until back."""

    tour: Annotated[Id, Column("Which tour.")]
    carrier: Annotated[Id, Column("Which carrier.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LostDuty:
    """A rostered duty, or the rest of one, that a person of the plan does not work."""

    person: Annotated[Id, Column("Who.")]
    begins_at: Annotated[datetime, Column("From when it is lost.")]
    ends_at: Annotated[datetime, Column("Until when.")]
    local_area: Annotated[Id, Column("Where it was to be.")]
    function: Annotated[DutyFunction, Column("What for.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """The certificate of a bound: what it would be worth to need one officer less, or to keep one more at home.

    needs: for (tour, role, place of the need among the request's) the cost saved by one officer fewer.
    serials: where serials are kept together, for (tour, role, place of the need, local area) what an officer of the
    area is worth beside that. removed: for (local area, function, from, until) the cost of one more officer missing
    then, whole time. kept: for the same, what it is worth beside that to keep one more whom the emergency minimum
    counts, where others are on duty too.
    A bound follows from any prices, right or wrong; good ones make it tight.
    """

    needs: Mapping[tuple[str, str, int], float] = field(default_factory=dict)
    removed: Mapping[tuple[str, str, datetime, datetime], float] = field(default_factory=dict)
    serials: Mapping[tuple[str, str, int, str], float] = field(default_factory=dict)
    kept: Mapping[tuple[str, str, datetime, datetime], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTwice:
    """How many people a plan made again tells another thing than the plan before told them.

    people: who, by pseudonym. bound: no plan for the same case that leaves out as much tells fewer people twice; proved
    by `prices`, where an officer-hour counts nothing and each person told twice counts one. worth: what one person told
    twice more would save, in the bound of the cost; infinite where nobody is told twice, for then all others keep.
    """

    people: tuple[Id, ...] = ()
    bound: int = 0
    prices: Prices = field(default_factory=Prices)
    worth: float = inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A proposal for a request. It is a proposal until a named authoriser adopts it.

    cost: the weighted officer-hours lost at home plus rest days. bound: no plan that keeps every rule
    costs less; proved by `prices`. searched: the bound that the solver's search came to; it may be higher
    and nobody can check it without searching again. rest_days: cancelled. missing: where the request cannot be
    met, units short of a need by its place among the request's; the bound is then for what is left of it.
    loads: of all who may go, those who bear most first, where fair shares were asked for; seed: of the lots
    that broke ties. told_twice: where it takes the place of an earlier plan; its bound is then for plans that tell no
    more people twice.
    """

    request: Id
    assignments: tuple[Assignment, ...]
    lost: tuple[LostDuty, ...]
    rest_days: int
    cost: float
    bound: float
    searched: float
    finish: Finish
    prices: Prices
    missing: Mapping[int, int] = field(default_factory=dict)
    lacking: Mapping[tuple[int, str], int] = field(default_factory=dict)
    loads: tuple[PersonLoad, ...] = ()
    seed: int | None = None
    carriers: tuple[CarrierOnTour, ...] = ()
    told_twice: ToldTwice | None = None

    @property
    def gap(self) -> float:
        """How far the plan may be from the best, as a share of its cost; 0 where it costs nothing."""
        return max(self.cost - self.bound, 0.0) / self.cost if self.cost else 0.0
