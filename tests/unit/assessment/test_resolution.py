from datetime import date

import pytest

from dueregard.assessment.answers import Answer, OpenReason
from dueregard.assessment.book import AssessmentBook
from dueregard.assessment.resolution import answers_of, conflicting_answers
from dueregard.assessment.rolling import AnswerKind
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.frameworks.model import EvidenceState
from tests.unit.assessment.building import (
    answered,
    book,
    criterion,
    crosswalk,
    cycle,
    evidence,
    framework,
    returned,
    said,
)

SPR = framework("spr", [criterion("boats"), criterion("crews"), criterion("shared", question="q.shared")])
OWN = framework(
    "own",
    [criterion("own-shared", "own", question="q.shared"), criterion("boats", "own")],
    serves={"own": ["spr/flood"]},
)


def answer(of: AssessmentBook, name: str, quarter: str = "2022-Q3", framework_id: str = "spr") -> Answer:
    return answers_of(of, quarter)[Id(framework_id), Id(name)]


def quarters(*returns, frameworks=(SPR, OWN), **more) -> AssessmentBook:
    names = sorted({each.cycle for each in returns} | {"2022-Q3"})
    return book(frameworks, [cycle(name, frameworks=["own"]) for name in names], returns, **more)


def test_an_answer_is_found_with_who_gave_it():
    found = answer(quarters(returned("2022-Q3", [answered("boats", "mostly met")])), "boats")
    assert (found.kind, found.rating, found.given_by, found.given_in) == (
        AnswerKind.ANSWERED,
        "mostly-met",
        "operations",
        "2022-Q3",
    )
    assert not found.is_carried


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([said("boats", "unanswered")], OpenReason.SAID_SO),
        ([answered("crews", "not met")], OpenReason.NO_ROW),
        ([said("boats", "not-applicable")], OpenReason.NOT_CONFIRMED),
        ([said("boats", "not-applicable", confirmed_by="Head of operations")], OpenReason.NOT_CONFIRMED),
        ([said("boats", "not-applicable", confirmed_by="HEAD OF OPERATIONS")], OpenReason.NOT_CONFIRMED),
        ([said("boats", "carried")], OpenReason.NOTHING_TO_CARRY),
    ],
)
def test_what_is_not_said_is_unanswered_and_says_why(rows, why):
    found = answer(quarters(returned("2022-Q3", rows)), "boats")
    assert (found.kind, found.open_reason, found.rating) == (AnswerKind.UNANSWERED, why, None)


def test_a_missing_return_leaves_its_framework_unanswered():
    found = answer(quarters(returned("2022-Q3", [])), "boats", framework_id="own")
    assert (found.kind, found.open_reason) == (AnswerKind.UNANSWERED, OpenReason.NO_RETURN)


@pytest.mark.parametrize("state", ["not-stated", "elsewhere"])
def test_other_states_stand_as_said(state):
    assert answer(quarters(returned("2022-Q3", [said("boats", state)])), "boats").kind == AnswerKind(state)


def test_a_second_person_confirms_not_applicable():
    rows = [said("boats", "not-applicable", confirmed_by="Head of resources")]
    assert answer(quarters(returned("2022-Q3", rows)), "boats").kind is AnswerKind.NOT_APPLICABLE


def test_one_answer_serves_every_framework_that_asks_the_question():
    of = quarters(returned("2022-Q3", [answered("own-shared", "fully met")], framework_id="own"))
    assert answer(of, "shared").rating == "fully-met"
    assert answer(of, "shared").given_for == "own"
    assert answer(of, "own-shared", framework_id="own").rating == "fully-met"


def test_the_same_id_in_two_frameworks_is_not_the_same_question():
    of = quarters(returned("2022-Q3", [answered("boats", "fully met")], framework_id="own"))
    assert answer(of, "boats").kind is AnswerKind.UNANSWERED


@pytest.mark.parametrize("silent", ["unanswered", "not-stated"])
def test_an_answer_outweighs_silence_elsewhere(silent):
    of = quarters(
        returned("2022-Q3", [said("shared", silent)]),
        returned("2022-Q3", [answered("own-shared", "fully met")], framework_id="own"),
    )
    assert answer(of, "shared").rating == "fully-met"
    assert conflicting_answers(of) == ()


def test_that_the_force_has_not_said_outweighs_that_a_source_has_not():
    of = quarters(
        returned("2022-Q3", [said("shared", "not-stated")]),
        returned("2022-Q3", [said("own-shared", "unanswered")], framework_id="own"),
    )
    assert answer(of, "shared").kind is AnswerKind.UNANSWERED


@pytest.mark.parametrize(
    "other",
    [
        answered("own-shared", "partly met"),
        answered("own-shared", "fully met", "low"),
        said("own-shared", "not-applicable", confirmed_by="Head of resources"),
        said("own-shared", "elsewhere"),
    ],
)
def test_two_different_answers_to_one_question_are_a_conflict(other):
    of = quarters(
        returned("2022-Q3", [answered("shared", "fully met")]),
        returned("2022-Q3", [other], framework_id="own"),
    )
    (conflict,) = conflicting_answers(of)
    assert (conflict.cycle, conflict.key) == ("2022-Q3", "q.shared")
    assert {row[0].framework for row in conflict.rows} == {"spr", "own"}


def test_the_same_answer_twice_is_no_conflict():
    of = quarters(
        returned("2022-Q2", [answered("shared", "fully met")]),
        returned("2022-Q3", [answered("shared", "fully met")]),
        returned("2022-Q3", [said("own-shared", "carried")], framework_id="own"),
    )
    assert conflicting_answers(of) == ()


def test_a_carried_answer_is_traced_to_where_it_was_given():
    of = quarters(
        returned("2022-Q1", [answered("boats", "partly met", reason="Two boats.", evidence=(Id("e1"),))]),
        returned("2022-Q2", [said("boats", "carried", evidence=(Id("e2"),))]),
        returned("2022-Q3", [said("boats", "carried", changed="Nothing.")]),
        evidence=[evidence("e1", date(2022, 3, 31)), evidence("e2", date(2022, 8, 31))],
    )
    found = answer(of, "boats")
    assert (found.rating, found.given_in, found.is_carried) == ("partly-met", "2022-Q1", True)
    assert (found.reason, found.changed) == ("Two boats.", "Nothing.")
    assert found.evidence == ("e2", "e1")
    assert found.evidence_state is EvidenceState.EXPIRED
    assert answer(of, "boats", "2022-Q2").evidence_state is EvidenceState.CURRENT


def test_a_quarter_in_which_nothing_was_said_is_passed_over():
    of = quarters(
        returned("2022-Q1", [answered("boats", "partly met")]),
        returned("2022-Q2", [said("boats", "unanswered")]),
        returned("2022-Q3", [said("boats", "carried")]),
    )
    assert answer(of, "boats").given_in == "2022-Q1"


def test_not_applicable_is_carried_too():
    of = quarters(
        returned("2022-Q2", [said("boats", "not-applicable", confirmed_by="Head of resources")]),
        returned("2022-Q3", [said("boats", "carried")]),
    )
    assert answer(of, "boats").kind is AnswerKind.NOT_APPLICABLE


def test_a_new_answer_ends_what_was_carried():
    of = quarters(
        returned("2022-Q1", [answered("boats", "partly met")]),
        returned("2022-Q2", [answered("boats", "fully met")]),
        returned("2022-Q3", [said("boats", "carried")]),
    )
    assert answer(of, "boats").rating == "fully-met"


NEW = framework(
    "new", [criterion("vessels"), criterion("crews-2"), criterion("later-shared", question="q.shared")]
)


@pytest.mark.parametrize(
    ("name", "relation", "rating"),
    [
        ("vessels", "renamed", "partly-met"),
        ("crews-2", "wider", None),
        ("later-shared", "ended", "fully-met"),
    ],
)
def test_answers_are_carried_across_versions_where_the_trend_runs(name, relation, rating):
    """By a crosswalk row that carries the trend, or by the same question without one."""
    walk = crosswalk(
        "spr",
        "new",
        [("boats", "vessels", "renamed"), ("crews", "crews-2", "wider")],
    )
    before = [
        answered("boats", "partly met"),
        answered("crews", "mostly met"),
        answered("shared", "fully met"),
    ]
    after = [said(each, "carried") for each in ("vessels", "crews-2", "later-shared")]
    of = book(
        [SPR, NEW],
        [cycle("2022-Q2"), cycle("2022-Q3", "new")],
        [returned("2022-Q2", before), returned("2022-Q3", after, framework_id="new")],
        crosswalks=[walk],
    )
    found = answer(of, name, framework_id="new")
    assert found.rating == rating
    assert (found.kind is AnswerKind.ANSWERED) == (relation != "wider")


@pytest.mark.parametrize(
    ("cited", "state"),
    [
        ((), EvidenceState.ABSENT),
        (("unknown",), EvidenceState.ABSENT),
        (("old",), EvidenceState.EXPIRED),
        (("last-day",), EvidenceState.CURRENT),
        (("old", "lasting"), EvidenceState.CURRENT),
    ],
)
def test_evidence_is_judged_on_the_day_of_the_cycle(cited, state):
    row = answered("boats", "fully met", evidence=tuple(Id(each) for each in cited))
    of = quarters(
        returned("2022-Q3", [row]),
        evidence=[
            evidence("old", date(2022, 9, 29)),
            evidence("last-day", date(2022, 9, 30)),
            evidence("lasting"),
        ],
    )
    assert answer(of, "boats").evidence_state is state


def test_an_unknown_cycle_is_refused_by_name():
    with pytest.raises(DueRegardError, match="There is no cycle 2031-Q1; the cycles are: 2022-Q3"):
        answers_of(quarters(), "2031-Q1")
