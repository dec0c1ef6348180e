"""The one door to vl-convert: from Vega-Lite to SVG, and from SVG to PNG.

vl-convert opens the font file several times for every letter it sets, and takes what fonts the
machine has. So it is never asked to set one: in the SVG the words stay words in the font of our
papers, and before the PNG is drawn each word becomes the outlines of its letters.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape, unescape
from typing import Any

import vl_convert

from dueregard.papers.charts.plot import FONT_PLACEHOLDER
from dueregard.papers.charts.rendered import RenderedChart
from dueregard.papers.charts.typeface import face, text_width
from dueregard.papers.charts.vega_lite import vega_lite
from dueregard.papers.clean_text import printable
from dueregard.papers.document import Chart, Document
from dueregard.papers.fonts import FAMILY

_PNG_SCALE = 1.5
_VEGA_LITE_VERSION = "5.20"
_TEXT = re.compile(r"<text ([^>]*)>([^<]*)</text>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
# The picture is one image: what Vega says about its parts is for readers of a picture without words.
_PART_ROLES = re.compile(r'(<g [^>]*?) role="graphics-[a-z]+" aria-roledescription="[a-z ]+"')
_ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}


def render_charts(document: Document) -> tuple[RenderedChart, ...]:
    """The charts of a document in its order, drawn once for all formats."""
    return tuple(add_png(chart) for chart in draw_charts(document))


def draw_charts(document: Document) -> tuple[RenderedChart, ...]:
    """The charts as SVG alone, which is all that PDF and HTML need."""
    return tuple(_draw(chart) for chart in document.charts())


def render_chart(chart: Chart) -> RenderedChart:
    """One chart as SVG and PNG, the same bytes each time."""
    return add_png(_draw(chart))


def add_png(chart: RenderedChart) -> RenderedChart:
    """The same chart with the PNG that DOCX needs."""
    return replace(chart, png=render_png(chart.svg.decode("utf-8"), _PNG_SCALE))


def _draw(chart: Chart) -> RenderedChart:
    svg = render_svg(vega_lite(chart.spec), alt=chart.alt)
    found = _SIZE.match(svg)
    if found is None:
        raise ValueError(f"the drawing of {chart.title!r} begins {svg[:80]!r}, not with its width and height")
    width, height = found.groups()
    return RenderedChart(
        svg=svg.encode("utf-8"), png=b"", width=round(float(width)), height=round(float(height))
    )


def render_svg(specification: dict[str, Any], *, alt: str) -> str:
    """Draw a Vega-Lite specification; the picture is one image to a screen reader, described by `alt`."""
    drawn = vl_convert.vegalite_to_svg(specification, vl_version=_VEGA_LITE_VERSION, allowed_base_urls=[])
    plain = _PART_ROLES.sub(r"\1", drawn)
    named = plain.replace(f'font-family="{FONT_PLACEHOLDER}"', f'font-family="{FAMILY}, sans-serif"')
    label = escape(printable(alt).replace("\n", " "))
    return named.replace(' class="marks"', f' role="img" aria-label="{label}"', 1)


def render_png(svg: str, scale: float) -> bytes:
    """Draw an SVG of ours as PNG, `scale` pixels to the CSS pixel."""
    return bytes(vl_convert.svg_to_png(_TEXT.sub(_outlined, svg), scale=scale))


def _outlined(found: re.Match[str]) -> str:
    """One line of text as the outlines of its letters, at the same place and in the same colour."""
    style = dict(_ATTRIBUTE.findall(found[1]))
    text, size = unescape(found[2]), float(style["font-size"].removesuffix("px"))
    bold = style.get("font-weight") == "bold"
    drawn = face(bold=bold)
    scale = size / drawn.units_per_em
    left = -_ANCHORS[style.get("text-anchor", "start")] * text_width(text, size, bold=bold)
    place = f"{style['transform']} matrix({scale:.6g},0,0,{-scale:.6g},{left:.4f},0)"
    return f'<path transform="{place}" fill="{style["fill"]}" d="{drawn.outline(text)}"/>'
