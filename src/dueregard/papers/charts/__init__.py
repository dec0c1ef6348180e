"""Charts: from a specification to a picture, the same bytes each time."""

from dueregard.papers.charts.drawing import render_charts
from dueregard.papers.charts.rendered import RenderedChart

__all__ = ["RenderedChart", "render_charts"]
