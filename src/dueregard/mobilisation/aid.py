"""The aid log: officers given to and received from other forces, at every tier."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from dueregard.common.period import When
from dueregard.common.records import Column, Record
from dueregard.frameworks.model import Tier


class Direction(StrEnum):
    """Which way aid went."""

    GIVEN = "given"
    RECEIVED = "received"
    OWN = "own"  # a deployment inside the force's own area


@dataclass(frozen=True, slots=True, kw_only=True)
class Aid(Record):
    """One deployment: how many officers, for how many days, for whom.

    Where a source gives officers and no duration, each assumed duration is a row of its own
    with origin `assumption`, and they share `deployment`.
    """

    deployment: Annotated[str, Column("The deployment, as papers print it.")]
    direction: Annotated[Direction, Column("Given, received, or in the force's own area.")]
    tier: Annotated[Tier, Column("Local, regional or national.")]
    other_force: Annotated[str | None, Column("Host or donor.")] = None
    from_on: Annotated[When | None, Column("When it began.")] = None
    officers: Annotated[int, Column("Officers away (or received) on each day.")]
    days: Annotated[Decimal, Column("Days each was away.")]
    duration_is: Annotated[str, Column("Where the number of days comes from: recorded, or assumed and why.")]
    reference: Annotated[
        str | None, Column("Outside reference, e.g. the national centre's number.", internal=True)
    ] = None

    def __post_init__(self) -> None:
        if self.officers < 1 or self.days <= 0:
            raise ValueError("officers or days are below 1; give what was sent")

    @property
    def officer_days(self) -> Decimal:
        """Officers times days."""
        return self.officers * self.days


def share_of_strength(officers: int, strength: int) -> Decimal:
    """Officers away as a share of the force's strength.

    500 of 7,155 (West Midlands, September 2014) is 7.0 %:

    >>> round(share_of_strength(500, 7155), 3)
    Decimal('0.070')
    """
    if strength <= 0:
        raise ValueError(f"a strength of {strength} officers was given; give more than nought")
    return Decimal(officers) / Decimal(strength)
