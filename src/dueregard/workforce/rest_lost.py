"""Rest days that people sent away lose: nobody is missing at home for them then, and they are owed later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated

import numpy as np
import numpy.typing as npt

from dueregard.common.records import Column
from dueregard.workforce.hours import MINUTES_PER_HOUR, Grid, OfficerMinutes, zone_named
from dueregard.workforce.sharing import share_out
from dueregard.workforce.withdrawals import Withdrawal

LONGEST_DUTY_HOURS = 24
DUTY_BEGINS = time(7)
"""When the rest lost on a day is entered; it decides nothing but the hours of the ledger in which it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RestLost:
    """What those sent lose in rest, as a rule. Raises ValueError."""

    share: Annotated[Decimal, Column("Share of days on which those sent would have rested, such as 0.4.")]
    hours: Annotated[Decimal, Column("Hours owed for each rest day lost: the length of a duty.")]
    last_duty_on: Annotated[
        date | None,
        Column("Last day on duty away; blank for the last day away. Later days away count as rested."),
    ] = None
    source: Annotated[str | None, Column("Where the rule comes from, with date.")] = None

    def __post_init__(self) -> None:
        if not 0 <= self.share < 1:
            raise ValueError(f"the share of rest days is {self.share}; write 0 to under 1")
        minutes = self.hours * MINUTES_PER_HOUR
        if not 0 < self.hours <= LONGEST_DUTY_HOURS or minutes != int(minutes):
            raise ValueError(
                f"{self.hours} hours are owed for a rest day; write above 0 to {LONGEST_DUTY_HOURS}, in whole minutes"
            )

    def people(self, officers: int) -> int:
        """How many of those sent would have rested on a day, to the nearest, a half up.

        >>> RestLost(share=Decimal("0.4"), hours=Decimal(10)).people(6)
        2
        """
        return int(self.share * officers + Decimal("0.5"))


def rest_rows(
    officers: int, from_at: datetime, until_at: datetime, trained: OfficerMinutes, grid: Grid, rule: RestLost
) -> Iterator[Withdrawal]:
    """Withdrawals of people who would have rested, one for each local day, local area and duty function.

    officers: people sent. trained: officer-minutes on duty of those they are drawn from, while they are away;
    each day's people are shared over local areas and functions in proportion to their sum. A day on which less
    than a duty's hours are spent away is left out.
    """
    weights = trained.sum(axis=0).reshape(-1)
    shared = share_out(np.array(rule.people(officers)), weights).reshape(trained.shape[1:])
    for begins, ends in _duties(from_at, until_at, grid, rule):
        yield from _rows(shared, begins, ends, grid)


def _duties(
    from_at: datetime, until_at: datetime, grid: Grid, rule: RestLost
) -> Iterator[tuple[datetime, datetime]]:
    zone = zone_named(grid.zone)
    length = timedelta(minutes=int(rule.hours * MINUTES_PER_HOUR))
    day = from_at.astimezone(zone).date()
    last = (until_at - timedelta(minutes=1)).astimezone(zone).date()
    while day <= min(last, rule.last_duty_on or last):
        begins = max(datetime.combine(day, DUTY_BEGINS, tzinfo=zone).astimezone(from_at.tzinfo), from_at)
        if begins + length <= until_at:
            yield begins, begins + length
        day += timedelta(days=1)


def _rows(
    people: npt.NDArray[np.int64], begins: datetime, ends: datetime, grid: Grid
) -> Iterator[Withdrawal]:
    for area, function in np.argwhere(people).tolist():
        yield Withdrawal(
            from_at=begins,
            until_at=ends,
            local_area=grid.local_areas[area],
            function=grid.functions[function],
            officers=int(people[area, function]),
            on_rest_days=True,
        )
