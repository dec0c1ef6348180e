"""Collects the blocks of a paper, numbers its paragraphs, and carries markings up from records.

A block made from records bears the highest marking among them and is publishable only if all
of them are. Connecting words that rest on no record are publishable.
"""

from __future__ import annotations

from collections.abc import Sequence

from dueregard.common.marking import MarkingScheme
from dueregard.common.records import Marked, Origin, Record
from dueregard.papers.chart_spec import ChartSpec
from dueregard.papers.document import (
    AnyBlock,
    Bullets,
    Callout,
    Chart,
    Decision,
    Facts,
    Heading,
    Paragraph,
    Table,
)
from dueregard.papers.wording import unique
from dueregard.publication.prose import DecisionAsked

NOT_STATED = "not stated in the source"
_UNTAGGED = (Origin.FORCE, Origin.INVENTED)
_ORIGIN_WORDS = {
    Origin.PAPER: "the paper",
    Origin.PUBLIC: "public source",
    Origin.ASSUMPTION: "assumption",
}


def origin_tag(records: Sequence[Marked]) -> str:
    """Where a paragraph comes from, in brackets; nothing for the force's own or invented records,
    which the notice on the first page speaks for.
    """
    sources: dict[str, list[str]] = {}
    for record in records:
        if isinstance(record, Record) and record.origin not in _UNTAGGED:
            sources.setdefault(_ORIGIN_WORDS[record.origin], []).append(record.source or "")
    tags = [_tag(words, unique(filter(None, given))) for words, given in sources.items()]
    return f" [{'; '.join(tags)}]" if tags else ""


def _tag(words: str, sources: Sequence[str]) -> str:
    return f"{words}: {', '.join(sources)}" if sources else words


class Writer:
    """Writes one edition's blocks in order."""

    def __init__(self, scheme: MarkingScheme) -> None:
        self.blocks: list[AnyBlock] = []
        self._scheme = scheme
        self._number = 0

    def _marks(self, records: Sequence[Marked]) -> tuple[str, bool]:
        return self._scheme.highest(r.marking for r in records), all(r.publishable for r in records)

    def highest_marking(self) -> str:
        """The highest marking of what has been written."""
        return self._scheme.highest(block.marking for block in self.blocks)

    def heading(self, level: int, text: str, *records: Marked) -> None:
        """A heading."""
        marking, publishable = self._marks(records)
        self.blocks.append(Heading(level=level, text=text, marking=marking, publishable=publishable))

    def paragraph(self, text: str, *records: Marked, lead: str | None = None, tagged: bool = True) -> None:
        """The next numbered paragraph, tagged with where it comes from.

        What we conclude from records (that there is none, say) stands in none of them: not `tagged`.
        """
        self._number += 1
        marking, publishable = self._marks(records)
        self.blocks.append(
            Paragraph(
                number=self._number,
                text=text + origin_tag(records) if tagged else text,
                lead=lead,
                marking=marking,
                publishable=publishable,
            )
        )

    def plain(self, text: str, *records: Marked) -> None:
        """A paragraph without a number, such as a note under a table."""
        marking, publishable = self._marks(records)
        self.blocks.append(Paragraph(text=text, marking=marking, publishable=publishable))

    def bullets(self, items: Sequence[str], *records: Marked) -> None:
        """Points under the paragraph before; nothing when there are none."""
        if items:
            marking, publishable = self._marks(records)
            self.blocks.append(Bullets(items=tuple(items), marking=marking, publishable=publishable))

    def decision(self, number: int, asked: DecisionAsked, words: str) -> None:
        """A decision asked, under its number."""
        self.blocks.append(
            Decision(
                number=number,
                verb=asked.verb.value,
                text=words,
                marking=asked.marking,
                publishable=asked.publishable,
            )
        )

    def table(
        self,
        caption: str,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        *records: Marked,
        widths: Sequence[int] = (),
        numeric: Sequence[int] = (),
        note: str | None = None,
    ) -> None:
        """A table; nothing when it would have no rows."""
        if rows:
            self.blocks.append(
                self.make_table(caption, header, rows, *records, widths=widths, numeric=numeric, note=note)
            )

    def make_table(
        self,
        caption: str,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        *records: Marked,
        widths: Sequence[int] = (),
        numeric: Sequence[int] = (),
        note: str | None = None,
    ) -> Table:
        """A table that will stand beside a chart."""
        marking, publishable = self._marks(records)
        return Table(
            caption=caption,
            header=tuple(header),
            rows=tuple(tuple(cell or "–" for cell in row) for row in rows),
            widths=tuple(widths),
            numeric=tuple(numeric),
            note=note,
            marking=marking,
            publishable=publishable,
        )

    def chart(self, title: str, alt: str, spec: ChartSpec, table: Table) -> None:
        """A chart with the table beside it, whose marking it shares."""
        self.blocks.append(
            Chart(
                title=title,
                alt=alt,
                spec=spec,
                table=table,
                marking=table.marking,
                publishable=table.publishable,
            )
        )

    def callout(self, title: str, text: str, *records: Marked) -> None:
        """A set-apart line."""
        marking, publishable = self._marks(records)
        self.blocks.append(Callout(title=title, text=text, marking=marking, publishable=publishable))

    def facts(self, items: Sequence[tuple[str, str]], *records: Marked) -> None:
        """Terms and texts; those without text are left out."""
        marking, publishable = self._marks(records)
        kept = tuple((term, text) for term, text in items if text)
        self.blocks.append(Facts(items=kept, marking=marking, publishable=publishable))
