"""What past deployments changed, looked for in the log alone: matched weeks, donor areas, placebo dates.

The days of a deployment are held against the same days of the week in weeks near it that no deployment touched. Where
some local areas gave officers and others did not, what changed in those others is taken off. The same is done for every
other date on which a deployment of that length could have begun and none did (placebo dates): how much comes out on
those is what comes out of nothing, and from it the interval is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

import numpy as np

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.common.period import day_words
from dueregard.common.records import Column
from dueregard.common.tables import ABSENT
from dueregard.local_policing.backtest_cells import Reals, judged_of
from dueregard.local_policing.demand import DemandClass
from dueregard.local_policing.grades import Route
from dueregard.local_policing.log import ROUTES, IncidentLog, hour_index, incidents_of
from dueregard.workforce.hours import Grid

DAYS = 7
FEWEST_MATCHES = 2
FEWEST_PLACEBOS = 19
"""With so many placebo dates the rarest place among them is 5 %, so that a 95 % interval can be told."""
DEFAULT = Id("default")


class EventRefused(DueRegardError):
    """A deployment that cannot be looked for in a log; the message says why."""


class Reading(StrEnum):
    """What is read off the log."""

    LATE = "share not seen within the standard"
    WAIT = "mean wait to dispatch"


READING_UNITS = {Reading.LATE: "percentage points", Reading.WAIT: "minutes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDesign:
    """Choices in an event study. The defaults are our assumptions. Raises ValueError."""

    name: Annotated[Id, Column("Short name, by which results cite it.")] = DEFAULT
    matched_weeks: Annotated[
        int, Column("Weeks that a deployment is held against, the nearest untouched ones.")
    ] = 8
    after_days: Annotated[int, Column("Days after a deployment that still count as touched by it.")] = 7
    source: Annotated[str, Column("Who chose these, and when.")] = "our assumption, November 2026"

    def __post_init__(self) -> None:
        if not FEWEST_MATCHES <= self.matched_weeks <= 52:
            raise ValueError(f"a deployment is held against {FEWEST_MATCHES} to 52 weeks")
        if not 0 <= self.after_days <= 91:
            raise ValueError("0 to 91 days after a deployment count as touched")


@dataclass(frozen=True, slots=True, eq=False)
class DailySums:
    """Sums of a log by class K, local area A and local day D: K × A × D.

    judged: people of whom the log says whether they were seen in time; late: those who were not. waited: minutes to
    dispatch of the `sent`. Appointments have no wait to dispatch.
    """

    classes: tuple[DemandClass, ...]
    local_areas: tuple[str, ...]
    first_on: date
    late: Reals
    judged: Reals
    waited: Reals
    sent: Reals

    @property
    def days(self) -> int:
        """How many days there are."""
        return int(self.late.shape[2])

    def parts(self, reading: Reading) -> tuple[Reals, Reals]:
        """Numerator and denominator of a reading; shares in percentage points."""
        if reading is Reading.LATE:
            return 100.0 * self.late, self.judged
        return self.waited, self.sent


def daily_sums(log: IncidentLog, classes: Sequence[DemandClass], first_on: date, days: int) -> DailySums:
    """The sums of a log over so many days, of classes by the grade that an incident had at last."""
    log = log.between(first_on, first_on + timedelta(days=days - 1))
    found = incidents_of(log)
    grid = Grid.of_days(first_on, days, log.local_areas, log.zone)
    day_of = grid.local_days[hour_index(grid, found.received_at)]
    table = np.full((len(log.schemes.common), len(ROUTES)), -1, dtype=np.int64)
    common = [str(each.id) for each in log.schemes.common]
    for number, cls in enumerate(classes):
        table[common.index(cls.grade), ROUTES.index(cls.route)] = number
    of_class = table[found.last_grade, found.route]
    shape = (len(classes), len(log.local_areas), days)

    def count(which: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], of: Reals | None = None) -> Reals:
        which = which & (of_class >= 0)
        place = (
            of_class[which],
            found.local_area[which].astype(np.int64),
            day_of[which] - first_on.toordinal(),
        )
        at = np.ravel_multi_index(place, shape)
        weights = None if of is None else of[which]
        return (
            np.bincount(at, weights=weights, minlength=int(np.prod(shape))).reshape(shape).astype(np.float64)
        )

    judged, late, _ = judged_of(log, day_of)
    sent = (found.dispatched_at != ABSENT) & (found.route == ROUTES.index(Route.DISPATCH))
    minutes = np.maximum(found.dispatched_at - found.received_at, 0) / 60.0
    return DailySums(
        classes=tuple(classes),
        local_areas=log.local_areas,
        first_on=first_on,
        late=count(late),
        judged=count(judged),
        waited=count(sent, minutes),
        sent=count(sent),
    )


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Days from a place among a log's days, and how many of them."""

    first: int
    days: int

    @property
    def stop(self) -> int:
        """The place after its last day."""
        return self.first + self.days

    def shifted(self, weeks: int) -> Window:
        """The same days of the week, so many weeks later."""
        return Window(self.first + DAYS * weeks, self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogChange:
    """What a deployment changed in one reading of one class, in the reading's unit.

    without: of the matched weeks; during: of its days. change: their difference, less that of the areas that gave
    nobody where there are any (`apart`). low, high: 95 % interval from the placebo dates; None where they are too few.
    place: share of placebo dates with less change, counted as if this were one of them, 0 to 1. placebos: the changes
    that came out on dates on which nothing happened.
    """

    class_key: str
    grade: str
    reading: Reading
    during: float
    without: float
    change: float
    apart: bool
    matched: int
    low: float | None
    high: float | None
    place: float
    placebos: tuple[float, ...]

    @property
    def is_seen(self) -> bool:
        """Whether the interval leaves out nought."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def window_of(sums: DailySums, from_on: date, until_on: date, name: str) -> Window:
    """The window of a deployment. Raises EventRefused where the log does not cover it."""
    first, last = sums.first_on, sums.first_on + timedelta(days=sums.days - 1)
    if from_on < first or until_on > last:
        raise EventRefused(
            f"The deployment {name} lasted from {day_words(from_on)} to {day_words(until_on)}, and the log covers "
            f"{day_words(first)} to {day_words(last)}: leave it out of the aid log, or give a longer log."
        )
    return Window((from_on - first).days, (until_on - from_on).days + 1)


def study_event(
    sums: DailySums, window: Window, others: Iterable[Window], donors: Sequence[int], design: EventDesign
) -> tuple[LogChange, ...]:
    """What a deployment changed, one event for each class and reading that has values on its days and ever moves.

    others: the windows of all deployments, this one among them. donors: places of the local areas that gave officers.
    Raises EventRefused where no two weeks near it are untouched.
    """
    touched = np.zeros(sums.days, dtype=np.bool_)
    for other in (window, *others):
        touched[other.first : other.stop + design.after_days] = True
    rest = [area for area in range(len(sums.local_areas)) if area not in donors]
    matched = _matches(window, touched, design.matched_weeks)
    if len(matched) < FEWEST_MATCHES:
        raise EventRefused(
            f"Near {day_words(sums.first_on + timedelta(days=window.first))} fewer than {FEWEST_MATCHES} weeks are "
            "untouched by a deployment, so there is nothing to hold it against: give a longer log."
        )
    placebos = [
        other
        for other in _untouched(window, touched)
        if len(_matches(other, touched, design.matched_weeks)) >= 2
    ]
    found = []
    for number, cls in enumerate(sums.classes):
        for reading in Reading:
            if reading is Reading.WAIT and cls.route is not Route.DISPATCH:
                continue
            over, under = (part[number] for part in sums.parts(reading))
            read = _Read(over, under, list(donors), rest, touched, design.matched_weeks)
            event = _event(cls, reading, read, window, placebos)
            if event is not None:
                found.append(event)
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """One reading of one class: numerators and denominators A × D, and who gave officers."""

    over: Reals
    under: Reals
    donors: list[int]
    rest: list[int]
    touched: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    matched_weeks: int

    def value(self, window: Window, areas: list[int]) -> float:
        """The reading over a window and some local areas; NaN where nobody is in it."""
        days = slice(window.first, window.stop)
        under = self.under[areas, days].sum()
        return float(self.over[areas, days].sum() / under) if under else float("nan")

    def usual(self, window: Window, areas: list[int]) -> float:
        """The mean of the matched weeks."""
        values = [self.value(other, areas) for other in _matches(window, self.touched, self.matched_weeks)]
        known = [value for value in values if np.isfinite(value)]
        return float(np.mean(known)) if known else float("nan")

    def change(self, window: Window) -> float:
        """What is other than usual where officers were given, less what is so elsewhere."""
        given = self.value(window, self.donors) - self.usual(window, self.donors)
        if not self.rest:
            return given
        return given - (self.value(window, self.rest) - self.usual(window, self.rest))


def _event(
    cls: DemandClass, reading: Reading, read: _Read, window: Window, placebos: Sequence[Window]
) -> LogChange | None:
    change = read.change(window)
    if not np.isfinite(change):
        return None
    nothing = np.array([value for value in map(read.change, placebos) if np.isfinite(value)])
    if not change and not nothing.any():
        return None  # nobody was ever late, with or without a deployment: there is nothing to read
    low = high = None
    if len(nothing) >= FEWEST_PLACEBOS:
        lower, upper = np.quantile(nothing, (0.025, 0.975))
        low, high = float(change - upper), float(change - lower)
    return LogChange(
        class_key=cls.key,
        grade=cls.grade,
        reading=reading,
        during=read.value(window, read.donors),
        without=read.usual(window, read.donors),
        change=change,
        apart=bool(read.rest),
        matched=len(_matches(window, read.touched, read.matched_weeks)),
        low=low,
        high=high,
        place=float(((nothing < change).sum() + 1) / (len(nothing) + 2)),
        placebos=tuple(float(value) for value in nothing),
    )


def _untouched(window: Window, touched: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> list[Window]:
    """Windows of the same length on the same days of the week that no deployment touched, in order of time."""
    weeks = range(-(window.first // DAYS), (len(touched) - window.stop) // DAYS + 1)
    moved = [window.shifted(each) for each in weeks]
    return [other for other in moved if not touched[other.first : other.stop].any()]


def _matches(
    window: Window, touched: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], number: int
) -> list[Window]:
    """The nearest untouched windows that do not overlap it; of two as near, the earlier."""
    apart = [
        other
        for other in _untouched(window, touched)
        if other.stop <= window.first or other.first >= window.stop
    ]
    return sorted(apart, key=lambda other: (abs(other.first - window.first), other.first))[:number]
