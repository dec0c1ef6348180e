from datetime import date

import pytest

from dueregard.assessment.changes import AreaChange, Change, Comparison, CriterionChange
from dueregard.assessment.comparison import compare
from dueregard.assessment.returns import Response
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.frameworks.model import Relation
from dueregard.frameworks.starter import library
from tests.unit.assessment.building import (
    answered,
    book,
    challenge,
    criterion,
    crosswalk,
    cycle,
    evidence,
    framework,
    override,
    returned,
    said,
)

CONFIRMED = {"confirmed_by": "Head of resources"}
OLD = framework("old", [criterion(name) for name in ("a", "b", "c")] + [criterion("d", "riot")])
NEW = framework(
    "new",
    [criterion(name, "water") for name in ("a2", "b2", "e2")]
    + [criterion("f2", "attack"), criterion("d2", "riots")],
)
WALK = crosswalk(
    "old",
    "new",
    [
        ("a", "a2", "renamed"),
        ("b", "b2", "wider"),
        ("c", None, "ended"),
        (None, "e2", "new"),
        (None, "f2", "new"),
        ("d", "d2", "renamed"),
    ],
    areas=[("flood", "water", "renamed"), (None, "attack", "new"), ("riot", "riots", "wider")],
)


def two(before, after, **more) -> CriterionChange:
    """What became of one criterion between two quarters, each given by its row or None."""
    spr = framework("spr", [criterion("boats"), criterion("other")])
    rows = [("2022-Q2", before), ("2022-Q3", after)]
    of = book(
        [spr],
        [cycle("2022-Q1"), cycle("2022-Q2"), cycle("2022-Q3")],
        [returned("2022-Q1", [answered("boats", "partly met")])]
        + [returned(name, [] if row is None else [row]) for name, row in rows],
        **more,
    )
    return compare(of, "2022-Q2", "2022-Q3").by_criterion[Id("spr"), Id("boats")]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (answered("boats", "partly met"), answered("boats", "mostly met"), Change.UP),
        (answered("boats", "fully met"), answered("boats", "mostly met"), Change.DOWN),
        (answered("boats", "partly met"), answered("boats", "partly met"), Change.UNCHANGED),
        (answered("boats", "partly met"), said("boats", "carried"), Change.CARRIED),
        (said("boats", "carried"), said("boats", "carried"), Change.CARRIED),
        (None, answered("boats", "partly met"), Change.NEWLY_ANSWERED),
        (said("boats", "elsewhere"), answered("boats", "partly met"), Change.NEWLY_ANSWERED),
        (answered("boats", "partly met"), None, Change.NO_LONGER_ANSWERED),
        (answered("boats", "partly met"), said("boats", "elsewhere"), Change.NO_LONGER_ANSWERED),
        (answered("boats", "partly met"), said("boats", "not-stated"), Change.NO_LONGER_ANSWERED),
        (None, said("boats", "unanswered"), Change.STILL_UNANSWERED),
        (None, said("boats", "elsewhere"), Change.STILL_UNANSWERED),
        (
            answered("boats", "partly met"),
            said("boats", "not-applicable", **CONFIRMED),
            Change.NOW_NOT_APPLICABLE,
        ),
        (said("boats", "not-applicable", **CONFIRMED), said("boats", "carried"), Change.CARRIED),
        (
            said("boats", "not-applicable", **CONFIRMED),
            said("boats", "not-applicable", **CONFIRMED),
            Change.UNCHANGED,
        ),
        (said("boats", "not-applicable", **CONFIRMED), None, Change.NO_LONGER_ANSWERED),
        (None, said("boats", "not-stated"), Change.NOT_STATED),
    ],
)
def test_what_became_of_an_answer_is_said_in_words(before, after, change):
    assert two(before, after).change is change


def test_why_it_changed_and_on_what_new_evidence():
    change = two(
        answered("boats", "partly met", evidence=(Id("e1"),)),
        answered(
            "boats",
            "fully met",
            reason="Three boats.",
            changed="A boat was bought.",
            evidence=(Id("e1"), Id("e2")),
        ),
        evidence=[evidence("e1"), evidence("e2")],
    )
    assert (change.why, change.new_evidence) == ("A boat was bought.", ("e2",))
    assert two(None, answered("boats", "fully met", reason="Three boats.")).why == "Three boats."


def test_challenges_then_and_now_stand_beside_it():
    change = two(
        answered("boats", "partly met"),
        said("boats", "carried"),
        challenges=[challenge("c1", "boats", "not met", "2022-Q3")],
    )
    assert (change.challenges_before, [each.id for each in change.challenges_after]) == ((), ["c1"])


def across(**ratings: str) -> Comparison:
    """Two quarters under two versions; ratings by criterion."""
    rows: dict[str, list[Response]] = {"old": [], "new": []}
    for name, rating in ratings.items():
        rows["new" if name.endswith("2") else "old"].append(answered(name, rating.replace("_", " ")))
    return compare(
        book(
            [OLD, NEW],
            [cycle("2022-Q2", "old"), cycle("2022-Q3", "new")],
            [
                returned("2022-Q2", rows["old"], framework_id="old"),
                returned("2022-Q3", rows["new"], framework_id="new"),
            ],
            crosswalks=[WALK],
        ),
        "2022-Q2",
        "2022-Q3",
    )


def test_a_crosswalk_keeps_a_trend_alive_or_says_why_not():
    found = across(a="partly_met", a2="fully_met", b="partly_met", b2="fully_met", c="fully_met")
    words = {(each.after or each.before).criterion.id: each.words for each in found.criteria}  # type: ignore[union-attr]
    assert words == {
        "a2": "up",
        "b2": "not comparable: wider",
        "e2": "new in this version",
        "f2": "new in this version",
        "d2": "still unanswered",
        "c": "ended",
    }
    assert found.notes == ()
    wider = found.by_criterion[Id("new"), Id("b2")]
    assert wider.before is not None
    assert wider.before.rating == "partly-met", "both sides are shown"


def test_spr_areas_are_compared_across_versions():
    found = across(
        a="partly_met", b="partly_met", c="partly_met", a2="fully_met", b2="fully_met", e2="fully_met"
    )
    assert [(each.area.id, each.words) for each in found.areas] == [
        ("water", "up"),
        ("attack", "new in this version"),
        ("riots", "not comparable: wider"),
    ]
    assert found.areas[0].sentence == (
        "Up: from does not meet to meets; of 3 criteria 1 up, 1 new in this version, 1 not comparable."
    )


def test_without_a_crosswalk_it_is_said_that_nothing_leads_across():
    of = book([OLD, NEW], [cycle("2022-Q2", "old"), cycle("2022-Q3", "new")], [])
    found = compare(of, "2022-Q2", "2022-Q3")
    assert found.notes == (
        "There is no crosswalk from old to new, so what they do not ask alike is shown as ended and new.",
    )
    assert {each.change for each in found.areas} == {Change.NEW, Change.ENDED}


def test_what_was_merged_is_shown_beside_each_of_its_sources():
    old = framework("old", [criterion("a"), criterion("b")])
    new = framework("new", [criterion("ab")])
    walk = crosswalk(
        "old", "new", [("a", "ab", "merged"), ("b", "ab", "merged")], [("flood", "flood", "same")]
    )
    of = book([old, new], [cycle("2022-Q2", "old"), cycle("2022-Q3", "new")], [], crosswalks=[walk])
    found = compare(of, "2022-Q2", "2022-Q3").criteria
    assert [(each.before.criterion.id, each.words) for each in found if each.before] == [
        ("a", "not comparable: merged"),
        ("b", "not comparable: merged"),
    ]


def area(before: list, after: list, **more) -> AreaChange:
    spr = framework("spr", [criterion("a"), criterion("b")])
    returns = [returned("2022-Q2", before), returned("2022-Q3", after)]
    of = book([spr], [cycle("2022-Q2"), cycle("2022-Q3")], returns, **more)
    return compare(of, "2022-Q2", "2022-Q3").areas[0]


def rated(a: str, b: str) -> list:
    return [answered("a", a), answered("b", b)]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (rated("not met", "not met"), rated("fully met", "fully met"), Change.UP),
        (rated("fully met", "mostly met"), rated("mostly met", "partly met"), Change.DOWN),
        (rated("mostly met", "mostly met"), rated("fully met", "fully met"), Change.UP),
        (rated("mostly met", "mostly met"), rated("mostly met", "mostly met"), Change.UNCHANGED),
        ([], [], Change.STILL_UNANSWERED),
        (
            [said("a", "not-stated"), said("b", "not-stated")],
            rated("mostly met", "fully met"),
            Change.NEWLY_ANSWERED,
        ),
        (
            rated("mostly met", "fully met"),
            [said("a", "not-stated"), said("b", "not-stated")],
            Change.NO_LONGER_ANSWERED,
        ),
        (
            [said("a", "not-stated"), said("b", "not-stated")],
            [said("a", "not-stated"), said("b", "not-stated")],
            Change.NOT_STATED,
        ),
        (
            rated("mostly met", "fully met"),
            [said("a", "not-applicable", **CONFIRMED), said("b", "not-applicable", **CONFIRMED)],
            Change.NOW_NOT_APPLICABLE,
        ),
    ],
)
def test_what_became_of_an_spr_area(before, after, change):
    found = area(before, after)
    assert found.change is change
    assert found.relation is Relation.SAME


def test_changes_of_challenge_and_override_are_shown():
    found = area(
        rated("fully met", "fully met"),
        rated("fully met", "fully met"),
        challenges=[challenge("c1", "a", "not met", "2022-Q2"), challenge("c2", "b", "not met", "2022-Q3")],
        overrides=[override("o1", "flood", "not met", "2022-Q3", date(2022, 7, 1), date(2022, 12, 31))],
    )
    assert [each.id for each in found.ended_challenges] == ["c1"]
    assert [each.id for each in found.new_challenges] == ["c2"]
    assert found.override_before is None
    assert found.override_after is not None


def test_the_library_compares_from_2012_to_2023_through_2015():
    shared = "spr.public-order.connectivity"
    by_id = library().by_id
    asked = {
        name: next(each.id for each in by_id[name].criteria if each.question == shared)
        for name in ("spr-2012", "spr-2023")
    }
    of = book(
        library().frameworks,
        [cycle("2014-Q4", "spr-2012"), cycle("2023-Q2", "spr-2023")],
        [
            returned("2014-Q4", [answered(asked["spr-2012"], "partly met")], framework_id="spr-2012"),
            returned("2023-Q2", [answered(asked["spr-2023"], "fully met")], framework_id="spr-2023"),
        ],
        crosswalks=library().crosswalks,
    )
    found = compare(of, "2014-Q4", "2023-Q2")
    assert found.notes == ()
    assert found.by_criterion[Id("spr-2023"), asked["spr-2023"]].change is Change.UP
    assert {each.area.id: each.relation for each in found.areas} == {
        "terrorism": Relation.SAME,
        "civil-emergencies": Relation.SAME,
        "serious-and-organised-crime": Relation.RENAMED,
        "public-disorder": Relation.RENAMED,
        "national-cyber-event": Relation.WIDER,
        "child-sexual-abuse": Relation.NEW,
        "violence-against-women-and-girls": Relation.NEW,
        "cross-cutting": Relation.NEW,
    }


@pytest.mark.parametrize(("first", "second"), [("2022-Q3", "2022-Q2"), ("2022-Q2", "2022-Q2")])
def test_the_earlier_cycle_comes_first(first, second):
    of = book([OLD], [cycle("2022-Q2", "old"), cycle("2022-Q3", "old")], [])
    with pytest.raises(DueRegardError, match="give the earlier cycle first"):
        compare(of, first, second)
