"""Bounds for what a figure is expected to be, chance on the day averaged out, of a truth that is only estimated.

The runs' mean is off that truth by the calibration's own error, which more runs do not take away. Its size is told
only as a difference of two variances, between draws and between two runs of one draw, and is badly known where
chance on the day is much the larger. Putting the estimate in its place, nought where it comes out negative, gave
bounds at 95 % that held in 86 % of repetitions. So the size is not put in as a number: all sizes that the runs allow
are weighed by how well they fit (a generalised pivotal quantity; Weerahandi, Journal of the American Statistical
Association 88, 1993, 899-905).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special  # not scipy.stats, whose import takes long

from dueregard.engine.queueing.experiments.intervals import Interval, Reals

NODES = 48
SHARE_OF_ERROR = 0.6
"""Of the error allowed, what the weighing may use. Weighing alone holds 93 % for 95 % where calibration and chance on
the day are nearly alike, as the two variances share runs; with this share it holds 95 % at every ratio simulated."""
STEPS = 50


def expected_interval(first: Reals, second: Reals, level: float) -> Interval:
    """An interval each end of which is a one-sided bound at `level`, from runs as `split_repeated` takes them.

    first: one run of each draw. second: another run of the first draws. Supposes that the calibration's error is
    normal about the truth, as wide as the draws are apart.

    >>> import numpy as np
    >>> found = expected_interval(np.zeros(200), np.zeros(40), 0.95)
    >>> (found.low, found.estimate, found.high, found.level)
    (0.0, 0.0, 0.0, 0.9)
    """
    if not 0.5 < level < 1:
        raise ValueError(f"a one-sided level lies between 0.5 and 1, not at {level}")
    once, again = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    usable = once.ndim == again.ndim == 1 and 2 <= len(again) <= len(once)
    if not usable or not (np.isfinite(once).all() and np.isfinite(again).all()):
        raise ValueError("give finite numbers: one of each draw, and a second of two draws or more")
    mean = float(once.mean())
    errors = possible_errors(once, again)
    reach = _reach(errors, 1 - (1 - level) * SHARE_OF_ERROR)
    return Interval(
        estimate=mean, low=mean - reach, high=mean + reach, level=round(2 * level - 1, 12), runs=len(once)
    )


def possible_errors(once: Reals, again: Reals) -> npt.NDArray[np.float64]:
    """Standard errors of the mean that the runs allow, each as likely as another."""
    total = float(once.var(ddof=1))
    within = float(((once[: len(again)] - again) ** 2).mean()) / 2
    shares = (np.arange(NODES) + 0.5) / NODES
    draws = len(once)
    totals = (draws - 1) * total / special.chdtri(draws - 1, 1 - shares)
    withins = len(again) * within / special.chdtri(len(again), 1 - shares)
    calibration = np.maximum(totals[:, None] - withins[None, :], 0.0)
    found: npt.NDArray[np.float64] = np.sqrt(calibration + totals[:, None] / draws).ravel()
    return found


def _reach(errors: npt.NDArray[np.float64], level: float) -> float:
    """How far from the mean the truth lies at most with this level, the errors being normal of these sizes."""
    largest = float(errors.max())
    if not largest:
        return 0.0
    errors = np.maximum(errors, largest * 1e-12)
    low, high = 0.0, largest * float(special.ndtri(level))
    for _ in range(STEPS):
        middle = (low + high) / 2
        if float(special.ndtr(middle / errors).mean()) < level:
            low = middle
        else:
            high = middle
    return high
