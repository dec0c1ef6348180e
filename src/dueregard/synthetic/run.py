"""One run: a force lives through its weeks, and what was done is kept as it truly happened."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from dueregard.synthetic.calendar import HOUR, SHIFT_HOURS, Clock
from dueregard.synthetic.demand import Incidents, Tasks, bound_tasks, file_tasks, incidents_of
from dueregard.synthetic.desk import ATTENDED, CLOSED, OPEN, WITHDRAWN, Desk
from dueregard.synthetic.diary import CANCELLED, KEPT, Appointments, book
from dueregard.synthetic.force import EMERGENCY, TELEPHONE, Force, LogSpec
from dueregard.synthetic.jobs import Jobs, jobs_of
from dueregard.synthetic.officers import Duties, duties_of

Whole = NDArray[np.int64]
Progress = Callable[[float], None]

WARM_UP_DAYS, AFTER_DAYS = 7, 9
APPOINTMENT = len(SHIFT_HOURS)
"""Shift of a neighbourhood crew with appointments."""
BY_TELEPHONE = CLOSED + 1
"""Outcome of what nobody was to be sent to."""
_TELEPHONE_HOURS = 3


@dataclass(frozen=True)
class Visits:
    """Crews sent, one row each: position of the incident; the crew's home, shift, number, officers; moments."""

    incident: Whole
    home: Whole
    shift: Whole
    number: Whole
    officers: Whole
    shift_ends_at: Whole
    dispatched_at: Whole
    arrived_at: Whole
    cleared_at: Whole


@dataclass(frozen=True)
class Run:
    """What truly happened, warm-up and days after included; moments are seconds of UTC, -1 for none."""

    spec: LogSpec
    seed: int
    duties: Duties
    incidents: Incidents
    outcome: Whole
    """`ATTENDED`, `WITHDRAWN`, `CLOSED` or `BY_TELEPHONE`."""
    worsened: NDArray[np.bool_]
    """Became more urgent while it waited."""
    first_sent_at: Whole
    first_arrival_at: Whole
    closed_at: Whole
    """When it left the waiting list without a visit."""
    appointment_at: Whole
    visits: Visits
    backlog: Whole
    """Rows of moment and queued jobs that waited at the morning review."""

    @property
    def begins_at(self) -> int:
        """The first second of the log."""
        return Clock(self.spec.force.zone).seconds(self.spec.starts_on)

    @property
    def ends_at(self) -> int:
        """The first second after the log."""
        return Clock(self.spec.force.zone).seconds(self.spec.starts_on + timedelta(weeks=self.spec.weeks))


def run(spec: LogSpec, seed: int, progress: Progress | None = None) -> Run:
    """Let the force live through the weeks of a log. Same specification, same seed: same run.

    `progress` is told the share done, 0 to 1, about once a simulated week.
    """
    force = spec.force
    first = spec.starts_on - timedelta(days=WARM_UP_DAYS)
    last = spec.starts_on + timedelta(days=7 * spec.weeks + AFTER_DAYS - 1)
    incidents, major = _with_major(force, incidents_of(force, first, last, seed), first, last)
    duties = duties_of(spec, first, last, seed)
    jobs = jobs_of(force, incidents, bound_tasks(force, first, last, seed), major)
    desk = Desk(force, jobs, duties)
    desk.plan(0, (last - first).days)
    _live(desk, jobs, file_tasks(force, first, last, seed), progress)
    return _gather(spec, seed, duties, incidents, jobs, desk, book(spec, incidents, first, seed))


def _with_major(force: Force, incidents: Incidents, first: date, last: date) -> tuple[Incidents, int | None]:
    """Add the major incident, where the days have it, as the last of the incidents."""
    major = force.major
    if major is None or not first <= major.at.date() <= last:
        return incidents, None
    row = incidents.chosen(np.flatnonzero(incidents.work == EMERGENCY)[:1])
    at = np.array([Clock(force.zone).seconds(major.at.date(), major.at.hour, major.at.minute)])
    extra = replace(
        row,
        received_at=at,
        ready_at=at,
        work=np.array([EMERGENCY]),
        local_area=np.array([major.local_area]),
        kind=np.array([len(force.work[EMERGENCY].kinds)]),
        # No units of its own: its parts are jobs by themselves.
        units=np.array([0]),
    )
    joined = {name: np.concatenate([vars(incidents)[name], vars(extra)[name]]) for name in vars(extra)}
    return Incidents(**joined), len(incidents)


def _live(desk: Desk, jobs: Jobs, files: Tasks, progress: Progress | None) -> None:
    """Let jobs, files and the desk's own events happen in the order of time."""
    ready, many = jobs.ready_at, len(jobs)
    file_at, file_area, file_length = files.at.tolist(), files.local_area.tolist(), files.length.tolist()
    job = file = 0
    end = 1 << 62
    file_at.append(end)
    begin, until = ready[0], ready[many - 1]
    step = max(1, (until - begin) // 100)
    tell = begin
    while job < many or file_at[file] < end:
        next_job = ready[job] if job < many else end
        now = min(next_job, file_at[file])
        while desk.events and desk.next_event() <= now:
            desk.happen()
        if next_job == now:
            desk.answer(job, now)
            job += 1
        else:
            desk.receive_file(file_area[file], now, file_length[file])
            file += 1
        if progress is not None and now >= tell:
            progress((now - begin) / (until - begin + 1))
            tell += step
    if progress is not None:
        progress(1.0)


def _gather(
    spec: LogSpec,
    seed: int,
    duties: Duties,
    incidents: Incidents,
    jobs: Jobs,
    desk: Desk,
    appointments: Appointments,
) -> Run:
    many = len(incidents)
    incident = np.array(jobs.incident, np.int64)
    logged = incident >= 0
    # Of a major incident's parts the first counts: they stand in order of time, so it is written last.
    at, where = incident[logged][::-1], np.flatnonzero(logged)[::-1]

    def spread(column: list[int], empty: int) -> Whole:
        result = np.full(many, empty, np.int64)
        result[at] = np.array(column, np.int64)[where]
        return result

    outcome = spread(desk.outcome, BY_TELEPHONE)
    sent, arrived = spread(desk.first_sent, -1), spread(desk.first_arrival, -1)
    closed = spread(desk.closed_at, -1)
    unattended = outcome != ATTENDED
    sent[unattended] = arrived[unattended] = -1
    closed[~unattended] = -1
    left = outcome == OPEN
    outcome[left] = CLOSED
    closed[left] = int(jobs.ready_at[len(jobs) - 1]) + HOUR
    worsened = np.zeros(many, np.bool_)
    worsened[at] = (np.array(desk.rank) < np.array(jobs.rank))[where]
    telephone = incidents.work == TELEPHONE
    closed[telephone] = incidents.ready_at[telephone] + np.rint(
        -np.log1p(-incidents.chance[telephone]) * _TELEPHONE_HOURS * HOUR
    ).astype(np.int64)
    visits = _visits(desk, incident)
    appointment = np.full(many, -1, np.int64)
    by_diary = _diary_visits(spec.force, incidents, appointments, outcome, closed, appointment)
    sent[by_diary.incident[::-1]] = by_diary.dispatched_at[::-1]
    arrived[by_diary.incident[::-1]] = by_diary.arrived_at[::-1]
    joined = Visits(
        **{name: np.concatenate([vars(visits)[name], vars(by_diary)[name]]) for name in vars(visits)}
    )
    return Run(
        spec=spec,
        seed=seed,
        duties=duties,
        incidents=incidents,
        outcome=outcome,
        worsened=worsened,
        first_sent_at=sent,
        first_arrival_at=arrived,
        closed_at=closed,
        appointment_at=appointment,
        visits=joined,
        backlog=np.array(desk.backlog, np.int64).reshape(-1, 2),
    )


def _visits(desk: Desk, incident: Whole) -> Visits:
    job, crew, dispatched, arrived, cleared = (np.array(column, np.int64) for column in desk.sent)
    return Visits(
        incident=incident[job],
        home=np.array(desk.home, np.int64)[crew],
        shift=np.array(desk.shift, np.int64)[crew],
        number=np.array(desk.number, np.int64)[crew],
        officers=np.array(desk.size, np.int64)[crew],
        shift_ends_at=np.array(desk.ends, np.int64)[crew],
        dispatched_at=dispatched,
        arrived_at=arrived,
        cleared_at=cleared,
    )


def _diary_visits(
    force: Force,
    incidents: Incidents,
    appointments: Appointments,
    outcome: Whole,
    closed: Whole,
    appointment: Whole,
) -> Visits:
    """Write down what became of appointments, and give the visits of those that were kept."""
    where, result = appointments.incident, appointments.result
    appointment[where] = appointments.at
    outcome[where] = np.choose(result, (ATTENDED, WITHDRAWN, CLOSED))
    received = incidents.received_at[where]
    closed[where] = np.where(
        result == KEPT,
        -1,
        np.where(result == CANCELLED, (received + appointments.at) // 2, appointments.at + HOUR),
    )
    kept = result == KEPT
    who, at = where[kept], appointments.at[kept]
    units = incidents.units[who]
    row = np.repeat(np.arange(who.size), units)
    unit = np.arange(row.size) - np.repeat(np.cumsum(units) - units, units)
    who, at = who[row], at[row]
    travel, scene = incidents.travel[who, unit], incidents.scene[who, unit]
    # A crew sets off so as to be there on time by the mean journey; how long it takes is chance.
    mean = round(force.work[3].travel_minutes * 60)
    slots = max(1, round(force.diary_slots_per_day / 12))
    return Visits(
        incident=who,
        home=incidents.local_area[who],
        shift=np.full(who.size, APPOINTMENT),
        number=1 + (at // HOUR + who + unit) % slots,
        officers=np.ones(who.size, np.int64),
        shift_ends_at=np.full(who.size, -1),
        dispatched_at=at - mean,
        arrived_at=at - mean + travel,
        cleared_at=at - mean + travel + scene,
    )
