"""A fit report: what a calibration fits, beside what its log shows, and what it cannot explain.

Plain values only, so that whoever prints it need know nothing of how it was found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dueregard.common.errors import DueRegardError
from dueregard.common.tables import Progress
from dueregard.local_policing.calibration_result import Calibration, InputFile
from dueregard.local_policing.demand import Parameter
from dueregard.local_policing.fit_curves import (
    Curve,
    Wait,
    crew_curve,
    logged_waits,
    rate_curves,
    time_curves,
    unit_curves,
    unseen_curve,
)
from dueregard.local_policing.fit_hours import SendingHours, sending_hours
from dueregard.local_policing.fit_residuals import FitResiduals, fit_residuals
from dueregard.local_policing.fit_times import Dependence, dependences
from dueregard.local_policing.log import IncidentLog, incidents_of
from dueregard.local_policing.response_policy import ResponsePolicy

WORLDS = 99
FEWEST_WORLDS = 39
"""Fewer have no middle 95 %."""


class NotItsLog(DueRegardError):
    """A log that is not the one a calibration was made from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassNames:
    """A class of incidents: its key, and its name and route as printed."""

    key: str
    grade: str
    name: str
    route: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FitReport:
    """All of it. `left_out`: incidents of the log outside its whole weeks."""

    heading: str | None
    statement: str
    source: str
    as_at: date
    calibration_hash: str
    inputs: tuple[InputFile, ...]
    zone: str
    first_on: date
    last_on: date
    weeks: int
    incidents: int
    left_out: int
    draws: int
    classes: tuple[ClassNames, ...]
    parameters: tuple[Parameter, ...]
    rates: tuple[Curve, ...]
    service: tuple[Curve, ...]
    travel: tuple[Curve, ...]
    units: tuple[Curve, ...]
    crews: Curve
    has_roster: bool
    unseen: Curve | None
    waits: tuple[Wait, ...]
    sending: tuple[SendingHours, ...]
    residuals: FitResiduals
    dependences: tuple[Dependence, ...]

    def parameter(self, name: str) -> Parameter:
        """The parameter of a name. Raises KeyError."""
        for each in self.parameters:
            if each.name == name:
                return each
        raise KeyError(name)


def check_log_of(calibration: Calibration, log: IncidentLog) -> None:
    """Raise NotItsLog unless the log has the incidents that the calibration counted."""
    inside = log.between(calibration.first_on, calibration.last_on)
    number = len(incidents_of(inside))
    if number != calibration.incidents or log.local_areas != calibration.sums.local_areas:
        raise NotItsLog(
            f"From {calibration.first_on} to {calibration.last_on} the log holds {number:,} incidents, and the "
            f"calibration was made from {calibration.incidents:,}: give the log, column map and grade schemes that "
            "it was made from, or calibrate again."
        )


def fit_report(
    calibration: Calibration,
    log: IncidentLog,
    *,
    policy: ResponsePolicy | None = None,
    worlds: int = WORLDS,
    progress: Progress | None = None,
) -> FitReport:
    """The fit report of a calibration and the log it was made from. Raises NotItsLog for another log.

    `policy` is how units are sent, where that is known: its hours stand beside the log's. `worlds` are how many of the
    model's own worlds residuals are held against; `progress` is told how many are done.
    """
    if worlds < FEWEST_WORLDS:
        raise ValueError(f"{worlds} worlds have no middle 95 %; give {FEWEST_WORLDS} or more")
    check_log_of(calibration, log)
    settings = calibration.settings
    draws = tuple(calibration.draws(settings.draws, settings.seed))
    return FitReport(
        heading=calibration.heading,
        statement=calibration.statement,
        source=calibration.source,
        as_at=calibration.as_at,
        calibration_hash=calibration.hash,
        inputs=calibration.inputs,
        zone=calibration.sums.zone,
        first_on=calibration.first_on,
        last_on=calibration.last_on,
        weeks=calibration.weeks,
        incidents=calibration.incidents,
        left_out=calibration.left_out,
        draws=settings.draws,
        classes=tuple(
            ClassNames(key=cls.key, grade=cls.grade, name=cls.name, route=cls.route.value)
            for cls in calibration.sums.classes
        ),
        parameters=calibration.parameters,
        rates=rate_curves(calibration, draws),
        service=time_curves(calibration, draws, "service"),
        travel=time_curves(calibration, draws, "travel"),
        units=unit_curves(calibration, draws),
        crews=crew_curve(calibration),
        has_roster=calibration.on_duty is not None,
        unseen=unseen_curve(calibration),
        waits=logged_waits(calibration, log),
        sending=sending_hours(calibration, log, policy),
        residuals=fit_residuals(calibration, worlds, settings.seed, progress),
        dependences=dependences(calibration, log),
    )
