"""From a chart specification to Vega-Lite: pure, with every number and word as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dueregard.papers.chart_spec import ChartKind, ChartSpec
from dueregard.papers.charts.bars import bars
from dueregard.papers.charts.lines import lines
from dueregard.papers.charts.matrix import matrix
from dueregard.papers.charts.profile import profile
from dueregard.papers.charts.ranges import ranges
from dueregard.papers.charts.slope import slope

_DRAWN_BY: dict[ChartKind, Callable[[ChartSpec], dict[str, Any]]] = {
    ChartKind.BARS: bars,
    ChartKind.STACKED_BARS: bars,
    ChartKind.LINES: lines,
    ChartKind.RANGES: ranges,
    ChartKind.SLOPE: slope,
    ChartKind.MATRIX: matrix,
    ChartKind.PROFILE: profile,
}


def vega_lite(spec: ChartSpec) -> dict[str, Any]:
    """The chart as a Vega-Lite specification (version 5) that asks for nothing from outside.

    It has no title: the caption beside the picture gives it. Raises ValueError when the
    specification has no points, for an empty picture would look like a finding, and when a
    point names a category or a series that its specification does not list.
    """
    name = f"the {spec.kind} chart of {spec.y.title!r}"
    if not spec.points:
        raise ValueError(f"{name} has no points: leave the chart out, and say why")
    for what, listed, used in (
        ("category", spec.x.steps, {point.x for point in spec.points}),
        ("series", spec.series, {point.series for point in spec.points}),
    ):
        strangers = sorted(used - set(listed))
        if listed and strangers:
            raise ValueError(
                f"{name} has a point of {what} {strangers[0]!r}, which it does not list: list it"
            )
    return _DRAWN_BY[spec.kind](spec)
