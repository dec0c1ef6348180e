"""Lowest to highest with a dot at likely, one row per category."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dueregard.papers.chart_spec import ChartSpec, Point
from dueregard.papers.charts.axes import (
    categories_down,
    key_across,
    row_height,
    threshold_across,
    values_across,
)
from dueregard.papers.charts.palette import MAIN, RANGE
from dueregard.papers.charts.plot import Layer, Margins, Plot, label_column, ticks_for

_ROW_HEIGHT = 28


def ranges(spec: ChartSpec) -> dict[str, Any]:
    """The chart as Vega-Lite."""
    names = spec.x.steps or tuple(dict.fromkeys(point.x for point in spec.points))
    blocks, widest = label_column(names)
    ends = [end for point in spec.points for end in (point.low, point.y, point.high) if end is not None]
    ticks, domain = ticks_for(spec.y, [*ends, *([] if spec.threshold is None else [spec.threshold])])
    plot = Plot(
        margins=Margins(left=widest + 16, right=34, top=34, bottom=86),
        height=row_height(blocks, _ROW_HEIGHT) * len(names),
        x=domain,
        y=(len(names) - 0.5, -0.5),
    )
    return plot.specification(
        list(_layers(spec, plot, {name: i for i, name in enumerate(names)}, blocks, ticks))
    )


def _layers(
    spec: ChartSpec, plot: Plot, rows: dict[str, int], blocks: list[list[str]], ticks: tuple[Any, ...]
) -> Iterator[Layer]:
    yield from categories_down(plot, blocks, spec.x.title, banded=True)
    yield from values_across(plot, ticks, spec.y.title)
    yield from threshold_across(plot, spec)
    bars = [
        _bar(point, rows[point.x])
        for point in spec.points
        if point.low is not None and point.high is not None
    ]
    bar = {"color": RANGE, "strokeWidth": 13, "strokeCap": "round"}
    yield plot.layer(bars, "rule", **bar)
    dots = [{"x": point.y, "y": rows[point.x]} for point in spec.points if point.y is not None]
    dot = {
        "color": MAIN,
        "stroke": "white",
        "strokeWidth": 1.5,
        "size": 150,
        "shape": "circle",
    }
    yield plot.layer(dots, "point", **dot)
    entries: list[tuple[str, str, dict[str, object]]] = [
        ("point", spec.dot_label or "likely", {**dot, "strokeWidth": 0}),
        (
            "point",
            spec.range_label or "lowest to highest",
            {"color": RANGE, "shape": _PILL, "size": 160},
        ),
    ]
    yield from key_across(plot, entries, plot.height + 66)


_PILL = "M-1,-0.5L1,-0.5A0.5,0.5,0,0,1,1,0.5L-1,0.5A0.5,0.5,0,0,1,-1,-0.5Z"


def _bar(point: Point, row: int) -> dict[str, Any]:
    return {"x": point.low, "x2": point.high, "y": row}
