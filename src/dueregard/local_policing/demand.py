"""Demand: what arrives, where and when, and how long it takes. What calibration finds and scenarios use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.model import TICKS_PER_HOUR
from dueregard.engine.queueing.variates import Times
from dueregard.local_policing.calibration_diary import Appointments
from dueregard.local_policing.grades import ClockStart, Route
from dueregard.workforce.hours import HOURS_PER_WEEK, Grid

Reals = npt.NDArray[np.float64]
MONTHS = 12
MOST_UNITS = 8


class Status(StrEnum):
    """Where a parameter comes from."""

    FROM_ROSTER = "from roster"
    ESTIMATED = "estimated"
    ASSUMED = "assumed"
    NOT_IDENTIFIABLE = "not identifiable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One figure that goes into a simulation: value, 95 % interval, unit, and where it comes from.

    value, low, high: None where the log cannot say. n: observations behind it.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    status: Status
    n: int
    source: str
    as_at: date
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandClass:
    """Incidents of one common grade on one route, with the terms of the last scheme of the log."""

    grade: str
    name: str
    emergency: bool
    route: Route
    standard_minutes: int | None
    clock: ClockStart

    @property
    def key(self) -> str:
        """Short name: grade and route.

        >>> DemandClass(grade="p1", name="P1", emergency=True, route=Route.DISPATCH, standard_minutes=15,
        ...     clock=ClockStart.RECEIVED).key
        'p1 dispatch'
        """
        return f"{self.grade} {self.route.value}"


QUEUED, BY_APPOINTMENT = "queued", "by appointment"


def group_names(classes: Sequence[DemandClass]) -> tuple[str, ...]:
    """What results call each class: its grade, and its route too where units are sent to a grade and it has a diary.

    >>> both = [DemandClass(grade="p3", name="P3", emergency=False, route=route, standard_minutes=None,
    ...     clock=ClockStart.RECEIVED) for route in (Route.DISPATCH, Route.DIARY, Route.TELEPHONE)]
    >>> group_names(both), group_names(both[:1])
    (('p3, queued', 'p3, by appointment', 'p3, telephone'), ('p3',))
    """
    words = {Route.DISPATCH: QUEUED, Route.DIARY: BY_APPOINTMENT, Route.TELEPHONE: Route.TELEPHONE.value}
    routes: dict[str, int] = {}
    for cls in classes:
        routes[cls.grade] = routes.get(cls.grade, 0) + 1
    return tuple(
        f"{cls.grade}, {words[cls.route]}" if routes[cls.grade] > 1 else cls.grade for cls in classes
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """K classes in A local areas. Times are in ticks of the queueing engine.

    rates: incidents an hour, 168 hours of the local week (0 is Monday 00:00) × A × K, in a month and on a day of
        factor 1. season: factor of each calendar month, mean 1 over the year.
    day_variance, day_correlation: variance (mean 1) of the factor of each day that all incidents share, and its
        correlation with the day after. local_day_variance: that of each local area and day besides.
    service, travel: time of each unit; None for a class to which nobody is sent.
    units: probabilities of 1 to 8 units, K × 8. cancel_per_hour, upgrade_per_hour: chance an hour of waiting, K.
    upgrade_to: the class that an upgrade mostly leads to, -1 for none. closed_share: closed unattended, of those
        received; closed_after_hours: their mean wait until then (nought for none).
    unseen_share: share of units not on an incident that are not available all the same, 0 to 1.
    on_duty: units on duty on average when that was found, 168 × A; None where no roster said so.
    appointments: of each class with the route diary, what the log tells of them; None for others. Empty for none.
    """

    zone: str
    classes: tuple[DemandClass, ...]
    local_areas: tuple[str, ...]
    rates: Reals
    season: Reals
    day_variance: float
    day_correlation: float
    local_day_variance: float
    service: tuple[Times | None, ...]
    travel: tuple[Times | None, ...]
    units: Reals
    cancel_per_hour: Reals
    upgrade_per_hour: Reals
    upgrade_to: npt.NDArray[np.int64]
    closed_share: Reals
    closed_after_hours: Reals
    unseen_share: float = 0.0
    on_duty: Reals | None = None
    appointments: tuple[Appointments | None, ...] = ()

    def rates_on(self, grid: Grid) -> Reals:
        """Incidents expected in each hour of a grid: hours × classes × local areas, as the engine takes them.

        The day factor is not in it: it is drawn afresh in each run.
        """
        months = np.array([date.fromordinal(int(day)).month - 1 for day in np.unique(grid.local_days)])
        _, day = np.unique(grid.local_days, return_inverse=True)
        by_hour: Reals = self.rates[grid.hours_of_week] * self.season[months[day]][:, None, None]
        return np.ascontiguousarray(by_hour.transpose(0, 2, 1))

    def unit_hours(self) -> Reals:
        """Unit-hours that an average incident of each class takes, travel included; K."""
        mean_units = self.units @ np.arange(1, MOST_UNITS + 1)
        ticks = [
            (service.mean_ticks if service else 0.0) + (travel.mean_ticks if travel else 0.0)
            for service, travel in zip(self.service, self.travel, strict=True)
        ]
        hours: Reals = mean_units * np.array(ticks) / TICKS_PER_HOUR
        return hours

    def busy_units(self) -> Reals:
        """Units that incidents keep busy on average, were all attended: 168 hours of the week × A.

        Appointments are left out: they are kept by units of their own.
        """
        sent = np.array([cls.route is Route.DISPATCH for cls in self.classes])
        busy: Reals = self.rates @ (self.unit_hours() * sent)
        return busy

    def unlogged_unit_hours(self) -> Reals | None:
        """Unit-hours of work that no log holds, 168 hours of the week × A; None where no roster tells.

        It is the share of the units that were on duty then and not on an incident. The work stays the same
        whoever is on duty later.
        """
        if self.on_duty is None:
            return None
        hours: Reals = self.unseen_share * np.maximum(self.on_duty - self.busy_units(), 0.0)
        return hours

    @property
    def groups(self) -> tuple[str, ...]:
        """What results call each class (see `group_names`)."""
        return group_names(self.classes)

    @property
    def emergencies(self) -> frozenset[str]:
        """Those of them that are emergencies."""
        return frozenset(name for name, cls in zip(self.groups, self.classes, strict=True) if cls.emergency)

    def appointments_of(self, number: int) -> Appointments | None:
        """What the log tells of the appointments of a class of this number; None where it tells nothing."""
        return self.appointments[number] if self.appointments else None

    def scaled(self, factors: Reals) -> Demand:
        """The same with the rates of each class times a factor of nought or more."""
        if factors.shape != (len(self.classes),) or (factors < 0).any():
            raise ValueError(f"give {len(self.classes)} factors of nought or more")
        return replace(self, rates=self.rates * factors)

    def __post_init__(self) -> None:
        shape = (HOURS_PER_WEEK, len(self.local_areas), len(self.classes))
        if self.rates.shape != shape:
            raise ValueError(f"the rates have shape {self.rates.shape}; give {shape}")
