"""Widths and outlines of letters in our one font, for laying out charts without a machine's fonts.

The only module that reads font files. Kerning is left out: a line is as wide as its letters.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from dueregard.papers.fonts import font_files

_REGULAR, _BOLD = 0, 2
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


class _RelativePen(BasePen):  # type: ignore[misc] # the library says no types
    """Writes an outline as SVG path data relative to the pen, which ends where the next letter begins."""

    def __init__(self, glyphs: object) -> None:
        super().__init__(glyphs)
        self.written: list[str] = []
        self._place = self._start = (0.0, 0.0)

    def leave(self, advance: float) -> str:
        """Move on to the next letter, and give all that was written."""
        self._moveTo((advance, 0.0))
        return "".join(self.written)

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the library's name
        self._write("m", point)
        self._start = point

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._write("l", point)

    def _qCurveToOne(self, control: tuple[float, float], point: tuple[float, float]) -> None:  # noqa: N802
        self._write("q", control, point)

    def _closePath(self) -> None:  # noqa: N802
        self.written.append("z")
        self._place = self._start

    def _write(self, command: str, *points: tuple[float, float]) -> None:
        x, y = self._place
        self.written.append(command + " ".join(f"{px - x:g},{py - y:g}" for px, py in points))
        self._place = points[-1]


class Face:
    """One face of the font, kept open for the life of the process."""

    def __init__(self, *, bold: bool) -> None:
        font = TTFont(font_files()[_BOLD if bold else _REGULAR], lazy=True)
        self.units_per_em: int = font["head"].unitsPerEm
        self._names: dict[int, str] = font.getBestCmap()
        self._glyphs = font.getGlyphSet()
        self._advances: dict[str, int] = {}
        self._outlines: dict[str, str] = {}

    def advance(self, character: str) -> int:
        """How far the next letter is, in font units."""
        if character not in self._advances:
            self._advances[character] = self._glyph(character).width
        return self._advances[character]

    def outline(self, text: str) -> str:
        """One line of text as one SVG path, in font units, y upwards, from the start of the line."""
        for character in set(text) - self._outlines.keys():
            pen = _RelativePen(self._glyphs)
            self._glyph(character).draw(pen)
            self._outlines[character] = pen.leave(self.advance(character))
        return "M0,0" + "".join(self._outlines[character] for character in text)

    def _glyph(self, character: str) -> Any:
        """The letter, or a box if the font lacks it."""
        return self._glyphs[self._names.get(ord(character), ".notdef")]


@lru_cache(maxsize=2)
def face(*, bold: bool = False) -> Face:
    """The regular or the bold face."""
    return Face(bold=bold)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in pixels of one line of text, `size` in pixels.

    >>> round(text_width("Met", 100), 1)
    156.1
    """
    drawn = face(bold=bold)
    return sum(drawn.advance(character) for character in text) * size / drawn.units_per_em


def wrapped(text: str, size: float, width: float, *, lines: int = 3, bold: bool = False) -> list[str]:
    """The text broken into at most `lines` lines of like length, no wider than `width` pixels.

    Lines break at spaces; a word that alone is too wide is cut. What does not fit ends in an
    ellipsis: the table beside the chart has the whole of it.

    >>> wrapped("Threats to public order or public safety", 13, 200)
    ['Threats to public', 'order or public safety']
    """
    words = " ".join(text.split())
    done, rest = _broken(words, size, width, lines, bold)
    if rest:
        done[-1] = _cut(done[-1], size, width - text_width(_ELLIPSIS, size, bold=bold), bold) + _ELLIPSIS
        return done
    while len(done) > 1:
        width -= size
        narrower, rest = _broken(words, size, width, len(done), bold)
        if rest or _cuts_a_word(narrower, words):
            return done
        done = narrower
    return done or [""]


def _broken(words: str, size: float, width: float, lines: int, bold: bool) -> tuple[list[str], str]:
    """At most so many lines, each as long as fits, and what is left over."""
    done: list[str] = []
    while words and len(done) < lines:
        line = _longest_start(words, size, width, bold)
        done.append(line)
        words = words[len(line) :].lstrip()
    return done, words


def _cuts_a_word(lines: list[str], words: str) -> bool:
    return " ".join(lines) != words


def _longest_start(text: str, size: float, width: float, bold: bool) -> str:
    """As many whole words as fit, or as much of the first as fits, and never nothing."""
    fits = _cut(text, size, width, bold)
    if len(fits) == len(text) or text[len(fits)] == " ":
        return fits.rstrip()
    return fits.rpartition(" ")[0] or fits


def _cut(text: str, size: float, width: float, bold: bool) -> str:
    """The longest start of at least one character that fits."""
    used = 0.0
    for place, character in enumerate(text):
        used += text_width(character, size, bold=bold)
        if used > width and place:
            return text[:place]
    return text
