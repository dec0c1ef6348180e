"""What a log shows beside what is fitted to it: rates, times, units, units at work, unseen load and waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from dueregard.common.tables import ABSENT
from dueregard.engine.queueing.model import TICKS_PER_HOUR
from dueregard.engine.queueing.variates import Times
from dueregard.local_policing.calibration_result import Calibration
from dueregard.local_policing.calibration_times import quantiles_of
from dueregard.local_policing.demand import MOST_UNITS, Demand
from dueregard.local_policing.fit_residuals import WEEKDAYS, Against
from dueregard.local_policing.log import IncidentLog, hour_index, incidents_of
from dueregard.local_policing.unseen_load import unseen_share, usual_on_duty
from dueregard.workforce.hours import Grid

Reals = npt.NDArray[np.float64]
TICKS_PER_MINUTE = TICKS_PER_HOUR // 60
SHARES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
HOURS_OF_WEEK = tuple(f"{WEEKDAYS[hour // 24]} {hour % 24:02}:00" for hour in range(168))
CLOCK = tuple(f"{hour:02}:00" for hour in range(24))
MOST_FREE_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Something seen beside something fitted, step by step; the range is the fit's own 95 % interval."""

    name: str
    unit: str
    number: int
    steps: tuple[Against, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Mean wait to the first dispatch in the log, by hour of the day of receipt; None in an hour without any."""

    grade: str
    number: int
    minutes: tuple[float | None, ...]
    mean_minutes: float


def _made(
    name: str, unit: str, number: float, steps: Sequence[str], seen: Reals, drawn: Reals, fit: Reals
) -> Curve:
    """From arrays over steps; `drawn` has one row a draw."""
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0)
    return Curve(
        name=name,
        unit=unit,
        number=int(number),
        steps=tuple(
            Against(
                step=step,
                seen=None if not np.isfinite(seen[at]) else float(seen[at]),
                fitted=float(fit[at]),
                low=float(low[at]),
                high=float(high[at]),
            )
            for at, step in enumerate(steps)
        ),
    )


def rate_curves(calibration: Calibration, draws: Sequence[Demand]) -> tuple[Curve, ...]:
    """Incidents an hour in the force by hour of the week, one curve a class; months as they were in the log."""
    sums = calibration.sums
    hours = sums.hours.sum(axis=0).astype(np.float64)  # 168 × 12
    real = np.maximum(hours.sum(axis=1), 1e-12)
    weights = (hours @ calibration.demand.season) / real
    drawn_weights = [(hours @ each.season) / real for each in draws]
    found = []
    for k, cls in enumerate(sums.classes):
        seen = sums.received[..., k].sum(axis=(0, 2)) / real
        drawn = np.stack(
            [
                each.rates[..., k].sum(axis=1) * weight
                for each, weight in zip(draws, drawn_weights, strict=True)
            ]
        )
        fitted = calibration.demand.rates[..., k].sum(axis=1) * weights
        number = sums.received[..., k].sum()
        found.append(_made(cls.key, "incidents an hour", number, HOURS_OF_WEEK, seen, drawn, fitted))
    return tuple(found)


def time_curves(calibration: Calibration, draws: Sequence[Demand], what: str) -> tuple[Curve, ...]:
    """Quantiles of `service` or `travel` of a unit in minutes, one curve a class of which any was seen."""
    sums = calibration.sums
    counts = getattr(sums, what).sum(axis=0)
    steps = [f"{share:.0%}" for share in SHARES]
    found = []
    for k, cls in enumerate(sums.classes):
        fitted: Times | None = getattr(calibration.demand, what)[k]
        if fitted is None or not counts[k].sum():
            continue
        tables = [table for each in draws if (table := getattr(each, what)[k]) is not None]
        found.append(
            _made(
                cls.key,
                "minutes",
                counts[k].sum(),
                steps,
                quantiles_of(counts[k].astype(np.float64), np.array(SHARES)) / 60,
                np.stack([_quantiles(table) for table in tables]),
                _quantiles(fitted),
            )
        )
    return tuple(found)


def _quantiles(table: Times) -> Reals:
    points = np.asarray(table.quantiles, dtype=np.float64) / TICKS_PER_MINUTE
    found: Reals = np.interp(SHARES, np.linspace(0, 1, len(points)), points)
    return found


def unit_curves(calibration: Calibration, draws: Sequence[Demand]) -> tuple[Curve, ...]:
    """Share of incidents by units sent, one curve a class to which anyone was sent."""
    sums = calibration.sums
    seen = sums.units.sum(axis=0).astype(np.float64)
    steps = [*(str(number) for number in range(1, MOST_UNITS)), f"{MOST_UNITS} or more"]
    return tuple(
        _made(
            cls.key,
            "of incidents",
            seen[k].sum(),
            steps,
            seen[k] / seen[k].sum(),
            np.stack([each.units[k] for each in draws]),
            calibration.demand.units[k],
        )
        for k, cls in enumerate(sums.classes)
        if seen[k].sum()
    )


def crew_curve(calibration: Calibration) -> Curve:
    """Units by hour of the week in the force: fitted is what the roster has (None without), seen the busy on average.

    The range runs from the most busy at one moment, a lower bound, to different units sent in eight hours.
    """
    seen = calibration.units_seen
    busy, least = seen.busy_mean.sum(axis=1), seen.busy_at_once.sum(axis=1)
    most = None if seen.sent_around is None else np.maximum(seen.sent_around.sum(axis=1), least)
    roster = usual_on_duty(calibration.on_duty)
    return Curve(
        name="units",
        unit="units",
        number=168 * calibration.weeks,
        steps=tuple(
            Against(
                step=step,
                seen=float(busy[at]),
                fitted=None if roster is None else float(roster[at].sum()),
                low=float(least[at]),
                high=None if most is None else float(most[at]),
            )
            for at, step in enumerate(HOURS_OF_WEEK)
        ),
    )


def unseen_curve(calibration: Calibration) -> Curve | None:
    """Share of urgent incidents that waited, by units that looked free; fitted is the unseen share to that power.

    The range is the 95 % interval of what would be seen of so many incidents, were the fit true. None without a
    roster, or where the share is not identifiable.
    """
    looks = calibration.looks
    if looks is None:
        return None
    seen = looks.seen.sum(axis=0).astype(np.float64)
    share = unseen_share(seen, calibration.settings.log.fewest_delayed)
    if share is None:
        return None
    steps = []
    for free in range(1, MOST_FREE_SHOWN + 1):
        sent, late = seen[free]
        number = sent + late
        if not number:
            continue
        fitted = share**free
        error = 1.96 * sqrt(fitted * (1 - fitted) / number)
        steps.append(
            Against(
                step=str(free),
                seen=float(late / number),
                fitted=fitted,
                low=max(fitted - error, 0.0),
                high=min(fitted + error, 1.0),
            )
        )
    return Curve(
        name="unseen load", unit="of urgent incidents", number=int(seen[1:].sum()), steps=tuple(steps)
    )


def logged_waits(calibration: Calibration, log: IncidentLog) -> tuple[Wait, ...]:
    """Mean minutes from receipt to the first dispatch in the log, by common grade and hour of the day of receipt.

    Grades of every route that is dispatched or kept by appointment, those never dispatched left out.
    """
    sums = calibration.sums
    inside = log.between(sums.first_on, sums.last_on)
    found = incidents_of(inside)
    grid = Grid.of_days(sums.first_on, 7 * sums.weeks, inside.local_areas, inside.zone)
    hour = grid.hours_of_week[hour_index(grid, found.received_at)] % 24
    sent = found.dispatched_at != ABSENT
    waited = np.where(sent, found.dispatched_at - found.received_at, 0) / 60
    names = [str(common.id) for common in inside.schemes.common]
    waits = []
    for grade in dict.fromkeys(cls.grade for cls in sums.classes):
        mine = sent & (found.grade == names.index(grade))
        number = np.bincount(hour[mine], minlength=24)
        total = np.bincount(hour[mine], weights=waited[mine], minlength=24)
        if number.sum():
            minutes = tuple(float(total[at] / number[at]) if number[at] else None for at in range(24))
            mean = float(total.sum() / number.sum())
            waits.append(Wait(grade=grade, number=int(number.sum()), minutes=minutes, mean_minutes=mean))
    return tuple(waits)
