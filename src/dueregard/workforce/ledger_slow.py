"""The hours ledger kept slowly and obviously: whole numbers, mappings and loops, to check the fast one by.

It shares with `ledger_keeping` the records it is given and nothing that computes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from dueregard.workforce.backfill import BackfillPolicy, Fills, Minimum, Source
from dueregard.workforce.hours import AbsenceCause, DutyFunction, RosterHours
from dueregard.workforce.rest_debt import RepaymentRule
from dueregard.workforce.withdrawals import Withdrawal

Cell = tuple[int, str, DutyFunction]
Column = dict[Cell, int]


class SlowLedger:
    """Officer-minutes by hour, local area and function: a mapping for each column of the ledger."""

    def __init__(
        self,
        roster: RosterHours,
        withdrawals: Iterable[Withdrawal],
        policy: BackfillPolicy | None,
        minimums: Iterable[Minimum],
        repayment: Iterable[RepaymentRule],
    ) -> None:
        self.roster, self.grid, self.policy = roster, roster.grid, policy
        self.cells: list[Cell] = [
            (hour, area, function)
            for hour in range(self.grid.hours)
            for area in self.grid.local_areas
            for function in self.grid.functions
        ]
        self.columns: dict[str, Column] = defaultdict(lambda: dict.fromkeys(self.cells, 0))
        self._count_roster()
        self._take(withdrawals)
        self._require(minimums)
        if policy is not None:
            self._backfill(policy)
        self._unfilled()
        self._repay(tuple(repayment))
        for cell in self.cells:
            self.columns["working"][cell] = self._working(cell)
        for skill in roster.trained:
            self._hold(skill)

    def _hold(self, skill: str) -> None:
        for cell in self.cells:
            trained = int(self.roster.trained[skill][self._at(cell)])
            gone = min(self.columns[f"taken for {skill}"][cell], trained)
            others = self.columns["planned"][cell] - gone
            working = self.columns["working"][cell]
            share = Fraction(trained - gone, others) if others else Fraction(0)
            self.columns[f"holding {skill}"][cell] = min(floor(share * working), working)

    def _at(self, cell: Cell) -> tuple[int, int, int]:
        hour, area, function = cell
        return hour, self.grid.local_areas.index(area), self.grid.functions.index(function)

    def _count_roster(self) -> None:
        for cell in self.cells:
            self.columns["rostered"][cell] = int(self.roster.rostered[self._at(cell)])
            for cause, minutes in self.roster.absent_by_cause.items():
                self.columns["absent"][cell] += int(minutes[self._at(cell)])
                if cause is AbsenceCause.LEAVE:
                    self.columns["leave"][cell] = int(minutes[self._at(cell)])
            self.columns["planned"][cell] = self.columns["rostered"][cell] - self.columns["absent"][cell]

    def _take(self, withdrawals: Iterable[Withdrawal]) -> None:
        for each in withdrawals:
            for hour in range(self.grid.hours):
                for minute in range(60):
                    at = self.grid.start + timedelta(hours=hour, minutes=minute)
                    if each.from_at <= at < each.until_at:
                        cell = (hour, each.local_area, each.function)
                        self.columns["withdrawn"][cell] += each.officers
                        if each.on_rest_days:
                            self.columns["rest_day_duty"][cell] += each.officers
                            self.columns["sent_on_rest_days"][cell] += each.officers
                        else:
                            self.columns["from_duty"][cell] += each.officers
                            for skill in each.skills:
                                self.columns[f"taken for {skill}"][cell] += each.officers

    def _least(self, minimums: Iterable[Minimum], cell: Cell) -> int:
        hour, area, function = cell
        of_day = self.grid.local_at(hour).hour
        least = 0
        for minimum in minimums:
            here = minimum.local_area is None or minimum.local_area == area
            if minimum.function == function and here and minimum.holds_at(of_day):
                share = ceil(Fraction(minimum.share_of_planned) * self.columns["planned"][cell])
                least = max(least, share, 60 * minimum.officers)
        return least

    def _require(self, minimums: Iterable[Minimum]) -> None:
        for cell in self.cells:
            self.columns["required_minimum"][cell] = self._least(minimums, cell)

    def _need(self, policy: BackfillPolicy, cell: Cell) -> int:
        taken = self.columns["from_duty"][cell]
        if policy.fills is Fills.WITHDRAWN:
            return taken
        left = self.columns["planned"][cell] - taken
        return min(taken, max(0, self.columns["required_minimum"][cell] - left))

    def _backfill(self, policy: BackfillPolicy) -> None:
        need, spare = self.columns["need"], self.columns["spare"]
        for cell in self.cells:
            need[cell] = self._need(policy, cell)
            left = self.columns["planned"][cell] - self.columns["from_duty"][cell]
            kept = max(self.columns["required_minimum"][cell], self._least(policy.kept, cell))
            spare[cell] = max(0, left - kept)
        for function in policy.protects:
            for source in policy.order:
                for hour in range(self.grid.hours):
                    if source.function is None:
                        self._more_duty(policy, hour, function, source)
                    else:
                        self._lend(policy, hour, function, source.function)

    def _more_duty(self, policy: BackfillPolicy, hour: int, function: DutyFunction, source: Source) -> None:
        column, of, limit = {
            Source.REST_DAYS: ("rest_day_duty", "planned", policy.rest_days_at_most),
            Source.OVERTIME: ("overtime", "planned", policy.overtime_at_most),
            Source.LEAVE: ("leave_stopped", "leave", policy.leave_at_most),
        }[source]
        assert limit is not None
        for area in self.grid.local_areas:
            cell = (hour, area, function)
            more = min(self.columns["need"][cell], floor(Fraction(limit) * self.columns[of][cell]))
            self.columns[column][cell] += more
            self.columns["need"][cell] -= more

    def _lend(self, policy: BackfillPolicy, hour: int, to: DutyFunction, donor: DutyFunction) -> None:
        need, spare = self.columns["need"], self.columns["spare"]
        for area in self.grid.local_areas:
            self._hand_over((hour, area, to), (hour, area, donor))
        if policy.across_local_areas:
            wanting = [(hour, area, to) for area in self.grid.local_areas]
            giving = [(hour, area, donor) for area in self.grid.local_areas]
            total = min(sum(need[cell] for cell in wanting), sum(spare[cell] for cell in giving))
            for cell, minutes in _shared(total, {cell: need[cell] for cell in wanting}).items():
                self.columns["backfilled_in"][cell] += minutes
                need[cell] -= minutes
            for cell, minutes in _shared(total, {cell: spare[cell] for cell in giving}).items():
                self.columns["backfilled_out"][cell] += minutes
                spare[cell] -= minutes

    def _hand_over(self, to: Cell, donor: Cell) -> None:
        lent = min(self.columns["need"][to], self.columns["spare"][donor])
        self.columns["backfilled_in"][to] += lent
        self.columns["backfilled_out"][donor] += lent
        self.columns["need"][to] -= lent
        self.columns["spare"][donor] -= lent

    def _unfilled(self) -> None:
        made_up = ("backfilled_in", "rest_day_duty", "overtime", "leave_stopped")
        for cell in self.cells:
            filled = sum(self.columns[name][cell] for name in made_up)
            filled -= self.columns["sent_on_rest_days"][cell]
            self.columns["unfilled"][cell] = self.columns["from_duty"][cell] - filled

    def _working(self, cell: Cell) -> int:
        added = ("rostered", "backfilled_in", "rest_day_duty", "overtime", "leave_stopped")
        taken = ("absent", "withdrawn", "backfilled_out", "rest_repaid")
        return sum(self.columns[name][cell] for name in added) - sum(
            self.columns[name][cell] for name in taken
        )

    def _repay(self, rules: tuple[RepaymentRule, ...]) -> None:
        hours_of: dict[date, list[int]] = defaultdict(list)
        for hour in range(self.grid.hours):
            hours_of[self.grid.local_at(hour).date()].append(hour)
        for area in self.grid.local_areas:
            for function in self.grid.functions:
                self._repay_cell(area, function, hours_of, rules)

    def _repay_cell(
        self,
        area: str,
        function: DutyFunction,
        hours_of: dict[date, list[int]],
        rules: tuple[RepaymentRule, ...],
    ) -> None:
        due: dict[date, int] = defaultdict(int)
        for day, hours in hours_of.items():
            worked = sum(self.columns["rest_day_duty"][hour, area, function] for hour in hours)
            if worked:
                rule = _in_force(rules, day)
                for part in range(rule.spread_days):
                    extra = 1 if part < worked % rule.spread_days else 0
                    due[day + timedelta(days=rule.starts_after_days + part)] += (
                        worked // rule.spread_days + extra
                    )
        outstanding = 0
        for day, hours in hours_of.items():
            outstanding += due[day]
            if outstanding:
                room = {
                    (hour, area, function): self._can_give((hour, area, function), _in_force(rules, day))
                    for hour in hours
                }
                paid = min(outstanding, sum(room.values()))
                for cell, minutes in _shared(paid, room).items():
                    self.columns["rest_repaid"][cell] = minutes
                outstanding -= paid

    def _can_give(self, cell: Cell, rule: RepaymentRule) -> int:
        working = self._working(cell)  # nothing has been repaid in this hour yet
        most = floor(Fraction(rule.at_most) * working)
        if rule.keeps_minimum:
            most = min(most, max(0, working - self.columns["required_minimum"][cell]))
        return most


def _in_force(rules: tuple[RepaymentRule, ...], day: date) -> RepaymentRule:
    held = [rule for rule in rules if rule.holds_on(day)]
    return max(held, key=lambda rule: rule.from_on.first_day)


def _shared(total: int, weights: dict[Cell, int]) -> dict[Cell, int]:
    """Largest remainder, one at a time; of equal remainders the first."""
    whole = sum(weights.values())
    if whole == 0:
        return dict.fromkeys(weights, 0)
    exact = {cell: Fraction(total * weight, whole) for cell, weight in weights.items()}
    shares = {cell: floor(share) for cell, share in exact.items()}
    waiting = list(weights)
    while sum(shares.values()) < total:
        best = max(waiting, key=lambda cell: exact[cell] - floor(exact[cell]))
        waiting.remove(best)
        shares[best] += 1
    return shares
