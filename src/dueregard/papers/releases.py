"""Whether what a Release rests on is still as it was when the Release was approved.

A Release names its basis: records as `register/id` (or `register` for all of its rows), a computed
standing as `standing/<cycle>/<framework>/<area>`, the vulnerabilities of a lead as
`vulnerabilities/<cycle>/<lead>`, a stored Result that a paper cites as `effect/<paper>/<study>` or
`strengths/<paper>/<study>`. A capacity surface is a map of weakness, and no Release may rest on one.
Their hash was kept when it was approved. When it differs now the Release has lapsed: that blocks approval of
the paper, on the full side only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dueregard.assessment.areas import AreaStanding, area_standings
from dueregard.assessment.book import AssessmentBook
from dueregard.common.canonical import canonical_bytes, plain, sha256
from dueregard.common.errors import DueRegardError
from dueregard.effects.citing import basis_of, cited_results
from dueregard.effects.stored import EFFECT, STRENGTHS, SURFACE
from dueregard.publication.releases import Release, ReleaseState
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.records import REGISTERS, register
from dueregard.vulnerabilities.finding import find_vulnerabilities
from dueregard.vulnerabilities.sources import book_of


class ReleaseProblem(StrEnum):
    """What is wrong with an approved Release."""

    LAPSED = "what it rests on has changed since it was approved"
    NO_BASIS = "it does not say what it rests on"
    NO_HASH = "the hash of what it rests on was never kept"
    BASIS_GONE = "something it rests on is no longer there"


@dataclass(frozen=True, slots=True)
class ReleaseReport:
    """One approved Release that may not go out, and why."""

    release: Release
    problem: ReleaseProblem
    detail: str

    def words(self) -> str:
        """One sentence, with what to do."""
        return (
            f"releases.yaml, {self.release.id}: {self.problem.value}{self.detail}; read its words again,"
            " then approve it anew or withdraw it."
        )


def check_releases(
    snapshot: Snapshot, paper_id: str, *, book: AssessmentBook | None = None
) -> tuple[ReleaseReport, ...]:
    """Every approved Release of one paper that has lapsed or has no basis; `book` where there is one already."""
    basis = Basis(snapshot, book)
    approved = [r for r in snapshot.releases if r.paper == paper_id and r.state is ReleaseState.APPROVED]
    return tuple(report for release in approved if (report := _report(basis, release)) is not None)


def basis_hash(snapshot: Snapshot, names: tuple[str, ...]) -> str:
    """The hash of a basis as it is now. Raises DueRegardError for a name that leads nowhere."""
    return Basis(snapshot).hash(names)


def _report(basis: Basis, release: Release) -> ReleaseReport | None:
    if not release.basis:
        return ReleaseReport(release, ReleaseProblem.NO_BASIS, "")
    try:
        now = basis.hash(release.basis)
    except DueRegardError as error:
        return ReleaseReport(release, ReleaseProblem.BASIS_GONE, f" ({str(error).rstrip('.')})")
    if release.basis_hash is None:
        return ReleaseReport(release, ReleaseProblem.NO_HASH, "")
    return None if now == release.basis_hash else ReleaseReport(release, ReleaseProblem.LAPSED, "")


class Basis:
    """Finds what a Release can rest on in one snapshot."""

    def __init__(self, snapshot: Snapshot, book: AssessmentBook | None = None) -> None:
        self._snapshot = snapshot
        self._book = book or book_of(snapshot)

    def hash(self, names: tuple[str, ...]) -> str:
        """SHA-256 of all that is named, in the order of the names."""
        return sha256(canonical_bytes({name: self._content(name) for name in sorted(names)}))

    def _content(self, name: str) -> Any:
        kind, _, rest = name.partition("/")
        computed: dict[str, Callable[[str], Any]] = {
            "standing": self._standing,
            "vulnerabilities": self._vulnerabilities,
            EFFECT: lambda rest: self._result(EFFECT, rest),
            STRENGTHS: lambda rest: self._result(STRENGTHS, rest),
        }
        if kind == SURFACE:
            raise DueRegardError("a capacity surface is a map of weakness, and no Release may rest on one")
        if kind in computed:
            return computed[kind](rest)
        if kind not in REGISTERS:
            raise DueRegardError(f'there is no register "{kind}"')
        rows = register(self._snapshot, kind)
        if not rest:
            return sorted((_row(kind, row) for row in rows), key=lambda row: str(row["id"]))
        found = [_row(kind, row) for row in rows if row.id == rest]
        if not found:
            raise DueRegardError(f'there is no "{rest}" in {kind}')
        return found[0]

    def _standing(self, rest: str) -> Any:
        cycle, _, name = rest.partition("/")
        for standing in area_standings(self._book, cycle):
            if f"{standing.framework.id}/{standing.area.id}" == name:
                return _standing_content(standing)
        raise DueRegardError(f'there is no standing of "{name}" in {cycle}')

    def _vulnerabilities(self, rest: str) -> Any:
        cycle, _, lead = rest.partition("/")
        if lead not in {each.id for each in self._snapshot.force.leads}:
            raise DueRegardError(f'there is no lead "{lead}"')
        report = find_vulnerabilities(self._snapshot, cycle, book=self._book)
        return sorted(v.key for v in report.found if v.lead == lead)

    def _result(self, kind: str, rest: str) -> Any:
        name, _, study = rest.partition("/")
        paper = next((each for each in self._snapshot.papers if each.id == name), None)
        for cited in () if paper is None else cited_results(self._snapshot, paper):
            if (cited.result.kind, cited.value.study) == (kind, study):
                return basis_of(cited)
        raise DueRegardError(f'the paper "{name}" cites no Result of kind {kind} of the study "{study}"')


def _row(register_name: str, row: Any) -> dict[str, Any]:
    """A record; a paper without the Results it cites, which are bases of their own and are made again."""
    content: dict[str, Any] = plain(row)
    if register_name == "papers":
        del content["results"]
    return content


def _standing_content(standing: AreaStanding) -> dict[str, str]:
    result = standing.roll_up
    return {
        "standing": standing.standing.value,
        "lowest": str(result.lowest),
        "likely": str(result.likely),
        "highest": str(result.highest),
        "coverage": str(result.coverage),
        "confidence": str(result.confidence),
    }
