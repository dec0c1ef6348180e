"""Views, coverage, ratings and the planning year."""

import pytest

from dueregard.common.codecs import Id
from dueregard.common.period import months_after
from dueregard.frameworks.model import Cause, Strand
from dueregard.improvement.actions import ActionState
from dueregard.improvement.coverage import capability_coverage, risk_coverage
from dueregard.improvement.governance import PlanningKind
from dueregard.improvement.inspections import RecommendationState, Stance
from dueregard.improvement.planning_year import Reach, missed, next_plan, recommendation_reach
from dueregard.improvement.risk_ratings import rate_risks, scale_on
from dueregard.improvement.risks import RiskScaleStep, ScaleOf
from dueregard.improvement.strategy_views import overlaps, strategy_views
from dueregard.improvement.views import (
    actions_by_cause,
    actions_by_strand,
    overdue_by_lead,
    recommendation_tracker,
)
from tests.unit.improvement.made import (
    O,
    action,
    cell,
    day,
    exercise,
    inspection,
    lead,
    objective,
    plan,
    recommendation,
    risk,
    strategy,
    when,
)

ON = day("2022-12-31")


def test_every_lead_is_listed_with_what_is_overdue():
    rows = overdue_by_lead(
        [lead("cyber"), lead("public-order")],
        [action(due="2022-12-01"), action("A-2", "2023-02-01"), action("A-3", state=ActionState.STOPPED)],
        (),
        ON,
    )
    assert [(row.lead, row.open_actions, len(row.overdue)) for row in rows] == [
        ("cyber", 0, 0),
        ("public-order", 2, 1),
    ]


def test_the_tracker_counts_every_state_and_orders_by_report():
    reports = [inspection("HM-1", "2014-04"), inspection("HM-2", "2022-05-01"), inspection("HM-3", None)]
    rows = [
        recommendation("R-3", of="HM-3", number=1, state=RecommendationState.NOT_STATED),
        recommendation("R-1", of="HM-1", number=2, stance=Stance.ACCEPT, due_on=day("2022-12-30")),
        recommendation("R-2", of="HM-2", number=None),
        recommendation("R-4", of="HM-2", number=7, state=RecommendationState.DISCHARGED),
    ]
    tracker = recommendation_tracker(rows, reports, [action(recommendations=(Id("R-1"),))], ON)
    assert [row.recommendation.id for row in tracker.rows] == ["R-4", "R-2", "R-1", "R-3"]
    assert dict(tracker.by_state) == {
        "received": 2,
        "in progress": 0,
        "ready for sign-off": 0,
        "discharged": 1,
        "closed": 0,
        "not stated in the source": 1,
    }
    assert dict(tracker.by_stance)["no stance yet"] == 2
    assert sum(count for _, count in tracker.by_stance) == sum(count for _, count in tracker.by_state) == 4
    discharged, _, answered, _ = tracker.rows
    assert discharged.lacks == ("stance", "owner", "evidence", "signed_off_by", "signed_off_on")
    assert (answered.days_overdue, [a.id for a in answered.actions]) == (1, ["A-1"])


def test_actions_by_strand_and_cause_leave_nobody_out():
    rows = [
        action("A-1", "2023-01-01", strand=Strand.PROTECT, cause=Cause.PEOPLE),
        action("A-2", strand=Strand.PROTECT),
        action("A-3", "2022-01-01", strand=Strand.PROTECT, cause=Cause.PEOPLE),
        action("A-4"),
    ]
    by_strand = {group.words: [a.id for a in group.actions] for group in actions_by_strand(rows)}
    assert by_strand == {
        "Pursue": [],
        "Prevent": [],
        "Protect": ["A-3", "A-1", "A-2"],
        "Prepare": [],
        "no strand given": ["A-4"],
    }
    by_cause = {group.words: [a.id for a in group.actions] for group in actions_by_cause(rows)}
    assert by_cause["People"] == ["A-3", "A-1"]
    assert sum(len(ids) for ids in by_cause.values()) == 4


def test_a_strand_that_is_adopted_and_empty_is_shown():
    views = strategy_views(
        [strategy("S-1", strands=(Strand.PURSUE, Strand.PREPARE))],
        [objective("O-1", "S-1", strand=Strand.PURSUE), objective("O-2", "S-1"), objective("O-3", "S-2")],
    )
    assert [(s.words, s.adopted, [o.id for o in s.objectives]) for s in views[0].strands] == [
        ("Pursue", True, ["O-1"]),
        ("Prepare", True, []),
        ("No strand given", False, ["O-2"]),
    ]


def test_overlap_is_shown_across_strategies_first():
    rows = overlaps(
        [
            objective("O-1", "S-1", ("A-1", "A-2", "A-2")),
            objective("O-2", "S-1", ("A-1",)),
            objective("O-3", "S-1", ("A-1", "A-3")),
            objective("O-4", "S-2", ("A-3",)),
        ],
        [action("A-1")],
    )
    assert [(row.action, row.words) for row in rows] == [
        ("A-3", "serves 2 objectives of 2 strategies"),
        ("A-1", "serves 3 objectives of one strategy"),
    ]
    assert [row.title for row in rows] == [None, "Do A-1"]


def test_a_risk_is_covered_while_its_months_run():
    risks = [
        risk("flood", exercise_months=12),
        risk("fire", exercise_months=12),
        risk("storm", exercise_months=12),
        risk("heat"),
        risk("named-only", exercise_months=1, stated=False),
    ]
    exercises = [
        exercise("X-1", "2021-12-31", risks=(Id("flood"),)),
        exercise("X-2", "2021-12-30", risks=(Id("fire"),)),
        exercise("X-3", "2023-01-01", risks=(Id("storm"),)),
    ]
    rows = {str(row.subject): row for row in risk_coverage(risks, exercises, ON)}
    assert set(rows) == {"flood", "fire", "storm"}
    assert rows["flood"].is_covered
    assert not rows["fire"].is_covered
    assert rows["fire"].days_overdue == 1
    assert rows["fire"].words() == (
        "last exercised 30 December 2021 (Exercise X-2); it is to be exercised every 12 months"
    )
    assert rows["storm"].words() == "no exercise of it is recorded; it is to be exercised every 12 months"


def test_the_latest_exercise_counts_whatever_the_order():
    exercises = [
        exercise("X-1", "2022-06", risks=(Id("flood"),)),
        exercise("X-2", "2021", risks=(Id("flood"),)),
    ]
    for rows in (exercises, exercises[::-1]):
        assert risk_coverage([risk(exercise_months=6)], rows, ON)[0].last == exercises[0]


def test_a_month_counts_as_its_last_day_and_never_as_the_future():
    rows = [exercise("X-1", "2022", risks=(Id("flood"),))]
    (covered,) = risk_coverage([risk(exercise_months=1)], rows, day("2022-03-10"))
    assert covered.due_by == day("2022-04-10")


def test_capabilities_are_those_that_an_exercise_names():
    rows = [
        exercise("X-1", "2021-12-01", criteria=(Id("public-order-1/po-01"), Id("cyber-1/cy-02"))),
        exercise("X-2", "2022-12-01", criteria=(Id("public-order-1/po-01"),)),
        exercise("X-3", "2023-12-01", criteria=(Id("public-order-1/po-09"),)),
    ]
    found = {row.subject: row.is_covered for row in capability_coverage(rows, 12, ON)}
    assert found == {"public-order-1/po-01": True, "cyber-1/cy-02": False}


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [("2024-01-31", 1, "2024-02-29"), ("2022-11-30", 3, "2023-02-28"), ("2022-12-31", 12, "2023-12-31")],
)
def test_months_after(start, months, end):
    assert months_after(day(start), months) == day(end)


def test_a_rating_is_the_cell_in_force_not_the_product():
    cells = [
        cell(2, 5, "high"),
        cell(5, 2, "medium"),
        cell(2, 5, "low", "2024"),
        cell(2, 5, "very-high", "2010"),
    ]
    rows = rate_risks(
        [
            risk("a", likelihood=5, social=2),
            risk("b", likelihood=2, health=1, economic=5, environment=5),
            risk("c", likelihood=1, health=1),
            risk("d", likelihood=1),
            risk("e", stated=False),
        ],
        cells,
        (),
        ON,
    )
    assert [(row.risk.id, row.words) for row in rows] == [
        ("b", "high"),
        ("a", "medium"),
        ("c", "the matrix in force has no cell for likelihood 1 and impact 1"),
        ("d", "not scored"),
        ("e", "not stated in the source"),
    ]
    assert rows[0].deciding == (ScaleOf.ECONOMIC, ScaleOf.ENVIRONMENT)
    (later,) = rate_risks([risk(likelihood=2, health=5)], cells, (), day("2024-01-01"))
    assert later.words == "low"


def test_scales_are_read_as_at_a_day():
    def step(words: str, from_on: str, scale: ScaleOf = ScaleOf.LIKELIHOOD) -> RiskScaleStep:
        return RiskScaleStep(
            id=Id(f"{scale}-{from_on}"), scale=scale, score=3, words=words, meaning="…",
            from_on=when(from_on), marking=O,
        )  # fmt: skip

    steps = [
        step("possible", "2010"),
        step("even", "2022"),
        step("likely", "2030"),
        step("some", "2010", ScaleOf.HEALTH),
    ]
    assert scale_on(steps, ON) == {(ScaleOf.LIKELIHOOD, 3): "even", (ScaleOf.HEALTH, 3): "some"}
    (row,) = rate_risks([risk(likelihood=3, health=3)], (), steps, ON)
    assert (row.likelihood_words, row.impact_words) == ("even", "some")


def test_what_misses_its_plan_is_named():
    plans = [plan("P-1", "2022-12-30"), plan("P-2", "2023-03"), plan("P-3", None)]
    reach = tuple(map(Id, ("P-1", "P-2", "P-3", "gone")))
    rows = recommendation_reach(
        [
            recommendation("R-1", must_reach=reach, due_on=day("2023-03-31")),
            recommendation("R-2", must_reach=(Id("P-2"),), due_on=day("2023-04-01")),
            recommendation("R-3", must_reach=(Id("P-2"),)),
            recommendation("R-4", must_reach=reach, state=RecommendationState.CLOSED),
        ],
        plans,
        ON,
    )
    assert [(row.recommendation.id, row.plan.planning, row.reach) for row in rows] == [
        ("R-1", "P-1", Reach.CLOSED),
        ("R-1", "P-2", Reach.IN_TIME),
        ("R-2", "P-2", Reach.TOO_LATE),
        ("R-3", "P-2", Reach.UNDATED),
        ("R-1", "P-3", Reach.UNDATED),
    ]
    assert [row.words for row in missed(rows)] == [
        "Plan P-1 closed 30 December 2022 and it is still open",
        "it is due 1 April 2023, after Plan P-2 closes March 2023",
    ]


def test_the_next_plan_of_a_kind():
    plans = [plan("P-2", "2023-05"), plan("P-1", "2022-12-31"), plan("P-0", "2022-01"), plan("P-9", None)]
    found = next_plan(plans, PlanningKind.FMS, ON)
    assert found is not None
    assert found.id == "P-1"
    assert next_plan(plans, PlanningKind.STRA, ON) is None
