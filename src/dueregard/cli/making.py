"""Making papers: the editions asked for, rendered whole before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from dueregard.cli.progress import Progress
from dueregard.force.identity import Lead
from dueregard.packs.frozen import add_frozen, stored_bytes
from dueregard.papers.composite import build_composite
from dueregard.papers.document import Document, Edition
from dueregard.papers.freezing import FileVerdict, freeze, verify
from dueregard.papers.full import build_full
from dueregard.papers.public import build_public
from dueregard.papers.rendering import RenderedFile, render_files
from dueregard.publication.frozen import FrozenPaper
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import public_view

EDITIONS: dict[str, tuple[Edition, ...]] = {
    "both": (Edition.FULL, Edition.PUBLIC),
    "full": (Edition.FULL,),
    "public": (Edition.PUBLIC,),
}


def build_editions(snapshot: Snapshot, paper_id: str, edition: str) -> tuple[Document, ...]:
    """The documents of one paper in the editions of `EDITIONS`; the public one by its own way only."""
    return tuple(
        build_full(snapshot, paper_id)
        if which is Edition.FULL
        else build_public(public_view(snapshot), paper_id)
        for which in EDITIONS[edition]
    )


def build_composites(snapshot: Snapshot, leads: Iterable[Lead], cycle_id: str) -> Iterator[Document]:
    """Each lead's composite report of one cycle."""
    return (build_composite(snapshot, lead.id, cycle_id) for lead in leads)


def render_all(
    documents: Sequence[Document], formats: Sequence[str], progress: Progress
) -> tuple[RenderedFile, ...]:
    """Every document in every format."""
    files: list[RenderedFile] = []
    for number, document in enumerate(documents):
        progress(number, len(documents), document.file_stem)
        files += render_files(document, formats)
    return tuple(files)


def freeze_into(
    pack: Path,
    snapshot: Snapshot,
    paper_id: str,
    documents: Sequence[Document],
    *,
    approved_by: str,
    approved_on: date,
) -> tuple[FrozenPaper, ...]:
    """Freeze the documents of one paper and keep them in its pack."""
    bundles = [
        freeze(document, paper_id=paper_id, approved_by=approved_by, approved_on=approved_on)
        for document in documents
    ]
    additions = [(bundle.record, {file.name: file.content for file in bundle.files}) for bundle in bundles]
    add_frozen(pack, snapshot.frozen, additions)
    return tuple(bundle.record for bundle in bundles)


def verify_frozen(pack: Path, records: Iterable[FrozenPaper]) -> Iterator[tuple[FrozenPaper, FileVerdict]]:
    """The verdict on every file of some frozen papers of a pack."""
    for record in records:
        for verdict in verify(record, stored_bytes(pack, record)):
            yield record, verdict
