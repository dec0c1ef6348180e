"""The page: the document's words in order, real structure, nothing from outside, the same bytes anywhere."""

import base64
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.papers.charts import render_charts
from dueregard.papers.clean_text import printable
from dueregard.papers.document import (
    AnyBlock,
    Bullets,
    Callout,
    Chart,
    Decision,
    Document,
    Edition,
    Facts,
    Heading,
    Paragraph,
    Table,
)
from dueregard.papers.renderers.html import render
from tests.papers_samples import FORBIDDEN, NASTY, paragraph, sample_document

VOID = {"meta", "br", "col", "img", "link", "input", "hr"}


@dataclass
class Element:
    """An element of a page with its attributes, children and text in order."""

    tag: str
    attributes: dict[str, str]
    parts: list["Element | str"] = field(default_factory=list)

    def all(self, *tags: str) -> list["Element"]:
        return [element for element in self.walk() if not tags or element.tag in tags]

    def walk(self) -> Iterator["Element"]:
        yield self
        for part in self.parts:
            if isinstance(part, Element):
                yield from part.walk()

    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text() for part in self.parts)


class _Reader(HTMLParser):
    """Builds the tree, and refuses a page whose elements are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("document", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        assert len(element.attributes) == len(attrs), f"an attribute of {tag} stands twice"
        self.open[-1].parts.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"the page holds a comment: {data!r}")


def read(content: bytes) -> Element:
    reader = _Reader()
    reader.feed(content.decode("utf-8"))
    reader.close()
    assert len(reader.open) == 1
    return reader.open[0]


def rendered(document: Document) -> bytes:
    return render(document, render_charts(document))


SMALL = sample_document()
LARGE = sample_document(size="large")
PAGES = {document.title: rendered(document) for document in (SMALL, LARGE)}


@pytest.fixture(params=[SMALL, LARGE], ids=["small", "large"])
def document(request: pytest.FixtureRequest) -> Document:
    found = request.param
    assert isinstance(found, Document)
    return found


@pytest.fixture
def page(document: Document) -> Element:
    return read(PAGES[document.title])


# The same again ---------------------------------------------------------------------------------

RENDER = """
import hashlib
from dueregard.papers.charts import render_charts
from dueregard.papers.renderers.html import render
from tests.papers_samples import sample_document
document = sample_document()
print(hashlib.sha256(render(document, render_charts(document))).hexdigest())
"""


def test_another_process_in_another_folder_makes_the_same_bytes(tmp_path, pytestconfig):
    path = f"{pytestconfig.rootpath}/src:{pytestconfig.rootpath}"
    environment = {"PYTHONPATH": path, "TZ": "Asia/Tokyo", "LANG": "C", "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", RENDER],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(PAGES[SMALL.title]).hexdigest()


def test_the_papers_own_date_is_the_only_one(document):
    words = re.sub(rb"base64,[A-Za-z0-9+/=]+", b"", PAGES[document.title]).decode()
    moved = rendered(replace(document, dated_on=date(1999, 1, 2)))
    assert b'content="1999-01-02"' in moved
    assert set(re.findall(r"\b20\d\d-\d\d-\d\d\b", words)) == {"2022-09-30"}


# What it asks for -------------------------------------------------------------------------------


def test_nothing_comes_from_outside_and_nothing_runs(page):
    outside = {"src", "srcset", "action", "data", "poster", "background", "formaction", "xlink:href"}
    for element in page.walk():
        assert element.tag not in {
            "script",
            "iframe",
            "object",
            "embed",
            "form",
            "link",
            "base",
            "image",
            "use",
        }
        assert not outside & element.attributes.keys()
        assert element.attributes.get("href", "#").startswith("#")
        assert not [name for name in element.attributes if name.startswith("on") or name == "style"]
    (style,) = page.all("style")
    assert re.findall(r"url\(\"([a-z/:;]+)", style.text()) == ["data:font/ttf;base", "data:font/ttf;base"]
    assert "@import" not in style.text()


def test_its_own_policy_forbids_all_but_its_own_style(page):
    policy = next(
        element.attributes["content"]
        for element in page.all("meta")
        if element.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    (style,) = page.all("style")
    digest = base64.b64encode(hashlib.sha256(style.text().encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; base-uri 'none'; form-action 'none'"
    )


def test_words_at_head_and_foot_of_printed_pages_cannot_end_the_style():
    hostile = '</style><script>alert(1)</script> " } * { display: none } \\'
    page = read(rendered(replace(SMALL, banner=hostile, footer=hostile)))
    (style,) = page.all("style")
    assert "alert" in style.text()
    assert "<" not in style.text().rpartition("@top-center { content:")[2]
    assert style.text().endswith(" } }")
    assert [element.text() for element in page.all("p") if element.attributes.get("class") == "marking"] == [
        hostile,
        hostile,
    ]


# Structure --------------------------------------------------------------------------------------


def test_headings_nest_under_one_title_without_a_gap(page, document):
    headings = page.all("h1", "h2", "h3", "h4", "h5")
    levels = [int(heading.tag[1]) for heading in headings]
    assert [heading.text() for heading in page.all("h1")] == [printable(document.title)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    shown = [heading.text() for heading in headings if heading.attributes["id"].startswith("section")]
    assert shown == [printable(block.text) for block in document.blocks if isinstance(block, Heading)]


def test_landmarks_language_and_title(page, document):
    (root,) = page.all("html")
    assert root.attributes["lang"] == "en-GB"
    assert [element.text() for element in page.all("title")] == [printable(document.title)]
    for tag in ("main", "header", "footer"):
        assert len(page.all(tag)) == 1


def test_identifiers_are_single_found_and_free_of_words(page):
    ids = [element.attributes["id"] for element in page.walk() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    numbered = r"(section|paragraph|recommendation|table|chart|note)(-\d+)+(-label|-title)?"
    assert [name for name in ids if not re.fullmatch(numbered, name)] in (["paper"], ["paper", "contents"])
    wanted = [element.attributes["href"].removeprefix("#") for element in page.all("a")]
    wanted += [
        element.attributes["aria-labelledby"]
        for element in page.walk()
        if "aria-labelledby" in element.attributes
    ]
    assert set(wanted) <= set(ids)


def test_contents_name_parts_and_sections_in_order():
    nav = read(PAGES[LARGE.title]).all("nav")[0]
    shown = [link.text() for link in nav.all("a")]
    assert shown == [block.text for block in LARGE.blocks if isinstance(block, Heading) and block.level <= 2]
    assert read(PAGES[SMALL.title]).all("nav") == []


def test_paragraph_numbers_are_printed_in_real_lists(page, document):
    items = [item for ordered in page.all("ol") if "start" in ordered.attributes for item in ordered.parts]
    found = [item for item in items if isinstance(item, Element)]
    numbers = [int(item.attributes["value"]) for item in found]
    assert tuple(numbers) == document.paragraph_numbers()
    assert [item.all("span")[0].text() for item in found] == [f"{number}." for number in numbers]
    assert [item.attributes["id"] for item in found] == [f"paragraph-{number}" for number in numbers]
    for ordered in page.all("ol"):
        if "start" in ordered.attributes:
            first = next(part for part in ordered.parts if isinstance(part, Element))
            assert ordered.attributes["start"] == first.attributes["value"]


def test_tables_have_captions_and_headers_both_ways(page, document):
    expected = [
        block.table if isinstance(block, Chart) else block
        for block in document.blocks
        if isinstance(block, Chart | Table)
    ]
    tables = page.all("table")
    assert len(tables) == len(expected)
    for shown, table in zip(tables, expected, strict=True):
        assert [element.text() for element in shown.all("caption")] == [printable(table.caption)]
        head, *rows = shown.all("tr")
        assert [cell.text() for cell in head.all("th")] == [printable(cell) for cell in table.header]
        assert {cell.attributes["scope"] for cell in head.all("th")} == {"col"}
        for row, cells in zip(rows, table.rows, strict=True):
            assert [cell.text() for cell in row.all("th", "td")] == [printable(cell) for cell in cells]
            assert [cell.attributes.get("scope") for cell in row.all("th")] == ["row"]


def test_charts_are_figures_with_alternative_text_before_their_tables(page, document):
    figures = page.all("figure")
    charts = list(document.charts())
    assert len(figures) == len(charts)
    for figure, chart in zip(figures, charts, strict=True):
        assert figure.all("figcaption")[0].text() == printable(chart.title)
        (picture,) = figure.all("svg")
        assert picture.attributes["role"] == "img"
        assert picture.attributes["aria-label"] == printable(chart.alt).replace("\n", " ")
    order = [element.tag for element in page.all("figure", "table")]
    assert all(order[i + 1] == "table" for i, tag in enumerate(order) if tag == "figure")


def test_a_recommendation_is_the_same_wherever_it_stands():
    boxes = [
        element
        for element in read(PAGES[LARGE.title]).walk()
        if element.attributes.get("class") == "decision"
    ]
    assert len(boxes) == 36
    words: dict[str, set[str]] = {}
    for box in boxes:
        words.setdefault(box.attributes["id"].rpartition("-")[0], set()).add(box.text().strip())
    assert len(words) == 12
    assert all(len(same) == 1 for same in words.values())
    assert min(words["recommendation-4"]).startswith("Recommendation 4: To note the progress")


# Words ------------------------------------------------------------------------------------------


def _texts(block: AnyBlock) -> list[str]:
    match block:
        case Heading():
            return [block.text]
        case Paragraph():
            return [block.lead or "", block.text]
        case Bullets():
            return list(block.items)
        case Decision():
            return [f"Recommendation {block.number}: {block.text}"]
        case Table():
            return [
                block.caption,
                *block.header,
                *(cell for row in block.rows for cell in row),
                block.note or "",
            ]
        case Chart():
            return [block.title, *_texts(block.table)]
        case Callout():
            return [block.title, block.text]
        case Facts():
            return [text for item in block.items for text in item]


def test_every_word_of_the_document_is_shown_in_its_order(page, document):
    (main,) = page.all("main")
    shown, place = main.text(), 0
    for block in document.blocks:
        for text in map(printable, _texts(block)):
            found = shown.find(text, place)
            assert found >= 0, text
            place = found + len(text)


def test_text_that_bites_is_only_text():
    shown = read(PAGES[SMALL.title]).text()
    for text in NASTY:
        assert shown.count(text) >= 4
    for text in FORBIDDEN:
        assert shown.count(printable(text)) >= 4
    assert "\x00" not in shown


def test_the_public_edition_of_the_sample_has_nothing_of_what_is_withheld():
    public = rendered(sample_document(Edition.PUBLIC, "large"))
    assert b"Withheld" not in public
    assert b"SENSITIVE" not in public
    assert b"Withheld" in PAGES[LARGE.title]


@given(st.text(max_size=80))
def test_any_text_leaves_a_page_whole(text):
    blocks = (paragraph(text, 1, lead=text), Callout(marking="", publishable=True, title=text, text=text))
    page = read(
        render(replace(SMALL, blocks=blocks, title=text, footer=text, banner=text, keywords=(text,)), ())
    )
    (main,) = page.all("main")
    assert main.all("li")[0].all("p")[0].text().endswith(printable(text))
    assert page.all("footer")[0].all("p")[0].text() == printable(text)
