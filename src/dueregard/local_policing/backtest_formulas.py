"""Forecasts by formula: each local area as one line of callers before its units, hour by hour.

Two rivals of the simulation that know the same demand and the same units as it does. Both let all grades wait in one
line, no local area help another, and service be exponential: `Erlang` takes each hour as if it had always been so (an
hour with more work than units is taken at `MOST_BUSY`), the forward equations carry the queue from hour to hour.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dueregard.engine.queueing.exact.erlang import erlang_c
from dueregard.engine.queueing.exact.varying import VaryingQueue
from dueregard.engine.queueing.model import TICKS_PER_HOUR, CustomerClass
from dueregard.engine.queueing.variates import Shape, Times
from dueregard.local_policing.backtest_cells import Cells, Integers, Reals
from dueregard.local_policing.scenario import Prepared

MOST_BUSY = 0.98
"""Share of units busy at which Erlang's formula is used where there is more work than that."""
ERLANG, FORWARD = "Erlang, hour by hour", "forward equations"
FORMULAS = (ERLANG, FORWARD)
TRAVEL_POINTS = 16
HOURS_TO_FILL = 24
"""Hours before the first one forecast in which the line of the forward equations fills."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line before the units of a local area. arrivals: units asked for, an hour; servers: units on duty."""

    arrivals: Reals
    servers: Integers
    service_hours: float

    def between(self, first: int, end: int) -> Line:
        """Only these hours."""
        return replace(self, arrivals=self.arrivals[first:end], servers=self.servers[first:end])


@dataclass(frozen=True, slots=True, eq=False)
class LineWaits:
    """Each hour's chance of a wait, mean wait of those who wait and mean of all, in hours."""

    chance: Reals
    of_waiting: Reals
    mean: Reals

    def between(self, first: int, end: int) -> LineWaits:
        """Only these hours."""
        return LineWaits(self.chance[first:end], self.of_waiting[first:end], self.mean[first:end])

    def longer_than(self, hours: Reals) -> Reals:
        """The chance of a wait longer than so many hours (below nought: certain), hours of the line × given."""
        share = np.exp(-np.maximum(hours, 0.0)[None, :] / np.maximum(self.of_waiting, 1e-12)[:, None])
        longer: Reals = np.where(hours[None, :] < 0, 1.0, self.chance[:, None] * share)
        return longer


def line_of(prepared: Prepared, area: int) -> Line:
    """All that is sent to in a local area, and unlogged work that cannot be left, as units asked for."""
    demand, model = prepared.scenario.demand, prepared.model
    unit_hours = demand.unit_hours()
    work = np.zeros(model.hours_given)
    asked = np.zeros(model.hours_given)
    for number, queue in enumerate(prepared.classes):
        if queue.by_appointment or queue.customers.elastic:
            continue
        rate = model.rates[:, number, area]
        units = queue.customers.units
        work += rate * (queue.hours_each if queue.demand_class is None else unit_hours[queue.demand_class])
        asked += rate * sum(share * (place + 1) for place, share in enumerate(units))
    service = float(work.sum() / max(float(asked.sum()), 1e-12))
    return Line(work / max(service, 1e-12), prepared.units[:, area], service)


def erlang_waits(line: Line) -> LineWaits:
    """Each hour as if it had always been so.

    >>> line = Line(np.array([1.6, 5.0]), np.array([2, 2]), 1.0)  # the second hour is overloaded
    >>> [round(float(wait), 3) for wait in erlang_waits(line).mean]  # 16/9, and 0.98 of two units busy
    [1.778, 24.253]
    """
    chance, mean = np.zeros(len(line.arrivals)), np.zeros(len(line.arrivals))
    for hour, (rate, servers) in enumerate(zip(line.arrivals.tolist(), line.servers.tolist(), strict=True)):
        servers = max(servers, 1)
        rate = min(rate, MOST_BUSY * servers / line.service_hours)
        if rate > 0:
            found = erlang_c(servers=servers, arrivals_per_hour=rate, mean_service_hours=line.service_hours)
            chance[hour], mean[hour] = found.probability_of_wait, found.mean_wait_hours
    return LineWaits(chance, mean / np.maximum(chance, 1e-12), mean)


def forward_waits(line: Line) -> LineWaits:
    """The queue carried from hour to hour, empty at first.

    The mean wait of one who comes is that of those before them in the line at the pace of the units of that hour.

    >>> line = Line(np.full(200, 1.6), np.full(200, 2), 1.0)
    >>> round(float(forward_waits(line).mean[-1]), 2)  # Erlang C: 16/9
    1.78
    """
    servers = np.maximum(line.servers, 1)
    queue = VaryingQueue(
        arrivals_per_hour=tuple(line.arrivals.tolist()),
        servers=tuple(servers.tolist()),
        mean_service_hours=line.service_hours,
    )
    # Only here: what it needs of scipy takes longer to load than many a command that reads a backtest's result.
    from dueregard.engine.queueing.exact.forward import transient

    course = transient(queue, to_hour=float(len(servers)), points_per_step=1)
    chance = (course.probability_of_wait[1:] + course.probability_of_wait[:-1]) / 2
    waiting = (course.mean_waiting[1:] + course.mean_waiting[:-1]) / 2
    mean = (waiting + chance) * line.service_hours / servers
    return LineWaits(chance, mean / np.maximum(chance, 1e-12), mean)


def formula_cells(
    prepared: Prepared,
    name: str,
    place: tuple[Integers, Integers],
    grades: tuple[str, ...],
    shape: tuple[int, int, int, int],
    past_late: Reals,
) -> Cells:
    """What a formula expects in each cell, W × G × A × S: means, from which draws are made.

    place: week and shift of each hour; weeks outside are left out. past_late: by grade, the share of people with an
    appointment who were late before, since a line says nothing of appointments.
    """
    demand, model = prepared.scenario.demand, prepared.model
    sums = {part: np.zeros(shape) for part in ("received", "late", "waited", "sent")}
    week, shift = place
    inside = (week >= 0) & (week < shape[0])
    at = (week[inside], shift[inside])
    first, end = int(np.argmax(inside)), len(inside) - int(np.argmax(inside[::-1]))
    begin = max(0, first - HOURS_TO_FILL)
    for area in range(prepared.areas):
        line = line_of(prepared, area).between(begin, end)
        waits = (erlang_waits if name == ERLANG else forward_waits)(line).between(first - begin, end - begin)
        for number, queue in enumerate(prepared.classes):
            if queue.demand_class is None:
                continue
            named = demand.classes[queue.demand_class].grade
            if named not in grades:
                continue
            grade = grades.index(named)
            rate = model.rates[first:end, number, area + (prepared.areas if queue.by_appointment else 0)]
            late = np.full(len(rate), past_late[grade])
            if not queue.by_appointment:
                late = _late(waits, queue.customers)
                call_minutes = queue.customers.waited_ticks * 60 / TICKS_PER_HOUR
                _add(sums["waited"], at, grade, area, rate * (waits.mean * 60 + call_minutes))
                _add(sums["sent"], at, grade, area, rate)
            _add(sums["received"], at, grade, area, rate)
            _add(sums["late"], at, grade, area, rate * late)
    return Cells(**sums)


def _late(waits: LineWaits, customers: CustomerClass) -> Reals:
    """The chance that the taking of the call, wait and way together are longer than the standard."""
    standard_ticks, travel = customers.standard_ticks, customers.travel
    if standard_ticks is None:
        return np.zeros(len(waits.chance))
    ways = np.zeros(1)
    if travel is not None:
        points = (np.arange(TRAVEL_POINTS) + 0.5) / TRAVEL_POINTS
        ways = _quantiles(travel, points) / TICKS_PER_HOUR
    late: Reals = waits.longer_than((standard_ticks - customers.waited_ticks) / TICKS_PER_HOUR - ways).mean(
        axis=1
    )
    return late


def _quantiles(times: Times, points: Reals) -> Reals:
    if times.shape is Shape.EXPONENTIAL:
        ticks: Reals = -times.mean_ticks * np.log1p(-points)
        return ticks
    return np.interp(points, np.linspace(0, 1, len(times.quantiles)), times.quantiles)


def _add(sums: Reals, at: tuple[Integers, Integers], grade: int, area: int, values: Reals) -> None:
    part = sums[:, grade, area]  # a view, so that adding to it adds to the whole
    np.add.at(part, at, values)


def drawn(means: Cells, draws: int, known: Reals, generator: np.random.Generator) -> Cells:
    """Draws from means: people come and are late as Poisson numbers; the mean wait claims no doubt.

    known: by grade, the share of people of whom a log says whether they were seen in time.
    """
    size = (draws, *means.received.shape)
    late = means.late * known[:, None, None]
    wait = np.broadcast_to(means.waited, size), np.broadcast_to(means.sent, size)
    return replace(
        means,
        received=generator.poisson(np.broadcast_to(means.received, size)).astype(np.float64),
        late=generator.poisson(np.broadcast_to(late, size)).astype(np.float64),
        waited=np.asarray(wait[0][:1]),
        sent=np.asarray(wait[1][:1]),
    )
