"""Appointments that can be kept: fewer where officers who would keep them are away."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.model import Diary
from dueregard.local_policing.calibration_diary import CALL_HOURS, DAYS_AHEAD, Appointments
from dueregard.local_policing.response_policy import DiaryRule
from dueregard.workforce.hours import DutyFunction, Grid
from dueregard.workforce.ledger import Ledger

Integers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
HOURS_PER_DAY = 24
CLOCKS_CHANGED_BY = 3
"""Hour of the day by which clocks have gone forward or back, where they do on that day."""
OFFERS = 64
"""Leads, each alike likely, by which the days and hours that callers ask for are told."""


def diary_of(
    rule: DiaryRule | None, seen: Appointments | None, ledger: Ledger, demand_by_area: Reals, order: list[int]
) -> Diary:
    """The diary of a class, its slots hours × local areas of the ledger.

    rule: what the policy says; what it leaves blank comes from the log. seen: the same as the log shows it; `order`
    says which of its local areas each of the ledger's is. Raises ValueError, in words for a person, where neither
    tells what is needed.
    """
    slots_a_day = None if rule is None else rule.slots_a_day
    if slots_a_day is None:
        if seen is None:
            raise ValueError("the log shows no appointment that was kept")
        if not seen.are_slots_told:
            raise ValueError(
                f"the log shows {seen.slots.sum():,.0f} visits on its fullest days and does not tell how many more "
                "were possible"
            )
        by_area = seen.slots[order]
    else:
        total = demand_by_area.sum()
        by_area = slots_a_day * (demand_by_area / total if total > 0 else np.full(len(order), 1 / len(order)))
    longest = DAYS_AHEAD * HOURS_PER_DAY if rule is None else rule.longest_hours
    if rule is not None and rule.lead_hours is not None:
        slots = _by_hour(rule, ledger, by_area)
        return Diary(slots=slots, lead_hours=rule.lead_hours, longest_hours=longest)
    if seen is None:
        raise ValueError("the log shows no appointment that was kept, so not how far ahead callers are seen")
    return Diary(
        slots=_by_day(seen, ledger, by_area),
        lead_hours=0,
        longest_hours=longest,
        leads=leads_of(seen, ledger.grid),
        block_hours=HOURS_PER_DAY,
    )


def kept_share(ledger: Ledger) -> Reals:
    """Neighbourhood officers at work in each hour and local area against those planned, at most 1.

    It follows the ledger of its world: officers sent away, lent to response or resting keep no appointments.
    """
    function = ledger.grid.functions.index(DutyFunction.NEIGHBOURHOOD)
    planned = ledger.planned[:, :, function].astype(np.float64)
    working = ledger.working[:, :, function]
    share: Reals = np.where(planned > 0, np.minimum(working / np.where(planned > 0, planned, 1.0), 1.0), 1.0)
    return share


def _whole(exact: Reals) -> Integers:
    """Whole slots: what rounding leaves over is carried on, so that none is lost by rounding."""
    so_far = np.floor(np.cumsum(exact, axis=0) + 1e-9).astype(np.int64)
    return np.diff(so_far, axis=0, prepend=0)


def _by_hour(rule: DiaryRule, ledger: Ledger, by_area: Reals) -> Integers:
    """A day's slots of each local area over the open hours evenly."""
    hour = ledger.grid.hours_of_week % HOURS_PER_DAY
    is_open = (hour >= rule.from_hour) & (hour < rule.until_hour)
    an_hour = by_area / (rule.until_hour - rule.from_hour)
    return _whole(is_open[:, None] * an_hour[None, :] * kept_share(ledger))


def _by_day(seen: Appointments, ledger: Ledger, by_area: Reals) -> Integers:
    """A day's slots of each local area at the first hour of each 24, which share them.

    They shrink with the neighbourhood officers at work in the hours of the day that have appointments.
    """
    grid = ledger.grid
    _, day = np.unique(grid.local_days, return_inverse=True)
    weight = seen.hours[grid.hours_of_week % HOURS_PER_DAY]
    total = np.maximum(np.bincount(day, weights=weight), 1e-12)
    kept = kept_share(ledger) * weight[:, None]
    shares = np.stack([np.bincount(day, weights=column) for column in kept.T], axis=1) / total[:, None]
    is_open = seen.open_days[(np.unique(grid.local_days) - 1) % 7]  # day 1 of the calendar was a Monday
    by_day = _whole(is_open[:, None] * by_area[None, :] * shares)
    slots = np.zeros((grid.hours, len(by_area)), dtype=np.int64)
    firsts = np.arange(0, grid.hours, HOURS_PER_DAY)
    slots[firsts[: len(by_day)]] = by_day[: len(firsts)]
    return slots


def leads_of(seen: Appointments, grid: Grid) -> Integers:
    """Leads that callers of each hour ask for, hours × `OFFERS`, each alike likely: from the next whole hour on.

    They are the middles of so many equal parts of all pairs of a day ahead and an hour of the day.
    """
    days, day = np.unique(grid.local_days, return_inverse=True)
    starts = np.searchsorted(day, np.arange(len(days)))
    beyond = starts[-1] + HOURS_PER_DAY * np.arange(1, DAYS_AHEAD + 1)  # days after the last begin as it does
    longer = np.append(np.diff([*starts, grid.hours]) - HOURS_PER_DAY, np.zeros(DAYS_AHEAD, dtype=np.int64))
    starts = np.concatenate([starts, beyond])
    middles = (np.arange(OFFERS) + 0.5) / OFFERS
    part = grid.hours_of_week % HOURS_PER_DAY // CALL_HOURS
    leads = np.zeros((grid.hours, OFFERS), dtype=np.int64)
    for number, chances in enumerate(seen.days_ahead):
        pairs = np.cumsum(np.outer(chances, seen.hours).ravel())
        place = np.minimum(np.searchsorted(pairs, middles * pairs[-1], side="right"), len(pairs) - 1)
        ahead, at = np.divmod(place, HOURS_PER_DAY)
        hours = np.flatnonzero(part == number)
        on = day[hours][:, None] + ahead
        moved = np.where(at >= CLOCKS_CHANGED_BY, longer[on], 0)
        leads[hours] = starts[on] + at + moved - (hours[:, None] + 1)
    return np.maximum(leads, 0)
