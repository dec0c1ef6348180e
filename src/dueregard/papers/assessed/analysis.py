"""Everything the full edition works out, once, for its sections to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from dueregard.assessment.areas import AreaStanding, area_standings
from dueregard.assessment.book import AssessmentBook
from dueregard.assessment.changes import Comparison
from dueregard.assessment.comparison import compare
from dueregard.assessment.returns import Cycle
from dueregard.common.records import Marked
from dueregard.common.results import Result
from dueregard.effects.citing import Cited, cited_results, unprintable_results
from dueregard.force.identity import Lead
from dueregard.papers.view import View
from dueregard.snapshot.full import Snapshot
from dueregard.vulnerabilities.finding import find_vulnerabilities
from dueregard.vulnerabilities.model import Vulnerability, VulnerabilityReport
from dueregard.vulnerabilities.sources import book_of


@dataclass(frozen=True, kw_only=True)
class TrendPoint:
    """Where one SPR area stood in one cycle."""

    cycle: Cycle
    standing: AreaStanding


@dataclass(frozen=True, eq=False)
class Analysis:
    """One snapshot as seen from the cycle that a paper reports."""

    snapshot: Snapshot
    view: View
    book: AssessmentBook

    @classmethod
    def of(cls, snapshot: Snapshot, view: View) -> Analysis:
        """An analysis whose parts are worked out when first asked for."""
        return cls(snapshot, view, book_of(snapshot))

    @property
    def cycle(self) -> Cycle:
        """The cycle reported."""
        return self.view.cycle

    @cached_property
    def standings(self) -> tuple[AreaStanding, ...]:
        """Each SPR area of the cycle, in the order of its framework."""
        return area_standings(self.book, self.cycle.id)

    @cached_property
    def weakest_first(self) -> tuple[AreaStanding, ...]:
        """The same, weakest first."""
        return tuple(sorted(self.standings, key=lambda standing: standing.weakness))

    def standings_of(self, lead: Lead) -> tuple[AreaStanding, ...]:
        """The SPR areas that one lead answers for."""
        areas = self.view.areas_of(lead)
        return tuple(s for s in self.standings if f"{s.framework.id}/{s.area.id}" in areas)

    @cached_property
    def comparison(self) -> Comparison | None:
        """The cycle beside the one the paper compares with; None where it names none."""
        earlier = self.view.paper.compare_with
        return None if earlier is None else compare(self.book, earlier, self.cycle.id)

    @cached_property
    def report(self) -> VulnerabilityReport:
        """Vulnerabilities of the cycle."""
        return find_vulnerabilities(self.snapshot, self.cycle.id, book=self.book)

    @cached_property
    def cited(self) -> tuple[Cited, ...]:
        """Stored Results that the paper prints, each with why it is stale."""
        return cited_results(self.snapshot, self.view.paper)

    @cached_property
    def unprintable(self) -> tuple[Result, ...]:
        """Results that the paper cites and that another version of the software kept."""
        return unprintable_results(self.snapshot, self.view.paper)

    def vulnerabilities_of(self, lead: Lead) -> tuple[Vulnerability, ...]:
        """Vulnerabilities of one business area, most serious first, accepted ones last."""
        return tuple(v for v in self.report.all if v.lead == lead.id)

    @cached_property
    def _standings_by_cycle(self) -> dict[str, dict[str, AreaStanding]]:
        upto = self.book.place[self.cycle.id] + 1
        return {
            cycle.id: {s.area.id: s for s in area_standings(self.book, cycle.id)}
            for cycle in self.book.cycles[:upto]
        }

    def trend(self, area: str) -> tuple[TrendPoint, ...]:
        """An SPR area of this cycle back through earlier ones, as far as the crosswalks carry it."""
        points: list[TrendPoint] = []
        upto = self.book.place[self.cycle.id] + 1
        framework: str = self.cycle.spr_framework
        name: str | None = area
        for cycle in reversed(self.book.cycles[:upto]):
            if cycle.spr_framework != framework:
                name = self._before(cycle.spr_framework, framework, name)
                framework = cycle.spr_framework
            found = self._standings_by_cycle[cycle.id].get(name or "")
            if found is None:
                break
            points.append(TrendPoint(cycle=cycle, standing=found))
        return tuple(reversed(points))

    def _before(self, before: str, after: str, area: str | None) -> str | None:
        """The counterpart of an SPR area one version before, where the crosswalk carries its trend."""
        for walk in self.book.crosswalks:
            if (walk.before, walk.after) == (before, after):
                for row in walk.areas:
                    if row.after == area and row.relation.carries_trend:
                        return row.before
        return None

    def derived(self, inputs: Iterable[Marked | None]) -> Marked:
        """What is worked out from records: their highest marking, and never publishable by itself."""
        highest = self.view.scheme.highest(record.marking for record in inputs if record is not None)
        return Marked(marking=type(self.view.force.marking)(highest), publishable=False)

    def behind(self, standings: Iterable[AreaStanding]) -> Marked:
        """The marking of standings: that of every response they rest on."""
        return self.derived(
            row
            for standing in standings
            for answer in standing.answers
            for row in (answer.said, answer.given)
        )

    def behind_all(self, vulnerabilities: Iterable[Vulnerability]) -> Marked:
        """The marking of vulnerabilities."""
        return self.derived(Marked(marking=v.marking, publishable=False) for v in vulnerabilities)
