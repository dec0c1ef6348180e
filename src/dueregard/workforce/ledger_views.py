"""What an hours ledger tells: hours lost by week, backfill by source, worst hours, rest owed by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import numpy.typing as npt

from dueregard.workforce.backfill import Source
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.ledger import Ledger

_Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursLost:
    """One function's officer-minutes in one local area and week (its Monday), planned and lost.

    lost is planned (rostered and not absent) less working: negative where more worked than planned. It
    is made up of what was withdrawn, lent to other functions and given up to repay rest, less what was gained.
    """

    local_area: str
    week_starts_on: date
    planned_minutes: int
    lost_minutes: int


def hours_lost(ledger: Ledger, function: DutyFunction = DutyFunction.NEIGHBOURHOOD) -> tuple[HoursLost, ...]:
    """Hours one function lost by week and local area; weeks at the ends of the ledger may be parts."""
    index = ledger.grid.functions.index(function)
    planned = ledger.planned[:, :, index]
    lost = planned - ledger.working[:, :, index]
    mondays = ledger.grid.local_days - (ledger.grid.local_days - 1) % 7
    rows = []
    for monday, (was_planned, was_lost) in _sums_by(mondays, planned, lost):
        for area, name in enumerate(ledger.grid.local_areas):
            rows.append(
                HoursLost(
                    local_area=name,
                    week_starts_on=date.fromordinal(monday),
                    planned_minutes=int(was_planned[area]),
                    lost_minutes=int(was_lost[area]),
                )
            )
    return tuple(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillSource:
    """Officer-minutes made up for in one function from one source; None as source: left unfilled."""

    function: DutyFunction
    source: Source | None
    minutes: int
    from_other_local_areas: bool = False


def backfill_by_source(ledger: Ledger) -> tuple[BackfillSource, ...]:
    """Where what was withdrawn from duty was made up from, function by function, and what was not."""
    found: dict[tuple[DutyFunction, Source | None, bool], int] = defaultdict(int)
    for move in ledger.moves:
        key = (move.receiver, Source(move.donor.value), move.from_other_local_areas)
        found[key] += int(move.received.sum())
    columns = {
        Source.REST_DAYS: ledger.rest_day_duty - ledger.sent_on_rest_days,
        Source.OVERTIME: ledger.overtime,
        Source.LEAVE: ledger.leave_stopped,
        None: ledger.unfilled,
    }
    for source, minutes in columns.items():
        for function, total in zip(ledger.grid.functions, minutes.sum(axis=(0, 1)).tolist(), strict=True):
            found[function, source, False] += total
    order = {function: number for number, function in enumerate(ledger.grid.functions)}
    sources = [*Source, None]
    return tuple(
        BackfillSource(function=function, source=source, minutes=minutes, from_other_local_areas=across)
        for (function, source, across), minutes in sorted(
            found.items(), key=lambda item: (order[item[0][0]], sources.index(item[0][1]), item[0][2])
        )
        if minutes
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HourAgainstMinimum:
    """One hour of one function in one local area: officer-minutes at work against the required minimum."""

    at: datetime  # local time
    local_area: str
    function: DutyFunction
    working_minutes: int
    required_minutes: int

    @property
    def short_by_minutes(self) -> int:
        """How far below the minimum; nought or less where it is kept."""
        return self.required_minutes - self.working_minutes


def worst_hours(ledger: Ledger, count: int = 10) -> tuple[HourAgainstMinimum, ...]:
    """The hours furthest below their required minimum, or least above it; the earliest first of equals.

    Hours for which no minimum is set are left out.
    """
    hours, areas, functions = np.nonzero(ledger.required_minimum)
    margin = (ledger.working - ledger.required_minimum)[hours, areas, functions]
    worst = np.argsort(margin, kind="stable")[:count]
    return tuple(
        HourAgainstMinimum(
            at=ledger.grid.local_at(hour),
            local_area=ledger.grid.local_areas[area],
            function=ledger.grid.functions[function],
            working_minutes=int(ledger.working[hour, area, function]),
            required_minutes=int(ledger.required_minimum[hour, area, function]),
        )
        for hour, area, function in zip(
            hours[worst].tolist(), areas[worst].tolist(), functions[worst].tolist(), strict=True
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RestDebt:
    """The force's rest debt on one local day, in officer-minutes; owed is that at the day's end."""

    day: date
    worked_minutes: int
    repaid_minutes: int
    owed_minutes: int


def rest_debt_by_day(ledger: Ledger) -> tuple[RestDebt, ...]:
    """Rest days worked, repaid and owed, day by day, in every function and local area together."""
    owed = 0
    rows = []
    for day, (worked, repaid) in _sums_by(ledger.grid.local_days, ledger.rest_day_duty, ledger.rest_repaid):
        owed += int(worked.sum()) - int(repaid.sum())
        rows.append(
            RestDebt(
                day=date.fromordinal(day),
                worked_minutes=int(worked.sum()),
                repaid_minutes=int(repaid.sum()),
                owed_minutes=owed,
            )
        )
    return tuple(rows)


def _sums_by(groups: _Numbers, *columns: _Numbers) -> Iterable[tuple[int, list[_Numbers]]]:
    """Each column summed over the hours of each group; groups are stretches of the grid, in order."""
    starts = np.flatnonzero(np.diff(groups, prepend=groups[0] - 1))
    sums = [np.add.reduceat(column, starts, axis=0) for column in columns]
    for number, start in enumerate(starts):
        yield int(groups[start]), [column[number] for column in sums]
