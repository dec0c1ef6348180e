"""From a document to the bytes of its page."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from dueregard.papers.charts import RenderedChart
from dueregard.papers.charts.web_font import web_font
from dueregard.papers.clean_text import printable
from dueregard.papers.document import Document
from dueregard.papers.renderers.contents_depth import contents_depth
from dueregard.papers.renderers.html.presenter import Presenter, contents_of

_TEMPLATES = files(__package__) / "templates"


def render(document: Document, charts: tuple[RenderedChart, ...]) -> bytes:
    """The document as one HTML file in UTF-8; `charts` are its pictures in its order.

    The same document and charts give the same bytes. The page runs no script and its own policy
    forbids it to ask for anything: style and font are inside, and only that style is allowed.
    """
    paper, style = Presenter(document, charts).paper(), _style(document)
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    page = _template().render(
        language=printable(document.language),
        properties=_properties(document),
        style=Markup(style),  # noqa: S704 - our own, and `_css_string` escapes the words in it
        style_hash=f"sha256-{digest}",
        subtitle=printable(document.subtitle),
        banner=printable(document.banner),
        footer=printable(document.footer),
        paper=paper,
        contents=contents_of(paper, contents_depth(document)) if document.contents else (),
    )
    return page.lstrip().encode("utf-8")


@lru_cache(maxsize=1)
def _template() -> Template:
    loader = FunctionLoader(lambda name: (_TEMPLATES / name).read_text("utf-8"))
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("paper.html")


def _properties(document: Document) -> tuple[tuple[str, str], ...]:
    """Name and content of the meta elements; the only date is the paper's own."""
    named = (
        ("author", document.author),
        ("description", document.subject),
        ("keywords", ", ".join(document.keywords)),
        ("dcterms.date", document.dated_on.isoformat()),
    )
    return tuple((name, printable(content)) for name, content in named if content)


def _style(document: Document) -> str:
    """The page's whole style: ours, the font, and what stands at the head and foot of printed pages."""
    banner, footer = _css_string(document.banner), _css_string(document.footer)
    return "\n".join(
        (
            *(_font_face(bold=bold) for bold in (False, True)),
            (_TEMPLATES / "paper.css").read_text("utf-8").strip(),
            *(f"col.w{share} {{ width: {share}% }}" for share in range(1, 101)),
            f"@page {{ @top-center {{ content: {banner} }} @bottom-left {{ content: {footer} }} }}",
            f"@page {{ @bottom-center {{ content: {banner} }} }}",
        )
    )


def _font_face(*, bold: bool) -> str:
    data = base64.b64encode(web_font(bold=bold)).decode("ascii")
    weight = "bold" if bold else "normal"
    source = f'url("data:font/ttf;base64,{data}")'
    return f'@font-face {{ font-family: "Paper Sans"; font-weight: {weight}; src: {source} }}'


def _css_string(text: str) -> str:
    """A text as a CSS string, with all but letters, digits and spaces as numbers.

    A number ends with a space, which belongs to it.

    >>> print(_css_string("</style> 1"))
    "\\3c \\2f style\\3e  1"
    """
    escaped = (c if c.isascii() and (c.isalnum() or c == " ") else f"\\{ord(c):x} " for c in printable(text))
    return f'"{"".join(escaped)}"'
