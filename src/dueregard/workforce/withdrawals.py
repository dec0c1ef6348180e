"""Withdrawals: officers taken for a deployment, by local area, duty function, time, rank and skill."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from dueregard.common.errors import DueRegardError
from dueregard.common.reading.binding import did_you_mean
from dueregard.workforce.hours import MINUTES_PER_HOUR, DutyFunction, Grid, OfficerMinutes, RosterHours

MOST_OFFICERS = 200_000
_Numbers = npt.NDArray[np.int64]
_MINUTE = timedelta(minutes=1)


class WithdrawalRefused(DueRegardError):
    """People are to be taken who are not there, at a time or from a place that the roster does not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Officers taken from one duty function of one local area, from a moment until another.

    from_at, until_at: aware moments on whole minutes; until is not included.
    officers: how many are taken out of duty at every moment in between, 0 to `MOST_OFFICERS`: those who
        would have been at work then, not all who are sent.
    rank: recorded and printed; the hours ledger does not tell ranks apart.
    skills: each must be held by as many who are on duty, where the roster knows the skill.
    on_rest_days: yes where they were to rest at this time. Then nobody is missing now, and the same time
        is owed to them later.

    Raises ValueError in one sentence.
    """

    from_at: datetime
    until_at: datetime
    local_area: str
    function: DutyFunction
    rank: str | None = None
    skills: tuple[str, ...] = ()
    officers: int
    on_rest_days: bool = False

    def __post_init__(self) -> None:
        for moment in (self.from_at, self.until_at):
            if moment.utcoffset() is None or moment.second or moment.microsecond:
                raise ValueError(f"the moment {moment.isoformat()} needs an offset and whole minutes")
        if self.until_at <= self.from_at:
            raise ValueError(
                f"it ends at {self.until_at:%Y-%m-%d %H:%M}, not after it begins; give a later end"
            )
        if not 0 <= self.officers <= MOST_OFFICERS:
            raise ValueError(f"{self.officers:,} officers were given; write 0 to {MOST_OFFICERS:,}")


def withdrawn_minutes(withdrawals: Iterable[Withdrawal], grid: Grid) -> OfficerMinutes:
    """Officer-minutes taken in each hour, local area and function. Raises WithdrawalRefused.

    Ten officers from 07:30 to 09:00 are 300 officer-minutes in the first hour and 600 in the next:

    >>> from datetime import UTC, date
    >>> taken = Withdrawal(from_at=datetime(2023, 1, 9, 7, 30, tzinfo=UTC), officers=10,
    ...     until_at=datetime(2023, 1, 9, 9, tzinfo=UTC), local_area="north", function=DutyFunction.RESPONSE)
    >>> withdrawn_minutes([taken], Grid.of_days(date(2023, 1, 9), 1, ("north",), "Europe/London"))[6:10, 0, 0]
    array([  0, 300, 600,   0])
    """
    rows = [(*_cell_of(each, grid), *_minutes_from_start(each, grid), each.officers) for each in withdrawals]
    if not rows:
        return grid.nothing()
    area, function, first, last, officers = np.array(rows, dtype=np.int64).T
    taken: OfficerMinutes = _before(last, officers, area, function, grid)
    taken -= _before(first, officers, area, function, grid)
    return taken


def _before(
    moment: _Numbers, officers: _Numbers, area: _Numbers, function: _Numbers, grid: Grid
) -> OfficerMinutes:
    """Officer-minutes from the start of the grid to each moment, as if all had begun then."""
    hour = moment // MINUTES_PER_HOUR
    stopping = np.zeros((grid.hours + 1, *grid.shape[1:]), dtype=np.int64)
    part = np.zeros_like(stopping)
    np.add.at(stopping, (hour, area, function), officers)
    np.add.at(part, (hour, area, function), officers * (moment % MINUTES_PER_HOUR))
    # Whoever stops in a later hour is away for the whole of this one.
    still = np.cumsum(stopping[::-1], axis=0)[::-1] - stopping
    minutes: OfficerMinutes = (MINUTES_PER_HOUR * still + part)[:-1]
    return minutes


def _cell_of(withdrawal: Withdrawal, grid: Grid) -> tuple[int, int]:
    if withdrawal.local_area not in grid.local_areas:
        remedy = did_you_mean(
            withdrawal.local_area, grid.local_areas, otherwise=f"it has {', '.join(grid.local_areas)}."
        )
        raise WithdrawalRefused(f"The roster has no local area {withdrawal.local_area}: {remedy}")
    if withdrawal.function not in grid.functions:
        raise WithdrawalRefused(
            f"The roster has no duty function {withdrawal.function}: it has {', '.join(grid.functions)}."
        )
    return grid.local_areas.index(withdrawal.local_area), grid.functions.index(withdrawal.function)


def _minutes_from_start(withdrawal: Withdrawal, grid: Grid) -> tuple[int, int]:
    if withdrawal.from_at < grid.start or withdrawal.until_at > grid.ends_at:
        raise WithdrawalRefused(
            f"A withdrawal runs from {withdrawal.from_at.isoformat(timespec='minutes')} to "
            f"{withdrawal.until_at.isoformat(timespec='minutes')}, and the roster from "
            f"{grid.start.isoformat(timespec='minutes')} to {grid.ends_at.isoformat(timespec='minutes')}: "
            "give a roster that covers it."
        )
    return (withdrawal.from_at - grid.start) // _MINUTE, (withdrawal.until_at - grid.start) // _MINUTE


def minutes_from_duty(withdrawals: Iterable[Withdrawal], roster: RosterHours) -> OfficerMinutes:
    """Officer-minutes taken out of duty: all but those of people who were to rest.

    Raises WithdrawalRefused where more are taken than are there, or than hold the skill asked for.
    """
    on_duty = [each for each in withdrawals if not each.on_rest_days]
    taken = withdrawn_minutes(on_duty, roster.grid)
    _refuse_past(taken, roster.present, roster.grid, "")
    for skill in sorted({skill for each in on_duty for skill in each.skills} & set(roster.trained)):
        with_skill = [each for each in on_duty if skill in each.skills]
        skilled = taken if len(with_skill) == len(on_duty) else withdrawn_minutes(with_skill, roster.grid)
        _refuse_past(skilled, roster.trained[skill], roster.grid, f" with the skill {skill}")
    return taken


def _refuse_past(taken: OfficerMinutes, there: OfficerMinutes, grid: Grid, who: str) -> None:
    over = np.argwhere(taken > there)
    if len(over):
        hour, area, function = (int(index) for index in over[0])
        raise WithdrawalRefused(
            f"In the hour from {grid.local_at(hour):%d %B %Y %H:%M}, {taken[hour, area, function]:,} "
            f"officer-minutes{who} are taken from {grid.functions[function]} in {grid.local_areas[area]}, "
            f"where {there[hour, area, function]:,} are on duty ({len(over):,} such hours in all): take "
            "fewer, or take them from elsewhere."
        )
