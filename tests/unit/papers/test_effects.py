"""The effect section of the full edition: from stored Results alone, what limits trust above what it limits."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from dueregard.common.results import JsonText, Result
from dueregard.effects.stored import LostHoursValue
from dueregard.papers.chart_spec import ChartKind
from dueregard.papers.document import Bullets, Callout, Chart, Document, Facts, Heading, Paragraph, Table
from dueregard.papers.full import build_full
from dueregard.papers.gaps import find_gaps
from dueregard.snapshot.full import Snapshot
from tests.editions.checks import with_results
from tests.editions.places import northmarch
from tests.support.stored_results import (
    HEADINGS,
    effect_result,
    figure_value,
    strength_value,
    strengths_result,
    verdict_value,
)

PAPER = "2023-11"


def paper(*results: Result, snapshot: Snapshot | None = None) -> Document:
    return build_full(with_results(snapshot or northmarch(), results), PAPER)


def section(document: Document) -> list[object]:
    """The blocks of the effect section."""
    found: list[object] = []
    inside = False
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            inside = block.text == "Effect on local policing"
        if inside:
            found.append(block)
    return found


def texts(document: Document) -> str:
    said = []
    for block in section(document):
        match block:
            case Paragraph() | Heading():
                said.append(block.text)
            case Callout():
                said.append(f"{block.title}: {block.text}")
            case Bullets():
                said += block.items
            case Table():
                said += [" | ".join(row) for row in block.rows]
            case Chart():
                said += [block.alt, *(" | ".join(row) for row in block.table.rows)]
    return "\n".join(said)


def test_without_a_result_the_paper_says_that_nothing_was_worked_out():
    assert "No data yet: The effect of deployments" in texts(paper())
    assert any("No data yet" in gap.words for gap in find_gaps(paper()))


def test_what_a_commissioner_can_use_is_there_and_names_its_result():
    result = effect_result()
    said = texts(paper(result))
    for told in (
        "420 more (likely between 330 and 510) people are not seen in time.",
        "Attendance in time is neither shown to be kept nor shown not to be in the force; ",
        "Neighbourhood policing loses 6,117 officer-hours. No rest day was cancelled.",
        "The backlog is back within a day.",
        "Load: officers available (assumed): 55 more at 2 % fewer, 40 fewer at 2 % more.",
        "Were availability 2 % lower",
        f"[Result {result.hash[:8]}]",
    ):
        assert told in said
    assert "No data yet" not in said


def test_headings_stand_above_every_figure():
    blocks = section(paper(effect_result()))
    heading = next(n for n, b in enumerate(blocks) if isinstance(b, Callout) and HEADINGS[0] in b.text)
    figures = [
        n
        for n, b in enumerate(blocks)
        if isinstance(b, Paragraph | Table) and "Result " in str(b) and n != heading and "[Result" in str(b)
    ]
    assert figures
    assert heading < min(figures)


def test_headings_that_limit_trust_are_listed_as_gaps():
    words = [gap.words for gap in find_gaps(paper(effect_result()))]
    assert any("Not tested against a past deployment" in each for each in words)


def test_places_have_the_names_that_the_force_gives_them():
    said = texts(
        paper(
            effect_result(
                verdicts=(verdict_value(), verdict_value("saltmere-docks")),
                neighbourhood_lost=(LostHoursValue(local_area="saltmere-docks", minutes=60),),
                figures=(figure_value(), figure_value(local_area="saltmere-docks")),
            )
        )
    )
    assert "Saltmere Docks" in said
    assert "saltmere-docks" not in said


def test_a_null_effect_has_its_words_and_no_table():
    headline = "Nobody to a fair: nothing changes that somebody who waits could notice."
    document = paper(effect_result(null=True, headline=headline))
    assert headline in texts(document)
    captions = [b.caption for b in section(document) if isinstance(b, Table)]
    assert not any("What the deployment changes" in caption for caption in captions)


def test_where_only_a_range_is_given_no_single_figure_is_printed():
    document = paper(effect_result(range_only=True, figures=(figure_value(None),)), strengths_result())
    rows = [row for b in section(document) if isinstance(b, Table) for row in b.rows]
    assert (
        "People not seen within the standard",
        "Every non-emergency grade",
        "–",
        "Likely between 330 and 510",
    ) in rows
    (chart,) = [b for b in section(document) if isinstance(b, Chart) and b.spec.kind is ChartKind.SLOPE]
    last = chart.spec.points[-1]
    assert (last.y, last.low, last.high, last.label) == (None, 330.0, 510.0, "likely between 330 and 510")


def test_the_conclusion_on_strengths_is_the_stored_one_and_the_chart_has_its_table():
    result = strengths_result(conclusion="The same deployment costs less in a smaller force.")
    document = paper(result)
    assert "costs less in a smaller force" in texts(document)
    (chart,) = [b for b in section(document) if isinstance(b, Chart) and b.spec.kind is ChartKind.SLOPE]
    assert [row[0] for row in chart.table.rows] == ["8,300 (2012)", "7,100 (2022)", "6,600 (2017)"]
    assert all(step in chart.alt for step in chart.spec.x.steps)


STALE = {
    "a newer one": (
        effect_result(),
        replace(effect_result(headline="Newer."), made_on=date(2023, 11, 10)),
        "a newer one, of 10 November 2023, is kept",
    ),
    "other officers": (
        effect_result(aid="castermoor-bay-2023", officers=400),
        None,
        "The aid log has 375 officers, and it was worked out for 400",
    ),
    "another day": (
        effect_result(aid="castermoor-bay-2023", from_on="2023-05-09"),
        None,
        "The aid log has 8 May 2023 as its beginning, and it was worked out from 9 May 2023",
    ),
    "gone": (effect_result(aid="never-was"), None, "The aid log has no deployment never-was any more"),
    "another strength": (
        strengths_result(
            strengths=(strength_value("2012", 8200, 340.0), strength_value("2022", 7100, 420.0))
        ),
        None,
        "The register of strength has 8,300 officers in 2012, and it was worked out for 8,200",
    ),
}


@pytest.mark.parametrize(("result", "newer", "told"), STALE.values(), ids=STALE)
def test_a_stale_result_says_so_above_its_figures(result: Result, newer: Result | None, told: str):
    snapshot = with_results(northmarch(), (result,))
    if newer is not None:
        snapshot = replace(snapshot, results=(result, newer))
    document = build_full(snapshot, PAPER)
    blocks = section(document)
    stale = next(n for n, b in enumerate(blocks) if isinstance(b, Callout) and b.title == "Stale")
    assert told.lower() in blocks[stale].text.lower()  # type: ignore[attr-defined]
    figures = [n for n, b in enumerate(blocks) if isinstance(b, Paragraph) and "[Result" in b.text]
    assert stale < min(figures)
    assert any("Stale" in gap.words for gap in find_gaps(document))


def test_a_result_of_another_version_is_told_as_stale():
    other = replace(effect_result(), value=JsonText.parse('{"study": "fair-2023"}'))
    document = paper(other)
    (stale,) = [b for b in section(document) if isinstance(b, Callout) and b.title == "Stale"]
    assert f"Result {other.hash[:8]} was kept by another version" in stale.text
    assert any("another version" in gap.words for gap in find_gaps(document))


def test_a_result_that_fits_the_records_is_not_stale():
    document = paper(effect_result(aid="castermoor-bay-2023"), strengths_result())
    assert not [b for b in section(document) if isinstance(b, Callout) and b.title == "Stale"]


def test_the_annex_tells_all_by_which_a_figure_can_be_made_again():
    result = effect_result()
    facts = [dict(b.items) for b in paper(result).blocks if isinstance(b, Facts)]
    (told,) = [each for each in facts if each.get("Result") == result.hash]
    assert told["Seed"] == "20141104"
    assert told["Software"] == "dueregard 0.1.0, numpy 2.0"
    assert told["Hash of all inputs"] == "c" * 64
    assert told["Calibrated from log.csv.gz"] == "b" * 64


def test_every_block_of_it_is_marked_and_never_publishable():
    of_result = [b for b in section(paper(effect_result())) if "Result " in str(b) or "420 more" in str(b)]
    assert of_result
    assert {(b.marking, b.publishable) for b in of_result} == {("OFFICIAL-SENSITIVE", False)}  # type: ignore[attr-defined]


def test_a_paper_is_made_without_the_mathematics_behind_its_results():
    script = (
        "import sys\n"
        "from tests.unit.papers.test_effects import paper\n"
        "from tests.support.stored_results import effect_result, strengths_result\n"
        "paper(effect_result(), strengths_result())\n"
        "print([name for name in ('numba', 'numpy', 'scipy', 'polars') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
