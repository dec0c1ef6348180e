"""A unit in two places: cleared from one job after it was sent to another."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dueregard.common.tables import ABSENT
from dueregard.local_policing.log import Integers

Truths = npt.NDArray[np.bool_]


def cleared_elsewhere(unit: Integers, dispatched: Integers, cleared: Integers) -> Truths:
    """Which jobs were cleared only after the same unit had been sent to a later one.

    unit: any number for each unit, 0 where none is known. A unit sent to two jobs at one moment is left alone, as
    is one whose next job came to the moment it was cleared.

    By hand: the first job of unit 7 is cleared at 50, when it had been sent to another at 30.

    >>> cleared_elsewhere(np.array([7, 7, 8]), np.array([10, 30, 20]), np.array([50, 40, 60])).tolist()
    [True, False, False]
    """
    found = np.zeros(len(unit), dtype=np.bool_)
    known = np.flatnonzero((unit != 0) & (dispatched != ABSENT) & (cleared != ABSENT))
    if len(known) < 2:
        return found
    order = known[np.lexsort((dispatched[known], unit[known]))]
    same = unit[order[1:]] == unit[order[:-1]]
    later = dispatched[order[1:]] > dispatched[order[:-1]]
    found[order[:-1]] = same & later & (cleared[order[:-1]] > dispatched[order[1:]])
    return found
