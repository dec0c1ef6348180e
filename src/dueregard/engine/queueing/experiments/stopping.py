"""How many runs: sequential stopping whose interval keeps its level.

Looking again and again at an interval and stopping when it happens to be narrow makes intervals that cover
too seldom. Two procedures do not:

- an absolute half-width in two stages (Stein 1945): a first sample alone says how many runs there will be,
  and its spread alone makes the interval. Exact where the runs are normal, whatever their spread.
- a relative or an absolute half-width by looks: the runs are looked at a stated few times, and each look's
  interval has the error allowed divided by the number of looks, so that all hold at once (Bonferroni).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from dueregard.engine.queueing.experiments.intervals import (
    LEVEL,
    Interval,
    Reals,
    as_runs,
    mean_interval,
    student_t,
)

LEAST_RUNS = 20
"""The fewest runs where nothing else is said: fewer make t intervals of skewed waits cover too seldom."""
GROWTH = 1.6
"""Each look has this many times the runs of the one before."""

More = Callable[[int, int], Reals]
"""Measured values of the replications from a first number on, so many of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """How narrow: a half-width in the measure's unit, or as a share of the mean; exactly one of them."""

    absolute: float | None = None
    relative: float | None = None

    def __post_init__(self) -> None:
        given = [each for each in (self.absolute, self.relative) if each is not None]
        if len(given) != 1 or not given[0] > 0:
            raise ValueError("give one half-width above nought, absolute or relative")

    def is_met(self, interval: Interval) -> bool:
        """Whether an interval is narrow enough.

        A relative half-width is measured against the interval's estimate; where that is nought only an
        interval of no width will do.
        """
        if self.absolute is not None:
            return interval.half_width <= self.absolute
        assert self.relative is not None
        return interval.half_width <= self.relative * abs(interval.estimate)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stopped:
    """Where a sequence of runs stopped.

    interval: at the level asked for, stopping taken into account.
    is_met: whether it is as narrow as was asked; if not, the cap on runs stopped it.
    values: every run's value, in order; looks: at how many runs it was looked.
    """

    interval: Interval
    is_met: bool
    values: Reals
    looks: tuple[int, ...]


def looks_at(least: int, most: int, *, growth: float = GROWTH) -> tuple[int, ...]:
    """At how many runs one looks: from `least`, growing, to `most`.

    >>> looks_at(20, 100)
    (20, 32, 52, 84, 100)
    """
    if not 2 <= least <= most or growth <= 1:
        raise ValueError(f"look at two runs or more, from few to many, not from {least} to {most}")
    looks = [least]
    while looks[-1] < most:
        looks.append(min(most, ceil(looks[-1] * growth)))
    return tuple(looks)


def run_until(
    more: More,
    precision: Precision,
    *,
    first: int = 1,
    least: int = LEAST_RUNS,
    most: int = 1000,
    level: float = LEVEL,
) -> Stopped:
    """Run by looks until the interval is narrow enough or there are `most` runs.

    Replication numbers count up from `first`; none is left out or run twice. Where `more` gives fewer values
    than asked for (an interruption), it stops there, and the interval still has its level.

    >>> import numpy as np
    >>> found = run_until(lambda first, runs: np.arange(first, first + runs) % 2.0, Precision(absolute=0.5))
    >>> found.is_met, found.looks, found.interval.estimate
    (True, (20,), 0.5)
    """
    planned = looks_at(least, most)
    each = 1 - (1 - level) / len(planned)
    values = as_runs(more(first, planned[0]))
    made = [len(values)]
    for look in planned[1:]:
        if made[-1] < planned[len(made) - 1] or precision.is_met(mean_interval(values, level=each)):
            break
        values = as_runs([*values, *more(first + len(values), look - len(values))])
        made.append(len(values))
    return _stopped(mean_interval(values, level=each), precision, values, made, level)


def run_in_two_stages(
    more: More,
    half_width: float,
    *,
    first: int = 1,
    least: int = LEAST_RUNS,
    most: int = 1000,
    level: float = LEVEL,
) -> Stopped:
    """Stein's two stages: `least` runs say how many there are to be (at most `most`); then one interval.

    >>> import numpy as np
    >>> found = run_in_two_stages(lambda first, runs: np.arange(first, first + runs) % 2.0, 0.1, most=400)
    >>> found.looks, found.is_met
    ((20, 116), True)
    """
    precision = Precision(absolute=half_width)
    if not 2 <= least <= most:
        raise ValueError(
            f"the first stage has two runs or more and the whole no fewer, not {least} and {most}"
        )
    values = as_runs(more(first, least))
    made = [len(values)]
    spread = student_t(level, len(values) - 1) * float(values.std(ddof=1))
    wanted = min(most, max(least, ceil((spread / half_width) ** 2)))
    if len(values) == least and wanted > least:
        values = as_runs([*values, *more(first + least, wanted - least)])
        made.append(len(values))
    mean, half = float(values.mean()), spread / sqrt(len(values))
    interval = Interval(estimate=mean, low=mean - half, high=mean + half, level=level, runs=len(values))
    return _stopped(interval, precision, values, made, level)


def _stopped(
    interval: Interval, precision: Precision, values: Reals, made: Sequence[int], level: float
) -> Stopped:
    kept = Interval(
        estimate=interval.estimate, low=interval.low, high=interval.high, level=level, runs=len(values)
    )
    return Stopped(interval=kept, is_met=precision.is_met(kept), values=values, looks=tuple(made))
