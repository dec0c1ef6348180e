"""Calibration: from a clean log to demand, each figure with its interval, its status and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

import numpy as np
import numpy.typing as npt

from dueregard.common.codecs import Id
from dueregard.common.records import Column
from dueregard.local_policing.calibration_crews import UnitsSeen, units_seen
from dueregard.local_policing.calibration_draws import draw_demands
from dueregard.local_policing.calibration_fit import Fitted, Prepared, add_up, fit, prepare
from dueregard.local_policing.calibration_parameters import (
    Origin,
    crew_parameter,
    parameters_of,
    unseen_draws,
    unseen_parameter,
)
from dueregard.local_policing.calibration_weeks import WeekSums, week_sums
from dueregard.local_policing.demand import Demand, Parameter
from dueregard.local_policing.grades import Route
from dueregard.local_policing.log import IncidentLog, incidents_of
from dueregard.local_policing.unseen_load import Looks, UnitsOnDuty, looks_of, unseen_share
from dueregard.workforce.hours import Grid

Reals = npt.NDArray[np.float64]
WEEKS_TO_TRUST = 26
TOO_SHORT = "Too short to trust"
NEVER_VALIDATION = (
    "The waits in this log helped to find these figures, so agreement with them is never called validation."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationSettings:
    """Choices in calibration. The defaults are our assumptions."""

    draws: Annotated[int, Column("Draws behind each interval, 100 or more.")] = 200
    seed: Annotated[int, Column("Seed of the draws.")] = 20141104
    delayed_after_minutes: Annotated[
        int, Column("An urgent incident dispatched later than this had to wait for a unit.")
    ] = 5
    source: Annotated[str | None, Column("Who chose these, and when.")] = None

    def __post_init__(self) -> None:
        if self.draws < 100:
            raise ValueError(f"{self.draws} draws give no interval; give 100 or more")
        if self.delayed_after_minutes < 0:
            raise ValueError("the wait that counts is below nought; give minutes of nought or more")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """What a log says. `heading` is printed above everything where the log is too short to trust.

    left_out: incidents that are in the log and not in its whole weeks. on_duty: from a roster, or None.
    looks: what urgent incidents found, where a roster is there.
    """

    demand: Demand
    parameters: tuple[Parameter, ...]
    heading: str | None
    statement: str
    weeks: int
    first_on: date
    last_on: date
    incidents: int
    left_out: int
    units_seen: UnitsSeen
    prepared: Prepared
    fitted: Fitted
    on_duty: UnitsOnDuty | None
    looks: Looks | None
    settings: CalibrationSettings

    @property
    def sums(self) -> WeekSums:
        """The weekly sums it was fitted to."""
        return self.prepared.sums

    def draws(self, number: int, seed: int) -> Iterator[Demand]:
        """Draws of demand by whole weeks (see `calibration_draws`), the same for the same seed."""
        found = draw_demands(self.prepared, self.fitted.worth, number, seed)
        if self.looks is None:
            yield from found
            return
        for demand, share in zip(found, unseen_draws(self.looks, number, seed), strict=True):
            yield replace(demand, unseen_share=self.demand.unseen_share if share is None else share)

    def parameter(self, name: str) -> Parameter:
        """The parameter of a name. Raises KeyError."""
        return next(parameter for parameter in self.parameters if parameter.name == name)


def calibrate(
    log: IncidentLog,
    *,
    source: str,
    as_at: date,
    settings: CalibrationSettings | None = None,
    on_duty: UnitsOnDuty | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
) -> Calibration:
    """Estimate demand from the whole weeks of a log. Raises LogUnusable where there is none.

    `source` and `as_at` say what the log is and when it was taken; each parameter carries them. `from_on` and
    `until_on` are the days that the log covers, where that is known.
    """
    settings = settings or CalibrationSettings()
    sums = week_sums(log, from_on, until_on)
    prepared = prepare(sums)
    fitted = fit(prepared, add_up(prepared, np.ones(sums.weeks)))
    grid = Grid.of_days(sums.first_on, 7 * sums.weeks, log.local_areas, log.zone)
    inside = log.between(sums.first_on, sums.last_on)
    looks = _looks(inside, on_duty, fitted.demand, settings)
    share = None if looks is None else unseen_share(looks.seen.sum(axis=0).astype(np.float64))
    demand = replace(fitted.demand, unseen_share=share or 0.0)
    number = int(sums.received.sum())
    found = Calibration(
        demand=demand,
        parameters=(),
        heading=_heading(sums.weeks),
        statement=NEVER_VALIDATION,
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
    )
    draws = tuple(found.draws(settings.draws, settings.seed))
    origin = Origin(source, as_at)
    unseen = unseen_parameter(looks, demand, settings.draws, settings.seed, origin)
    crews = crew_parameter(found.units_seen, on_duty, sums.weeks, origin)
    return replace(found, parameters=(*parameters_of(prepared, fitted, draws, origin), unseen, crews))


def _heading(weeks: int) -> str | None:
    if weeks >= WEEKS_TO_TRUST:
        return None
    return f"{TOO_SHORT}: {weeks} whole {'week' if weeks == 1 else 'weeks'} of log, and {WEEKS_TO_TRUST} are needed"


def _looks(
    log: IncidentLog, on_duty: UnitsOnDuty | None, demand: Demand, settings: CalibrationSettings
) -> Looks | None:
    """What incidents of the most urgent dispatched grade found, where a roster is there."""
    sent = [cls.grade for cls in demand.classes if cls.route is Route.DISPATCH]
    if on_duty is None or not sent:
        return None
    grade = [common.id for common in log.schemes.common].index(Id(sent[0]))
    return looks_of(log, on_duty, grade, 60 * settings.delayed_after_minutes)
