"""Text into WordprocessingML. All of a user's words pass through here and come out as data."""

from __future__ import annotations

import html
import re

from dueregard.papers.clean_text import printable

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_BREAKS = re.compile("([\n\t])")
_BREAK_MARKUP = {"\n": "<w:br/>", "\t": "<w:tab/>"}


def escaped(text: str) -> str:
    """The text as the content of an element."""
    return html.escape(printable(text))


def attribute(text: str) -> str:
    """The text as the value of an attribute, line ends kept.

    >>> attribute('5 < 6 & "so on"')
    '5 &lt; 6 &amp; &quot;so on&quot;'
    """
    return escaped(text).replace("\n", "&#10;").replace("\t", "&#9;")


def run(text: str, *, strong: bool = False) -> str:
    """A run of text. Line ends and tabs become Word's own.

    >>> run("Fish & chips", strong=True)
    '<w:r><w:rPr><w:rStyle w:val="Strong"/></w:rPr><w:t xml:space="preserve">Fish &amp; chips</w:t></w:r>'
    """
    properties = '<w:rPr><w:rStyle w:val="Strong"/></w:rPr>' if strong else ""
    pieces = (piece for piece in _BREAKS.split(printable(text)) if piece)
    content = "".join(
        _BREAK_MARKUP.get(piece) or f'<w:t xml:space="preserve">{html.escape(piece)}</w:t>'
        for piece in pieces
    )
    return f"<w:r>{properties}{content}</w:r>"


def paragraph(style: str, *content: str, properties: str = "") -> str:
    """A paragraph in a style, given by its id, around ready markup.

    >>> paragraph("Caption", run("Areas"))
    '<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr><w:r><w:t xml:space="preserve">Areas</w:t></w:r></w:p>'
    """
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{"".join(content)}</w:p>'


def field(instruction: str, shown: str) -> str:
    """A field that Word works out by itself, such as PAGE, with what to show until then."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"{run(shown)}"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def part(root: str, content: str) -> bytes:
    """A whole XML part: the root element, its namespaces and the content."""
    return f"{DECLARATION}<{root} {NAMESPACES}>{content}</{root}>".encode()
