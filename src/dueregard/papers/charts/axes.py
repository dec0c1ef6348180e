"""The parts that several kinds of chart share: axes with their words, a threshold, a key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dueregard.papers.chart_spec import ChartSpec
from dueregard.papers.charts.palette import THRESHOLD
from dueregard.papers.charts.plot import (
    BAND,
    GAP,
    GRID,
    LINE_HEIGHT,
    QUIET,
    TEXT_SIZE,
    TOTAL_WIDTH,
    Layer,
    Plot,
    Tick,
    one_line,
)
from dueregard.papers.charts.typeface import text_width
from dueregard.papers.clean_text import printable

KEY_HEIGHT = 26
_LEAST_TITLE = 110


def values_across(plot: Plot, ticks: Sequence[Tick], title: str) -> Iterator[Layer]:
    """A scale of values along the bottom: grid, labels and title."""
    bottom, top = plot.y
    yield plot.layer([{"x": tick.value, "y": bottom, "y2": top} for tick in ticks], "rule", color=GRID)
    room = plot.width / max(1, len(ticks) - 1) - GAP
    rows = [{"x": tick.value, "text": one_line(tick.label, room)} for tick in ticks]
    yield plot.words(rows, at_y=plot.height + 14, align="center", color=QUIET)
    yield title_below(plot, title, 36)


def values_up(plot: Plot, ticks: Sequence[Tick], title: str) -> Iterator[Layer]:
    """A scale of values up the left side; its title stands level above it, where it is easy to read."""
    left, right = plot.x
    yield plot.layer([{"y": tick.value, "x": left, "x2": right} for tick in ticks], "rule", color=GRID)
    rows = [{"y": tick.value, "text": one_line(tick.label, plot.margins.left - GAP)} for tick in ticks]
    yield plot.words(rows, at_x=-GAP, align="right", color=QUIET)
    yield title_above(plot, title)


def categories_down(
    plot: Plot, blocks: Sequence[Sequence[str]], title: str, *, banded: bool
) -> Iterator[Layer]:
    """Categories down the left side, first at the top, with every other row shaded where asked."""
    if banded:
        left, right = plot.x
        bands = [{"x": left, "x2": right, "y": i - 0.5, "y2": i + 0.5} for i in range(0, len(blocks), 2)]
        yield plot.layer(bands, "rect", color=BAND)
    yield from _blocks(plot, "y", blocks, at_x=-GAP - 2, align="right")
    yield title_above(plot, title, room=plot.margins.left)


def categories_across(plot: Plot, blocks: Sequence[Sequence[str]], title: str) -> Iterator[Layer]:
    """Categories along the bottom, each as lines under its place."""
    yield from _blocks(plot, "x", blocks, start=plot.height + 14, align="center")
    yield title_below(plot, title, 36 + LINE_HEIGHT * (max(map(len, blocks)) - 1))


def _blocks(
    plot: Plot, channel: str, blocks: Sequence[Sequence[str]], *, start: float | None = None, **style: object
) -> Iterator[Layer]:
    """Labels of one to three lines: one layer for each line of each length, as pixels cannot be data."""
    for length in sorted({len(block) for block in blocks}):
        for line in range(length):
            rows = [
                {channel: i, "text": block[line]} for i, block in enumerate(blocks) if len(block) == length
            ]
            if start is None:
                yield plot.words(rows, dy=LINE_HEIGHT * (line - (length - 1) / 2), **style)
            else:
                yield plot.words(rows, at_y=start + LINE_HEIGHT * line, **style)


def title_below(plot: Plot, title: str, below: float) -> Layer:
    """The title of the axis along the bottom."""
    words = one_line(title, plot.width + plot.margins.right, bold=True)
    return plot.words(
        [{"text": words}], at_x=plot.width / 2, at_y=plot.height + below, align="center", fontWeight="bold"
    )


def title_above(plot: Plot, title: str, *, room: float = TOTAL_WIDTH * 0.6) -> Layer:
    """The title of the axis at the left, level, above the plot."""
    words = one_line(title, max(room, _LEAST_TITLE), bold=True)
    return plot.words(
        [{"text": words}], at_x=2 - plot.margins.left, at_y=-16, align="left", fontWeight="bold"
    )


def threshold_across(plot: Plot, spec: ChartSpec) -> Iterator[Layer]:
    """A dashed upright rule at the threshold with its words above."""
    if spec.threshold is None:
        return
    bottom, top = plot.y
    yield _dashed(plot, {"x": spec.threshold, "y": bottom, "y2": top})
    label = printable(spec.threshold_label)
    half = text_width(label, TEXT_SIZE, bold=True) / 2
    place = _pixels(plot.x, spec.threshold) * plot.width
    inside = min(max(place, half), plot.width + plot.margins.right - half)
    words = one_line(label, plot.width * 0.6, bold=True)
    yield plot.words(
        [{"text": words}], at_x=inside, at_y=-14, align="center", color=THRESHOLD, fontWeight="bold"
    )


def threshold_level(plot: Plot, spec: ChartSpec) -> Iterator[Layer]:
    """A dashed level rule at the threshold with its words on it at the left."""
    if spec.threshold is None:
        return
    left, right = plot.x
    yield _dashed(plot, {"y": spec.threshold, "x": left, "x2": right})
    rows = [{"y": spec.threshold, "text": one_line(spec.threshold_label, plot.width * 0.6, bold=True)}]
    yield plot.words(rows, at_x=5, dy=-9, align="left", color=THRESHOLD, fontWeight="bold")


def _dashed(plot: Plot, row: dict[str, float]) -> Layer:
    return plot.layer([row], "rule", color=THRESHOLD, strokeWidth=2, strokeDash=[6, 4])


def _pixels(domain: tuple[float, float], value: float) -> float:
    return (value - domain[0]) / (domain[1] - domain[0])


def row_height(blocks: Sequence[Sequence[str]], least: float) -> float:
    """Height of each row of categories, so that the label with most lines has room."""
    return max(least, LINE_HEIGHT * max(map(len, blocks)) + 4)


def key_across(
    plot: Plot, entries: Sequence[tuple[str, str, dict[str, object]]], at_y: float
) -> Iterator[Layer]:
    """A key on one or more lines from the left edge: a mark of the given kind and style, then its words."""
    place, line = 0.0, 0
    room = TOTAL_WIDTH - 40
    for kind, words, style in entries:
        shown = one_line(words, room / 2)
        needed = 22 + text_width(shown, TEXT_SIZE) + 20
        if place and place + needed > room:
            place, line = 0.0, line + 1
        left, level = place - plot.margins.left + 10, at_y + KEY_HEIGHT * line
        yield plot.layer([{}], kind, at_x=left, at_y=level, **style)
        yield plot.words([{"text": shown}], at_x=left + 14, at_y=level, align="left")
        place += needed


def key_lines(words: Sequence[str]) -> int:
    """How many lines the key takes."""
    place, line = 0.0, 1
    for text in words:
        needed = 42 + text_width(one_line(text, (TOTAL_WIDTH - 40) / 2), TEXT_SIZE)
        if place and place + needed > TOTAL_WIDTH - 40:
            place, line = 0.0, line + 1
        place += needed
    return line
