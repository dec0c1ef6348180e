"""The styles of a paper: what each kind of paragraph and table looks like in Word.

Names that Word knows (Title, heading 1, List Bullet, caption ...) are used for what they
mean, so that its navigation pane, contents and screen-reader support work. The space of
running text stands before a paragraph, not after, because Word adds the two together.
Colours on white and on the light shades below have a contrast of at least 7:1.
"""

from __future__ import annotations

from dataclasses import dataclass

FONT = "Arial"  # on every machine a force edits papers with; the packaged font would not be
FONT_OF_SAME_WIDTHS = "Liberation Sans"
INK = "1A1A1A"
NAVY = "1B365D"
GREY = "404040"
RULE = "8496A9"
PALE_BLUE = "EAF0F6"
PALE_GREY = "F2F2F2"


_NAMES_OF_WORD = frozenset(
    (
        *("Normal", "Title", "Subtitle", "heading 1", "heading 2", "heading 3", "Body Text", "List Bullet"),
        *("caption", "TOC Heading", "toc 1", "toc 2", "header", "footer"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphStyle:
    """One paragraph style. Sizes and spaces are in points, indents in twentieths of a point."""

    identifier: str
    name: str
    based_on: str | None = "Normal"
    following: str | None = None
    size: float | None = None
    bold: bool | None = None
    colour: str | None = None
    before: float | None = None
    after: float = 0
    line: int | None = None  # 240 is single
    left: int = 0
    right: int = 0
    hanging: int = 0
    alignment: str | None = None
    outline: int | None = None
    keep_next: bool = False
    keep_lines: bool = False
    numbering: int | None = None
    borders: str = ""
    shade: str | None = None
    tabs: str = ""
    quick: bool = True  # offered in Word's gallery of styles

    @property
    def known_to_word(self) -> bool:
        """Whether Word has a style of this name of its own."""
        return self.name in _NAMES_OF_WORD


def border(side: str, size: int, space: int, colour: str) -> str:
    """One side of a border: `size` in eighths of a point, `space` to the text in points."""
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'


_BOX = "".join(
    (
        border("top", 6, 6, NAVY),
        border("left", 36, 8, NAVY),
        border("bottom", 6, 6, NAVY),
        border("right", 6, 8, NAVY),
        border("between", 6, 6, NAVY),
    )
)
_BAR = border("left", 24, 8, GREY)

TEXT_WIDTH = 9412  # A4 less margins of 2.2 cm, in twentieths of a point
_RIGHT_EDGE = f'<w:tab w:val="right" w:pos="{TEXT_WIDTH}"/>'
_DOTTED_EDGE = f'<w:tab w:val="right" w:leader="dot" w:pos="{TEXT_WIDTH}"/>'

# fmt: off
PARAGRAPH_STYLES = (
    ParagraphStyle(identifier="Normal", name="Normal", based_on=None),
    ParagraphStyle(
        identifier="Title", name="Title", following="Subtitle", size=22, bold=True, colour=NAVY, before=6,
        line=252, keep_next=True, keep_lines=True,
    ),
    ParagraphStyle(
        identifier="Subtitle", name="Subtitle", following="BodyText", size=13, colour=GREY, before=4,
        after=10,
    ),
    ParagraphStyle(
        identifier="Heading1", name="heading 1", following="NumberedParagraph", outline=0, size=16,
        bold=True, colour=NAVY, before=22, after=2, line=252, keep_next=True, keep_lines=True,
        borders=border("bottom", 8, 3, NAVY),
    ),
    ParagraphStyle(
        identifier="Heading2", name="heading 2", following="NumberedParagraph", outline=1, size=13,
        bold=True, colour=NAVY, before=16, line=252, keep_next=True, keep_lines=True,
    ),
    ParagraphStyle(
        identifier="Heading3", name="heading 3", following="NumberedParagraph", outline=2, size=11,
        bold=True, colour=INK, before=12, line=252, keep_next=True, keep_lines=True,
    ),
    ParagraphStyle(identifier="BodyText", name="Body Text", before=8),
    ParagraphStyle(
        identifier="NumberedParagraph", name="Numbered Paragraph", numbering=1, before=8, left=624,
        hanging=624,
    ),
    ParagraphStyle(
        identifier="ListBullet", name="List Bullet", numbering=2, before=4, left=1021, hanging=397,
    ),
    ParagraphStyle(
        identifier="Recommendation", name="Recommendation", before=12, after=4, left=227, right=198,
        borders=_BOX, shade=PALE_BLUE, keep_lines=True,
    ),
    ParagraphStyle(
        identifier="Callout", name="Callout", before=3, left=227, borders=_BAR, shade=PALE_GREY,
        keep_lines=True,
    ),
    ParagraphStyle(
        identifier="CalloutTitle", name="Callout Title", based_on="Callout", following="Callout", bold=True,
        before=12, left=227, keep_next=True,
    ),
    ParagraphStyle(
        identifier="Caption", name="caption", size=10, bold=True, colour=NAVY, before=14, after=4, line=252,
        keep_next=True, keep_lines=True,
    ),
    ParagraphStyle(
        identifier="Picture", name="Picture", following="Caption", before=2, line=240, keep_next=True,
    ),
    ParagraphStyle(identifier="TableText", name="Table Text", size=9.5, before=2, after=2, line=252),
    ParagraphStyle(
        identifier="TableFigure", name="Table Figure", based_on="TableText", before=2, after=2,
        alignment="right",
    ),
    ParagraphStyle(
        identifier="TableHeading", name="Table Heading", based_on="TableText", bold=True, before=2, after=2,
        keep_next=True,
    ),
    ParagraphStyle(
        identifier="TableFigureHeading", name="Table Figure Heading", based_on="TableHeading", before=2,
        after=2, keep_next=True, alignment="right",
    ),
    ParagraphStyle(
        identifier="TableRowHeading", name="Table Row Heading", based_on="TableText", bold=True, before=2,
        after=2,
    ),
    ParagraphStyle(identifier="TableNote", name="Table Note", size=9, colour=GREY, before=4, line=252),
    ParagraphStyle(identifier="TableGap", name="Table Gap", size=4, line=240, quick=False),
    ParagraphStyle(
        identifier="ContentsHeading", name="TOC Heading", size=13, bold=True, colour=NAVY, before=16,
        after=2, keep_next=True,
    ),
    ParagraphStyle(
        identifier="Contents1", name="toc 1", before=5, bold=True, right=850, tabs=_DOTTED_EDGE, line=252,
        quick=False,
    ),
    ParagraphStyle(
        identifier="Contents2", name="toc 2", before=2, left=284, right=850, tabs=_DOTTED_EDGE, line=252,
        quick=False,
    ),
    ParagraphStyle(identifier="Header", name="header", size=10, line=240, tabs=_RIGHT_EDGE, quick=False),
    ParagraphStyle(
        identifier="Footer", name="footer", size=9, colour=GREY, before=3, line=240, tabs=_RIGHT_EDGE,
        quick=False,
    ),
    ParagraphStyle(
        identifier="Marking", name="Marking", size=11, bold=True, colour=INK, alignment="center", line=240,
        before=3,
    ),
)
# fmt: on
