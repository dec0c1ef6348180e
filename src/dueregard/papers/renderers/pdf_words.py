"""Words on their way into the PDF: characters no font has, and words no line holds.

A *text* for the template is a string, or lines of pieces where a line may end after any piece.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from dueregard.papers.clean_text import printable

Text = str | list[list[str]]

_BETWEEN_BREAKS = re.compile(r"[^\s/‐-]+|[\s/‐-]+")
_PIECE = 4
_WHOLE = 10  # characters: dates, cycles and the like are not broken at their hyphens
_JOINER = "\u200d"
# Of symbols joined into one (an officer and a sign) typst draws what it has and is silent on the rest.
_JOINED_SYMBOL = re.compile(f"([\u2190-\u2bff\U0001f000-\U0001faff]\ufe0f?){_JOINER}")


@dataclass(frozen=True, slots=True)
class Words:
    """Makes texts; `unshowable` are the clusters for which no font has a shape."""

    unshowable: Collection[str] = ()

    def plain(self, text: str) -> str:
        """The text as a string that can be shown.

        A cluster that no font can show is named in brackets, so that a reader sees what stood there.

        >>> Words(unshowable=["🚓"]).plain("🚓 on the way")
        '[police car] on the way'
        """
        shown = _JOINED_SYMBOL.sub(r"\1", printable(text).replace("\t", "    "))
        for cluster in sorted(self.unshowable, key=len, reverse=True):
            shown = shown.replace(cluster, _named(cluster))
        return shown

    def text(self, text: str, *, longest: int = 60) -> Text:
        """The text with line ends, and with breaks in words of more than `longest` characters.

        >>> Words().text("Fish & chips")
        'Fish & chips'
        >>> Words().text("see abcdefgh\\nend", longest=7)
        [['see ', 'abcd', 'efgh'], ['end']]
        """
        lines = [list(_pieces(line, longest)) for line in self.plain(text).split("\n")]
        if len(lines) == 1 and len(lines[0]) <= 1:
            return "".join(lines[0])
        return lines


def longest_word(text: str) -> int:
    """Length of the longest word of the text, in characters; only a long one is broken at its hyphen.

    >>> longest_word("2023-Q1 of non-emergency policing")
    9
    """
    return max(map(_longest_part, text.split()), default=0)


def _longest_part(word: str) -> int:
    return len(word) if len(word) <= _WHOLE else max(map(len, _BETWEEN_BREAKS.findall(word)))


def _named(cluster: str) -> str:
    """Names of symbols and code points of the rest, without what only joins or varies them."""
    shown = [
        _name(character) for character in cluster if unicodedata.category(character) not in ("Cf", "Mn", "Sk")
    ]
    return f"[{', '.join(shown)}]" if shown else ""


def _name(character: str) -> str:
    name = unicodedata.name(character, "") if unicodedata.category(character).startswith("S") else ""
    return name.lower() or f"U+{ord(character):04X}"


def _pieces(line: str, longest: int) -> Iterator[str]:
    """The line in pieces: long words in small ones, all between them in one."""
    between = ""
    for word in _BETWEEN_BREAKS.findall(line):
        if len(word) <= longest or _has_joined_letters(word):
            between += word
            continue
        if between:
            yield between
        between = ""
        yield from _small_pieces(word)
    if between:
        yield between


def _has_joined_letters(word: str) -> bool:
    """Whether letters change shape beside each other or run right to left, so that no cut is safe."""
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in word)


def _small_pieces(word: str) -> Iterator[str]:
    piece = ""
    for character in word:
        if len(piece) >= _PIECE and not _belongs_to_previous(piece[-1], character):
            yield piece
            piece = ""
        piece += character
    yield piece


def _belongs_to_previous(previous: str, character: str) -> bool:
    return previous == _JOINER or unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf", "Sk")
