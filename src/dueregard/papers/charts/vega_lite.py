"""From a chart specification to Vega-Lite: pure, with every number and word as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dueregard.papers.chart_spec import ChartKind, ChartSpec
from dueregard.papers.charts.bars import bars
from dueregard.papers.charts.lines import lines
from dueregard.papers.charts.matrix import matrix
from dueregard.papers.charts.ranges import ranges

_DRAWN_BY: dict[ChartKind, Callable[[ChartSpec], dict[str, Any]]] = {
    ChartKind.BARS: bars,
    ChartKind.STACKED_BARS: bars,
    ChartKind.LINES: lines,
    ChartKind.RANGES: ranges,
    ChartKind.MATRIX: matrix,
}


def vega_lite(spec: ChartSpec) -> dict[str, Any]:
    """The chart as a Vega-Lite specification (version 5) that asks for nothing from outside.

    It has no title: the caption beside the picture gives it. Raises ValueError when the
    specification has no points, for an empty picture would look like a finding.
    """
    if not spec.points:
        raise ValueError(
            f"the {spec.kind} chart of {spec.y.title!r} has no points: leave the chart out, and say why"
        )
    return _DRAWN_BY[spec.kind](spec)
