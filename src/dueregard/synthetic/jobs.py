"""What the dispatch desk has to deal with, in the order in which it learns of it."""

from array import array
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dueregard.synthetic.calendar import HOUR, Clock
from dueregard.synthetic.demand import MOST_UNITS, NEVER, Incidents, Tasks
from dueregard.synthetic.force import EMERGENCY, QUEUED, Force, MajorIncident

Whole = NDArray[np.int64]

BOUND = 3
"""Rank of unlogged work that cannot be left; the ranks below are the streams of work for the queue."""

FIRST_HOURS, RELIEF_HOURS = 6, 8
"""Length of the first and of each later part of a major incident."""


@dataclass(frozen=True)
class Jobs:
    """Jobs by the moment at which somebody can be sent; moments in seconds of UTC, lengths in seconds.

    Plain arrays, because the desk reads them one number at a time. Unit `u` of job `j` has position
    `first_unit[j] + u` in `travel` and `scene`.
    """

    incident: "array[int]"
    """Position of the incident; -1 for unlogged work."""
    rank: "array[int]"
    local_area: "array[int]"
    received_at: "array[int]"
    ready_at: "array[int]"
    withdrawn_at: "array[int]"
    worsens_at: "array[int]"
    kept: "array[int]"
    """1 where further units are needed however late they come."""
    chance: "array[float]"
    first_unit: "array[int]"
    travel: "array[int]"
    scene: "array[int]"

    def __len__(self) -> int:
        return len(self.rank)


@dataclass(frozen=True)
class _Part:
    """Some jobs as columns, before they are put in order."""

    incident: Whole
    rank: Whole
    local_area: Whole
    received_at: Whole
    ready_at: Whole
    withdrawn_at: Whole
    worsens_at: Whole
    kept: Whole
    chance: NDArray[np.float64]
    units: Whole
    travel: Whole
    scene: Whole
    """One number for each unit, job after job."""


def jobs_of(force: Force, incidents: Incidents, bound: Tasks, major: int | None) -> Jobs:
    """The jobs of incidents for dispatch and of unlogged work, with the major incident at position `major`."""
    parts = [_from_incidents(incidents), _from_tasks(bound)]
    if major is not None and force.major is not None:
        parts.append(_from_major(force.major, Clock(force.zone), major))
    names = _Part.__dataclass_fields__
    joined = _Part(**{name: np.concatenate([vars(part)[name] for part in parts]) for name in names})
    order = np.argsort(joined.ready_at, kind="stable")
    starts = np.cumsum(joined.units) - joined.units
    units = joined.units[order]
    first = np.cumsum(units) - units
    places = np.repeat(starts[order] - first, units) + np.arange(units.sum())
    return Jobs(
        incident=_plain(joined.incident[order]),
        rank=_plain(joined.rank[order]),
        local_area=_plain(joined.local_area[order]),
        received_at=_plain(joined.received_at[order]),
        ready_at=_plain(joined.ready_at[order]),
        withdrawn_at=_plain(joined.withdrawn_at[order]),
        worsens_at=_plain(joined.worsens_at[order]),
        kept=_plain(joined.kept[order]),
        chance=array("d", joined.chance[order].tobytes()),
        first_unit=_plain(np.append(first, units.sum())),
        travel=_plain(joined.travel[places]),
        scene=_plain(joined.scene[places]),
    )


def _plain(column: Whole) -> "array[int]":
    return array("q", column.astype(np.int64).tobytes())


def _from_incidents(incidents: Incidents) -> _Part:
    where = np.flatnonzero((incidents.work <= QUEUED) & (incidents.units > 0))
    some = incidents.chosen(where)
    used = np.arange(MOST_UNITS)[None, :] < some.units[:, None]
    return _Part(
        incident=where,
        rank=some.work,
        local_area=some.local_area,
        received_at=some.received_at,
        ready_at=some.ready_at,
        withdrawn_at=some.withdrawn_at,
        worsens_at=some.worsens_at,
        kept=np.zeros(len(some), np.int64),
        chance=some.chance,
        units=some.units,
        travel=some.travel[used],
        scene=some.scene[used],
    )


def _from_tasks(tasks: Tasks) -> _Part:
    many = tasks.at.size
    never = np.full(many, NEVER)
    return _Part(
        incident=np.full(many, -1),
        rank=np.full(many, BOUND),
        local_area=tasks.local_area,
        received_at=tasks.at,
        ready_at=tasks.at,
        withdrawn_at=never,
        worsens_at=never,
        kept=np.zeros(many, np.int64),
        chance=np.zeros(many),
        units=np.ones(many, np.int64),
        travel=np.zeros(many, np.int64),
        scene=tasks.length,
    )


def _from_major(major: MajorIncident, clock: Clock, incident: int) -> _Part:
    """Crews at first for six hours, then fewer, relieved every eight, until it is over."""
    begin = clock.seconds(major.at.date(), major.at.hour, major.at.minute)
    steps = [0, *range(FIRST_HOURS, major.hours, RELIEF_HOURS)]
    ends = [*steps[1:], major.hours]
    at = np.array([begin + step * HOUR for step in steps])
    units = np.array([major.crews] + [major.held] * (len(steps) - 1))
    lengths = np.array([(end - step) * HOUR for step, end in zip(steps, ends, strict=True)])
    same = np.ones(at.size, np.int64)
    return _Part(
        incident=same * incident,
        rank=same * EMERGENCY,
        local_area=same * major.local_area,
        received_at=same * begin,
        ready_at=at,
        withdrawn_at=same * NEVER,
        worsens_at=same * NEVER,
        kept=same,
        chance=np.zeros(at.size),
        units=units,
        travel=np.full(int(units.sum()), 15 * 60),
        scene=np.repeat(lengths, units),
    )
