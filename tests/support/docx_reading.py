"""Reading a Word file in tests: by python-docx, and as bare XML."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

import docx
from docx.table import Table as WordTable

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
from dueregard.papers.renderers.docx import render

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def plain_picture(width: int, height: int) -> RenderedChart:
    """A grey PNG: what stands in it does not matter to Word."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    rows = (b"\0" + b"\xcc" * width) * height
    png = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return RenderedChart(svg=b"<svg/>", png=png, width=width, height=height)


def pictures(document: Document) -> tuple[RenderedChart, ...]:
    return tuple(plain_picture(600 + number, 300) for number, _ in enumerate(document.charts()))


def rendered(document: Document) -> bytes:
    return render(document, pictures(document))


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tree(content: bytes, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(members(content)[name])


def value(element: ElementTree.Element | None) -> str:
    assert element is not None
    return element.attrib[f"{W}val"]


# What a block should read as, worked out from the paper and not from the renderer ----------------


def table_texts(block: Table) -> Iterator[str]:
    yield block.caption
    yield from block.header
    for row in block.rows:
        yield from row
    if block.note:
        yield block.note


def block_texts(block: AnyBlock) -> Iterator[str]:
    match block:
        case Heading(text=text):
            yield text
        case Paragraph(text=text, lead=lead):
            yield f"{lead} {text}" if lead else text
        case Bullets(items=items):
            yield from items
        case Decision(number=number, text=text):
            yield f"Recommendation {number}: {text}"
        case Table():
            yield from table_texts(block)
        case Chart(title=title, table=beside):
            yield title
            yield ""  # the picture stands in a paragraph of its own
            yield from table_texts(beside)
        case Callout(title=title, text=text):
            yield title
            yield text
        case Facts(items=pairs):
            for pair in pairs:
                yield from pair


def expected_texts(document: Document) -> list[str]:
    texts = (text for block in document.blocks for text in block_texts(block))
    return [printable(text) for text in (document.title, document.subtitle, *texts)]


def read_texts(content: bytes) -> list[str]:
    """Every paragraph and cell as python-docx reads them, in order; not the empty line between tables."""
    found: list[str] = []
    for item in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(item, WordTable):
            cells = (cell for row in item.rows for cell in row.cells)
            found.extend("\n".join(p.text for p in cell.paragraphs) for cell in cells)
        elif item.style is not None and item.style.name != "Table Gap":
            found.append(item.text)
    return found
