"""The emergency verdict: is the share of emergencies attended in time kept, by a margin stated beforehand?

What the calibration does not know counts, since more runs cannot take it away: each bound is the mean
difference with an error of calibration and simulation together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from dueregard.effects.pairs import DURING, Pairs, Side
from dueregard.engine.queueing.experiments.intervals import Interval, student_t
from dueregard.engine.queueing.experiments.variance_split import split_repeated
from dueregard.engine.queueing.experiments.verdicts import Verdict, judge
from dueregard.local_policing.measures import Measure

Reals = npt.NDArray[np.float64]
LEVEL = 0.95
"""One-sided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyVerdict:
    """The verdict for one place. Shares are of emergencies received during the deployment, 0 to 1.

    worse: percentage points by which the share attended in time falls; its ends are one-sided bounds.
    """

    place: str
    verdict: Verdict
    without: float
    with_it: float
    worse: Interval
    margin: float


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
    shared among them.
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
    worst = max(each, key=lambda verdict: verdict.worse.estimate)
    if any(verdict.verdict is Verdict.SHOWN_NOT for verdict in strictly):
        word = Verdict.SHOWN_NOT
        worst = max(strictly, key=lambda verdict: verdict.worse.low)
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
    parts = split_repeated(points[:once], points[once:])
    # The error of the mean shrinks with the draws; what the calibration does not know stays.
    error = sqrt(parts.calibration**2 + float(points[:once].var(ddof=1)) / once)
    reach = student_t(2 * level - 1, once - 1) * error
    mean = float(points[:once].mean())
    worse = Interval(estimate=mean, low=mean - reach, high=mean + reach, level=2 * level - 1, runs=once)
    judged = judge(worse, margin)
    return EmergencyVerdict(
        place=place,
        verdict=judged.verdict,
        without=float(without.mean()),
        with_it=float(with_it.mean()),
        worse=worse,
        margin=margin,
    )
