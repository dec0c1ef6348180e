from datetime import date
from fractions import Fraction

import pytest

from dueregard.assessment.areas import area_standings, force_standing, framework_roll_ups
from dueregard.assessment.book import AssessmentBook
from dueregard.assessment.standing import Standing
from dueregard.common.errors import DueRegardError
from tests.unit.assessment.building import (
    answered,
    book,
    challenge,
    criterion,
    cycle,
    framework,
    override,
    returned,
    said,
)

SPR = framework(
    "spr",
    [
        criterion("flood-1", "flood", "capacity"),
        criterion("flood-2", "flood", "capability", question="q.flood"),
        criterion("riot-1", "riot", "capacity"),
        criterion("riot-2", "riot", "capability"),
    ],
)
OWN = framework(
    "own",
    [
        criterion("own-1", "own", "capacity", weight=3, required="fully met"),
        criterion("own-2", "own", "capability", question="q.flood", essential=True),
    ],
    serves={"own": ["spr/flood", "other/flood"]},
    rule="weakest",
)


def one(*responses, own=(), frameworks=("own",), **more) -> AssessmentBook:
    returns = [returned("2022-Q3", responses), returned("2022-Q3", own, framework_id="own")]
    return book([SPR, OWN], [cycle("2022-Q3", frameworks=frameworks)], returns, **more)


def test_a_capability_framework_feeds_the_spr_area_it_serves_each_question_once():
    flood, riot = area_standings(one(), "2022-Q3")
    assert [(part.framework, part.criterion) for part in flood.parts] == [
        ("spr", "flood-1"),
        ("spr", "flood-2"),
        ("own", "own-1"),
    ]
    assert [part.criterion for part in riot.parts] == ["riot-1", "riot-2"]
    assert not flood.parts[1].essential, "the SPR version asks the shared question first"
    assert flood.parts[2].required == 3


def test_only_frameworks_of_the_cycle_feed_an_area():
    flood, _ = area_standings(one(frameworks=()), "2022-Q3")
    assert [part.criterion for part in flood.parts] == ["flood-1", "flood-2"]


def test_the_rule_is_that_of_the_spr_version():
    flood, _ = area_standings(
        one(
            answered("flood-1", "not met"),
            answered("flood-2", "fully met"),
            own=[answered("own-1", "fully met")],
        ),
        "2022-Q3",
    )
    assert flood.roll_up.likely == "fully-met"
    assert flood.standing is Standing.MEETS_WITH_GAPS
    assert flood.under("capacity").likely == "fully-met"
    assert flood.under("capability").applicable == 1


def test_frameworks_that_measure_differently_cannot_be_mixed():
    odd = framework("own", OWN.criteria, serves={"own": ["spr/flood"]})
    object.__setattr__(odd, "scale", odd.scale[1:])
    of = book([SPR, odd], [cycle("2022-Q3", frameworks=["own"])], [])
    with pytest.raises(DueRegardError, match="own serves spr but is measured by another scale"):
        area_standings(of, "2022-Q3")


def test_the_force_lists_its_areas_weakest_first_and_ties_in_the_order_of_the_framework():
    names = [f"area-{number}" for number in range(6)]
    spr = framework("spr", [criterion(name, name, weight=2) for name in names])
    rows = [
        answered("area-0", "fully met"),
        said("area-1", "not-stated"),
        answered("area-2", "partly met"),
        said("area-3", "unanswered"),
        answered("area-4", "not met"),
        answered("area-5", "fully met"),
    ]
    of = book([spr], [cycle("2022-Q3")], [returned("2022-Q3", rows)])
    assert [(each.area.id, each.standing.value) for each in force_standing(of, "2022-Q3")] == [
        ("area-4", "does not meet"),
        ("area-2", "does not meet"),
        ("area-3", "cannot yet say"),
        ("area-0", "meets"),
        ("area-5", "meets"),
        ("area-1", "not stated in the source"),
    ]


def test_an_override_stands_beside_the_computed_value_while_it_lasts():
    def made(quarter: str, until: date):
        return override("o1", "riot", "fully met", quarter, date(2022, 7, 1), until)

    rows = [answered("riot-1", "not met"), answered("riot-2", "not met")]
    for overrides, shown in (
        ([made("2022-Q3", date(2022, 12, 31))], True),
        ([made("2022-Q3", date(2022, 9, 29))], False),
        ([override("o1", "flood", "fully met", "2022-Q3", date(2022, 7, 1), date(2022, 12, 31))], False),
        (
            [override("o1", "riot", "fully met", "2022-Q3", date(2022, 7, 1), date(2023, 1, 1), "other")],
            False,
        ),
    ):
        riot = area_standings(one(*rows, overrides=overrides), "2022-Q3")[1]
        assert (riot.override is not None) == shown
        assert riot.roll_up.likely == "not-met"


def test_an_override_does_not_reach_back_before_its_cycle():
    cycles = [cycle("2022-Q2", as_at=date(2022, 7, 15)), cycle("2022-Q3")]
    made = override("o1", "riot", "fully met", "2022-Q3", date(2022, 7, 10), date(2022, 12, 31))
    of = book([SPR], cycles, [], overrides=[made])
    assert [area_standings(of, each.id)[1].override for each in cycles] == [None, made]


@pytest.mark.parametrize(("outcome", "stands"), [("open", True), ("upheld", True), ("not-upheld", False)])
def test_a_challenged_version_stands_beside_both(outcome, stands):
    of = one(
        answered("riot-1", "fully met"),
        answered("riot-2", "fully met"),
        challenges=[challenge("c1", "riot-1", "partly met", "2022-Q3", outcome)],
    )
    riot = area_standings(of, "2022-Q3")[1]
    assert riot.roll_up.likely == "fully-met"
    if stands:
        assert riot.challenged is not None
        assert riot.challenged.likely == "partly-met"
        assert riot.challenged_standing is Standing.DOES_NOT_MEET
        assert [each.id for each in riot.challenges] == ["c1"]
    else:
        assert riot.challenged is None
        assert riot.challenged_standing is None


def test_a_challenge_stands_while_the_answer_is_carried_and_no_longer():
    cycles = [cycle(name) for name in ("2022-Q1", "2022-Q2", "2022-Q3")]
    returns = [
        returned("2022-Q1", [answered("riot-1", "fully met")]),
        returned("2022-Q2", [said("riot-1", "carried")]),
        returned("2022-Q3", [answered("riot-1", "mostly met")]),
    ]
    of = book([SPR], cycles, returns, challenges=[challenge("c1", "riot-1", "not met", "2022-Q1", "upheld")])
    assert [area_standings(of, each.id)[1].challenged is not None for each in cycles] == [True, True, False]


def test_the_latest_challenge_counts():
    of = one(
        answered("riot-1", "fully met"),
        challenges=[
            challenge("c1", "riot-1", "mostly met", "2022-Q3", raised_on=date(2022, 8, 2)),
            challenge("c2", "riot-1", "not met", "2022-Q3", raised_on=date(2022, 8, 1)),
        ],
    )
    challenged = area_standings(of, "2022-Q3")[1].challenged
    assert challenged is not None
    assert challenged.likely == "mostly-met"


def test_a_framework_rolls_up_by_its_own_rule_by_area_heading_and_cell():
    of = one(own=[answered("own-1", "partly met"), answered("own-2", "fully met")])
    found = framework_roll_ups(of, "2022-Q3", "own")
    assert [(area.id, result.likely) for area, result in found.areas] == [("own", "partly-met")]
    assert [(h.id, result.likely) for h, result in found.headings] == [
        ("capacity", "partly-met"),
        ("capability", "fully-met"),
    ]
    assert len(found.cells) == 2
    assert found.areas[0][1].coverage == Fraction(1)


def test_a_lead_sees_only_its_areas():
    found = framework_roll_ups(one(), "2022-Q3", "spr", areas=["riot"])
    assert [area.id for area, _ in found.areas] == ["riot"]
    assert [answer.criterion.id for answer in found.answers] == ["riot-1", "riot-2"]


def test_a_framework_the_cycle_does_not_ask_is_refused():
    with pytest.raises(DueRegardError, match="The cycle 2022-Q3 does not ask own; it asks spr"):
        framework_roll_ups(one(frameworks=()), "2022-Q3", "own")
