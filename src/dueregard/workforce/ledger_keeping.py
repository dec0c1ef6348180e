"""Keeping the hours ledger: a roster, withdrawals, a backfill policy and rules of repayment in, the ledger out."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from dueregard.workforce.backfill import BackfillPolicy, Minimum, Source, minimum_minutes
from dueregard.workforce.backfilling import fill
from dueregard.workforce.hours import OfficerMinutes, RosterHours
from dueregard.workforce.ledger import Ledger
from dueregard.workforce.rest_debt import RepaymentRule, repay
from dueregard.workforce.withdrawals import Withdrawal, minutes_from_duty, withdrawn_minutes

_FURTHER = (Source.REST_DAYS, Source.OVERTIME, Source.LEAVE)


def keep_ledger(
    roster: RosterHours,
    withdrawals: Iterable[Withdrawal] = (),
    *,
    policy: BackfillPolicy | None = None,
    minimums: Iterable[Minimum] = (),
    repayment: Iterable[RepaymentRule] = (),
) -> Ledger:
    """The ledger of a roster under a deployment, checked before it is handed over.

    policy: who makes up for the withdrawn; None for nobody. minimums: the required minimum of functions.
    repayment: how cancelled rest days are paid back, needed only where some are. Where the roster ends
    before all is repaid, `owed_at_end` and `sentence_on_rest` say so. Raises WithdrawalRefused,
    PolicyRefused and RestRuleMissing.
    """
    withdrawals, minimums, repayment = tuple(withdrawals), tuple(minimums), tuple(repayment)
    grid = roster.grid
    from_duty = minutes_from_duty(withdrawals, roster)
    on_rest = withdrawn_minutes([each for each in withdrawals if each.on_rest_days], grid)
    required = minimum_minutes(minimums, roster)
    backfill = fill(policy, roster, from_duty, required)
    further = {source: backfill.further.get(source, grid.nothing()) for source in _FURTHER}
    taken_in, given_out = grid.nothing(), grid.nothing()
    for move in backfill.moves:
        taken_in[:, :, grid.functions.index(move.receiver)] += move.received
        given_out[:, :, grid.functions.index(move.donor)] += move.given
    working: OfficerMinutes = roster.present - from_duty + taken_in - given_out
    working += sum(further.values(), grid.nothing())
    rest_day_duty = on_rest + further[Source.REST_DAYS]
    repaid = repay(grid, rest_day_duty, working, required, repayment)
    at_work = working - repaid
    ledger = Ledger(
        grid=grid,
        rostered=roster.rostered,
        absent_by_cause=dict(roster.absent_by_cause),
        withdrawn=from_duty + on_rest,
        sent_on_rest_days=on_rest,
        backfilled_in=taken_in,
        backfilled_out=given_out,
        rest_day_duty=rest_day_duty,
        overtime=further[Source.OVERTIME],
        leave_stopped=further[Source.LEAVE],
        rest_repaid=repaid,
        working=at_work,
        required_minimum=required,
        unfilled=backfill.unfilled,
        moves=backfill.moves,
        policy=policy,
        minimums=minimums,
        repayment=repayment,
        trained=dict(roster.trained),
        holding=_holding(roster, withdrawals, from_duty, at_work),
    )
    ledger.check()
    return ledger


def _holding(
    roster: RosterHours, withdrawals: Iterable[Withdrawal], from_duty: OfficerMinutes, at_work: OfficerMinutes
) -> dict[str, OfficerMinutes]:
    """Officer-minutes at work of those who hold each skill, rounded down.

    Those withdrawn for a skill hold it. Of all others as large a share holds it as of those on duty, whoever else
    leaves or comes in.
    """
    found = {}
    for skill, trained in roster.trained.items():
        asked = [each for each in withdrawals if skill in each.skills and not each.on_rest_days]
        gone = np.minimum(withdrawn_minutes(asked, roster.grid), trained)
        left, others = trained - gone, roster.present - gone
        found[skill] = np.minimum(left * at_work // np.maximum(others, 1), at_work)
    return found
