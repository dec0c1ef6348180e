"""Appointments that can be kept: fewer where officers who would keep them are away."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dueregard.local_policing.response_policy import DiaryRule
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.ledger import Ledger


def appointment_slots(
    rule: DiaryRule, ledger: Ledger, demand_by_area: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Slots in each hour and local area; hours × local areas.

    A day's slots are shared among local areas as demand is, and among the open hours evenly. In each hour they
    shrink with the neighbourhood officers at work against those planned (they never grow past the plan). What
    rounding leaves over is carried to the next hour, so that no slot is lost by rounding.
    """
    grid = ledger.grid
    function = grid.functions.index(DutyFunction.NEIGHBOURHOOD)
    planned = ledger.planned[:, :, function].astype(np.float64)
    working = ledger.working[:, :, function]
    kept = np.where(planned > 0, np.minimum(working / np.where(planned > 0, planned, 1.0), 1.0), 1.0)
    hour = grid.hours_of_week % 24
    is_open = (hour >= rule.from_hour) & (hour < rule.until_hour)
    total = demand_by_area.sum()
    shares = demand_by_area / total if total > 0 else np.full(len(demand_by_area), 1 / len(demand_by_area))
    an_hour = rule.slots_a_day / (rule.until_hour - rule.from_hour)
    exact = is_open[:, None] * shares[None, :] * an_hour * kept
    so_far = np.floor(np.cumsum(exact, axis=0) + 1e-9).astype(np.int64)
    return np.diff(so_far, axis=0, prepend=0)
