"""Reads a finished PDF as a screen reader would: the tree of tags with the words under each.

It shares no code with the renderer. Words come from the content streams: the character codes of
each marked piece, through its font's own table of what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Any

import pikepdf

_MEANINGS = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f]*)>")


PageNumbers = dict[tuple[int, int], int]


@dataclass
class Element:
    """A tag with what it holds, in reading order: words and further tags."""

    tag: str
    alt: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    held: list[str | Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.held)

    @property
    def children(self) -> list[Element]:
        return [part for part in self.held if isinstance(part, Element)]

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def find(self, *tags: str) -> list[Element]:
        """All elements below with one of these tags, in reading order."""
        return [element for element in self.walk() if element.tag in tags]


@dataclass
class PageContent:
    """The words of a page by marked piece, and those marked as artefacts (heads and feet)."""

    marked: dict[int, str] = field(default_factory=dict)
    artefact: str = ""
    unmarked: str = ""


class PdfReading:
    """A finished PDF, opened for reading."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(data))
        self.root = self.pdf.Root

    @cached_property
    def pages(self) -> list[PageContent]:
        return [_read_page(page) for page in self.pdf.pages]

    @cached_property
    def structure(self) -> Element:
        """The whole tree under one element of tag `root`."""
        numbers: PageNumbers = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}
        top = Element("root")
        self._hold(top, self.root.StructTreeRoot.K, numbers, page=None)
        return top

    def _hold(self, element: Element, kids: Any, numbers: PageNumbers, page: int | None) -> None:
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                assert page is not None
                element.held.append(self.pages[page].marked.get(kid, ""))
            elif kid.get("/Type") == "/MCR":
                here = numbers[kid.Pg.objgen] if "/Pg" in kid else page
                assert here is not None
                element.held.append(self.pages[here].marked.get(int(kid.MCID), ""))
            elif kid.get("/Type") != "/OBJR":
                element.held.append(self._element(kid, numbers, page))

    def _element(self, node: Any, numbers: PageNumbers, page: int | None) -> Element:
        page = numbers[node.Pg.objgen] if "/Pg" in node else page
        element = Element(
            tag=str(node.S).lstrip("/"),
            alt=str(node.Alt) if "/Alt" in node else None,
            attributes={
                key: value for group in node.get("/A", []) for key, value in group.items() if key != "/O"
            },
        )
        if "/K" in node:
            self._hold(element, node.K, numbers, page)
        return element

    @property
    def bookmarks(self) -> list[str]:
        """Titles of the outline, in order, whatever their level."""
        with self.pdf.open_outline() as outline:
            return [title for item in outline.root for title in _titles(item)]


def _titles(item: Any) -> Iterator[str]:
    yield item.title
    for child in item.children:
        yield from _titles(child)


def _read_page(page: Any) -> PageContent:
    content = PageContent()
    _read_stream(page, page.Resources, content, scope=[])
    return content


def _read_stream(stream: Any, resources: Any, content: PageContent, scope: list[tuple[str, Any]]) -> None:
    meanings: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(stream):
        operator, operands = str(instruction.operator), instruction.operands
        if operator in ("BDC", "BMC"):
            scope.append((str(operands[0]), operands[1] if operator == "BDC" else None))
            _add(content, scope, _spoken(scope[-1][1]))
        elif operator == "EMC":
            scope.pop()
        elif operator == "Tf":
            meanings = _meanings(resources.Font[operands[0]])
        elif operator in ("Tj", "TJ") and not any(_spoken(properties) for _, properties in scope):
            shown = operands[0] if operator == "TJ" else [operands[0]]
            strings = (bytes(part) for part in shown if isinstance(part, pikepdf.String))
            _add(content, scope, "".join(_decode(string, meanings) for string in strings))
        elif operator == "Do" and resources.XObject[operands[0]].get("/Subtype") == "/Form":
            form = resources.XObject[operands[0]]
            _read_stream(form, form.get("/Resources", resources), content, scope)


def _spoken(properties: Any) -> str:
    """What a marked piece says in place of its characters, if anything."""
    found = isinstance(properties, pikepdf.Dictionary) and properties.get("/ActualText")
    return str(found) if found else ""


def _add(content: PageContent, scope: list[tuple[str, Any]], text: str) -> None:
    if not text:
        return
    if any(tag == "/Artifact" for tag, _ in scope):
        content.artefact += text
        return
    for _, properties in reversed(scope):
        if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties:
            number = int(properties.MCID)
            content.marked[number] = content.marked.get(number, "") + text
            return
    content.unmarked += text


def _decode(string: bytes, meanings: dict[int, str]) -> str:
    codes = (int.from_bytes(string[place : place + 2]) for place in range(0, len(string), 2))
    return "".join(meanings.get(code, "") for code in codes)


def _meanings(font: Any) -> dict[int, str]:
    """What each character code of a font means, by the table the font carries."""
    found: dict[int, str] = {}
    for kind, body in _MEANINGS.findall(font.ToUnicode.read_bytes()):
        words = [bytes.fromhex(word.decode()) for word in _HEX.findall(body)]
        if kind == b"char":
            for code, text in zip(words[::2], words[1::2], strict=True):
                found[int.from_bytes(code)] = text.decode("utf-16-be")
        else:
            for first, last, text in zip(words[::3], words[1::3], words[2::3], strict=True):
                start = int.from_bytes(first)
                for step in range(int.from_bytes(last) - start + 1):
                    code_point = int.from_bytes(text) + step
                    found[start + step] = code_point.to_bytes(len(text)).decode("utf-16-be")
    return found
