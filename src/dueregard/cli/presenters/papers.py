"""What the commands that write papers answer: which files, where, and what needs attention."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from dueregard.cli.page import Page, Part, Table
from dueregard.cli.presenters.counting import counted
from dueregard.cli.presenters.releases import ReleaseLine, release_lines, release_table
from dueregard.papers.document import Decision, Document
from dueregard.papers.freezing import FileVerdict, Verdict
from dueregard.papers.gaps import find_gaps
from dueregard.papers.releases import ReleaseReport
from dueregard.publication.frozen import FrozenPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """One document made."""

    name: Annotated[str, "Name of its files, without the ending."]
    title: Annotated[str, "Its title."]
    edition: Annotated[str, "full or public."]
    marking: Annotated[str, "Its marking."]
    paragraphs: Annotated[int, "Numbered paragraphs."]
    decisions: Annotated[int, "Decisions asked, each printed as Recommendation n."]
    charts: Annotated[int, "Charts."]
    gaps: Annotated[int, "Things it says are not stated or not there, repeated ones counted once."]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAnswer:
    """What `paper --json` and `composite --json` print."""

    force: Annotated[str, "Name of the force."]
    documents: Annotated[tuple[DocumentLine, ...], "The documents made."]
    files: Annotated[tuple[str, ...], "The files written, or for a freeze the frozen papers."]
    releases: Annotated[tuple[ReleaseLine, ...], "Releases that block approval of the paper."]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictLine:
    """The verdict on one file of a frozen paper."""

    frozen: Annotated[str, "The frozen paper."]
    file: Annotated[str, "The file."]
    same: Annotated[bool, "Whether it is as approved and is made again byte for byte."]
    verdict: Annotated[str, "The verdict in words."]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedAnswer:
    """What `paper --verify --json` prints."""

    force: Annotated[str, "Name of the force."]
    verdicts: Annotated[tuple[VerdictLine, ...], "A verdict for every file."]


def written_answer(
    force: str,
    documents: Sequence[Document],
    files: Iterable[Path | str],
    reports: Iterable[ReleaseReport] = (),
) -> WrittenAnswer:
    """Documents made and files written as an answer."""
    return WrittenAnswer(
        force=force,
        documents=tuple(_line(document) for document in documents),
        files=tuple(str(file) for file in files),
        releases=release_lines(reports),
    )


def _line(document: Document) -> DocumentLine:
    decisions = {block.number for block in document.blocks if isinstance(block, Decision)}
    return DocumentLine(
        name=document.file_stem,
        title=document.title,
        edition=document.edition.value,
        marking=document.marking,
        paragraphs=len(document.paragraph_numbers()),
        decisions=len(decisions),
        charts=len(tuple(document.charts())),
        gaps=len(find_gaps(document)),
    )


def written_page(answer: WrittenAnswer, pack: str) -> Page:
    """Documents and files for a person."""
    header = ("document", "marking", "paragraphs", "recommendations", "charts", "gaps")
    rows = tuple(
        (
            line.name,
            line.marking,
            *(str(n) for n in (line.paragraphs, line.decisions, line.charts, line.gaps)),
        )
        for line in answer.documents
    )
    parts: list[Part] = [
        Table(title=answer.force, header=header, rows=rows, numeric=frozenset(range(2, 6))),
        *(f"Wrote {file}" for file in answer.files),
    ]
    if any(line.gaps for line in answer.documents):
        parts.append(f"Gaps are what the paper says is not stated or not there: dueregard check {pack}")
    if answer.releases:
        parts.append(release_table(answer.releases))
    return tuple(parts)


def frozen_page(records: Sequence[FrozenPaper], pack: str) -> Page:
    """What was frozen, for a person."""
    parts = [
        f"Froze {record.id} as approved by {record.approved_by} on {record.approved_on}: "
        f"{counted(len(record.files), 'file')} in {Path(pack) / 'frozen' / record.id}"
        for record in records
    ]
    return (*parts, f"Verify at any time: dueregard paper {pack} --verify")


def blocked_page(lines: tuple[ReleaseLine, ...]) -> Page:
    """Why nothing was frozen, for a person."""
    return (f"Nothing was frozen: {counted(len(lines), 'Release')} may not go out.", release_table(lines))


def verified_answer(force: str, verdicts: Iterable[tuple[FrozenPaper, FileVerdict]]) -> VerifiedAnswer:
    """Verdicts as an answer."""
    return VerifiedAnswer(
        force=force,
        verdicts=tuple(
            VerdictLine(
                frozen=record.id,
                file=verdict.name,
                same=verdict.verdict is Verdict.SAME,
                verdict=verdict.verdict.value,
            )
            for record, verdict in verdicts
        ),
    )


def verified_page(answer: VerifiedAnswer) -> Page:
    """Verdicts for a person."""
    if not answer.verdicts:
        return (f"{answer.force}: no paper is frozen in this pack.",)
    rows = tuple((line.frozen, line.file, line.verdict) for line in answer.verdicts)
    same = sum(line.same for line in answer.verdicts)
    return (
        Table(title="Frozen papers", header=("frozen paper", "file", "verdict"), rows=rows),
        f"{same} of {counted(len(rows), 'file')} as approved and made again byte for byte.",
    )
