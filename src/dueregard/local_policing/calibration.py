"""Calibration: from a clean log to demand, each figure with its interval, its status and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np

from dueregard.common.codecs import Id
from dueregard.common.tables import Progress
from dueregard.local_policing.calibration_content import hash_of
from dueregard.local_policing.calibration_crews import units_seen
from dueregard.local_policing.calibration_fit import add_up, fit, prepare
from dueregard.local_policing.calibration_parameters import (
    Origin,
    crew_parameter,
    parameters_of,
    unseen_parameter,
)
from dueregard.local_policing.calibration_result import (
    NEVER_VALIDATION,
    TOO_SHORT,
    Calibration,
    CalibrationSettings,
    InputFile,
    heading_of,
)
from dueregard.local_policing.calibration_weeks import week_sums
from dueregard.local_policing.demand import Demand
from dueregard.local_policing.grades import Route
from dueregard.local_policing.log import IncidentLog, incidents_of
from dueregard.local_policing.unseen_load import Looks, UnitsOnDuty, looks_of, unseen_share, usual_on_duty
from dueregard.workforce.hours import Grid

__all__ = [
    "NEVER_VALIDATION",
    "TOO_SHORT",
    "Calibration",
    "CalibrationSettings",
    "InputFile",
    "calibrate",
]


def calibrate(
    log: IncidentLog,
    *,
    source: str,
    as_at: date,
    settings: CalibrationSettings | None = None,
    on_duty: UnitsOnDuty | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
    inputs: Iterable[InputFile] = (),
    invented: bool = False,
    progress: Progress | None = None,
) -> Calibration:
    """Estimate demand from the whole weeks of a log. Raises LogUnusable where there is none.

    `source` and `as_at` say what the log is and when it was taken; each parameter carries them. `from_on` and
    `until_on` are the days that the log covers, where that is known. `inputs` are kept as they are told, and
    so is whether the log is `invented`.
    `progress` is told how many draws behind the intervals are done.
    """
    settings = settings or CalibrationSettings()
    sums = week_sums(log, from_on, until_on)
    prepared = prepare(sums)
    fitted = fit(prepared, add_up(prepared, np.ones(sums.weeks)))
    grid = Grid.of_days(sums.first_on, 7 * sums.weeks, log.local_areas, log.zone)
    inside = log.between(sums.first_on, sums.last_on)
    looks = _looks(inside, on_duty, fitted.demand, settings)
    share = (
        None
        if looks is None
        else unseen_share(looks.seen.sum(axis=0).astype(np.float64), settings.log.fewest_delayed)
    )
    demand = replace(fitted.demand, unseen_share=share or 0.0, on_duty=usual_on_duty(on_duty))
    number = int(sums.received.sum())
    found = Calibration(
        demand=demand,
        parameters=(),
        heading=heading_of(sums.weeks, settings.log),
        statement=NEVER_VALIDATION,
        source=source,
        invented=invented,
        as_at=as_at,
        inputs=tuple(inputs),
        weeks=sums.weeks,
        first_on=sums.first_on,
        last_on=sums.last_on,
        incidents=number,
        left_out=len(incidents_of(log)) - number,
        units_seen=units_seen(inside, grid),
        prepared=prepared,
        fitted=fitted,
        on_duty=on_duty,
        looks=looks,
        settings=settings,
        hash="",
    )
    draws = _drawn(found, settings, progress or (lambda done, total: None))
    origin = Origin(source, as_at)
    unseen = unseen_parameter(looks, demand, settings.draws, settings.seed, settings.log, origin)
    crews = crew_parameter(found.units_seen, on_duty, sums.weeks, origin)
    found = replace(found, parameters=(*parameters_of(prepared, fitted, draws, origin), unseen, crews))
    return replace(found, hash=hash_of(found))


def _drawn(found: Calibration, settings: CalibrationSettings, tell: Progress) -> tuple[Demand, ...]:
    draws = []
    for demand in found.draws(settings.draws, settings.seed):
        draws.append(demand)
        tell(len(draws), settings.draws)
    return tuple(draws)


def _looks(
    log: IncidentLog, on_duty: UnitsOnDuty | None, demand: Demand, settings: CalibrationSettings
) -> Looks | None:
    """What incidents of the most urgent dispatched grade found, where a roster is there."""
    sent = [cls.grade for cls in demand.classes if cls.route is Route.DISPATCH]
    if on_duty is None or not sent:
        return None
    grade = [common.id for common in log.schemes.common].index(Id(sent[0]))
    return looks_of(log, on_duty, grade, 60 * settings.delayed_after_minutes)
