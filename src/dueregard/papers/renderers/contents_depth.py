"""How deep the contents of a paper go, the same in every format."""

from __future__ import annotations

from dueregard.papers.document import Document, Heading

ONE_PAGE = 45
"""Lines of contents that fit on a page; a longer list is looked through, not read."""


def contents_depth(document: Document) -> int:
    """2, sections under their parts, where that list fits on one page; else 1, the parts alone.

    A paper of many business areas would otherwise list the same five sections under each.
    """
    lines = sum(1 for block in document.blocks if isinstance(block, Heading) and block.level <= 2)
    return 2 if lines <= ONE_PAGE else 1
