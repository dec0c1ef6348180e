"""The worlds between which marginal harm is told: one place at some hours, with fewer officers or more away.

Everything else of the deployment stays away as it is, so that what one more officer-hour costs is told at the
deployment's own size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from dueregard.effects.comparison import Comparison
from dueregard.effects.study_reading import ReadStudy
from dueregard.effects.surface_work import counted_grades
from dueregard.engine.queueing.general_bins import bin_starts
from dueregard.engine.queueing.model import TICKS_PER_HOUR, Clock, Tally
from dueregard.engine.queueing.random_numbers import key_of
from dueregard.local_policing.demand import Demand
from dueregard.local_policing.measures import grades_of
from dueregard.local_policing.scenario import Prepared, Staffing, prepare_scenario, staffing_of
from dueregard.local_policing.simulation import run_scenario
from dueregard.workforce.hours import MINUTES_PER_HOUR, DutyFunction, Grid, OfficerMinutes
from dueregard.workforce.ledger import Ledger
from dueregard.workforce.withdrawals import Withdrawal, minutes_from_duty

Reals = npt.NDArray[np.float64]
SIZES = (0, 1, 2, 3)
"""Officers away in a place, as halves of what the deployment takes there: none, half, all, half as many again."""
FIRST_LOOK = 20
"""Where the deployment takes nobody, a twentieth of those on duty stands for half of what it takes."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cell:
    """A local area at some hours of the local day, on the days of a deployment.

    minutes: officer-minutes away there at each of `SIZES`, sizes × hours of the grid. taken: whether the deployment
    itself takes anybody.
    """

    local_area: str
    from_hour: int
    until_hour: int
    minutes: OfficerMinutes
    taken: bool

    @property
    def officer_hours(self) -> tuple[float, ...]:
        """Officer-hours away at each size."""
        return tuple((self.minutes.sum(axis=1) / MINUTES_PER_HOUR).tolist())

    @property
    def officers(self) -> tuple[float, ...]:
        """Officers away at each size, on the mean of the hours in which anybody is."""
        hours = max(int((self.minutes[-1] > 0).sum()), 1)
        return tuple(each / hours for each in self.officer_hours)


def cells_of(read: ReadStudy, withdrawals: Sequence[Withdrawal], block_hours: int) -> tuple[Cell, ...]:
    """Every local area at every block of hours in which response officers are on duty. Raises WithdrawalRefused."""
    grid, response = read.roster.grid, read.roster.grid.functions.index(DutyFunction.RESPONSE)
    taken = minutes_from_duty(withdrawals, read.roster)[:, :, response]
    present = read.roster.present[:, :, response]
    days = _days(grid, withdrawals)
    found = []
    for area, name in enumerate(grid.local_areas):
        for first in range(0, 24, block_hours):
            inside = (
                days & (grid.hours_of_week % 24 >= first) & (grid.hours_of_week % 24 < first + block_hours)
            )
            there, gone = present[:, area] * inside, taken[:, area] * inside
            if not there.any():
                continue
            half = gone if gone.any() else there // (FIRST_LOOK // 2)
            minutes = np.stack([np.minimum(half * size // 2, there) for size in SIZES])
            found.append(
                Cell(
                    local_area=name,
                    from_hour=first,
                    until_hour=first + block_hours,
                    minutes=minutes,
                    taken=bool(gone.any()),
                )
            )
    return tuple(found)


def _days(grid: Grid, withdrawals: Sequence[Withdrawal]) -> npt.NDArray[np.bool_]:
    """Hours between the first and the last moment at which somebody is away."""
    hours = np.arange(grid.hours)
    first = min(each.from_at for each in withdrawals) - grid.start
    last = max(each.until_at for each in withdrawals) - grid.start
    inside: npt.NDArray[np.bool_] = (hours >= first // timedelta(hours=1)) & (
        hours < last / timedelta(hours=1)
    )
    return inside


def _rows(grid: Grid, area: str, minutes: OfficerMinutes) -> Iterator[Withdrawal]:
    """Withdrawals that come to so many officer-minutes of response in each hour."""
    for hour in np.flatnonzero(minutes).tolist():
        begins = grid.start + timedelta(hours=hour)
        whole, rest = divmod(int(minutes[hour]), MINUTES_PER_HOUR)
        for officers, length in ((whole, MINUTES_PER_HOUR), (1, rest)):
            if officers and length:
                yield Withdrawal(
                    from_at=begins,
                    until_at=begins + timedelta(minutes=length),
                    local_area=area,
                    function=DutyFunction.RESPONSE,
                    officers=officers,
                )


def ledgers_of(
    read: ReadStudy, withdrawals: Sequence[Withdrawal], cells: Sequence[Cell]
) -> tuple[Ledger, ...]:
    """The hours ledger with the deployment away, then, cell by cell, with each of its sizes away instead."""
    grid = read.roster.grid
    response = grid.functions.index(DutyFunction.RESPONSE)
    taken = minutes_from_duty(withdrawals, read.roster)[:, :, response]
    kept = [each for each in withdrawals if each.on_rest_days or each.function is not DutyFunction.RESPONSE]
    rows = {name: tuple(_rows(grid, name, taken[:, at])) for at, name in enumerate(grid.local_areas)}

    def ledger(changed: dict[str, tuple[Withdrawal, ...]]) -> Ledger:
        chosen = rows | changed
        return read.ledger([*kept, *(each for name in grid.local_areas for each in chosen[name])])

    found = [ledger({})]
    for cell in cells:
        here = taken[:, grid.local_areas.index(cell.local_area)]
        elsewhen = np.where(cell.minutes[-1] > 0, 0, here)
        for size in SIZES:
            found.append(
                ledger({cell.local_area: tuple(_rows(grid, cell.local_area, elsewhen + cell.minutes[size]))})
            )
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class HarmWork:
    """The work of one run: person-hours waited beyond the standard in every world, all by the same chance.

    comparison: without and with the deployment. ledgers: of the worlds. Run n has draw n of demand, counted round.
    Worlds whose ledgers are equal are run once.
    """

    comparison: Comparison
    ledgers: tuple[Ledger, ...]
    demands: tuple[Demand, ...]
    seed: int
    staffing: tuple[Staffing, ...] = field(init=False)

    def __post_init__(self) -> None:
        crewing = self.comparison.with_it.crewing
        object.__setattr__(self, "staffing", tuple(staffing_of(each, crewing) for each in self.ledgers))

    def __call__(self, number: int) -> tuple[float, ...]:
        demand, key = self.demands[number % len(self.demands)], key_of(self.seed, number)
        known: dict[bytes, float] = {}
        found = []
        before: Prepared | None = None
        for ledger, staffing in zip(self.ledgers, self.staffing, strict=True):
            mark = ledger.working.tobytes()
            if mark not in known:
                scenario = replace(self.comparison.with_it, ledger=ledger, demand=demand)
                before = prepare_scenario(scenario, self.comparison.phases, staffing, before)
                known[mark] = late_hours(before, run_scenario(before, key))
            found.append(known[mark])
        return tuple(found)


def late_hours(prepared: Prepared, tally: Tally) -> float:
    """Person-hours waited beyond the standard by those who are no emergency, from the deployment's first day on.

    From the histograms of waits, whose bins are within a sixteenth of the wait; inside a bin waits count as spread
    evenly. Those who gave up or still wait count with what they had waited. Who became more urgent while waiting
    counts by the grade then had.
    """
    groups, grades = prepared.scenario.demand.groups, grades_of(prepared)
    counted = {grades[number] for number in counted_grades(prepared)}
    total = 0.0
    for place, each in enumerate(prepared.classes):
        standard = each.customers.standard_ticks
        if each.demand_class is None or standard is None or groups[each.demand_class] not in counted:
            continue
        served = "histogram" if each.customers.clock == Clock.START else "histogram_arrival"
        counts = sum(tally.counts[name][place, :, 1:].sum(axis=(0, 1)) for name in (served, "open_histogram"))
        total += float(beyond(standard) @ counts)
    return total / TICKS_PER_HOUR


def beyond(standard: int) -> Reals:
    """Mean ticks beyond a standard of a wait in each bin; the last bin, over a year, counts as its beginning.

    >>> float(beyond(10_500)[11]), float(beyond(10_500)[12])  # 10 to 11 seconds, 11 to 12 seconds
    (125.0, 1000.0)
    """
    low = bin_starts().astype(np.float64)
    high = np.append(low[1:], low[-1])
    inside = np.square(np.maximum(high - standard, 0.0)) / np.maximum(2 * (high - low), 1.0)
    found: Reals = np.where(low >= standard, (low + high) / 2 - standard, inside)
    return np.maximum(found, 0.0)
