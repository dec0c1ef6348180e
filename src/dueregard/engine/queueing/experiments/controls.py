"""Control variates: taking out of a measure what a cheap companion with a known mean explains.

The adjusted mean is Ȳ − b(X̄ − μ), with b estimated by regression and the interval of Lavenberg and Welch
(1981), whose degrees of freedom count the coefficients. For the change that a deployment makes in routine
waits the companion is the hourly workload recursion with and without it (`workload`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from dueregard.engine.queueing.exact.workload_recursion import level_left
from dueregard.engine.queueing.experiments.intervals import (
    LEVEL,
    Interval,
    NotEnoughRuns,
    Reals,
    as_runs,
    mean_interval,
    reaches,
    student_t,
    t_quantile,
)

LEAST_GAIN = 1.1
"""A control is used where it divides the variance on the pilot by this at least; less is as likely chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The mean of a control: exact, or estimated from `runs` other runs with a standard error."""

    value: float
    standard_error: float = 0.0
    runs: int = 0

    @classmethod
    def from_runs(cls, values: Sequence[float] | Reals) -> Known:
        """Estimated from runs of the control alone, under numbers that the experiment does not use.

        >>> Known.from_runs([1.0, 3.0])
        Known(value=2.0, standard_error=1.0, runs=2)
        """
        array = as_runs(values)
        error = float(array.std(ddof=1)) / sqrt(len(array))
        return cls(value=float(array.mean()), standard_error=error, runs=len(array))


@dataclass(frozen=True, slots=True, kw_only=True)
class Controlled:
    """A mean with its interval, and what the control did for it.

    is_used: whether the pilot showed that it helps; if not, the interval is the plain one.
    pilot_factor: plain variance over controlled variance on the pilot (over 1: it helps); factor: the same
        over all runs, the same as 1.0 where it was not used.
    pilot_runs: the first so many runs, which decided; they are part of the estimate.
    coefficients: b, one a control; empty where it was not used.
    """

    interval: Interval
    is_used: bool
    pilot_runs: int
    pilot_factor: float
    factor: float
    coefficients: tuple[float, ...]

    @property
    def sentence(self) -> str:
        """What the record says.

        >>> Controlled(interval=mean_interval([1, 2]), is_used=False, pilot_runs=20, pilot_factor=0.9,
        ...     factor=1.0, coefficients=()).sentence
        'No control variate was used: over the first 20 runs it would have divided the variance by 0.90.'
        """
        if self.is_used:
            return (
                f"A control variate was used: it divided the variance by {self.factor:.2f} "
                f"(over the first {self.pilot_runs} runs, which decided, by {self.pilot_factor:.2f})."
            )
        return (
            f"No control variate was used: over the first {self.pilot_runs} runs it would have divided "
            f"the variance by {self.pilot_factor:.2f}."
        )


def regression_interval(
    values: Sequence[float] | Reals,
    controls: Reals,
    means: Sequence[Known],
    *,
    coefficients: Sequence[float] | None = None,
    level: float = LEVEL,
) -> Interval:
    """The controlled mean. `controls` is [runs, controls]; `coefficients` given beforehand are not estimated.

    With estimated coefficients t has runs − controls − 1 degrees of freedom, with given ones runs − 1. The
    error of an estimated control mean is added (Welch and Satterthwaite's degrees of freedom).

    >>> import numpy as np
    >>> y, x = np.array([1.0, 2.0, 3.0, 5.0]), np.array([[1.0], [2.0], [3.0], [4.0]])
    >>> regression_interval(y, x, [Known(value=2.5)], coefficients=[0.0]) == mean_interval(y)
    True
    """
    found = _adjusted(as_runs(values), controls, means, coefficients)
    down, up = reaches(
        found.residuals, level=level, degrees=found.degrees, share=found.own / (found.variance or 1.0)
    )
    return Interval(
        estimate=found.estimate,
        low=found.estimate - float(down) * sqrt(found.variance),
        high=found.estimate + float(up) * sqrt(found.variance),
        level=level,
        runs=len(values),
    )


def controlled_mean(
    values: Sequence[float] | Reals,
    controls: Reals,
    means: Sequence[Known],
    *,
    pilot: int = 20,
    level: float = LEVEL,
) -> Controlled:
    """The mean with the control where the first `pilot` runs show that it helps, else the plain mean."""
    runs = as_runs(values)
    columns = _checked(runs, controls, means)
    if not columns.shape[1] + 3 <= pilot <= len(runs):
        raise NotEnoughRuns(f"a pilot of {pilot} of {len(runs)} runs cannot try {columns.shape[1]} controls")
    tried = variance_factor(runs[:pilot], columns[:pilot], means)
    if tried < LEAST_GAIN:
        plain = mean_interval(runs, level=level)
        return Controlled(
            interval=plain,
            is_used=False,
            pilot_runs=pilot,
            pilot_factor=tried,
            factor=1.0,
            coefficients=(),
        )
    return Controlled(
        interval=regression_interval(runs, columns, means, level=level),
        is_used=True,
        pilot_runs=pilot,
        pilot_factor=tried,
        factor=variance_factor(runs, columns, means),
        coefficients=_adjusted(runs, columns, means, None).coefficients,
    )


def variance_factor(values: Reals, controls: Reals, means: Sequence[Known]) -> float:
    """Plain squared half-width (by plain t) over the controlled one: by how much the control divides the work.

    The loss of degrees of freedom and the error of the control's mean are in it, so a control that explains
    nothing has a factor under 1. A spread of nought has a factor of 1: there is nothing to gain.
    """
    plain = float(values.var(ddof=1)) / len(values)
    found = _adjusted(values, controls, means, None)
    if plain == 0:
        return 1.0
    wider = t_quantile((1 + LEVEL) / 2, found.degrees) / student_t(LEVEL, len(values) - 1)
    return plain / max(found.variance * wider**2, plain * 1e-12)


def _checked(runs: Reals, controls: Reals, means: Sequence[Known]) -> Reals:
    columns = np.asarray(controls, dtype=np.float64)
    if columns.shape != (len(runs), len(means)) or not np.isfinite(columns).all():
        raise ValueError(
            f"controls are runs × controls, all finite: {len(runs)} × {len(means)} expected, "
            f"seen {columns.shape}"
        )
    return columns


@dataclass(frozen=True, slots=True, eq=False)
class _Adjusted:
    """A controlled estimate; `own` is the variance from the runs themselves, without the controls' means'."""

    estimate: float
    variance: float
    own: float
    degrees: float
    coefficients: tuple[float, ...]
    residuals: Reals


def _adjusted(
    runs: Reals, controls: Reals, means: Sequence[Known], given: Sequence[float] | None
) -> _Adjusted:
    columns = _checked(runs, controls, means)
    off = columns.mean(axis=0) - np.array([known.value for known in means])
    centred = columns - columns.mean(axis=0)
    if given is not None:
        b, degrees, leverage = np.asarray(given, dtype=np.float64), len(runs) - 1, 1 / len(runs)
    else:
        degrees = len(runs) - columns.shape[1] - 1
        if degrees < 1:
            raise NotEnoughRuns(f"{len(runs)} runs cannot estimate {columns.shape[1]} coefficients")
        # The pseudo-inverse leaves out a control that does not vary or repeats another.
        inverse = np.linalg.pinv(centred.T @ centred, hermitian=True)
        b = inverse @ centred.T @ (runs - runs.mean())
        leverage = 1 / len(runs) + float(off @ inverse @ off)
    estimate = float(runs.mean() - b @ off)
    residuals = runs - runs.mean() - centred @ b
    own = float(residuals @ residuals) / degrees * leverage
    borrowed = [(float(c) * known.standard_error) ** 2 for c, known in zip(b, means, strict=True)]
    return _Adjusted(
        estimate,
        own + sum(borrowed),
        own,
        _degrees(own, degrees, borrowed, means),
        tuple(map(float, b)),
        residuals,
    )


def _degrees(own: float, degrees: int, borrowed: Sequence[float], means: Sequence[Known]) -> float:
    """Welch and Satterthwaite's degrees of freedom of a sum of variances estimated apart."""
    parts = [(own, degrees)]
    parts += [(part, known.runs - 1) for part, known in zip(borrowed, means, strict=True) if part > 0]
    below = sum(part**2 / max(freedom, 1) for part, freedom in parts)
    return degrees if below == 0 else sum(part for part, _ in parts) ** 2 / below


def workload(work: Reals, capacity: Reals, *, start: float = 0.0) -> Reals:
    """Work left over at the end of each hour: B ← max(0, B + W − c), the cheap companion of a queue.

    `work` is what comes in each hour and `capacity` what can be done in it, in one unit (unit-hours).

    By hand: 3 come in and 2 can be done, 1 is left; then nothing comes and it is gone.

    >>> import numpy as np
    >>> workload(np.array([3.0, 0.0]), np.array([2.0, 2.0])).tolist()
    [1.0, 0.0]
    """
    if work.shape != capacity.shape or work.ndim != 1 or start < 0:
        raise ValueError("work and capacity are one number an hour each, and the start nought or more")
    return level_left(work - capacity, start)
