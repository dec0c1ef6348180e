"""Abstractions from a roster and withdrawals: the officer-days that they take from local policing, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import numpy as np

from dueregard.common.codecs import Id
from dueregard.common.period import Quarter
from dueregard.workforce.abstraction import Abstraction, AbstractionCause, quarter_of
from dueregard.workforce.hours import AbsenceCause, DutyFunction, OfficerMinutes, RosterHours
from dueregard.workforce.withdrawals import Withdrawal, withdrawn_minutes

LOCAL_POLICING = (DutyFunction.RESPONSE, DutyFunction.NEIGHBOURHOOD)
"""The duty functions whose officer-days count as local policing's."""
MINUTES_A_DAY = 480
"""An officer-day is eight hours of duty: our assumption."""
PLACES = Decimal("0.0001")
FROM_ROSTER = {AbsenceCause.TRAINING: AbstractionCause.TRAINING, AbsenceCause.COURT: AbstractionCause.COURT}


def abstractions_of(
    roster: RosterHours, withdrawals: Iterable[Withdrawal], cause: AbstractionCause, *, happened: bool
) -> tuple[Abstraction, ...]:
    """One row for each day, local area and cause; local areas stand for teams.

    Withdrawals count under `cause`, as planned or, where it `happened`, as planned and actual. Training and court of
    the roster count as both, in those quarters that the roster covers whole: parts of quarters would look like a trend.
    """
    found = _rows(roster, withdrawn_minutes(withdrawals, roster.grid), cause, happened=happened)
    whole = whole_quarters(roster)
    for absence, counted_as in FROM_ROSTER.items():
        minutes = roster.absent_by_cause.get(absence)
        if minutes is not None:
            rows = _rows(roster, minutes, counted_as, happened=True)
            found += [row for row in rows if quarter_of(row.on) in whole]
    return tuple(sorted(found, key=lambda row: (row.on, row.team, row.cause.value)))


def whole_quarters(roster: RosterHours) -> tuple[Quarter, ...]:
    """The quarters of which the roster has every day."""
    first, last = (date.fromordinal(int(roster.grid.local_days[at])) for at in (0, -1))
    quarter, found = quarter_of(first), []
    while quarter.last_day <= last:
        if quarter.first_day >= first:
            found.append(quarter)
        quarter = quarter.next()
    return tuple(found)


def _rows(
    roster: RosterHours, minutes: OfficerMinutes, cause: AbstractionCause, *, happened: bool
) -> list[Abstraction]:
    grid = roster.grid
    functions = [grid.functions.index(function) for function in LOCAL_POLICING]
    by_hour = minutes[:, :, functions].sum(axis=2)
    days, day = np.unique(grid.local_days, return_inverse=True)
    by_day = np.zeros((len(days), by_hour.shape[1]), dtype=np.int64)
    np.add.at(by_day, day, by_hour)
    rows = []
    for at, area in zip(*np.nonzero(by_day), strict=True):
        taken = (Decimal(int(by_day[at, area])) / MINUTES_A_DAY).quantize(PLACES)
        rows.append(
            Abstraction(
                on=date.fromordinal(int(days[at])),
                team=Id(grid.local_areas[area]),
                cause=cause,
                planned=taken,
                actual=taken if happened else Decimal(0),
            )
        )
    return rows
