"""One figure at a few steps of a falling or rising thing: a dot at each, its likely range, and a line between the dots.

Where a step has only a range, the range stands alone and the line passes it by.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, zip_longest
from typing import Any

from dueregard.papers.chart_spec import ChartSpec, Point
from dueregard.papers.charts.axes import KEY_HEIGHT, categories_across, key_across, values_up
from dueregard.papers.charts.palette import MAIN, RANGE
from dueregard.papers.charts.plot import (
    GAP,
    LINE_HEIGHT,
    TEXT_SIZE,
    TOTAL_WIDTH,
    Layer,
    Margins,
    Plot,
    Tick,
    number,
    one_line,
    ticks_for,
)
from dueregard.papers.charts.typeface import text_width, wrapped
from dueregard.papers.clean_text import printable

_HEIGHT = 230.0
_BESIDE = 12
_LABEL_ROOM = 130
_DOT = {"color": MAIN, "stroke": "white", "strokeWidth": 1.5, "size": 130, "shape": "circle"}
_BAR = {"color": RANGE, "strokeWidth": 9, "strokeCap": "butt"}


def slope(spec: ChartSpec) -> dict[str, Any]:
    """The chart as Vega-Lite."""
    steps = spec.x.steps or tuple(dict.fromkeys(point.x for point in spec.points))
    ends = [end for point in spec.points for end in (point.low, point.y, point.high) if end is not None]
    ticks, domain = ticks_for(spec.y, ends)
    left = max(text_width(tick.label, TEXT_SIZE) for tick in ticks) + GAP + 4
    room = (TOTAL_WIDTH - left - 14) / max(1, len(steps)) - GAP
    blocks = [wrapped(printable(step), TEXT_SIZE, room) for step in steps]
    below = LINE_HEIGHT * (max(map(len, blocks)) - 1)
    plot = Plot(
        margins=Margins(left=left, right=14, top=32, bottom=56 + below + KEY_HEIGHT),
        height=_HEIGHT,
        x=(-0.35, len(steps) - 0.35),
        y=domain,
    )
    return plot.specification(
        list(_layers(spec, plot, {step: i for i, step in enumerate(steps)}, blocks, ticks))
    )


def _layers(
    spec: ChartSpec, plot: Plot, place: dict[str, int], blocks: list[list[str]], ticks: tuple[Tick, ...]
) -> Iterator[Layer]:
    yield from values_up(plot, ticks, spec.y.title)
    yield from categories_across(plot, blocks, spec.x.title)
    points = sorted(spec.points, key=lambda point: place[point.x])
    bars = [
        {"x": place[point.x], "y": point.low, "y2": point.high}
        for point in points
        if point.low is not None and point.high is not None
    ]
    yield plot.layer(bars, "rule", **_BAR)
    for known, run in groupby(points, key=lambda point: point.y is not None):
        rows = [{"x": place[point.x], "y": point.y} for point in run]
        if known and len(rows) > 1:
            yield plot.layer(rows, "line", color=MAIN, strokeWidth=2.5)
    dots = [{"x": place[point.x], "y": point.y} for point in points if point.y is not None]
    yield plot.layer(dots, "point", **_DOT)
    for point, after in zip_longest(points, points[1:]):
        yield from _label(plot, point, place[point.x], rises=_rises(point, after))
    entries: list[tuple[str, str, dict[str, object]]] = [
        ("point", "likely between", {"color": RANGE, "shape": "square", "size": 120})
    ]
    if dots:
        entries.insert(0, ("point", "mean", {**_DOT, "strokeWidth": 0}))
    lines = max(map(len, blocks)) - 1
    yield from key_across(plot, entries, plot.height + 62 + LINE_HEIGHT * lines)


def _rises(point: Point, after: Point | None) -> bool | None:
    """Whether the line goes up from a point; None where no line leaves it."""
    if after is None or point.y is None or after.y is None:
        return None
    return after.y > point.y


def _label(plot: Plot, point: Point, at: int, *, rises: bool | None) -> Iterator[Layer]:
    """The value's words to the right of its mark, on the side that the line leaves free."""
    height = point.y if point.y is not None else point.high
    if height is None:
        return
    words = one_line(point.label or number(height), _LABEL_ROOM, bold=True)
    row = {"x": at, "y": height, "text": words}
    aside = 0 if rises is None else _BESIDE if rises else -_BESIDE
    yield plot.words([row], align="left", dx=_BESIDE, dy=aside, fontWeight="bold")
