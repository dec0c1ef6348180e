"""Draws of demand: what the log might have shown had other weeks of the same kind come.

A draw takes as many whole weeks as the log has, at random with repeats, and fits again. Weeks stay whole, so
that days that follow each other stay together. A log under eight weeks has too few to resample: there
each incident counts a Poisson number of times instead, and what differs from week to week is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from dueregard.local_policing.calibration_fit import Added, Prepared, add_up, add_up_each, fit
from dueregard.local_policing.calibration_rates import PriorWorth
from dueregard.local_policing.calibration_times import EDGES
from dueregard.local_policing.demand import Demand

Reals = npt.NDArray[np.float64]
WEEKS_TO_RESAMPLE = 8
COUNTED = (
    "received",
    "service",
    "travel",
    "units",
    "outcomes",
    "upgrades",
    "visit_hours",
    "days_shown",
)
SUMS_OF = {"service_seconds": "service", "travel_seconds": "travel"}


def draw_weights(weeks: int, draws: int, seed: int) -> Reals:
    """How often each week counts in each draw: draws × weeks, each row adding up to the weeks.

    >>> draw_weights(10, 3, 20141104).sum(axis=1).tolist()
    [10.0, 10.0, 10.0]
    """
    random = np.random.Generator(np.random.PCG64(seed))
    chosen = random.integers(0, weeks, size=(draws, weeks))
    return np.stack([np.bincount(row, minlength=weeks) for row in chosen]).astype(np.float64)


def draw_demands(prepared: Prepared, worth: PriorWorth, draws: int, seed: int) -> Iterator[Demand]:
    """So many draws of demand, the same for the same seed. The worth of the priors is kept from the log."""
    weeks = prepared.sums.weeks
    if weeks >= WEEKS_TO_RESAMPLE:
        for added in add_up_each(prepared, draw_weights(weeks, draws, seed)):
            yield fit(prepared, added, worth).demand
        return
    random = np.random.Generator(np.random.PCG64(seed))
    whole = add_up(prepared, np.ones(weeks))
    for _ in range(draws):
        yield fit(prepared, _each_anew(whole, random), worth).demand


def _each_anew(whole: Added, random: np.random.Generator) -> Added:
    """The sums with every incident counted a Poisson number of times."""
    parts = dict(whole.parts)
    for name in COUNTED:
        parts[name] = random.poisson(whole.parts[name]).astype(np.float64)
    middles = (EDGES[1:] + EDGES[:-1]) / 2
    for name, counted in SUMS_OF.items():  # the sums move with the times that were counted
        before, after = (part[counted] @ middles for part in (whole.parts, parts))
        parts[name] = whole.parts[name] * after / np.maximum(before, 1.0)
    return replace(whole, parts=parts)
