"""What `dueregard check` looks at: the pack itself, and what its papers would leave unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dueregard.common.errors import DueRegardError, Fault
from dueregard.packs.checking import check_pack
from dueregard.packs.frozen import stored_bytes
from dueregard.packs.reading import Progress
from dueregard.papers.disclosure import DisclosureFinding, check_disclosure
from dueregard.papers.document import Document, Edition
from dueregard.papers.document_file import read_document
from dueregard.papers.freezing import DOCUMENT_FILE
from dueregard.papers.full import build_full
from dueregard.papers.gaps import Gap, find_gaps
from dueregard.papers.public import build_public
from dueregard.papers.releases import ReleaseReport, check_releases
from dueregard.publication.frozen import EditionName
from dueregard.publication.prose import PaperProse
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import public_view
from dueregard.snapshot.public import PublicSnapshot


@dataclass(frozen=True, slots=True)
class PaperGap:
    """One thing a paper leaves unsaid, and the editions in which it does."""

    paper: str
    gap: Gap
    editions: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class PaperDisclosure:
    """One thing to look at before the public edition of a paper goes out."""

    paper: str
    finding: DisclosureFinding


@dataclass(frozen=True, slots=True)
class Examined:
    """All that is wrong with a pack; or what it holds, leaves open and has let lapse."""

    snapshot: Snapshot | None
    faults: tuple[Fault, ...] = ()
    missing: tuple[str, ...] = ()
    gaps: tuple[PaperGap, ...] = ()
    releases: tuple[ReleaseReport, ...] = ()
    disclosure: tuple[PaperDisclosure, ...] = ()


def examine(pack: Path, *, progress: Progress | None = None) -> Examined:
    """Check a pack, and where it has no fault build its papers to see what they would not say."""
    report = check_pack(pack, progress=progress)
    snapshot = report.snapshot
    if snapshot is None:
        return Examined(None, faults=report.faults)
    public, unsaid = _public(snapshot)
    papers = sorted(snapshot.papers, key=lambda paper: (paper.dated_on, paper.id))
    return Examined(
        snapshot,
        missing=(*report.gaps, *unsaid),
        gaps=tuple(gap for paper in papers for gap in _gaps(snapshot, public, paper)),
        releases=tuple(release for paper in papers for release in check_releases(snapshot, paper.id)),
        disclosure=tuple(each for paper in papers for each in _disclosure(pack, snapshot, paper)),
    )


def _disclosure(pack: Path, snapshot: Snapshot, paper: PaperProse) -> Iterator[PaperDisclosure]:
    """What to look at in one public edition, beside those of earlier papers as they were frozen."""
    dated = {each.id: each.dated_on for each in snapshot.papers}
    frozen: dict[str, Document] = {
        record.paper: read_document(stored[DOCUMENT_FILE])
        for record in snapshot.frozen
        if record.edition is EditionName.PUBLIC
        and dated[record.paper] < paper.dated_on
        and DOCUMENT_FILE in (stored := stored_bytes(pack, record))
    }
    return (PaperDisclosure(paper.id, each) for each in check_disclosure(snapshot, paper.id, frozen))


def _public(snapshot: Snapshot) -> tuple[PublicSnapshot | None, tuple[str, ...]]:
    """What may be public; or None, and the sentence that says why there is no public edition."""
    try:
        return public_view(snapshot), ()
    except DueRegardError as error:
        return None, (str(error),)


def _gaps(snapshot: Snapshot, public: PublicSnapshot | None, paper: PaperProse) -> Iterator[PaperGap]:
    """Gaps of both editions, those that both have told once, in the order of the full edition."""
    editions: dict[Gap, tuple[Edition, ...]] = dict.fromkeys(
        find_gaps(build_full(snapshot, paper.id)), (Edition.FULL,)
    )
    if public is not None and any(kept.id == paper.id for kept in public.papers):
        for gap in find_gaps(build_public(public, paper.id)):
            editions[gap] = (*editions.get(gap, ()), Edition.PUBLIC)
    return (PaperGap(paper.id, gap, where) for gap, where in editions.items())
