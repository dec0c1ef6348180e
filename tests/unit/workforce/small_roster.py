"""Rosters small enough to check by hand: so many officers in every hour, none of them absent unless said."""

from datetime import date

import numpy as np

from dueregard.workforce.hours import AbsenceCause, DutyFunction, Grid, RosterHours

MONDAY = date(2023, 1, 9)


def grid_of(days: int = 1, areas: tuple[str, ...] = ("north",), first_on: date = MONDAY) -> Grid:
    return Grid.of_days(first_on, days, areas, "Europe/London")


def roster_of(
    officers: dict[str, int],
    *,
    days: int = 1,
    areas: tuple[str, ...] = ("north",),
    on_leave: dict[str, int] | None = None,
    trained: dict[str, int] | None = None,
) -> RosterHours:
    """Officers by function, the same in every hour and local area."""
    grid = grid_of(days, areas)
    rostered, leave, skilled = grid.nothing(), grid.nothing(), grid.nothing()
    for minutes, numbers in ((rostered, officers), (leave, on_leave or {}), (skilled, trained or {})):
        for function, number in numbers.items():
            minutes[:, :, grid.functions.index(DutyFunction(function))] = 60 * number
    causes = {AbsenceCause.LEAVE: leave} if on_leave else {}
    return RosterHours(grid, rostered, causes, {"public-order": skilled} if trained else {})


def column(minutes: np.ndarray, grid: Grid, function: str, area: int = 0) -> list[int]:
    """One function's officers by hour in one local area."""
    found: list[int] = (minutes[:, area, grid.functions.index(DutyFunction(function))] // 60).tolist()
    return found
