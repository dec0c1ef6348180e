"""A question points to the heading under which it is answered."""

from __future__ import annotations

from pathlib import Path

from dueregard.packs.reading import read_pack
from dueregard.papers.document import Heading
from dueregard.papers.full import build_full
from dueregard.papers.sections.opening import SECTION_TITLES
from dueregard.publication.prose import SECTIONS_AFTER_LEADS, SECTIONS_BEFORE_LEADS

NORTHMARCH = Path(__file__).parents[3] / "examples" / "northmarch"


def test_every_section_has_a_title() -> None:
    assert set(SECTION_TITLES) == {*SECTIONS_BEFORE_LEADS, *SECTIONS_AFTER_LEADS}


def test_every_title_is_a_heading_of_the_paper() -> None:
    headings = {b.text for b in build_full(read_pack(NORTHMARCH)).blocks if isinstance(b, Heading)}
    assert set(SECTION_TITLES.values()) <= headings
