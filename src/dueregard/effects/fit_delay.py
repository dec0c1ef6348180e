"""Simulated beside logged delay: the log's own weeks lived through with the fitted demand and the roster.

It shows where the model and the log part. It is no validation: the log's waits helped to find the figures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dueregard.common.errors import DueRegardError
from dueregard.common.parallel import Block, OnFinished, blocks, run_tasks
from dueregard.effects.load import unit_hours_of
from dueregard.effects.rosters import roster_hash, roster_hours
from dueregard.effects.study import StaffingSource
from dueregard.engine.queueing.random_numbers import key_of
from dueregard.local_policing.calibration_result import Calibration
from dueregard.local_policing.crewing import CrewingPolicy
from dueregard.local_policing.measures import TICKS_PER_MINUTE, grades_of
from dueregard.local_policing.response_policy import ResponsePolicy
from dueregard.local_policing.scenario import Prepared, Scenario, prepare_scenario
from dueregard.local_policing.settings_file import read_record
from dueregard.local_policing.simulation import run_scenario
from dueregard.workforce.hours import Grid
from dueregard.workforce.ledger import Ledger
from dueregard.workforce.ledger_keeping import keep_ledger

Reals = npt.NDArray[np.float64]
HOURS = 24
WARM_UP_DAYS = 7
LEAST_WEEKS = 2
MOST_WEEKS = 52
FEWEST_RUNS = 2


class DelayRefused(DueRegardError):
    """A calibration whose log's weeks cannot be lived through; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HourOfDelay:
    """Mean minutes to the first dispatch of those received in an hour of the day; None where nobody was.

    low, high: the lowest and highest of the runs' means.
    """

    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeDelay:
    """One grade by hour of the day, and of the whole day; unserved: share of a run's people never sent a unit."""

    grade: str
    hours: tuple[HourOfDelay, ...]
    whole: HourOfDelay
    unserved: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedDelay:
    """What so many runs of the log's weeks come to. load: share of unit-hours taken by work that cannot be left.

    deficit_units: units lacking at every hour for the queues to stop growing; 0 for none.
    """

    runs: int
    seed: int
    first_on: date
    last_on: date
    policy: str
    crewing: str
    roster_hash: str
    ledger_hash: str
    load: float
    deficit_units: float
    grades: tuple[GradeDelay, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Staffed:
    """The hours ledger of a log's weeks with nobody away, and how officers become units."""

    ledger: Ledger
    crewing: CrewingPolicy
    roster_hash: str


def weeks_lived_through(calibration: Calibration) -> tuple[date, int]:
    """First day and days that are simulated: the log's first 52 weeks, or all where it has fewer. DelayRefused."""
    if calibration.weeks < LEAST_WEEKS:
        raise DelayRefused(
            f"The calibration has {calibration.weeks} whole week of log: give {LEAST_WEEKS} or more to simulate it, "
            "since the first fills the queues."
        )
    return calibration.first_on, 7 * min(calibration.weeks, MOST_WEEKS)


def read_staffed(path: Path, calibration: Calibration) -> Staffed:
    """Who was on duty over the log's weeks, from a staffing file. Raises FaultsFound and what its parts raise."""
    source = read_record(StaffingSource, path, path.name)
    first_on, days = weeks_lived_through(calibration)
    demand = calibration.demand
    crewing = read_record(CrewingPolicy, path.parent / source.crewing, source.crewing)
    grid = Grid.of_days(first_on, days, demand.local_areas, demand.zone)
    hours = roster_hours(source.roster, path.parent, grid, *(needed.skill for needed in crewing.skills))
    return Staffed(ledger=keep_ledger(hours), crewing=crewing, roster_hash=roster_hash(hours))


@dataclass(frozen=True, slots=True, eq=False)
class DelayWork:
    """Runs of the log's weeks; run n has draw n of demand and random numbers of its own."""

    scenario: Scenario
    calibration: Calibration
    runs: int
    seed: int

    def __call__(self, block: Block) -> list[Reals]:
        demands = tuple(self.calibration.draws(self.runs, self.seed))
        return [
            _counted(
                _by_hour(prepare_scenario(replace(self.scenario, demand=demands[run]))),
                key_of(self.seed, run),
            )
            for run in block
        ]


def simulated_delay(
    calibration: Calibration,
    staffed: Staffed,
    policy: ResponsePolicy,
    runs: int,
    *,
    workers: int = 1,
    on_finished: OnFinished | None = None,
) -> SimulatedDelay:
    """Live the log's weeks through so many times; the same for any number of workers."""
    if runs < FEWEST_RUNS:
        raise ValueError(f"{runs} run shows no spread; give {FEWEST_RUNS} or more")
    seed = calibration.settings.seed
    scenario = Scenario(
        name="the log's own weeks",
        demand=calibration.demand,
        ledger=staffed.ledger,
        crewing=staffed.crewing,
        policy=policy,
    )
    work = DelayWork(scenario, calibration, runs, seed)
    finished = run_tasks(work, blocks(0, runs, 1), workers=workers, on_finished=on_finished)
    if not finished.is_complete:
        raise KeyboardInterrupt
    counted = np.concatenate([np.stack(part) for part in finished.in_order()])  # runs × grades × 4 × 24
    prepared = prepare_scenario(scenario)
    needed, there = unit_hours_of(prepared).sum(), prepared.units.sum()
    days = staffed.ledger.grid.local_days
    return SimulatedDelay(
        runs=runs,
        seed=seed,
        first_on=date.fromordinal(int(days[0]) + WARM_UP_DAYS),
        last_on=date.fromordinal(int(days[-1])),
        policy=policy.name,
        crewing=staffed.crewing.name,
        roster_hash=staffed.roster_hash,
        ledger_hash=staffed.ledger.hash,
        load=float(needed / max(there, 1)),
        deficit_units=float(max(0.0, (needed - there) / len(prepared.units))),
        grades=tuple(_grade(name, counted[:, at]) for at, name in enumerate(grades_of(prepared))),
    )


def _by_hour(prepared: Prepared) -> Prepared:
    """The same with the hours of the day as its cells; what is received in the first week goes into one of its own."""
    hour = prepared.scenario.grid.hours_of_week % HOURS
    cell = np.where(prepared.day < WARM_UP_DAYS, HOURS, hour).astype(np.int64)
    return replace(prepared, model=replace(prepared.model, cell=cell))


def _counted(prepared: Prepared, key: int) -> Reals:
    """Attended, their waits, all that ended and those never begun, by grade and hour of the day: grades × 4 × 24."""
    counts = run_scenario(prepared, key).counts
    grades, demand = grades_of(prepared), prepared.scenario.demand
    found = np.zeros((len(grades), 4, HOURS))
    never = counts["cancelled"] + counts["closed"] + counts["no_slot"] + counts["unresolved"]
    for number, each in enumerate(prepared.classes):
        if each.demand_class is None:
            continue
        grade = grades.index(demand.classes[each.demand_class].grade)
        for place, values in enumerate(
            (counts["attended"], counts["wait_start"], counts["attended"] + never, never)
        ):
            found[grade, place] += values[number, :, :HOURS].sum(axis=0)
    return found


def _grade(name: str, counted: Reals) -> GradeDelay:
    """From runs × 4 × 24."""
    attended, waited, ended, never = (counted[:, at] for at in range(4))
    whole = _hour(attended.sum(axis=1), waited.sum(axis=1))
    return GradeDelay(
        grade=name,
        hours=tuple(_hour(attended[:, hour], waited[:, hour]) for hour in range(HOURS)),
        whole=whole,
        unserved=float(never.sum() / max(ended.sum(), 1.0)),
    )


def _hour(attended: Reals, waited: Reals) -> HourOfDelay:
    """The mean of all runs together, and the lowest and highest of the runs' own."""
    some = attended > 0
    if not some.any():
        return HourOfDelay(mean=None, low=None, high=None)
    each = waited[some] / attended[some] / TICKS_PER_MINUTE
    return HourOfDelay(
        mean=float(waited.sum() / attended.sum() / TICKS_PER_MINUTE),
        low=float(each.min()),
        high=float(each.max()),
    )
