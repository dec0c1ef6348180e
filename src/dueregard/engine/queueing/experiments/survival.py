"""Waits when some were never served: those still waiting, cancelled or closed enter as censored.

Someone who had waited three hours when the run ended waited *at least* three hours. Leaving them out, or
taking three hours for their wait, makes the waits look shorter the worse the service is. Kaplan and Meier's
estimate (1958) uses what is known of them: what the wait of all would have been had nobody left the queue
otherwise than by being served, supposing that those who left were like those who stayed.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np

from dueregard.engine.queueing.experiments.intervals import (
    LEVEL,
    Integers,
    Interval,
    Reals,
    check_level,
    linear_interval,
)
from dueregard.engine.queueing.experiments.quantiles import checked, inverted


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Survival:
    """The share still waiting at each edge (but the first, where all wait), and each run's part in its error.

    still_waiting: [bins]; parts: [runs, bins], what each run adds to it, centred: their mean's error is meant.
    """

    edges: Reals
    still_waiting: Reals
    parts: Reals

    @property
    def runs(self) -> int:
        """How many runs were counted."""
        return len(self.parts)

    def wait_quantile(self, share: float, *, level: float = LEVEL) -> Interval:
        """The wait within which a share is served; infinite where the runs do not reach it.

        The interval inverts a test at each edge, as `quantile_interval` does, with which it agrees to
        rounding where nothing is censored.
        """
        check_level(share)
        served = 1 - self.still_waiting
        # Rounding may leave the share served a grain short of a share that it reaches exactly.
        estimate = _first_at(np.concatenate([[0.0], served]), self.edges, share - 1e-12)
        return inverted(estimate, served, -self.parts, self.edges, share, level=level)

    def restricted_mean(self, until: float, *, level: float = LEVEL) -> Interval:
        """The mean of the shorter of the wait and `until`: finite whoever was never served.

        The share still waiting runs straight between edges. `until` lies between the first edge and the
        last finite one.
        """
        edges = self.edges
        if not edges[0] < until <= edges[np.isfinite(edges)][-1]:
            raise ValueError(f"a mean up to {until} needs edges that reach it")
        weights, first = _trapezium(edges, until)
        mean = float(edges[0] + first + weights @ self.still_waiting)
        return linear_interval(mean, self.parts @ weights, level=level)


def kaplan_meier(attended: Integers, censored: Integers, edges: Reals) -> Survival:
    """The estimate from two histograms on the same bins, [runs, bins] each: waits ended and waits cut short.

    Within a bin those censored count as having outlasted those served, as is usual for ties.

    By hand, in two runs alike: 2 served in the first bin, 1 then censored there, 1 served in the second. Of 4
    waiting half are served; then the one left of two is served. So half still wait, then nobody.

    >>> import numpy as np
    >>> runs = np.array([[2, 1], [2, 1]]), np.array([[1, 0], [1, 0]])
    >>> kaplan_meier(*runs, np.array([0.0, 1.0, 2.0])).still_waiting.tolist()
    [0.5, 0.0]
    """
    served, limits = checked(attended, edges)
    gone, _ = checked(np.asarray(attended) + np.asarray(censored), edges)
    if (gone < served).any() or gone.shape != served.shape:
        raise ValueError("censored counts are nought or more, on the bins and runs of those attended")
    waiting = np.cumsum(gone[:, ::-1], axis=1)[:, ::-1]
    all_served, all_waiting = served.sum(axis=0), waiting.sum(axis=0)
    hazard = np.divide(all_served, all_waiting, out=np.zeros(len(all_served)), where=all_waiting > 0)
    still = np.cumprod(1 - hazard)
    left = all_waiting - all_served
    parts = np.divide(served - hazard * waiting, left, out=np.zeros(served.shape), where=left > 0)
    return Survival(edges=limits, still_waiting=still, parts=-len(served) * still * np.cumsum(parts, axis=1))


def _first_at(curve: Reals, edges: Reals, share: float) -> float:
    """Where a rising curve first reaches a share, straight between edges; infinite where it never does."""
    reached = np.flatnonzero(curve >= share)
    if not len(reached) or not np.isfinite(edges[reached[0]]):
        return inf
    place = int(reached[0])
    inside = (share - curve[place - 1]) / (curve[place] - curve[place - 1])
    return float(edges[place - 1] + inside * (edges[place] - edges[place - 1]))


def _trapezium(edges: Reals, until: float) -> tuple[Reals, float]:
    """What each edge's share (but the first's, which is 1) weighs in the area under the curve up to `until`."""
    weights = np.zeros(len(edges))
    for place in range(len(edges) - 1):
        start, end = edges[place], edges[place + 1]
        if start >= until:
            break
        # Up to `until` the curve inside this bin is a straight line from one edge's share to the next's.
        share = 1.0 if until >= end else float((until - start) / (end - start))
        width = float(min(end, until) - start)
        weights[place] += width * (1 - share / 2)
        weights[place + 1] += width * share / 2
    return weights[1:], float(weights[0])


def shares_seen_within(survival: Survival, wait: float) -> float:
    """The share served within a wait, straight between edges.

    >>> import numpy as np
    >>> runs = np.array([[2, 2], [2, 2]])
    >>> round(shares_seen_within(kaplan_meier(runs, 0 * runs, np.array([0.0, 1.0, 2.0])), 1.5), 6)
    0.75
    """
    finite = np.isfinite(survival.edges)
    curve = np.concatenate([[0.0], 1 - survival.still_waiting])
    return float(np.interp(wait, survival.edges[finite], curve[finite]))
