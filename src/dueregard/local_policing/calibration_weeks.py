"""A log as sums by week: all that calibration needs, so that resampling weeks is adding up.

A week here is seven whole local days from the first whole day of the log, whichever weekday that is; each
hour of the week stands in it once (or twice, or never, where the clocks change).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from dueregard.common.errors import DueRegardError
from dueregard.common.tables import ABSENT
from dueregard.local_policing.calibration_diary import (
    CALL_BLOCKS,
    CALL_HOURS,
    DAYS_AHEAD,
    FULL_FROM,
    Calls,
    asked_for,
    open_days_of,
    top_level,
)
from dueregard.local_policing.calibration_times import BINS, bin_of
from dueregard.local_policing.demand import MONTHS, MOST_UNITS, DemandClass
from dueregard.local_policing.grades import ClockStart, Route
from dueregard.local_policing.log import (
    NONE,
    OUTCOMES,
    ROUTES,
    IncidentLog,
    Incidents,
    Integers,
    Outcome,
    hour_index,
    incidents_of,
)
from dueregard.workforce.hours import HOURS_PER_WEEK, Grid

HOURS_PER_DAY, DAYS_PER_WEEK = 24, 7
HALF_AN_HOUR = 1_800
QUIET_GAPS = 6
"""A day is whole if the log is silent at its edge for no longer than so many average gaps between incidents."""


class LogUnusable(DueRegardError):
    """A log from which nothing can be estimated; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WeekSums:
    """Sums by week (first axis W) of a log of K classes in A local areas.

    received: W × 168 × A × K incidents. hours: W × 168 × 12, real hours of that local hour of the week in that
        calendar month. service, travel, waits: W × K × bins (see `calibration_times`), waits those to the first
        dispatch; *_seconds: W × K, their sums. units: W × K × 8, incidents by units sent (8 or more in the last).
    outcomes: W × K × 6, of the last row that has one; the last for those not stated.
    waiting_seconds: W × K, waited before anyone was sent, or until cancelled or closed. closing_seconds: W × K,
        waited by those closed.
    upgrades: W × K × K, from class to class. late, judged: W × K, incidents after and with their standard.
    lost_late: W × K, cancelled or closed after it.
    kept_visits: W × K × A × 7, appointments kept on each day of a week. visit_hours: W × K × 24, by the hour of the
        day. days_shown, days_could: W × K × parts of the day × days ahead (see `calibration_diary`), of calls.
    """

    zone: str
    classes: tuple[DemandClass, ...]
    local_areas: tuple[str, ...]
    first_on: date
    received: Integers
    hours: Integers
    service: Integers
    service_seconds: Integers
    travel: Integers
    travel_seconds: Integers
    waits: Integers
    wait_seconds: Integers
    units: Integers
    outcomes: Integers
    waiting_seconds: Integers
    closing_seconds: Integers
    upgrades: Integers
    late: Integers
    judged: Integers
    lost_late: Integers
    kept_visits: Integers
    visit_hours: Integers
    days_shown: Integers
    days_could: Integers

    @property
    def weeks(self) -> int:
        """How many weeks."""
        return int(self.received.shape[0])

    @property
    def last_on(self) -> date:
        """The last day of the last week."""
        return self.first_on + timedelta(days=7 * self.weeks - 1)

    @property
    def hour_order(self) -> Integers:
        """Hours of the week in the order in which they come in these weeks."""
        return (np.arange(HOURS_PER_WEEK) + HOURS_PER_DAY * self.first_on.weekday()) % HOURS_PER_WEEK

    def chosen(self, weeks: Integers) -> WeekSums:
        """Only these weeks, in this order, perhaps some of them again."""
        arrays: dict[str, Any] = {name: getattr(self, name)[weeks] for name in ARRAYS}
        return replace(self, **arrays)


ARRAYS = tuple(
    f.name for f in fields(WeekSums) if f.name not in ("zone", "classes", "local_areas", "first_on")
)


def whole_days(log: IncidentLog) -> tuple[date, date]:
    """The first and last local day that the log covers from midnight to midnight. Raises LogUnusable.

    The log is taken to cover a day to its edge if it is silent there for no more than an hour or
    `QUIET_GAPS` average gaps, whichever is longer.
    """
    zone = ZoneInfo(log.zone)
    received = np.sort(log.received_at[np.flatnonzero(np.diff(log.incident, prepend=-1))])
    if len(received) < 2:
        raise LogUnusable("The log holds one incident: give at least a week of incidents.")
    gap = (received[-1] - received[0]) / (len(received) - 1)
    silence = timedelta(seconds=max(3_600.0, QUIET_GAPS * float(gap)))
    first, last = (datetime.fromtimestamp(int(received[i]), UTC).astimezone(zone) for i in (0, -1))
    from_on = first.date() if (first - silence).date() < first.date() else first.date() + timedelta(days=1)
    until_on = last.date() if (last + silence).date() > last.date() else last.date() - timedelta(days=1)
    return from_on, until_on


def classes_of(log: IncidentLog, incidents: Incidents, day: date) -> tuple[DemandClass, ...]:
    """Each common grade and route that occurs, with the terms in force on a day."""
    found = []
    pairs = set(zip(incidents.grade.tolist(), incidents.route.tolist(), strict=True))
    for grade, route in sorted(pairs):
        common = log.schemes.common[grade]
        terms = log.schemes.terms_on(common.id, day)
        found.append(
            DemandClass(
                grade=common.id,
                name=common.name,
                emergency=common.emergency,
                route=ROUTES[route],
                standard_minutes=terms.standard_minutes if terms else None,
                clock=terms.clock if terms else ClockStart.RECEIVED,
            )
        )
    return tuple(found)


def week_sums(log: IncidentLog, from_on: date | None = None, until_on: date | None = None) -> WeekSums:
    """The sums of all whole weeks of a log; the days over at its end are left out.

    `from_on` and `until_on` say which days the log covers, where that is known. Raises LogUnusable where that
    is less than a week.
    """
    found = whole_days(log)
    first, last = from_on or found[0], until_on or found[1]
    days = (last - first).days + 1
    weeks = days // DAYS_PER_WEEK
    if weeks < 1:
        raise LogUnusable(
            f"The log covers {max(days, 0)} whole {'day' if days == 1 else 'days'}: a week at least is needed."
        )
    log = log.between(first, first + timedelta(days=DAYS_PER_WEEK * weeks - 1))
    if not len(log):
        raise LogUnusable(f"The log holds no incident from {first} to {last}: check the days.")
    incidents = incidents_of(log)
    grid = Grid.of_days(first, DAYS_PER_WEEK * weeks, log.local_areas, log.zone)
    return _Summing(log, incidents, grid, weeks).sums(first)


class _Summing:
    def __init__(self, log: IncidentLog, incidents: Incidents, grid: Grid, weeks: int) -> None:
        self._log, self._incidents, self._grid, self._weeks = log, incidents, grid, weeks
        self._classes = classes_of(log, incidents, date.fromordinal(int(grid.local_days[-1])))
        keys = {(c.grade, c.route): number for number, c in enumerate(self._classes)}
        table = np.full((len(log.schemes.common), len(ROUTES)), NONE, dtype=np.int64)
        for g, grade in enumerate(log.schemes.common):
            for r, route in enumerate(ROUTES):
                table[g, r] = keys.get((grade.id, route), NONE)
        self._table = table
        hour = hour_index(grid, incidents.received_at)
        self._of_week = grid.hours_of_week[hour]
        self._week = (grid.local_days[hour] - grid.local_days[0]) // DAYS_PER_WEEK
        self._class = table[incidents.grade, incidents.route]
        incident = np.cumsum(np.diff(log.incident, prepend=-1) > 0) - 1
        self._row_week, self._row_class = self._week[incident], self._class[incident]
        self._incident_of_row = incident

    def _count(
        self, which: Any, *axes: tuple[Integers, int], by_row: bool = False, of: Any = None
    ) -> Integers:
        """How many (or the sum `of`) by week, class and further axes, of the incidents or rows `which`."""
        week, cls = (self._row_week, self._row_class) if by_row else (self._week, self._class)
        all_axes = [(week[which], self._weeks), (cls[which], len(self._classes))]
        all_axes += [(values[which], size) for values, size in axes]
        place = np.zeros(len(all_axes[0][0]), dtype=np.int64)
        for values, size in all_axes:
            place = place * size + values
        shape = tuple(size for _, size in all_axes)
        if of is None:
            found = np.bincount(place, minlength=int(np.prod(shape)))
        else:  # exact: sums of whole seconds stay far below 2**53
            found = np.bincount(place, weights=of[which], minlength=int(np.prod(shape)))
        return np.rint(found).astype(np.int64).reshape(shape)

    def sums(self, first: date) -> WeekSums:
        received = self._count(
            slice(None),
            (self._of_week, HOURS_PER_WEEK),
            (self._incidents.local_area.astype(np.int64), len(self._log.local_areas)),
        )
        return WeekSums(
            zone=self._log.zone,
            classes=self._classes,
            local_areas=self._log.local_areas,
            first_on=first,
            received=np.ascontiguousarray(received.transpose(0, 2, 3, 1)).astype(np.int32),
            hours=self._hours(),
            **self._times(),
            **self._waits(),
            **self._appointments(first),
        )

    def _hours(self) -> Integers:
        months = np.array([date.fromordinal(int(day)).month - 1 for day in self._grid.local_days])
        week = (self._grid.local_days - self._grid.local_days[0]) // DAYS_PER_WEEK
        place = (week * HOURS_PER_WEEK + self._grid.hours_of_week) * MONTHS + months
        size = self._weeks * HOURS_PER_WEEK * MONTHS
        return np.bincount(place, minlength=size).reshape(self._weeks, HOURS_PER_WEEK, MONTHS)

    def _times(self) -> dict[str, Integers]:
        """Service and travel of each unit sent. Without an arrival, the class's mean travel is taken off."""
        log = self._log
        moved = (log.dispatched_at != ABSENT) & (log.arrived_at != ABSENT)
        travel = np.where(moved, log.arrived_at - log.dispatched_at, 0)
        classes = len(self._classes)
        sums = np.bincount(self._row_class[moved], weights=travel[moved], minlength=classes)
        means = sums / np.maximum(np.bincount(self._row_class[moved], minlength=classes), 1)
        usual = np.rint(means).astype(np.int64)[self._row_class]
        done = (
            log.sent
            & (log.cleared_at != ABSENT)
            & ((log.arrived_at != ABSENT) | (log.dispatched_at != ABSENT))
        )
        arrived = log.arrived_at != ABSENT
        begun = np.where(arrived, log.arrived_at, log.dispatched_at + usual)
        service = np.where(done, np.maximum(log.cleared_at - begun, 0), 0)
        return {
            "service": self._count(done, (bin_of(service), BINS), by_row=True),
            "service_seconds": self._count(done, by_row=True, of=service),
            "travel": self._count(moved, (bin_of(travel), BINS), by_row=True),
            "travel_seconds": self._count(moved, by_row=True, of=travel),
        }

    def _waits(self) -> dict[str, Integers]:
        found = self._incidents
        classes = len(self._classes)
        sent = found.units > 0
        outcome = np.where(found.outcome == NONE, len(OUTCOMES), found.outcome).astype(np.int64)
        dispatched = found.dispatched_at != ABSENT
        lost = np.isin(outcome, [OUTCOMES.index(Outcome.CANCELLED), OUTCOMES.index(Outcome.CLOSED)])
        ended = np.where(dispatched, found.dispatched_at, np.where(lost, found.cleared_at, ABSENT))
        waited = np.where(ended == ABSENT, 0, np.maximum(ended - found.received_at, 0))
        closed = (outcome == OUTCOMES.index(Outcome.CLOSED)) & (ended != ABSENT)
        later = self._table[found.last_grade, found.route]
        sent_at_once = self._table[found.last_grade, ROUTES.index(Route.DISPATCH)]
        later = np.where(later == NONE, sent_at_once, later)
        upgraded = (found.last_grade < found.grade) & (later != NONE)
        return {
            "waits": self._count(dispatched, (bin_of(waited), BINS)),
            "wait_seconds": self._count(dispatched, of=waited),
            "units": self._count(sent, (np.clip(found.units, 1, MOST_UNITS) - 1, MOST_UNITS)),
            "outcomes": self._count(slice(None), (outcome, len(OUTCOMES) + 1)),
            "waiting_seconds": self._count(slice(None), of=waited),
            "closing_seconds": self._count(closed, of=waited),
            "upgrades": self._count(upgraded, (later, classes)),
            **self._judged(),
        }

    def _judged(self) -> dict[str, Integers]:
        """Incidents with a standard and the moments to judge it by, and those of them that were late.

        The standard and its clock are those of the scheme in force when the incident was received.
        """
        found, schemes = self._incidents, self._log.schemes
        late = np.zeros(len(found), dtype=np.bool_)
        judged = np.zeros(len(found), dtype=np.bool_)
        hour = hour_index(self._grid, found.received_at)
        day = self._grid.local_days[hour]
        for scheme in schemes.schemes:
            until = scheme.until_on or date.max
            inside = (day >= scheme.from_on.toordinal()) & (day <= until.toordinal())
            for number, common in enumerate(schemes.common):
                terms = next((grade for grade in scheme.grades if grade.common == common.id), None)
                if terms is None or terms.standard_minutes is None:
                    continue
                start = found.received_at if terms.clock is ClockStart.RECEIVED else found.dispatched_at
                here = inside & (found.grade == number) & (found.arrived_at != ABSENT) & (start != ABSENT)
                judged |= here
                late |= here & (found.arrived_at - start > 60 * terms.standard_minutes)
        return {
            "late": self._count(late),
            "judged": self._count(judged),
            "lost_late": self._count(self._lost_late()),
        }

    def _lost_late(self) -> npt.NDArray[np.bool_]:
        """Cancelled or closed after the standard of the last scheme had passed."""
        found = self._incidents
        minutes = np.array([-1 if c.standard_minutes is None else c.standard_minutes for c in self._classes])
        allowed = 60 * minutes[self._class]
        lost = np.isin(found.outcome, [OUTCOMES.index(Outcome.CANCELLED), OUTCOMES.index(Outcome.CLOSED)])
        lost &= (found.cleared_at != ABSENT) & (allowed >= 0)
        after: npt.NDArray[np.bool_] = lost & (found.cleared_at - found.received_at > allowed)
        return after

    def _appointments(self, first: date) -> dict[str, Integers]:
        """What the log shows of appointments; noughts for classes that have none."""
        found, weeks, classes, areas = (
            self._incidents,
            self._weeks,
            len(self._classes),
            len(self._log.local_areas),
        )
        kept_visits = np.zeros((weeks, classes, areas, DAYS_PER_WEEK), dtype=np.int64)
        visit_hours = np.zeros((weeks, classes, HOURS_PER_DAY), dtype=np.int64)
        shown = np.zeros((weeks, classes, CALL_BLOCKS, DAYS_AHEAD), dtype=np.int64)
        could = np.zeros_like(shown)
        longer = Grid.of_days(
            first, DAYS_PER_WEEK * weeks + 2 * DAYS_AHEAD, self._log.local_areas, self._log.zone
        )
        moment = np.where(found.dispatched_at != ABSENT, found.dispatched_at, found.arrived_at)
        hour = hour_index(longer, moment + HALF_AN_HOUR)  # appointments are for whole hours
        known = (moment != ABSENT) & (hour >= 0) & (hour < longer.hours)
        day = longer.local_days - longer.local_days[0]
        came = hour_index(longer, found.received_at)
        for k, cls in enumerate(self._classes):
            if cls.route is not Route.DIARY:
                continue
            of = np.flatnonzero(known & (self._class == k))
            of = of[np.argsort(found.received_at[of], kind="stable")]
            kept_on, area = day[hour[of]], found.local_area[of].astype(np.int64)
            inside = kept_on < DAYS_PER_WEEK * weeks
            at = (kept_on[inside] // DAYS_PER_WEEK, area[inside], kept_on[inside] % DAYS_PER_WEEK)
            np.add.at(kept_visits[:, k], at, 1)
            np.add.at(visit_hours[:, k], (self._week[of], longer.hours_of_week[hour[of]] % HOURS_PER_DAY), 1)
            part = longer.hours_of_week[came[of]] % HOURS_PER_DAY // CALL_HOURS
            calls = Calls(self._week[of], part, area, day[came[of]], kept_on)
            limits = FULL_FROM * top_level(kept_visits[:, k], np.ones(weeks))
            open_days = open_days_of(kept_visits[:, k], first.weekday())
            shown[:, k], could[:, k] = asked_for(calls, limits, open_days, first.weekday(), weeks)
        return {
            "kept_visits": kept_visits,
            "visit_hours": visit_hours,
            "days_shown": shown,
            "days_could": could,
        }
