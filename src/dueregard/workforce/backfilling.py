"""A backfill policy carried out: need met source by source, hour by hour, to the officer-minute."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dueregard.workforce.backfill import (
    Backfill,
    BackfillPolicy,
    Fills,
    Move,
    Source,
    minimum_minutes,
    part_of,
)
from dueregard.workforce.held_hours import PolicyRefused
from dueregard.workforce.hours import AbsenceCause, DutyFunction, OfficerMinutes, RosterHours
from dueregard.workforce.sharing import share_out

_ByArea = npt.NDArray[np.int64]


def fill(
    policy: BackfillPolicy | None, roster: RosterHours, withdrawn: OfficerMinutes, required: OfficerMinutes
) -> Backfill:
    """Make up for officers withdrawn from duty by a policy; with none, everything is left unfilled.

    withdrawn and required: officer-minutes on the roster's grid. Raises PolicyRefused where the policy
    names a function that the roster does not have.
    """
    if policy is None:
        return Backfill(moves=(), further={}, unfilled=withdrawn.copy())
    return _Filling(policy, roster, withdrawn, required).carried_out()


class _Filling:
    def __init__(
        self,
        policy: BackfillPolicy,
        roster: RosterHours,
        withdrawn: OfficerMinutes,
        required: OfficerMinutes,
    ) -> None:
        _refuse_strangers(policy, roster)
        self.policy, self.grid = policy, roster.grid
        left = roster.present - withdrawn
        kept = np.maximum(required, minimum_minutes(policy.kept, roster))
        self.spare = np.maximum(left - kept, 0)
        self.need = withdrawn.copy()
        if policy.fills is Fills.TO_MINIMUM:
            self.need = np.minimum(withdrawn, np.maximum(required - left, 0))
        self.unfilled = withdrawn - self.need
        leave = roster.absent_by_cause.get(AbsenceCause.LEAVE, roster.grid.nothing())
        of = {Source.REST_DAYS: roster.present, Source.OVERTIME: roster.present, Source.LEAVE: leave}
        self.most = {source: part_of(policy.limits[source], minutes) for source, minutes in of.items()}
        self.further = {source: roster.grid.nothing() for source in of}
        self.moves: list[Move] = []

    def carried_out(self) -> Backfill:
        for function in self.policy.protects:
            for source in self.policy.order:
                if source.function is None:
                    self.add_duty(function, source)
                else:
                    self.lend(function, source.function)
        return Backfill(moves=tuple(self.moves), further=self.further, unfilled=self.unfilled + self.need)

    def add_duty(self, function: DutyFunction, source: Source) -> None:
        cell = self.grid.functions.index(function)
        more = np.minimum(self.need[:, :, cell], self.most[source][:, :, cell])
        self.further[source][:, :, cell] += more
        self.need[:, :, cell] -= more

    def lend(self, receiver: DutyFunction, donor: DutyFunction) -> None:
        need, spare = (self.ours(minutes, of) for minutes, of in ((self.need, receiver), (self.spare, donor)))
        lent = np.minimum(need, spare)
        self.move(receiver, donor, lent, lent, across=False)
        if self.policy.across_local_areas:
            totals = np.minimum(need.sum(axis=1), spare.sum(axis=1))
            self.move(receiver, donor, share_out(totals, need), share_out(totals, spare), across=True)

    def ours(self, minutes: OfficerMinutes, function: DutyFunction) -> _ByArea:
        return minutes[:, :, self.grid.functions.index(function)]

    def move(
        self, receiver: DutyFunction, donor: DutyFunction, received: _ByArea, given: _ByArea, *, across: bool
    ) -> None:
        if not received.any():
            return
        need, spare = self.ours(self.need, receiver), self.ours(self.spare, donor)
        need -= received  # both are views: this draws on what is left
        spare -= given
        self.moves.append(
            Move(
                receiver=receiver, donor=donor, received=received, given=given, from_other_local_areas=across
            )
        )


def _refuse_strangers(policy: BackfillPolicy, roster: RosterHours) -> None:
    named = {*policy.protects, *(source.function for source in policy.order if source.function)}
    strange = sorted(named - set(roster.grid.functions))
    if strange:
        raise PolicyRefused(
            f"The backfill policy {policy.name} names {strange[0]}, which the roster does not have: the roster "
            f"has {', '.join(roster.grid.functions)}."
        )
