"""What a log tells of an appointment diary: how far ahead callers are seen, at which hours, and how full days get.

A day is *full* for a local area once the visits kept on it come within a tenth of the most that are kept there on a
day (the level reached on one day in 200 or more). How far ahead a caller asks to be seen shows only where no full day
stands before the visit. So each number of days ahead is counted over the calls that could have shown it: those for
which the day itself and the day before were not full when they came. That share says what is asked for, without what
a full diary adds, since the simulation adds that again.

Slots can be told where a tenth or more of the days are full: chance alone does not bring days to their top so often.
Otherwise the level is a lower bound, and the policy has to say how many slots there are.

These choices were written down before the first run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]

DAYS_AHEAD = 31
"""Days ahead that are told apart: 0 to 29, and 30 or more."""
CALL_HOURS = 6
CALL_BLOCKS = 24 // CALL_HOURS
FEWEST_CALLS = 30
"""Calls that a part of the day needs for days ahead of its own; with fewer it takes those of the whole day."""
FULL_FROM = 0.9
TOP_LEVEL = 1 / 200
FULL_DAYS_THAT_TELL = 0.1
OPEN_FROM = 0.1
"""A day of the week has appointments if it has this share of the visits of an average one."""


@dataclass(frozen=True, slots=True, eq=False)
class Appointments:
    """The appointments of one class, as a log shows them.

    days_ahead: chance of each number of days from the call to the visit, parts of the day × `DAYS_AHEAD`.
    hours: chance of each hour of the day, 24. open_days: days of the week that have any, 7.
    slots: visits that each local area can keep on a day, those left out who cancel. are_slots_told: whether the log
    tells them, or only that they are no fewer. kept_share: of those received, neither cancelled nor closed.
    """

    days_ahead: Reals
    hours: Reals
    open_days: npt.NDArray[np.bool_]
    slots: Reals
    are_slots_told: bool
    kept_share: float

    @property
    def mean_days_ahead(self) -> Reals:
        """The mean for each part of the day."""
        mean: Reals = self.days_ahead @ np.arange(DAYS_AHEAD)
        return mean


def top_level(kept: Integers, weights: Reals) -> Reals:
    """The most visits kept on a day in each local area: the level reached on one day in 200.

    kept: weeks × local areas × 7. weights: how often each week counts.

    >>> kept = np.zeros((40, 1, 7), dtype=np.int64)
    >>> kept[0, 0, :2] = 9, 5
    >>> top_level(kept, np.ones(40)).tolist()  # of 280 days the second
    [5.0]
    """
    drawn = np.repeat(kept, np.rint(weights).astype(np.int64), axis=0)
    days = np.sort(drawn.transpose(0, 2, 1).reshape(-1, kept.shape[1]), axis=0)[::-1]
    if not len(days):
        return np.zeros(kept.shape[1])
    place = max(int(np.ceil(len(days) * TOP_LEVEL)) - 1, 0)
    level: Reals = days[place].astype(np.float64)
    return level


def slots_of(kept: Integers, weights: Reals) -> Reals:
    """Visits that a full day of each local area comes to: some who hold a slot cancel, or are not there.

    So it is the mean of the full days and not their top. kept, weights: as `top_level` takes them.

    >>> kept = np.full((1, 1, 7), 10, dtype=np.int64)
    >>> kept[0, 0, :3] = 9, 8, 2  # the last two are not full
    >>> slots_of(kept, np.ones(1)).tolist()
    [9.8]
    """
    limits = FULL_FROM * top_level(kept, weights)
    full = (kept >= limits[None, :, None]) * weights[:, None, None]
    found: Reals = (kept * full).sum(axis=(0, 2)) / np.maximum(full.sum(axis=(0, 2)), 1e-9)
    return found


def open_days_of(kept: Integers, first_weekday: int) -> npt.NDArray[np.bool_]:
    """The days of the week (0 is Monday) that have appointments. The days of `kept` begin with the first weekday."""
    total = np.roll(kept.sum(axis=(0, 1)), first_weekday)
    found: npt.NDArray[np.bool_] = total >= OPEN_FROM * total.mean()
    return found


def share_of_full_days(kept: Integers, level: Reals, open_days: npt.NDArray[np.bool_], first: int) -> float:
    """The share of days on which visits came within a tenth of their level, over local areas that have any."""
    used = kept[:, level > 0][:, :, np.roll(open_days, -first)]
    limits = FULL_FROM * level[level > 0][None, :, None]
    return float((used >= limits).mean()) if used.size else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Calls:
    """Calls that led to a visit, in the order in which they came: week, part of the day, local area, days."""

    week: Integers
    part: Integers
    area: Integers
    came_on: Integers
    kept_on: Integers


def asked_for(
    calls: Calls, limits: Reals, open_days: npt.NDArray[np.bool_], first: int, weeks: int
) -> tuple[Integers, Integers]:
    """Calls that show how many days ahead they asked for, and those that could have shown each number.

    Both are weeks × parts of the day × days ahead. Days are counted from the log's first, a weekday `first`.
    limits: visits from which a day of each local area is full.
    """
    shown = np.zeros((weeks, CALL_BLOCKS, DAYS_AHEAD), dtype=np.int64)
    could = np.zeros_like(shown)
    if not len(calls.week):
        return shown, could
    last = int(max(calls.came_on.max(), calls.kept_on.max())) + DAYS_AHEAD + 1
    shut = ~open_days[(np.arange(last) + first) % 7]
    booked = np.zeros((len(limits), last))
    booked[:, shut] = np.inf
    ahead = np.minimum(calls.kept_on - calls.came_on, DAYS_AHEAD - 1).tolist()
    rows = zip(
        calls.week.tolist(),
        calls.part.tolist(),
        calls.area.tolist(),
        calls.came_on.tolist(),
        ahead,
        strict=True,
    )
    visits = calls.kept_on.tolist()
    free = np.empty(DAYS_AHEAD + 1, dtype=np.bool_)
    for number, (week, part, area, came, days) in enumerate(rows):
        free[1:] = booked[area, came : came + DAYS_AHEAD] < limits[area]
        free[0] = True
        can_show = free[1:] & free[:-1]
        could[week, part] += can_show
        shown[week, part, days] += bool(can_show[days])
        booked[area, visits[number]] += 1
    return shown, could


def days_ahead_of(shown: Reals, could: Reals) -> Reals:
    """The chance of each number of days ahead by part of the day, each row adding up to one (or nought)."""
    together = _chances(shown.sum(axis=0), could.sum(axis=0))
    rows = [
        _chances(each, of) if each.sum() >= FEWEST_CALLS else together
        for each, of in zip(shown, could, strict=True)
    ]
    return np.stack(rows)


def _chances(shown: Reals, could: Reals) -> Reals:
    rate = np.divide(shown, could, out=np.zeros(len(shown)), where=could > 0)
    total = rate.sum()
    chances: Reals = rate / total if total > 0 else rate
    return chances


def appointments_of(
    parts: Sequence[Reals],
    kept: Integers,
    weights: Reals,
    first: int,
    *,
    are_slots_told: bool,
    kept_share: float,
) -> Appointments | None:
    """Appointments from added sums (calls that show, that could, hours of visits), and visits by day.

    None where no visit was kept.
    """
    shown, could, hours = parts
    if not hours.sum() or not shown.sum():
        return None
    return Appointments(
        days_ahead=days_ahead_of(shown, could),
        hours=hours / hours.sum(),
        open_days=open_days_of(kept, first),
        slots=slots_of(kept, weights),
        are_slots_told=are_slots_told,
        kept_share=kept_share,
    )
