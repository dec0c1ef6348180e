"""What the template is told: the paper as plain lists and texts, with the decisions of layout made.

Widths of columns, what may break across pages, which bullets hang under which paragraph: all of it
is decided here, so that `paper.typ` only lays out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import assert_never

from dueregard.papers.charts import RenderedChart
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
from dueregard.papers.fonts import FAMILY
from dueregard.papers.renderers.contents_depth import contents_depth
from dueregard.papers.renderers.pdf_words import Words, longest_word

Data = dict[str, object]

_TEXT_WIDTH = 464.0  # points: A4 less margins of 2.3 cm
_POINTS_A_CHARACTER = 5.4  # of table text at 9.5 points, on the generous side
_CELL_PADDING = 11.0  # points, both sides and a rule
_FACTS_WIDTHS = (26, 74)
_LONGEST_WHOLE_WORD = 20  # characters: a column is widened for words up to here; longer ones are cut
_WIDEST_WORTH, _NARROWEST_WORTH = 48, 7  # characters: what a column's longest text counts for
_WHOLE_TABLE = 12  # lines: a shorter table is not parted
_WHOLE_ROW = 25  # lines: nor is a lower row
_WHOLE_BOX = 1800  # characters: nor a box with less text
_POINTS_A_PIXEL = 0.75
_CONTENTS_TITLE = 42.0  # points, with a line to spare for a page that ends among them
_CONTENTS_LINES = {1: (13.0,), 2: (18.5, 15.2)}  # points of a line of each level, by depth
_CONTENTS_CHARACTERS = 60  # that surely fit on one line


def paper_data(document: Document, charts: Iterable[RenderedChart], words: Words) -> Data:
    """Everything that `paper.typ` shows, as values JSON can hold.

    `charts` are the pictures of `document.charts()`, in the same order.
    """
    language, _, region = document.language.partition("-")
    front = _before_first_heading(document)
    pictures = iter(charts)
    return {
        "font": FAMILY,
        "language": language,
        "region": region or None,
        "title": _property(document.title),
        "title_shown": words.text(document.title, longest=30),
        "subtitle": words.text(document.subtitle),
        "author": _property(document.author),
        "subject": _property(document.subject),
        "keywords": [_property(keyword) for keyword in document.keywords],
        "banner": words.text(document.banner),
        "footer": words.text(document.footer),
        "contents": contents_depth(document) if document.contents else 0,
        "contents_height": _contents_height(document),
        "front": list(_blocks(document.blocks[:front], pictures, words)),
        "blocks": list(_blocks(document.blocks[front:], pictures, words)),
    }


def _before_first_heading(document: Document) -> int:
    """How many blocks stand with the title, before the contents."""
    return sum(1 for _ in takewhile(lambda block: not isinstance(block, Heading), document.blocks))


def _contents_height(document: Document) -> float | None:
    """Points that the contents take, where each heading listed takes one line; else None, and typst finds out.

    typst lays the paper out until page numbers settle. It knows no headings the first time, and when the
    contents then push everything down it does all its work again, a fifth of the time of a long paper.
    """
    depth = contents_depth(document)
    listed = [block for block in document.blocks if isinstance(block, Heading) and block.level <= depth]
    if any(len(heading.text) > _CONTENTS_CHARACTERS or "\n" in heading.text for heading in listed):
        return None
    return _CONTENTS_TITLE + sum(_CONTENTS_LINES[depth][heading.level - 1] for heading in listed)


def _property(text: str) -> str:
    """A text for the document's properties, which are not drawn and need no font."""
    return Words().plain(text)


def _blocks(blocks: Iterable[AnyBlock], pictures: Iterator[RenderedChart], words: Words) -> Iterator[Data]:
    """The blocks, with numbered paragraphs and the bullets under them gathered into one list."""
    numbered: list[Data] = []
    for block in blocks:
        if isinstance(block, Paragraph) and block.number is not None:
            numbered.append({**_led(block, words), "number": block.number, "bullets": []})
        elif isinstance(block, Bullets) and numbered:
            _hang(numbered[-1], block, words)
        else:
            yield from _numbered(numbered, leads=isinstance(block, Table | Chart))
            numbered = []
            yield _chart(block, next(pictures), words) if isinstance(block, Chart) else _block(block, words)
    yield from _numbered(numbered)


def _numbered(items: list[Data], *, leads: bool = False) -> Iterator[Data]:
    """The list; where its last paragraph leads to a table or chart, that one apart, to stay with it."""
    apart = len(items) - 1 if leads and items and not items[-1]["bullets"] else len(items)
    if items[:apart]:
        yield {"kind": "numbered", "items": items[:apart], "leads": False}
    if items[apart:]:
        yield {"kind": "numbered", "items": items[apart:], "leads": True}


def _hang(paragraph: Data, block: Bullets, words: Words) -> None:
    """Put a list under the paragraph before it."""
    hanging = paragraph["bullets"]
    assert isinstance(hanging, list)
    hanging.append([words.text(item) for item in block.items])


def _led(block: Paragraph, words: Words) -> Data:
    return {"lead": words.text(block.lead) if block.lead else None, "text": words.text(block.text)}


def _block(block: AnyBlock, words: Words) -> Data:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": words.text(block.text, longest=40)}
        case Paragraph():
            return {"kind": "paragraph", **_led(block, words)}
        case Bullets():
            return {"kind": "bullets", "items": [words.text(item) for item in block.items]}
        case Decision():
            whole = len(block.text) < _WHOLE_BOX
            text = words.text(block.text)
            return {"kind": "decision", "number": block.number, "text": text, "breakable": not whole}
        case Callout():
            whole = len(block.title) + len(block.text) < _WHOLE_BOX
            shown = {"title": words.text(block.title), "text": words.text(block.text)}
            return {"kind": "callout", **shown, "breakable": not whole}
        case Facts():
            return {"kind": "facts", "rows": [_row(item, _FACTS_WIDTHS, words) for item in block.items]}
        case Table():
            return {"kind": "table", **_table(block, words)}
        case Chart():
            raise TypeError("a chart is shown with its picture")
        case _:
            assert_never(block)


def _chart(block: Chart, picture: RenderedChart, words: Words) -> Data:
    return {
        "kind": "chart",
        "title": words.text(block.title),
        "alt": _property(block.alt),
        "svg": words.plain(picture.svg.decode()),
        "width": min(_TEXT_WIDTH, picture.width * _POINTS_A_PIXEL),
        "table": _table(block.table, words),
    }


def _table(table: Table, words: Words) -> Data:
    widths = column_widths(table)
    rows = [_row(row, widths, words) for row in table.rows]
    lines = sum(_lines(row, widths) for row in (table.header, *table.rows))
    numeric = frozenset(table.numeric)
    return {
        "caption": words.text(table.caption),
        "header": _row(table.header, widths, words)["cells"],
        "rows": rows,
        "widths": widths,
        "alignments": ["end" if column in numeric else "start" for column in range(len(widths))],
        "note": words.text(table.note) if table.note else None,
        "breakable": lines > _WHOLE_TABLE,
    }


def _row(cells: Iterable[str], widths: Iterable[int], words: Words) -> Data:
    cells, widths = tuple(cells), tuple(widths)
    fits = [_characters(width, sum(widths)) for width in widths]
    return {
        "cells": [words.text(cell, longest=fit) for cell, fit in zip(cells, fits, strict=True)],
        "breakable": _lines(cells, widths) > _WHOLE_ROW,
    }


def _characters(width: int, total: int) -> int:
    """How many characters a line of a column holds, at least one."""
    return max(1, int((_TEXT_WIDTH * width / total - _CELL_PADDING) / _POINTS_A_CHARACTER))


def _lines(cells: Iterable[str], widths: Iterable[int]) -> int:
    """About how many lines a row takes: those of its longest cell."""
    widths = tuple(widths)
    return max(
        sum(1 + len(line) // _characters(width, sum(widths)) for line in cell.split("\n"))
        for cell, width in zip(cells, widths, strict=True)
    )


def column_widths(table: Table) -> list[int]:
    """Width of each column in thousandths of the text's, each at least as wide as its longest word.

    The paper's own widths are kept as far as words allow; where it names none, a column counts by
    its longest text. Thousandths are rounded, so that they add up to about 1,000.

    >>> empty = {"marking": "OFFICIAL", "publishable": True, "caption": "Areas"}
    >>> column_widths(Table(header=("Area", "Met"), rows=(("North", "3"),), widths=(3, 1), **empty))
    [750, 250]
    """
    columns = tuple(zip(table.header, *table.rows, strict=True))
    shares = table.widths or tuple(
        min(max(max(map(len, column)), _NARROWEST_WORTH), _WIDEST_WORTH) for column in columns
    )
    least = [_least_width(column) for column in columns]
    asked = [share / sum(shares) for share in shares]
    return [round(1000 * width) for width in _stretch(asked, least)]


def _least_width(column: Iterable[str]) -> float:
    """Share of the text width that keeps every ordinary word of the column whole."""
    longest = min(_LONGEST_WHOLE_WORD, max(map(longest_word, column)))
    return (longest * _POINTS_A_CHARACTER + _CELL_PADDING + 1) / _TEXT_WIDTH


def _stretch(asked: list[float], least: list[float]) -> list[float]:
    """Shares that add up to one, none below its least unless all of them cannot be had."""
    if sum(least) >= 1:
        return [width / sum(least) for width in least]
    spare = [max(0.0, width - floor) for width, floor in zip(asked, least, strict=True)]
    if not sum(spare):
        return asked
    left = 1 - sum(least)
    return [floor + left * more / sum(spare) for floor, more in zip(least, spare, strict=True)]
