"""Recovery: when the backlog is back inside what it would have been on an ordinary day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dueregard.effects.pairs import Pairs
from dueregard.engine.queueing.experiments.intervals import proportion_interval

Reals = npt.NDArray[np.float64]
USUAL = 0.9
"""The share of runs without the deployment that the band of a day holds, where nothing else is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklogDay:
    """Non-emergency people waiting on one day: the band without the deployment, and the middle with it."""

    days_after_start: int
    usual_low: float
    usual_middle: float
    usual_high: float
    with_middle: float
    with_low: float
    with_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """Of all runs, the share back inside the band within the days looked at, and on which day.

    likely_day: days after the deployment's last day by which half of the runs are back (1 is the day after);
    None where fewer than half are. late_day: by which nine in ten are. without: the same share had there been no
    deployment, since an ordinary week too may leave its band. looked_at_days: fewer than asked for where the
    ledgers end sooner. rest_repaid_day: days after the deployment's last day by which no rest is owed for it any
    more, 0 where none is; None where the roster ends sooner. normal: share of runs that are back inside the band
    with no rest owed any more, within the days looked at; it is the probability where none is owed.
    """

    probability: float
    probability_low: float
    probability_high: float
    likely_day: int | None
    late_day: int | None
    without: float
    looked_at_days: int
    days_inside: int
    runs: int
    rest_repaid_day: int | None
    normal: float


def first_inside(backlog: Reals, limit: Reals, days_inside: int) -> npt.NDArray[np.int64]:
    """The first day, from nought, from which each run stays at or under the limit for so many days; -1 for none.

    >>> import numpy as np
    >>> first_inside(np.array([[9.0, 2.0, 9.0, 2.0, 2.0, 9.0]]), np.full(6, 3.0), 2).tolist()
    [3]
    """
    is_inside: npt.NDArray[np.bool_] = np.asarray(backlog <= limit)
    if is_inside.shape[1] < days_inside:
        return np.full(len(backlog), -1, dtype=np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(is_inside, days_inside, axis=1)
    held = np.asarray(windows.all(axis=2))
    return np.where(held.any(axis=1), held.argmax(axis=1), -1).astype(np.int64)


def backlog_of(pairs: Pairs, grades: Sequence[int]) -> tuple[Reals, Reals]:
    """People of these grades waiting by day without and with the deployment, runs × days."""
    return pairs.without.backlog[:, :, grades].sum(axis=2), pairs.with_it.backlog[:, :, grades].sum(axis=2)


def recovery_of(
    pairs: Pairs,
    grades: Sequence[int],
    first_after: int,
    within_days: int,
    days_inside: int,
    rest_repaid_day: int | None,
    band: float = USUAL,
) -> Recovery | None:
    """Recovery of the backlog of these grades; None where too few days follow the deployment to see it.

    A backlog that is to the last person what it would have been is back, wherever the band lies.
    """
    usual, with_it = backlog_of(pairs, grades)
    limit = np.quantile(usual, (1 + band) / 2, axis=0)
    until = min(usual.shape[1], first_after + within_days + days_inside - 1)
    if until - first_after < days_inside:
        return None
    after = slice(first_after, until)
    same = np.where(with_it == usual, -np.inf, with_it)
    day = first_inside(same[:, after], limit[after], days_inside)
    alone = first_inside(usual[:, after], limit[after], days_inside)
    back, runs = int((day >= 0).sum()), len(day)
    normal = _with_rest_repaid(same[:, after], limit[after], days_inside, rest_repaid_day)
    low, high = _wilson(back, runs)
    return Recovery(
        probability=back / runs,
        probability_low=low,
        probability_high=high,
        likely_day=_day_by_which(day, 0.5),
        late_day=_day_by_which(day, 0.9),
        without=float((alone >= 0).mean()),
        looked_at_days=until - first_after - days_inside + 1,
        days_inside=days_inside,
        runs=runs,
        rest_repaid_day=rest_repaid_day,
        normal=normal,
    )


def _with_rest_repaid(backlog: Reals, limit: Reals, days_inside: int, rest_repaid_day: int | None) -> float:
    if rest_repaid_day is None or rest_repaid_day > backlog.shape[1] - days_inside:
        return 0.0
    day = first_inside(backlog[:, rest_repaid_day:], limit[rest_repaid_day:], days_inside)
    return float((day >= 0).mean())


def _wilson(back: int, runs: int) -> tuple[float, float]:
    found = proportion_interval(back, runs)
    return found.low, found.high


def _day_by_which(day: npt.NDArray[np.int64], share: float) -> int | None:
    """Days after the last day of the deployment by which this share of runs is back."""
    back = np.sort(day[day >= 0])
    needed = int(np.ceil(share * len(day)))
    return int(back[needed - 1]) + 1 if len(back) >= needed else None


def backlog_days(
    pairs: Pairs, grades: Sequence[int], first: int, band: float = USUAL
) -> tuple[BacklogDay, ...]:
    """The course of the backlog from the deployment's first day on."""
    usual, with_it = backlog_of(pairs, grades)
    shares = ((1 - band) / 2, (1 + band) / 2, 0.5)
    low, high, middle = np.quantile(usual, shares, axis=0)
    with_low, with_high, with_middle = np.quantile(with_it, shares, axis=0)
    return tuple(
        BacklogDay(
            days_after_start=day - first,
            usual_low=float(low[day]),
            usual_middle=float(middle[day]),
            usual_high=float(high[day]),
            with_middle=float(with_middle[day]),
            with_low=float(with_low[day]),
            with_high=float(with_high[day]),
        )
        for day in range(first, usual.shape[1])
    )
