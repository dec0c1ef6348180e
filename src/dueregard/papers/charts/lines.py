"""One value per step of an ordered category, one series a line, named where it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from dueregard.papers.chart_spec import ChartSpec, Point
from dueregard.papers.charts.axes import categories_across, threshold_level, values_up
from dueregard.papers.charts.palette import LineStyle, line_style
from dueregard.papers.charts.plot import (
    GAP,
    INK,
    LINE_HEIGHT,
    QUIET,
    TEXT_SIZE,
    TOTAL_WIDTH,
    Layer,
    Margins,
    Plot,
    Tick,
    label_column,
    ticks_for,
)
from dueregard.papers.charts.typeface import text_width, wrapped
from dueregard.papers.clean_text import printable

_NAME_WIDTH = 150
_LEADER = 30


def lines(spec: ChartSpec) -> dict[str, Any]:
    """The chart as Vega-Lite."""
    steps = spec.x.steps or tuple(dict.fromkeys(point.x for point in spec.points))
    series = spec.series or tuple(dict.fromkeys(point.series for point in spec.points))
    known = [point.y for point in spec.points if point.y is not None]
    ticks, domain = ticks_for(spec.y, [*known, *([] if spec.threshold is None else [spec.threshold])])
    names, widest = label_column(series, _NAME_WIDTH)
    left = max(text_width(tick.label, TEXT_SIZE) for tick in ticks) + GAP + 4
    right = _LEADER + 18 + widest if widest else 14
    blocks = _step_labels(steps, TOTAL_WIDTH - left - right)
    plot = Plot(
        margins=Margins(
            left=left, right=right, top=32, bottom=50 + LINE_HEIGHT * (max(map(len, blocks)) - 1)
        ),
        height=max(230.0, sum(LINE_HEIGHT * len(name) + 6 for name in names)),
        x=(-0.3, len(steps) - 0.7),
        y=domain,
    )
    tracks = _tracks(spec, steps, series)
    return plot.specification(list(_layers(spec, plot, tracks, names, blocks, ticks)))


def _step_labels(steps: Sequence[str], width: float) -> list[list[str]]:
    room = width / max(1, len(steps)) - GAP
    return [wrapped(printable(step), TEXT_SIZE, room) for step in steps]


def _tracks(
    spec: ChartSpec, steps: Sequence[str], series: Sequence[str]
) -> list[list[dict[str, float | None]]]:
    """Per series its places in order, None where there is no value.

    On a scale of few steps lines often coincide, so each series is moved up or down a little.
    """
    place = {step: i for i, step in enumerate(steps)}
    found: dict[tuple[str, str], Point] = {(point.series, point.x): point for point in spec.points}
    apart = min(0.08, 0.4 / len(series)) if spec.y.steps else 0.0
    tracks = []
    for i, name in enumerate(series):
        shift = apart * ((len(series) - 1) / 2 - i)
        points = [found.get((name, step)) for step in steps]
        heights = [None if point is None or point.y is None else point.y + shift for point in points]
        tracks.append([{"x": place[step], "y": height} for step, height in zip(steps, heights, strict=True)])
    return tracks


def _layers(
    spec: ChartSpec,
    plot: Plot,
    tracks: list[list[dict[str, float | None]]],
    names: list[list[str]],
    blocks: list[list[str]],
    ticks: tuple[Tick, ...],
) -> Iterator[Layer]:
    yield from values_up(plot, ticks, spec.y.title)
    yield from categories_across(plot, blocks, spec.x.title)
    yield from threshold_level(plot, spec)
    for i, track in enumerate(tracks):
        yield from _line(plot, track, line_style(i))
    if any(name != [""] for name in names):
        yield from _names(plot, tracks, names)


def _line(plot: Plot, track: list[dict[str, float | None]], style: LineStyle) -> Iterator[Layer]:
    """The line, broken where a value is missing, and a marker at each value."""
    for known, run in groupby(track, key=lambda row: row["y"] is not None):
        rows = list(run)
        if known and len(rows) > 1:
            yield plot.layer(rows, "line", color=style.colour, strokeWidth=2.5, strokeDash=list(style.dash))
    marks = [row for row in track if row["y"] is not None]
    yield plot.layer(marks, "point", **_marker(style))


def _marker(style: LineStyle) -> dict[str, Any]:
    return {
        "color": style.colour,
        "shape": style.shape,
        "size": 85,
        "stroke": "white",
        "strokeWidth": 1,
    }


def _names(
    plot: Plot, tracks: list[list[dict[str, float | None]]], names: list[list[str]]
) -> Iterator[Layer]:
    """Each name beside the end of its line, moved apart where they would touch, with a thin leader."""
    ends = []
    for i, track in enumerate(tracks):
        last = next((row for row in reversed(track) if row["y"] is not None), None)
        if last is not None:
            ends.append((i, _from_top(plot, last["y"] or 0.0)))
    ends.sort(key=lambda end: end[1])
    middles = spread(
        [end for _, end in ends], [LINE_HEIGHT * len(names[i]) + 6.0 for i, _ in ends], plot.height
    )
    edge = plot.width
    for (i, end), middle in zip(ends, middles, strict=True):
        style = line_style(i)
        yield _leader(plot, end, middle)
        yield plot.layer([{}], "point", at_x=edge + _LEADER, at_y=middle, **_marker(style))
        for line, words in enumerate(names[i]):
            at_y = middle + LINE_HEIGHT * (line - (len(names[i]) - 1) / 2)
            yield plot.words([{"text": words}], at_x=edge + _LEADER + 12, at_y=at_y, align="left", color=INK)


def _leader(plot: Plot, end: float, middle: float) -> Layer:
    """A thin line from the right edge, level with the last value, to the name."""
    bottom, top = plot.y
    value = [bottom + (top - bottom) * (1 - pixels / plot.height) for pixels in (end, middle)]
    left, right = plot.x
    reach = (right - left) * (_LEADER - 8) / plot.width
    rows = [{"x": right - 0.12, "y": value[0]}, {"x": right + reach, "y": value[1]}]
    return plot.layer(rows, "line", color=QUIET, strokeWidth=0.8, clip=False)


def _from_top(plot: Plot, value: float) -> float:
    low, high = plot.y
    return (high - value) / (high - low) * plot.height


def spread(wanted: Sequence[float], heights: Sequence[float], room: float) -> list[float]:
    """Middles as near as simple pushing gets to those wanted (in order), no two closer than their heights.

    >>> spread([10, 12, 90], [20, 20, 20], 100)
    [10.0, 30.0, 90.0]
    """
    middles: list[float] = []
    edge = 0.0
    for middle, height in zip(wanted, heights, strict=True):
        middles.append(max(middle, edge + height / 2))
        edge = middles[-1] + height / 2
    edge = max(room, sum(heights))
    for i in range(len(middles) - 1, -1, -1):
        middles[i] = float(min(middles[i], edge - heights[i] / 2))
        edge = middles[i] - heights[i] / 2
    return middles
