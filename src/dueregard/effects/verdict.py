"""The emergency verdict: is the share of emergencies attended in time kept, by a margin stated beforehand?

It is about the expected fall: chance on the day averaged out, demand being what it truly was in the log's weeks. What
the calibration does not know of that counts, since more runs cannot take it away (`expected_interval`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dueregard.effects.pairs import DURING, Pairs, Side
from dueregard.engine.queueing.experiments.expected import expected_interval
from dueregard.engine.queueing.experiments.intervals import Interval
from dueregard.engine.queueing.experiments.verdicts import Verdict, judge
from dueregard.local_policing.measures import Measure

Reals = npt.NDArray[np.float64]
LEVEL = 0.95
"""One-sided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyVerdict:
    """The verdict for one place. Shares are of emergencies received during the deployment, 0 to 1.

    worse: percentage points by which the share attended in time falls; each end is a one-sided bound at `level`.
    """

    place: str
    verdict: Verdict
    without: float
    with_it: float
    worse: Interval
    margin: float

    @property
    def level(self) -> float:
        """The level that each bound holds by itself."""
        return (1 + self.worse.level) / 2


def attended_in_time(side: Side, grades: Sequence[int], areas: Sequence[int]) -> Reals:
    """The share of people of these grades and local areas who were attended in time, one a run."""
    missed = side.value(DURING, Measure.NOT_SEEN, grades, areas)
    received = side.received_in(DURING, grades, areas)
    return 1 - np.divide(missed, received, out=np.zeros(len(missed)), where=received > 0)


def verdicts_of(
    pairs: Pairs, grades: Sequence[int], run_twice: int, margin: float, force: str
) -> tuple[EmergencyVerdict, EmergencyVerdict | None]:
    """The verdict for the force, and for its worst local area (None with one area).

    The worst area is shown resilient only where every area is; shown not, where one is, the error allowed
    shared among them. The one named has the largest estimate, of those shown not where one is.
    """
    areas = range(len(pairs.local_areas))
    whole = _one(pairs, grades, list(areas), run_twice, margin, force, LEVEL)
    if len(pairs.local_areas) == 1:
        return whole, None
    strict = 1 - (1 - LEVEL) / len(pairs.local_areas)
    each, strictly = (
        [
            _one(pairs, grades, [at], run_twice, margin, pairs.local_areas[at], level)
            for at in areas
            if (pairs.without.received_in(DURING, grades, [at]) > 0).any()
        ]
        for level in (LEVEL, strict)
    )
    if not each:
        return whole, None
    shown_not = [verdict for verdict in strictly if verdict.verdict is Verdict.SHOWN_NOT]
    worst = max(shown_not or each, key=lambda verdict: verdict.worse.estimate)
    if shown_not:
        word = Verdict.SHOWN_NOT
    elif all(verdict.verdict is Verdict.SHOWN_RESILIENT for verdict in each):
        word = Verdict.SHOWN_RESILIENT
    else:
        word = Verdict.CANNOT_TELL
    return whole, EmergencyVerdict(
        place=worst.place,
        verdict=word,
        without=worst.without,
        with_it=worst.with_it,
        worse=worst.worse,
        margin=margin,
    )


def _one(
    pairs: Pairs,
    grades: Sequence[int],
    areas: list[int],
    run_twice: int,
    margin: float,
    place: str,
    level: float,
) -> EmergencyVerdict:
    without = attended_in_time(pairs.without, grades, areas)
    with_it = attended_in_time(pairs.with_it, grades, areas)
    points = 100 * (without - with_it)
    once = len(points) - run_twice
    worse = expected_interval(points[:once], points[once:], level)
    judged = judge(worse, margin)
    return EmergencyVerdict(
        place=place,
        verdict=judged.verdict,
        without=float(without[:once].mean()),
        with_it=float(with_it[:once].mean()),
        worse=worse,
        margin=margin,
    )
