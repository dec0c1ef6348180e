"""Where the force is vulnerable: found by named rules, explained in one sentence, accepted until a date."""

from typing import Any

from dueregard.assessment.returns import ResponseState
from dueregard.common.codecs import Id
from dueregard.snapshot.full import Snapshot
from dueregard.vulnerabilities.finding import find_vulnerabilities
from tests.spec.improvement.tables import rows_of
from tests.unit.improvement.made import action, inspection, recommendation
from tests.unit.vulnerabilities.world import acceptance, answer, cycle, evidence, good_returns, other, world

EVIDENCE = {"in date": "E-1", "expired": "E-2", "none": None}


def answers(table: str, **registers: Any) -> Snapshot:
    """A force of four criteria, one of them (rota) essential, all "mostly" required, with answers from a
    table."""
    rows = []
    for row in rows_of(table):
        if row["answer"] in {state.value for state in ResponseState}:
            state = ResponseState(row["answer"])
            held = (
                {"held_by": "Another unit", "held_on": cycle("2022-Q4").as_at} if state == "elsewhere" else {}
            )
            rows.append(other(row["criterion"], state, reason="As told.", **held))
        else:
            cited = EVIDENCE[row["evidence"]]
            rows.append(answer(row["criterion"], row["answer"], evidence=(Id(cited),) if cited else ()))
    return world(*rows, evidence=(evidence("E-1"), evidence("E-2", "2022-12-01")), **registers)


def found(snapshot: Snapshot, of: str = "2022-Q4") -> list[str]:
    return [row.key for row in find_vulnerabilities(snapshot, of).found]


def test_each_weakness_in_an_answer_is_found_by_its_rule():
    """Rated too low, not answered, or resting on evidence that no longer counts: three rules, most serious
    first."""
    snapshot = answers(
        """
        criterion | answer     | evidence
        rota      | partly     | in date
        kit       | yes        | expired
        plan      | unanswered |
        depth     | mostly     | none
        """
    )
    assert found(snapshot) == [
        "rating-below-required/cap-1/rota",
        "criterion-uncovered/cap-1/plan",
        "evidence-lacking/cap-1/kit",
        "evidence-lacking/spr-1/depth",
    ]


def test_what_the_source_does_not_state_and_what_is_assessed_elsewhere_is_no_weakness():
    """A published paper that is silent has said nothing against the force; a pointer elsewhere covers its
    criterion."""
    snapshot = answers(
        """
        criterion | answer     | evidence
        rota      | not-stated |
        kit       | elsewhere  |
        plan      | not-stated |
        depth     | elsewhere  |
        """
    )
    assert found(snapshot) == []


def test_each_is_told_in_one_sentence_with_its_inputs():
    """A reader can check it: who, what, against which requirement, and where it was read."""
    (row,) = find_vulnerabilities(
        answers("criterion | answer | evidence\nrota | no | in date"), "2022-Q4"
    ).found
    assert row.sentence == (
        "Public order rates this “no”, 2 steps below the required “mostly”: There is a rota (cap-1/rota)."
    )
    assert row.inputs == ("frameworks/cap-1/rota", "returns/2022-Q4/order/cap-1", "evidence/E-1")


def test_a_named_person_accepts_it_until_a_date_and_then_it_is_back():
    """Acceptance hides nothing: it is listed apart, and once it lapses the vulnerability says so."""
    key = "rating-below-required/cap-1/rota"
    held: Any = {"acceptances": (acceptance(key, "2022-06-01", "2023-01-31"),)}
    low = answer("rota", "no")
    snapshot = world(
        cycles=(cycle("2022-Q4"), cycle("2023-Q1")),
        returns=(*good_returns("2022-Q4", "spr-1", low), *good_returns("2023-Q1", "spr-1", low)),
        **held,
    )
    before, after = (find_vulnerabilities(snapshot, of) for of in ("2022-Q4", "2023-Q1"))
    assert ([row.key for row in before.accepted], before.found) == ([key], ())
    (row,) = after.found
    assert row.acceptance is not None
    assert row.acceptance.words() == (
        "It had been accepted by Deputy chief constable until 31 January 2023; that has lapsed."
    )
    assert row.first_seen == "2022-Q4"


def test_a_rule_that_lacks_its_setting_is_off_and_says_so():
    """Silence is never taken for health: the report names the rules that were not asked."""
    silent = {"recommendations": (recommendation(),), "inspections": (inspection(published="2020"),)}
    with_setting: Any = {"settings": {"recommendation-answer-days": "60", "exercise-months": "12"}, **silent}
    without: Any = {"settings": {"exercise-months": "12"}, **silent}
    assert found(world(**with_setting)) == ["recommendation-unanswered/R-1"]
    assert found(world(**without)) == []
    (off,) = find_vulnerabilities(world(**without), "2022-Q4").rules_off
    assert off.why == "The force has no setting recommendation-answer-days for 31 December 2022."


def test_the_order_is_stated_point_by_point_and_nothing_is_added_up():
    """Essential first, then steps below what is required, weight, and days overdue; each row says why it
    stands there."""
    snapshot = answers(
        """
        criterion | answer | evidence
        kit       | no     | in date
        rota      | partly | in date
        """,
        actions=(action("A-1", "2022-12-01"), action("A-2", "2022-06-01")),
    )
    told = [(row.subject, row.ranking_reason) for row in find_vulnerabilities(snapshot, "2022-Q4").found]
    assert told == [
        ("cap-1/rota", "essential criterion; 1 step below what is required; weight 3"),
        ("cap-1/kit", "2 steps below what is required; weight 1"),
        ("A-2", "213 days overdue"),
        ("A-1", "30 days overdue"),
    ]
