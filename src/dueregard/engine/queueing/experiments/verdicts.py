"""Three words for whether something got worse by more than a margin stated beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

import numpy as np

from dueregard.engine.queueing.experiments.intervals import LEVEL, Interval, Reals, mean_interval


class Verdict(StrEnum):
    """What the runs show about a margin."""

    SHOWN_RESILIENT = "shown resilient"  # worse by less than the margin, if worse at all
    SHOWN_NOT = "shown not"  # worse by more than the margin
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A verdict with what it rests on. `worse` is how much worse, in the margin's unit; each of its ends
    alone is a one-sided bound at `level`, and the verdict is wrong in at most 1 − level of repetitions.
    """

    verdict: Verdict
    worse: Interval
    margin: float
    level: float


def judge(worse: Interval, margin: float) -> Judged:
    """Judge a two-sided interval, each end of which is a one-sided bound at (1 + its level) / 2.

    >>> judge(Interval(estimate=0.5, low=0.1, high=0.9, level=0.9, runs=20), margin=1.0).verdict
    <Verdict.SHOWN_RESILIENT: 'shown resilient'>
    >>> judge(Interval(estimate=0.5, low=-0.1, high=1.1, level=0.9, runs=20), margin=1.0).verdict
    <Verdict.CANNOT_TELL: 'cannot tell'>
    """
    if not (isfinite(margin) and margin >= 0):
        raise ValueError(f"a margin is nought or more, not {margin}")
    return Judged(verdict=_word(worse, margin), worse=worse, margin=margin, level=(1 + worse.level) / 2)


def _word(worse: Interval, margin: float) -> Verdict:
    # On the margin itself it is kept: a change that is exactly nought keeps a margin of nought.
    if worse.high <= margin:
        return Verdict.SHOWN_RESILIENT
    return Verdict.SHOWN_NOT if worse.low > margin else Verdict.CANNOT_TELL


def non_inferiority(worse: Sequence[float] | Reals, margin: float, *, level: float = LEVEL) -> Judged:
    """Judge paired differences, one a run, positive where it got worse: one-sided, at the level.

    >>> non_inferiority([0.1, -0.1, 0.2, 0.0], margin=2.0).verdict
    <Verdict.SHOWN_RESILIENT: 'shown resilient'>
    """
    return judge(mean_interval(worse, level=_two_sided(level)), margin)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstOf:
    """A verdict on all of several places at once; `place` is the number of the one with the worst estimate."""

    verdict: Verdict
    place: int
    judged: Judged


def worst_of(worse: Reals, margin: float, *, level: float = LEVEL) -> WorstOf:
    """Judge the worst of several places from paired differences, [runs, places].

    All must be shown resilient, each at the level: that needs no correction, as one place that is not would
    have to be missed. One that is shown not is enough for *shown not*, and there the error allowed is divided by the
    number of places, as each is another chance to be wrong.

    >>> import numpy as np
    >>> worst_of(np.array([[0.0, 9.0], [0.1, 9.1], [0.0, 9.2]]), margin=1.0).place
    1
    """
    array = np.asarray(worse, dtype=np.float64)
    if array.ndim != 2 or not array.shape[1]:
        raise ValueError(f"give runs × places, not an array of shape {array.shape}")
    strict = 1 - (1 - level) / array.shape[1]
    each = [non_inferiority(column, margin, level=level) for column in array.T]
    if all(judged.verdict is Verdict.SHOWN_RESILIENT for judged in each):
        verdict = Verdict.SHOWN_RESILIENT
    elif any(
        non_inferiority(column, margin, level=strict).verdict is Verdict.SHOWN_NOT for column in array.T
    ):
        verdict = Verdict.SHOWN_NOT
    else:
        verdict = Verdict.CANNOT_TELL
    place = int(np.argmax([judged.worse.estimate for judged in each]))
    return WorstOf(verdict=verdict, place=place, judged=each[place])


def _two_sided(level: float) -> float:
    if not 0.5 < level < 1:
        raise ValueError(f"a one-sided level lies between 0.5 and 1, not at {level}")
    return 2 * level - 1
