"""The hours ledger by hand: who is where, and what it says when something does not fit."""

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.workforce.backfill import BackfillPolicy, Fills, Minimum, Source
from dueregard.workforce.held_hours import PolicyRefused
from dueregard.workforce.hours import DutyFunction, RosterHours
from dueregard.workforce.ledger import Ledger, LedgerUnbalanced
from dueregard.workforce.ledger_keeping import keep_ledger
from dueregard.workforce.rest_debt import RepaymentRule, RestRuleMissing
from dueregard.workforce.withdrawals import Withdrawal, WithdrawalRefused
from tests.unit.workforce.small_roster import column, grid_of, roster_of

RESPONSE, NEIGHBOURHOOD, OTHER = DutyFunction.RESPONSE, DutyFunction.NEIGHBOURHOOD, DutyFunction.OTHER
RULE = RepaymentRule(
    name=Id("after-two-weeks"),
    from_on=When(2020),
    starts_after_days=14,
    spread_days=7,
    at_most=Decimal("0.1"),
)
OWN_REST = BackfillPolicy(
    name=Id("own-rest"),
    about="Rest days first.",
    protects=(RESPONSE,),
    order=(Source.REST_DAYS,),
    rest_days_at_most=Decimal(1),
)


def lend(**changes: object) -> BackfillPolicy:
    policy = BackfillPolicy(
        name=Id("lend"),
        about="Neighbourhood, then investigation.",
        protects=(RESPONSE,),
        order=(Source.NEIGHBOURHOOD, Source.INVESTIGATION),
    )
    return replace(policy, **changes)  # type: ignore[arg-type]


def taken(
    officers: int,
    roster: RosterHours,
    *,
    function: DutyFunction = RESPONSE,
    hours: int = 24,
    area: str = "north",
    **more: object,
) -> Withdrawal:
    """Officers away from the beginning of the roster."""
    start = roster.grid.start
    return Withdrawal(
        from_at=start,
        until_at=start + timedelta(hours=hours),
        local_area=area,
        function=function,
        officers=officers,
        **more,  # type: ignore[arg-type]
    )


def test_donors_stand_in_in_their_order_down_to_what_they_must_keep():
    roster = roster_of({"response": 10, "neighbourhood": 5, "investigation": 8})
    minimums = [Minimum(function=NEIGHBOURHOOD, officers=2)]
    ledger = keep_ledger(roster, [taken(6, roster)], policy=lend(), minimums=minimums)
    grid = roster.grid
    assert set(column(ledger.working, grid, "response")) == {10}
    assert set(column(ledger.working, grid, "neighbourhood")) == {2}
    assert set(column(ledger.working, grid, "investigation")) == {5}
    assert [(move.donor, int(move.given.sum())) for move in ledger.moves] == [
        (DutyFunction.NEIGHBOURHOOD, 3 * 60 * 24),
        (DutyFunction.INVESTIGATION, 3 * 60 * 24),
    ]
    assert not ledger.unfilled.any()


def test_what_cannot_be_made_up_is_left_unfilled():
    roster = roster_of({"response": 10, "neighbourhood": 5})
    ledger = keep_ledger(roster, [taken(8, roster)], policy=lend())
    assert set(column(ledger.unfilled, roster.grid, "response")) == {3}
    assert set(column(ledger.working, roster.grid, "response")) == {7}


def test_a_policy_may_fill_only_to_the_minimum():
    roster = roster_of({"response": 10, "neighbourhood": 5})
    policy = lend(fills=Fills.TO_MINIMUM)
    minimums = [Minimum(function=RESPONSE, share_of_planned=Decimal("0.55"), officers=6)]
    ledger = keep_ledger(roster, [taken(6, roster)], policy=policy, minimums=minimums)
    assert set(column(ledger.working, roster.grid, "response")) == {6}
    assert set(column(ledger.working, roster.grid, "neighbourhood")) == {3}


def test_other_local_areas_help_only_where_the_policy_lets_them():
    roster = roster_of({"response": 10, "neighbourhood": 2}, areas=("north", "south", "east"))
    alone = keep_ledger(roster, [taken(6, roster)], policy=lend())
    assert set(column(alone.unfilled, roster.grid, "response")) == {4}
    together = keep_ledger(roster, [taken(6, roster)], policy=lend(across_local_areas=True))
    assert not together.unfilled.any()
    assert [set(column(together.working, roster.grid, "neighbourhood", area)) for area in range(3)] == [
        {0},
        {0},
        {0},
    ]
    assert [move.from_other_local_areas for move in together.moves] == [False, True]


def test_a_donor_in_another_local_area_is_not_lent_twice():
    """Two functions of the north need two officers each; the south has three to lend and the north none."""
    full = roster_of({"response": 10, "custody": 10}, areas=("north", "south"))
    rostered = full.rostered.copy()
    rostered[:, 1, full.grid.functions.index(NEIGHBOURHOOD)] = 180
    roster = RosterHours(full.grid, rostered, {}, {})
    withdrawals = [taken(2, roster), taken(2, roster, function=DutyFunction.CUSTODY)]
    policy = lend(protects=(RESPONSE, DutyFunction.CUSTODY), across_local_areas=True)
    ledger = keep_ledger(roster, withdrawals, policy=policy)
    assert set(column(ledger.working, roster.grid, "response")) == {10}
    assert set(column(ledger.working, roster.grid, "custody")) == {9}
    assert set(column(ledger.working, roster.grid, "neighbourhood", 1)) == {0}


def test_leave_is_stopped_up_to_the_share_of_those_on_leave():
    roster = roster_of({"response": 10}, on_leave={"response": 4})
    policy = lend(order=(Source.LEAVE,), leave_at_most=Decimal("0.5"))
    ledger = keep_ledger(roster, [taken(3, roster)], policy=policy)
    assert set(column(ledger.leave_stopped, roster.grid, "response")) == {2}
    assert set(column(ledger.working, roster.grid, "response")) == {5}


def test_officers_sent_on_their_rest_days_are_missed_when_the_rest_is_repaid():
    roster = roster_of({"response": 10}, days=40)
    ledger = keep_ledger(roster, [taken(4, roster, on_rest_days=True)], repayment=[RULE])
    working = np.array(column(ledger.working, roster.grid, "response")).reshape(40, 24)
    assert (working[:14] == 10).all()
    assert (ledger.working[14 * 24 : 21 * 24] < 600).any()
    assert ledger.owed_at_end == 0
    assert int(ledger.rest_repaid.sum()) == 4 * 24 * 60
    assert ledger.sentence_on_rest == (
        "96 officer-hours were worked on rest days, and all of them are repaid by 29 January 2023."
    )


def test_repayment_keeps_the_share_an_hour_and_is_carried_when_it_does_not_fit():
    roster = roster_of({"response": 10}, days=60)
    ledger = keep_ledger(roster, [taken(10, roster)], policy=OWN_REST, repayment=[RULE])
    # 240 hours fall due over a week, 34 a day; a tenth of 240 is 24 a day: ten days in all.
    repaid = ledger.rest_repaid[:, 0, 0].reshape(60, 24).sum(axis=1) / 60
    assert repaid[14:24].tolist() == [24] * 10
    assert repaid.sum() == 240
    assert ledger.owed_at_end == 0


def test_repayment_never_goes_below_the_minimum():
    roster = roster_of({"response": 10}, days=60)
    minimums = [Minimum(function=RESPONSE, officers=10)]
    ledger = keep_ledger(roster, [taken(10, roster)], policy=OWN_REST, minimums=minimums, repayment=[RULE])
    assert not ledger.rest_repaid.any()
    assert ledger.sentence_on_rest == (
        "240 officer-hours of rest are still owed when the roster ends on 9 March 2023: it is too short to "
        "see them repaid, so give a longer one."
    )
    willing = replace(RULE, keeps_minimum=False)
    ledger = keep_ledger(roster, [taken(10, roster)], policy=OWN_REST, minimums=minimums, repayment=[willing])
    assert ledger.owed_at_end == 0


def test_the_rule_in_force_on_the_day_worked_says_when_rest_is_repaid():
    roster = roster_of({"response": 10}, days=60)
    soon = replace(RULE, name=Id("soon"), from_on=When(2023, 1, 10), starts_after_days=1, spread_days=1)
    withdrawal = taken(1, roster, hours=48)
    ledger = keep_ledger(roster, [withdrawal], policy=OWN_REST, repayment=[RULE, soon])
    repaid = ledger.rest_repaid[:, 0, 0].reshape(60, 24).sum(axis=1)
    assert np.flatnonzero(repaid).tolist() == [2, *range(14, 21)]


def test_rest_owed_without_a_rule_is_refused():
    roster = roster_of({"response": 10})
    with pytest.raises(RestRuleMissing, match="9 January 2023"):
        keep_ledger(roster, [taken(1, roster)], policy=OWN_REST)


def test_nobody_can_be_taken_who_is_not_there():
    roster = roster_of({"response": 10}, on_leave={"response": 4})
    with pytest.raises(WithdrawalRefused) as refused:
        keep_ledger(roster, [taken(5, roster), taken(3, roster, hours=2)])
    assert str(refused.value) == (
        "In the hour from 09 January 2023 00:00, 480 officer-minutes are taken from response in north, where "
        "360 are on duty (2 such hours in all): take fewer, or take them from elsewhere."
    )


def test_nor_with_a_skill_that_too_few_hold():
    roster = roster_of({"response": 10}, trained={"response": 2})
    keep_ledger(roster, [taken(3, roster, skills=("dog-handler",))])  # the roster does not know who holds it
    with pytest.raises(WithdrawalRefused, match="with the skill public-order"):
        keep_ledger(roster, [taken(3, roster, skills=("public-order",))])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"area": "nroth"}, 'did you mean "north"'),
        ({"hours": 25}, "give a roster that covers it"),
    ],
)
def test_a_withdrawal_the_roster_does_not_hold_is_refused(change: dict, told: str):
    roster = roster_of({"response": 10})
    with pytest.raises(WithdrawalRefused, match=told):
        keep_ledger(roster, [taken(1, roster, **change)])


def test_a_policy_for_a_function_the_roster_does_not_have_is_refused():
    full = roster_of({"response": 10})
    grid = replace(full.grid, functions=(RESPONSE, OTHER))
    roster = RosterHours(grid, full.rostered[:, :, :2].copy(), {}, {})
    with pytest.raises(PolicyRefused, match="names investigation"):
        keep_ledger(roster, policy=lend())
    with pytest.raises(PolicyRefused, match="drop it"):
        keep_ledger(roster, minimums=[Minimum(function=NEIGHBOURHOOD, officers=1)])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"order": (Source.NEIGHBOURHOOD, Source.NEIGHBOURHOOD)}, "stands twice"),
        ({"order": (Source.RESPONSE,)}, "both protected and a donor"),
        ({"order": (Source.OVERTIME,)}, "needs a place in the order and a limit"),
        ({"overtime_at_most": Decimal("0.1")}, "needs a place in the order and a limit"),
        ({"order": (Source.LEAVE,), "leave_at_most": Decimal("1.5")}, "a share from 0 to 1"),
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(change: dict, told: str):
    with pytest.raises(ValueError, match=told):
        lend(**change)


def test_a_policy_says_what_may_not_be_used():
    assert lend().not_used == (
        Source.CUSTODY,
        Source.CONTACT,
        Source.OTHER,
        Source.REST_DAYS,
        Source.OVERTIME,
        Source.LEAVE,
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("working", "working is not what"),
        ("rest_repaid", "working is not what"),
        ("backfilled_in", "working is not what"),
        ("overtime", "working is not what"),
    ],
)
def test_a_ledger_out_by_one_minute_is_caught(name: str, told: str):
    roster = roster_of({"response": 10, "neighbourhood": 5})
    ledger = keep_ledger(roster, [taken(2, roster)], policy=lend())
    with pytest.raises(LedgerUnbalanced, match=f"2023-01-09 05:00, north, response: {told}"):
        with_minute(ledger, name).check()


def test_backfill_that_comes_from_nowhere_is_caught():
    roster = roster_of({"response": 10, "neighbourhood": 5})
    ledger = with_minute(with_minute(keep_ledger(roster), "backfilled_in"), "working")
    with pytest.raises(LedgerUnbalanced, match="do not sum to nought"):
        ledger.check()


def test_rest_repaid_before_it_is_owed_is_caught():
    roster = roster_of({"response": 10})
    ledger = with_minute(with_minute(keep_ledger(roster), "rest_repaid"), "working", -1)
    with pytest.raises(LedgerUnbalanced, match="more rest is repaid than was owed"):
        ledger.check()


def with_minute(ledger: Ledger, name: str, more: int = 1) -> Ledger:
    minutes = getattr(ledger, name).copy()
    minutes[5, 0, 0] += more
    kept = {field.name: getattr(ledger, field.name) for field in fields(ledger)}
    return Ledger(**kept | {name: minutes})


def test_the_hash_is_the_same_on_any_machine():
    """Written down from the first run; a change of it is a change of what results name."""
    roster = roster_of({"response": 10, "neighbourhood": 5})
    ledger = keep_ledger(roster, [taken(2, roster)], policy=lend())
    assert ledger.hash == "bc481bbde58dce54428ba86dadc79af87d04faddcf25bee892ab8e8a1f544dab"


def test_the_night_of_the_clock_change_has_an_hour_more():
    grid = grid_of(1, first_on=date(2022, 10, 30))
    rostered = grid.nothing()
    rostered[:, 0, 0] = 600
    roster = RosterHours(grid, rostered, {}, {})
    night = Minimum(function=RESPONSE, officers=6, from_hour=1, until_hour=2)
    ledger = keep_ledger(roster, [taken(1, roster, hours=25)], minimums=[night])
    assert np.flatnonzero(ledger.required_minimum[:, 0, 0]).tolist() == [1, 2]
    assert int(ledger.withdrawn.sum()) == 25 * 60


def test_moments_need_an_offset_and_whole_minutes():
    when = datetime(2023, 1, 9, 7)  # noqa: DTZ001
    with pytest.raises(ValueError, match="needs an offset"):
        Withdrawal(from_at=when, until_at=when, local_area="north", function=RESPONSE, officers=1)
