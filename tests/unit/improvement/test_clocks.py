"""What is late on a day, and what is not yet."""

import pytest

from dueregard.improvement.actions import ActionState
from dueregard.improvement.clocks import (
    debrief_clocks,
    overdue_actions,
    overdue_reviews,
    unanswered_recommendations,
)
from dueregard.improvement.inspections import RecommendationState, Stance
from dueregard.improvement.settings import SettingUnusable, setting_on, whole_number_on
from tests.unit.improvement.made import (
    action,
    day,
    exercise,
    inspection,
    move,
    recommendation,
    risk,
    setting,
    strategy,
)

ON = day("2022-12-31")


def test_an_action_is_overdue_from_the_day_after_it_was_due():
    rows = overdue_actions([action(due="2022-12-31"), action("A-2", "2022-12-30")], (), ON)
    assert [(row.action.id, row.days_overdue) for row in rows] == [("A-2", 1)]
    assert rows[0].words() == "due 30 December 2022, 1 day overdue"


@pytest.mark.parametrize("state", ActionState)
def test_only_what_is_open_is_overdue(state):
    rows = overdue_actions([action(due="2022-01-01", state=state)], (), ON)
    open_states = {ActionState.PLANNED, ActionState.IN_PROGRESS, ActionState.AWAITING_CONFIRMATION}
    assert bool(rows) is (state in open_states)


def test_the_longest_overdue_comes_first_with_its_moves():
    moves = (move("M-1", "2022-06-30", "2022-09-30", "2022-06-20"),)
    rows = overdue_actions([action("A-2", "2022-12-01"), action(due="2022-09-30")], moves, ON)
    assert [row.action.id for row in rows] == ["A-1", "A-2"]
    assert rows[0].words() == "due 30 September 2022 (moved once, at first 30 June 2022), 92 days overdue"


@pytest.mark.parametrize(
    ("due", "held", "words", "late"),
    [
        ("2022-12-31", None, "due 31 December 2022", 0),
        ("2022-12-30", None, "due 30 December 2022, 1 day overdue", 1),
        ("2022-11-30", "2022-11-30", "held in time", 0),
        ("2022-11-30", "2022-12-02", "due 30 November 2022, held 2 days late", 2),
        (
            "2022-12-30",
            "2023-02-01",
            "due 30 December 2022, 1 day overdue",
            1,
        ),  # held after the day asked about
    ],
)
def test_debriefs(due, held, words, late):
    row = exercise("X-1", "2022-11", debrief_due_on=day(due), debriefed_on=day(held) if held else None)
    clock = debrief_clocks([row], ON)[0]
    assert (clock.words(), clock.days_late) == (words, late)


def test_an_exercise_to_come_or_without_a_debrief_date_has_no_clock():
    rows = [exercise("X-1", "2023-01", debrief_due_on=day("2023-02-01")), exercise("X-2", "2022-01")]
    assert debrief_clocks(rows, ON) == ()


def test_a_recommendation_without_a_stance_is_unanswered_when_its_days_are_over():
    reports = [inspection(published="2022-11-01")]
    assert unanswered_recommendations([recommendation()], reports, 60, ON) == ()
    (row,) = unanswered_recommendations([recommendation()], reports, 59, ON)
    assert row.words() == "stance due 30 December 2022, 1 day overdue"


def test_an_imprecise_publication_counts_from_its_last_day():
    reports = [inspection(published="2022-11")]
    assert unanswered_recommendations([recommendation()], reports, 31, ON) == ()
    assert unanswered_recommendations([recommendation()], reports, 30, ON)[0].days_overdue == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"stance": Stance.ACCEPT},
        {"state": RecommendationState.NOT_STATED},
        {"state": RecommendationState.CLOSED},
        {"state": RecommendationState.DISCHARGED},
        {"of": "HM-2"},
        {"of": "unknown"},
    ],
)
def test_what_is_answered_closed_not_stated_or_undated_sets_no_clock(fields):
    reports = [inspection(published="2020"), inspection("HM-2", None)]
    assert unanswered_recommendations([recommendation(**fields)], reports, 30, ON) == ()


def test_reviews_of_strategies_and_risks():
    rows = overdue_reviews(
        [
            strategy("protect", review_on=day("2022-12-01")),
            risk("flood", review_on=day("2022-11-01")),
            risk("named-only", review_on=day("2020-01-01"), stated=False),
            risk("later", review_on=ON),
            risk("never"),
        ],
        ON,
    )
    assert [(row.subject.id, row.days_overdue) for row in rows] == [("flood", 60), ("protect", 30)]
    assert rows[1].words() == "review due 1 December 2022, 30 days overdue"


def test_a_setting_is_read_as_at_a_day():
    rows = [setting("exercise-months", "12", "2020", "2022"), setting("exercise-months", "24", "2022-07")]
    assert whole_number_on(rows, "exercise-months", day("2021-01-01")) == 12
    assert whole_number_on(rows, "exercise-months", day("2022-07-01")) == 24, (
        "of two, the one that began last"
    )
    assert setting_on(rows, "exercise-months", day("2019-12-31")) is None


@pytest.mark.parametrize("value", ["0", "-3", "twelve", "1.5", "", "٣", "9999999"])
def test_a_setting_that_is_no_whole_number_says_so(value):
    with pytest.raises(SettingUnusable, match=r"^The setting n is .*, not a whole number of 1 or more\.$"):
        whole_number_on([setting("n", value)], "n", ON)
