"""What moves in a plan when the weights of places are taken to be lower or higher than they were told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from dueregard.mobilisation.plan import Aims, Plan
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.local_weights import WeightPiece

FACTORS = (0.5, 1.5)
"""Weights are changed by half, down and up."""
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """How a plan with changed weights differs from the one with those that were given.

    hours: officer-hours lost more, below nought fewer, by local area and duty function; places that do not move are
    left out. joins, leaves: people who go now and did not, and the other way round. tours: tours on which others go.
    rest_days: cancelled, more or fewer. Where several plans cost the same, people may change places for nothing.
    """

    factor: float
    hours: Mapping[tuple[str, DutyFunction], float]
    joins: int
    leaves: int
    tours: tuple[str, ...]
    rest_days: int

    @property
    def is_none(self) -> bool:
        """Whether no choice moves."""
        return not (self.hours or self.joins or self.leaves or self.tours or self.rest_days)


def with_weights_times(aims: Aims, factor: float) -> Aims:
    """The same aims with every given weight times a factor; what counts where none is given stays."""
    weights = tuple(
        replace(each, pieces=tuple(WeightPiece(piece.up_to, piece.weight * factor) for piece in each.pieces))
        for each in aims.weights
    )
    return replace(aims, weights=weights)


def moves_between(factor: float, usual: Plan, other: Plan) -> Moves:
    """What moved from one plan to another."""
    before, after = _hours(usual), _hours(other)
    hours = {key: after[key] - before[key] for key in sorted({*before, *after})}
    gone, going = (
        frozenset((each.person, each.tour) for each in plan.assignments) for plan in (usual, other)
    )
    people, now = ({each.person for each in plan.assignments} for plan in (usual, other))
    return Moves(
        factor=factor,
        hours={key: change for key, change in hours.items() if abs(change) > 1e-9},
        joins=len(now - people),
        leaves=len(people - now),
        tours=tuple(sorted({str(tour) for _, tour in gone ^ going})),
        rest_days=other.rest_days - usual.rest_days,
    )


def _hours(plan: Plan) -> defaultdict[tuple[str, DutyFunction], float]:
    found: defaultdict[tuple[str, DutyFunction], float] = defaultdict(float)
    for each in plan.lost:
        found[str(each.local_area), each.function] += (each.ends_at - each.begins_at) / _HOUR
    return found
