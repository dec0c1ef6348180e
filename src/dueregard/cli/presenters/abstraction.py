"""What `dueregard abstraction` answers: officer-days by quarter, cause and team, and how they move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from dueregard.cli.page import Page, Table
from dueregard.workforce.abstraction import (
    AbstractionCause,
    AbstractionLedger,
    AbstractionTotal,
    AbstractionTrend,
)
from dueregard.workforce.trend import METHOD

MANY = (
    "Each interval holds by itself: of twenty trends about one looks clear by chance. The line for all causes "
    "and teams is the one to read first."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterLine:
    """Officer-days of one quarter, all teams and causes."""

    quarter: Annotated[str, "The quarter."]
    planned: Annotated[float, "Officer-days planned."]
    actual: Annotated[float, "Officer-days that it came to."]
    unplanned: Annotated[float, "Actual less planned; below nought where less was taken than planned."]


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalLine:
    """Officer-days of one quarter, team and cause."""

    quarter: Annotated[str, "The quarter."]
    team: Annotated[str, "The team."]
    cause: Annotated[str, "What took them."]
    planned: Annotated[float, "Officer-days planned."]
    actual: Annotated[float, "Officer-days that it came to."]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendLine:
    """How the actual officer-days move from quarter to quarter; team and cause are null for all of them."""

    team: Annotated[str | None, "The team."]
    cause: Annotated[str | None, "The cause."]
    a_quarter: Annotated[
        float | None, "Officer-days more in each quarter than in the one before; null under two."
    ]
    low: Annotated[float | None, "Low end of the 95 % interval; null under five quarters."]
    high: Annotated[float | None, "High end of it."]
    quarters: Annotated[int, "Quarters behind it."]
    in_words: Annotated[str, "rising, falling, no clear trend, or too few quarters to say."]


@dataclass(frozen=True, slots=True, kw_only=True)
class AbstractionAnswer:
    """What `abstraction --json` prints."""

    first: Annotated[str, "The first quarter."]
    last: Annotated[str, "The last quarter."]
    method: Annotated[str, "How trends are found."]
    note: Annotated[str | None, "What was counted from a study; null without one."]
    quarters: Annotated[tuple[QuarterLine, ...], "Officer-days by quarter."]
    totals: Annotated[tuple[TotalLine, ...], "Officer-days by quarter, team and cause, where there are any."]
    trends: Annotated[tuple[TrendLine, ...], "Trends: of all, of each cause, of each team."]


def abstraction_answer(ledger: AbstractionLedger, note: str | None) -> AbstractionAnswer:
    """An abstraction ledger as an answer."""
    totals = ledger.totals()
    return AbstractionAnswer(
        first=str(ledger.first),
        last=str(ledger.last),
        method=METHOD,
        note=note,
        quarters=tuple(
            _quarter(str(quarter), [row for row in totals if row.quarter == quarter])
            for quarter in ledger.quarters
        ),
        totals=tuple(
            TotalLine(
                quarter=str(row.quarter),
                team=row.team,
                cause=row.cause.value,
                planned=float(row.planned),
                actual=float(row.actual),
            )
            for row in totals
        ),
        trends=tuple(_trend(each) for each in ledger.trends()),
    )


def _quarter(name: str, rows: Iterable[AbstractionTotal]) -> QuarterLine:
    found = list(rows)
    planned, actual = sum(row.planned for row in found), sum(row.actual for row in found)
    return QuarterLine(
        quarter=name, planned=float(planned), actual=float(actual), unplanned=float(actual - planned)
    )


def _trend(each: AbstractionTrend) -> TrendLine:
    trend = each.trend
    return TrendLine(
        team=each.team,
        cause=None if each.cause is None else each.cause.value,
        a_quarter=_number(trend.slope),
        low=_number(trend.lowest),
        high=_number(trend.highest),
        quarters=trend.steps,
        in_words=trend.words,
    )


def _number(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 6)


def abstraction_page(answer: AbstractionAnswer) -> Page:
    """An abstraction ledger for a person."""
    taken, planned = (sum(getattr(line, name) for line in answer.quarters) for name in ("actual", "planned"))
    return (
        f"{taken:,.1f} officer-days were taken from local policing from {answer.first} to {answer.last}, where "
        f"{planned:,.1f} were planned. Taken as a whole: {answer.trends[0].in_words}.",
        *([answer.note] if answer.note else []),
        Table(
            title="By quarter, officer-days",
            header=("quarter", "planned", "actual", "unplanned"),
            rows=tuple(
                (line.quarter, f"{line.planned:,.1f}", f"{line.actual:,.1f}", f"{line.unplanned:+,.1f}")
                for line in answer.quarters
            ),
            numeric=frozenset({1, 2, 3}),
        ),
        Table(
            title="By quarter, team and cause, officer-days",
            header=("quarter", "team", "cause", "planned", "actual"),
            rows=tuple(
                (
                    line.quarter,
                    line.team,
                    AbstractionCause(line.cause).words(),
                    f"{line.planned:,.1f}",
                    f"{line.actual:,.1f}",
                )
                for line in answer.totals
            ),
            numeric=frozenset({3, 4}),
        ),
        Table(
            title="Change from quarter to quarter, actual officer-days",
            header=("of", "a quarter", "95 % interval", "in words"),
            rows=tuple(
                (_of(line), _signed(line.a_quarter), _between(line), line.in_words) for line in answer.trends
            ),
            numeric=frozenset({1}),
        ),
        f"Trend: {answer.method}. {MANY}",
    )


def _of(line: TrendLine) -> str:
    if line.cause is not None:
        return AbstractionCause(line.cause).words()
    return "all causes and teams" if line.team is None else f"team {line.team}"


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:+,.1f}"


def _between(line: TrendLine) -> str:
    return "" if line.low is None else f"{_signed(line.low)} to {_signed(line.high)}"
