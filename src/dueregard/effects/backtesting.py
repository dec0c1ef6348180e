"""From a log and the files beside it to what is backtested: roster, units on duty, policy, folds, manifest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from dueregard.common.canonical import plain
from dueregard.effects.backtest_value import Told, policy_hash
from dueregard.effects.rosters import roster_hash, roster_hours
from dueregard.effects.study import StaffingSource
from dueregard.engine.queueing.experiments.manifest import Manifest, versions_here
from dueregard.local_policing.backtest import Backtest
from dueregard.local_policing.backtest_design import BacktestDesign, plan_folds
from dueregard.local_policing.backtest_fold import Tested
from dueregard.local_policing.calibration_result import InputFile, heading_of
from dueregard.local_policing.calibration_weeks import LogUnusable, whole_days
from dueregard.local_policing.crewing import CrewingPolicy, crews_of
from dueregard.local_policing.log import IncidentLog
from dueregard.local_policing.log_settings import ASSUMED, LogSettings
from dueregard.local_policing.response_policy import ResponsePolicy
from dueregard.local_policing.settings_file import read_record
from dueregard.workforce.hours import Grid
from dueregard.workforce.ledger_keeping import keep_ledger

KERNEL = "general kernel of dueregard.engine.queueing"
METHOD = "rolling origin over whole weeks, each fold fitted to the log as it stood before its first day"


def read_tested(
    log: IncidentLog,
    staffing: Path,
    policy: ResponsePolicy,
    design: BacktestDesign,
    source: str,
    settings: LogSettings = ASSUMED,
) -> Tested:
    """What is backtested. Raises LogUnusable, FaultsFound and what its parts raise."""
    if not len(log):
        raise LogUnusable("The log holds no incident: a backtest needs nine weeks of them or more.")
    first, last = whole_days(log)
    weeks = ((last - first).days + 1) // 7
    plan = plan_folds(weeks, design)
    where = read_record(StaffingSource, staffing, staffing.name)
    grid = Grid.of_days(first, 7 * weeks, log.local_areas, log.zone)
    crewing = read_record(CrewingPolicy, staffing.parent / where.crewing, where.crewing)
    roster = roster_hours(where.roster, staffing.parent, grid, *(needed.skill for needed in crewing.skills))
    return Tested(
        log=log,
        first_on=first,
        weeks=weeks,
        roster=roster,
        units=crews_of(keep_ledger(roster), crewing).units,
        crewing=crewing,
        policy=policy,
        source=source,
        design=design,
        plan=plan,
        settings=settings,
    )


def manifest_of(tested: Tested, inputs: Iterable[InputFile]) -> Manifest:
    """What the backtest is made from: known before it is run, so that kept folds can be told apart."""
    return Manifest(
        inputs={
            **{f"file {file.name}": file.sha256 for file in inputs},
            "roster": roster_hash(tested.roster),
            "response policy": policy_hash(tested.policy),
            "crewing policy": policy_hash(tested.crewing),
        },
        seed=tested.design.seed,
        first_replication=0,
        last_replication=tested.design.draws - 1,
        kernel=KERNEL,
        method=METHOD,
        versions=versions_here(),
        settings={
            "design": plain(tested.design),
            "origins": list(tested.plan.origins),
            "weeks each": tested.plan.weeks_each,
            "first day": str(tested.first_on),
        },
    )


def told(tested: Tested, backtest: Backtest, manifest: Manifest, heading: str | None) -> Told:
    """A finished backtest with its days, its heading and its manifest."""
    first, last = days_forecast(tested)
    headings = [each for each in (heading, heading_of(tested.plan.origins[0], tested.settings)) if each]
    return Told(
        backtest=backtest,
        heading=". ".join(headings) or None,
        from_on=str(first),
        until_on=str(last),
        manifest=manifest,
    )


def days_forecast(tested: Tested) -> tuple[date, date]:
    """The first and the last day that some fold forecasts."""
    plan = tested.plan
    first = tested.first_on + timedelta(days=7 * plan.origins[0])
    return first, tested.first_on + timedelta(days=7 * (plan.origins[-1] + plan.weeks_each) - 1)
