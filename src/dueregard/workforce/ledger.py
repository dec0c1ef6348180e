"""The hours ledger: where every officer-minute of a roster went, hour by hour, to the minute.

In every hour, local area and duty function

    working = rostered − absent − withdrawn + backfilled in − backfilled out
              + rest-day duty + overtime + leave stopped − rest repaid

and backfill sums to nought over functions, and rest owed is rest-day duty less what was repaid.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from dueregard.common.canonical import canonical_bytes, plain, sha256
from dueregard.common.period import day_words
from dueregard.workforce.backfill import BackfillPolicy, Minimum, Move
from dueregard.workforce.hours import AbsenceCause, Grid, OfficerMinutes
from dueregard.workforce.rest_debt import RepaymentRule

COLUMNS = (
    "rostered",
    "absent",
    "withdrawn",
    "backfilled_in",
    "backfilled_out",
    "rest_day_duty",
    "overtime",
    "leave_stopped",
    "rest_repaid",
    "working",
    "required_minimum",
    "unfilled",
)
_ADDED = ("backfilled_in", "rest_day_duty", "overtime", "leave_stopped")
_TAKEN = ("absent", "withdrawn", "backfilled_out", "rest_repaid")


class LedgerUnbalanced(Exception):
    """The ledger's sums do not come out: a fault of the program, not of the user."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Ledger:
    """Officer-minutes on a grid, one array for each column.

    absent_by_cause: leave, sickness, training, court. withdrawn: taken for a deployment, those on rest
    days included; sent_on_rest_days: that part of them, which stands in `rest_day_duty` as well.
    unfilled: withdrawn from duty and not made up for. moves: who lent to whom. trained: planned and holding each
    skill that the roster was asked for; holding: at work and holding it. Arrays are not to be changed.
    """

    grid: Grid
    rostered: OfficerMinutes
    absent_by_cause: Mapping[AbsenceCause, OfficerMinutes]
    withdrawn: OfficerMinutes
    sent_on_rest_days: OfficerMinutes
    backfilled_in: OfficerMinutes
    backfilled_out: OfficerMinutes
    rest_day_duty: OfficerMinutes
    overtime: OfficerMinutes
    leave_stopped: OfficerMinutes
    rest_repaid: OfficerMinutes
    working: OfficerMinutes
    required_minimum: OfficerMinutes
    unfilled: OfficerMinutes
    moves: tuple[Move, ...]
    policy: BackfillPolicy | None
    minimums: tuple[Minimum, ...]
    repayment: tuple[RepaymentRule, ...]
    trained: Mapping[str, OfficerMinutes]
    holding: Mapping[str, OfficerMinutes]

    @cached_property
    def absent(self) -> OfficerMinutes:
        """Absent for any cause."""
        return sum(self.absent_by_cause.values(), self.grid.nothing())

    @property
    def planned(self) -> OfficerMinutes:
        """Rostered and not absent: those at work were nothing to happen."""
        return self.rostered - self.absent

    @cached_property
    def rest_owed(self) -> OfficerMinutes:
        """Owed at the end of each hour: rest-day duty so far less rest repaid so far."""
        owed: OfficerMinutes = np.cumsum(self.rest_day_duty - self.rest_repaid, axis=0)
        return owed

    @property
    def owed_at_end(self) -> int:
        """Officer-minutes of rest still owed where the ledger ends."""
        return int(self.rest_owed[-1].sum())

    @property
    def rest_repaid_on(self) -> date | None:
        """The day on which the last of the rest owed is repaid; None where none is owed, or some still is."""
        if self.owed_at_end or not self.rest_repaid.any():
            return None
        last = int(np.flatnonzero(self.rest_repaid.any(axis=(1, 2)))[-1])
        return self.grid.local_at(last).date()

    @property
    def sentence_on_rest(self) -> str:
        """What became of the rest owed, in one sentence."""
        if not self.rest_day_duty.any():
            return "No rest day is recorded as lost, by those sent or at home."
        if self.owed_at_end:
            return (
                f"{hours_words(self.owed_at_end)} of rest are still owed when the roster ends on "
                f"{day_words(self.grid.local_at(self.grid.hours - 1).date())}: it is too short to see them "
                "repaid, so give a longer one."
            )
        assert self.rest_repaid_on is not None  # nothing is owed any more
        return (
            f"{hours_words(int(self.rest_day_duty.sum()))} were worked on rest days, and all of them are repaid "
            f"by {day_words(self.rest_repaid_on)}."
        )

    def check(self) -> None:
        """Prove the identities in every hour, local area and function. Raises LedgerUnbalanced."""
        columns = {name: getattr(self, name) for name in COLUMNS}
        for name, minutes in columns.items():
            self._hold(minutes >= 0, f"{name.replace('_', ' ')} falls below nought")
        balance = self.rostered + sum(columns[name] for name in _ADDED)
        balance = balance - sum(columns[name] for name in _TAKEN)
        self._hold(self.working == balance, "working is not what the other columns come to")
        self._hold(self.rest_owed >= 0, "more rest is repaid than was owed")
        self._hold(self.sent_on_rest_days <= self.withdrawn, "more are sent on rest days than are withdrawn")
        self._hold(self.sent_on_rest_days <= self.rest_day_duty, "rest-day duty leaves out those sent")
        on_leave = self.absent_by_cause.get(AbsenceCause.LEAVE, self.grid.nothing())
        self._hold(self.leave_stopped <= on_leave, "more leave is stopped than was taken")
        for skill, minutes in self.holding.items():
            self._hold((minutes >= 0) & (minutes <= self.working), f"more hold {skill} than are at work")
        self._check_backfill()

    def _check_backfill(self) -> None:
        net = self.backfilled_in - self.backfilled_out
        across = self.policy is not None and self.policy.across_local_areas
        sums = net.sum(axis=(1, 2)) if across else net.sum(axis=2)
        self._hold(sums == 0, "backfill in and out do not sum to nought")
        net = net.copy()
        for move in self.moves:
            net[:, :, self.grid.functions.index(move.receiver)] -= move.received
            net[:, :, self.grid.functions.index(move.donor)] += move.given
        self._hold(net == 0, "the moves do not come to the backfill")

    def _hold(self, holds: Any, otherwise: str) -> None:
        wrong = np.argwhere(~np.asarray(holds))
        if len(wrong):
            hour, *cell = (int(index) for index in wrong[0])
            names = (self.grid.local_areas, self.grid.functions)
            where = "".join(f", {name[index]}" for name, index in zip(names, cell, strict=False))
            raise LedgerUnbalanced(
                f"In the hour from {self.grid.local_at(hour):%Y-%m-%d %H:%M}{where}: {otherwise}."
            )

    @cached_property
    def hash(self) -> str:
        """By which results name it: same hours, policy and rules, same hash, on any machine."""
        return sha256(canonical_bytes(self._content()))

    def _content(self) -> dict[str, Any]:
        columns: dict[str, OfficerMinutes] = {name: getattr(self, name) for name in COLUMNS}
        columns |= {f"absent for {cause}": minutes for cause, minutes in self.absent_by_cause.items()}
        columns["sent_on_rest_days"] = self.sent_on_rest_days
        columns |= {f"holding {skill}": minutes for skill, minutes in self.holding.items()}
        return {
            "grid": {
                "start": self.grid.start.isoformat(),
                "hours": self.grid.hours,
                "zone": self.grid.zone,
                "local_areas": list(self.grid.local_areas),
                "functions": [function.value for function in self.grid.functions],
            },
            "columns": {name: _digest(minutes) for name, minutes in columns.items()},
            "policy": None if self.policy is None else plain(self.policy),
            "minimums": [plain(minimum) for minimum in self.minimums],
            "repayment": [plain(rule) for rule in self.repayment],
        }


def _digest(minutes: OfficerMinutes) -> str:
    # Byte order and layout are fixed, so that the bytes are those of the numbers and not of the machine.
    return hashlib.sha256(np.ascontiguousarray(minutes, dtype="<i8").tobytes()).hexdigest()


def hours_words(minutes: int) -> str:
    """Officer-minutes as officer-hours in words, to one decimal where they are not whole.

    >>> hours_words(120), hours_words(90)
    ('2 officer-hours', '1.5 officer-hours')
    """
    hours = f"{minutes // 60:,}" if minutes % 60 == 0 else f"{minutes / 60:,.1f}"
    return f"{hours} officer-hour{'' if minutes == 60 else 's'}"
