"""What a disclosure officer is told on the full side, and that telling it changes nothing public."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.force.identity import Setting
from dueregard.force.standing_facts import Strength
from dueregard.papers.disclosure import Concern, DisclosureFinding, check_disclosure
from dueregard.papers.document import Document, Table
from dueregard.papers.public import build_public
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import public_view
from tests.editions.places import northmarch, with_field

PAPER = "2023-11"
SETTINGS = {"small-number-threshold", "aggregation-threshold", "disclosure-officer"}


def found(snapshot: Snapshot, concern: Concern, **given: Any) -> list[DisclosureFinding]:
    return [each for each in check_disclosure(snapshot, PAPER, **given) if each.concern is concern]


def with_setting(snapshot: Snapshot, name: str, value: str | None) -> Snapshot:
    """The Snapshot with one setting given (withheld), or without it."""
    settings = [setting for setting in snapshot.force.settings if setting.id != name]
    if value is not None:
        made = Setting(
            id=Id(name),
            about="Given by a test",
            value=value,
            unit="text",
            from_on=When(2020),
            marking=Id("OFFICIAL"),
        )
        settings.append(made)
    return replace(snapshot, force=replace(snapshot.force, settings=tuple(settings)))


def public(snapshot: Snapshot) -> Document:
    return build_public(public_view(snapshot), PAPER)


def test_without_its_setting_a_check_is_off_and_says_so():
    for name in ("small-number-threshold", "aggregation-threshold"):
        (off,) = found(with_setting(northmarch(), name, None), Concern.OFF)
        assert name in off.where
        assert f"because the force has no setting {name} for 30 September 2023" in off.words()


def test_a_setting_that_is_no_number_turns_the_check_off_and_says_so():
    (off,) = found(with_setting(northmarch(), "small-number-threshold", "a few"), Concern.OFF)
    assert '"a few", not a whole number' in off.words()


def test_northmarch_has_its_checks_on():
    assert found(northmarch(), Concern.OFF) == []


@pytest.mark.parametrize("value", ["1", "7", "5000", None])
def test_no_setting_of_a_check_alters_the_public_edition(value: str | None):
    for name in SETTINGS:
        assert public(with_setting(northmarch(), name, value)) == public(northmarch())


def deployed(officers: int) -> Snapshot:
    """Northmarch with its first published deployment of so many officers."""
    first = next(aid for aid in northmarch().aid if aid.publishable)
    changed = tuple(replace(aid, officers=officers) if aid is first else aid for aid in northmarch().aid)
    return replace(northmarch(), aid=changed)


@pytest.mark.parametrize(("officers", "is_small"), [(3, True), (9, True), (10, False), (11, False)])
def test_a_count_below_the_threshold_is_found(officers: int, is_small: bool):
    told = found(deployed(officers), Concern.SMALL_NUMBER)
    assert bool(told) is is_small
    if told:
        assert told[0].where == "Deployments in officer-days, Officers"
        assert f"below 10: Disturbances, Castermoor {officers}" in told[0].words()


def test_scores_places_and_durations_are_no_small_numbers():
    """Northmarch prints hundreds of figures below ten; none of them counts people."""
    cells = [
        row[column]
        for block in public(northmarch()).blocks
        if isinstance(block, Table)
        for row in block.rows
        for column in block.numeric
    ]
    assert sum(cell in "123456789" for cell in cells) > 50
    assert found(northmarch(), Concern.SMALL_NUMBER) == []


def test_two_editions_whose_difference_is_small_are_found():
    """What went out in an earlier paper stays out: 24 then and 28 now says that four more went."""
    then = public(deployed(24))
    (told,) = found(deployed(28), Concern.DIFFERENCE, earlier={"2022-11": then})
    assert told.where.startswith("Deployments in officer-days, Disturbances, Castermoor")
    assert "24 in the public edition of 2022-11 and 28 in this one, a difference of 4" in told.words()
    assert found(deployed(60), Concern.DIFFERENCE, earlier={"2022-11": then}) == []


def test_editions_made_anew_from_the_same_records_do_not_differ():
    assert found(northmarch(), Concern.DIFFERENCE) == []


def strengths(published: set[str]) -> Snapshot:
    """A force of 100 in three functions, some of them published."""
    parts = {"response": 60, "custody": 33, "contact": 7}
    common: dict[str, Any] = {"as_at": When(2022, 9, 30), "measure": "headcount", "marking": Id("OFFICIAL")}
    whole = Strength(id=Id("whole"), officers=100, publishable=True, **common)
    rows = [
        Strength(id=Id(name), officers=officers, function=name, publishable=name in published, **common)
        for name, officers in parts.items()
    ]
    return replace(northmarch(), strength=(whole, *rows))


@pytest.mark.parametrize(
    ("published", "comes_out"),
    [
        ({"response", "custody"}, "contact"),
        ({"response", "contact"}, "custody"),
        ({"response"}, None),
        (set(), None),
        ({"response", "custody", "contact"}, None),
    ],
)
def test_a_withheld_part_that_is_the_rest_of_a_total_is_found(published: set[str], comes_out: str | None):
    told = found(strengths(published), Concern.REMAINDER)
    assert [finding.where for finding in told] == (
        [f"registers/strength.csv, {comes_out}"] if comes_out else []
    )


def test_a_number_left_out_between_published_ones_is_found():
    """Northmarch withholds only the last decisions of a meeting, so that no number is missing."""
    assert [each for each in found(northmarch(), Concern.GAP) if "meeting_decisions" in each.where] == []
    first = next(row for row in northmarch().meeting_decisions if row.number == 1 and row.publishable)
    rows = tuple(
        with_field(row, "publishable", row.publishable and row is not first)
        for row in northmarch().meeting_decisions
    )
    told = found(replace(northmarch(), meeting_decisions=rows), Concern.GAP)
    (gap,) = [each for each in told if "meeting_decisions" in each.where]
    assert f"registers/meeting_decisions.csv, {first.meeting}: number 1 is withheld" in gap.words()


def _publish(row: Any) -> Any:
    return with_field(row, "publishable", True)


def test_a_withheld_quarter_between_published_ones_is_found():
    (told,) = [each for each in found(northmarch(), Concern.GAP) if "cycles" in each.where]
    assert told.where == "registers/cycles.csv, 2022-Q4"
    shown = replace(northmarch(), cycles=tuple(map(_publish, northmarch().cycles)))
    assert [each for each in found(shown, Concern.GAP) if "cycles" in each.where] == []


def test_a_history_that_does_not_join_up_is_found():
    """Northmarch withholds a history whole; to withhold its last step alone would show that there is one."""
    assert [each for each in found(northmarch(), Concern.GAP) if "state" in each.saw] == []
    told_of = public_view(northmarch()).state_changes
    last = told_of[-1]
    rows = tuple(
        with_field(row, "publishable", row.publishable and row.id != last.id)
        for row in northmarch().state_changes
    )
    told = {each.where for each in found(replace(northmarch(), state_changes=rows), Concern.GAP)}
    assert any(where.endswith(f", {last.subject_id}") for where in told)


def test_moves_of_a_due_date_that_do_not_join_up_are_found():
    made = northmarch().due_date_moves[0]
    action = next(each for each in public_view(northmarch()).actions if each.due_on == date(2023, 12, 31))
    days = (date(2023, 3, 31), date(2023, 8, 31), date(2023, 12, 31))
    first, second = (
        replace(made, id=Id(f"m-{n}"), action=action.id, from_on=days[n], to_on=days[n + 1], moved_on=days[n])
        for n in (0, 1)
    )
    rest = tuple(move for move in northmarch().due_date_moves if move.action != action.id)
    for published, expected in (((first,), 1), ((second,), 0), ((first, second), 0)):
        rows = tuple(replace(move, publishable=move in published) for move in (first, second))
        told = found(replace(northmarch(), due_date_moves=(*rest, *rows)), Concern.GAP)
        assert sum("due date" in each.saw and action.id in each.where for each in told) == expected


def test_many_records_of_a_kind_that_is_mostly_withheld_ask_a_named_person():
    (told,) = found(northmarch(), Concern.AGGREGATION)
    assert told.where == "the register evidence"
    assert "ask the Disclosure Officer whether together they bear a higher marking" in told.words()
    assert found(with_setting(northmarch(), "aggregation-threshold", "39"), Concern.AGGREGATION) == []
    (unnamed,) = found(with_setting(northmarch(), "disclosure-officer", None), Concern.AGGREGATION)
    assert "no setting disclosure-officer names the post" in unnamed.words()


def test_many_marked_records_ask_a_named_person():
    marked = tuple(
        replace(risk, marking=Id("OFFICIAL-SENSITIVE"), publishable=True) for risk in northmarch().risks
    )
    snapshot = with_setting(replace(northmarch(), risks=marked), "aggregation-threshold", "15")
    told = [each for each in found(snapshot, Concern.AGGREGATION) if each.where == "all registers"]
    assert len(told) == 1
    assert "16 published records are marked above OFFICIAL, more than 15" in told[0].words()


def test_what_is_publishable_and_hangs_on_something_withheld_is_named():
    assert found(northmarch(), Concern.LEFT_OUT) == []
    withheld = tuple(
        replace(meeting, publishable=meeting.id != "b-2023-08") for meeting in northmarch().meetings
    )
    told = found(replace(northmarch(), meetings=withheld), Concern.LEFT_OUT)
    assert {each.where.partition(",")[0] for each in told} == {"meeting_decisions"}
    assert all("what it belongs to is withheld" in each.words() for each in told)


def test_a_paper_that_is_withheld_has_nothing_to_look_at():
    withheld = tuple(replace(paper, publishable=False) for paper in northmarch().papers)
    assert check_disclosure(replace(northmarch(), papers=withheld), PAPER) == ()


def test_what_came_after_the_paper_is_not_looked_at():
    early = check_disclosure(northmarch(), "2022-11")
    assert not any("2023" in each.where for each in early)
    assert date(2022, 11, 30) > next(p.dated_on for p in northmarch().papers if p.id == "2022-11")
