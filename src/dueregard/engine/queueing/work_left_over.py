"""Work left over under many staffings at once, compiled: the control of a whole surface for one replication."""

from __future__ import annotations

import numpy as np

from dueregard.engine.queueing.compiled import compiled
from dueregard.engine.queueing.model import Integers, Reals


@compiled
def hours_left_over(work: Reals, units: Integers, first: int) -> Reals:
    """Unit-hours left at the ends of the hours from `first` on, added up: one number for each staffing.

    work: unit-hours that come in, hours × local areas. units: what can be done, staffings × hours × local areas.
    The level is that of `exact.workload_recursion.work_left`, from nought before the first hour of all.

    By hand: 3 come in and 2 can be done, 1 is left; then nothing comes, and it is gone. With 1 that can be done, 2
    are left, and then 1.

    >>> work = np.array([[3.0], [0.0]])
    >>> hours_left_over(work, np.array([[[2], [2]], [[1], [1]]]), 0).tolist()
    [1.0, 3.0]
    """
    found = np.zeros(units.shape[0])
    for staffing in range(units.shape[0]):
        level = np.zeros(work.shape[1])
        total = 0.0
        for hour in range(work.shape[0]):
            for area in range(work.shape[1]):
                level[area] = max(0.0, level[area] + work[hour, area] - units[staffing, hour, area])
                if hour >= first:
                    total += level[area]
        found[staffing] = total
    return found
