"""Freezing an approved paper, and verifying it later.

A frozen paper keeps its document, its charts and its rendered files with their hashes. Two
questions are asked of it later, and kept apart: are the stored bytes those that were approved,
and does this version of the software still make the same bytes from the stored document?
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dueregard import __version__
from dueregard.common.canonical import sha256
from dueregard.common.codecs import Id
from dueregard.papers.charts import render_charts
from dueregard.papers.document import Document
from dueregard.papers.document_file import read_document, write_document
from dueregard.papers.rendering import RenderedFile, render_files
from dueregard.publication.frozen import EditionName, FrozenFile, FrozenPaper

DOCUMENT_FILE = "document.json"


@dataclass(frozen=True, slots=True)
class FrozenBundle:
    """The record of a frozen paper and the bytes it names."""

    record: FrozenPaper
    files: tuple[RenderedFile, ...]


def freeze(document: Document, *, paper_id: str, approved_by: str, approved_on: date) -> FrozenBundle:
    """Render the document and keep everything it was made from."""
    pictures = [
        RenderedFile(f"chart-{number}.svg", chart.svg)
        for number, chart in enumerate(render_charts(document), 1)
    ]
    files = (RenderedFile(DOCUMENT_FILE, write_document(document)), *pictures, *render_files(document))
    record = FrozenPaper(
        id=Id(f"{paper_id}-{document.edition.value}"),
        paper=Id(paper_id),
        edition=EditionName(document.edition.value),
        approved_by=approved_by,
        approved_on=approved_on,
        software=f"dueregard {__version__}",
        files=tuple(FrozenFile(name=file.name, sha256=Id(sha256(file.content))) for file in files),
        marking=Id(document.marking),
    )
    return FrozenBundle(record, files)


class Verdict(StrEnum):
    """What verification says of one file."""

    SAME = "as approved, and made again byte for byte"
    DIFFERS_WHEN_REMADE = "as approved, but this version of the software makes other bytes"
    CANNOT_BE_REMADE = "as approved, but without its document it cannot be made again"
    CHANGED = "not as approved: its bytes were changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """The verdict on one file of a frozen paper."""

    name: str
    verdict: Verdict


def verify(record: FrozenPaper, stored: Mapping[str, bytes]) -> tuple[FileVerdict, ...]:
    """Each file's verdict. A document that was changed cannot be made again, and its files are not."""
    intact = {f.name: f.name in stored and sha256(stored[f.name]) == f.sha256 for f in record.files}
    remade = _remake(stored[DOCUMENT_FILE]) if intact.get(DOCUMENT_FILE) else None
    return tuple(FileVerdict(f.name, _verdict(f, stored, intact[f.name], remade)) for f in record.files)


def _remake(document_bytes: bytes) -> dict[str, str]:
    document = read_document(document_bytes)
    again = freeze(document, paper_id="again", approved_by="again", approved_on=document.dated_on)
    return {file.name: file.sha256 for file in again.record.files}


def _verdict(
    file: FrozenFile, stored: Mapping[str, bytes], intact: bool, remade: Mapping[str, str] | None
) -> Verdict:
    if file.name not in stored:
        return Verdict.MISSING
    if not intact:
        return Verdict.CHANGED
    if remade is None:
        return Verdict.CANNOT_BE_REMADE
    return Verdict.SAME if remade.get(file.name) == file.sha256 else Verdict.DIFFERS_WHEN_REMADE
