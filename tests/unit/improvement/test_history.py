"""Histories of states and due dates: replayed, checked, and read as at a day."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.common.codecs import Id
from dueregard.common.errors import FaultList, FaultsFound, Place
from dueregard.improvement.actions import ActionState
from dueregard.improvement.history import (
    action_on,
    check_history,
    check_moves,
    due_date,
    recommendation_on,
    state_on,
)
from dueregard.improvement.inspections import RecommendationState
from dueregard.improvement.states import ACTION
from tests.unit.improvement.made import action, change, day, move, recommendation


def faults_of(check, *arguments) -> list[str]:
    faults = FaultList()
    check(*arguments, faults)
    try:
        faults.raise_if_any()
    except FaultsFound as found:
        return str(found).splitlines()
    return []


WHOLE = (
    change("SC-1", "planned", "in-progress", "2022-07-01"),
    change("SC-2", "in-progress", "awaiting-confirmation", "2022-11-30"),
    change("SC-3", "awaiting-confirmation", "complete", "2022-12-01"),
)


def test_a_whole_history_has_no_fault_whatever_the_order_of_its_rows():
    done = action(state=ActionState.COMPLETE)
    assert faults_of(check_history, done, WHOLE) == []
    assert faults_of(check_history, done, WHOLE[::-1]) == []


def test_changes_of_one_day_are_taken_in_the_order_of_their_numbers():
    busy = [
        replace(row, changed_on=day("2022-12-01"), id=Id(f"SC-{n}")) for n, row in enumerate(WHOLE, start=9)
    ]
    assert faults_of(check_history, action(state=ActionState.COMPLETE), busy[::-1]) == []


def test_a_history_may_begin_anywhere_but_must_end_where_the_record_is():
    assert faults_of(check_history, action(state=ActionState.COMPLETE), WHOLE[2:]) == []
    assert faults_of(check_history, action(), ()) == []
    assert faults_of(check_history, action(), WHOLE) == [
        'registers/state_changes.csv, SC-3: the last change of action A-1 ends at "complete" but the action '
        'is "planned"; add the missing change, or correct the state.'
    ]


def test_a_gap_in_the_history_is_named():
    assert faults_of(check_history, action(state=ActionState.COMPLETE), (WHOLE[0], WHOLE[2])) == [
        'registers/state_changes.csv, SC-3: it starts from "awaiting confirmation" but SC-1 before it ended '
        'at "in progress"; correct the states, or the dates that set their order.'
    ]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            change("SC-1", "planned", "complete", "2022-07-01"),
            "an action cannot go from planned to complete; from planned it can go to in-progress, stopped.",
        ),
        (
            change("SC-1", "planned", "stopped", "2022-07-01"),
            '"Stop it" (planned to stopped) has no reason; say why in the column reason.',
        ),
        (
            change("SC-1", "planned", "melted", "2022-07-01"),
            'the state "melted" is none of an action; choose one of: planned, in-progress, '
            "awaiting-confirmation, complete, stopped, not-stated.",
        ),
    ],
)
def test_a_change_that_cannot_have_happened_is_a_fault(row, sentence):
    state = ActionState(row.after) if row.after in set(ActionState) else ActionState.PLANNED
    assert [f"registers/state_changes.csv, SC-1: {sentence}"] == faults_of(
        check_history, action(state=state), (row,)
    )


def test_faults_stand_where_the_reader_says_that_the_row_was():
    faults = FaultList()
    rows = (change("SC-1", "planned", "stopped", "2022-07-01"),)
    check_history(
        action(state=ActionState.STOPPED), rows, faults, place_of=lambda row: Place("x.csv", 7, row.id)
    )
    with pytest.raises(FaultsFound, match=r"^x\.csv, line 7, SC-1: "):
        faults.raise_if_any()


def test_changes_of_other_records_are_passed_over():
    others = (
        change("SC-8", "planned", "complete", "2022-07-01", of="A-2"),
        change("SC-9", "received", "melted", "2022-07-01", kind="recommendation"),
    )
    assert faults_of(check_history, action(), others) == []


MOVES = (
    move("M-1", "2022-06-30", "2022-09-30", "2022-06-20"),
    move("M-2", "2022-09-30", "2022-12-31", "2022-09-29"),
)


def test_due_dates_remember_each_move():
    moved = due_date(action(due="2022-12-31"), MOVES[::-1])
    assert (moved.original_on, moved.moves, moved.days_later) == (day("2022-06-30"), 2, 184)
    assert due_date(action(due="2022-12-31"), ()).moves == 0
    assert due_date(action(), ()).words() == "no date"
    assert due_date(action(due="2022-12-31"), ()).words() == "31 December 2022"
    assert faults_of(check_moves, action(due="2022-12-31"), MOVES) == []


def test_a_broken_chain_of_moves_is_a_fault():
    broken = (MOVES[0], replace(MOVES[1], from_on=day("2022-09-01")))
    assert faults_of(check_moves, action(due="2022-12-31"), broken) == [
        "registers/due_date_moves.csv, M-2: it moves from 1 September 2022 but M-1 before it had set "
        "30 September 2022; correct the days, or moved_on, which sets the order."
    ]


def test_the_last_move_sets_the_date_there_is_now():
    assert "but its due_on is 1 January 2023" in faults_of(check_moves, action(due="2023-01-01"), MOVES)[0]
    assert "but its due_on is blank" in faults_of(check_moves, action(), MOVES)[0]


def test_a_move_to_the_same_day_is_no_move():
    same = (move("M-1", "2022-06-30", "2022-06-30", "2022-06-20"),)
    assert "to the same day" in faults_of(check_moves, action(due="2022-06-30"), same)[0]


def test_an_action_as_it_stood_on_a_day():
    now = action(due="2022-12-31", state=ActionState.COMPLETE, raised_on=day("2022-04-01"))
    assert action_on(now, WHOLE, MOVES, day("2022-03-31")) is None
    in_april = action_on(now, WHOLE, MOVES, day("2022-04-01"))
    assert in_april is not None
    assert (in_april.state, in_april.due_on, in_april.completed_on) == ("planned", day("2022-06-30"), None)
    in_august = action_on(now, WHOLE, MOVES, day("2022-08-01"))
    assert in_august is not None
    assert (in_august.state, in_august.due_on) == ("in-progress", day("2022-09-30"))
    assert action_on(now, WHOLE, MOVES, day("2022-12-01")) == now


def test_an_action_completed_later_without_history_was_in_progress():
    stood = action_on(action(state=ActionState.COMPLETE), (), (), day("2022-11-30"))
    assert stood is not None
    assert stood.state is ActionState.IN_PROGRESS
    assert stood.completed_on is None


def test_an_action_reopened_since_was_complete_then():
    reopened = (*WHOLE, change("SC-4", "complete", "in-progress", "2023-02-01", reason="It failed its test."))
    stood = action_on(action(state=ActionState.IN_PROGRESS), reopened, (), day("2023-01-01"))
    assert stood is not None
    assert (stood.state, stood.completed_on) == (ActionState.COMPLETE, day("2022-12-01"))


def test_a_recommendation_as_it_stood_on_a_day():
    row = change("SC-1", "received", "in-progress", "2022-07-01", of="R-1", kind="recommendation")
    now = recommendation(state=RecommendationState.IN_PROGRESS)
    assert recommendation_on(now, (row,), day("2022-06-30")).state is RecommendationState.RECEIVED
    assert recommendation_on(now, (row,), day("2022-07-01")) == now


@st.composite
def walks(draw):
    """A legal history of one action, of any length, as the table allows it."""
    state, rows = draw(st.sampled_from(list(ActionState))), []
    start = state
    for number in range(draw(st.integers(0, 8))):
        step = draw(st.sampled_from(ACTION.leaving(state)))
        on = f"2022-{number // 2 + 1:02d}-10"
        rows.append(change(f"SC-{number}", step.before, step.after, on, reason="Because."))
        state = ActionState(step.after)
    return start, state, rows, draw(st.permutations(rows))


@given(walks())
def test_every_walk_over_the_table_is_a_history_without_fault(walk):
    _, state, _, shuffled = walk
    assert faults_of(check_history, action(state=state), shuffled) == []


@given(walks(), st.integers(1, 12), st.integers(1, 28))
def test_the_state_on_a_day_is_what_a_patient_reader_finds(walk, month, number):
    start, state, rows, shuffled = walk
    on, expected = day(f"2022-{month:02d}-{number:02d}"), start
    for row in rows:
        if row.changed_on <= on:
            expected = ActionState(row.after)
    assert state_on(state, shuffled, on) == expected
