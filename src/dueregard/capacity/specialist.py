"""Specialist functions: what each threat level asks for, who supplies it, and how far others are relied on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Annotated

from dueregard.capacity.units import TargetUnusable
from dueregard.common.codecs import Id
from dueregard.common.errors import shorten
from dueregard.common.period import months_after
from dueregard.common.records import Column
from dueregard.force.standing_facts import ThreatLevel

MOST_DAYS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelDemand:
    """What a threat level asks of a function in a month."""

    level: Annotated[str, Column("The threat level, as it is published.")]
    officer_days: Annotated[int, Column("Officer-days of work a month at this level.")]

    def __post_init__(self) -> None:
        if not 0 <= self.officer_days <= MOST_DAYS:
            raise ValueError(
                f"{self.level} asks for {self.officer_days:,} officer-days; write 0 to {MOST_DAYS:,}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSupply:
    """Officer-days worked for a function in a month, by who supplied them; and those given to other forces.

    given is not part of own_days: it is work done elsewhere. Raises ValueError for a number below nought.
    """

    month: Annotated[date, Column("Any day of the month.")]
    own_days: Annotated[int, Column("Officer-days by the function's own people.")]
    network_days: Annotated[int, Column("Officer-days by the national or regional network.")] = 0
    received_days: Annotated[
        int, Column("Officer-days by the rest of the force or other forces, as mutual support.")
    ] = 0
    given_days: Annotated[int, Column("Officer-days given to others as mutual support.")] = 0

    def __post_init__(self) -> None:
        for days in (self.own_days, self.network_days, self.received_days, self.given_days):
            if not 0 <= days <= MOST_DAYS:
                raise ValueError(f"{days:,} officer-days were given; write 0 to {MOST_DAYS:,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialistFunction:
    """A function such as counter terrorism: demand by threat level, lowest level first, and its months.

    Raises ValueError where a level or month stands twice.
    """

    id: Annotated[Id, Column("Short name.")]
    name: Annotated[str, Column("As papers print it.")]
    criterion: Annotated[Id | None, Column("Criterion it bears on, as framework/criterion.")] = None
    source: Annotated[str, Column("Where its figures come from.")]
    demand: Annotated[tuple[LevelDemand, ...], Column("Demand by threat level, lowest level first.")]
    supply: Annotated[tuple[MonthSupply, ...], Column("What was supplied, by month.")] = ()

    def __post_init__(self) -> None:
        levels = [row.level for row in self.demand]
        months = [row.month.replace(day=1) for row in self.supply]
        if len(set(levels)) < len(levels) or len(set(months)) < len(months):
            raise ValueError(f"{self.id} has a threat level or a month twice; keep one of them")


@dataclass(frozen=True, slots=True)
class FunctionMonth:
    """One month of a function in officer-days.

    level: the highest threat level in force on a day of it. needed: what that level asks for. network, received: what
    others supplied. uncovered: needed and supplied by nobody. reliance: the share of the days worked that others
    supplied; None where nobody worked.
    """

    month: date
    level: str
    needed: int
    own: int
    network: int
    received: int
    given: int

    @property
    def supplied_by_others(self) -> int:
        """What the network and mutual support supplied."""
        return self.network + self.received

    @property
    def uncovered(self) -> int:
        """What was needed and supplied by nobody, 0 or more."""
        return max(self.needed - self.own - self.supplied_by_others, 0)

    @property
    def own_short(self) -> int:
        """What own people alone would have left undone, those given to others kept at home: 0 or more."""
        return max(self.needed - self.own - self.given, 0)

    @property
    def reliance(self) -> Fraction | None:
        """Others' share of the days worked.

        >>> FunctionMonth(date(2023, 5, 1), "SEVERE", 100, 60, 15, 5, 0).reliance
        Fraction(1, 4)
        """
        worked = self.own + self.supplied_by_others
        return Fraction(self.supplied_by_others, worked) if worked else None


def months_of(function: SpecialistFunction, levels: Sequence[ThreatLevel]) -> tuple[FunctionMonth, ...]:
    """Every month of a function in order, at the threat level of that month.

    Raises TargetUnusable where no level was in force, or one for which the function states no demand.
    """
    asks = {row.level: row.officer_days for row in function.demand}
    found = []
    for row in sorted(function.supply, key=lambda row: row.month):
        month = row.month.replace(day=1)
        level = _highest(function, levels, month)
        found.append(
            FunctionMonth(
                month,
                level,
                asks[level],
                row.own_days,
                row.network_days,
                row.received_days,
                row.given_days,
            )
        )
    return tuple(found)


def reliance_over(months: Iterable[FunctionMonth]) -> Fraction | None:
    """Others' share of all days worked over some months: a share of sums, not a mean of shares.

    >>> quiet = FunctionMonth(date(2023, 4, 1), "LOW", 10, 10, 0, 0, 0)
    >>> busy = FunctionMonth(date(2023, 5, 1), "SEVERE", 100, 60, 30, 0, 0)
    >>> reliance_over([quiet, busy])
    Fraction(3, 10)
    """
    held = tuple(months)
    others = sum(row.supplied_by_others for row in held)
    worked = others + sum(row.own for row in held)
    return Fraction(others, worked) if worked else None


def _highest(function: SpecialistFunction, levels: Sequence[ThreatLevel], month: date) -> str:
    """The highest level in force on a day of a month, in the order of the function's demand."""
    order = {row.level: place for place, row in enumerate(function.demand)}
    last = months_after(month, 1) - timedelta(days=1)
    dated = sorted(levels, key=lambda row: row.from_on.first_day)
    before = [row.level for row in dated if row.from_on.first_day <= month][-1:]
    within = [row.level for row in dated if month < row.from_on.first_day <= last]
    held = before + within
    if not before:
        raise TargetUnusable(
            f"{function.name}: no threat level was in force on {month:%Y-%m-%d}: add the one that was."
        )
    for level in held:
        if level not in order:
            raise TargetUnusable(
                f"{function.name} says nothing of the threat level {shorten(level)}: add what it asks for."
            )
    return max(held, key=order.__getitem__)
