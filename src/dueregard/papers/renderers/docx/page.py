"""The page: A4, marking at head and foot, footer text and "Page x of y"; and Word's settings."""

from __future__ import annotations

from dueregard.papers.document import Document
from dueregard.papers.renderers.docx.markup import attribute, field, paragraph, part, run

_MARGIN = 1247  # 2.2 cm


def header_part(document: Document) -> bytes:
    """The marking, centred; an empty line where the paper bears none."""
    line = paragraph("Marking", run(document.banner)) if document.banner else paragraph("Header")
    return part("w:hdr", line)


def footer_part(document: Document) -> bytes:
    """The footer text and the page number, and under them the marking."""
    rule = '<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="8496A9"/></w:pBdr>'
    pages = (run("Page "), field("PAGE", "1"), run(" of "), field("NUMPAGES", "1"))
    line = paragraph("Footer", run(document.footer), "<w:r><w:tab/></w:r>", *pages, properties=rule)
    return part("w:ftr", line + (paragraph("Marking", run(document.banner)) if document.banner else ""))


def section_markup(header: str, footer: str) -> str:
    """The one section; `header` and `footer` are relationships of the document part."""
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{header}"/>'
        f'<w:footerReference w:type="default" r:id="{footer}"/>'
        '<w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="1361" w:right="{_MARGIN}" w:bottom="1361" w:left="{_MARGIN}" '
        'w:header="567" w:footer="510" w:gutter="0"/></w:sectPr>'
    )


def settings_part(language: str) -> bytes:
    """Settings that open the paper in today's layout, not in compatibility mode."""
    compatible = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", "15"),
            ("overrideTableStyleFontSizeAndJustification", "1"),
            ("enableOpenTypeFeatures", "1"),
            ("doNotFlipMirrorIndents", "1"),
        )
    )
    return part(
        "w:settings",
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        f'<w:compat>{compatible}</w:compat><w:themeFontLang w:val="{attribute(language)}"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>',
    )
