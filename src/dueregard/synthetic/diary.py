"""Appointments: who is seen when by neighbourhood crews, from the slots that each local area has on a day."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from dueregard.synthetic.calendar import DAY, HOUR, Clock
from dueregard.synthetic.demand import Incidents, stream
from dueregard.synthetic.force import DIARY, LogSpec
from dueregard.synthetic.officers import neighbourhood_sent

Whole = NDArray[np.int64]

KEPT, CANCELLED, NOT_KEPT = range(3)
CANCELLED_SHARE, NOT_KEPT_SHARE = 0.04, 0.03
OPENS, CLOSES = 8, 20
LONGEST_DAYS = 60
_DIARY = 300


@dataclass(frozen=True)
class Appointments:
    """What became of each incident of the diary; moments are seconds of UTC."""

    incident: Whole
    at: Whole
    result: Whole


def slots_of(spec: LogSpec, first: date, many: int) -> Whole:
    """Slots by day and local area; a deployment takes them away as it takes neighbourhood officers."""
    force = spec.force
    staffing = force.staffing
    shares = np.array([area.share for area in force.local_areas])
    present = staffing.neighbourhood * (1 - staffing.absent)
    factor = np.ones(many)
    for deployment in spec.deployments:
        row = (deployment.from_on - first).days
        lost = neighbourhood_sent(staffing, deployment.officers) / present
        factor[max(row, 0) : max(row + deployment.days + 1, 0)] -= lost
    slots: Whole = np.rint(force.diary_slots_per_day * factor[:, None] * shares).astype(np.int64)
    return slots


def book(spec: LogSpec, incidents: Incidents, first: date, seed: int) -> Appointments:
    """Book each incident into the first free day at least a day ahead that the caller can keep.

    The caller passes over a free day one time in three, each time anew.
    """
    clock = Clock(spec.force.zone)
    where = np.flatnonzero(incidents.work == DIARY)
    some = incidents.chosen(where)
    days = (int(some.received_at.max(initial=clock.seconds(first))) - clock.seconds(first)) // DAY
    days += LONGEST_DAYS + 2
    free = slots_of(spec, first, days).tolist()
    midnights = [clock.seconds(first + timedelta(days=step)) for step in range(days)]
    rng = [stream(seed, _DIARY, (first + timedelta(days=step)).toordinal()) for step in range(days)]
    at, result = [], []
    for received, area in zip(some.received_at.tolist(), some.local_area.tolist(), strict=True):
        today = int(np.searchsorted(midnights, received, "right")) - 1
        own = rng[today]
        patience, moment, kept = own.random(3).tolist()
        passed = 0
        while patience < (1 / 3) ** (passed + 1) and passed < 6:
            passed += 1
        day = _first_free(free, area, today + 2 + passed, days)
        free[day][area] -= 1
        slot = OPENS + int(moment * (CLOSES - OPENS))
        at.append(midnights[day] + slot * HOUR)
        result.append(
            CANCELLED
            if kept < CANCELLED_SHARE
            else NOT_KEPT
            if kept < CANCELLED_SHARE + NOT_KEPT_SHARE
            else KEPT
        )
    return Appointments(where, np.array(at, np.int64), np.array(result, np.int64))


def _first_free(free: list[list[int]], area: int, day: int, days: int) -> int:
    while day < days - 1 and free[day][area] <= 0:
        day += 1
    return min(day, days - 1)
