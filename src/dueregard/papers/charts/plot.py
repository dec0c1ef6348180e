"""The sheet that charts are drawn on: layers of marks over two plain numeric scales.

Every category and every step of a scale has a number, and every text is a mark with a place of
its own, so that nothing depends on how wide some machine believes a word to be. User text is
only ever data: it never becomes part of an expression.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dueregard.papers.chart_spec import Axis
from dueregard.papers.charts.typeface import text_width, wrapped
from dueregard.papers.clean_text import printable

Row = dict[str, Any]
Layer = dict[str, Any]

TOTAL_WIDTH = 640
"""Width of every chart in CSS pixels: 169 mm, what fits between the margins of an A4 page."""
TEXT_SIZE = 13
LINE_HEIGHT = 15
GAP = 8
INK = "#1d2733"
QUIET = "#4d5966"
GRID = "#d5dbe1"
BAND = "#f3f5f7"
LABEL_WIDTH = 190
FONT_PLACEHOLDER = "chart-text"
"""No font's name: what Vega measures with is never used, and `drawing` puts the real one in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """Room around the plot in pixels."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """The inner area: its height in pixels, the margins and the two domains."""

    margins: Margins
    height: float
    x: tuple[float, float]
    y: tuple[float, float]

    @property
    def width(self) -> float:
        return TOTAL_WIDTH - self.margins.left - self.margins.right

    def layer(self, rows: Sequence[Row], kind: str, **style: Any) -> Layer:
        """Marks of one kind, one per row, except that a line is one mark through all its rows.

        The keys of the rows are the channels they have: x, y, x2, y2 in the units of the
        scales, and text. Style values for `at_x` and `at_y` are places in pixels instead.
        """
        encoding: Layer = {}
        if kind == "point":
            style = {"filled": True, "opacity": 1, **style}
        for channel, domain in (("x", self.x), ("y", self.y)):
            if f"at_{channel}" in style:
                encoding[channel] = {"value": style.pop(f"at_{channel}")}
            elif rows and channel in rows[0]:
                encoding[channel] = self._scaled(channel, domain)
            if rows and f"{channel}2" in rows[0]:
                encoding[f"{channel}2"] = {"field": f"{channel}2"}
        if rows and "text" in rows[0]:
            encoding["text"] = {"field": "text"}
        if kind == "line":
            encoding["order"] = {"field": "x", "type": "quantitative"}
        return {"data": {"values": list(rows)}, "mark": {"type": kind, **style}, "encoding": encoding}

    @staticmethod
    def _scaled(channel: str, domain: tuple[float, float]) -> Layer:
        scale = {"domain": list(domain), "nice": False, "zero": False}
        return {"field": channel, "type": "quantitative", "scale": scale, "axis": None}

    def words(self, rows: Sequence[Row], **style: Any) -> Layer:
        """Text marks; a list of lines is set line under line, the block centred on its place."""
        return self.layer(rows, "text", **{"baseline": "middle", "color": INK, **style})

    def specification(self, layers: Sequence[Layer]) -> dict[str, Any]:
        """The whole as Vega-Lite."""
        around = self.margins
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "width": self.width,
            "height": self.height,
            "autosize": {"type": "none", "contains": "content"},
            "padding": {
                "left": around.left,
                "right": around.right,
                "top": around.top,
                "bottom": around.bottom,
            },
            "config": {
                "aria": False,
                "background": "white",
                "view": {"stroke": None},
                "text": {"font": FONT_PLACEHOLDER, "fontSize": TEXT_SIZE, "lineHeight": LINE_HEIGHT},
            },
            "layer": [layer for layer in layers if layer["data"]["values"]],
        }


@dataclass(frozen=True, slots=True)
class Tick:
    """A marked place on an axis of values."""

    value: float
    label: str


def ticks_for(axis: Axis, values: Sequence[float]) -> tuple[tuple[Tick, ...], tuple[float, float]]:
    """Marked places and domain: the steps where the axis has them, else round numbers from 0.

    >>> ticks, domain = ticks_for(Axis(title="Days"), [3, 1240])
    >>> [tick.label for tick in ticks], domain
    (['0', '500', '1,000', '1,500'], (0, 1500))
    """
    if axis.steps:
        ticks = tuple(Tick(place, printable(step)) for place, step in enumerate(axis.steps))
        return ticks, (-0.4, len(axis.steps) - 0.6)
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    step = _round_step((high - low) or 1)
    first, last = math.floor(low / step), max(math.ceil(high / step), math.floor(low / step) + 1)
    ticks = tuple(Tick(place * step, number(place * step)) for place in range(first, last + 1))
    return ticks, (first * step, last * step)


def _round_step(span: float) -> float:
    """1, 2 or 5 times a power of ten, so that a span has two to five steps."""
    power = 10.0 ** math.floor(math.log10(span / 4)) if span < 1e300 else 1e299
    for factor in (1, 2, 5, 10):
        if span / (power * factor) <= 5:
            return int(power * factor) if power >= 1 else power * factor
    raise AssertionError(f"no step for a span of {span}")


def number(value: float) -> str:
    """A number as a reader writes it: thousands parted, no needless noughts.

    >>> number(1240), number(0.5), number(-3.0), number(0.30000000000000004)
    ('1,240', '0.5', '\N{MINUS SIGN}3', '0.3')
    """
    shown = f"{value:,.10g}" if abs(value) < 1e10 else f"{value:,.0f}"
    return shown.replace("-", "\N{MINUS SIGN}")


def label_column(labels: Sequence[str], limit: float = LABEL_WIDTH) -> tuple[list[list[str]], float]:
    """Each label as lines no wider than `limit`, and the widest line in pixels."""
    blocks = [wrapped(printable(label), TEXT_SIZE, limit) for label in labels]
    return blocks, max((text_width(line, TEXT_SIZE) for block in blocks for line in block), default=0)


def one_line(text: str, width: float, *, bold: bool = False) -> str:
    """The text on one line of at most `width` pixels."""
    return wrapped(printable(text), TEXT_SIZE, width, lines=1, bold=bold)[0]
