"""What the page shows, in the order and the nesting of the page, decided before the template sees it.

Every identifier comes from a position in the paper or from a printed number, never from words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from markupsafe import Markup

from dueregard.papers.charts import RenderedChart
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

_SCROLLS_FROM = 3  # columns: narrower tables fit a telephone's screen, whatever their words


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph or an item: its bold lead-in and its text. An unnumbered paragraph's `kind`."""

    text: str
    lead: str = ""
    kind: str = "words"


@dataclass(slots=True)
class Numbered:
    """One numbered paragraph, with the short lists under it."""

    number: int
    words: Words
    bullets: list[tuple[str, ...]] = field(default_factory=list)


@dataclass(slots=True)
class NumberedList:
    """Numbered paragraphs that follow one another."""

    items: list[Numbered]
    kind: str = "numbered"


@dataclass(frozen=True, slots=True)
class BulletList:
    """A short list that stands under no numbered paragraph."""

    items: tuple[str, ...]
    kind: str = "bullets"


@dataclass(frozen=True, slots=True)
class DecisionBox:
    """A decision asked."""

    id: str
    label: str
    text: str
    kind: str = "decision"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text and the class that aligns it."""

    text: str
    align: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A table; `columns` are classes that give widths, empty where the browser may choose."""

    id: str
    caption: str
    columns: tuple[str, ...]
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str
    scrolls: bool
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class ChartView:
    """A picture, which brings its own words for those who do not see it, and its table."""

    id: str
    title: str
    picture: Markup
    table: TableView
    kind: str = "chart"


@dataclass(frozen=True, slots=True)
class CalloutView:
    """A line set apart."""

    id: str
    title: str
    text: str
    kind: str = "callout"


@dataclass(frozen=True, slots=True)
class FactsView:
    """Term and text pairs."""

    items: tuple[tuple[str, str], ...]
    kind: str = "facts"


View = Words | NumberedList | BulletList | DecisionBox | TableView | ChartView | CalloutView | FactsView


@dataclass(slots=True)
class Section:
    """A heading, what stands under it, and the sections within it. `level` is that of the h element."""

    id: str
    title: str
    level: int
    blocks: list[View] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents and those under it."""

    id: str
    title: str
    entries: tuple[Entry, ...]


def contents_of(section: Section, depth: int) -> tuple[Entry, ...]:
    """The contents: parts and their sections, but not subsections, whose headings repeat."""
    if not depth:
        return ()
    return tuple(Entry(part.id, part.title, contents_of(part, depth - 1)) for part in section.sections)


class Presenter:
    """Turns one document into sections; use it once."""

    def __init__(self, document: Document, charts: Sequence[RenderedChart]) -> None:
        self._document = document
        self._charts: Iterator[RenderedChart] = iter(charts)
        self._seen: Counter[str] = Counter()

    def paper(self) -> Section:
        """The whole paper as one section whose title is that of the paper."""
        whole = Section("paper", printable(self._document.title), 1)
        open_sections = [whole]
        for block in self._document.blocks:
            if isinstance(block, Heading):
                self._open(block, open_sections)
            else:
                self._add(block, open_sections[-1].blocks)
        return whole

    def _open(self, heading: Heading, open_sections: list[Section]) -> None:
        """Close the sections that this heading ends, and open its own."""
        del open_sections[heading.level :]
        parent = open_sections[-1]
        place = len(parent.sections) + 1
        prefix = "section" if parent.level == 1 else parent.id
        section = Section(f"{prefix}-{place}", printable(heading.text), parent.level + 1)
        parent.sections.append(section)
        open_sections.append(section)

    def _add(self, block: AnyBlock, blocks: list[View]) -> None:
        """Add a block; numbered paragraphs join the list before them, and bullets the paragraph before."""
        last = blocks[-1] if blocks else None
        if isinstance(block, Paragraph) and block.number is not None:
            item = Numbered(block.number, _words(block))
            if isinstance(last, NumberedList):
                last.items.append(item)
            else:
                blocks.append(NumberedList([item]))
        elif isinstance(block, Bullets) and isinstance(last, NumberedList):
            last.items[-1].bullets.append(_texts(block.items))
        else:
            blocks.append(self._view(block))

    def _view(self, block: AnyBlock) -> View:
        match block:
            case Paragraph():
                return _words(block)
            case Bullets():
                return BulletList(_texts(block.items))
            case Decision():
                label = f"Recommendation {block.number}:"
                return DecisionBox(self._id(f"recommendation-{block.number}"), label, printable(block.text))
            case Table():
                return self._table(block)
            case Chart():
                picture = Markup(next(self._charts).svg.decode("utf-8"))  # noqa: S704 - ours, and well-formed
                return ChartView(self._id("chart"), printable(block.title), picture, self._table(block.table))
            case Callout():
                return CalloutView(self._id("note"), printable(block.title), printable(block.text))
            case Facts():
                return FactsView(tuple((printable(term), printable(text)) for term, text in block.items))
            case Heading():
                raise TypeError("a heading opens a section and is no block of one")
            case _:
                assert_never(block)

    def _id(self, name: str) -> str:
        """The name with how often it has been used: decisions stand first, in their sections and last."""
        self._seen[name] += 1
        return f"{name}-{self._seen[name]}"

    def _table(self, table: Table) -> TableView:
        aligned = ["number" if column in table.numeric else "text" for column in range(len(table.header))]
        total = sum(table.widths) or 1
        return TableView(
            id=self._id("table"),
            caption=printable(table.caption),
            columns=tuple(f"w{round(100 * width / total)}" for width in table.widths),
            header=_cells(table.header, aligned),
            rows=tuple(_cells(row, aligned) for row in table.rows),
            note=printable(table.note or ""),
            scrolls=len(table.header) >= _SCROLLS_FROM,
        )


def _words(paragraph: Paragraph) -> Words:
    return Words(printable(paragraph.text), printable(paragraph.lead or ""))


def _texts(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(printable(text) for text in texts)


def _cells(texts: Sequence[str], aligned: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(Cell(printable(text), align) for text, align in zip(texts, aligned, strict=True))
