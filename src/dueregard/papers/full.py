"""The full edition: everything the records say and everything that is worked out from them."""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.force.identity import Lead
from dueregard.papers.assemble import assemble
from dueregard.papers.assessed import changes, method, returns, standing, trackers, weaknesses
from dueregard.papers.assessed.analysis import Analysis
from dueregard.papers.document import Document, Edition
from dueregard.papers.view import View, find_paper, number_decisions
from dueregard.papers.writer import Writer
from dueregard.snapshot.full import Snapshot


def full_view(snapshot: Snapshot, paper_id: str | None = None) -> View:
    """The whole of a snapshot as one paper sees it (the latest paper unless named)."""
    paper = find_paper(snapshot, paper_id)
    return View(
        records=snapshot,
        paper=paper,
        edition=Edition.FULL,
        framework_titles={framework.id: framework.title for framework in snapshot.frameworks},
        spr_area_titles={f"{f.id}/{area.id}": area.title for f in snapshot.frameworks for area in f.areas},
        decisions=number_decisions(paper, snapshot.releases),
    )


def build_full(snapshot: Snapshot, paper_id: str | None = None) -> Document:
    """The full edition of one paper (the latest unless named)."""
    view = full_view(snapshot, paper_id)
    return assemble(view, _Assessed(Analysis.of(snapshot, view)))


@dataclass(frozen=True)
class _Assessed:
    """Prints what is worked out, in the places kept for it."""

    analysis: Analysis

    def overview(self, write: Writer) -> None:
        standing.overview(self.analysis, write)
        changes.changes(self.analysis, write)
        weaknesses.causes(self.analysis, write)

    def standing(self, lead: Lead, write: Writer) -> None:
        standing.lead_standing(self.analysis, write, lead)
        changes.lead_changes(self.analysis, write, lead)
        weaknesses.lead_weaknesses(self.analysis, write, lead)

    def section(self, section: str, write: Writer) -> None:
        if section == "background":
            trackers.recommendations(self.analysis, write)
        elif section == "governance":
            returns.returns(self.analysis, write)
            changes.calibration(self.analysis, write)
            trackers.actions(self.analysis, write)
        elif section == "risk":
            trackers.exercises(self.analysis, write)

    def annexes(self, write: Writer) -> None:
        method.annexes(self.analysis, write)
