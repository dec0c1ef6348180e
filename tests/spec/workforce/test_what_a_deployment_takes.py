"""What a deployment takes from local policing, before any queue: rules told by example."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import numpy as np

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.workforce.backfill import BackfillPolicy, Source
from dueregard.workforce.composing import compose
from dueregard.workforce.hours import DutyFunction, RosterHours
from dueregard.workforce.ledger import Ledger
from dueregard.workforce.ledger_keeping import keep_ledger
from dueregard.workforce.ledger_views import hours_lost, rest_debt_by_day
from dueregard.workforce.rest_debt import RepaymentRule
from dueregard.workforce.withdrawals import Withdrawal
from tests.unit.workforce.small_roster import roster_of

FORTNIGHT = 14
TEN_WEEKS = 70
FORCE = {"response": 60, "neighbourhood": 20, "investigation": 40, "other": 30}


def force() -> RosterHours:
    return roster_of(FORCE, days=TEN_WEEKS, areas=("north", "south"))


def sent_for_a_fortnight(officers: int, roster: RosterHours, function: DutyFunction) -> list[Withdrawal]:
    return [
        Withdrawal(
            from_at=roster.grid.start,
            until_at=roster.grid.start + timedelta(days=FORTNIGHT),
            local_area=area,
            function=function,
            officers=officers,
        )
        for area in roster.grid.local_areas
    ]


def working(ledger: Ledger, function: DutyFunction = DutyFunction.RESPONSE) -> np.ndarray:
    minutes: np.ndarray = ledger.working[:, :, ledger.grid.functions.index(function)]
    return minutes


NEIGHBOURHOOD_STANDS_IN = BackfillPolicy(
    name=Id("neighbourhood-stands-in"),
    about="Response is kept whole by neighbourhood officers of the same local area.",
    protects=(DutyFunction.RESPONSE,),
    order=(Source.NEIGHBOURHOOD,),
)
REST_DAYS_CANCELLED = replace(
    NEIGHBOURHOOD_STANDS_IN,
    name=Id("rest-days-cancelled"),
    about="Response is kept whole by its own officers, on cancelled rest days.",
    order=(Source.REST_DAYS,),
    rest_days_at_most=Decimal("0.5"),
)
REPAID_FROM_THE_THIRD_WEEK = RepaymentRule(
    name=Id("third-week"),
    from_on=When(2020),
    starts_after_days=15,
    spread_days=28,
    at_most=Decimal("0.25"),
)


def test_a_deployment_of_nobody_changes_nothing():
    roster = force()
    nobody = compose(0, roster.grid.start, roster.grid.start + timedelta(days=FORTNIGHT), roster)
    with_it = keep_ledger(roster, nobody, policy=NEIGHBOURHOOD_STANDS_IN)
    assert np.array_equal(with_it.working, keep_ledger(roster).working)
    none = keep_ledger(roster, sent_for_a_fortnight(0, roster, DutyFunction.RESPONSE))
    assert np.array_equal(none.working, keep_ledger(roster).working)


def test_taking_from_a_function_that_serves_no_queue_leaves_response_as_it_was():
    roster = force()
    ledger = keep_ledger(
        roster, sent_for_a_fortnight(12, roster, DutyFunction.OTHER), policy=NEIGHBOURHOOD_STANDS_IN
    )
    assert np.array_equal(working(ledger), working(keep_ledger(roster)))
    assert (working(ledger, DutyFunction.OTHER) != working(keep_ledger(roster), DutyFunction.OTHER)).any()


def test_equal_backfill_leaves_response_as_it_was_and_neighbourhood_pays():
    roster = force()
    ledger = keep_ledger(
        roster, sent_for_a_fortnight(12, roster, DutyFunction.RESPONSE), policy=NEIGHBOURHOOD_STANDS_IN
    )
    assert np.array_equal(working(ledger), working(keep_ledger(roster)))
    lost = [row.lost_minutes // 60 for row in hours_lost(ledger) if row.local_area == "north"]
    assert lost == [12 * 24 * 7, 12 * 24 * 7, 0, 0, 0, 0, 0, 0, 0, 0]


def test_buying_the_fortnight_out_with_rest_days_shows_up_in_the_repayment_month():
    """Nothing is missing while they are away. The weeks after are short by as many hours."""
    roster = force()
    ledger = keep_ledger(
        roster,
        sent_for_a_fortnight(12, roster, DutyFunction.RESPONSE),
        policy=REST_DAYS_CANCELLED,
        repayment=[REPAID_FROM_THE_THIRD_WEEK],
    )
    planned = working(keep_ledger(roster))
    fortnight, later = slice(0, FORTNIGHT * 24), slice(FORTNIGHT * 24, None)
    assert np.array_equal(working(ledger)[fortnight], planned[fortnight])
    bought = 2 * 12 * 24 * FORTNIGHT * 60
    assert int((planned - working(ledger))[later].sum()) == bought
    assert ledger.owed_at_end == 0
    debt = rest_debt_by_day(ledger)
    assert max(day.owed_minutes for day in debt) == bought
    assert [day.owed_minutes for day in debt][-1] == 0
    # Nobody rests before the third week, nor more than a quarter of those at work in any hour.
    assert all(day.repaid_minutes == 0 for day in debt[:15])
    assert ledger.rest_repaid.max() <= 60 * 60 // 4
