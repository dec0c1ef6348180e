"""Text that any of our formats can hold.

XML, and so DOCX and SVG, cannot hold most control characters even when escaped, and UTF-8 has
no lone surrogates. Every renderer passes every text of a document through `printable`, so that
the same text reaches every format.
"""

from __future__ import annotations

import re

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85]")
_FORBIDDEN = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
# Characters that turn the direction of all text after them until another ends it, and the mark of byte order, which
# shows nothing and which PDF/UA does not allow in a text.
_DROPPED = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")


def printable(text: str) -> str:
    """The text with every character that a format could not hold shown as a replacement mark.

    Control characters, lone surrogates and non-characters become U+FFFD, so that a reader sees
    that something stood there. Every kind of line end becomes a line feed. Explicit direction
    controls are dropped: right-to-left words need none, and one left open would turn round the
    text of the paper that follows. A mark of byte order inside a text is dropped too.

    >>> printable("a\\x00b\\r\\nc")
    'a\ufffdb\\nc'
    """
    return _DROPPED.sub("", _FORBIDDEN.sub(_REPLACEMENT, _LINE_ENDS.sub("\n", text)))
