"""What `dueregard ledger` answers: hours lost, who stood in, what is under its minimum, and the rest owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from dueregard.cli.page import Page, Part, Table
from dueregard.common.period import day_words
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.ledger import Ledger
from dueregard.workforce.ledger_views import (
    BackfillSource,
    HourAgainstMinimum,
    HoursLost,
    RestDebt,
    backfill_by_source,
    hours_lost,
    rest_debt_by_day,
    worst_hours,
)

WORST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LostLine:
    """Hours one duty function lost in a local area and week."""

    function: Annotated[str, "The duty function."]
    local_area: Annotated[str, "The local area."]
    week_starts_on: Annotated[str, "The week's Monday."]
    planned_minutes: Annotated[int, "Officer-minutes planned: rostered and not absent."]
    lost_minutes: Annotated[int, "Planned less working; below nought where more worked."]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillLine:
    """Who made up for those away."""

    function: Annotated[str, "The duty function made up for."]
    source: Annotated[str | None, "Where it was made up from; null for what was not."]
    from_other_local_areas: Annotated[bool, "Whether by officers of other local areas."]
    minutes: Annotated[int, "Officer-minutes."]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortLine:
    """An hour against its required minimum."""

    at: Annotated[str, "The hour, local time."]
    local_area: Annotated[str, "The local area."]
    function: Annotated[str, "The duty function."]
    working_minutes: Annotated[int, "Officer-minutes working."]
    required_minutes: Annotated[int, "Officer-minutes required."]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestLine:
    """Rest owed at the end of a day."""

    day: Annotated[str, "The day."]
    worked_minutes: Annotated[int, "Worked on rest days."]
    repaid_minutes: Annotated[int, "Repaid."]
    owed_minutes: Annotated[int, "Owed at its end."]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerAnswer:
    """What `ledger --json` prints."""

    deployment: Annotated[str, "The deployment in words."]
    ledger_hash: Annotated[str, "Hash by which results cite this ledger."]
    backfill: Annotated[str | None, "The backfill policy; null where nobody backfills."]
    rest: Annotated[str, "What became of the rest owed, in words."]
    lost: Annotated[tuple[LostLine, ...], "Hours lost by function, local area and week."]
    made_up: Annotated[tuple[BackfillLine, ...], "Who made up for those away."]
    worst_hours: Annotated[tuple[ShortLine, ...], "The hours furthest under their required minimum."]
    rest_by_day: Annotated[tuple[RestLine, ...], "Rest owed by day, on days on which it changes."]


def ledger_answer(ledger: Ledger, deployment: str) -> LedgerAnswer:
    """A ledger as an answer."""
    lost = [
        _lost(function, row) for function in ledger.grid.functions for row in hours_lost(ledger, function)
    ]
    return LedgerAnswer(
        deployment=deployment,
        ledger_hash=ledger.hash,
        backfill=None if ledger.policy is None else str(ledger.policy.name),
        rest=ledger.sentence_on_rest,
        lost=tuple(row for row in lost if row.lost_minutes),
        made_up=tuple(_made_up(row) for row in backfill_by_source(ledger)),
        worst_hours=tuple(_short(row) for row in worst_hours(ledger, WORST) if row.short_by_minutes > 0),
        rest_by_day=tuple(
            _rest(row) for row in rest_debt_by_day(ledger) if row.worked_minutes or row.repaid_minutes
        ),
    )


def _lost(function: DutyFunction, row: HoursLost) -> LostLine:
    return LostLine(
        function=function.value,
        local_area=row.local_area,
        week_starts_on=str(row.week_starts_on),
        planned_minutes=row.planned_minutes,
        lost_minutes=row.lost_minutes,
    )


def _made_up(row: BackfillSource) -> BackfillLine:
    return BackfillLine(
        function=row.function.value,
        source=None if row.source is None else row.source.value,
        from_other_local_areas=row.from_other_local_areas,
        minutes=row.minutes,
    )


def _short(row: HourAgainstMinimum) -> ShortLine:
    return ShortLine(
        at=f"{row.at:%Y-%m-%d %H:%M}",
        local_area=row.local_area,
        function=row.function.value,
        working_minutes=row.working_minutes,
        required_minutes=row.required_minutes,
    )


def _rest(row: RestDebt) -> RestLine:
    return RestLine(
        day=str(row.day),
        worked_minutes=row.worked_minutes,
        repaid_minutes=row.repaid_minutes,
        owed_minutes=row.owed_minutes,
    )


def ledger_page(answer: LedgerAnswer, ledger: Ledger) -> Page:
    """A ledger for a person: neighbourhood hours first."""
    first, last = (day_words(ledger.grid.local_at(hour).date()) for hour in (0, ledger.grid.hours - 1))
    parts: list[Part] = [
        f"{answer.deployment}: the hours ledger from {first} to {last}.",
        f"Backfill: {answer.backfill or 'nobody'}. {answer.rest}",
        _by_week(answer, DutyFunction.NEIGHBOURHOOD.value, "Neighbourhood hours lost by local area and week"),
        _by_function(answer),
    ]
    if answer.made_up:
        parts.append(
            Table(
                title="Who made up for those away",
                header=("duty function", "from", "hours"),
                rows=tuple(
                    (
                        row.function,
                        (row.source or "not made up")
                        + (", other local areas" if row.from_other_local_areas else ""),
                        _hours(row.minutes),
                    )
                    for row in answer.made_up
                ),
                numeric=frozenset({2}),
            )
        )
    if answer.worst_hours:
        parts.append(
            Table(
                title="Hours furthest under their required minimum",
                header=("hour", "local area", "duty function", "working", "required"),
                rows=tuple(
                    (
                        row.at,
                        row.local_area,
                        row.function,
                        _hours(row.working_minutes),
                        _hours(row.required_minutes),
                    )
                    for row in answer.worst_hours
                ),
                numeric=frozenset({3, 4}),
            )
        )
    parts.append(f"Ledger {answer.ledger_hash}.")
    return tuple(parts)


def _by_week(answer: LedgerAnswer, function: str, title: str) -> Table:
    """Weeks down, so that a long ledger stays narrow."""
    rows = [row for row in answer.lost if row.function == function]
    weeks = sorted({row.week_starts_on for row in rows})
    areas = sorted({row.local_area for row in rows})
    found = {(row.local_area, row.week_starts_on): row.lost_minutes for row in rows}
    return Table(
        title=title,
        header=("week of", *areas, "all"),
        rows=(
            *(
                (_day(week), *(_hours(found.get((area, week), 0)) for area in areas), _lost_hours(rows, week))
                for week in weeks
            ),
            ("all weeks", *(_lost_hours(rows, area=area) for area in areas), _lost_hours(rows)),
        ),
        numeric=frozenset(range(1, len(areas) + 2)),
    )


def _by_function(answer: LedgerAnswer) -> Table:
    functions = list(dict.fromkeys(row.function for row in answer.lost))
    weeks = sorted({row.week_starts_on for row in answer.lost})
    of = {name: [row for row in answer.lost if row.function == name] for name in functions}
    return Table(
        title="Hours lost by duty function, all local areas, and rest owed",
        header=("week of", *functions, "rest owed at its end"),
        rows=(
            *(
                (_day(week), *(_lost_hours(of[name], week) for name in functions), _owed(answer, week))
                for week in weeks
            ),
            ("all weeks", *(_lost_hours(of[name]) for name in functions), ""),
        ),
        numeric=frozenset(range(1, len(functions) + 2)),
    )


def _lost_hours(rows: list[LostLine], week: str | None = None, area: str | None = None) -> str:
    return _hours(
        sum(
            row.lost_minutes
            for row in rows
            if week in (None, row.week_starts_on) and area in (None, row.local_area)
        )
    )


def _owed(answer: LedgerAnswer, week: str) -> str:
    """Rest owed at the end of a week: that of the last day, up to its Sunday, on which it changed."""
    sunday = (date.fromisoformat(week) + timedelta(days=6)).isoformat()
    until = [row.owed_minutes for row in answer.rest_by_day if row.day <= sunday]
    return _hours(until[-1] if until else 0)


def _day(iso: str) -> str:
    return day_words(date.fromisoformat(iso))


def _hours(minutes: int) -> str:
    return f"{minutes / 60:,.0f}"
