"""From a Document to files: charts drawn once, then each format asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module

from dueregard.papers.charts import RenderedChart, render_charts
from dueregard.papers.document import Document

Renderer = Callable[[Document, tuple[RenderedChart, ...]], bytes]

# Named by module and loaded when first needed, so that a paper in HTML alone loads no other library.
_RENDERERS = {
    "docx": "dueregard.papers.renderers.docx",
    "pdf": "dueregard.papers.renderers.pdf",
    "html": "dueregard.papers.renderers.html",
}
FORMATS: tuple[str, ...] = tuple(_RENDERERS)


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A finished file of a paper: its name and its bytes."""

    name: str
    content: bytes


def render_files(document: Document, formats: Iterable[str] = FORMATS) -> tuple[RenderedFile, ...]:
    """The document in each format asked for. Raises KeyError for a format there is no renderer for."""
    charts = render_charts(document)
    return tuple(
        RenderedFile(f"{document.file_stem}.{name}", _render(name, document, charts)) for name in formats
    )


def _render(name: str, document: Document, charts: tuple[RenderedChart, ...]) -> bytes:
    render: Renderer = import_module(_RENDERERS[name]).render
    return render(document, charts)
