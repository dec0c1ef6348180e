"""Pictures in the line of text, with the words for those who do not see them."""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.papers.renderers.docx.markup import attribute
from dueregard.papers.renderers.docx.styles import TEXT_WIDTH

# English Metric Units: 914,400 to the inch.
_UNITS_PER_TWIP = 635
_UNITS_PER_PIXEL = 9525  # CSS pixels, 96 to the inch
_WIDEST = TEXT_WIDTH * _UNITS_PER_TWIP
_TALLEST = 4_680_000  # 13 cm: leaves room for the caption and the first rows of the table


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture already in the package: its relationship, and its size in CSS pixels."""

    relationship: str
    width: int
    height: int


def picture_markup(picture: Picture, *, number: int, alt: str) -> str:
    """Picture `number` (from 1) in its own size, or as large as the text width and 13 cm of height allow."""
    width, height = _fitted(picture.width, picture.height)
    named = f'id="{number}" name="Chart {number}" descr="{attribute(alt)}"'
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/>'
        f"<wp:docPr {named}/>"
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{picture.relationship}"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def _fitted(width: int, height: int) -> tuple[int, int]:
    """Width and height in English Metric Units, in proportion.

    >>> _fitted(100, 50)
    (952500, 476250)
    >>> _fitted(2000, 1000)
    (5976620, 2988310)
    >>> _fitted(1000, 2000)
    (2340000, 4680000)
    """
    wide, high = width * _UNITS_PER_PIXEL, height * _UNITS_PER_PIXEL
    if wide > _WIDEST:
        wide, high = _WIDEST, high * _WIDEST // wide
    if high > _TALLEST:
        wide, high = wide * _TALLEST // high, _TALLEST
    return wide, high
