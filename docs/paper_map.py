"""Makes docs/reference/the-2014-paper.md: where each paragraph of the 2014 paper went.

A fact is a record of the pack, or one optional field of it, that names a paragraph of the paper as
its source. Where it stands in the generated paper is found by taking it away and looking at what
the paper then no longer says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from dueregard.common.records import Origin, Record, field_specs
from dueregard.packs.reading import read_pack
from dueregard.papers.document import (
    Bullets,
    Callout,
    Chart,
    Decision,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
)
from dueregard.papers.full import build_full
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.records import CSV_REGISTERS, register

PACK = Path(__file__).parent.parent / "examples" / "west-midlands-2014"
PAGE = Path(__file__).parent / "reference" / "the-2014-paper.md"
PARAGRAPHS = range(1, 20)
# Not facts of the paper: who holds the row, and the marks that say the paper is silent.
_NOT_FACTS = {"id", "origin", "source", "marking", "publishable", "state", "stated"}


@dataclass(frozen=True)
class Fact:
    """One thing the 2014 paper says: the paragraphs, the file, the record, and the pack without it."""

    paragraphs: tuple[str, ...]
    file: str
    name: str
    without: Snapshot


@dataclass(frozen=True)
class Placed:
    """A fact with the sections of the generated paper that print it and the words that go with it."""

    fact: Fact
    sections: tuple[str, ...]
    words: tuple[str, ...]


def facts(snapshot: Snapshot) -> Iterator[Fact]:
    """Every record, and every optional field of one, that the 2014 paper is the source of."""
    for name in CSV_REGISTERS:
        rows = register(snapshot, name)
        for row in rows:
            if _is_of_the_paper(row):
                rest = tuple(other for other in rows if other is not row)
                yield _fact(row, f"registers/{name}.csv", row.id, _with(snapshot, name, rest))
                for field, blanked in _blanked(row):
                    changed = tuple(blanked if other is row else other for other in rows)
                    yield _fact(
                        row,
                        f"registers/{name}.csv",
                        f"{row.id}, {field}",
                        _with(snapshot, name, changed),
                    )
    yield from _nested(snapshot, snapshot.force, "force.yaml", lambda force: replace(snapshot, force=force))
    paper = snapshot.papers[0]
    yield from _nested(
        snapshot, paper, f"papers/{paper.id}.yaml", lambda other: replace(snapshot, papers=(other,))
    )


def _with(snapshot: Snapshot, name: str, rows: tuple[Any, ...]) -> Snapshot:
    changed: dict[str, Any] = {name: rows}
    return replace(snapshot, **changed)


def _nested(snapshot: Snapshot, holder: Any, file: str, put_back: Any) -> Iterator[Fact]:
    """Facts that stand in a YAML file: its entries, and its own optional fields."""
    for spec in field_specs(type(holder)):
        parts = getattr(holder, spec.name)
        if spec.nested and spec.repeated:
            for part in parts:
                if _is_of_the_paper(part):
                    rest = tuple(other for other in parts if other is not part)
                    yield _fact(
                        part, file, f"{spec.name}: {part.id}", put_back(replace(holder, **{spec.name: rest}))
                    )
    for field, blanked in _blanked(holder):
        if not isinstance(getattr(holder, field), tuple) or not hasattr(getattr(holder, field)[0], "marking"):
            yield Fact(("1",), file, field, put_back(blanked))


def _is_of_the_paper(row: Record) -> bool:
    return row.origin is Origin.PAPER and bool(_paragraphs(row))


def _paragraphs(row: Record) -> tuple[str, ...]:
    source = row.source or ""
    asked = tuple(f"Recommendation {number}" for number in re.findall(r"Recommendation (\d)", source))
    legal = ("Legal implications",) if "Legal" in source else ()
    return (*re.findall(r"¶(\d+)", source), *asked, *legal)


def _fact(row: Record, file: str, name: str, without: Snapshot) -> Fact:
    return Fact(_paragraphs(row), file, name, without)


def _blanked(row: Any) -> Iterator[tuple[str, Any]]:
    """The record with each filled optional field blank, one at a time."""
    specs = {spec.name: spec for spec in field_specs(type(row))}
    for field in fields(row):
        spec = specs[field.name]
        value = getattr(row, field.name)
        if (
            field.name in _NOT_FACTS
            or spec.required
            or value in (None, (), spec.default)
            or spec.column.separate
        ):
            continue
        yield field.name, replace(row, **{field.name: () if spec.repeated else spec.default})


def lines_of(document: Document) -> list[tuple[str, str]]:
    """Each text of a document with the section it stands in; numbers of paragraphs left out."""
    found: list[tuple[str, str]] = []
    section = "Head of the paper"
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            section = block.text
        found += [(section, text) for text in _texts(block)]
    return found


def _texts(block: Any) -> Iterator[str]:
    match block:
        case Heading() | Callout():
            yield block.text
        case Paragraph():
            yield f"{block.lead or ''} {block.text}".strip()
        case Decision():
            yield f"Recommendation: {block.text}"
        case Bullets():
            yield from block.items
        case Facts():
            yield from (f"{term}: {text}" for term, text in block.items if term != "Snapshot")
        case Table():
            yield from (" | ".join(row) for row in block.rows)
        case Chart():
            yield block.alt


def place(fact: Fact, whole: list[tuple[str, str]]) -> Placed:
    """Where a fact stands: what the paper no longer says without it (the hash of the whole apart)."""
    left = set(lines_of(build_full(fact.without)))
    gone = [(section, words) for section, words in whole if (section, words) not in left]
    return Placed(fact, tuple(dict.fromkeys(s for s, _ in gone)), tuple(dict.fromkeys(w for _, w in gone)))


def placed_facts() -> list[Placed]:
    """Every fact of the 2014 paper with its place in the generated one."""
    snapshot = read_pack(PACK)
    whole = lines_of(build_full(snapshot))
    return [place(fact, whole) for fact in facts(snapshot)]


def page() -> str:
    """The page as Markdown."""
    placed = placed_facts()
    keys = (
        [str(number) for number in PARAGRAPHS]
        + [f"Recommendation {n}" for n in range(1, 7)]
        + ["Legal implications"]
    )
    out = [
        "# Where each paragraph of the 2014 paper went",
        "",
        "The example `examples/west-midlands-2014` restates, in our words, the paper that West Midlands Police",
        "gave its Commissioner in late 2014. This page maps each numbered paragraph of that paper, its six",
        "recommendations and its legal implications to the entries of the pack that hold its facts, and to the",
        "sections of the generated paper that print them. It is generated: each entry was taken away, or each",
        "optional field blanked, and the sections are those in which words then went missing. A test does the",
        "same for every entry, one by one.",
        "",
        "| Paragraph of the 2014 paper | Fact | File of the pack | Section of the generated paper |",
        "|---|---|---|---|",
    ]
    for key in keys:
        for item in placed:
            if key in item.fact.paragraphs:
                sections = "; ".join(item.sections)
                out.append(f"| {key} | `{item.fact.name}` | `{item.fact.file}` | {sections} |")
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
