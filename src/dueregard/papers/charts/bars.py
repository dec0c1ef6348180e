"""Bars, single or stacked: level when the names of the categories are long, else upright."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dueregard.papers.chart_spec import ChartKind, ChartSpec
from dueregard.papers.charts.axes import (
    KEY_HEIGHT,
    categories_across,
    categories_down,
    key_across,
    key_lines,
    row_height,
    threshold_across,
    threshold_level,
    values_across,
    values_up,
)
from dueregard.papers.charts.palette import FILL_EDGE, MAIN, fill
from dueregard.papers.charts.plot import (
    GAP,
    LINE_HEIGHT,
    TEXT_SIZE,
    Layer,
    Margins,
    Plot,
    label_column,
    number,
    ticks_for,
)
from dueregard.papers.charts.typeface import text_width

_ROW_HEIGHT = 29
_UPRIGHT_HEIGHT = 250
_UPRIGHT_LABEL = 74
_MOST_UPRIGHT = 7
_HALF_BAR = 0.32


def bars(spec: ChartSpec) -> dict[str, Any]:
    """The chart as Vega-Lite, for bars and for stacked bars."""
    names = spec.x.steps or tuple(dict.fromkeys(point.x for point in spec.points))
    upright = len(names) <= _MOST_UPRIGHT and all(
        text_width(name, TEXT_SIZE) <= _UPRIGHT_LABEL for name in names
    )
    segments = _segments(spec, {name: i for i, name in enumerate(names)})
    stacked = spec.kind is ChartKind.STACKED_BARS
    known = [end for segment in segments for end in (segment["from"], segment["to"])]
    ticks, domain = ticks_for(spec.y, [*known, *([] if spec.threshold is None else [spec.threshold])])
    blocks, widest = label_column(names)
    key = KEY_HEIGHT * key_lines(_parts(spec)) if stacked else 0
    if upright:
        left = max(text_width(tick.label, TEXT_SIZE) for tick in ticks) + GAP + 4
        margins = Margins(left=left, right=14, top=32, bottom=56 + key)
        plot = Plot(margins=margins, height=_UPRIGHT_HEIGHT, x=(-0.5, len(names) - 0.5), y=domain)
        layers = [*values_up(plot, ticks, spec.y.title), *categories_across(plot, blocks, spec.x.title)]
        layers += [*_bars(plot, spec, segments, upright=True), *threshold_level(plot, spec)]
        layers += _numbers(plot, spec, segments, upright=True)
    else:
        margins = Margins(left=widest + 16, right=52, top=34, bottom=56 + key)
        plot = Plot(
            margins=margins,
            height=row_height(blocks, _ROW_HEIGHT) * len(names),
            x=domain,
            y=(len(names) - 0.5, -0.5),
        )
        layers = [*categories_down(plot, blocks, spec.x.title, banded=False)]
        layers += [*values_across(plot, ticks, spec.y.title), *_bars(plot, spec, segments, upright=False)]
        layers += [*threshold_across(plot, spec), *_numbers(plot, spec, segments, upright=False)]
    if stacked:
        layers += _key(plot, spec)
    return plot.specification(layers)


def _parts(spec: ChartSpec) -> tuple[str, ...]:
    return spec.series or tuple(dict.fromkeys(point.series for point in spec.points))


def _segments(spec: ChartSpec, places: dict[str, int]) -> list[dict[str, Any]]:
    """Where each bar, or each part of one, begins and ends; parts lie on each other in the key's order."""
    order = {name: i for i, name in enumerate(_parts(spec))}
    reached: dict[tuple[str, bool], float] = {}
    found = []
    for point in sorted(spec.points, key=lambda point: order[point.series]):
        if point.y is None:
            continue
        below = reached.get((point.x, point.y < 0), 0.0) if spec.kind is ChartKind.STACKED_BARS else 0.0
        reached[point.x, point.y < 0] = below + point.y
        found.append(
            {"place": places[point.x], "part": order[point.series], "from": below, "to": below + point.y}
        )
    return found


def _bars(plot: Plot, spec: ChartSpec, segments: list[dict[str, Any]], *, upright: bool) -> Iterator[Layer]:
    along, across = ("y", "x") if upright else ("x", "y")
    stacked = spec.kind is ChartKind.STACKED_BARS
    for part in range(len(_parts(spec))):
        mine = [segment for segment in segments if segment["part"] == part]
        rows = [
            {
                along: segment["from"],
                f"{along}2": segment["to"],
                across: segment["place"] - _HALF_BAR,
                f"{across}2": segment["place"] + _HALF_BAR,
            }
            for segment in mine
            if segment["from"] != segment["to"]
        ]
        colour = fill(part).colour if stacked else MAIN
        yield plot.layer(rows, "rect", color=colour, stroke=FILL_EDGE if stacked else MAIN, strokeWidth=0.8)


def _numbers(
    plot: Plot, spec: ChartSpec, segments: list[dict[str, Any]], *, upright: bool
) -> Iterator[Layer]:
    if spec.kind is not ChartKind.STACKED_BARS:
        yield from _numbers_at_end(plot, segments, upright)
        return
    along, across = ("y", "x") if upright else ("x", "y")
    for part in range(len(_parts(spec))):
        yield from _numbers_inside(plot, [s for s in segments if s["part"] == part], along, across)


def _numbers_inside(plot: Plot, segments: list[dict[str, Any]], along: str, across: str) -> Iterator[Layer]:
    """The value in the middle of each part that has room for it."""
    low, high = plot.x if along == "x" else plot.y
    pixels = (plot.width if along == "x" else plot.height) / (high - low)
    rows = []
    for segment in segments:
        words = number(segment["to"] - segment["from"])
        needed = text_width(words, TEXT_SIZE, bold=True) if along == "x" else LINE_HEIGHT
        if abs(segment["to"] - segment["from"]) * pixels > needed + 4:
            rows.append(
                {along: (segment["from"] + segment["to"]) / 2, across: segment["place"], "text": words}
            )
    if segments:
        yield plot.words(rows, align="center", color=fill(segments[0]["part"]).ink, fontWeight="bold")


def _numbers_at_end(plot: Plot, segments: list[dict[str, Any]], upright: bool) -> Iterator[Layer]:
    """The value just past the end of each bar, on a white ground so that no rule crosses it."""
    widest = max((text_width(number(segment["to"]), TEXT_SIZE) for segment in segments), default=0.0)
    for side in (1, -1):
        mine = [segment for segment in segments if (segment["to"] < 0) is (side < 0)]
        rows = [{"text": number(segment["to"])} | _end(segment, upright) for segment in mine]
        ground = {"color": "white", "shape": _GROUND, "size": (widest + 4) ** 2}
        bare = [_end(segment, upright) for segment in mine]
        if upright:
            yield plot.layer(bare, "point", yOffset=-10 * side, **ground)
            yield plot.words(rows, align="center", dy=-10 * side)
        else:
            yield plot.layer(bare, "point", xOffset=side * (6 + widest / 2), **ground)
            yield plot.words(rows, align="left" if side > 0 else "right", dx=6 * side)


_GROUND = "M-1,-0.35L1,-0.35L1,0.35L-1,0.35Z"


def _end(segment: dict[str, Any], upright: bool) -> dict[str, float]:
    along, across = ("y", "x") if upright else ("x", "y")
    return {along: segment["to"], across: segment["place"]}


def _key(plot: Plot, spec: ChartSpec) -> Iterator[Layer]:
    entries: list[tuple[str, str, dict[str, object]]] = [
        (
            "point",
            name,
            {
                "color": fill(i).colour,
                "shape": "square",
                "size": 170,
                "stroke": FILL_EDGE,
                "strokeWidth": 0.8,
            },
        )
        for i, name in enumerate(_parts(spec))
    ]
    yield from key_across(
        plot, entries, plot.height + plot.margins.bottom - KEY_HEIGHT * key_lines(_parts(spec)) + 8
    )
