"""Each rule: what it finds, in which words, and what it leaves alone."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dueregard.assessment.answers import OpenReason
from dueregard.assessment.returns import ResponseState
from dueregard.common.codecs import Id
from dueregard.frameworks.model import Cause
from dueregard.improvement.actions import ActionState
from dueregard.improvement.inspections import RecommendationState, Stance
from dueregard.snapshot.full import Snapshot
from dueregard.vulnerabilities.finding import find_vulnerabilities
from dueregard.vulnerabilities.model import Vulnerability
from dueregard.vulnerabilities.registry import RULES
from tests.support.stored_readings import readings_result, reliance_result, skill
from tests.unit.improvement.made import (
    action,
    cell,
    change,
    day,
    exercise,
    inspection,
    move,
    recommendation,
    risk,
)
from tests.unit.vulnerabilities.world import (
    CAP,
    OS,
    SPR_1,
    answer,
    evidence,
    given,
    good_returns,
    other,
    with_lead,
    world,
)

ON = day("2022-12-31")


def keys(snapshot: Snapshot, of: str = "2022-Q4") -> list[str]:
    return [row.key for row in find_vulnerabilities(snapshot, of).found]


def only(snapshot: Snapshot, of: str = "2022-Q4") -> Vulnerability:
    (row,) = find_vulnerabilities(snapshot, of).found
    return row


def test_where_nothing_is_wrong_nothing_is_found_and_every_rule_is_asked():
    report = find_vulnerabilities(world(), "2022-Q4")
    assert (report.all, report.rules_off, report.as_at) == ((), (), ON)


def test_a_rating_below_the_required_one():
    row = only(world(answer("rota", "no")))
    assert row.key == "rating-below-required/cap-1/rota"
    assert row.sentence == (
        "Public order rates this “no”, 2 steps below the required “mostly”: There is a rota (cap-1/rota)."
    )
    assert (row.lead, row.spr_areas, row.cause) == ("order", ("spr-1/order",), Cause.PEOPLE)
    assert row.inputs == ("frameworks/cap-1/rota", "returns/2022-Q4/order/cap-1", "evidence/E-1")
    assert row.ranking_reason == "essential criterion; 2 steps below what is required; weight 3"
    assert (row.first_seen, row.publishable) == ("2022-Q4", False)


def test_at_the_required_rating_or_above_it_is_no_vulnerability():
    assert keys(world(answer("rota", "mostly"), answer("kit", "yes"))) == []


def test_one_answer_to_a_shared_question_is_one_vulnerability_as_serious_as_the_most_demanding_asker():
    row = only(world(answer("plan", "partly")))
    assert row.key == "rating-below-required/cap-1/plan"
    assert row.criteria == ("cap-1/plan", "spr-1/plan-old")
    assert row.severity.weight == 2, "the grid asks it with weight 2"
    assert row.spr_areas == ("spr-1/order",)


def test_a_higher_requirement_of_one_asker_counts():
    strict = replace(SPR_1, criteria=(SPR_1.criteria[0], replace(SPR_1.criteria[1], required=Id("yes"))))
    row = only(world(frameworks=(strict, CAP)))
    assert row.sentence.startswith("Public order rates this “mostly”, 1 step below the required “yes”")


def test_evidence_that_has_all_expired():
    row = only(
        world(
            answer("kit", "mostly", "E-2", "E-3"),
            evidence=(evidence("E-1"), evidence("E-2", "2022-12-30"), evidence("E-3", "2022-12-01")),
        )
    )
    assert row.key == "evidence-lacking/cap-1/kit"
    assert row.sentence == (
        "Public order rates this “mostly” on evidence that expired on 30 December 2022 (E-2; E-3): "
        "There is a kit (cap-1/kit)."
    )
    assert row.ranking_reason == "weight 1; 1 day overdue"
    assert row.cause is Cause.EQUIPMENT


def test_evidence_counts_on_its_last_day_and_one_in_date_is_enough():
    held = (evidence("E-1"), evidence("E-2", "2022-12-31"), evidence("E-3", "2022-01-01"))
    assert keys(world(answer("kit", "mostly", "E-2"), evidence=held)) == []
    assert keys(world(answer("kit", "mostly", "E-3", "E-1"), evidence=held)) == []


def test_no_evidence_at_all():
    row = only(world(answer("kit", evidence=())))
    assert row.sentence == "Public order rates this “mostly” without evidence: There is a kit (cap-1/kit)."
    assert row.severity.days_overdue == 0


@pytest.mark.parametrize(
    ("response", "why"),
    [
        (other("rota", ResponseState.UNANSWERED), OpenReason.SAID_SO),
        (
            other("rota", ResponseState.NOT_APPLICABLE, reason="We have none."),
            OpenReason.NOT_CONFIRMED,
        ),
        (
            other("rota", ResponseState.NOT_APPLICABLE, reason="None.", confirmed_by="Head of operations"),
            OpenReason.NOT_CONFIRMED,
        ),
        (other("rota", ResponseState.CARRIED), OpenReason.NOTHING_TO_CARRY),
    ],
)
def test_a_criterion_without_an_answer(response, why):
    row = only(world(response))
    assert row.key == "criterion-uncovered/cap-1/rota"
    assert row.sentence == f"Public order has not answered this ({why}): There is a rota (cap-1/rota)."
    assert row.severity.steps_below == 2, "nobody has said, so it could be the lowest step"


def test_a_row_or_a_return_that_is_not_there():
    left_out = world(
        returns=(given("2022-Q4", "cap-1", answer("rota"), answer("plan")), good_returns("2022-Q4")[1])
    )
    assert only(left_out).sentence == (
        f"Public order has not answered this ({OpenReason.NO_ROW}): There is a kit (cap-1/kit)."
    )
    no_return = world(returns=good_returns("2022-Q4")[:1])
    assert only(no_return).sentence == (
        f"Public order has not answered this ({OpenReason.NO_RETURN}): There is a depth (spr-1/depth)."
    )


def test_a_criterion_that_no_lead_answers():
    rows = find_vulnerabilities(with_lead(world(returns=()), frameworks=()), "2022-Q4").found
    told = {str(row.subject): (row.lead, row.sentence) for row in rows}
    assert told["cap-1/kit"] == (None, "No lead answers this: There is a kit (cap-1/kit).")
    assert told["spr-1/depth"][0] == "order"
    assert told["cap-1/plan"][0] == "order", "the lead of the grid is asked the same question"


@pytest.mark.parametrize(
    "response",
    [
        other("rota", ResponseState.ELSEWHERE, held_by="Another unit", held_on=day("2022-10-01")),
        other("rota", ResponseState.NOT_APPLICABLE, reason="None.", confirmed_by="Deputy chief constable"),
        other("rota", ResponseState.NOT_STATED),
    ],
)
def test_what_is_covered_elsewhere_not_applicable_or_not_stated_is_left_alone(response):
    assert keys(world(response)) == []


def test_an_overdue_action():
    row = only(world(actions=(action(due="2022-12-01", lead=Id("order"), cause=Cause.TRAINING),)))
    assert row.key == "action-overdue/A-1"
    assert (
        row.sentence
        == "The action “Do A-1” was due 1 December 2022 and is still “planned” 30 days later (A-1)."
    )
    assert (row.cause, row.spr_areas) == (Cause.TRAINING, ("spr-1/order",))
    assert row.severity.days_overdue == 30


def test_an_action_is_as_essential_as_what_it_treats():
    treats = action(
        due="2022-12-01", lead=Id("cyber"), vulnerabilities=(Id("rating-below-required/cap-1/rota"),)
    )
    row = only(world(actions=(treats,)))
    assert row.severity.essential
    assert row.spr_areas == ("spr-1/order",), "those of the criterion, not of its lead"
    assert row.cause is Cause.PLANNING, "where an action does not say"


MOVES = (
    move("M-1", "2022-06-30", "2022-09-30", "2022-06-20"),
    move("M-2", "2022-09-30", "2023-03-31", "2022-09-29"),
    move("M-3", "2023-03-31", "2023-06-30", "2023-01-15"),
)


def test_an_action_moved_twice():
    row = only(world(actions=(action(due="2023-03-31"),), due_date_moves=MOVES[:2]))
    assert row.key == "action-moved-twice/A-1"
    assert row.sentence == (
        "The due date of the action “Do A-1” has moved twice, from 30 June 2022 to 31 March 2023 (A-1)."
    )
    assert row.inputs == ("actions/A-1", "due_date_moves/M-1", "due_date_moves/M-2")
    assert keys(world(actions=(action(due="2022-09-30"),), due_date_moves=MOVES[:1])) == [
        "action-overdue/A-1"
    ]


def test_moves_and_changes_after_the_day_of_the_cycle_are_not_yet_known():
    now = action(due="2023-06-30", state=ActionState.COMPLETE, completed_on=day("2023-06-01"))
    row = only(world(actions=(now,), due_date_moves=MOVES))
    assert row.key == "action-moved-twice/A-1"
    assert "has moved twice, from 30 June 2022 to 31 March 2023" in row.sentence


@pytest.mark.parametrize("state", [ActionState.COMPLETE, ActionState.STOPPED, ActionState.NOT_STATED])
def test_an_action_that_is_not_open_is_left_alone(state):
    closed = action(due="2022-12-01", state=state)
    assert (
        keys(
            world(
                actions=(closed,),
                due_date_moves=(*MOVES[:2], move("M-9", "2023-03-31", "2022-12-01", "2022-10-01")),
            )
        )
        == []
    )


def test_a_recommendation_without_a_stance():
    row = only(
        world(
            recommendations=(recommendation(lead=Id("order")),),
            inspections=(inspection(published="2022-05"),),
        )
    )
    assert row.key == "recommendation-unanswered/R-1"
    assert row.sentence == (
        "Recommendation 1 of “Report HM-1” has no stance 154 days after 30 July 2022, by which the force was to "
        "have one: Exercise the plan (R-1)."
    )
    assert (row.cause, row.spr_areas) == (Cause.PLANNING, ("spr-1/order",))


@pytest.mark.parametrize(
    "fields",
    [
        {"stance": Stance.ACCEPT},
        {"state": RecommendationState.NOT_STATED},
        {"state": RecommendationState.CLOSED},
    ],
)
def test_a_recommendation_answered_closed_or_not_stated_is_left_alone(fields):
    rows = (recommendation(**fields),)
    assert keys(world(recommendations=rows, inspections=(inspection(published="2020"),))) == []


def test_a_recommendation_closed_since_was_open_on_the_day():
    rows = (recommendation(state=RecommendationState.CLOSED),)
    closed = change(
        "SC-1", "received", "closed", "2023-02-01", of="R-1", kind="recommendation", reason="Not ours."
    )
    held: dict[str, Any] = {
        "recommendations": rows,
        "inspections": (inspection(published="2020"),),
        "state_changes": (closed,),
    }
    assert keys(world(**held)) == ["recommendation-unanswered/R-1"]


def test_a_risk_not_exercised():
    flood = risk(exercise_months=12, likelihood=4, social=5, lead=Id("order"))
    row = only(
        world(
            risks=(flood, risk("named", exercise_months=1, stated=False), risk("no-period")),
            risk_matrix=(cell(4, 5, "very-high"),),
            exercises=(exercise("X-1", "2021-12-01", risks=(Id("flood"),)),),
        )
    )
    assert row.key == "risk-not-exercised/flood"
    assert row.sentence == (
        "The risk “Flood” (very high): last exercised 1 December 2021 (Exercise X-1); it is to be exercised every "
        "12 months."
    )
    assert row.ranking_reason == "very high risk; 30 days overdue"
    assert (row.cause, row.inputs) == (Cause.EXERCISE, ("risks/flood", "exercises/X-1"))
    assert "no exercise of it is recorded" in only(world(risks=(flood,))).sentence


def test_a_capability_not_exercised():
    old = exercise("X-1", "2021-12-01", criteria=(Id("cap-1/rota"), Id("spr-9/gone")))
    row = only(world(exercises=(old,)))
    assert row.key == "capability-not-exercised/cap-1/rota"
    assert row.sentence == (
        "This was last exercised 1 December 2021 (Exercise X-1); it is to be exercised every 12 months: "
        "There is a rota (cap-1/rota)."
    )
    assert (row.cause, row.severity.essential, row.lead) == (Cause.EXERCISE, True, "order")
    not_asked = other("rota", ResponseState.NOT_STATED)
    assert keys(world(not_asked, exercises=(old,))) == []


def test_exercising_a_shared_question_under_any_name_covers_it():
    old = exercise("X-1", "2021-01-01", criteria=(Id("cap-1/plan"),))
    new = exercise("X-2", "2022-11-01", criteria=(Id("spr-1/plan-old"),))
    assert keys(world(exercises=(old,))) == ["capability-not-exercised/cap-1/plan"]
    assert keys(world(exercises=(old, new))) == keys(world(exercises=(new, old))) == []


def test_a_rule_without_its_setting_is_off_and_says_so():
    report = find_vulnerabilities(world(settings={"exercise-months": "often"}), "2022-Q4")
    assert [(off.rule, off.why) for off in report.rules_off] == [
        (
            "recommendation-unanswered",
            "The force has no setting recommendation-answer-days for 31 December 2022.",
        ),
        (
            "capability-not-exercised",
            'The setting exercise-months is "often", not a whole number of 1 or more.',
        ),
    ]


def test_every_rule_with_a_setting_is_off_without_it():
    held = (readings_result(skills=(skill("driver", 9, 10),)), reliance_result(9, 10))
    off = {row.rule for row in find_vulnerabilities(world(settings={}, results=held), "2022-Q4").rules_off}
    assert off == {rule.id for rule in RULES if rule.setting}


def test_the_marking_is_the_highest_of_the_inputs():
    assert only(world(answer("rota", "no"))).marking == "OFFICIAL"
    assert only(world(answer("rota", "no", marking=OS))).marking == OS
    assert only(world(answer("rota", "no"), evidence=(evidence("E-1", marking=OS),))).marking == OS
    marked = tuple(replace(row, marking=OS) for row in good_returns("2022-Q4", "spr-1", answer("rota", "no")))
    assert only(world(returns=marked)).marking == OS
    moved = (MOVES[0], replace(MOVES[1], marking=OS))
    assert only(world(actions=(action(due="2023-03-31"),), due_date_moves=moved)).marking == OS
    no_return = world(returns=good_returns("2022-Q4")[:1])
    assert only(with_lead(no_return, marking=OS)).marking == OS, (
        "where nothing else is held, the lead's entry"
    )


def test_not_publishable_whatever_its_inputs_say():
    open_records = tuple(
        replace(row, publishable=True) for row in good_returns("2022-Q4", "spr-1", answer("rota", "no"))
    )
    assert only(world(returns=open_records)).publishable is False


def test_a_late_day_of_the_cycle_is_what_counts():
    snapshot = world(actions=(action(due="2022-12-31"),))
    assert keys(snapshot) == []
    cycles = tuple(replace(row, as_at=row.as_at + timedelta(days=1)) for row in snapshot.cycles)
    assert keys(replace(snapshot, cycles=cycles)) == ["action-overdue/A-1"]
