"""How the styles of a paper are written down in Word's own form."""

from __future__ import annotations

from dueregard.papers.renderers.docx.markup import attribute, part
from dueregard.papers.renderers.docx.styles import (
    FONT,
    FONT_OF_SAME_WIDTHS,
    INK,
    PALE_BLUE,
    PARAGRAPH_STYLES,
    RULE,
    ParagraphStyle,
    border,
)

_CHARACTER_STYLES = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:qFormat/>'
    "<w:rPr><w:b/><w:bCs/></w:rPr></w:style>"
)

_GRID = "".join(border(side, 4, 0, RULE) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
_RULES = "".join(border(side, 4, 0, RULE) for side in ("top", "bottom", "insideH"))
_CELL_MARGINS = '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'

_TABLE_STYLES = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="PaperTable"><w:name w:val="Paper Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:qFormat/>'
    f"<w:tblPr><w:tblBorders>{_GRID}</w:tblBorders>{_CELL_MARGINS}</w:tblPr>"
    '<w:tblStylePr w:type="firstRow"><w:tcPr>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{PALE_BLUE}"/></w:tcPr></w:tblStylePr></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="FactsTable"><w:name w:val="Facts Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:qFormat/>'
    f"<w:tblPr><w:tblBorders>{_RULES}</w:tblBorders>{_CELL_MARGINS}</w:tblPr>"
    "</w:style>"
)


def styles_part(language: str) -> bytes:
    """The styles of a paper in `language`, such as en-GB."""
    tongue = attribute(language)
    defaults = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
        f'<w:color w:val="{INK}"/><w:sz w:val="22"/><w:szCs w:val="22"/>'
        f'<w:lang w:val="{tongue}" w:eastAsia="{tongue}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="276" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
    )
    paragraphs = "".join(_paragraph_style(style) for style in PARAGRAPH_STYLES)
    return part("w:styles", f"{defaults}{paragraphs}{_CHARACTER_STYLES}{_TABLE_STYLES}")


def font_table_part() -> bytes:
    """The one font, and what to take where it is missing: a free one of the same widths."""
    return part(
        "w:fonts",
        f'<w:font w:name="{FONT}"><w:altName w:val="{FONT_OF_SAME_WIDTHS}"/><w:charset w:val="00"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>',
    )


def _paragraph_style(style: ParagraphStyle) -> str:
    default = ' w:default="1"' if style.based_on is None else ""
    custom = "" if style.known_to_word else ' w:customStyle="1"'
    based_on = f'<w:basedOn w:val="{style.based_on}"/>' if style.based_on else ""
    following = f'<w:next w:val="{style.following}"/>' if style.following else ""
    quick = "<w:qFormat/>" if style.quick else ""
    return (
        f'<w:style w:type="paragraph"{default}{custom} w:styleId="{style.identifier}">'
        f'<w:name w:val="{style.name}"/>'
        f"{based_on}{following}{quick}{_paragraph_properties(style)}{_run_properties(style)}</w:style>"
    )


def _paragraph_properties(style: ParagraphStyle) -> str:
    """The properties in the order that the schema asks for; Word refuses another."""
    content = "".join(
        (
            "<w:keepNext/>" if style.keep_next else "",
            "<w:keepLines/>" if style.keep_lines else "",
            f'<w:numPr><w:numId w:val="{style.numbering}"/></w:numPr>' if style.numbering else "",
            f"<w:pBdr>{style.borders}</w:pBdr>" if style.borders else "",
            f'<w:shd w:val="clear" w:color="auto" w:fill="{style.shade}"/>' if style.shade else "",
            f"<w:tabs>{style.tabs}</w:tabs>" if style.tabs else "",
            _spacing(style),
            _indent(style),
            f'<w:jc w:val="{style.alignment}"/>' if style.alignment else "",
            f'<w:outlineLvl w:val="{style.outline}"/>' if style.outline is not None else "",
        )
    )
    return f"<w:pPr>{content}</w:pPr>" if content else ""


def _spacing(style: ParagraphStyle) -> str:
    before = f' w:before="{round(style.before * 20)}"' if style.before is not None else ""
    after = f' w:after="{round(style.after * 20)}"' if style.after else ""
    line = f' w:line="{style.line}" w:lineRule="auto"' if style.line else ""
    return f"<w:spacing{before}{after}{line}/>" if before or after or line else ""


def _indent(style: ParagraphStyle) -> str:
    if not (style.left or style.right):
        return ""
    hanging = f' w:hanging="{style.hanging}"' if style.hanging else ""
    return f'<w:ind w:left="{style.left}" w:right="{style.right}"{hanging}/>'


def _run_properties(style: ParagraphStyle) -> str:
    half_points = round(style.size * 2) if style.size else 0
    content = "".join(
        (
            "<w:b/><w:bCs/>" if style.bold else "",
            f'<w:color w:val="{style.colour}"/>' if style.colour else "",
            f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>' if half_points else "",
        )
    )
    return f"<w:rPr>{content}</w:rPr>" if content else ""
