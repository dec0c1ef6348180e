"""What is forecast: quantities that a log holds and a simulation gives, by week, grade, local area and shift.

A shift is a part of a local day, told by the hour of the call; one that runs past midnight is cut there, so
that weeks stay whole. A week has seven days of them. Grades are those that units are sent to or appointments
made for; those upgraded while they wait are told under the grade that they had at last, as the model does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from dueregard.common.tables import ABSENT
from dueregard.local_policing.grades import ClockStart, Route
from dueregard.local_policing.log import (
    NONE,
    OUTCOMES,
    ROUTES,
    IncidentLog,
    Outcome,
    hour_index,
    incidents_of,
)
from dueregard.workforce.hours import Grid

Reals = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
DAYS = 7


class Forecast(StrEnum):
    """A quantity that is forecast."""

    RECEIVED = "people received"
    LATE = "people known not to be seen within the standard"
    WAIT = "mean wait to dispatch"


FORECASTS: tuple[Forecast, ...] = tuple(Forecast)
UNITS: Mapping[Forecast, str] = {
    Forecast.RECEIVED: "people",
    Forecast.LATE: "people",
    Forecast.WAIT: "minutes",
}
MEANING: Mapping[Forecast, str] = {
    Forecast.RECEIVED: "Incidents by the grade first given, telephone calls left out.",
    Forecast.LATE: "Nobody arrived within the standard in force when they called, or they cancelled or were closed "
    "later than that. Those whose arrival the log does not hold are left out, and the model's people are thinned by "
    "the share that it held in the past.",
    Forecast.WAIT: "Minutes from the call until the first unit was sent, of those sent one from the queue; "
    "appointments are left out.",
}


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Sums by week W, grade G, local area A and shift of the week S (7 × shifts of a day), as float64.

    received, late: people. waited: minutes waited by those dispatched, `sent` of them.
    """

    received: Reals
    late: Reals
    waited: Reals
    sent: Reals

    def values(self, forecast: Forecast) -> Reals:
        """The quantity in each cell; NaN for a mean wait where nobody was sent to."""
        if forecast is Forecast.RECEIVED:
            return self.received
        return self.late if forecast is Forecast.LATE else _mean(self.waited, self.sent)

    def of_force(self, forecast: Forecast, grades: list[int]) -> Reals:
        """The same for the whole force over each week, of some grades together; the last three axes are gone."""

        def added(part: Reals) -> Reals:
            total: Reals = part[..., grades, :, :].sum(axis=(-1, -2, -3))
            return total

        if forecast is Forecast.WAIT:
            return _mean(added(self.waited), added(self.sent))
        return added(self.received if forecast is Forecast.RECEIVED else self.late)


def _mean(over: Reals, under: Reals) -> Reals:
    mean: Reals = np.divide(over, under, out=np.full(over.shape, np.nan), where=under > 0)
    return mean


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a log holds of its weeks. known: share of those of a grade whose answer it holds, W × G as counts.

    answered: people whose lateness is known; asked: people received who were to be judged; both W × G.
    """

    cells: Cells
    answered: Reals
    asked: Reals

    def known_share(self, weeks: slice) -> Reals:
        """By grade, over some weeks: the share of people of whom the log says whether they were seen in time."""
        asked = self.asked[weeks].sum(axis=0)
        share: Reals = np.divide(
            self.answered[weeks].sum(axis=0), asked, out=np.ones(len(asked)), where=asked > 0
        )
        return np.minimum(share, 1.0)


def shift_of_hours(grid: Grid, first_on: date, shift_begins: tuple[int, ...]) -> tuple[Integers, Integers]:
    """For each hour of a grid its week, counted from a day (below nought before it), and its shift of the week.

    >>> grid = Grid.of_days(date(2023, 1, 2), 2, ("north",), "UTC")
    >>> week, shift = shift_of_hours(grid, date(2023, 1, 2), (0, 7, 15))
    >>> shift[[0, 6, 7, 23, 24]].tolist(), week.tolist() == [0] * 48
    ([0, 0, 1, 2, 3], True)
    """
    days = grid.local_days - first_on.toordinal()
    of_day = np.searchsorted(np.array(shift_begins), grid.hours_of_week % 24, side="right") - 1
    return days // DAYS, (days % DAYS) * len(shift_begins) + of_day


def seen_in(
    log: IncidentLog, grades: tuple[str, ...], first_on: date, weeks: int, shift_begins: tuple[int, ...]
) -> Seen:
    """What a log holds of so many weeks from a day on."""
    log = log.between(first_on, first_on + timedelta(days=DAYS * weeks - 1))
    found = incidents_of(log)
    grid = Grid.of_days(first_on, DAYS * weeks, log.local_areas, log.zone)
    hour = hour_index(grid, found.received_at)
    week_of, shift_of = shift_of_hours(grid, first_on, shift_begins)
    number = np.array([_place(common.id, grades) for common in log.schemes.common], dtype=np.int64)
    first, last = number[found.grade], number[found.last_grade]
    answered_for = (found.route == ROUTES.index(Route.DISPATCH)) | (found.route == ROUTES.index(Route.DIARY))
    place = (week_of[hour], found.local_area.astype(np.int64), shift_of[hour])
    shape = (weeks, len(grades), len(log.local_areas), DAYS * len(shift_begins))

    def count(which: npt.NDArray[np.bool_], grade: Integers, of: Reals | None = None) -> Reals:
        which = which & (grade >= 0) & answered_for
        week, area, shift = (axis[which] for axis in place)
        at = np.ravel_multi_index((week, grade[which], area, shift), shape)
        weights = None if of is None else of[which]
        return (
            np.bincount(at, weights=weights, minlength=int(np.prod(shape))).reshape(shape).astype(np.float64)
        )

    everybody = np.ones(len(found), dtype=np.bool_)
    dispatched = (found.dispatched_at != ABSENT) & (found.route == ROUTES.index(Route.DISPATCH))
    minutes = np.maximum(found.dispatched_at - found.received_at, 0) / 60.0
    judged, late, asked = judged_of(log, grid.local_days[hour])
    cells = Cells(
        received=count(everybody, first),
        late=count(late, last),
        waited=count(dispatched, last, minutes),
        sent=count(dispatched, last),
    )
    return Seen(
        cells=cells,
        answered=count(judged, last).sum(axis=(2, 3)),
        asked=count(asked, last).sum(axis=(2, 3)),
    )


def _place(grade: str, grades: tuple[str, ...]) -> int:
    return grades.index(grade) if grade in grades else -1


def judged_of(
    log: IncidentLog, day: Integers
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Of each incident: whether the log says that it was late or not, whether it was, and whether it could be.

    The standard is that of the scheme in force when the call came, for the grade that the incident had at last.
    """
    found, schemes = incidents_of(log), log.schemes
    asked, judged, late = (np.zeros(len(found), dtype=np.bool_) for _ in range(3))
    gone = np.isin(found.outcome, [OUTCOMES.index(Outcome.CANCELLED), OUTCOMES.index(Outcome.CLOSED)])
    gone &= (found.arrived_at == ABSENT) & (found.cleared_at != ABSENT) & (found.outcome != NONE)
    arrived = found.arrived_at != ABSENT
    for scheme in schemes.schemes:
        until = scheme.until_on or date.max
        inside = (day >= scheme.from_on.toordinal()) & (day <= until.toordinal())
        for number, common in enumerate(schemes.common):
            terms = next((grade for grade in scheme.grades if grade.common == common.id), None)
            if terms is None or terms.standard_minutes is None or terms.clock is not ClockStart.RECEIVED:
                continue
            here = inside & (found.last_grade == number)
            ended = np.where(arrived, found.arrived_at, found.cleared_at)
            known = here & (arrived | gone)
            asked |= here
            judged |= known
            late |= known & (ended - found.received_at > 60 * terms.standard_minutes)
    return judged, late, asked
