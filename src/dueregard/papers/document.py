"""The neutral paper: what it says, block by block, before anyone decides how it looks.

A builder makes one `Document`; each renderer (DOCX, PDF, HTML) prints the same one. Every
block carries its own protective marking and whether it may be published, so that a renderer
of the public edition can refuse a block that should not have reached it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dueregard.papers.chart_spec import ChartSpec


class Edition(StrEnum):
    """Which rendering of one paper this is."""

    FULL = "full"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Something a paper says. `marking` is a step of the force's scheme, e.g. OFFICIAL."""

    marking: str
    publishable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading(Block):
    """A heading. Level 1 is a part of the paper, 2 a section, 3 a subsection; never skipped."""

    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph(Block):
    """A paragraph. Numbered ones run through the whole paper: 1, 2, 3 ... without a gap.

    `lead` is an optional bold lead-in printed before the text.
    """

    text: str
    number: int | None = None
    lead: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets(Block):
    """A short list under the paragraph before it."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Block):
    """A decision asked of the Commissioner, printed "Recommendation n" with its verb.

    The same words wherever it stands: first, in its section and at the end.
    """

    number: int
    verb: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Block):
    """A table with a caption and a header row; the first column heads each row.

    `numeric` names the columns (from 0) that are right-aligned; `widths` are relative.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    numeric: tuple[int, ...] = ()
    note: str | None = None

    def __post_init__(self) -> None:
        ragged = [row for row in self.rows if len(row) != len(self.header)]
        if ragged:
            raise ValueError(
                f"table {self.caption!r}: a row has {len(ragged[0])} cells, not {len(self.header)}"
            )
        if self.widths and len(self.widths) != len(self.header):
            raise ValueError(
                f"table {self.caption!r}: {len(self.widths)} widths for {len(self.header)} columns"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart(Block):
    """A picture with the words for those who do not see it and the table beside it."""

    title: str
    alt: str
    spec: ChartSpec
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Callout(Block):
    """A set-apart line: a notice ("illustrative, not endorsed") or what is not there ("no data yet")."""

    text: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts(Block):
    """Term and text pairs, such as the head of the paper: to, from, date, sponsor."""

    items: tuple[tuple[str, str], ...]


AnyBlock = Heading | Paragraph | Bullets | Decision | Table | Chart | Callout | Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One edition of one paper, ready to be rendered.

    `dated_on` is the paper's own date and the only date that reaches the rendered bytes.
    `banner` is the marking as printed at head and foot of each page; empty prints none.
    """

    title: str
    subtitle: str
    edition: Edition
    marking: str
    banner: str
    footer: str
    dated_on: date
    author: str
    subject: str
    keywords: tuple[str, ...]
    file_stem: str
    blocks: tuple[AnyBlock, ...]
    language: str = "en-GB"
    contents: bool = field(default=False)

    def __post_init__(self) -> None:
        if self.edition is Edition.PUBLIC:
            withheld = [block for block in self.blocks if not block.publishable]
            if withheld:
                raise ValueError(
                    f"{len(withheld)} block(s) that may not be published reached the public edition"
                )

    def paragraph_numbers(self) -> tuple[int, ...]:
        """Numbers of the numbered paragraphs, in order."""
        return tuple(b.number for b in self.blocks if isinstance(b, Paragraph) and b.number is not None)

    def charts(self) -> Iterator[Chart]:
        """The charts, in order."""
        return (block for block in self.blocks if isinstance(block, Chart))
