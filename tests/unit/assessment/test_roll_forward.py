from datetime import date

import pytest

from dueregard.assessment.resolution import answers_of
from dueregard.assessment.returns import ResponseState
from dueregard.assessment.roll_forward import Draft, confirm_unchanged, roll_forward
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from tests.unit.assessment.building import (
    answered,
    book,
    challenge,
    criterion,
    crosswalk,
    cycle,
    evidence,
    framework,
    lead,
    returned,
    said,
)

SPR = framework(
    "spr", [criterion(name) for name in ("boats", "crews", "plan")] + [criterion("riot-1", "riot")]
)


def drafted(rows, kind="exceptions", spr_areas=(), **more) -> Draft:
    of = book(
        [SPR],
        [cycle("2022-Q2"), cycle("2022-Q3", kind=kind)],
        [returned("2022-Q2", rows)],
        **more,
    )
    return roll_forward(of, lead(frameworks=["spr"], spr_areas=spr_areas), "spr", "2022-Q3")


def needs(draft: Draft, name: str) -> tuple[str, ...]:
    return next(line.needs for line in draft.lines if line.criterion.id == name)


def test_last_times_answer_stands_beside_an_empty_one():
    draft = drafted([answered("boats", "mostly met", reason="Two boats.")])
    first = draft.lines[0]
    assert first.last is not None
    assert (draft.since, first.criterion.id, first.last.rating, first.last.reason) == (
        "2022-Q2",
        "boats",
        "mostly-met",
        "Two boats.",
    )
    assert first.may_be_confirmed


def test_a_full_assessment_asks_everything_anew():
    draft = drafted([answered("boats", "mostly met")], kind="full")
    assert draft.to_confirm == ()
    assert needs(draft, "boats") == ("this is the full yearly assessment",)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (said("boats", "unanswered"), "it was not answered last time: the return says that it is unanswered"),
        (said("boats", "elsewhere"), "it was assessed elsewhere, so the pointer and its date are given anew"),
        (said("boats", "not-stated"), "last time's source does not state it"),
        (
            answered("boats", "fully met", evidence=(Id("e1"),)),
            "its evidence expires by 30 September 2022 (the last on 1 August 2022)",
        ),
    ],
)
def test_what_needs_a_new_answer_says_why(row, why):
    draft = drafted([row], evidence=[evidence("e1", date(2022, 8, 1))])
    assert needs(draft, "boats") == (why,)


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        ("open", ("a challenge is open: not met in the reviewer's view",)),
        ("upheld", ("a challenge was upheld: not met in the reviewer's view",)),
        ("not-upheld", ()),
    ],
)
def test_a_challenged_answer_needs_a_new_one(outcome, why):
    draft = drafted(
        [answered("boats", "mostly met")],
        challenges=[challenge("c1", "boats", "not met", "2022-Q2", outcome)],
    )
    assert needs(draft, "boats") == why


def test_what_is_new_or_asks_for_more_needs_an_answer_and_what_is_renamed_does_not():
    new = framework("new", [criterion(name) for name in ("vessels", "crews-2", "added")])
    walk = crosswalk("spr", "new", [("boats", "vessels", "renamed"), ("crews", "crews-2", "wider")])
    of = book(
        [SPR, new],
        [cycle("2022-Q2"), cycle("2022-Q3", "new", kind="exceptions")],
        [returned("2022-Q2", [answered("boats", "mostly met"), answered("crews", "mostly met")])],
        crosswalks=[walk],
    )
    draft = roll_forward(of, lead(frameworks=["new"]), "new", "2022-Q3")
    assert [line.needs for line in draft.lines] == [
        (),
        ("what is asked has changed: wider",),
        ("it was not asked before",),
    ]


def test_a_lead_is_asked_only_its_spr_areas():
    draft = drafted([], spr_areas=["spr/riot"])
    assert [line.criterion.id for line in draft.lines] == ["riot-1"]


def test_no_change_is_said_on_purpose_and_gives_carried_rows():
    rows = [
        answered("boats", "mostly met"),
        said("crews", "not-applicable", confirmed_by="Head of resources"),
    ]
    draft = drafted(rows)
    carried = confirm_unchanged(draft, ["boats", "crews"])
    assert [(row.criterion, row.state, row.publishable) for row in carried] == [
        ("boats", ResponseState.CARRIED, False),
        ("crews", ResponseState.CARRIED, False),
    ]
    of = book(
        [SPR], [cycle("2022-Q2"), cycle("2022-Q3")], [returned("2022-Q2", rows), returned("2022-Q3", carried)]
    )
    now = answers_of(of, "2022-Q3")
    assert now[Id("spr"), Id("boats")].rating == "mostly-met"
    assert now[Id("spr"), Id("crews")].kind == "not-applicable"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("plan", "plan needs a new answer: it was not answered last time"),
        ("planes", "asks operations no criterion planes"),
    ],
)
def test_what_needs_an_answer_cannot_be_confirmed(name, says):
    with pytest.raises(DueRegardError, match=says):
        confirm_unchanged(drafted([]), [name])


def test_the_first_cycle_has_nothing_to_roll_forward():
    of = book([SPR], [cycle("2022-Q3", kind="exceptions")], [])
    draft = roll_forward(of, lead(), "spr", "2022-Q3")
    assert draft.since is None
    assert {line.needs for line in draft.lines} == {("it was not asked before",)}
