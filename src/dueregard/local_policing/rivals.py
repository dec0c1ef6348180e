"""Simple forecasts that a model must beat, made from the weeks before and nothing else."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]

LAST_WEEKS = 4


class Rival(Protocol):
    """Forecasts the next week, as draws × cells, from the weeks before it, weeks × cells, oldest first."""

    def __call__(self, past: Reals) -> Reals: ...


def last_week(past: Reals) -> Reals:
    """The same cell a week before, as the only draw.

    It claims no doubt, so it is scored by the distance alone.

    >>> last_week(np.array([[1.0, 5.0], [2.0, 6.0]])).tolist()
    [[2.0, 6.0]]
    """
    return _checked(past, fewest=1)[-1:].copy()


def mean_of_last_four(past: Reals) -> Reals:
    """The mean of the same cell over the last four weeks, as the only draw.

    >>> mean_of_last_four(np.array([[9.0], [1.0], [2.0], [3.0], [4.0]])).tolist()
    [[2.5]]
    """
    return np.asarray(_checked(past, fewest=LAST_WEEKS)[-LAST_WEEKS:].mean(axis=0, keepdims=True), np.float64)


def every_week(past: Reals) -> Reals:
    """The same cell in every week before, each a draw: their quantiles are the seasonal quantiles.

    >>> every_week(np.array([[1.0], [2.0]])).tolist()
    [[1.0], [2.0]]
    """
    return _checked(past, fewest=2).copy()


RIVALS: dict[str, Rival] = {
    "last week": last_week,
    "mean of the last four weeks": mean_of_last_four,
    "seasonal quantiles": every_week,
}


def _checked(past: Reals, *, fewest: int) -> Reals:
    weeks = np.asarray(past, dtype=np.float64)
    if weeks.ndim != 2 or len(weeks) < fewest:
        raise ValueError(f"what is past is {weeks.shape}; give weeks × cells, at least {fewest} weeks")
    if not np.isfinite(weeks).all():
        raise ValueError("a week lacks a cell; leave out the cells where nothing was seen")
    return weeks
