"""Carriers: vehicles that take a unit to its place, where each is kept, what it seats and when it is off the road."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column

MOST_SEATS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class OffRoad:
    """Days on which a carrier cannot be used, both included; without an end until further notice. Raises ValueError."""

    from_on: Annotated[date, Column("First day off the road.")]
    until_on: Annotated[date | None, Column("Last day off the road; blank until further notice.")] = None

    def __post_init__(self) -> None:
        if self.until_on is not None and self.until_on < self.from_on:
            raise ValueError(
                f"it is off the road until {self.until_on}, before it is off from {self.from_on}; check which day "
                "comes first"
            )

    def holds_on(self, day: date) -> bool:
        """Whether it is off the road on a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A vehicle of the force. Raises ValueError.

    >>> van = Carrier(id=Id("c1"), local_area=Id("north"), seats=9, off=(OffRoad(from_on=date(2023, 5, 2)),))
    >>> van.is_on_road([date(2023, 5, 1)]), van.is_on_road([date(2023, 5, 1), date(2023, 5, 2)])
    (True, False)
    """

    id: Annotated[Id, Column("Short name or fleet number.")]
    local_area: Annotated[Id, Column("Where it is kept.")]
    seats: Annotated[int, Column("Seats, the driver's among them.")]
    off: Annotated[tuple[OffRoad, ...], Column("When it is off the road.")] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.seats <= MOST_SEATS:
            raise ValueError(f"the carrier {self.id} has {self.seats:,} seats; give 1 to {MOST_SEATS}")

    def is_on_road(self, days: Iterable[date]) -> bool:
        """Whether it can be used on all of some days."""
        return not any(off.holds_on(day) for day in days for off in self.off)
