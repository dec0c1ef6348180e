"""What an officer-hour taken from a place at a time is reckoned to cost the public there.

Neutral between the rooms: the planner of deployments spends these weights, the simulation of local policing
gives them, and neither knows the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import isfinite

from dueregard.workforce.hours import DutyFunction


@dataclass(frozen=True, slots=True)
class WeightPiece:
    """A weight for each officer-hour, as long as no more than `up_to` officers are missing; None: any number."""

    up_to: int | None
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalWeight:
    """The weights of one duty function of one local area from a moment until another, not included.

    pieces: in order of `up_to`, the last of them without an end; the weights may rise and never fall, so that
    the cost is convex: the second officer missing never costs less than the first. In expected person-hours
    waited beyond the standard per officer-hour, or 1 where nothing better is known. Raises ValueError.

    >>> from datetime import UTC
    >>> night = LocalWeight(local_area="north", function=DutyFunction.RESPONSE,
    ...     from_at=datetime(2023, 5, 1, 22, tzinfo=UTC), until_at=datetime(2023, 5, 2, 7, tzinfo=UTC),
    ...     pieces=(WeightPiece(10, 0.5), WeightPiece(None, 2.0)), source="an example")
    >>> night.cost_per_hour(12)  # ten at a half, two at 2
    9.0
    """

    local_area: str
    function: DutyFunction
    from_at: datetime
    until_at: datetime
    pieces: tuple[WeightPiece, ...]
    source: str

    def __post_init__(self) -> None:
        if self.from_at.utcoffset() is None or self.until_at.utcoffset() is None:
            raise ValueError("a moment has no time zone; give its offset from UTC")
        if self.until_at <= self.from_at:
            raise ValueError("the weights end before they begin; check which moment comes first")
        check_pieces(self.pieces)

    def cost_per_hour(self, officers: int) -> float:
        """What `officers` missing for an hour cost."""
        return cost_of(self.pieces, officers)


DEFAULT_PIECES = (WeightPiece(None, 1.0),)
"""Without a simulation, every officer-hour missing counts 1."""


def cost_of(pieces: tuple[WeightPiece, ...], officers: int) -> float:
    """What `officers` missing for an hour cost under some pieces.

    >>> cost_of(DEFAULT_PIECES, 7)
    7.0
    """
    cost, before = 0.0, 0
    for piece in pieces:
        upto = officers if piece.up_to is None else min(officers, piece.up_to)
        cost += max(upto - before, 0) * piece.weight
        before = max(before, upto)
    return cost


def check_pieces(pieces: tuple[WeightPiece, ...]) -> None:
    """Raises ValueError unless the pieces describe a convex cost for any number of officers.

    >>> check_pieces((WeightPiece(5, 2.0), WeightPiece(None, 1.0)))
    Traceback (most recent call last):
    ValueError: the weights fall from 2 to 1; let them rise, so that more missing never costs less
    """
    if not pieces or pieces[-1].up_to is not None or any(piece.up_to is None for piece in pieces[:-1]):
        raise ValueError("the last piece of the weights, and no other, must have no end; leave its up_to out")
    for piece in pieces:
        if not isfinite(piece.weight) or piece.weight < 0:
            raise ValueError(f"a weight is {piece.weight}; give a finite number of 0 or more")
    for first, second in pairwise(pieces):
        if second.weight < first.weight:
            raise ValueError(
                f"the weights fall from {first.weight:g} to {second.weight:g}; let them rise, so that more "
                "missing never costs less"
            )
        if second.up_to is not None and second.up_to <= (first.up_to or 0):
            raise ValueError("the pieces of the weights are not in order; sort them by up_to")
    if pieces[0].up_to is not None and pieces[0].up_to < 0:
        raise ValueError("a piece of the weights ends below nought; give 0 or more officers")
