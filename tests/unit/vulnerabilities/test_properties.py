"""What holds for any force: a patient reader agrees, order does not matter, silence of a source says nothing."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given as generated
from hypothesis import strategies as st

from dueregard.assessment.returns import Response, ResponseState
from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.improvement.actions import Action, ActionState
from dueregard.improvement.inspections import RecommendationState, Stance
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.records import CSV_REGISTERS
from dueregard.vulnerabilities.finding import find_vulnerabilities
from dueregard.vulnerabilities.model import Severity, Vulnerability, VulnerabilityReport
from dueregard.vulnerabilities.ranking import place
from dueregard.vulnerabilities.registry import RULES
from tests.unit.improvement.made import action, day, exercise, inspection, lead, move, recommendation, risk
from tests.unit.vulnerabilities.world import (
    ALL_CRITERIA,
    SCALE,
    acceptance,
    answer,
    cycle,
    evidence,
    given,
    other,
    world,
)

ON = day("2022-12-31")
NAMES = ("cap-1/rota", "cap-1/kit", "cap-1/plan", "spr-1/depth")
DAYS = st.integers(-800, 400).map(lambda number: ON + timedelta(days=number))
EVIDENCE = ("E-1", "E-2", "E-3")


@st.composite
def responses(draw, name: str) -> Response | None:
    """Any answer to a criterion, or none."""
    state = draw(st.sampled_from([*ResponseState, ResponseState.ANSWERED, ResponseState.ANSWERED, None]))
    if state is None:
        return None
    if state is ResponseState.ANSWERED:
        cited = draw(st.lists(st.sampled_from(EVIDENCE), unique=True))
        return answer(name, draw(st.sampled_from(SCALE)), evidence=tuple(map(Id, cited)))
    if state is ResponseState.ELSEWHERE:
        return other(name, state, held_by="Another unit", held_on=ON)
    if state is ResponseState.NOT_APPLICABLE:
        confirmed = draw(st.sampled_from([None, "Head of operations", "Deputy chief constable"]))
        return other(name, state, reason="We have none.", confirmed_by=confirmed)
    return other(name, state)


@st.composite
def an_action(draw, number: int) -> tuple[Action, tuple[date, ...]]:
    """Any action with the days its due date stood at, one after the other."""
    state = draw(st.sampled_from([ActionState.PLANNED, ActionState.IN_PROGRESS, *ActionState]))
    dues = tuple(draw(st.lists(DAYS, max_size=4, unique=True)))
    name = f"A-{number}"
    treats = draw(
        st.lists(st.sampled_from([f"rating-below-required/{n}" for n in NAMES]), max_size=2, unique=True)
    )
    row = action(
        name,
        str(dues[-1]) if dues else None,
        state=state,
        lead=Id(draw(st.sampled_from(["order", "cyber"]))),
        completed_on=ON if state is ActionState.COMPLETE else None,
        vulnerabilities=tuple(map(Id, treats)),
    )
    return row, dues


@st.composite
def forces(draw) -> Snapshot:
    """A force with anything wrong that the rules know."""
    rows = {name: draw(responses(name.split("/")[1])) for name in NAMES}
    returns = tuple(
        given("2022-Q4", f, *(row for c in ALL_CRITERIA[f] if (row := rows[f"{f}/{c}"])))
        for f in ("cap-1", "spr-1")
        if draw(st.booleans()) or any(rows[f"{f}/{c}"] for c in ALL_CRITERIA[f])
    )
    made = [draw(an_action(number)) for number in range(draw(st.integers(0, 3)))]
    moves = tuple(
        move(f"M-{row.id}-{n}", str(start), str(end), f"2022-0{n + 1}-01", row.id)
        for row, dues in made
        for n, (start, end) in enumerate(pairwise(dues))
    )
    recommendations = tuple(
        recommendation(
            f"R-{n}",
            of=draw(st.sampled_from(["HM-1", "HM-2", "HM-3"])),
            stance=draw(st.sampled_from([None, None, Stance.ACCEPT])),
            state=draw(st.sampled_from(RecommendationState)),
        )
        for n in range(draw(st.integers(0, 3)))
    )
    exercises = tuple(
        exercise(
            f"X-{n}",
            str(draw(DAYS)),
            risks=tuple(map(Id, draw(st.lists(st.sampled_from(["flood", "fire"]), unique=True)))),
            criteria=tuple(map(Id, draw(st.lists(st.sampled_from([*NAMES, "spr-1/plan-old"]), unique=True)))),
        )
        for n in range(draw(st.integers(0, 3)))
    )
    keys = [f"{rule.id}/{name}" for rule in RULES for name in (*NAMES, "A-0", "R-0", "flood")]
    acceptances = tuple(
        acceptance(
            draw(st.sampled_from(keys)),
            str(ends - timedelta(days=draw(st.integers(1, 400)))),
            str(ends),
            f"C-{n}",
        )
        for n, ends in enumerate(draw(st.lists(DAYS, max_size=6)))
    )
    return world(
        returns=returns,
        evidence=tuple(evidence(name, str(draw(DAYS)) if draw(st.booleans()) else None) for name in EVIDENCE),
        actions=tuple(row for row, _ in made),
        due_date_moves=moves,
        recommendations=recommendations,
        inspections=(
            inspection(published="2022-01"),
            inspection("HM-2", "2022-12-01"),
            inspection("HM-3", None),
        ),
        risks=(
            risk("flood", exercise_months=draw(st.sampled_from([None, 6, 24])), stated=draw(st.booleans())),
            risk("fire", exercise_months=12, stated=draw(st.booleans())),
        ),
        exercises=exercises,
        acceptances=acceptances,
    )


def keys_of_a_patient_reader(held: Snapshot) -> set[str]:
    """The rules in plain loops, from the words of the manual."""
    found = set()
    expiry = {row.id: row.expires_on for row in held.evidence}
    for name in NAMES:
        framework, criterion = name.split("/")
        said = [
            row
            for each in held.returns
            if each.framework == framework
            for row in each.responses
            if row.criterion == criterion
        ]
        row = said[0] if said else None
        confirmed = row is not None and row.confirmed_by == "Deputy chief constable"
        silent = row is None or row.state in (ResponseState.UNANSWERED, ResponseState.CARRIED)
        if silent or (row is not None and row.state is ResponseState.NOT_APPLICABLE and not confirmed):
            found.add(f"criterion-uncovered/{name}")
        if row is not None and row.state is ResponseState.ANSWERED:
            if row.rating in ("no", "partly"):
                found.add(f"rating-below-required/{name}")
            if all((end := expiry[e]) is not None and end < ON for e in row.evidence):
                found.add(f"evidence-lacking/{name}")
        outside = row is not None and (
            row.state is ResponseState.NOT_STATED or (row.state is ResponseState.NOT_APPLICABLE and confirmed)
        )
        same = {name, "spr-1/plan-old"} if name == "cap-1/plan" else {name}
        held_on = [
            x.held_on.last_day for x in held.exercises if x.held_on.last_day <= ON and same & set(x.criteria)
        ]
        if held_on and not outside and max(held_on) < day("2021-12-31"):
            found.add(f"capability-not-exercised/{name}")
    for deed in held.actions:
        if deed.state in (ActionState.PLANNED, ActionState.IN_PROGRESS, ActionState.AWAITING_CONFIRMATION):
            if deed.due_on is not None and deed.due_on < ON:
                found.add(f"action-overdue/{deed.id}")
            if len([m for m in held.due_date_moves if m.action == deed.id]) >= 2:
                found.add(f"action-moved-twice/{deed.id}")
    for asked in held.recommendations:
        still_open = asked.state not in ("discharged", "closed", "not-stated")
        if (
            still_open and asked.stance is None and asked.inspection == "HM-1"
        ):  # published January, 60 days are over
            found.add(f"recommendation-unanswered/{asked.id}")
    for danger in held.risks:
        if danger.stated and danger.exercise_months is not None:
            since = {6: "2022-06-30", 12: "2021-12-31", 24: "2020-12-31"}[danger.exercise_months]
            held_on = [x.held_on.last_day for x in held.exercises if danger.id in x.risks]
            if not any(day(since) <= when <= ON for when in held_on):
                found.add(f"risk-not-exercised/{danger.id}")
    return found


@generated(forces())
def test_a_patient_reader_finds_the_same(held):
    report = find_vulnerabilities(held, "2022-Q4")
    assert {row.key for row in report.all} == keys_of_a_patient_reader(held)
    assert report.rules_off == ()


@generated(forces())
def test_keys_are_unique_and_name_rule_and_subject(held):
    report = find_vulnerabilities(held, "2022-Q4")
    assert len({row.key for row in report.all}) == len(report.all)
    assert all(row.key == f"{row.rule}/{row.subject}" for row in report.all)


@generated(forces())
def test_what_is_accepted_is_never_found_while_the_acceptance_holds(held):
    report = find_vulnerabilities(held, "2022-Q4")
    holding = {row.vulnerability for row in held.acceptances if row.accepted_on <= ON <= row.until_on}
    assert not {row.key for row in report.found} & holding
    assert {row.key for row in report.accepted} == {row.key for row in report.all} & holding


@generated(forces(), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(held, dice):
    def shuffled(rows: Iterable[Any]) -> tuple[Any, ...]:
        rows = list(rows)
        dice.shuffle(rows)
        return tuple(rows)

    mixed = {name: shuffled(getattr(held, name)) for name in CSV_REGISTERS}
    mixed["returns"] = tuple(replace(row, responses=shuffled(row.responses)) for row in mixed["returns"])
    again = replace(held, **mixed, frameworks=shuffled(held.frameworks))
    same = find_vulnerabilities(again, "2022-Q4") == find_vulnerabilities(held, "2022-Q4")
    assert same  # compared apart, so that a failure shows the force and not two long reports


def without_first_seen(report: VulnerabilityReport) -> VulnerabilityReport:
    def plain(rows: tuple[Vulnerability, ...]) -> tuple[Vulnerability, ...]:
        return tuple(replace(row, first_seen=Id("any")) for row in rows)

    return replace(report, found=plain(report.found), accepted=plain(report.accepted))


@generated(forces())
def test_what_a_source_does_not_state_says_nothing(held):
    """Records of a restated source are added in every register that has a word for it; no report changes."""
    if unstated := tuple(
        other(c, ResponseState.NOT_STATED) for c in answered(held)
    ):  # an empty return is a gap
        leads = (*held.force.leads, lead("silent", frameworks=(Id("cap-1"),)))
        returns = (*held.returns, given("2022-Q4", "cap-1", *unstated, lead="silent"))
    else:
        leads, returns = held.force.leads, held.returns
    silent = replace(
        held,
        force=replace(held.force, leads=leads),
        returns=returns,
        actions=(*held.actions, action("A-9", "2000-01-01", state=ActionState.NOT_STATED)),
        due_date_moves=(
            *held.due_date_moves,
            move("M-91", "1998-01-01", "1999-01-01", "1997-01-01", "A-9"),
            move("M-92", "1999-01-01", "2000-01-01", "1998-01-01", "A-9"),
        ),
        recommendations=(*held.recommendations, recommendation("R-9", state=RecommendationState.NOT_STATED)),
        risks=(*held.risks, risk("named", exercise_months=1, stated=False)),
    )
    assert find_vulnerabilities(silent, "2022-Q4") == find_vulnerabilities(held, "2022-Q4")


def answered(held: Snapshot) -> list[str]:
    """Criteria of the capability framework that some row speaks to; for the rest, the source's silence counts."""
    return [row.criterion for each in held.returns if each.framework == "cap-1" for row in each.responses]


def test_a_force_of_which_nothing_is_stated_has_no_vulnerability():
    held = world(
        returns=tuple(
            given("2022-Q4", name, *(other(c, ResponseState.NOT_STATED) for c in ALL_CRITERIA[name]))
            for name in ("cap-1", "spr-1")
        ),
        actions=(action(due="2000-01-01", state=ActionState.NOT_STATED),),
        recommendations=(recommendation(state=RecommendationState.NOT_STATED),),
        inspections=(inspection(published="2014-04-10"),),
        risks=(risk(exercise_months=1, stated=False),),
    )
    assert find_vulnerabilities(held, "2022-Q4").all == ()


@generated(forces())
def test_an_earlier_cycle_in_which_nothing_was_wrong_leaves_the_report_alone(held):
    """Only `first_seen` looks back."""
    before = replace(held, cycles=(cycle("2019-Q1"), *held.cycles))
    later = find_vulnerabilities(before, "2022-Q4")
    assert without_first_seen(later) == without_first_seen(find_vulnerabilities(held, "2022-Q4"))
    assert {row.first_seen for row in later.all} <= {"2019-Q1", "2022-Q4"}


def test_every_part_of_a_severity_has_its_place_in_the_ranking():
    worse: dict[str, Any] = {"essential": True, "risk_rank": 0}
    for field in fields(Severity):
        serious = replace(Severity(), **{field.name: worse.get(field.name, 1)})
        assert place(serious, 9, "z") < place(Severity(), 0, "a"), field.name


def test_exercises_dated_to_a_month_are_read():
    held = world(exercises=(exercise("X-1", "2020-01", criteria=(Id("cap-1/kit"),)),))
    (row,) = find_vulnerabilities(held, "2022-Q4").found
    assert "last exercised January 2020" in row.sentence
    assert row.severity.days_overdue == (ON - When(2021, 1).last_day).days
