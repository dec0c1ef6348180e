"""Releases as a command shows them: which stand, which have lapsed, and the hash each would keep now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from dueregard.cli.page import Page, Table
from dueregard.common.errors import DueRegardError
from dueregard.papers.releases import Basis, ReleaseReport, check_releases
from dueregard.publication.releases import Release
from dueregard.snapshot.full import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLine:
    """An approved Release that blocks the approval of its paper."""

    paper: Annotated[str, "The paper it is for."]
    release: Annotated[str, "Its id."]
    sentence: Annotated[str, "What is wrong with it and what to do."]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseState:
    """One Release as it stands now."""

    id: Annotated[str, "Its id."]
    paper: Annotated[str, "The paper it is for."]
    section: Annotated[str, "The section in which its words stand."]
    state: Annotated[str, "draft, approved or withdrawn."]
    problem: Annotated[str | None, "For an approved one, why it may not go out; null when it may."]
    basis: Annotated[tuple[str, ...], "What it rests on."]
    basis_hash: Annotated[str | None, "The hash of what it rests on as it is now; null where that is gone."]
    words: Annotated[str, "Its exact words."]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasesAnswer:
    """What `releases --json` prints."""

    force: Annotated[str, "Name of the force."]
    releases: Annotated[tuple[ReleaseState, ...], "Releases, by paper and section."]


def release_lines(reports: Iterable[ReleaseReport]) -> tuple[ReleaseLine, ...]:
    """Releases with a problem, each as a line."""
    return tuple(
        ReleaseLine(paper=report.release.paper, release=report.release.id, sentence=report.words())
        for report in reports
    )


def release_table(lines: tuple[ReleaseLine, ...]) -> Table:
    """The same for a person."""
    rows = tuple((line.paper, line.release, line.sentence) for line in lines)
    title = "Releases that block approval"
    return Table(title=title, header=("paper", "release", "what is wrong"), rows=rows)


def releases_answer(snapshot: Snapshot, paper: str | None) -> ReleasesAnswer:
    """Every Release, of one paper where asked, with the hash it would keep if approved now."""
    problems = {
        (report.release.paper, report.release.id): report.problem.value
        for each in snapshot.papers
        for report in check_releases(snapshot, each.id)
    }
    basis = Basis(snapshot)
    chosen = sorted(
        (release for release in snapshot.releases if paper in (None, release.paper)),
        key=lambda release: (release.paper, release.section, release.order, release.id),
    )
    return ReleasesAnswer(
        force=snapshot.force.name,
        releases=tuple(
            _state(release, problems.get((release.paper, release.id)), basis) for release in chosen
        ),
    )


def _state(release: Release, problem: str | None, basis: Basis) -> ReleaseState:
    return ReleaseState(
        id=release.id,
        paper=release.paper,
        section=release.section,
        state=release.state.value,
        problem=problem,
        basis=release.basis,
        basis_hash=_hash_now(release, basis),
        words=release.words,
    )


def _hash_now(release: Release, basis: Basis) -> str | None:
    try:
        return basis.hash(release.basis) if release.basis else None
    except DueRegardError:
        return None


def releases_page(answer: ReleasesAnswer) -> Page:
    """Releases for a person."""
    if not answer.releases:
        return (f"{answer.force}: there are no Releases here.",)
    header = ("release", "paper", "section", "state", "stands", "words")
    rows = tuple(
        (line.id, line.paper, line.section, line.state, _stands(line), line.words) for line in answer.releases
    )
    waiting = [
        f"{line.id}: basis_hash: {line.basis_hash}"
        for line in answer.releases
        if line.basis_hash is not None and (line.state == "draft" or line.problem is not None)
    ]
    return (
        Table(title=f"Releases of {answer.force}", header=header, rows=rows),
        *(
            ["To keep when these are approved, after their words have been read again:", *waiting]
            if waiting
            else []
        ),
    )


def _stands(line: ReleaseState) -> str:
    if line.state != "approved":
        return ""
    return "yes" if line.problem is None else f"no: {line.problem}"
