"""Where and when a part of a policy holds: a local area, and hours of the local clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import numpy.typing as npt

from dueregard.common.errors import DueRegardError
from dueregard.common.reading.binding import did_you_mean
from dueregard.common.records import Column
from dueregard.workforce.hours import Grid


class PolicyRefused(DueRegardError):
    """A policy that contradicts itself, or speaks of what the roster does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldHours:
    """A local area, or all of them, and hours of the local day. Raises ValueError for hours that are none.

    An end at or before the beginning runs past midnight.
    """

    local_area: Annotated[str | None, Column("Where; blank for every local area.")] = None
    from_hour: Annotated[int, Column("Hour of the local day from which it holds, 0 to 23.")] = 0
    until_hour: Annotated[int, Column("Hour at which it stops holding, 1 to 24.")] = 24

    def __post_init__(self) -> None:
        if not (0 <= self.from_hour <= 23 and 1 <= self.until_hour <= 24):
            raise ValueError(
                f"it holds from hour {self.from_hour} until hour {self.until_hour}; write 0 to 23 and 1 to 24"
            )

    def holds_at(self, hour_of_day: int) -> bool:
        """Whether it holds in an hour of the local day.

        >>> night = HeldHours(from_hour=22, until_hour=7)
        >>> [night.holds_at(hour) for hour in (6, 7, 21, 22)]
        [True, False, False, True]
        """
        if self.from_hour < self.until_hour:
            return self.from_hour <= hour_of_day < self.until_hour
        return hour_of_day >= self.from_hour or hour_of_day < self.until_hour

    def holds_on(self, grid: Grid) -> npt.NDArray[np.bool_]:
        """Whether it holds, hours × local areas of a grid. Raises PolicyRefused for an unknown local area."""
        if self.local_area is not None and self.local_area not in grid.local_areas:
            raise PolicyRefused(
                f"A policy names the local area {self.local_area}, which the roster does not have: "
                + did_you_mean(
                    self.local_area, grid.local_areas, otherwise=f"it has {', '.join(grid.local_areas)}."
                )
            )
        open_hours = np.array([self.holds_at(hour) for hour in range(24)])[grid.hours_of_week % 24]
        here = np.array([self.local_area in (None, name) for name in grid.local_areas])
        held: npt.NDArray[np.bool_] = open_hours[:, None] & here
        return held
