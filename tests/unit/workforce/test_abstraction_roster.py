"""Officer-days that a roster and withdrawals take from local policing, against counting by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from dueregard.common.period import Quarter
from dueregard.workforce.abstraction import AbstractionCause
from dueregard.workforce.abstraction_roster import abstractions_of, whole_quarters
from dueregard.workforce.hours import AbsenceCause, DutyFunction, Grid, RosterHours
from dueregard.workforce.withdrawals import Withdrawal

NATIONAL = AbstractionCause.EVENT_NATIONAL


def roster(first_on: date, days: int) -> RosterHours:
    """Ten officers of every function at every hour, one of them in training."""
    grid = Grid.of_days(first_on, days, ("north", "south"), "UTC")
    rostered, training = grid.nothing(), grid.nothing()
    rostered[:], training[:] = 600, 60
    return RosterHours(grid, rostered, {AbsenceCause.TRAINING: training}, {})


def away(function: DutyFunction, officers: int) -> Withdrawal:
    """From 20:00 on 9 January for eight hours, over midnight."""
    return Withdrawal(
        from_at=datetime(2023, 1, 9, 20, tzinfo=UTC),
        until_at=datetime(2023, 1, 10, 4, tzinfo=UTC),
        local_area="north",
        function=function,
        officers=officers,
    )


def test_eight_hours_of_an_officer_are_a_day_and_fall_on_the_days_they_are_in():
    """Six officers for eight hours are six officer-days, three on either side of midnight."""
    rows = abstractions_of(
        roster(date(2023, 1, 9), 3), [away(DutyFunction.RESPONSE, 6)], NATIONAL, happened=True
    )
    assert [(str(row.on), row.team, row.cause, row.planned, row.actual) for row in rows] == [
        ("2023-01-09", "north", NATIONAL, Decimal("3.0000"), Decimal("3.0000")),
        ("2023-01-10", "north", NATIONAL, Decimal("3.0000"), Decimal("3.0000")),
    ]


def test_what_has_not_happened_is_planned_and_nothing_more():
    rows = abstractions_of(
        roster(date(2023, 1, 9), 3), [away(DutyFunction.RESPONSE, 6)], NATIONAL, happened=False
    )
    assert [(row.planned, row.actual) for row in rows] == [(Decimal(3), Decimal(0))] * 2


@pytest.mark.parametrize(
    ("function", "counts"), [(DutyFunction.NEIGHBOURHOOD, True), (DutyFunction.CUSTODY, False)]
)
def test_only_response_and_neighbourhood_are_local_policing(function, counts):
    rows = abstractions_of(roster(date(2023, 1, 9), 3), [away(function, 6)], NATIONAL, happened=True)
    assert bool(rows) is counts


def test_training_counts_in_whole_quarters_only():
    """An officer in training at every hour of two functions is six officer-days a day in each local area."""
    part = roster(date(2023, 1, 9), 30)
    assert whole_quarters(part) == ()
    assert abstractions_of(part, (), NATIONAL, happened=True) == ()
    whole = roster(date(2023, 3, 30), 93)  # two days of the quarter before, then 91 days of the second
    assert whole_quarters(whole) == (Quarter(2023, 2),)
    rows = abstractions_of(whole, (), NATIONAL, happened=False)
    assert {row.cause for row in rows} == {AbstractionCause.TRAINING}
    assert sum(row.actual for row in rows) == 91 * 2 * 6
    assert sum(row.planned for row in rows) == 91 * 2 * 6
