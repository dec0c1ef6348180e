"""What a paper is written from, and the decisions it asks in the order they are numbered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dueregard.assessment.returns import Cycle
from dueregard.common.errors import DueRegardError
from dueregard.common.marking import SCHEMES, MarkingScheme
from dueregard.common.records import Origin
from dueregard.force.identity import Force, Lead, LocalPolicingBody
from dueregard.papers.document import Edition
from dueregard.publication.prose import DecisionAsked, PaperProse, Statement, Verb
from dueregard.publication.releases import Release, ReleaseState
from dueregard.snapshot.records import Records


@dataclass(frozen=True, kw_only=True)
class NumberedDecision:
    """A decision asked with its number and its one wording."""

    number: int
    asked: DecisionAsked
    words: str


def number_decisions(paper: PaperProse, releases: tuple[Release, ...]) -> tuple[NumberedDecision, ...]:
    """Those that every edition may print come first, so that numbers agree between editions.

    A decision is public by its own flag or by an approved Release, whose words it then bears in
    every edition. What is neither follows, in the full edition only: no public number depends on it.
    """
    released = sorted(
        (r for r in releases if r.paper == paper.id and r.decision and r.state is ReleaseState.APPROVED),
        key=lambda r: (r.order, r.id),
    )
    by_release = {release.decision for release in released}
    own = [(d, d.text) for d in paper.decisions if d.publishable and d.id not in by_release]
    through = [(_released(release), release.words) for release in released]
    withheld = [(d, d.text) for d in paper.decisions if not d.publishable and d.id not in by_release]
    return tuple(
        NumberedDecision(number=number, asked=asked, words=words)
        for number, (asked, words) in enumerate([*own, *through, *withheld], start=1)
    )


def _released(release: Release) -> DecisionAsked:
    """A decision as its Release states it, so that nothing of the withheld one is needed."""
    assert release.decision is not None
    verb = next((verb for verb in Verb if verb.value in release.words.lower()), Verb.NOTE)
    return DecisionAsked(
        id=release.decision,
        verb=verb,
        text=release.words if verb.value in release.words.lower() else f"{release.words} ({verb.value})",
        section=release.section,
        marking=release.marking,
        publishable=release.publishable,
        origin=release.origin,
        source=release.source,
    )


@dataclass(frozen=True, kw_only=True)
class View:
    """The records one edition may use, with the paper they are for."""

    records: Records
    paper: PaperProse
    edition: Edition
    framework_titles: Mapping[str, str]
    spr_area_titles: Mapping[str, str]  # framework/area -> title
    decisions: tuple[NumberedDecision, ...]

    @property
    def force(self) -> Force:
        """The force."""
        return self.records.force

    @property
    def scheme(self) -> MarkingScheme:
        """The force's marking scheme."""
        return SCHEMES[self.force.marking_scheme]

    @property
    def body(self) -> LocalPolicingBody:
        """The body the paper goes to; one without a name where the records do not give it."""
        named = (body for body in self.force.bodies if body.id == self.paper.to)
        return next(named, self._unnamed_body())

    def _unnamed_body(self) -> LocalPolicingBody:
        return LocalPolicingBody(
            id=self.paper.id,
            title=self.unsaid,
            short_title="the local policing body",
            name=f"the local policing body ({self.unsaid})",
            marking=self.paper.marking,
            publishable=self.paper.publishable,
            origin=self.paper.origin,
        )

    @property
    def cycle(self) -> Cycle:
        """The cycle the paper reports."""
        return next(cycle for cycle in self.records.cycles if cycle.id == self.paper.cycle)

    @property
    def as_at(self) -> date:
        """The day on which due dates are judged."""
        return self.cycle.as_at

    @property
    def unsaid(self) -> str:
        """What to print where the force says nothing: a restatement of a source blames no one."""
        return "not stated in the source" if self.is_restated else "not stated"

    @property
    def is_restated(self) -> bool:
        """Whether the paper restates a published source rather than speaking for the force."""
        return self.paper.origin in (Origin.PAPER, Origin.PUBLIC)

    @property
    def keeps_back(self) -> bool:
        """Whether more may be held than this edition prints, so that it never says that there is none."""
        return self.edition is Edition.PUBLIC and not self.is_restated

    @property
    def recorded(self) -> str:
        """What none of something is: none is recorded, or none is published."""
        return "published" if self.keeps_back else "recorded"

    @property
    def there_is_no(self) -> str:
        """How a sentence begins that says that there is none."""
        return "This edition prints no" if self.keeps_back else "There is no"

    @property
    def no_decision(self) -> str:
        """What stands in place of decisions asked."""
        what = "edition prints no recommendation to" if self.keeps_back else "paper asks no decision of"
        return f"This {what} {self.body.short_title}."

    def statements(self, section: str) -> tuple[Statement, ...]:
        """The prose of one section, in order."""
        return tuple(statement for statement in self.paper.statements if statement.section == section)

    def decisions_in(self, section: str) -> tuple[NumberedDecision, ...]:
        """Decisions asked that stand in one section."""
        return tuple(decision for decision in self.decisions if decision.asked.section == section)

    def lead_title(self, lead_id: str | None) -> str:
        """Business area of a lead; nothing for none or for one that is not here."""
        return next((lead.business_area for lead in self.force.leads if lead.id == lead_id), "")

    def spr_area_title(self, area: str) -> str:
        """Title of an SPR area given as framework/area."""
        return self.spr_area_titles.get(area, area)

    def areas_of(self, lead: Lead) -> tuple[str, ...]:
        """The SPR areas of this paper's SPR version for which a lead answers, as framework/area."""
        prefix = f"{self.cycle.spr_framework}/"
        return tuple(area for area in lead.spr_areas if area.startswith(prefix))


def find_paper(records: Records, paper_id: str | None) -> PaperProse:
    """The paper asked for, or the latest. Raises DueRegardError where there is none."""
    if not records.papers:
        raise DueRegardError("papers/: there is no paper here that may be written; add papers/<date>.yaml.")
    if paper_id is None:
        return max(records.papers, key=lambda paper: (paper.dated_on, paper.id))
    for paper in records.papers:
        if paper.id == paper_id:
            return paper
    there = ", ".join(paper.id for paper in records.papers)
    raise DueRegardError(f'papers/: there is no paper "{paper_id}"; choose one of {there}.')
