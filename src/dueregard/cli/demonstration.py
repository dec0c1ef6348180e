"""What `dueregard demo` does for each example: read it, write all its papers, and look at what they show."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dueregard.assessment.areas import AreaStanding, force_standing
from dueregard.assessment.changes import Comparison
from dueregard.assessment.comparison import compare
from dueregard.cli.making import build_composites, build_editions
from dueregard.cli.options import FORMATS
from dueregard.cli.out_files import write_set
from dueregard.cli.progress import Progress
from dueregard.common.errors import DueRegardError
from dueregard.packs.reading import read_pack
from dueregard.papers.document import Document
from dueregard.papers.releases import ReleaseReport, check_releases
from dueregard.papers.rendering import RenderedFile, render_files
from dueregard.papers.view import find_paper
from dueregard.publication.prose import PaperProse
from dueregard.snapshot.full import Snapshot
from dueregard.vulnerabilities.finding import find_vulnerabilities
from dueregard.vulnerabilities.model import VulnerabilityReport
from dueregard.vulnerabilities.sources import book_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One example, its papers, and what can be read from them."""

    pack: Path
    folder: Path
    snapshot: Snapshot
    paper: PaperProse
    full: Document
    public: Document
    composites: tuple[Document, ...]
    standings: tuple[AreaStanding, ...]
    vulnerabilities: VulnerabilityReport
    comparison: Comparison | None
    releases: tuple[ReleaseReport, ...]


def find_examples(start: Path) -> Path:
    """The folder `examples` of a checkout, in `start` or above it, as seen from `start`.

    Raises DueRegardError where there is none.
    """
    for folder in (start, *start.parents):
        if packs_in(folder / "examples"):
            return Path(os.path.relpath(folder / "examples", start))
    raise DueRegardError(
        "There is no folder examples with force packs here or above; run this inside a checkout of "
        "Due Regard, or name the folder with --examples."
    )


def packs_in(examples: Path) -> tuple[Path, ...]:
    """The force packs in a folder, by name."""
    return tuple(sorted(path.parent for path in examples.glob("*/force.yaml")))


def write_example(pack: Path, out: Path, progress: Progress) -> Shown:
    """Read one pack and write its latest paper and the leads' composite reports into `out`/<force id>."""
    progress(0, 1, pack.name)
    snapshot = read_pack(pack)
    paper = find_paper(snapshot, None)
    full, public = build_editions(snapshot, paper.id, "both")
    composites = tuple(build_composites(snapshot, snapshot.force.leads, paper.cycle))
    folder = out / snapshot.force.id
    write_set(folder, _render((full, public, *composites), progress))
    book = book_of(snapshot)
    return Shown(
        pack=pack,
        folder=folder,
        snapshot=snapshot,
        paper=paper,
        full=full,
        public=public,
        composites=composites,
        standings=force_standing(book, paper.cycle),
        vulnerabilities=find_vulnerabilities(snapshot, paper.cycle),
        comparison=compare(book, paper.compare_with, paper.cycle) if paper.compare_with else None,
        releases=check_releases(snapshot, paper.id),
    )


def _render(documents: Sequence[Document], progress: Progress) -> tuple[RenderedFile, ...]:
    files: list[RenderedFile] = []
    for number, document in enumerate(documents):
        progress(number, len(documents), document.file_stem)
        files += render_files(document, FORMATS)
    return tuple(files)
