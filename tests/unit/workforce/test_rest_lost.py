"""Rest days that people sent away lose: counted when they are lost, owed until they are repaid."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.workforce.composing import compose
from dueregard.workforce.hours import RosterHours
from dueregard.workforce.ledger_keeping import keep_ledger
from dueregard.workforce.rest_debt import RepaymentRule
from dueregard.workforce.rest_lost import RestLost
from dueregard.workforce.withdrawals import Withdrawal, WithdrawalRefused
from tests.unit.workforce.small_roster import MONDAY, roster_of

TWO_IN_FIVE = RestLost(share=Decimal("0.4"), hours=Decimal("9.5"))
SOON = RepaymentRule(
    name=Id("soon"), from_on=When(2023, 1, 1), starts_after_days=7, spread_days=7, at_most=Decimal("0.5")
)


def sent(officers: int, roster: RosterHours, days: int, rest: RestLost | None) -> tuple[Withdrawal, ...]:
    begins = roster.grid.start + timedelta(hours=7)
    return compose(
        officers,
        begins,
        begins + timedelta(days=days),
        roster,
        skill="public-order",
        of_trained=20,
        rest=rest,
    )


def roster() -> RosterHours:
    return roster_of(
        {"response": 20, "neighbourhood": 10},
        days=40,
        areas=("north", "south"),
        trained={"response": 6, "neighbourhood": 2},
    )


def test_rest_lost_is_people_times_share_times_days_times_hours():
    """Ten sent for four days, two in five of whom would have rested: 4 × 4 × 9.5 = 152 hours."""
    home = roster()
    ledger = keep_ledger(home, sent(10, home, 4, TWO_IN_FIVE), repayment=[SOON])
    assert int(ledger.rest_day_duty.sum()) == 152 * 60
    assert ledger.sent_on_rest_days.sum() == ledger.rest_day_duty.sum()


def test_nobody_is_missed_for_it_until_it_is_repaid():
    home = roster()
    plain = keep_ledger(home, sent(10, home, 4, None))
    ledger = keep_ledger(home, sent(10, home, 4, TWO_IN_FIVE), repayment=[SOON])
    week = 7 * 24
    assert (ledger.working[:week] == plain.working[:week]).all()
    assert ledger.working.sum() == plain.working.sum() - 152 * 60
    assert ledger.owed_at_end == 0
    assert ledger.rest_repaid_on == MONDAY + timedelta(days=3 + 7 + 6)


def test_they_are_of_the_functions_and_places_that_those_sent_come_from():
    """Of eight who would rest six are of response, as of those trained and on duty, in each of two places."""
    home = roster()
    rows = [row for row in sent(20, home, 1, TWO_IN_FIVE) if row.on_rest_days]
    assert [(row.local_area, row.function.value, row.officers) for row in rows] == [
        ("north", "response", 3),
        ("north", "neighbourhood", 1),
        ("south", "response", 3),
        ("south", "neighbourhood", 1),
    ]


def test_days_after_the_last_duty_away_are_rested():
    home = roster()
    until_third = RestLost(share=Decimal("0.4"), hours=Decimal(10), last_duty_on=MONDAY + timedelta(days=2))
    rows = [row for row in sent(10, home, 6, until_third) if row.on_rest_days]
    assert {row.from_at.date() for row in rows} == {MONDAY + timedelta(days=day) for day in range(3)}


def test_a_day_with_less_than_a_duty_away_is_left_out():
    home = roster()
    begins = home.grid.start + timedelta(hours=20)
    rows = compose(
        10, begins, begins + timedelta(hours=4), home, skill="public-order", of_trained=20, rest=TWO_IN_FIVE
    )
    assert not [row for row in rows if row.on_rest_days]


def test_the_night_in_which_clocks_change_makes_no_duty_longer():
    home = roster_of({"response": 20}, days=90, trained={"response": 8})
    begins = home.grid.start + timedelta(days=70, hours=7)  # until the clocks go forward on 26 March
    rows = compose(
        10, begins, begins + timedelta(days=9), home, skill="public-order", of_trained=20, rest=TWO_IN_FIVE
    )
    assert {row.until_at - row.from_at for row in rows if row.on_rest_days} == {timedelta(hours=9.5)}


def test_rest_needs_the_number_of_people_sent():
    home = roster()
    with pytest.raises(WithdrawalRefused, match="say how many trained people they are drawn from"):
        compose(2, home.grid.start, home.grid.ends_at, home, rest=TWO_IN_FIVE)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"share": Decimal(1)}, "share of rest days is 1; write 0 to under 1"),
        ({"share": Decimal("-0.1")}, "write 0 to under 1"),
        ({"hours": Decimal(0)}, "0 hours are owed"),
        ({"hours": Decimal(25)}, "write above 0 to 24"),
        ({"hours": Decimal("9.123")}, "in whole minutes"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(changes, sentence):
    with pytest.raises(ValueError, match=sentence):
        RestLost(**({"share": Decimal("0.4"), "hours": Decimal(10)} | changes))


def test_no_one_sent_loses_no_rest():
    assert RestLost(share=Decimal("0.4"), hours=Decimal(10), last_duty_on=date(2023, 1, 9)).people(0) == 0
