"""Rest owed: days worked that were to be rest are paid back in later weeks, by dated rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated

import numpy as np
import numpy.typing as npt

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.common.period import When, day_words
from dueregard.common.records import Column
from dueregard.workforce.backfill import check_share, part_of
from dueregard.workforce.hours import Grid, OfficerMinutes
from dueregard.workforce.sharing import share_out

_Cells = npt.NDArray[np.int64]
LONGEST_SPREAD_DAYS = 366


class RestRuleMissing(DueRegardError):
    """Rest is owed on a day for which no rule says how it is paid back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepaymentRule:
    """How rest days that were worked are paid back.

    What was worked on a day falls due in equal parts on `spread_days` days, the first of them
    `starts_after_days` after it. What cannot be given on the day it falls due is carried to the next. The
    rule of the day worked says when it falls due; the rule of the day it is paid says how much an hour may
    give. Raises ValueError.
    """

    name: Annotated[Id, Column("Short name, by which results cite it.")]
    from_on: Annotated[When, Column("When it holds from.")]
    until_on: Annotated[When | None, Column("When it stops holding; blank while it lasts.")] = None
    starts_after_days: Annotated[int, Column("Days after the day worked when the first part falls due.")]
    spread_days: Annotated[int, Column("Number of days over which it falls due.")]
    at_most: Annotated[Decimal, Column("Largest share of those working in an hour who may be resting.")]
    keeps_minimum: Annotated[bool, Column("Is the required minimum kept while resting is paid back?")] = True
    source: Annotated[str | None, Column("Where the rule comes from, with date.")] = None

    def __post_init__(self) -> None:
        if not 1 <= self.starts_after_days <= LONGEST_SPREAD_DAYS:
            raise ValueError(
                f"it starts after {self.starts_after_days} days; write 1 to {LONGEST_SPREAD_DAYS}"
            )
        if not 1 <= self.spread_days <= LONGEST_SPREAD_DAYS:
            raise ValueError(f"it is spread over {self.spread_days} days; write 1 to {LONGEST_SPREAD_DAYS}")
        check_share(self.at_most, "the largest share that may be resting")
        if not self.at_most:
            raise ValueError("the largest share that may be resting is 0; nothing would be paid back")

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.from_on.first_day <= day and (self.until_on is None or day <= self.until_on.last_day)


def rule_on(rules: Iterable[RepaymentRule], day: date) -> RepaymentRule:
    """The rule in force on a day; of several, the one that began last. Raises RestRuleMissing."""
    held = [rule for rule in rules if rule.holds_on(day)]
    if not held:
        raise RestRuleMissing(
            f"Rest is owed on {day_words(day)}, and no rule in force then says how it is paid back: give one."
        )
    return max(held, key=lambda rule: rule.from_on.first_day)


def repay(
    grid: Grid,
    worked: OfficerMinutes,
    working: OfficerMinutes,
    required: OfficerMinutes,
    rules: tuple[RepaymentRule, ...],
) -> OfficerMinutes:
    """Officer-minutes of rest paid back in each hour, local area and function.

    worked: on cancelled rest days. working: those at work before anything is paid back. A day's part is
    shared over its hours in proportion to what each can give. What the grid is too short for stays owed.
    """
    hours = grid.hours
    owing = np.flatnonzero(worked.any(axis=0).reshape(-1))
    repaid = np.zeros((hours, worked[0].size), dtype=np.int64)
    if len(owing):
        owed, able, least = (minutes.reshape(hours, -1)[:, owing] for minutes in (worked, working, required))
        repaid[:, owing] = _by_day(grid, owed, able, least, rules)
    return repaid.reshape(worked.shape)


def _by_day(
    grid: Grid, worked: _Cells, working: _Cells, required: _Cells, rules: tuple[RepaymentRule, ...]
) -> _Cells:
    days = _days(grid)
    due = _falling_due(days, worked, rules)
    repaid = np.zeros_like(worked)
    outstanding = np.zeros(worked.shape[1], dtype=np.int64)
    for number, (day, hours) in enumerate(days):
        outstanding += due[number]
        if outstanding.any():
            rule = rule_on(rules, day)
            can_give = part_of(rule.at_most, working[hours])
            if rule.keeps_minimum:
                can_give = np.minimum(can_give, np.maximum(working[hours] - required[hours], 0))
            totals = np.minimum(outstanding, can_give.sum(axis=0))
            repaid[hours] = share_out(totals, can_give.T).T
            outstanding -= totals
    return repaid


def _days(grid: Grid) -> list[tuple[date, slice]]:
    """The local days of the grid, each with its hours."""
    ordinals = grid.local_days
    starts = [0, *(np.flatnonzero(np.diff(ordinals)) + 1).tolist(), grid.hours]
    return [
        (date.fromordinal(int(ordinals[begins])), slice(begins, ends)) for begins, ends in pairwise(starts)
    ]


def _falling_due(days: list[tuple[date, slice]], worked: _Cells, rules: tuple[RepaymentRule, ...]) -> _Cells:
    due = np.zeros((len(days), worked.shape[1]), dtype=np.int64)
    for number, (day, hours) in enumerate(days):
        owed = worked[hours].sum(axis=0)
        if not owed.any():
            continue
        rule = rule_on(rules, day)
        parts = share_out(owed, np.ones((len(owed), rule.spread_days), dtype=np.int64)).T
        first = min(number + rule.starts_after_days, len(days))
        last = min(first + rule.spread_days, len(days))
        due[first:last] += parts[: last - first]
    return due
