"""One fold of a backtest: fitted to the past alone, its weeks forecast by the model and its rivals, and scored.

The past is the log as it stood at midnight before the first week forecast: later calls are not in it, and later
times of earlier calls are not known yet. What is known of the weeks forecast is who is on duty in them: the
model and the formulas have the ledger of those weeks. Naive rivals have earlier weeks of the log and nothing else.
Nobody knows how many were waiting at the origin: the model's queue fills in the weeks simulated before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from dueregard.engine.queueing.random_numbers import key_of
from dueregard.local_policing.backtest_cells import (
    DAYS,
    Cells,
    Integers,
    Reals,
    Seen,
    seen_in,
    shift_of_hours,
)
from dueregard.local_policing.backtest_design import BacktestDesign, FoldPlan
from dueregard.local_policing.backtest_formulas import FORMULAS, drawn, formula_cells
from dueregard.local_policing.backtest_scores import MODEL, FoldScores, score_fold
from dueregard.local_policing.calibration import Calibration, CalibrationSettings, calibrate
from dueregard.local_policing.calibration_weeks import classes_of
from dueregard.local_policing.crewing import CrewingPolicy
from dueregard.local_policing.grades import Route
from dueregard.local_policing.log import IncidentLog, incidents_of
from dueregard.local_policing.log_settings import ASSUMED, LogSettings
from dueregard.local_policing.response_policy import ResponsePolicy
from dueregard.local_policing.scenario import Prepared, Scenario, prepare_scenario, staffing_of
from dueregard.local_policing.simulation import run_scenario
from dueregard.local_policing.unseen_load import UnitsOnDuty
from dueregard.workforce.hours import Grid, RosterHours, local_midnight
from dueregard.workforce.ledger import Ledger
from dueregard.workforce.ledger_keeping import keep_ledger


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tested:
    """What is tested, and on what. The roster and units on duty cover the log's whole weeks, from first_on.

    units: on duty by hour and local area, as the roster and the crewing policy have them. grades: those that are
    forecast, which are those that the log has before the first week forecast.
    """

    log: IncidentLog
    first_on: date
    weeks: int
    roster: RosterHours
    units: Integers
    crewing: CrewingPolicy
    policy: ResponsePolicy
    source: str
    design: BacktestDesign
    plan: FoldPlan
    settings: LogSettings = ASSUMED
    grades: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        first = self.first_on + timedelta(days=DAYS * self.plan.origins[0])
        past = self.log.known_by(local_midnight(first, self.log.zone))
        found = classes_of(past, incidents_of(past), first)
        queued = [
            cls.grade
            for cls in found
            if cls.route is Route.DISPATCH
            or (cls.route is Route.DIARY and self.policy.diary_for(cls.grade) is not None)
        ]
        object.__setattr__(self, "grades", tuple(dict.fromkeys(queued)))


@dataclass(frozen=True, slots=True, eq=False)
class FoldWork:
    """The work of one fold, by its number."""

    tested: Tested

    def __call__(self, fold: int) -> FoldScores:
        forecast = forecast_fold(self.tested, fold)
        tested, plan = self.tested, self.tested.plan
        origin = plan.origins[fold]
        grades = forecast.grades
        seen = seen_in(
            tested.log, grades, tested.first_on, origin + plan.weeks_each, tested.design.shift_begins
        )
        return score_fold(
            forecast.draws,
            seen.cells,
            origin,
            grades,
            forecast.emergencies,
            len(tested.design.shift_begins),
            np.random.Generator(np.random.PCG64([tested.design.seed, fold])),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoldForecast:
    """Draws of the weeks of a fold, D × W × G × A × S, by the model and the formulas, and what they rest on."""

    grades: tuple[str, ...]
    emergencies: frozenset[str]
    draws: Mapping[str, Cells]
    past: Calibration


def forecast_fold(tested: Tested, fold: int) -> FoldForecast:
    """Forecast the weeks of a fold from what was known before its first day: nothing later is read."""
    design, plan = tested.design, tested.plan
    origin = plan.origins[fold]
    past = fit_past(tested, origin)
    scenario, place = _scenario(tested, past, origin)
    staffing = staffing_of(scenario.ledger, scenario.crewing)
    prepared = prepare_scenario(scenario, (), staffing)
    grades = tested.grades
    before = seen_in(_known(tested, origin), grades, tested.first_on, origin, design.shift_begins)
    recent = slice(max(0, origin - 52), origin)
    known = before.known_share(recent)
    shape = (plan.weeks_each, len(grades), prepared.areas, DAYS * len(design.shift_begins))
    random = np.random.Generator(np.random.PCG64([design.seed, fold, 1]))
    parts = []
    for number, demand in enumerate(past.draws(design.draws, design.seed)):
        one = prepare_scenario(replace(scenario, demand=demand), (), staffing)
        parts.append(lived_through(one, key_of(design.seed, fold * 100_000 + number), place, grades, shape))
    model = Cells(*(np.stack([getattr(part, name) for part in parts]) for name in Cells.__slots__))
    late = random.binomial(model.late.astype(np.int64), known[:, None, None]).astype(np.float64)
    draws = {MODEL: replace(model, late=late)}
    past_late = _late_share(before, recent)
    for name in FORMULAS:
        means = formula_cells(prepared, name, place, grades, shape, past_late)
        draws[name] = drawn(means, design.draws, known, random)
    emergencies = frozenset(cls.grade for cls in past.demand.classes if cls.emergency)
    return FoldForecast(grades=grades, emergencies=emergencies, draws=draws, past=past)


def fit_past(tested: Tested, origin: int) -> Calibration:
    """Calibrate on the weeks before an origin, as the log stood then."""
    first, last = tested.first_on, tested.first_on + timedelta(days=DAYS * origin - 1)
    log = _known(tested, origin)
    grid = Grid.of_days(first, DAYS * origin, log.local_areas, log.zone)
    return calibrate(
        log,
        source=tested.source,
        as_at=last + timedelta(days=1),
        settings=CalibrationSettings(draws=100, seed=tested.design.seed, log=tested.settings),
        on_duty=UnitsOnDuty(grid, tested.units[: grid.hours]),
        from_on=first,
        until_on=last,
    )


def lived_through(
    prepared: Prepared,
    key: int,
    place: tuple[Integers, Integers],
    grades: tuple[str, ...],
    shape: tuple[int, int, int, int],
) -> Cells:
    """What one run comes to in each cell, W × G × A × S."""
    weeks, _, areas, shifts = shape
    week, shift = place
    outside = weeks * shifts
    cell = np.where((week >= 0) & (week < weeks), week * shifts + shift, outside)
    model = replace(prepared.model, cell=cell, band=np.zeros(len(cell), dtype=np.int64))
    tally = run_scenario(replace(prepared, model=model), key)
    demand = prepared.scenario.demand
    sums = {name: np.zeros((len(grades), areas, weeks, shifts)) for name in Cells.__slots__}

    def added(name: str, counted: str, number: int, grade: int, per: float = 1.0) -> None:
        counts = tally.counts[counted][number, :, :outside]
        by_area = counts.reshape(-1, areas, weeks, shifts).sum(axis=0)
        sums[name][grade] += by_area / per

    for number, queue in enumerate(prepared.classes):
        if queue.demand_class is None:
            continue
        named = demand.classes[queue.demand_class].grade
        if named not in grades:
            continue
        grade = grades.index(named)
        added("received", "received", number, grade)
        added("late", "breaches", number, grade)
        if not queue.by_appointment:
            added("waited", "wait_start", number, grade, 60_000.0)
            added("sent", "attended", number, grade)
    return Cells(**{name: part.transpose(2, 0, 1, 3) for name, part in sums.items()})


def _known(tested: Tested, origin: int) -> IncidentLog:
    day = tested.first_on + timedelta(days=DAYS * origin)
    return tested.log.known_by(local_midnight(day, tested.log.zone))


def _scenario(tested: Tested, past: Calibration, origin: int) -> tuple[Scenario, tuple[Integers, Integers]]:
    """The scenario of a fold's weeks, those simulated first and those that settle; and each hour's week and shift."""
    design = tested.design
    first_week = max(0, origin - design.warm_up_weeks)
    last_week = min(tested.weeks, origin + tested.plan.weeks_each + design.settle_weeks)
    first_on = tested.first_on + timedelta(days=DAYS * first_week)
    ledger = _ledger(tested, first_on, last_week - first_week)
    scenario = Scenario(
        name="held out", demand=past.demand, ledger=ledger, crewing=tested.crewing, policy=tested.policy
    )
    origin_on = tested.first_on + timedelta(days=DAYS * origin)
    return scenario, shift_of_hours(ledger.grid, origin_on, design.shift_begins)


def _ledger(tested: Tested, first_on: date, weeks: int) -> Ledger:
    whole = tested.roster
    grid = Grid.of_days(first_on, DAYS * weeks, whole.grid.local_areas, whole.grid.zone)
    begin = int((grid.start - whole.grid.start).total_seconds()) // 3_600
    hours = slice(begin, begin + grid.hours)
    part = RosterHours(
        grid,
        whole.rostered[hours],
        {cause: minutes[hours] for cause, minutes in whole.absent_by_cause.items()},
        {skill: minutes[hours] for skill, minutes in whole.trained.items()},
    )
    return keep_ledger(part)


def _late_share(before: Seen, weeks: slice) -> Reals:
    """By grade, the share of those whose answer is known who were late, in the past."""
    late = before.cells.late[weeks].sum(axis=(0, 2, 3))
    answered = before.answered[weeks].sum(axis=0)
    share: Reals = np.divide(late, answered, out=np.zeros(len(late)), where=answered > 0)
    return share
