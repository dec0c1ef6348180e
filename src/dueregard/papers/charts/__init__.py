"""Charts: from a specification to a picture, the same bytes each time."""

from dueregard.papers.charts.drawing import add_png, draw_charts, render_charts
from dueregard.papers.charts.rendered import RenderedChart

__all__ = ["RenderedChart", "add_png", "draw_charts", "render_charts"]
