"""The Word file: its parts put together by python-docx and written by our own zip writer."""

from __future__ import annotations

import io
import zipfile

from docx.opc.constants import CONTENT_TYPE as _TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as _RELATION
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml.parser import parse_xml
from docx.package import Package

from dueregard.papers.charts import RenderedChart
from dueregard.papers.document import Document
from dueregard.papers.renderers.docx.body import body_markup
from dueregard.papers.renderers.docx.markup import part
from dueregard.papers.renderers.docx.numbering import assign_lists, numbering_part
from dueregard.papers.renderers.docx.page import footer_part, header_part, section_markup, settings_part
from dueregard.papers.renderers.docx.pictures import Picture
from dueregard.papers.renderers.docx.properties import properties_part
from dueregard.papers.renderers.docx.style_markup import font_table_part, styles_part
from dueregard.papers.renderers.zip_writer import write_zip


def render(document: Document, charts: tuple[RenderedChart, ...]) -> bytes:
    """The paper as a DOCX file; `charts` are the pictures of `document.charts()`, in order.

    The same document and charts give the same bytes in any process and folder.
    Raises ValueError when the pictures are not as many as the charts.
    """
    expected = sum(1 for _ in document.charts())
    if len(charts) != expected:
        raise ValueError(
            f"paper {document.file_stem!r}: {len(charts)} pictures for {expected} charts; draw each once."
        )
    package = Package()
    empty = part("w:document", "")
    main = XmlPart.load(PackURI("/word/document.xml"), _TYPE.WML_DOCUMENT_MAIN, empty, package)
    properties = Part(
        PackURI("/docProps/core.xml"), _TYPE.OPC_CORE_PROPERTIES, properties_part(document), package
    )
    package.relate_to(main, _RELATION.OFFICE_DOCUMENT)
    package.relate_to(properties, _RELATION.CORE_PROPERTIES)
    main.element.append(parse_xml(_body(document, charts, main)))
    return write_zip(_members(package))


def _body(document: Document, charts: tuple[RenderedChart, ...], main: XmlPart) -> bytes:
    """The body, once every part that it names is in the package."""
    lists = assign_lists(document.paragraph_numbers())
    styles, settings = styles_part(document.language), settings_part(document.language)
    _relate(main, "styles.xml", _TYPE.WML_STYLES, _RELATION.STYLES, styles)
    _relate(main, "numbering.xml", _TYPE.WML_NUMBERING, _RELATION.NUMBERING, numbering_part(lists))
    _relate(main, "settings.xml", _TYPE.WML_SETTINGS, _RELATION.SETTINGS, settings)
    _relate(main, "fontTable.xml", _TYPE.WML_FONT_TABLE, _RELATION.FONT_TABLE, font_table_part())
    header = _relate(main, "header1.xml", _TYPE.WML_HEADER, _RELATION.HEADER, header_part(document))
    footer = _relate(main, "footer1.xml", _TYPE.WML_FOOTER, _RELATION.FOOTER, footer_part(document))
    pictures = [_picture(main, number, chart) for number, chart in enumerate(charts, start=1)]
    return part("w:body", body_markup(document, lists, pictures) + section_markup(header, footer))


def _picture(main: XmlPart, number: int, chart: RenderedChart) -> Picture:
    relationship = _relate(main, f"media/chart{number}.png", _TYPE.PNG, _RELATION.IMAGE, chart.png)
    return Picture(relationship=relationship, width=chart.width, height=chart.height)


def _relate(main: XmlPart, name: str, content_type: str, relationship_type: str, content: bytes) -> str:
    """Add a part beside the main one and return the relationship by which the body names it."""
    added = Part(PackURI(f"/word/{name}"), content_type, content, main.package)
    return main.relate_to(added, relationship_type)


def _members(package: Package) -> dict[str, bytes]:
    """The members of the file. python-docx zips them with the time of day; only the content is kept."""
    buffer = io.BytesIO()
    package.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
