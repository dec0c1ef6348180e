"""The paper as one accessible HTML file that asks for nothing from outside."""

from dueregard.papers.renderers.html.page import render

__all__ = ["render"]
