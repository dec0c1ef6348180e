"""The document properties: what the `Document` says and nothing of who, where or when it was made."""

from __future__ import annotations

from dueregard.papers.document import Document
from dueregard.papers.renderers.docx.markup import DECLARATION, escaped

_NAMESPACES = (
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def properties_part(document: Document) -> bytes:
    """The core properties. The category is the paper's marking; both moments are its date."""
    moment = f"{document.dated_on.isoformat()}T00:00:00Z"
    words = (
        ("dc:title", document.title),
        ("dc:subject", document.subject),
        ("dc:creator", document.author),
        ("cp:keywords", ", ".join(document.keywords)),
        ("cp:category", document.marking),
        ("dc:language", document.language),
    )
    content = "".join(f"<{name}>{escaped(text)}</{name}>" for name, text in words)
    moments = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return f"{DECLARATION}<cp:coreProperties {_NAMESPACES}>{content}{moments}</cp:coreProperties>".encode()
