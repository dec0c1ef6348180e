"""A chart as it was drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedChart:
    """The same picture twice, with its size in CSS pixels (96 to the inch).

    `png` is empty until a format asks for it.
    `svg` is UTF-8 without an XML declaration; its text is text, set in the font of
    `dueregard.papers.fonts`. `png` is drawn from that SVG at a higher resolution; its size in
    print comes from `width` and `height`, not from its own pixels.
    """

    svg: bytes
    png: bytes
    width: int
    height: int
