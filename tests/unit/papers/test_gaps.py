"""Every "no data yet" and "not stated" that would reach a reader is listed, with where and how often."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dueregard.papers.document import AnyBlock, Callout, Document, Heading, Paragraph, Table
from dueregard.papers.gaps import Gap, find_gaps
from tests.papers_samples import sample_document


def _with(*blocks: AnyBlock) -> Document:
    return replace(sample_document(), blocks=blocks)


MARKS: dict[str, Any] = {"marking": "OFFICIAL", "publishable": True}


def test_a_gap_names_the_section_it_stands_in() -> None:
    document = _with(
        Heading(level=1, text="Capacity", **MARKS),
        Callout(title="No data yet", text="No roster has been read.", **MARKS),
    )
    assert find_gaps(document) == (Gap("Capacity", "No data yet: No roster has been read."),)


def test_cells_of_a_table_that_say_the_same_are_counted_together() -> None:
    table = Table(
        caption="Leads",
        header=("Area", "Led by"),
        rows=(("A", "not stated"), ("B", "not stated"), ("C", "D")),
        **MARKS,
    )
    assert find_gaps(_with(Heading(level=1, text="Leads", **MARKS), table)) == (
        Gap("Leads", "Leads, Led by: not stated", 2),
    )


def test_what_is_said_is_no_gap() -> None:
    assert find_gaps(_with(Paragraph(text="The data are here and stated.", **MARKS))) == ()


def test_a_gap_before_any_heading_stands_under_the_title() -> None:
    document = _with(Paragraph(text="Its scores are not stated in the source.", **MARKS))
    assert find_gaps(document)[0].section == document.title
