"""The paper as a tagged PDF (PDF/UA-1), laid out by typst.

The template `paper.typ` holds the look and `pdf_data.py` the words; a user's text reaches typst only
as JSON. The bytes depend on the document and its charts alone: the date is the paper's own, fonts
come with our packages, and the identifiers that a PDF must have are made by typst from the content.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from dueregard.common.errors import DueRegardError
from dueregard.papers.charts import RenderedChart
from dueregard.papers.document import Document
from dueregard.papers.fonts import FAMILY, font_files
from dueregard.papers.renderers.pdf_data import paper_data
from dueregard.papers.renderers.pdf_row_headers import mark_row_headers
from dueregard.papers.renderers.pdf_words import Words

_UNSHOWABLE = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


class PaperNotPrinted(DueRegardError):
    """typst refused the paper, most likely because an accessible PDF may not be made of it."""


def render(document: Document, charts: tuple[RenderedChart, ...]) -> bytes:
    """The document as PDF; `charts` are the pictures of `document.charts()`, in the same order.

    Raises
    ------
    PaperNotPrinted
        If an accessible PDF cannot be made, for example of a chart without alternative text.
    """
    unshowable: frozenset[str] = frozenset()
    while True:
        try:
            return mark_row_headers(_compile(document, charts, unshowable))
        except typst.TypstError as error:
            found = _clusters_without_shape(error.diagnostic)
            if found <= unshowable:
                raise PaperNotPrinted(
                    f"The paper {document.title!r} cannot be printed: {error.message}."
                ) from error
            unshowable |= found


def _compile(document: Document, charts: tuple[RenderedChart, ...], unshowable: Collection[str]) -> bytes:
    data = paper_data(document, charts, Words(unshowable))
    compiler = typst.Compiler(_template(), root=_folder(), font_paths=_fonts(), ignore_system_fonts=True)
    pdf = compiler.compile(
        format="pdf",
        pdf_standards="ua-1",
        timestamp=datetime.combine(document.dated_on, time(), UTC),
        sys_inputs={"paper": json.dumps(data)},
    )
    assert isinstance(pdf, bytes)
    return pdf


def _clusters_without_shape(diagnostic: str) -> frozenset[str]:
    """What typst says no font can show, out of its own quoting.

    >>> sorted(_clusters_without_shape(r'the text `"\\u{1f693}"` could not be displayed'))
    ['🚓']
    """
    return frozenset(_unquote(quoted) for quoted in _UNSHOWABLE.findall(diagnostic))


def _unquote(quoted: str) -> str:
    python_quoting = _RUST_ESCAPE.sub(lambda found: f"\\U{int(found[1], 16):08x}", quoted)
    return str(ast.literal_eval(f'"{python_quoting}"'))


def _folder() -> Path:
    return Path(str(files("dueregard.papers.renderers")))


@cache
def _template() -> bytes:
    return (_folder() / "paper.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Our faces and those inside typst, loaded once a process.

    typst takes folders only and reads a face when it first needs it, so the four files we want are
    linked in a folder of their own and each is used once before the folder goes.
    """
    with TemporaryDirectory(prefix="dueregard-fonts-") as folder:
        for file in font_files():
            (Path(folder) / file.name).symlink_to(file)
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder])
        every_face = f'#set text(font: "{FAMILY}", fallback: false)\na *b* _c_ *_d_*'
        typst.Compiler(every_face.encode(), font_paths=fonts, ignore_system_fonts=True).compile(format="pdf")
    return fonts
