"""A line in its range with dots beside it, over many ordered steps of which a few are named below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from dueregard.papers.chart_spec import ChartSpec, Point
from dueregard.papers.charts.axes import (
    KEY_HEIGHT,
    key_across,
    key_lines,
    threshold_level,
    title_below,
    values_up,
)
from dueregard.papers.charts.palette import MAIN, RANGE, THRESHOLD
from dueregard.papers.charts.plot import (
    GAP,
    GRID,
    LINE_HEIGHT,
    QUIET,
    TEXT_SIZE,
    TOTAL_WIDTH,
    Layer,
    Margins,
    Plot,
    Tick,
    ticks_for,
)
from dueregard.papers.charts.typeface import text_width, wrapped
from dueregard.papers.clean_text import printable

_HEIGHT = 230.0
_EVERY = (1, 2, 3, 4, 6, 8, 12, 24, 48, 84, 168)
"""Every how many steps one is named: those that keep to the hours of a day and the days of a week."""
_LABEL_WIDTH = 74.0
_BAND_LIGHT = "#c9d5e3"
_MANY = 60
_FEW = 30
"""So many steps have a bar each for their range; more have a band."""


def profile(spec: ChartSpec) -> dict[str, Any]:
    """The chart as Vega-Lite."""
    steps = spec.x.steps or tuple(dict.fromkeys(point.x for point in spec.points))
    series = spec.series or tuple(dict.fromkeys(point.series for point in spec.points))
    ends = [end for point in spec.points for end in (point.low, point.y, point.high) if end is not None]
    ticks, domain = ticks_for(spec.y, [*ends, *([] if spec.threshold is None else [spec.threshold])])
    left = max(text_width(tick.label, TEXT_SIZE) for tick in ticks) + GAP + 4
    every, blocks = _named(steps, TOTAL_WIDTH - left - 14)
    lines = max(map(len, blocks))
    ranged = _ranged(spec)
    key = KEY_HEIGHT * key_lines([*series, *([_range_words(spec, ranged)] if ranged else [])])
    plot = Plot(
        margins=Margins(left=left, right=14, top=32, bottom=50 + LINE_HEIGHT * (lines - 1) + key),
        height=_HEIGHT
        + lines
        - 1,  # keeps the whole even in pixels, as a picture of half as many again needs
        x=(-0.5, len(steps) - 0.5),
        y=domain,
    )
    place = {step: at for at, step in enumerate(steps)}
    by_series = {
        name: sorted((p for p in spec.points if p.series == name), key=lambda p: place[p.x])
        for name in series
    }
    return plot.specification(list(_layers(spec, plot, by_series, place, ticks, every, blocks)))


def _ranged(spec: ChartSpec) -> list[str]:
    """The series that are lines, in the order in which they come: those with ranges."""
    return list(
        dict.fromkeys(
            point.series for point in spec.points if point.low is not None or point.high is not None
        )
    )


def _range_words(spec: ChartSpec, lined: Sequence[str]) -> str:
    return spec.range_label or f"range of {lined[0]}"


def _named(steps: Sequence[str], width: float) -> tuple[int, list[list[str]]]:
    """Every how many steps one is named so that names have room, and those names as lines."""
    for whole in (True, False):  # a name that is cut off stands only where none fits whole
        for every in _EVERY:
            room = min(width / len(steps) * every - GAP, _LABEL_WIDTH)
            names = [printable(step) for step in steps[::every]]
            words_fit = all(text_width(word, TEXT_SIZE) <= room for name in names for word in name.split())
            if words_fit and not (whole and any(len(wrapped(name, TEXT_SIZE, room)) > 2 for name in names)):
                return every, [wrapped(name, TEXT_SIZE, room, lines=2) for name in names]
    return len(steps), [wrapped(printable(steps[0]), TEXT_SIZE, _LABEL_WIDTH, lines=2)]


def _layers(
    spec: ChartSpec,
    plot: Plot,
    by_series: dict[str, list[Point]],
    place: dict[str, int],
    ticks: tuple[Tick, ...],
    every: int,
    blocks: list[list[str]],
) -> Iterator[Layer]:
    yield from values_up(plot, ticks, spec.y.title)
    yield from _steps_below(plot, every, blocks)
    yield title_below(plot, spec.x.title, 36 + LINE_HEIGHT * (max(map(len, blocks)) - 1))
    lined = _ranged(spec)
    dotted = [name for name in by_series if name not in lined]
    for name in lined:
        yield from _band(plot, by_series[name], place)
    for name in lined:
        yield from _line(plot, by_series[name], place)
    dot = _dot(len(place))
    for name in dotted:
        rows = [{"x": place[p.x], "y": p.y} for p in by_series[name] if p.y is not None]
        yield plot.layer(rows, "point", **dot)
    yield from threshold_level(plot, spec)
    yield from _key(plot, by_series, lined, dot, blocks, _range_words(spec, lined) if lined else "")


def _steps_below(plot: Plot, every: int, blocks: list[list[str]]) -> Iterator[Layer]:
    bottom, top = plot.y
    begins = [{"x": at * every, "y": bottom, "y2": top} for at in range(len(blocks))]
    yield plot.layer(begins, "rule", color=GRID, strokeDash=[2, 3])
    for line in range(max(map(len, blocks))):
        rows = [
            {"x": at * every, "text": block[line]} for at, block in enumerate(blocks) if len(block) > line
        ]
        # The first name begins under the first step, so that nothing is cut off at the left.
        yield plot.words(rows[:1], at_y=plot.height + 14 + LINE_HEIGHT * line, align="center", color=QUIET)
        yield plot.words(rows[1:], at_y=plot.height + 14 + LINE_HEIGHT * line, align="center", color=QUIET)


def _band(plot: Plot, points: Sequence[Point], place: dict[str, int]) -> Iterator[Layer]:
    """The range of each step as an upright bar: of its whole width where steps are many, so that they make a band."""
    half = 0.5 if len(place) > _FEW else 0.16
    rows = [
        {"x": place[p.x] - half, "x2": place[p.x] + half, "y": p.low, "y2": p.high}
        for p in points
        if p.low is not None and p.high is not None
    ]
    if len(place) <= _FEW:
        yield plot.layer(rows, "rect", color=_BAND_LIGHT, stroke=RANGE, strokeWidth=0.8)
        return
    yield plot.layer(rows, "rect", color=_BAND_LIGHT)
    lower: list[dict[str, float | None]] = [{"x": place[p.x], "y": p.low} for p in points]
    upper: list[dict[str, float | None]] = [{"x": place[p.x], "y": p.high} for p in points]
    for edge in (lower, upper):
        yield from _through(plot, edge, color=RANGE, strokeWidth=1)


def _line(plot: Plot, points: Sequence[Point], place: dict[str, int]) -> Iterator[Layer]:
    yield from _through(plot, [{"x": place[p.x], "y": p.y} for p in points], color=MAIN, strokeWidth=2)


def _through(plot: Plot, track: list[dict[str, float | None]], **style: Any) -> Iterator[Layer]:
    """A line through what is known, broken where a value is missing."""
    for known, run in groupby(track, key=lambda row: row["y"] is not None):
        rows = list(run)
        if known and len(rows) > 1:
            yield plot.layer(rows, "line", **style)


def _dot(steps: int) -> dict[str, Any]:
    many = steps > _MANY
    return {
        "color": THRESHOLD,
        "shape": "circle",
        "size": 26 if many else 60,
        "stroke": "white",
        "strokeWidth": 0.3 if many else 1,
    }


def _key(
    plot: Plot,
    by_series: dict[str, list[Point]],
    lined: list[str],
    dot: dict[str, Any],
    blocks: list[list[str]],
    ranged: str,
) -> Iterator[Layer]:
    stroke = {"color": MAIN, "shape": _STROKE, "size": 160}
    entries: list[tuple[str, str, dict[str, object]]] = []
    for name, points in by_series.items():
        if name not in lined:
            entries.append(("point", name, {**dot, "size": 60}))
        elif any(point.y is not None for point in points):
            entries.append(("point", name, stroke))
    if lined:
        entries.append(
            (
                "point",
                ranged,
                {"color": _BAND_LIGHT, "shape": "square", "size": 160, "stroke": RANGE},
            )
        )
    below = plot.height + 58 + LINE_HEIGHT * (max(map(len, blocks)) - 1)
    yield from key_across(plot, entries, below)


_STROKE = "M-1,-0.15L1,-0.15L1,0.15L-1,0.15Z"
