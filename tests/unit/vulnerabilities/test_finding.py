"""Reports: ranked, accepted, treated, due for plans, first seen, and compared."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as generated
from hypothesis import strategies as st

from dueregard.assessment.returns import ResponseState
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.improvement.actions import ActionState
from dueregard.improvement.governance import PlanningKind
from dueregard.snapshot.full import Snapshot
from dueregard.vulnerabilities.finding import find_vulnerabilities
from dueregard.vulnerabilities.model import Severity
from dueregard.vulnerabilities.ranking import place
from dueregard.vulnerabilities.reference import page
from dueregard.vulnerabilities.sources import book_of
from dueregard.vulnerabilities.trend import trend
from tests.unit.improvement.made import action, day, inspection, plan, recommendation
from tests.unit.vulnerabilities.world import (
    OS,
    WALK,
    acceptance,
    answer,
    cycle,
    good_returns,
    other,
    world,
)

PAGE = Path(__file__).parents[3] / "docs/reference/vulnerability-rules.md"
ROTA = "rating-below-required/cap-1/rota"
DEPTH = "rating-below-required/spr-1/depth"


def three_quarters(**registers) -> Snapshot:
    """The rota fails throughout, the kit in the second only, the grid's depth from the second on; then version 2."""
    low, kit = answer("rota", "no"), answer("kit", "no")
    return world(
        cycles=(cycle("2022-Q4"), cycle("2023-Q1"), cycle("2023-Q2", "spr-2")),
        returns=(
            *good_returns("2022-Q4", "spr-1", low),
            *good_returns("2023-Q1", "spr-1", low, kit, answer("depth", "partly")),
            *good_returns("2023-Q2", "spr-2", low, answer("depth-2", "partly")),
        ),
        **registers,
    )


def first_seen(snapshot: Snapshot, of: str) -> dict[str, str]:
    return {row.key: row.first_seen for row in find_vulnerabilities(snapshot, of).all}


def test_first_seen_is_the_start_of_the_unbroken_run():
    held = three_quarters()
    assert first_seen(held, "2022-Q4") == {ROTA: "2022-Q4"}
    assert first_seen(held, "2023-Q1") == {
        ROTA: "2022-Q4",
        DEPTH: "2023-Q1",
        "rating-below-required/cap-1/kit": "2023-Q1",
    }


def test_a_run_goes_on_through_a_new_version_by_its_crosswalk():
    held = three_quarters()
    assert first_seen(held, "2023-Q2") == {ROTA: "2022-Q4", "rating-below-required/spr-2/depth-2": "2023-Q1"}
    alone = replace(held, crosswalks=())
    assert first_seen(alone, "2023-Q2")["rating-below-required/spr-2/depth-2"] == "2023-Q2"


def test_a_gap_begins_a_new_run():
    held = world(
        cycles=tuple(cycle(name) for name in ("2022-Q4", "2023-Q1", "2023-Q2")),
        returns=(
            *good_returns("2022-Q4", "spr-1", answer("rota", "no")),
            *good_returns("2023-Q1"),
            *good_returns("2023-Q2", "spr-1", answer("rota", "no")),
        ),
    )
    assert first_seen(held, "2023-Q2") == {ROTA: "2023-Q2"}


def test_what_is_new_gone_and_still_there():
    held = three_quarters(acceptances=(acceptance(ROTA, "2023-02-01", "2023-05-01"),))
    reports = [find_vulnerabilities(held, row.id) for row in held.cycles]
    first = trend(reports[0], reports[1], held.crosswalks)
    assert [row.key for row in first.new] == ["rating-below-required/cap-1/kit", DEPTH]
    assert [row.key for row in first.still] == [ROTA]
    assert (first.gone, first.now_accepted, first.lapsed) == ((), (ROTA,), ())
    second = trend(reports[1], reports[2], held.crosswalks)
    assert [row.key for row in second.gone] == ["rating-below-required/cap-1/kit"]
    assert [row.key for row in second.still] == [ROTA, "rating-below-required/spr-2/depth-2"]
    assert (second.new, second.now_accepted, second.lapsed) == ((), (), (ROTA,))
    without = trend(reports[1], reports[2])
    assert [row.key for row in without.new] == ["rating-below-required/spr-2/depth-2"]


@pytest.mark.parametrize(
    ("made", "until", "where"),
    [
        ("2022-12-31", "2023-01-01", "accepted"),
        ("2022-01-01", "2022-12-31", "accepted"),
        ("2022-01-01", "2022-12-30", "found"),
        ("2023-01-01", "2023-06-30", "found"),
    ],
)
def test_an_acceptance_holds_from_its_day_through_its_last(made, until, where):
    report = find_vulnerabilities(
        world(answer("rota", "no"), acceptances=(acceptance(ROTA, made, until),)), "2022-Q4"
    )
    assert [row.key for row in getattr(report, where)] == [ROTA]
    assert len(report.all) == 1


def test_a_lapsed_acceptance_is_told_and_the_longest_one_counts():
    held = world(
        answer("rota", "no"),
        acceptances=(
            acceptance(ROTA, "2022-01-01", "2022-06-30"),
            acceptance(ROTA, "2021-01-01", "2022-03-31", "AC-2"),
        ),
    )
    (row,) = find_vulnerabilities(held, "2022-Q4").found
    assert row.acceptance is not None
    assert row.acceptance.words() == (
        "It had been accepted by Deputy chief constable until 30 June 2022; that has lapsed."
    )
    renewed = replace(
        held, acceptances=(*held.acceptances, acceptance(ROTA, "2022-07-01", "2023-06-30", "AC-3"))
    )
    (row,) = find_vulnerabilities(renewed, "2022-Q4").accepted
    assert row.acceptance is not None
    assert row.acceptance.words() == (
        "Accepted by Deputy chief constable until 30 June 2023: It costs more than it is worth."
    )


def test_an_acceptance_marks_what_it_accepts_and_holds_under_a_new_name():
    held = three_quarters(acceptances=(acceptance(DEPTH, "2023-01-01", "2024-01-01", marking=OS),))
    (row,) = find_vulnerabilities(held, "2023-Q2").accepted
    assert (row.key, row.marking) == ("rating-below-required/spr-2/depth-2", OS)


def test_an_acceptance_of_another_rule_or_subject_accepts_nothing():
    wrong = acceptance("evidence-lacking/cap-1/rota", "2022-01-01", "2024-01-01")
    assert find_vulnerabilities(world(answer("rota", "no"), acceptances=(wrong,)), "2022-Q4").accepted == ()


def test_what_treats_a_vulnerability():
    treats: dict[str, Any] = {"vulnerabilities": (Id(ROTA),), "lead": Id("order")}
    actions = (
        action("A-2", **treats),
        action("A-1", **treats),
        action("A-3", state=ActionState.STOPPED, **treats),
        action("A-4", state=ActionState.COMPLETE, **treats),
        action("A-5", raised_on=day("2023-01-01"), **treats),
    )
    (row,) = find_vulnerabilities(world(answer("rota", "no"), actions=actions), "2022-Q4").found
    assert row.treated_by == ("A-1", "A-2")


def test_what_answers_a_recommendation_treats_it():
    held = world(
        recommendations=(recommendation(),),
        inspections=(inspection(),),
        actions=(action(recommendations=(Id("R-1"),)),),
    )
    (row,) = find_vulnerabilities(held, "2022-Q4").found
    assert row.treated_by == ("A-1",)


PLANS = (
    plan("FMS-2", "2023-05-31"),
    plan("FMS-1", "2022-12-30"),
    plan("STRA-1", "2023-02", PlanningKind.STRA),
    plan("BUDGET-1", "2023-01-31", PlanningKind.BUDGET),
    plan("PCP-1", "2023-04", PlanningKind.POLICE_AND_CRIME_PLAN),
)


def test_which_plans_it_must_reach_and_by_when():
    rows = find_vulnerabilities(
        world(answer("rota", "no"), answer("plan", "no"), planning=PLANS), "2022-Q4"
    ).found
    reach = {row.subject: [plan.words() for plan in row.must_reach] for row in rows}
    assert reach == {
        "cap-1/rota": [
            "Plan BUDGET-1, by 31 January 2023",
            "Plan STRA-1, by February 2023",
            "Plan FMS-2, by 31 May 2023",
        ],
        "cap-1/plan": ["Plan STRA-1, by February 2023", "Plan FMS-2, by 31 May 2023"],
    }


def test_a_recommendation_reaches_the_plans_it_names_too():
    held = world(
        recommendations=(recommendation(must_reach=(Id("PCP-1"), Id("FMS-2"), Id("gone"))),),
        inspections=(inspection(),),
        planning=PLANS,
    )
    (row,) = find_vulnerabilities(held, "2022-Q4").found
    assert [reach.planning for reach in row.must_reach] == ["STRA-1", "PCP-1", "FMS-2"]


def test_an_unknown_cycle_is_refused():
    with pytest.raises(DueRegardError, match=r"There is no cycle 2030-Q1; the cycles are: 2022-Q4\."):
        find_vulnerabilities(world(), "2030-Q1")


def test_a_book_at_hand_changes_nothing():
    held = three_quarters()
    assert find_vulnerabilities(held, "2023-Q2", book=book_of(held)) == find_vulnerabilities(held, "2023-Q2")


def test_the_order_in_a_report():
    held = world(
        answer("rota", "partly"),
        answer("kit", "no"),
        answer("plan", "partly", evidence=()),
        other("depth", ResponseState.UNANSWERED),
        actions=(action("A-1", "2022-06-01"), action("A-2", "2022-12-01")),
    )
    report = find_vulnerabilities(held, "2022-Q4")
    assert [row.key for row in report.found] == [
        "rating-below-required/cap-1/rota",  # essential
        "rating-below-required/cap-1/kit",  # two steps, known
        "criterion-uncovered/spr-1/depth",  # two steps at the most
        "rating-below-required/cap-1/plan",  # one step
        "evidence-lacking/cap-1/plan",  # weight 2
        "action-overdue/A-1",  # longer overdue
        "action-overdue/A-2",
    ]


SEVERITIES = st.builds(
    Severity,
    essential=st.booleans(),
    steps_below=st.integers(0, 2),
    weight=st.integers(0, 2),
    risk_rank=st.integers(-1, 1),
    days_overdue=st.integers(0, 2),
    moves=st.integers(0, 2),
)


def comes_first(one: tuple[Severity, int, str], two: tuple[Severity, int, str]) -> bool:
    """The words of the manual, point by point."""
    a, b = one[0], two[0]
    if a.essential != b.essential:
        return a.essential
    for name in ("steps_below", "weight", "risk_rank", "days_overdue", "moves"):
        if getattr(a, name) != getattr(b, name):
            return bool(getattr(a, name) > getattr(b, name))
    return one[1:] < two[1:]


@generated(
    st.lists(st.tuples(SEVERITIES, st.integers(0, 2), st.sampled_from("abc")), max_size=8, unique=True)
)
def test_the_ranking_is_what_comparing_two_at_a_time_gives(rows):
    """Picking the first by comparison, again and again, gives the sorted order."""
    left, picked = list(rows), []
    while left:
        first = next(row for row in left if all(row == o or comes_first(row, o) for o in left))
        picked.append(first)
        left.remove(first)
    assert sorted(rows, key=lambda row: place(*row)) == picked


def test_the_page_of_the_manual_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m dueregard.vulnerabilities.reference"


def test_the_crosswalk_of_the_sample_is_the_one_tested():
    assert {row.relation.carries_trend for row in WALK.criteria} == {True, False}
