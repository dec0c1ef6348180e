"""From a Document to files: charts drawn once, then each format asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module

from dueregard.papers.charts import RenderedChart, add_png, draw_charts
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
    """The document in each format asked for. Raises KeyError for a format there is no renderer for.

    The PDF takes longest and lets go of the interpreter, so it is laid out while the others are made.
    """
    wanted = tuple(formats)
    drawn = draw_charts(document)
    with ThreadPoolExecutor(max_workers=1) as beside:
        pdf = beside.submit(_render, "pdf", document, drawn) if "pdf" in wanted else None
        made = {name: _render(name, document, _pictures(name, drawn)) for name in wanted if name != "pdf"}
        if pdf is not None:
            made["pdf"] = pdf.result()
    return tuple(RenderedFile(f"{document.file_stem}.{name}", made[name]) for name in wanted)


def _pictures(name: str, drawn: tuple[RenderedChart, ...]) -> tuple[RenderedChart, ...]:
    """The charts as a format needs them: Word takes no SVG."""
    return tuple(add_png(chart) for chart in drawn) if name == "docx" else drawn


def _render(name: str, document: Document, charts: tuple[RenderedChart, ...]) -> bytes:
    render: Renderer = import_module(_RENDERERS[name]).render
    return render(document, charts)
