"""What a log holds, before anything is estimated from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from dueregard.common.tables import ABSENT
from dueregard.local_policing.calibration_result import heading_of
from dueregard.local_policing.calibration_weeks import LogUnusable, whole_days
from dueregard.local_policing.cleaning_report import CleaningReport, CleaningStep, Notes, Rule
from dueregard.local_policing.column_map import LogField
from dueregard.local_policing.log import (
    NONE,
    OUTCOMES,
    ROUTES,
    IncidentLog,
    Incidents,
    Small,
    incidents_of,
    moment_words,
)
from dueregard.local_policing.log_reading import RawLog
from dueregard.local_policing.log_settings import ASSUMED, LogSettings

NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many incidents (or rows, of a log that is not cleaned yet) have a value."""

    name: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCheck:
    """What a clean log holds.

    covered: its whole days, first and last; None where it covers no day from midnight to midnight.
    weeks: whole weeks of them. warnings: what stands in the way of estimating, each in one sentence.
    units_named: whether units have names, so that one unit can be told from another.
    """

    report: CleaningReport
    first_received: str
    last_received: str
    covered: tuple[date, date] | None
    weeks: int
    grades: tuple[Counted, ...]
    local_areas: tuple[Counted, ...]
    routes: tuple[Counted, ...]
    outcomes: tuple[Counted, ...]
    units_an_incident: float
    units_named: bool
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLook:
    """What a log holds before grade schemes are written for it; rows are counted, not incidents."""

    rows_read: int
    steps: tuple[CleaningStep, ...]
    first_received: str
    last_received: str
    grades: tuple[Counted, ...]
    local_areas: tuple[Counted, ...]


def check_log(log: IncidentLog, report: CleaningReport, settings: LogSettings = ASSUMED) -> LogCheck:
    """What a clean log holds, and what stands in the way of estimating from it."""
    found = incidents_of(log)
    covered, weeks, unusable = _covered(log)
    return LogCheck(
        report=report,
        first_received=moment_words(int(found.received_at.min()), log.zone),
        last_received=moment_words(int(found.received_at.max()), log.zone),
        covered=covered,
        weeks=weeks,
        grades=_counted(found.grade, [grade.name for grade in log.schemes.common]),
        local_areas=_counted(found.local_area, log.local_areas),
        routes=_counted(found.route, [route.value for route in ROUTES]),
        outcomes=_counted(found.outcome, [outcome.value for outcome in OUTCOMES]),
        units_an_incident=float(found.units.mean()),
        units_named=bool((log.unit != NONE).any()),
        warnings=tuple(_warnings(log, found, unusable, weeks, heading_of(weeks, settings))),
    )


def first_look(raw: RawLog, notes: Notes, zone: str) -> FirstLook:
    """What a log holds that was read and not cleaned."""
    received = raw.columns[LogField.RECEIVED_AT]
    known = received[received != ABSENT]
    ends = (int(known.min()), int(known.max())) if len(known) else (ABSENT, ABSENT)
    steps = notes.steps()
    broken = sum(step.rows for step in steps if step.rule is Rule.BROKEN)
    return FirstLook(
        rows_read=len(raw) + broken,
        steps=steps,
        first_received=moment_words(ends[0], zone),
        last_received=moment_words(ends[1], zone),
        grades=_of_labels(raw, LogField.GRADE),
        local_areas=_of_labels(raw, LogField.LOCAL_AREA),
    )


def _of_labels(raw: RawLog, field: LogField) -> tuple[Counted, ...]:
    """Rows by label; two texts that mean the same are one."""
    codes, names = raw.columns[field], raw.labels[field]
    numbers = np.bincount(codes.astype(np.int64) + 1, minlength=len(names) + 1)
    found: dict[str, int] = {}
    for name, number in zip(names, numbers[1:], strict=True):
        found[name] = found.get(name, 0) + int(number)
    if numbers[0]:
        found[NOT_STATED] = int(numbers[0])
    return tuple(Counted(name, number) for name, number in sorted(found.items()))


def _counted(codes: Small, names: Sequence[str]) -> tuple[Counted, ...]:
    """Incidents by name, in the order of the names; those that do not occur are told as nought."""
    numbers = np.bincount(codes.astype(np.int64) + 1, minlength=len(names) + 1)
    found = [Counted(name, int(number)) for name, number in zip(names, numbers[1:], strict=True)]
    return (*found, Counted(NOT_STATED, int(numbers[0]))) if numbers[0] else tuple(found)


def _covered(log: IncidentLog) -> tuple[tuple[date, date] | None, int, str | None]:
    """The whole days, the whole weeks, and why there are none."""
    try:
        first, last = whole_days(log)
    except LogUnusable as unusable:
        return None, 0, str(unusable)
    days = (last - first).days + 1
    if days < 1:
        return None, 0, "The log covers no day from midnight to midnight: give at least a week."
    return (first, last), days // 7, None


def _warnings(
    log: IncidentLog, found: Incidents, unusable: str | None, weeks: int, heading: str | None
) -> list[str]:
    said = []
    if unusable is not None:
        said.append(unusable)
    elif weeks < 1:
        said.append("The log covers less than a week: nothing can be estimated from it.")
    elif heading is not None:
        said.append(f"{heading}.")
    used = np.unique(found.grade)
    if len(used) == 1:
        name = log.schemes.common[int(used[0])].name
        said.append(f"All incidents have one grade, {name}: nothing can be said of the others.")
    if not (found.dispatched_at != ABSENT).any():
        said.append("No time of dispatch is given: waits cannot be estimated.")
    if not (found.cleared_at != ABSENT).any():
        said.append("No time of clearing is given that can be used: times of service cannot be estimated.")
    if (found.outcome == NONE).all():
        said.append("No outcome is stated: how much is cancelled or closed unattended cannot be estimated.")
    return said
