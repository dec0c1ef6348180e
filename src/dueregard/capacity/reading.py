"""A capacity target read from a roster, for a call at the start of every hour of a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dueregard.capacity.matching import MOST_NEEDS, Counts, fit
from dueregard.capacity.presence import Muster, Need, needs_of, people_by_kind
from dueregard.capacity.units import Target, TargetUnusable
from dueregard.workforce.hours import HOURS_PER_WEEK, Grid
from dueregard.workforce.roster import Roster

QUANTILES = (5, 25, 50, 75, 95)
"""Per cent of hours; the 5 % quantile is what there is or more in all but that share of them."""


@dataclass(frozen=True, slots=True)
class HourRead:
    """One hour: units that could be present and kept up, people short of the target, roles that run out first."""

    hour: int
    units: int
    short_people: int
    runs_out: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Reading:
    """Whole units for a call at the start of each hour of a grid, and people short of the target then.

    runs_out: the set of the target's needs (bit n for need n) that limits the units.
    """

    target: Target
    grid: Grid
    needs: tuple[Need, ...]
    units: Counts
    short: Counts
    runs_out: Counts

    @property
    def hours_met(self) -> int:
        """Hours in which the target is reached."""
        return int((self.units >= self.target.number).sum())

    @property
    def is_met(self) -> bool:
        """Whether it is reached in every hour."""
        return self.hours_met == self.grid.hours

    @property
    def least(self) -> int:
        """The fewest units of any hour."""
        return int(self.units.min())

    @cached_property
    def quantiles(self) -> tuple[tuple[int, int], ...]:
        """Per cent of hours, and units: in all other hours there are at least so many."""
        ordered = np.sort(self.units)
        return tuple((share, int(ordered[share * len(ordered) // 100])) for share in QUANTILES)

    @cached_property
    def least_by_hour_of_week(self) -> tuple[int | None, ...]:
        """The fewest units by local hour of the week from Monday 00:00; None where the period has no such hour."""
        of_week = self.grid.hours_of_week
        return tuple(
            int(self.units[of_week == hour].min()) if (of_week == hour).any() else None
            for hour in range(HOURS_PER_WEEK)
        )

    def worst(self, number: int) -> tuple[HourRead, ...]:
        """The worst hours: fewest units, then most people short, then earliest."""
        order = np.lexsort((np.arange(len(self.units)), -self.short, self.units))[:number]
        return tuple(self.at(int(hour)) for hour in order)

    def at(self, hour: int) -> HourRead:
        """One hour."""
        bits = int(self.runs_out[hour])
        roles = (str(need.role.id) for bit, need in enumerate(self.needs) if bits >> bit & 1)
        return HourRead(hour, int(self.units[hour]), int(self.short[hour]), tuple(dict.fromkeys(roles)))


def read_target(roster: Roster, grid: Grid, target: Target, muster: Muster) -> Reading:
    """Read a target from a roster. Raises TargetUnusable.

    For a call at the start of an hour: somebody on duty is there after one muster time, somebody off duty after
    another; whoever is away at some time from the call to the end of what is asked, or loses a needed skill by
    then, or is not to be sent, does not count. Nobody fills two places. Rest before the call is not looked at, nor
    who is promised elsewhere; a target kept up for longer than one tour needs its reliefs as well (see `needs_of`).

    >>> from datetime import UTC, date, datetime, timedelta
    >>> from dueregard.capacity.units import plain_unit, target_of
    >>> from dueregard.common.codecs import Id
    >>> from dueregard.workforce.hours import DutyFunction
    >>> from dueregard.workforce.people import HeldSkill, Person
    >>> from dueregard.workforce.roster import Duty
    >>> ann = Person(id=Id("p1"), function=DutyFunction.RESPONSE, local_area=Id("north"),
    ...              skills=(HeldSkill(skill=Id("driver")),))
    >>> begins = datetime(2022, 12, 1, 7, tzinfo=UTC)
    >>> shift = Duty(person=Id("p1"), begins_at=begins, ends_at=begins + timedelta(hours=2))
    >>> roster = Roster.of_records("Europe/London", ["north"], [ann], [shift])
    >>> soon = target_of(Id("soon"), "drivers", plain_unit("driver"), 1, 1)
    >>> grid = Grid(datetime(2022, 12, 1, 6, tzinfo=UTC), 4, "Europe/London", ("north",))
    >>> read_target(roster, grid, soon, Muster(60, 240, 720, 660)).units.tolist()
    [0, 1, 1, 0]
    """
    needs = needs_of(target, muster)
    check_size(needs, str(target.id))
    kinds, people = people_by_kind(roster, grid, needs, muster)
    each = places_of(target, muster)
    found = fit(kinds, people, each, [target.number * places for places in each])
    return Reading(target, grid, needs, found.units, found.short, found.runs_out)


def places_of(target: Target, muster: Muster) -> tuple[int, ...]:
    """For each need of a target the places that one unit has."""
    numbers = [number for _, number in target.unit.parts]
    again = muster.reliefs(target)
    return (*numbers, *(again * number for number in numbers if again))


def check_size(needs: Sequence[Need], whose: str) -> None:
    """Raises TargetUnusable where there are more kinds of places than can be looked at together."""
    if len(needs) > MOST_NEEDS:
        raise TargetUnusable(
            f"{whose} needs {len(needs)} kinds of places, reliefs apart, and {MOST_NEEDS} can be looked at "
            "together: name fewer roles."
        )
