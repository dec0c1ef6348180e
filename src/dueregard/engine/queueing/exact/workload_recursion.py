"""The work left over from hour to hour, if work were water and units a drain; and what a deployment adds to it.

Each hour the level rises by the work that came in and falls by what the units on duty can do, never
below nought (Lindley 1952). On the work that a replication really brought (`realised_work`) it moves with
the waits of that replication, and costs next to nothing: a control variate for the change that a deployment
makes. It helps where queues last for hours, so at high load and for the classes served last; it knows
nothing of the minutes that the most urgent wait.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.exact.checks import QueueUnusable

Reals = npt.NDArray[np.float64]


def work_left(work: npt.ArrayLike, capacity: npt.ArrayLike, *, start: npt.ArrayLike = 0.0) -> Reals:
    """Unit-hours of work left at the end of each hour: W ← max(0, W + work − capacity).

    work, capacity: unit-hours that come in, and that can be done, in each hour; hours first, then whatever
        the arrays are over (local areas, scenarios), which broadcast. start: unit-hours left before the
        first hour, 0 or more. Raises QueueUnusable where the hours differ or a number is not usable.

    By hand: 3 come in and 2 can be done, 1 is left; then nothing comes and it is gone.

    >>> work_left([3.0, 0.0], [2.0, 2.0]).tolist()
    [1.0, 0.0]
    """
    coming, able, before = (np.asarray(values, dtype=np.float64) for values in (work, capacity, start))
    _check(coming, able, before)
    return level_left(coming - able, before)


def level_left(net: Reals, start: npt.ArrayLike = 0.0) -> Reals:
    """The level at the end of each hour: L ← max(0, L + net), hours first.

    >>> level_left(np.array([2.0, -3.0, 1.0])).tolist()
    [2.0, 0.0, 1.0]
    """
    # max(0, ·) unrolled: the level is the sum so far less the least it has been (the start included as a debt).
    so_far = np.asarray(start) + np.cumsum(net, axis=0)
    least = np.minimum.accumulate(np.minimum(so_far, 0.0), axis=0)
    left: Reals = so_far - least
    return left


def change_in_work_left(
    work: npt.ArrayLike,
    capacity: npt.ArrayLike,
    *,
    work_with: npt.ArrayLike,
    capacity_with: npt.ArrayLike,
    pooled: bool = False,
) -> float:
    """What a deployment adds to the work left, summed over hours and local areas: the control of one replication.

    work, capacity: [hours, local areas] without the deployment; `work_with`, `capacity_with` with it.
    pooled: local areas help each other, so that they are added up first.

    By hand: with one unit fewer in the first of two hours, one unit-hour is left then, and none afterwards.

    >>> change_in_work_left([[2.0], [1.0]], [[2.0], [2.0]], work_with=[[2.0], [1.0]], capacity_with=[[1.0], [2.0]])
    1.0
    """
    plans = [(work, capacity), (work_with, capacity_with)]
    sums = []
    for coming, able in plans:
        arrays = [np.asarray(values, dtype=np.float64) for values in (coming, able)]
        if pooled:
            arrays = [array.sum(axis=tuple(range(1, array.ndim))) for array in arrays]
        sums.append(float(work_left(*arrays).sum()))
    return sums[1] - sums[0]


def _check(work: Reals, capacity: Reals, start: Reals) -> None:
    if not work.ndim or not capacity.ndim or work.shape[0] != capacity.shape[0] or work.ndim != capacity.ndim:
        raise QueueUnusable(
            f"The work has the shape {work.shape} and the capacity {capacity.shape}; give both the same hours, "
            "and as many dimensions."
        )
    for name, values in (("work", work), ("capacity", capacity), ("start", start)):
        if not (np.isfinite(values).all() and (values >= 0).all()):
            raise QueueUnusable(
                f"The {name} holds a number below 0 or none at all; give numbers of 0 or more."
            )
