"""A paper made again tells of nothing that was still to come on its date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dueregard.packs.reading import read_pack
from dueregard.papers.full import build_full
from dueregard.papers.public import build_public
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import public_view
from dueregard.snapshot.known import known_on

NORTHMARCH = Path(__file__).parents[3] / "examples" / "northmarch"


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return read_pack(NORTHMARCH)


def test_what_is_dated_later_is_left_out_with_what_hangs_on_it(snapshot: Snapshot) -> None:
    day = date(2022, 11, 30)
    then = known_on(snapshot, day)
    assert all(meeting.held_on <= day for meeting in then.meetings)
    assert len(then.meetings) < len(snapshot.meetings)
    held = {meeting.id for meeting in then.meetings}
    assert {decision.meeting for decision in then.meeting_decisions} <= held
    reports = {inspection.id for inspection in then.inspections}
    assert {r.inspection for r in then.recommendations} <= reports
    assert {lesson.exercise for lesson in then.lessons} <= {exercise.id for exercise in then.exercises}


def test_when_everything_was_known_nothing_changes(snapshot: Snapshot) -> None:
    assert known_on(snapshot, date(2199, 1, 1)) is snapshot


def test_knowing_twice_is_knowing_once(snapshot: Snapshot) -> None:
    day = date(2022, 11, 30)
    assert known_on(known_on(snapshot, day), day) == known_on(snapshot, day)


def test_the_paper_of_2022_tells_of_nothing_after_it(snapshot: Snapshot) -> None:
    paper = next(paper for paper in snapshot.papers if paper.dated_on.year == 2022)
    later = [m for m in snapshot.meetings if m.held_on > paper.dated_on and m.publishable]
    assert later, "the example has meetings after the paper"
    for document in (build_full(snapshot, paper.id), build_public(public_view(snapshot), paper.id)):
        text = "\n".join(block.text for block in document.blocks if hasattr(block, "text"))
        for meeting in later:
            assert f"{meeting.held_on.day} {meeting.held_on:%B %Y}, chaired" not in text
