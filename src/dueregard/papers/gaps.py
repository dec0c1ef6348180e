"""What a paper does not say: every "no data yet" and "not stated" that would reach a reader, and every figure that
is stale, or of which the paper itself says that nobody has tested it.

Gaps are read from the finished `Document`, so that none can reach a paper unlisted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dueregard.papers.document import (
    AnyBlock,
    Bullets,
    Callout,
    Chart,
    Decision,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
)

_UNSAID = re.compile(
    r"\bno data yet\b|\bnot estimated\b|\bnot stated\b|\bnot held\b"
    r"|\btoo short to trust\b|\bnot tested against a past deployment\b|\bno backtest was given\b|^stale: ",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing unsaid: the section it stands in, and the words that say so, with how often."""

    section: str
    words: str
    times: int = 1


def find_gaps(document: Document) -> tuple[Gap, ...]:
    """Every gap, in the order of the paper; repeated cells of one table counted together."""
    found: dict[tuple[str, str], int] = {}
    section = document.title
    for block in document.blocks:
        if isinstance(block, Heading):
            section = block.text
        for words in _texts(block):
            if _UNSAID.search(words):
                found[section, words] = found.get((section, words), 0) + 1
    return tuple(Gap(section, words, times) for (section, words), times in found.items())


def _texts(block: AnyBlock) -> Iterator[str]:
    """Each text of a block, a table's cells with their row and column, so that a gap can be found again."""
    match block:
        case Heading() | Decision():
            yield block.text
        case Paragraph():
            yield f"{block.lead} {block.text}" if block.lead else block.text
        case Callout():
            yield f"{block.title}: {block.text}"
        case Bullets():
            yield from block.items
        case Facts():
            yield from (f"{term}: {text}" for term, text in block.items)
        case Table():
            yield from _cells(block)
        case Chart():
            yield from _cells(block.table)


def _cells(table: Table) -> Iterator[str]:
    for row in table.rows:
        yield from (
            f"{table.caption}, {title}: {cell}" for title, cell in zip(table.header, row, strict=True)
        )
