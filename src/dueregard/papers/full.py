"""The full edition: everything the records say and everything that is worked out from them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dueregard.common.errors import DueRegardError
from dueregard.force.identity import Lead
from dueregard.papers.assemble import assemble
from dueregard.papers.assessed import (
    capacity_read,
    changes,
    effects,
    method,
    returns,
    standing,
    trackers,
    weaknesses,
)
from dueregard.papers.assessed.analysis import Analysis
from dueregard.papers.document import Document, Edition
from dueregard.papers.view import NumberedDecision, View, find_paper, number_decisions
from dueregard.papers.writer import Writer
from dueregard.publication.prose import PaperProse
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import public_view
from dueregard.snapshot.known import known_on
from dueregard.snapshot.public import PublicSnapshot


def full_view(snapshot: Snapshot, paper_id: str | None = None) -> View:
    """The whole of a snapshot as one paper sees it (the latest paper unless named)."""
    paper = find_paper(snapshot, paper_id)
    return View(
        records=known_on(snapshot, paper.dated_on),
        paper=paper,
        edition=Edition.FULL,
        framework_titles={framework.id: framework.title for framework in snapshot.frameworks},
        spr_area_titles={f"{f.id}/{area.id}": area.title for f in snapshot.frameworks for area in f.areas},
        decisions=_decisions(snapshot, paper),
    )


def _decisions(snapshot: Snapshot, paper: PaperProse) -> tuple[NumberedDecision, ...]:
    """Those of the public edition first, as it numbers and words them; the rest follow.

    What the public edition prints is asked of the public snapshot and not of each decision's own
    flag: a publishable decision in the section of a withheld lead, say, is not in it.
    """
    published = _published(snapshot, paper.id)
    kept = published.releases if published else snapshot.releases
    released = {release.id for release in kept}
    every = number_decisions(paper, tuple(r for r in snapshot.releases if r.id in released))
    first = _places(published, snapshot, paper) if published else {}
    ordered = sorted(every, key=lambda each: first.get((each.asked.id, each.words), len(first)))
    return tuple(replace(each, number=number) for number, each in enumerate(ordered, start=1))


def _published(snapshot: Snapshot, paper_id: str) -> PublicSnapshot | None:
    """The public snapshot, where it holds this paper."""
    try:
        public = public_view(snapshot)
    except DueRegardError:  # the force itself may not be named: nothing of it is public
        return None
    return public if any(paper.id == paper_id for paper in public.papers) else None


def _places(public: PublicSnapshot, snapshot: Snapshot, paper: PaperProse) -> dict[tuple[str, str], int]:
    """Where the public edition prints each decision, by its id here and its words."""
    withheld = {f"releases/{release.id}": release.decision for release in snapshot.releases}
    numbered = number_decisions(find_paper(public, paper.id), public.releases)
    return {(withheld.get(each.asked.id) or each.asked.id, each.words): each.number - 1 for each in numbered}


def build_full(snapshot: Snapshot, paper_id: str | None = None) -> Document:
    """The full edition of one paper (the latest unless named)."""
    view = full_view(snapshot, paper_id)
    return assemble(view, _Assessed(Analysis.of(known_on(snapshot, view.paper.dated_on), view)))


@dataclass(frozen=True)
class _Assessed:
    """Prints what is worked out, in the places kept for it."""

    analysis: Analysis

    def say(self, section: str, write: Writer) -> bool:
        """What Releases say is worked out here, in full."""
        return False

    def overview(self, write: Writer) -> None:
        standing.overview(self.analysis, write)
        changes.changes(self.analysis, write)
        weaknesses.causes(self.analysis, write)

    def standing(self, lead: Lead, write: Writer) -> None:
        standing.lead_standing(self.analysis, write, lead, most_drivers=3, whole=False)
        changes.lead_changes(self.analysis, write, lead)
        weaknesses.lead_weaknesses(self.analysis, write, lead)

    def effect(self, write: Writer) -> bool:
        return effects.effects(self.analysis, write)

    def readings(self, write: Writer) -> bool:
        return capacity_read.capacity_read(self.analysis, write)

    def section(self, section: str, write: Writer) -> None:
        if section == "background":
            trackers.recommendations(self.analysis, write)
        elif section == "governance":
            returns.returns(self.analysis, write)
            changes.calibration(self.analysis, write)
            trackers.actions(self.analysis, write)
        elif section == "capacity":
            method.capacity_targets(self.analysis, write)
        elif section == "risk":
            trackers.exercises(self.analysis, write)

    def annexes(self, write: Writer) -> None:
        method.annexes(self.analysis, write)
