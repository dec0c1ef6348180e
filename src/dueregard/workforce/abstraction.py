"""The abstraction ledger: officer-days taken from local policing, by cause, planned against actual."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.period import Quarter
from dueregard.common.records import Column
from dueregard.workforce.trend import Trend, trend_of

MOST_OFFICER_DAYS = 100_000


def quarter_of(day: date) -> Quarter:
    """The quarter that a day lies in.

    >>> str(quarter_of(date(2022, 9, 30)))
    '2022-Q3'
    """
    return Quarter(day.year, (day.month + 2) // 3)


class AbstractionCause(StrEnum):
    """What took officers from local policing."""

    EVENT_LOCAL = "event-local"  # an event in the force's own area
    EVENT_REGIONAL = "event-regional"
    EVENT_NATIONAL = "event-national"
    COUNTER_TERRORISM_SURGE = "counter-terrorism-surge"
    TRAINING = "training"
    COURT = "court"
    OTHER = "other"

    def words(self) -> str:
        """As printed."""
        return {
            AbstractionCause.EVENT_LOCAL: "event in the force's area",
            AbstractionCause.EVENT_REGIONAL: "event in the region",
            AbstractionCause.EVENT_NATIONAL: "event elsewhere in the nation",
            AbstractionCause.COUNTER_TERRORISM_SURGE: "counter terrorism surge",
        }.get(self, self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstraction:
    """Officers of one team taken from local policing on one day. Raises ValueError."""

    on: Annotated[date, Column("The day.")]
    team: Annotated[Id, Column("The team they were taken from.")]
    cause: Annotated[AbstractionCause, Column("What took them.")]
    planned: Annotated[Decimal, Column("Officer-days planned; 0 for what was not foreseen.")] = Decimal(0)
    actual: Annotated[Decimal, Column("Officer-days that it came to; 0 for what did not happen.")] = Decimal(
        0
    )

    def __post_init__(self) -> None:
        for officer_days in (self.planned, self.actual):
            if not 0 <= officer_days <= MOST_OFFICER_DAYS:
                raise ValueError(f"{officer_days} officer-days were given; write 0 to {MOST_OFFICER_DAYS:,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AbstractionTotal:
    """Officer-days of a team, cause and quarter."""

    quarter: Quarter
    team: Id
    cause: AbstractionCause
    planned: Decimal
    actual: Decimal

    @property
    def unplanned(self) -> Decimal:
        """Actual less planned: negative where less was taken than planned."""
        return self.actual - self.planned


@dataclass(frozen=True, slots=True, kw_only=True)
class AbstractionTrend:
    """How the officer-days taken move from quarter to quarter; None for cause or team means all of them."""

    team: Id | None
    cause: AbstractionCause | None
    trend: Trend


@dataclass(frozen=True, slots=True, kw_only=True)
class AbstractionLedger:
    """Abstractions of whole quarters, from `first` to `last`. A quarter with no row is one of nought.

    Raises ValueError for a row outside those quarters: parts of quarters would look like a trend.
    """

    first: Quarter
    last: Quarter
    abstractions: tuple[Abstraction, ...]

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"the quarters run from {self.first} to {self.last}; give the earlier one first")
        for each in self.abstractions:
            if not self.first <= quarter_of(each.on) <= self.last:
                raise ValueError(
                    f"an abstraction on {each.on.isoformat()} lies outside {self.first} to {self.last}; name "
                    "all the quarters that are complete, and leave out the others"
                )

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """All quarters, those without a row included."""
        found = [self.first]
        while found[-1] != self.last:
            found.append(found[-1].next())
        return tuple(found)

    def totals(self) -> tuple[AbstractionTotal, ...]:
        """Officer-days by quarter, team and cause, where there are any."""
        sums: dict[tuple[Quarter, Id, AbstractionCause], list[Decimal]] = defaultdict(
            lambda: [Decimal(0), Decimal(0)]
        )
        for each in self.abstractions:
            planned_actual = sums[quarter_of(each.on), each.team, each.cause]
            planned_actual[0] += each.planned
            planned_actual[1] += each.actual
        causes = list(AbstractionCause)
        return tuple(
            AbstractionTotal(quarter=quarter, team=team, cause=cause, planned=planned, actual=actual)
            for (quarter, team, cause), (planned, actual) in sorted(
                sums.items(), key=lambda item: (item[0][0], item[0][1], causes.index(item[0][2]))
            )
        )

    def by_quarter(
        self, *, team: Id | None = None, cause: AbstractionCause | None = None
    ) -> tuple[tuple[Quarter, Decimal], ...]:
        """Actual officer-days of every quarter, of one team or cause where named."""
        sums = dict.fromkeys(self.quarters, Decimal(0))
        for each in self.abstractions:
            if team in (None, each.team) and cause in (None, each.cause):
                sums[quarter_of(each.on)] += each.actual
        return tuple(sums.items())

    def trend(self, *, team: Id | None = None, cause: AbstractionCause | None = None) -> Trend:
        """Officer-days more (or fewer) in each quarter than in the one before; see `trend.METHOD`."""
        return trend_of([Fraction(actual) for _, actual in self.by_quarter(team=team, cause=cause)])

    def trends(self) -> tuple[AbstractionTrend, ...]:
        """The trend of the whole, of each cause and of each team. Of many, a few look clear by chance."""
        causes = {each.cause for each in self.abstractions}
        asked: Iterable[tuple[Id | None, AbstractionCause | None]] = [
            (None, None),
            *((None, cause) for cause in AbstractionCause if cause in causes),
            *((team, None) for team in sorted({each.team for each in self.abstractions})),
        ]
        return tuple(
            AbstractionTrend(team=team, cause=cause, trend=self.trend(team=team, cause=cause))
            for team, cause in asked
        )
