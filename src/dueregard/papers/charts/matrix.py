"""How many in each cell of a grid: the count is printed, and the shade only repeats it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from dueregard.papers.chart_spec import ChartSpec
from dueregard.papers.charts.axes import categories_across, title_above
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
    label_column,
)
from dueregard.papers.charts.typeface import wrapped
from dueregard.papers.clean_text import printable

_CELL_HEIGHT = 50
_SHADES = (("#dbe6f1", INK), ("#a9c3dd", INK), ("#3d6d99", "#ffffff"), ("#12436d", "#ffffff"))


def matrix(spec: ChartSpec) -> dict[str, Any]:
    """The chart as Vega-Lite."""
    columns = spec.x.steps or tuple(dict.fromkeys(point.x for point in spec.points))
    rows, widest = label_column(spec.y.steps, 130)
    left = widest + 16
    room = (TOTAL_WIDTH - left - 14) / len(columns) - GAP
    blocks = [wrapped(printable(column), TEXT_SIZE, room) for column in columns]
    plot = Plot(
        margins=Margins(left=left, right=14, top=34, bottom=52 + LINE_HEIGHT * (max(map(len, blocks)) - 1)),
        height=_CELL_HEIGHT * len(rows),
        x=(-0.5, len(columns) - 0.5),
        y=(-0.5, len(rows) - 0.5),
    )
    return plot.specification(list(_layers(spec, plot, columns, rows, blocks)))


def _layers(
    spec: ChartSpec, plot: Plot, columns: tuple[str, ...], rows: list[list[str]], blocks: list[list[str]]
) -> Iterator[Layer]:
    yield title_above(plot, spec.y.title)
    for i, lines in enumerate(rows):
        for line, words in enumerate(lines):
            dy = LINE_HEIGHT * (line - (len(lines) - 1) / 2)
            yield plot.words([{"y": i, "text": words}], at_x=-GAP - 2, dy=dy, align="right")
    yield from categories_across(plot, blocks, spec.x.title)
    counts = _counts(spec, columns)
    yield from _empty_cells(plot, counts, len(columns), len(rows))
    most = max(counts.values(), default=1)
    for shade, (colour, ink) in enumerate(_SHADES):
        cells = [cell for cell, count in counts.items() if _shade(count, most) == shade]
        yield plot.layer(
            [_cell(cell) for cell in cells], "rect", color=colour, stroke="#8a96a3", strokeWidth=1
        )
        numbers = [{"x": x, "y": y, "text": str(counts[x, y])} for x, y in cells]
        yield plot.words(numbers, align="center", color=ink, fontWeight="bold", fontSize=TEXT_SIZE + 3)


def _counts(spec: ChartSpec, columns: tuple[str, ...]) -> Counter[tuple[int, int]]:
    place = {column: i for i, column in enumerate(columns)}
    counts: Counter[tuple[int, int]] = Counter()
    for point in spec.points:
        if point.y is not None and point.size:
            counts[place[point.x], int(point.y)] += point.size
    return counts


def _shade(count: int, most: int) -> int:
    """Which of the four shades, evenly from 1 to the largest count."""
    return min(len(_SHADES) - 1, (count - 1) * len(_SHADES) // most) if most > 1 else 1


def _cell(cell: tuple[int, int]) -> dict[str, float]:
    x, y = cell
    return {"x": x - 0.5, "x2": x + 0.5, "y": y - 0.5, "y2": y + 0.5}


def _empty_cells(plot: Plot, counts: Counter[tuple[int, int]], columns: int, rows: int) -> Iterator[Layer]:
    empty = [(x, y) for x in range(columns) for y in range(rows) if (x, y) not in counts]
    yield plot.layer([_cell(cell) for cell in empty], "rect", color="white", stroke="#8a96a3", strokeWidth=1)
    yield plot.words([{"x": x, "y": y, "text": "0"} for x, y in empty], align="center", color=QUIET)
