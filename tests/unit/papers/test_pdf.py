"""The PDF of a paper, read back from its bytes as a screen reader would read it."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.papers.charts import RenderedChart, render_charts
from dueregard.papers.clean_text import printable
from dueregard.papers.document import (
    AnyBlock,
    Bullets,
    Callout,
    Chart,
    Decision,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
)
from dueregard.papers.renderers.pdf import PaperNotPrinted, render
from tests.papers_charts import matrix_chart, table
from tests.papers_samples import decision, heading, paragraph, sample_document
from tests.support.pdf_reading import Element, PdfReading

RIGHT_TO_LEFT = re.compile("[\u0590-\u06ff]+")
# What the sample papers hold that no font of ours has, and what is printed in its place.
NAMED = {
    "🚓": "[police car]",
    "👮🏽\u200d♀": "[police officer]♀",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f": "[waving black flag]",
}


def printed(document: Document) -> bytes:
    return render(document, render_charts(document))


@cache
def reading_of(size: str) -> tuple[Document, PdfReading]:
    document = sample_document(size=size)  # type: ignore[arg-type]
    return document, PdfReading(printed(document))


@pytest.fixture(params=["small", "large"])
def paper(request) -> tuple[Document, PdfReading]:
    return reading_of(request.param)


def short_document(*blocks: AnyBlock) -> Document:
    return replace(sample_document(size="large"), blocks=blocks, contents=False)


def read(*blocks: AnyBlock) -> PdfReading:
    return PdfReading(printed(short_document(*blocks)))


def squeezed(text: str) -> str:
    """The text as it should come out of the PDF, without spaces, which line ends swallow."""
    for symbol, name in NAMED.items():
        text = text.replace(symbol, name)
    return re.sub(r"\s", "", RIGHT_TO_LEFT.sub("", printable(text)))


def squeezed_element(element: Element) -> str:
    return squeezed(element.text)


def tables_of(document: Document) -> list[Table]:
    """Every table in print order, those of charts too."""
    found = (block.table if isinstance(block, Chart) else block for block in document.blocks)
    return [block for block in found if isinstance(block, Table)]


def words_of(document: Document) -> list[str]:
    """Every text of the paper's body in the order in which it is read."""
    found = [document.banner, document.title, document.subtitle]
    for block in document.blocks:
        match block:
            case Heading():
                found.append(block.text)
            case Paragraph():
                number = "" if block.number is None else f"{block.number}."
                found.append(f"{number}{block.lead or ''}{block.text}")
            case Bullets():
                found.extend(f"•{item}" for item in block.items)
            case Decision():
                found.append(f"Recommendation {block.number}: {block.text}")
            case Table():
                found.extend(_words_of_table(block))
            case Chart():
                found.extend([block.title, "(picture)", *_words_of_table(block.table)])
            case Callout():
                found.extend([block.title, block.text])
            case Facts():
                found.extend(text for item in block.items for text in item)
    return found


def _words_of_table(shown: Table) -> list[str]:
    cells = [cell for row in (shown.header, *shown.rows) for cell in row]
    return [shown.caption, *cells, shown.note or ""]


def test_properties_are_those_of_the_document(paper):
    document, reading = paper
    with reading.pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        assert metadata["dc:title"] == printable(document.title)
        assert metadata["dc:creator"] == [document.author]
        assert metadata["dc:description"] == document.subject
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["xmp:CreateDate"] == metadata["xmp:ModifyDate"] == "2022-09-30T00:00:00+00:00"
    info = reading.pdf.docinfo
    assert str(info.Keywords) == ", ".join(document.keywords)
    assert str(info.CreationDate) == str(info.ModDate) == "D:20220930000000Z"
    assert set(info.keys()) == {
        "/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/CreationDate", "/ModDate",
    }  # fmt: skip
    assert str(info.Creator).startswith("Typst")


def test_the_file_is_tagged_says_its_language_and_shows_its_title(paper):
    _, reading = paper
    assert reading.root.MarkInfo.Marked
    assert str(reading.root.Lang) == "en-GB"
    assert reading.root.ViewerPreferences.DisplayDocTitle
    assert not reading.pdf.check_pdf_syntax()
    assert all(page.Tabs == "/S" for page in reading.pdf.pages)


def test_everything_on_a_page_is_tagged_or_an_artefact(paper):
    _, reading = paper
    assert [page.unmarked for page in reading.pages] == [""] * len(reading.pages)


def test_headings_have_their_level_and_are_bookmarks(paper):
    document, reading = paper
    expected = [(f"H{b.level}", squeezed(b.text)) for b in document.blocks if isinstance(b, Heading)]
    found = [(e.tag, squeezed_element(e)) for e in reading.structure.find("H1", "H2", "H3")]
    if document.contents:
        found.remove(("H1", "Contents"))
    assert found == expected
    assert list(map(squeezed, reading.bookmarks)) == [text for _, text in expected]


def test_contents_lists_parts_and_sections_with_links():
    document, reading = reading_of("large")
    listed = [squeezed(b.text) for b in document.blocks if isinstance(b, Heading) and b.level < 3]
    entries = reading.structure.find("TOCI")
    assert [re.sub("\u2060\\.*\\d+$", "", squeezed_element(entry)) for entry in entries] == listed
    assert all(entry.find("Link") for entry in entries)


def test_numbers_of_paragraphs_are_labels_of_a_list(paper):
    document, reading = paper
    labels = [e.text for e in reading.structure.find("Lbl") if e.text != "•"]
    assert labels == [f"{number}." for number in document.paragraph_numbers()]


def test_bullets_hang_under_the_paragraph_before_them():
    reading = read(
        heading(1, "Purpose"),
        paragraph("First", 1),
        Bullets(marking="OFFICIAL", publishable=True, items=("one", "two")),
        paragraph("Second", 2),
    )
    numbered = next(e for e in reading.structure.find("L") if e.attributes["/ListNumbering"] == "/Decimal")
    assert [child.tag for child in numbered.children] == ["LI", "L", "LI"]
    assert [item.text for item in numbered.children[1].find("LBody")] == ["one", "two"]


def test_decisions_read_the_same_wherever_they_stand(paper):
    document, reading = paper
    decisions = [block for block in document.blocks if isinstance(block, Decision)]
    found = [squeezed_element(e) for e in reading.structure.find("P") if e.text.startswith("Recommendation ")]
    assert found == [squeezed(f"Recommendation {d.number}: {d.text}") for d in decisions]


def test_tables_have_caption_header_row_and_row_headers(paper):
    document, reading = paper
    captioned = [e for e in reading.structure.find("Table") if e.find("THead")]
    for element, shown in zip(captioned, tables_of(document), strict=True):
        caption, head, body = element.children
        assert (caption.tag, squeezed_element(caption)) == ("Caption", squeezed(shown.caption))
        assert [squeezed_element(e) for e in head.find("TH")] == [squeezed(cell) for cell in shown.header]
        assert {e.attributes["/Scope"] for e in head.find("TH")} == {"/Column"}
        for row, cells in zip(body.children, shown.rows, strict=True):
            assert [e.tag for e in row.children] == ["TH"] + ["TD"] * (len(cells) - 1)
            assert row.children[0].attributes["/Scope"] == "/Row"
            assert not any("/Headers" in e.attributes for e in row.children)
            assert [squeezed_element(e) for e in row.children] == [squeezed(cell) for cell in cells]


def test_header_row_is_printed_on_every_page_and_read_once():
    rows = tuple((f"Row {number}", "x") for number in range(120))
    reading = read(heading(1, "Purpose"), table("Long", ("Areas", "Marks"), rows))
    assert len(reading.pages) > 2
    assert all("AreasMarks" in page.artefact for page in reading.pages[1:])
    assert len(reading.structure.find("THead")) == 1


def test_facts_are_rows_headed_by_their_term():
    document, reading = reading_of("large")
    facts = next(block for block in document.blocks if isinstance(block, Facts))
    rows = reading.structure.find("Table")[0].find("TR")
    assert [(row.children[0].text, row.children[1].text) for row in rows] == list(facts.items)
    assert {row.children[0].tag for row in rows} == {"TH"}


def test_pictures_have_the_words_of_the_document(paper):
    document, reading = paper
    assert [figure.alt for figure in reading.structure.find("Figure")] == [
        printable(chart.alt) for chart in document.charts()
    ]


def test_every_text_is_there_once_in_reading_order(paper):
    document, reading = paper
    found = squeezed(read_aloud(reading.structure))
    assert found == "".join(squeezed(text) for text in words_of(document))


def read_aloud(element: Element) -> str:
    """All words below an element; a picture counts as one and contents as none, as they repeat others."""
    if element.tag == "Figure":
        return "(picture)"
    if element.tag == "TOC" or element.text == "Contents":
        return ""
    return "".join(part if isinstance(part, str) else read_aloud(part) for part in element.held)


def test_right_to_left_words_are_there():
    """Their letters lie in the page as they are drawn, from the left; readers turn them round."""
    _, reading = reading_of("small")
    for word in ("שלום", "עולם", "مرحبا"):
        assert word[::-1] in reading.structure.text or word in reading.structure.text


def test_marking_foot_and_page_number_stand_on_every_page(paper):
    document, reading = paper
    last = len(reading.pages)
    for number, page in enumerate(reading.pages, start=1):
        assert page.artefact.count(document.banner) == (1 if number == 1 else 2)
        assert f"Page {number} of {last}" in page.artefact
        assert squeezed(document.footer) in squeezed(page.artefact)
    first = reading.structure.find("P")[0]
    assert first.text == document.banner


def test_no_banner_leaves_no_trace():
    reading = PdfReading(printed(replace(short_document(heading(1, "Purpose")), banner="")))
    assert "OFFICIAL" not in reading.structure.text + reading.pages[0].artefact


def test_fonts_come_with_our_packages(paper):
    _, reading = paper
    names = {str(value.BaseFont) for value in reading.pdf.objects if _is_font(value)}
    families = {re.sub(r"^/[A-Z]{6}\+([A-Za-z]+).*$", r"\1", name) for name in names}
    assert "SourceSansPro" in families
    assert families <= {"SourceSansPro", "DejaVuSansMono", "LibertinusSerif", "NewCM", "NewCMMath"}


def _is_font(value: object) -> bool:
    return isinstance(value, pikepdf.Dictionary) and value.get("/Subtype") == "/Type0"


def test_same_bytes_in_another_process_folder_and_time_zone(tmp_path):
    code = (
        "import sys\n"
        "from dueregard.papers.charts import render_charts\n"
        "from dueregard.papers.renderers.pdf import render\n"
        "from tests.papers_samples import sample_document\n"
        "document = sample_document(size='small')\n"
        "sys.stdout.buffer.write(render(document, render_charts(document)))\n"
    )
    house = Path(__file__).parents[3]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(house), str(house / "src")]),
        "TZ": "Pacific/Auckland",
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "PYTHONHASHSEED": "7",
        "SOURCE_DATE_EPOCH": "1",
    }
    other = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, check=True
    )
    assert other.stdout == printed(sample_document(size="small"))
    assert not list(tmp_path.iterdir())


def test_only_what_is_printed_reaches_the_bytes():
    """Marking of a block, verb and file name are for others; identifiers come from the content."""
    asked = decision(1, "note", "the work.")
    document = short_document(heading(1, "Purpose"), asked)
    blocks = (document.blocks[0], replace(asked, verb="support", marking="SECRET", publishable=False))
    other = replace(document, blocks=blocks, marking="SECRET", file_stem="elsewhere")
    assert printed(other) == printed(document)


def test_the_papers_date_is_the_only_date():
    document = short_document(heading(1, "Purpose"))
    years = set(
        re.findall(
            rb"\b(?:19|20)\d\d-\d\d-\d\d|D:\d{8}", printed(replace(document, dated_on=date(1999, 1, 2)))
        )
    )
    assert years == {b"1999-01-02", b"D:19990102"}


def test_a_chart_without_words_is_refused():
    chart = replace(matrix_chart(), alt="")
    document = short_document(heading(1, "Purpose"), chart)
    with pytest.raises(PaperNotPrinted, match="alt"):
        printed(document)


def test_a_picture_cannot_speak_typst():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15">#panic()</text></svg>'
    picture = RenderedChart(svg=svg.encode(), png=b"", width=90, height=20)
    reading = PdfReading(render(short_document(heading(1, "Purpose"), matrix_chart()), (picture,)))
    assert [figure.text for figure in reading.structure.find("Figure")] == ["#panic()"]


def test_a_row_longer_than_a_page_is_printed_whole():
    text = " ".join(f"word{number}" for number in range(2500))
    reading = read(
        heading(1, "Purpose"), table("Long", ("Area", "Text"), (("One", text),)), decision(1, "note", text)
    )
    cells = [e.text for e in reading.structure.find("TD")]
    assert [squeezed(cell) for cell in cells] == [squeezed(text)]
    assert squeezed(text) in squeezed(reading.structure.find("P")[-1].text)


@given(text=st.text(min_size=1), other=st.text())
@settings(max_examples=25)
def test_any_text_can_be_printed(text: str, other: str):
    blocks = (
        heading(1, "Purpose " + text),
        paragraph(text, 1, lead=other),
        decision(1, "note", text),
        table(text, ("a", other), ((text, other),), note=other),
    )
    reading = read(*blocks)
    assert not reading.pdf.check_pdf_syntax()
    assert [page.unmarked for page in reading.pages] == [""] * len(reading.pages)


@pytest.mark.parametrize(("parts", "sections"), [(3, 0), (20, 0), (44, 0), (70, 0), (4, 5), (9, 4)])
def test_contents_have_the_height_they_need_and_leave_no_hole(parts, sections):
    """It is worked out beforehand, because typst would lay a long paper out twice without it."""
    marks: dict[str, Any] = {"marking": "OFFICIAL", "publishable": True}
    part = [1, *[2] * sections]
    blocks = [
        block
        for level in part * parts
        for block in (Heading(level=level, text="Part", **marks), Paragraph(text="Words.", **marks))
    ]
    document = replace(sample_document(size="small"), blocks=tuple(blocks), contents=True)
    pdf = pikepdf.open(BytesIO(render(document, ())))
    links: list[tuple[int, Any]] = [
        (number, link) for number, page in enumerate(pdf.pages) for link in page.get("/Annots", [])
    ]
    # typst marks an empty rest of a line where the page ends among them.
    rests = {place for place, (_, link) in enumerate(links) if float(link.Rect[3] - link.Rect[1]) < 5}
    lines = [
        (number, float(link.Rect[1])) for place, (number, link) in enumerate(links) if place not in rests
    ]
    pitches = [above - below for (page, above), (then, below) in pairwise(lines) if page == then]
    assert min(pitches) > 12, "points: no line is pressed on the next"
    hole = lines[-1][1] - float(links[0][1].Dest[3])
    assert 0 < hole < 75, "points between the contents and the first part"
