"""The contents: a field that Word can bring up to date, already filled when the file opens.

A page number is not known before Word lays out the pages, and asking Word to work it out on
opening makes it warn the reader. The paragraph at which a section begins is known, and is how
a paper is quoted; so an entry gives that until the reader updates the field (F9), which puts
page numbers in its place.
"""

from __future__ import annotations

from collections.abc import Sequence

from dueregard.papers.document import AnyBlock, Heading, Paragraph
from dueregard.papers.renderers.docx.markup import paragraph, run

_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def bookmark_name(position: int) -> str:
    """The name of the bookmark at the heading that is block `position` of the paper."""
    return f"_Toc{position + 1:08d}"


def _begin(depth: int) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> TOC \\o "1-{depth}" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def is_listed(block: AnyBlock, depth: int) -> bool:
    """Whether contents of this depth list the block."""
    return isinstance(block, Heading) and block.level <= depth


def contents_markup(blocks: Sequence[AnyBlock], depth: int) -> str:
    """The contents of a paper, headings down to level `depth`; nothing when there is none to list."""
    entries = [
        (block, position, _first_number(blocks, position, block.level))
        for position, block in enumerate(blocks)
        if isinstance(block, Heading) and is_listed(block, depth)
    ]
    if not entries:
        return ""
    last = len(entries) - 1
    lines = "".join(
        paragraph(
            f"Contents{heading.level}",
            _begin(depth) if index == 0 else "",
            _entry(heading, position, number),
            _END if index == last else "",
        )
        for index, (heading, position, number) in enumerate(entries)
    )
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{paragraph('ContentsHeading', run('Contents'))}{lines}"
        "</w:sdtContent></w:sdt>"
    )


def _entry(heading: Heading, position: int, number: int | None) -> str:
    place = "" if number is None else f"<w:r><w:tab/></w:r>{run(f'paragraph {number}')}"
    link = f'<w:hyperlink w:anchor="{bookmark_name(position)}" w:history="1">'
    return f"{link}{run(heading.text)}{place}</w:hyperlink>"


def _first_number(blocks: Sequence[AnyBlock], position: int, level: int) -> int | None:
    """The first numbered paragraph under the heading at `position`, its subsections included."""
    for block in blocks[position + 1 :]:
        if isinstance(block, Heading) and block.level <= level:
            return None
        if isinstance(block, Paragraph) and block.number is not None:
            return block.number
    return None
