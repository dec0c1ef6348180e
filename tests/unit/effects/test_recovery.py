"""Back to normal: the backlog inside its usual band, and no rest owed any more."""

from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest

from dueregard.common.codecs import Id
from dueregard.effects.comparison import Aftermath
from dueregard.effects.pairs import Pairs, Side
from dueregard.effects.recovery import recovery_of
from dueregard.effects.words import recovery_words
from dueregard.workforce.backfill import BackfillPolicy, Source
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.withdrawals import Withdrawal
from tests.support.small_scenario import MONDAY, small_comparison, small_roster

RUNS, DAYS, FIRST_AFTER = 20, 20, 5


def pairs(extra_days: int) -> Pairs:
    """A backlog of nought or one by chance; with the deployment ten more until so many days after its end."""
    usual = np.zeros((RUNS, DAYS, 1))
    usual[::2] = 1.0
    with_it = usual.copy()
    with_it[:, FIRST_AFTER : FIRST_AFTER + extra_days] += 10.0
    return Pairs(grades=("priority",), local_areas=("north",), without=side(usual), with_it=side(with_it))


def side(backlog: np.ndarray) -> Side:
    """A world of which only the backlog matters here."""
    nothing, nobody = np.zeros((RUNS, 1)), np.zeros((RUNS, 1), dtype=np.int64)
    return Side(
        over=nothing,
        under=nothing,
        tenth=nothing,
        tenth_by_area=nothing,
        backlog=backlog,
        received=nobody,
        counts=nobody,
        unlogged_lost=nobody,
    )


def found(extra_days: int, rest_repaid_day: int | None):
    recovery = recovery_of(pairs(extra_days), [0], FIRST_AFTER, 10, 3, rest_repaid_day)
    assert recovery is not None
    return recovery


def test_with_no_rest_owed_things_are_normal_when_the_backlog_is():
    recovery = found(2, 0)
    assert (recovery.likely_day, recovery.probability, recovery.normal) == (3, 1.0, 1.0)
    assert "Rest is owed" not in recovery_words(recovery, 10)


def test_rest_repaid_soon_after_leaves_the_probability_as_it_is():
    recovery = found(2, 6)
    assert (recovery.likely_day, recovery.normal) == (3, 1.0)
    assert recovery_words(recovery, 10).endswith(
        "Rest is owed until 6 days after the end: back in the band with nothing owed any more, within the same days, "
        "are 100% of runs."
    )


@pytest.mark.parametrize("rest_repaid_day", [11, 90, None])
def test_nothing_is_normal_while_rest_is_owed(rest_repaid_day):
    """The backlog may be what it was; those who worked on their rest days are still to have them."""
    recovery = found(0, rest_repaid_day)
    assert (recovery.probability, recovery.normal) == (1.0, 0.0)
    assert "are 0% of runs" in recovery_words(recovery, 10)


BUY_IT_OUT = BackfillPolicy(
    name=Id("buy-it-out"),
    about="Response works on its rest days.",
    protects=(DutyFunction.RESPONSE,),
    order=(Source.REST_DAYS,),
    rest_days_at_most=Decimal(1),
)


def away(roster) -> Withdrawal:
    begins = roster.grid.start + timedelta(days=7)
    return Withdrawal(
        from_at=begins,
        until_at=begins + timedelta(days=3),
        local_area="north",
        function=DutyFunction.RESPONSE,
        officers=2,
    )


def test_the_course_of_rest_is_the_ledgers():
    """Two officers bought out from the 7th to the 9th day: due 7 days later in seven parts, the last on the 22nd."""
    comparison = small_comparison((away(small_roster(30)),), days=30, policy=BUY_IT_OUT)
    assert comparison.aftermath.rest_repaid_on == MONDAY + timedelta(days=22)
    assert comparison.aftermath.rest_repaid_day(comparison.until_on) == 13


def test_a_ledger_too_short_says_that_rest_is_still_owed():
    comparison = small_comparison((away(small_roster(16)),), policy=BUY_IT_OUT)
    assert comparison.aftermath.owed_minutes > 0
    assert comparison.aftermath.rest_repaid_day(comparison.until_on) is None


def test_a_deployment_that_takes_no_rest_owes_none():
    comparison = small_comparison((away(small_roster(16)),))
    assert comparison.aftermath == Aftermath(
        neighbourhood_minutes=(0, 0),
        rest_repaid_on=None,
        owed_minutes=0,
        rest_sentence="No rest day is recorded as lost, by those sent or at home.",
    )
    assert comparison.aftermath.rest_repaid_day(comparison.until_on) == 0
