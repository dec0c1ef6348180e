"""The log as the force would have kept it: what truly happened, entered late, half-way or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from dueregard.synthetic.calendar import Clock, team_on
from dueregard.synthetic.demand import stream
from dueregard.synthetic.desk import ATTENDED, CLOSED, WITHDRAWN
from dueregard.synthetic.force import DIARY, EMERGENCY, PRIORITY, TELEPHONE, Force, LogSpec
from dueregard.synthetic.run import APPOINTMENT, BY_TELEPHONE, Run, run

Whole = NDArray[np.int64]

MAJOR_KIND = "major incident"
ROUTES = ("dispatch", "diary", "telephone")
OUTCOMES = ("attended", "upgraded", "cancelled by caller", "closed unattended", "telephone")
SHIFT_LETTERS = "ELNA"
"""In a call sign: early, late, night, appointments."""

SHIFT_NAMES = ("early", "late", "night")

BATCH_SHARE = 0.15
BATCH_BEFORE, BATCH_AFTER = 600, 300
HALF_WAY_SHARE = 0.04
REGRADED_SHARE = 0.03
_ENTRY = 400


@dataclass(frozen=True)
class Log:
    """A log in canonical form: one row for each unit sent, one for an incident to which none was.

    Moments are seconds of UTC since 1970, -1 where there is none. The other columns hold positions in the
    names beside them; `unit` holds the call sign, empty where no unit was sent, `crew` its officers.
    """

    zone: str
    grades: tuple[str, ...]
    local_areas: tuple[str, ...]
    kinds: tuple[str, ...]
    incident: Whole
    """Numbered from 1 in order of receipt."""
    received_at: Whole
    grade: Whole
    local_area: Whole
    kind: Whole
    route: Whole
    """Positions in `ROUTES`."""
    outcome: Whole
    """Positions in `OUTCOMES`."""
    unit: NDArray[np.str_]
    crew: Whole
    dispatched_at: Whole
    arrived_at: Whole
    cleared_at: Whole

    def __len__(self) -> int:
        return int(self.incident.size)


def make_log(spec: LogSpec, seed: int, progress: Callable[[float], None] | None = None) -> Log:
    """Make the log of a specification. Same specification and seed: same log, with the same numpy."""
    return log_of(run(spec, seed, progress))


def log_of(one: Run) -> Log:
    """Keep the log of a run, with the habits of those who enter it."""
    force, incidents, visits = one.spec.force, one.incidents, one.visits
    inside = (incidents.received_at >= one.begins_at) & (incidents.received_at < one.ends_at)
    sent = np.flatnonzero(inside[visits.incident])
    alone = np.flatnonzero(inside & (one.outcome != ATTENDED))
    who = np.concatenate([visits.incident[sent], alone])
    none = np.full(alone.size, -1)

    def column(of_visits: Whole, otherwise: Whole) -> Whole:
        return np.concatenate([of_visits[sent], otherwise])

    dispatched = column(visits.dispatched_at, none)
    order = np.lexsort((dispatched, who, incidents.received_at[who]))
    who, dispatched = who[order], dispatched[order]
    arrived = column(visits.arrived_at, none)[order]
    cleared = column(visits.cleared_at, one.closed_at[alone])[order]
    shift_ends = column(visits.shift_ends_at, none)[order]
    units, crews = _call_signs(force, one, sent, alone.size)
    work = incidents.work[who]
    habit = stream(one.seed, _ENTRY, 0).random((who.size, 4))
    numbers = np.concatenate([[0], np.cumsum(np.diff(who) != 0)]) + 1 if who.size else who
    grades, grade = _grades(force, one, who)
    kinds, kind = _kinds(force, work, incidents.kind[who])
    return Log(
        zone=force.zone,
        grades=grades,
        local_areas=tuple(area.id for area in force.local_areas),
        kinds=kinds,
        incident=numbers,
        received_at=incidents.received_at[who],
        grade=grade,
        local_area=incidents.local_area[who],
        kind=kind,
        route=np.where(work == TELEPHONE, 2, np.where(work == DIARY, 1, 0)),
        outcome=_outcomes(one, who),
        unit=units[order],
        crew=crews[order],
        dispatched_at=dispatched,
        arrived_at=_entered_arrivals(force, work, dispatched, arrived, habit),
        cleared_at=_entered_clearances(cleared, shift_ends, habit),
    )


def _call_signs(force: Force, one: Run, sent: Whole, alone: int) -> tuple[NDArray[np.str_], Whole]:
    """Call signs and officers of the crews sent; the home of a crew is in its sign wherever it works."""
    visits = one.visits
    most = int(visits.number[sent].max(initial=0)) + 1
    shifts = APPOINTMENT + 1
    table = np.array(
        [
            f"{area.call_sign}-{SHIFT_LETTERS[shift]}{number:02d}"
            for area in force.local_areas
            for shift in range(shifts)
            for number in range(most)
        ]
    )
    at = (visits.home[sent] * shifts + visits.shift[sent]) * most + visits.number[sent]
    signs = np.concatenate([table[at], np.full(alone, "", table.dtype)])
    return signs, np.concatenate([visits.officers[sent], np.zeros(alone, np.int64)])


def _outcomes(one: Run, who: Whole) -> Whole:
    outcome = np.zeros(who.size, np.int64)
    truly = one.outcome[who]
    outcome[(truly == ATTENDED) & one.worsened[who]] = 1
    outcome[truly == WITHDRAWN] = 2
    outcome[truly == CLOSED] = 3
    outcome[truly == BY_TELEPHONE] = 4
    return outcome


def _grades(force: Force, one: Run, who: Whole) -> tuple[tuple[str, ...], Whole]:
    """Codes of the day on which a call came; with the new ones a few emergencies count as priority."""
    names = tuple(dict.fromkeys(force.grades + force.new_grades))
    old = np.array([names.index(name) for name in force.grades])
    new = np.array([names.index(name) for name in force.new_grades])
    work = one.incidents.work[who]
    since = Clock(force.zone).seconds(force.new_grades_on)
    regraded = (work == EMERGENCY) & (one.incidents.chance[who] < REGRADED_SHARE)
    later = one.incidents.received_at[who] >= since
    return names, np.where(later, new[np.where(regraded, PRIORITY, work)], old[work])


def _kinds(force: Force, work: Whole, kind: Whole) -> tuple[tuple[str, ...], Whole]:
    names = tuple(dict.fromkeys([one.name for work in force.work for one in work.kinds] + [MAJOR_KIND]))
    most = max(len(one.kinds) for one in force.work) + 1
    table = np.full((len(force.work), most), names.index(MAJOR_KIND))
    for row, one in enumerate(force.work):
        table[row, : len(one.kinds)] = [names.index(each.name) for each in one.kinds]
    return names, table[work, kind]


def _entered_arrivals(
    force: Force, work: Whole, dispatched: Whole, arrived: Whole, habit: NDArray[np.float64]
) -> Whole:
    missing = np.array([one.arrival_missing for one in force.work])[work]
    entered = np.where(habit[:, 1] < HALF_WAY_SHARE, (dispatched + arrived) // 2, arrived)
    return np.where((arrived < 0) | (habit[:, 0] < missing), -1, entered)


def _entered_clearances(cleared: Whole, shift_ends: Whole, habit: NDArray[np.float64]) -> Whole:
    batch = shift_ends - BATCH_BEFORE + (habit[:, 3] * (BATCH_BEFORE + BATCH_AFTER)).astype(np.int64)
    late = (shift_ends >= 0) & (habit[:, 2] < BATCH_SHARE) & (cleared < shift_ends)
    return np.where(late, np.maximum(cleared, batch), cleared)


@dataclass(frozen=True)
class Staffing:
    """Officers of one shift in one local area as the roster has them, supervisors included."""

    duty_on: str
    shift: str
    local_area: str
    rostered: int
    absent: int
    deployed: int
    resting: int

    @property
    def on_duty(self) -> int:
        """Who is left."""
        return self.rostered - self.absent - self.deployed - self.resting


def staffing_of(one: Run) -> list[Staffing]:
    """What the roster says of each shift of the log; informal moves between local areas are not in it."""
    officers, areas = one.duties.officers, one.spec.force.local_areas
    rows = []
    for step in range(7 * one.spec.weeks):
        day = one.spec.starts_on + timedelta(days=step)
        states = one.duties.on(day)
        for shift, name in enumerate(SHIFT_NAMES):
            team = officers.team == team_on(day, shift)
            counts = np.zeros((len(areas), 4), np.int64)
            np.add.at(counts, (officers.local_area[team], states[team]), 1)
            rows += [
                Staffing(day.isoformat(), name, area.id, int(count.sum()), *(int(one) for one in count[1:]))
                for area, count in zip(areas, counts, strict=True)
            ]
    return rows
