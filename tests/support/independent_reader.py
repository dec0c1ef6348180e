"""Reads everything a finished file holds, as someone would who looks for what was left behind.

It shares nothing with the renderers: zip parts, XML text and attributes, PDF strings, streams
and page text, HTML comments and attributes, embedded pictures, properties and file names.
"""

from __future__ import annotations

import base64
import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser

import pikepdf
from defusedxml import ElementTree


def everything_in(name: str, content: bytes, *, pdftotext: str | None = None) -> str:
    """All text found in a file of a paper, its name first, joined by line feeds."""
    found = [name, *_raw(content)]
    if name.endswith(".docx"):
        found += _zip(content)
    elif name.endswith(".pdf"):
        found += _pdf(content, pdftotext)
    elif name.endswith(".html"):
        found += _html(content.decode())
    return "\n".join(found)


def _raw(content: bytes) -> list[str]:
    """Printable runs of the bytes as they lie, as the `strings` command shows them."""
    return [run.decode("ascii") for run in re.findall(rb"[\x20-\x7e]{6,}", content)]


def _zip(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield archive.comment.decode("latin-1")
        for info in archive.infolist():
            yield info.filename
            yield info.comment.decode("latin-1") + info.extra.decode("latin-1")
            part = archive.read(info)
            yield from _raw(part)
            if info.filename.endswith((".xml", ".rels", ".svg")):
                yield from _xml(part)


def _xml(part: bytes) -> Iterator[str]:
    root = ElementTree.fromstring(part)
    for element in root.iter():
        yield from element.attrib.values()
        # Runs of one paragraph are joined, since a word may be split between them.
        if element.tag.endswith("}p") or element is root:
            yield "".join(element.itertext())


def _pdf(content: bytes, pdftotext: str | None) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for item in pdf.objects:
            yield from _pdf_object(item)
        yield from _pdf_object(pdf.trailer)
        yield from (str(name) for name in pdf.attachments)
    if pdftotext is not None:
        done = subprocess.run(
            [pdftotext, "-", "-"], input=content, capture_output=True, check=True, timeout=60
        )
        page_text = done.stdout.decode()
        yield page_text
        yield re.sub(r"-?\s+", " ", page_text)


def _pdf_object(item: pikepdf.Object, depth: int = 0) -> Iterator[str]:
    if depth > 30:
        return
    if isinstance(item, pikepdf.Stream):
        yield item.read_bytes().decode("latin-1")
        for key, value in item.stream_dict.items():
            yield key
            yield from _pdf_object(value, depth + 1)
    elif isinstance(item, pikepdf.Dictionary):
        for key, value in item.items():
            yield key
            if not getattr(value, "is_indirect", False):
                yield from _pdf_object(value, depth + 1)
    elif isinstance(item, pikepdf.Array):
        for value in item:
            if not getattr(value, "is_indirect", False):
                yield from _pdf_object(value, depth + 1)
    else:
        yield str(item)


class _Everything(HTMLParser):
    """Collects text, attributes, comments and declarations."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.found += [name, value or ""]
            self.found += _data_address(value or "")

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_comment(self, data: str) -> None:
        self.found.append(data)

    def handle_decl(self, decl: str) -> None:
        self.found.append(decl)


def _data_address(value: str) -> list[str]:
    match = re.match(r"data:[^,]*;base64,(.*)", value, re.DOTALL)
    if match is None:
        return []
    content = base64.b64decode(match[1])
    return [content.decode("utf-8", "replace"), *_raw(content)]


def _html(text: str) -> list[str]:
    parser = _Everything()
    parser.feed(text)
    parser.close()
    return parser.found
