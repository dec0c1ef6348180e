"""The public edition: built from a PublicSnapshot, which is all this module can reach.

It works nothing out about what is withheld. What may be said of that is said by approved
Releases, in their exact words, where the Release says.
"""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.force.identity import Lead
from dueregard.papers.assemble import assemble
from dueregard.papers.document import Document, Edition
from dueregard.papers.published.annex import published_annex
from dueregard.papers.view import View, find_paper, number_decisions
from dueregard.papers.writer import Writer
from dueregard.publication.releases import Release
from dueregard.snapshot.known import known_on
from dueregard.snapshot.public import PublicSnapshot, approved_releases


def build_public(public: PublicSnapshot, paper_id: str | None = None) -> Document:
    """The public edition of one paper (the latest unless named)."""
    paper = find_paper(public, paper_id)
    public = known_on(public, paper.dated_on)
    view = View(
        records=public,
        paper=paper,
        edition=Edition.PUBLIC,
        framework_titles=dict(public.framework_titles),
        spr_area_titles=dict(public.spr_areas),
        decisions=number_decisions(paper, public.releases),
    )
    return assemble(view, _Released(public, view, approved_releases(public, paper.id)))


@dataclass(frozen=True)
class _Released:
    """Prints the Releases of each section, and says where there is none."""

    public: PublicSnapshot
    view: View
    releases: tuple[Release, ...]

    @property
    def _unsaid(self) -> str:
        """A restated source may say nothing; a force's own paper keeps it back."""
        return self.view.unsaid if self.view.is_restated else "not published"

    def overview(self, write: Writer) -> None:
        titles = [
            title
            for area, title in self.view.spr_area_titles.items()
            if area.startswith(f"{self.view.cycle.spr_framework}/")
        ]
        if titles:
            write.paragraph("These are the areas of the requirement:", self.view.cycle, tagged=False)
            write.bullets(titles, self.view.cycle)
        if not self.say("spr-areas", write):
            write.paragraph(f"Where the force stands on each of them is {self._unsaid}.")

    def standing(self, lead: Lead, write: Writer) -> None:
        write.heading(2, "Where it stands", lead)
        if not self.say(lead.id, write):
            write.paragraph(f"Where this business area stands is {self._unsaid}.", lead, tagged=False)

    def effect(self, write: Writer) -> bool:
        """Only Releases speak of it, and they stand with the section's prose."""
        return False

    def readings(self, write: Writer) -> bool:
        """Only Releases speak of them, and they stand with the section's prose."""
        return False

    def section(self, section: str, write: Writer) -> None:
        """Nothing is worked out, so nothing is added to a section."""

    def annexes(self, write: Writer) -> None:
        published_annex(self.public, self.view, write)

    def say(self, section: str, write: Writer) -> bool:
        words = [r for r in self.releases if r.section == section and r.decision is None]
        for release in words:
            write.paragraph(release.words, release)
        return bool(words)
