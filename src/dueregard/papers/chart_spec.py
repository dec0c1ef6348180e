"""What a chart shows, before anyone decides how it is drawn.

One specification feeds the picture in every format, the table beside it and the words for
those who do not see it. `dueregard.papers.charts` turns it into Vega-Lite.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChartKind(StrEnum):
    """The few shapes our papers need."""

    BARS = "bars"  # one value per category; horizontal when category names are long
    STACKED_BARS = "stacked bars"  # parts of a whole per category, one series a part
    LINES = "lines"  # one value per step of an ordered category (years, cycles), one series a line
    RANGES = "ranges"  # lowest to highest with a dot at likely, per category
    SLOPE = "slope"  # one value with its range at a few steps (strengths of a force), joined by a line
    MATRIX = "matrix"  # how many in each cell of a grid
    PROFILE = "profile"  # a line in its range and dots beside it, over many ordered steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """An axis: its title with unit, and its steps in order where it is not a plain number."""

    title: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One mark. `x` is a category; `y` a number, or the position of a step on the y axis (from 0).

    For a matrix `y` is the row's position and `size` the count printed in the cell.
    `low` and `high` are the ends of a range in the units of y; a `y` of None draws the range alone.
    In a profile a series with ranges is a line in its band, and one without is dots.
    `label` is printed beside a mark of a slope; the number itself where it is blank.
    """

    x: str
    y: float | None
    series: str = ""
    low: float | None = None
    high: float | None = None
    size: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSpec:
    """A chart: kind, axes, points. `series` gives the order of the series in the key."""

    kind: ChartKind
    x: Axis
    y: Axis
    points: tuple[Point, ...]
    series: tuple[str, ...] = ()
    threshold: float | None = None  # a rule across the chart, in units of y, e.g. the required rating
    threshold_label: str = ""
    range_label: str = (
        ""  # what a range is, in the key of ranges and profiles; the chart's own words where blank
    )
    dot_label: str = ""  # what the dot in a range is, in the key of ranges
