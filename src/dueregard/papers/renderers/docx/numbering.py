"""Word's own numbers: one list of numbered paragraphs through the whole paper, and bullets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dueregard.papers.renderers.docx.markup import part

PARAGRAPH_LIST = 1  # the list that the style Numbered Paragraph belongs to
BULLET_LIST = 2
_FIRST_FREE_LIST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedLists:
    """Which Word list each numbered paragraph belongs to, and where the extra lists start."""

    of_paragraphs: tuple[int, ...]
    starts: tuple[int, ...]  # of list 3, 4, ...


def assign_lists(numbers: Sequence[int]) -> NumberedLists:
    """Lists in which Word counts out exactly `numbers`.

    A paper's numbers run 1, 2, 3 ... and are one list. Where they do not (an extract that
    begins at 14) another list starts there, so that what Word prints is what the paper says.

    >>> assign_lists((1, 2, 3)).of_paragraphs
    (1, 1, 1)
    >>> assign_lists((1, 2, 14, 15))
    NumberedLists(of_paragraphs=(1, 1, 3, 3), starts=(14,))
    """
    lists: list[int] = []
    starts: list[int] = []
    current, expected = PARAGRAPH_LIST, 1
    for number in numbers:
        if number != expected:
            current = _FIRST_FREE_LIST + len(starts)
            starts.append(number)
        lists.append(current)
        expected = number + 1
    return NumberedLists(of_paragraphs=tuple(lists), starts=tuple(starts))


def numbering_part(lists: NumberedLists) -> bytes:
    """The definitions of the lists."""
    extra = "".join(
        f'<w:num w:numId="{_FIRST_FREE_LIST + index}"><w:abstractNumId w:val="0"/>'
        f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
        for index, start in enumerate(lists.starts)
    )
    return part(
        "w:numbering",
        _definition(0, "decimal", "%1.", "NumberedParagraph", left=624, hanging=624)
        + _definition(1, "bullet", "•", "ListBullet", left=1021, hanging=397)
        + f'<w:num w:numId="{PARAGRAPH_LIST}"><w:abstractNumId w:val="0"/></w:num>'
        + f'<w:num w:numId="{BULLET_LIST}"><w:abstractNumId w:val="1"/></w:num>'
        + extra,
    )


def _definition(identifier: int, kind: str, text: str, style: str, *, left: int, hanging: int) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{identifier}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:pStyle w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl></w:abstractNum>'
    )
