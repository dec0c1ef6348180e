"""How series are told apart: by shape, dash and lightness, and by colour besides.

The colours stay apart for the common kinds of colour blindness, and each has at least 3 : 1
against white (4.5 : 1 where words are set in it). Nothing is said by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass

MAIN = "#12436d"
RANGE = "#7a93b0"
THRESHOLD = "#8c2d04"


@dataclass(frozen=True, slots=True)
class LineStyle:
    """Colour, marker shape and dash of one series of lines."""

    colour: str
    shape: str
    dash: tuple[int, ...]


LINE_STYLES: tuple[LineStyle, ...] = (
    LineStyle("#12436d", "circle", (1, 0)),
    LineStyle("#a8460a", "square", (8, 3)),
    LineStyle("#1f7a5c", "triangle-up", (2, 3)),
    LineStyle("#801650", "diamond", (8, 3, 2, 3)),
    LineStyle("#5f5f5f", "triangle-down", (1, 0)),
    LineStyle("#2a77a8", "cross", (5, 3)),
    LineStyle("#86690a", "triangle-right", (2, 2)),
    LineStyle("#5b4a9e", "triangle-left", (10, 3, 2, 3, 2, 3)),
)


@dataclass(frozen=True, slots=True)
class Fill:
    """Colour of one part of a stack and of the number printed in it."""

    colour: str
    ink: str


FILL_EDGE = "#5b6774"
"""Drawn round every part, so that the light ones too end visibly."""

FILLS: tuple[Fill, ...] = (
    Fill("#12436d", "#ffffff"),
    Fill("#b35a12", "#ffffff"),
    Fill("#d3dae2", "#1d2733"),
    Fill("#1f7a5c", "#ffffff"),
    Fill("#8fbbd9", "#1d2733"),
    Fill("#6b2a70", "#ffffff"),
)


def line_style(place: int) -> LineStyle:
    """Style of the series at this place; past the eighth they repeat with a different dash.

    >>> line_style(8).colour == line_style(0).colour, line_style(8).dash == line_style(0).dash
    (True, False)
    """
    count = len(LINE_STYLES)
    own = LINE_STYLES[place % count]
    if place < count:
        return own
    return LineStyle(own.colour, own.shape, (place // count + 2, 2, 1, 2))


def fill(place: int) -> Fill:
    """Fill of the part at this place; past the sixth they repeat, and the key's order tells them apart."""
    return FILLS[place % len(FILLS)]
