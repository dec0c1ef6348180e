"""What was found, asked and done: states, due dates, clocks, ratings and plans."""

from dueregard.common.codecs import Id
from dueregard.common.errors import FaultList, FaultsFound
from dueregard.improvement.actions import ActionState
from dueregard.improvement.clocks import overdue_actions
from dueregard.improvement.comment_clock import comment_clocks
from dueregard.improvement.coverage import risk_coverage
from dueregard.improvement.history import check_history, check_moves, due_date
from dueregard.improvement.inspections import RecommendationState
from dueregard.improvement.planning_year import recommendation_reach
from dueregard.improvement.risk_ratings import rate_risks
from dueregard.improvement.risks import LessonState
from dueregard.improvement.states import Subject, change_is_allowed
from tests.spec.improvement.tables import rows_of
from tests.unit.improvement.made import (
    action,
    cell,
    change,
    day,
    exercise,
    force,
    inspection,
    lesson,
    move,
    plan,
    recommendation,
    risk,
)


def say(table: str, *, of: str) -> None:
    """Each row says whether a change is allowed without a reason, with one, or not at all."""
    for row in rows_of(table):
        record = made_in(of, row["from"])
        without = change_is_allowed(record, row["to"])
        reasoned = change_is_allowed(record, row["to"], reason="Because.")
        found = "yes" if without else "with a reason" if reasoned else "no"
        assert found == row["allowed"], row


def made_in(kind: str, state: str) -> Subject:
    """A record of a kind in a state."""
    if kind == "recommendation":
        return recommendation(state=RecommendationState(state))
    if kind == "action":
        return action(state=ActionState(state))
    return lesson(LessonState(state), actions=(Id("A-1"),))


def test_a_recommendation_is_worked_on_and_closed_by_the_inspector_or_with_reason():
    """Work begins, is put forward and signed off. Reopening and closing are never silent. Sign-off asks for the
    stance, the owner and the evidence, which this recommendation does not have yet."""
    say(
        """
        from        | to                 | allowed
        received    | in-progress        | yes
        received    | discharged         | no
        received    | closed             | with a reason
        in-progress | ready-for-sign-off | no
        closed      | in-progress        | with a reason
        discharged  | in-progress        | with a reason
        not-stated  | received           | with a reason
        not-stated  | discharged         | no
        """,
        of="recommendation",
    )


def test_an_action_is_confirmed_by_another_step_and_may_be_reopened():
    """Whoever does it says that it is done; that it is complete is confirmed after that."""
    say(
        """
        from                  | to                    | allowed
        planned               | in-progress           | yes
        in-progress           | awaiting-confirmation | yes
        in-progress           | complete              | no
        awaiting-confirmation | complete              | yes
        awaiting-confirmation | in-progress           | with a reason
        planned               | stopped               | with a reason
        stopped               | planned               | with a reason
        """,
        of="action",
    )


def test_a_lesson_identified_is_not_a_lesson_learned_until_acted_on():
    """Between the two stands an action."""
    say(
        """
        from       | to        | allowed
        identified | learned   | no
        identified | acted-on  | yes
        acted-on   | learned   | yes
        identified | not-taken | with a reason
        learned    | identified | with a reason
        """,
        of="lesson",
    )


def test_a_history_that_cannot_have_happened_is_a_fault_with_its_place():
    """A force pack carries each change of state; they are replayed when it is read."""
    faults = FaultList()
    check_history(action(), [change("SC-1", "planned", "complete", "2022-07-01")], faults)
    try:
        faults.raise_if_any()
        told = ""
    except FaultsFound as found:
        told = str(found)
    assert "an action cannot go from planned to complete" in told


def test_a_due_date_remembers_each_of_its_moves():
    """However often it moves, the paper says how often and what it was at first."""
    moves = [
        move("M-1", "2022-06-30", "2022-09-30", "2022-06-20"),
        move("M-2", "2022-09-30", "2022-12-31", "2022-09-29"),
    ]
    moved = action(due="2022-12-31")
    check_moves(moved, moves, FaultList())
    assert due_date(moved, moves).words() == "31 December 2022 (moved twice, at first 30 June 2022)"


def test_something_due_on_a_day_is_overdue_from_the_next():
    """The day itself still counts."""
    assert overdue_actions([action(due="2022-12-31")], (), day("2022-12-31")) == ()
    assert len(overdue_actions([action(due="2022-12-31")], (), day("2023-01-01"))) == 1


def test_the_56_days_are_the_local_policing_bodys_and_begin_with_the_day_of_publication():
    """They run on reports from 2 May 2017 on, so never on those of 2014, and never against the force."""
    for row in rows_of(
        """
        published  | asked on   | answer
        2014-04-10 | 2014-12-01 | not run
        2017-05-01 | 2017-12-01 | not run
        2023-05-01 | 2023-06-25 | running
        2023-05-01 | 2023-06-26 | missed
        2023-05    | 2023-12-01 | not run
        """
    ):
        reports = (inspection(published=row["published"]),)
        clocks = comment_clocks(force(), reports, (recommendation(),), day(row["asked on"]))
        assert (clocks.run[0].state if clocks.run else "not run") == row["answer"], row


def test_a_risk_rates_by_its_cell_and_by_the_highest_of_four_impacts():
    """Likelihood 2 with impact 5 may rate higher than 5 with 2, though the products are equal."""
    cells = [cell(2, 5, "very-high"), cell(5, 2, "medium")]
    risks = [risk("a", likelihood=5, social=2), risk("b", likelihood=2, social=1, economic=5)]
    rated = rate_risks(risks, cells, (), day("2022-12-31"))
    assert [(row.risk.id, row.words) for row in rated] == [("b", "very high"), ("a", "medium")]


def test_a_risk_is_exercised_within_its_months():
    """One that a source names and does not assess has no months to keep."""
    for row in rows_of(
        """
        stated | months | exercised  | covered
        yes    | 12     | 2021-12-31 | yes
        yes    | 12     | 2021-12-30 | no
        yes    | 12     | never      | no
        no     | 12     | never      | not asked
        yes    |        | never      | not asked
        """
    ):
        flood = risk(
            stated=row["stated"] == "yes", exercise_months=int(row["months"]) if row["months"] else None
        )
        held = (
            [] if row["exercised"] == "never" else [exercise("X-1", row["exercised"], risks=(Id("flood"),))]
        )
        found = risk_coverage([flood], held, day("2022-12-31"))
        words = ("yes" if found[0].is_covered else "no") if found else "not asked"
        assert words == row["covered"], row


def test_what_misses_its_plan_is_said():
    """An open recommendation says which plans it must reach; one that comes after the plan closes misses it."""
    for row in rows_of(
        """
        due        | closes     | reach
        2023-03-31 | 2023-05    | in-time
        2023-06-01 | 2023-05    | too-late
        2023-03-31 | 2022-12-30 | closed
                   | 2023-05    | undated
        """
    ):
        asked = recommendation(must_reach=(Id("FMS-1"),), due_on=day(row["due"]) if row["due"] else None)
        (found,) = recommendation_reach([asked], [plan("FMS-1", row["closes"])], day("2022-12-31"))
        assert found.reach == row["reach"], row
