"""The Word file, read back by python-docx and as bare XML."""

import io
import os
import posixpath
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.papers.clean_text import printable
from dueregard.papers.document import (
    AnyBlock,
    Bullets,
    Callout,
    Decision,
    Document,
    Edition,
    Facts,
    Heading,
    Paragraph,
    Table,
)
from dueregard.papers.renderers.docx import render
from tests.papers_charts import table
from tests.papers_samples import heading, paragraph, sample_document
from tests.support.docx_reading import (
    RELATIONSHIPS,
    WP,
    A,
    R,
    W,
    expected_texts,
    members,
    pictures,
    plain_picture,
    read_texts,
    rendered,
    tree,
    value,
)


def of_blocks(*blocks: AnyBlock, **changes: Any) -> Document:
    return replace(sample_document(), blocks=blocks, **changes)


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("size", ["small", "large"])
def test_word_reads_every_text_of_the_paper_in_its_order(edition: Edition, size: Any) -> None:
    document = sample_document(edition=edition, size=size)
    assert read_texts(rendered(document)) == expected_texts(document)


_ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)


@given(_ANY_TEXT, _ANY_TEXT)
def test_any_text_in_any_place_is_only_text(first: str, second: str) -> None:
    keys: dict[str, Any] = {"marking": "OFFICIAL", "publishable": True}
    shown = Table(caption=first, header=(second, first), rows=((first, second),), note=second or None, **keys)
    document = of_blocks(
        Heading(level=1, text=first, **keys),
        Paragraph(text=second, number=1, lead=first or None, **keys),
        Bullets(items=(first, second), **keys),
        Decision(number=1, verb=first, text=second, **keys),
        shown,
        Callout(title=first, text=second, **keys),
        Facts(items=((first, second),), **keys),
        title=first,
        subtitle=second or "Subtitle",
        footer=second,
        banner=first,
        author=second,
        keywords=(first, second),
        contents=True,
    )
    content = rendered(document)
    assert read_texts(content) == expected_texts(document)
    assert docx.Document(io.BytesIO(content)).sections[0].header.paragraphs[0].text == printable(first)


# Numbers ---------------------------------------------------------------------------------------


def printed_numbers(content: bytes) -> tuple[int, ...]:
    """The numbers that Word prints: each list counts on, by itself, from where it starts."""
    numbering = tree(content, "word/numbering.xml")
    starts = {}
    for number_list in numbering.iter(f"{W}num"):
        override = number_list.find(f"{W}lvlOverride/{W}startOverride")
        starts[number_list.attrib[f"{W}numId"]] = 1 if override is None else int(value(override))
    style = tree(content, "word/styles.xml").find(f"{W}style[@{W}styleId='NumberedParagraph']")
    assert style is not None
    by_style = value(style.find(f"{W}pPr/{W}numPr/{W}numId"))
    counted: Counter[str] = Counter()
    numbers = []
    for properties in tree(content, "word/document.xml").iter(f"{W}pPr"):
        if value(properties.find(f"{W}pStyle")) == "NumberedParagraph":
            direct = properties.find(f"{W}numPr/{W}numId")
            number_list_id = by_style if direct is None else value(direct)
            numbers.append(starts[number_list_id] + counted[number_list_id])
            counted[number_list_id] += 1
    return tuple(numbers)


@pytest.mark.parametrize("edition", Edition)
def test_word_counts_the_paragraphs_as_the_paper_does(edition: Edition) -> None:
    document = sample_document(edition=edition, size="large")
    assert printed_numbers(rendered(document)) == document.paragraph_numbers()
    assert len(document.paragraph_numbers()) > 40


@given(st.lists(st.integers(min_value=1, max_value=400), max_size=12))
def test_word_counts_any_numbers_as_the_paper_gives_them(numbers: list[int]) -> None:
    document = of_blocks(*(paragraph("Text.", number) for number in numbers))
    assert printed_numbers(rendered(document)) == tuple(numbers)


def test_numbers_of_one_paper_are_one_list_that_an_editor_can_add_to() -> None:
    content = rendered(sample_document(size="large"))
    body = tree(content, "word/document.xml")
    assert list(body.iter(f"{W}numPr")) == []
    assert len(list(tree(content, "word/numbering.xml").iter(f"{W}num"))) == 2


# Structure -------------------------------------------------------------------------------------


def test_headings_have_words_own_styles() -> None:
    paper = sample_document(size="large")
    document = docx.Document(io.BytesIO(rendered(paper)))
    names = [p.style.name for p in document.paragraphs if p.style]
    expected = [f"Heading {block.level}" for block in paper.blocks if isinstance(block, Heading)]
    assert [name for name in names if name.startswith("Heading")] == expected
    assert document.paragraphs[0].style is not None
    assert document.paragraphs[0].style.name == "Title"


def test_every_style_in_use_is_defined() -> None:
    content = rendered(sample_document())
    defined = {style.attrib[f"{W}styleId"] for style in tree(content, "word/styles.xml").iter(f"{W}style")}
    parts = ("document", "header1", "footer1", "numbering", "styles")
    used = {
        value(element)
        for name in (f"word/{part}.xml" for part in parts)
        for kind in ("pStyle", "rStyle", "tblStyle", "basedOn", "next")
        for element in tree(content, name).iter(f"{W}{kind}")
    }
    assert used <= defined


def test_a_recommendation_stands_in_a_box_with_the_same_words_each_time() -> None:
    content = rendered(sample_document())
    document = docx.Document(io.BytesIO(content))
    found = [p.text for p in document.paragraphs if p.style and p.style.name == "Recommendation"]
    first = next(block for block in sample_document().blocks if isinstance(block, Decision))
    assert found.count(f"Recommendation 1: {first.text}") == 2
    style = tree(content, "word/styles.xml").find(f"{W}style[@{W}styleId='Recommendation']")
    assert style is not None
    borders = style.find(f"{W}pPr/{W}pBdr")
    assert borders is not None
    assert {side.tag.removeprefix(W) for side in borders} == {"top", "left", "bottom", "right", "between"}


def test_tables_repeat_their_header_keep_rows_whole_and_head_each_row() -> None:
    rows = tuple((f"row {n}", str(n)) for n in range(3))
    content = rendered(of_blocks(table("Caption", ("Area", "Count"), rows, numeric=(1,))))
    body = tree(content, "word/document.xml")
    repeated = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in body.iter(f"{W}tr")]
    assert repeated == [True, False, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in body.iter(f"{W}tr"))
    styles = [[value(style) for style in row.iter(f"{W}pStyle")] for row in body.iter(f"{W}tr")]
    assert styles == [["TableHeading", "TableFigureHeading"], *[["TableRowHeading", "TableFigure"]] * 3]
    document = docx.Document(io.BytesIO(content))
    names = [p.style.name for p in document.paragraphs if p.style]
    assert names == ["Title", "Subtitle", "Caption", "Table Gap"]
    bold = {name: document.styles[name].font.bold for name in ("Table Heading", "Table Row Heading")}
    assert bold == {"Table Heading": True, "Table Row Heading": True}


def column_widths(content: bytes) -> list[int]:
    return [int(column.attrib[f"{W}w"]) for column in tree(content, "word/document.xml").iter(f"{W}gridCol")]


def test_columns_share_the_width_and_no_long_word_is_broken() -> None:
    equal = column_widths(rendered(of_blocks(table("C", ("A", "B"), (("x", "y"),), widths=(1, 3)))))
    assert sum(equal) == 9412
    assert equal[1] / equal[0] == pytest.approx(3, abs=0.01)
    unfair = table("C", ("Confidence", "B"), (("x", "y"),), widths=(1, 99))
    squeezed = column_widths(rendered(of_blocks(unfair)))
    assert squeezed[0] >= 10 * 110  # ten bold letters of 5.5 points each
    assert sum(squeezed) == 9412


def test_word_has_a_paragraph_between_two_tables_and_after_the_last() -> None:
    facts = Facts(marking="OFFICIAL", publishable=True, items=(("To", "Commissioner"),))
    body = tree(rendered(of_blocks(facts, facts)), "word/document.xml").find(f"{W}body")
    assert body is not None
    kinds = [child.tag.removeprefix(W) for child in body]
    assert kinds == ["p", "p", "tbl", "p", "tbl", "p", "sectPr"]


def test_a_line_that_introduces_recommendations_stays_on_their_page() -> None:
    document = sample_document(size="large")
    asked = next(decision for decision in document.blocks if isinstance(decision, Decision))
    body = tree(
        rendered(of_blocks(paragraph("First.", 7), paragraph("You are asked to:", 8), asked)),
        "word/document.xml",
    )
    kept = [p.find(f"{W}pPr/{W}keepNext") is not None for p in body.iter(f"{W}p")]
    assert kept == [False, False, False, True, False]


def test_each_picture_has_the_papers_words_for_it_and_its_own_size() -> None:
    document = sample_document()
    content = rendered(document)
    body = tree(content, "word/document.xml")
    described = [drawing.attrib["descr"] for drawing in body.iter(f"{WP}docPr")]
    assert described == [printable(chart.alt) for chart in document.charts()]
    widths = [int(extent.attrib["cx"]) for extent in body.iter(f"{WP}extent")]
    assert widths == [600 * 9525, 601 * 9525, 602 * 9525]
    targets = {r.attrib["Id"]: r.attrib["Target"] for r in tree(content, "word/_rels/document.xml.rels")}
    shown = [members(content)[f"word/{targets[blip.attrib[f'{R}embed']]}"] for blip in body.iter(f"{A}blip")]
    assert shown == [picture.png for picture in pictures(document)]


def test_a_picture_too_wide_for_the_page_is_made_to_fit_in_proportion() -> None:
    document = of_blocks(next(sample_document().charts()))
    content = render(document, (plain_picture(2000, 1000),))
    extent = next(tree(content, "word/document.xml").iter(f"{WP}extent"))
    assert (extent.attrib["cx"], extent.attrib["cy"]) == (str(9412 * 635), str(9412 * 635 // 2))


def test_pictures_that_do_not_match_the_charts_are_refused() -> None:
    with pytest.raises(ValueError, match="2 pictures for 3 charts"):
        render(sample_document(), pictures(sample_document())[:2])


# Contents, head and foot -----------------------------------------------------------------------


def test_contents_are_filled_and_lead_to_their_headings() -> None:
    document = sample_document(size="large")
    body = tree(rendered(document), "word/document.xml")
    bookmarks = {
        mark.attrib[f"{W}name"]: "".join(text.text or "" for text in holder.iter(f"{W}t"))
        for holder in body.iter(f"{W}p")
        for mark in holder.iter(f"{W}bookmarkStart")
    }
    entries = list(body.iter(f"{W}hyperlink"))
    listed = [block.text for block in document.blocks if isinstance(block, Heading) and block.level < 3]
    assert [bookmarks[entry.attrib[f"{W}anchor"]] for entry in entries] == listed
    assert [next(entry.iter(f"{W}t")).text for entry in entries] == listed
    kinds = Counter(mark.attrib[f"{W}fldCharType"] for mark in body.iter(f"{W}fldChar"))
    assert kinds == {"begin": 1, "separate": 1, "end": 1}


def test_contents_name_the_first_paragraph_of_each_section() -> None:
    document = of_blocks(
        heading(1, "Recommendations"),
        paragraph("Unnumbered."),
        heading(1, "Areas"),
        heading(2, "Public order"),
        paragraph("One.", 1),
        paragraph("Two.", 2),
        heading(2, "Civil emergencies"),
        paragraph("Three.", 3),
        contents=True,
    )
    entries = tree(rendered(document), "word/document.xml").iter(f"{W}hyperlink")
    assert [[text.text for text in entry.iter(f"{W}t")] for entry in entries] == [
        ["Recommendations"],
        ["Areas", "paragraph 1"],
        ["Public order", "paragraph 1"],
        ["Civil emergencies", "paragraph 3"],
    ]


def test_a_paper_without_contents_has_neither_field_nor_bookmark() -> None:
    body = tree(rendered(of_blocks(heading(1, "Purpose"), contents=False)), "word/document.xml")
    assert not list(body.iter(f"{W}bookmarkStart"))
    assert not list(body.iter(f"{W}sdt"))


def test_each_page_bears_marking_footer_and_page_number() -> None:
    document = sample_document(size="large")
    content = rendered(document)
    header, footer = tree(content, "word/header1.xml"), tree(content, "word/footer1.xml")
    assert "".join(header.itertext()) == "OFFICIAL-SENSITIVE"
    foot = "".join(text.text or "" for text in footer.iter(f"{W}t"))
    assert foot == f"{document.footer}Page 1 of 1OFFICIAL-SENSITIVE"
    assert [(field.text or "").strip() for field in footer.iter(f"{W}instrText")] == ["PAGE", "NUMPAGES"]
    section = docx.Document(io.BytesIO(content)).sections[0]
    assert (section.page_width, section.page_height) == (11906 * 635, 16838 * 635)


def test_a_paper_without_banner_prints_none() -> None:
    content = rendered(of_blocks(paragraph("Text.", 1), banner=""))
    assert "".join(tree(content, "word/header1.xml").itertext()) == ""
    assert "OFFICIAL" not in "".join(tree(content, "word/footer1.xml").itertext())


# Package ---------------------------------------------------------------------------------------


def test_properties_say_what_the_paper_says_and_no_more() -> None:
    document = sample_document(size="large")
    content = rendered(document)
    properties = {element.tag.split("}")[1]: element.text for element in tree(content, "docProps/core.xml")}
    assert properties == {
        "title": document.title,
        "subject": document.subject,
        "creator": document.author,
        "keywords": "SPR, readiness",
        "category": "OFFICIAL-SENSITIVE",
        "language": "en-GB",
        "created": "2022-09-30T00:00:00Z",
        "modified": "2022-09-30T00:00:00Z",
    }
    assert b"python" not in b"".join(members(content).values()).lower()


def test_the_package_holds_what_the_paper_needs_and_every_relationship_resolves() -> None:
    content = rendered(sample_document())
    names = set(members(content))
    assert names == {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/fontTable.xml",
        "word/footer1.xml",
        "word/header1.xml",
        "word/media/chart1.png",
        "word/media/chart2.png",
        "word/media/chart3.png",
        "word/numbering.xml",
        "word/settings.xml",
        "word/styles.xml",
    }
    reached = set()
    for holder, base in (("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word")):
        for relationship in tree(content, holder).iter(RELATIONSHIPS):
            assert "TargetMode" not in relationship.attrib, "nothing outside the file"
            reached.add(posixpath.normpath(posixpath.join(base, relationship.attrib["Target"].lstrip("/"))))
    assert reached == {name for name in names if "rels" not in name and "Types" not in name}
    identifiers = {r.attrib["Id"] for r in tree(content, "word/_rels/document.xml.rels")}
    used = {
        number
        for element in tree(content, "word/document.xml").iter()
        for name, number in element.attrib.items()
        if name.startswith(R)
    }
    assert used <= identifiers


def test_the_language_is_that_of_the_paper() -> None:
    content = rendered(of_blocks(paragraph("Testun.", 1), language="cy-GB"))
    languages = {element.attrib[f"{W}val"] for element in tree(content, "word/styles.xml").iter(f"{W}lang")}
    assert languages == {"cy-GB"}


_RENDER_TO_FILE = """
import sys
from pathlib import Path
from tests.papers_samples import sample_document
from tests.support.docx_reading import rendered
Path(sys.argv[1]).write_bytes(rendered(sample_document()))
"""


def test_another_process_in_another_folder_and_time_zone_gives_the_same_bytes(tmp_path: Path) -> None:
    target = tmp_path / "paper.docx"
    root = Path(__file__).parents[3]
    elsewhere = {"PYTHONPATH": str(root), "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "USER": "other"}
    command = [sys.executable, "-c", _RENDER_TO_FILE, str(target)]
    subprocess.run(command, cwd=tmp_path, env=os.environ | elsewhere, check=True)
    assert target.read_bytes() == rendered(sample_document())


def test_only_the_papers_own_date_reaches_the_bytes() -> None:
    document = sample_document()
    dated = (replace(document, dated_on=date(year, 1, 1)) for year in (2021, 2024))
    earlier, later = (members(rendered(paper)) for paper in dated)
    assert [name for name in earlier if earlier[name] != later[name]] == ["docProps/core.xml"]
