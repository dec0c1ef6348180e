"""The body: each block of the paper as WordprocessingML, in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

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
from dueregard.papers.renderers.contents_depth import contents_depth
from dueregard.papers.renderers.docx.contents import bookmark_name, contents_markup, is_listed
from dueregard.papers.renderers.docx.markup import paragraph, run
from dueregard.papers.renderers.docx.numbering import PARAGRAPH_LIST, NumberedLists
from dueregard.papers.renderers.docx.pictures import Picture, picture_markup
from dueregard.papers.renderers.docx.tables import facts_markup, table_markup

_TABLE_START, _TABLE_END = "<w:tbl>", "</w:tbl>"
_GAP = paragraph("TableGap")


def body_markup(document: Document, lists: NumberedLists, pictures: Sequence[Picture]) -> str:
    """Title, contents where asked for, and every block, ready for the section to close it."""
    subtitle = paragraph("Subtitle", run(document.subtitle)) if document.subtitle else ""
    pieces = [paragraph("Title", run(document.title)) + subtitle]
    listing, depth = _contents_position(document), contents_depth(document)
    unused_lists, unused_pictures = iter(lists.of_paragraphs), iter(enumerate(pictures, start=1))
    for position, block in enumerate(document.blocks):
        if position == listing:
            pieces.append(contents_markup(document.blocks, depth))
        if isinstance(block, Paragraph):
            number_list = PARAGRAPH_LIST if block.number is None else next(unused_lists)
            pieces.append(_paragraph(block, number_list, introduces=_introduces(document.blocks, position)))
        elif isinstance(block, Chart):
            pieces.append(_chart(block, *next(unused_pictures)))
        elif document.contents and isinstance(block, Heading) and is_listed(block, depth):
            pieces.append(_bookmarked_heading(block, position))
        else:
            pieces.append(_block(block))
    return _part_tables(pieces)


def _contents_position(document: Document) -> int | None:
    """The contents stand before the first heading: the head of the paper stays with its title."""
    if not document.contents:
        return None
    return next((i for i, block in enumerate(document.blocks) if isinstance(block, Heading)), None)


def _block(block: Heading | Bullets | Decision | Table | Callout | Facts) -> str:
    match block:
        case Heading():
            return paragraph(f"Heading{block.level}", run(block.text))
        case Bullets():
            return "".join(paragraph("ListBullet", run(item)) for item in block.items)
        case Decision():
            label = run(f"Recommendation {block.number}: ", strong=True)
            return paragraph("Recommendation", label, run(block.text))
        case Table():
            return table_markup(block)
        case Callout():
            return paragraph("CalloutTitle", run(block.title)) + paragraph("Callout", run(block.text))
        case Facts():
            return facts_markup(block)
        case _:
            assert_never(block)


def _introduces(blocks: Sequence[AnyBlock], position: int) -> bool:
    """Whether what follows is one with the paragraph: a list, a recommendation, a table or a chart."""
    return position + 1 < len(blocks) and isinstance(blocks[position + 1], Bullets | Decision | Table | Chart)


def _paragraph(block: Paragraph, number_list: int, *, introduces: bool) -> str:
    """A paragraph; a number is Word's own, from the list."""
    direct = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number_list}"/></w:numPr>'
    return paragraph(
        "BodyText" if block.number is None else "NumberedParagraph",
        run(f"{block.lead} ", strong=True) if block.lead else "",
        run(block.text),
        properties=("<w:keepNext/>" if introduces else "")
        + ("" if number_list == PARAGRAPH_LIST else direct),
    )


def _bookmarked_heading(block: Heading, position: int) -> str:
    return paragraph(
        f"Heading{block.level}",
        f'<w:bookmarkStart w:id="{position}" w:name="{bookmark_name(position)}"/>',
        run(block.text),
        f'<w:bookmarkEnd w:id="{position}"/>',
    )


def _chart(block: Chart, number: int, picture: Picture) -> str:
    drawing = picture_markup(picture, number=number, alt=block.alt)
    return paragraph("Caption", run(block.title)) + paragraph("Picture", drawing) + table_markup(block.table)


def _part_tables(pieces: Sequence[str]) -> str:
    """The pieces joined, with a small empty paragraph where Word needs one.

    Two tables would grow together, a table brings no space before itself (the head of the paper
    has its own after it), and a document may not end with a table.
    """
    apart: list[str] = []
    for piece in filter(None, pieces):
        if len(apart) > 1 and piece.startswith(_TABLE_START):
            apart.append(_GAP)
        apart.append(piece)
    if apart[-1].endswith(_TABLE_END):
        apart.append(_GAP)
    return "".join(apart)
