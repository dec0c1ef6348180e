"""Our font cut down to what a page needs, to be carried inside it.

A chart's words then keep the room they were laid out for on any machine, and the page asks for
nothing from outside. The letters kept are always the same, whatever the paper says.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from dueregard.papers.fonts import font_files

_LETTERS = (
    *range(0x20, 0x7F),  # ASCII
    *range(0xA0, 0x180),  # the languages of western and central Europe
    *range(0x2010, 0x2027),  # dashes, quotation marks, dots
    *map(ord, "\N{EURO SIGN}\N{MINUS SIGN}≤≥→\N{REPLACEMENT CHARACTER}"),
)
_NAMES = (0, 1, 2, 13)  # copyright, family, face and licence stay with the letters
_LEFT_OUT = ("BASE", "GDEF", "GPOS", "GSUB", "gasp")


@lru_cache(maxsize=2)
def web_font(*, bold: bool) -> bytes:
    """The regular or the bold face as TrueType, about 30 kB; the same bytes each time.

    >>> len(web_font(bold=False)) < 40_000
    True
    """
    options = Options()
    options.hinting = False
    options.glyph_names = False
    options.layout_features = []
    options.name_IDs = list(_NAMES)
    options.drop_tables += list(_LEFT_OUT)
    font = TTFont(font_files()[2 if bold else 0], recalcTimestamp=False)
    cutter = Subsetter(options)
    cutter.populate(unicodes=_LETTERS)
    cutter.subset(font)
    cut = BytesIO()
    font.save(cut)
    return cut.getvalue()
