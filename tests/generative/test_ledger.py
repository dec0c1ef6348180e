"""What holds of every hours ledger, and that it is the one a slow and obvious count comes to."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dueregard.workforce.composing import compose
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.ledger import COLUMNS, Ledger
from dueregard.workforce.ledger_keeping import keep_ledger
from dueregard.workforce.ledger_slow import SlowLedger
from dueregard.workforce.sharing import round_together, share_out
from dueregard.workforce.withdrawals import withdrawn_minutes
from tests.generative.ledger_making import (
    minimum_lists,
    policies,
    repayment_rules,
    rosters,
    withdrawal_lists,
)


@st.composite
def cases(draw):
    roster = draw(rosters())
    return {
        "roster": roster,
        "withdrawals": draw(withdrawal_lists(roster)),
        "policy": draw(st.none() | policies()),
        "minimums": draw(minimum_lists()),
        "repayment": draw(repayment_rules()),
    }


def kept(case) -> Ledger:
    rest = {name: value for name, value in case.items() if name not in ("roster", "withdrawals")}
    return keep_ledger(case["roster"], case["withdrawals"], **rest)


@given(cases())
def test_the_ledger_is_what_a_slow_count_comes_to(case):
    ledger, slow = kept(case), SlowLedger(**case)
    for name in (*COLUMNS, "sent_on_rest_days"):
        found = np.array([slow.columns[name][cell] for cell in slow.cells]).reshape(ledger.grid.shape)
        assert np.array_equal(getattr(ledger, name), found), name
    for skill, minutes in ledger.holding.items():
        holding = slow.columns[f"holding {skill}"]
        assert np.array_equal(minutes.reshape(-1), [holding[cell] for cell in slow.cells]), skill


@given(cases())
def test_the_same_ledger_has_the_same_hash_and_another_one_another(case):
    ledger = kept(case)
    assert ledger.hash == kept(case).hash
    more = ledger.working.copy()
    more[0, 0, 0] += 1
    changed = {name: getattr(ledger, name) for name in Ledger.__dataclass_fields__} | {"working": more}
    assert ledger.hash != Ledger(**changed).hash


@given(cases())
def test_a_protected_function_made_up_for_in_full_works_as_if_nobody_had_gone(case):
    """Until rest is repaid, which is why the rest of the month matters."""
    ledger = kept(case)
    for function in case["policy"].protects if case["policy"] else ():
        index = ledger.grid.functions.index(function)
        whole = ledger.unfilled[:, :, index] == 0
        before_repayment = (ledger.working + ledger.rest_repaid)[:, :, index]
        assert np.array_equal(before_repayment[whole], ledger.planned[:, :, index][whole])


@given(cases())
def test_a_donor_is_never_drawn_below_its_minimum(case):
    ledger = kept(case)
    lent = ledger.backfilled_out > 0
    before_repayment = ledger.working + ledger.rest_repaid
    assert (before_repayment[lent] >= ledger.required_minimum[lent]).all()


@given(cases(), st.integers(1, 8))
def test_rest_owed_falls_to_nought_or_the_ledger_says_that_it_is_too_short(case, longer):
    ledger = kept(case)
    assert ledger.owed_at_end == ledger.rest_day_duty.sum() - ledger.rest_repaid.sum()
    assert ("too short" in ledger.sentence_on_rest) == (ledger.owed_at_end > 0)


@given(rosters(), st.data())
def test_a_composition_keeps_the_number_in_every_hour(roster, data):
    skill = data.draw(st.sampled_from([None, "public-order"]))
    trained = roster.present if skill is None else roster.trained[skill]
    there = (trained // 60).sum(axis=(1, 2))
    officers = data.draw(st.integers(0, int(there.min())))
    rows = compose(officers, roster.grid.start, roster.grid.ends_at, roster, skill=skill)
    taken = withdrawn_minutes(rows, roster.grid)
    assert (taken.sum(axis=(1, 2)) == 60 * officers).all()
    assert (taken <= trained).all()
    keep_ledger(roster, rows)


@given(rosters(), st.integers(0, 50), st.integers(0, 50))
def test_people_sent_are_missed_when_they_would_have_been_on_duty(roster, officers, not_sent):
    drawn_from = officers + not_sent
    if drawn_from == 0:
        return
    rows = compose(
        officers, roster.grid.start, roster.grid.ends_at, roster, skill="public-order", of_trained=drawn_from
    )
    taken = withdrawn_minutes(rows, roster.grid).sum(axis=(1, 2)) / 60
    trained = roster.trained["public-order"]
    expected = trained.sum(axis=(1, 2)) / 60 * officers / drawn_from
    cells = trained[0].size
    assert (taken <= expected + 0.5).all()
    assert (taken >= (expected - 0.5) - cells).all()  # of each cell only whole officers can go
    keep_ledger(roster, rows)


@given(
    st.lists(st.lists(st.integers(0, 200), min_size=4, max_size=4), min_size=1, max_size=5),
    st.integers(0, 800),
)
def test_what_is_shared_out_is_all_of_it_and_each_share_is_the_exact_one_rounded(weights, total):
    rows = np.array(weights)
    shares = share_out(np.full(len(rows), total), rows)
    for row, shared in zip(rows, shares, strict=True):
        assert shared.sum() == (total if row.sum() else 0)
        if row.sum():
            assert (np.abs(shared * row.sum() - total * row) < row.sum()).all()
        if total <= row.sum():
            assert (shared <= row).all()


@given(
    st.lists(st.integers(0, 500), min_size=1, max_size=7),
    st.integers(1, 60),
    st.data(),
)
def test_rounding_together_never_jumps_by_more_than_one(numerators, denominator, data):
    at = data.draw(st.integers(0, len(numerators) - 1))
    step = data.draw(st.integers(0, denominator))
    before = round_together(np.array(numerators), denominator)
    numerators[at] += step
    after = round_together(np.array(numerators), denominator)
    assert before.sum() <= after.sum() <= before.sum() + 1
    assert np.abs(after - before).max() <= 1
    assert after[at] >= before[at]


@given(rosters(), st.data())
def test_withdrawals_from_elsewhere_never_touch_response(roster, data):
    """Nobody, another function without backfill, and equal backfill: response works the same to the minute."""
    withdrawals = [
        each
        for each in data.draw(withdrawal_lists(roster))
        if each.function != DutyFunction.RESPONSE and not each.on_rest_days
    ]
    ledger = keep_ledger(roster, withdrawals)
    response = roster.grid.functions.index(DutyFunction.RESPONSE)
    assert np.array_equal(ledger.working[:, :, response], roster.present[:, :, response])
