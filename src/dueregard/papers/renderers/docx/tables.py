"""Tables: a header row that repeats, a first column that heads each row, rows that stay whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

from dueregard.papers.document import Facts, Table
from dueregard.papers.renderers.docx.markup import attribute, paragraph, run
from dueregard.papers.renderers.docx.styles import TEXT_WIDTH

_FACTS_SHARES = (26, 74)
_WIDEST_WORTH = 48  # characters: beyond that a column wraps and needs no further share
_NARROWEST_WORTH = 7
_LONGEST_WORD = 14  # characters that a column is kept wide enough for
_CHARACTER_WIDTH = 125  # a bold letter at 9.5 points, in twentieths of a point, on the wide side
_HEADING_WIDTH = 150  # the same in a heading: where Arial is missing, a font a fifth wider may stand in
_ROOM_FOR_SHORT_TEXTS = 0.75  # of the width: where they want more, their words go on lines of their own
_CELL_MARGINS = 190
_KEPT_WHOLE = 5  # rows: a table as short as this does not run over to the next page
_KEPT_CHARACTERS = 600  # nor with more text than this, for it would leave a gap behind

_KEEP_NEXT = "<w:keepNext/>"


def table_markup(table: Table) -> str:
    """The caption, the table and its note."""
    widths = _column_widths(table.widths or _worths(table), _least_widths(table))
    whole = len(table.rows) <= _KEPT_WHOLE and sum(map(len, chain(*table.rows))) <= _KEPT_CHARACTERS
    numeric = frozenset(table.numeric)
    columns = range(len(widths))
    heading_styles = ["TableFigureHeading" if column in numeric else "TableHeading" for column in columns]
    styles = ["TableFigure" if column in numeric else "TableText" for column in columns]
    styles[:1] = ["TableRowHeading"]
    rows = "".join(
        _row(cells, widths, styles, kept=_is_kept_with_next(index, len(table.rows), whole=whole))
        for index, cells in enumerate(table.rows)
    )
    return (
        paragraph("Caption", run(table.caption))
        + _opening("PaperTable", widths, has_header=True, title=table.caption)
        + _row(table.header, widths, heading_styles, repeated=True)
        + f"{rows}</w:tbl>"
        + (paragraph("TableNote", run(table.note)) if table.note else "")
    )


def facts_markup(facts: Facts) -> str:
    """Terms and texts as a table of two columns without a header row."""
    widths = _column_widths(_FACTS_SHARES)
    rows = "".join(_row(item, widths, ("TableRowHeading", "TableText")) for item in facts.items)
    return f"{_opening('FactsTable', widths, has_header=False)}{rows}</w:tbl>" if rows else ""


def _opening(style: str, widths: Sequence[int], *, has_header: bool, title: str = "") -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    caption = f'<w:tblCaption w:val="{attribute(title)}"/>' if title else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{"06A0" if has_header else "0680"}" w:firstRow="{int(has_header)}" w:lastRow="0" '
        f'w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>{caption}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def _row(
    cells: Iterable[str],
    widths: Sequence[int],
    styles: Sequence[str],
    *,
    repeated: bool = False,
    kept: bool = False,
) -> str:
    properties = _KEEP_NEXT if kept else ""
    content = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{paragraph(style, run(text), properties=properties)}</w:tc>"
        for text, width, style in zip(cells, widths, styles, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if repeated else ''}</w:trPr>{content}</w:tr>"


def _is_kept_with_next(index: int, rows: int, *, whole: bool) -> bool:
    """Whether row `index` stays on the page of the next: in a table kept whole, and before the last of many.

    >>> [_is_kept_with_next(index, 3, whole=True) for index in range(3)]
    [True, True, False]
    >>> [_is_kept_with_next(index, 10, whole=False) for index in (0, 8, 9)]
    [False, True, False]
    """
    return index < rows - 1 and (whole or index == rows - 2 > 0)


def _columns(table: Table) -> Iterable[tuple[str, ...]]:
    return zip(table.header, *table.rows, strict=True)


def _worths(table: Table) -> tuple[int, ...]:
    """A share for each column by its longest text, where the paper names none."""
    return tuple(min(max(_NARROWEST_WORTH, *map(len, column)), _WIDEST_WORTH) for column in _columns(table))


def _least_widths(table: Table) -> tuple[int, ...]:
    """What each column needs so that no word is broken, nor a short text where there is room for that."""
    texts, words = (
        [
            max(max(map(unbroken, column)) * _CHARACTER_WIDTH, _unbroken_word(column[0]) * _HEADING_WIDTH)
            + _CELL_MARGINS
            for column in _columns(table)
        ]
        for unbroken in (_unbroken, _unbroken_word)
    )
    return tuple(texts if sum(texts) <= TEXT_WIDTH * _ROOM_FOR_SHORT_TEXTS else words)


def _unbroken(text: str) -> int:
    """How many characters of the text should stay on one line.

    >>> _unbroken("mostly met"), _unbroken("Two exercises tested the arrangements")
    (10, 12)
    """
    if len(text) <= _LONGEST_WORD:
        return len(text)
    return _unbroken_word(text)


def _unbroken_word(text: str) -> int:
    """How many characters the longest piece has that no line ends inside: a hyphen ends one.

    >>> _unbroken_word("Officer-days")
    8
    """
    return min(max(map(len, text.replace("-", "- ").split()), default=0), _LONGEST_WORD)


def _column_widths(shares: Sequence[int], least: Sequence[int] = ()) -> list[int]:
    """Widths in twentieths of a point that fill the text width, none below its least if all can fit.

    >>> _column_widths((1, 1, 1))
    [3137, 3137, 3138]
    >>> _column_widths((1, 9), least=(2000, 2000))
    [2000, 7412]
    """
    spare = TEXT_WIDTH - sum(least)
    if spare <= 0:
        return _divided(TEXT_WIDTH, least)
    wanted = [TEXT_WIDTH * share // sum(shares) for share in shares]
    least = least or [0] * len(shares)
    beyond = _divided(spare, [max(0, want - low) for want, low in zip(wanted, least, strict=True)])
    return [low + more for low, more in zip(least, beyond, strict=True)]


def _divided(width: int, shares: Sequence[int]) -> list[int]:
    """The width in whole parts by share, with nothing lost in rounding."""
    edges = [width * sum(shares[:count]) // sum(shares) for count in range(len(shares) + 1)]
    return [right - left for left, right in pairwise(edges)]
