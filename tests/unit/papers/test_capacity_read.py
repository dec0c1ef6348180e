"""The capacity section of northmarch's paper: its reading in full, and in public nothing that was read."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from dueregard.packs.reading import read_pack
from dueregard.papers.document import Callout, Chart, Document, Heading, Table
from dueregard.papers.full import build_full
from dueregard.papers.public import build_public
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import public_view


@cache
def northmarch() -> Snapshot:
    return read_pack(Path("examples") / "northmarch")


def capacity_of(document: Document) -> tuple:
    """The blocks under the heading Capacity."""
    blocks = list(document.blocks)
    begins = next(at for at, b in enumerate(blocks) if isinstance(b, Heading) and b.text == "Capacity")
    ends = next(at for at in range(begins + 1, len(blocks)) if getattr(blocks[at], "level", 9) == 1)
    return tuple(blocks[begins + 1 : ends])


def unread() -> Snapshot:
    kept = tuple(row for row in northmarch().results if row.kind != "capacity-readings")
    return replace(northmarch(), results=kept)


def test_each_target_has_its_picture_and_none_may_be_published():
    blocks = capacity_of(build_full(northmarch(), "2023-11"))
    charts = [block for block in blocks if isinstance(block, Chart)]
    assert len(charts) == 3
    assert [chart.spec.threshold for chart in charts] == [17, 2, 17]
    assert not any(chart.publishable or chart.table.publishable for chart in charts)


def test_hours_met_and_fewest_stand_in_the_table():
    blocks = capacity_of(build_full(northmarch(), "2023-11"))
    table = next(
        b for b in blocks if isinstance(b, Table) and b.caption == "Units that a call finds, by hour"
    )
    assert [(row[1], row[2], row[3]) for row in table.rows] == [
        ("17", "2,184 of 2,184", "28"),
        ("2", "2,184 of 2,184", "3"),
        ("17", "0 of 2,184", "13"),
    ]


def test_a_paper_from_before_the_reading_does_not_know_it():
    blocks = capacity_of(build_full(northmarch(), "2022-11"))
    assert any(isinstance(b, Callout) and "No capacity target has been read" in b.text for b in blocks)


def test_the_public_edition_is_the_same_whether_or_not_anything_was_read():
    assert build_public(public_view(northmarch()), "2023-11") == build_public(
        public_view(unread()), "2023-11"
    )
