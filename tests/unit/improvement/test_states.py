"""The state tables: complete over their states, refused changes, pages made from them."""

from dataclasses import replace
from pathlib import Path

import pytest

from dueregard.common.codecs import Id
from dueregard.improvement.actions import ActionState
from dueregard.improvement.diagrams import mermaid, page
from dueregard.improvement.inspections import RecommendationState, Stance
from dueregard.improvement.risks import LessonState
from dueregard.improvement.states import (
    ACTION,
    LESSON,
    RECOMMENDATION,
    TABLES,
    ChangeRefused,
    StateTable,
    Subject,
    change_is_allowed,
    check_change,
    missing_for,
)
from tests.unit.improvement.made import action, day, lesson, recommendation

PAGE = Path(__file__).parents[3] / "docs/reference/states.md"
EVERY = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.subject.value)


@EVERY
def test_a_table_has_words_for_every_state_and_knows_no_other(table: StateTable):
    assert set(table.words) == set(table.states)
    assert len(set(table.words.values())) == len(table.words)
    named = {state for t in table.transitions for state in (t.before, t.after)}
    assert named == set(table.states)
    assert {*table.starts, *table.ends, *table.needs} <= set(table.states)


@EVERY
def test_every_state_can_be_reached_and_left(table: StateTable):
    reached: set[str] = set(table.starts)
    before: set[str] = set()
    while reached != before:
        before = set(reached)
        reached |= {t.after for t in table.transitions if t.before in reached}
    assert reached == set(table.states)
    assert all(table.leaving(state) for state in table.states)


@EVERY
def test_no_transition_stands_twice_or_goes_nowhere(table: StateTable):
    pairs = [(t.before, t.after) for t in table.transitions]
    assert len(set(pairs)) == len(pairs)
    assert all(before != after for before, after in pairs)


@EVERY
def test_leaving_an_end_needs_a_reason(table: StateTable):
    """Reopening is never silent; nor is stopping, which is checked by name below."""
    assert all(t.needs_reason for state in table.ends for t in table.leaving(state))


@EVERY
def test_what_a_state_needs_is_a_field_of_the_record(table: StateTable):
    record = {"recommendation": recommendation(), "action": action(), "lesson": lesson()}[table.subject]
    assert all(hasattr(record, name) for names in table.needs.values() for name in names)


def test_stopping_and_not_taking_up_need_a_reason():
    stops = [t for t in ACTION.transitions if t.after is ActionState.STOPPED]
    assert len(stops) == 3
    assert all(t.needs_reason for t in stops)
    dropped = [t for t in LESSON.transitions if t.after is LessonState.NOT_TAKEN]
    assert all(t.needs_reason for t in dropped)


def test_a_change_the_table_lacks_is_refused_with_what_is_possible():
    with pytest.raises(ChangeRefused) as refused:
        check_change(action(), ActionState.COMPLETE)
    assert str(refused.value) == (
        'Action A-1: it cannot go from "planned" to "complete"; '
        'from there it can go to "in progress", "stopped".'
    )


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_reason_that_is_needed_and_not_given_is_asked_for(reason):
    with pytest.raises(ChangeRefused, match=r'^Action A-1: "Stop it" needs a reason; say why\.$'):
        check_change(action(), ActionState.STOPPED, reason=reason)


def test_a_recommendation_is_signed_off_on_evidence_only():
    ready = recommendation(
        state=RecommendationState.READY_FOR_SIGN_OFF, stance=Stance.ACCEPT, owner="An owner"
    )
    with pytest.raises(
        ChangeRefused, match=r"it lacks evidence, signed_off_by, signed_off_on; fill in each\.$"
    ):
        check_change(ready, RecommendationState.DISCHARGED)
    whole = replace(
        ready, evidence=(Id("E-1"),), signed_off_by="Deputy chief constable", signed_off_on=day("2022-09-01")
    )
    check_change(whole, RecommendationState.DISCHARGED)
    assert change_is_allowed(whole, RecommendationState.DISCHARGED)


@EVERY
def test_the_question_and_the_check_agree_for_every_pair_of_states(table: StateTable):
    for before in table.states:
        for after in table.states:
            transition, record = table.find(before, after), made_in(before)
            expected = transition is not None and not missing_for(record, after)
            assert change_is_allowed(record, after, reason="Because.") is expected
            without = expected and transition is not None and not transition.needs_reason
            assert change_is_allowed(record, after) is without


def made_in(state: str) -> Subject:
    if isinstance(state, RecommendationState):
        return recommendation(state=state)
    return action(state=state) if isinstance(state, ActionState) else lesson(LessonState(state))


def test_the_diagram_shows_every_state_and_every_change():
    for table in TABLES:
        text = mermaid(table)
        assert text.count(" --> ") == len(table.transitions) + len(table.starts)
        assert all(f'state "{words}" as ' in text for words in table.words.values())
        arrows = [line.split(" : ")[0].split(" --> ") for line in text.splitlines() if " --> " in line]
        assert not any("-" in name for pair in arrows for name in pair)


def test_the_page_of_the_manual_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m dueregard.improvement.diagrams"


def test_an_unknown_state_stands_as_it_is():
    assert RECOMMENDATION.say("melted") == "melted"
