"""From what a rule says to a vulnerability in its place: acceptance, treatment, plans, marking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from dueregard.common.codecs import Id
from dueregard.common.marking import SCHEMES
from dueregard.frameworks.model import Cause
from dueregard.improvement.governance import Acceptance, PlanningKind
from dueregard.improvement.planning_year import MustReach, must_reach, next_plan
from dueregard.vulnerabilities.inputs import Inputs
from dueregard.vulnerabilities.keys import key_of
from dueregard.vulnerabilities.model import Accepted, Found, Vulnerability
from dueregard.vulnerabilities.ranking import ranking_reason

_ALWAYS = (PlanningKind.STRA, PlanningKind.FMS)
_WITH_MONEY = (*_ALWAYS, PlanningKind.MEDIUM_TERM_PLAN, PlanningKind.BUDGET)

# Our assumption: the assessment of threat and the force management statement tell of every weakness, and what
# needs people, equipment or training needs money as well.
PLANS_BY_CAUSE: Mapping[Cause, tuple[PlanningKind, ...]] = {
    Cause.PLANNING: _ALWAYS,
    Cause.PEOPLE: _WITH_MONEY,
    Cause.EQUIPMENT: _WITH_MONEY,
    Cause.TRAINING: _WITH_MONEY,
    Cause.EXERCISE: _ALWAYS,
}


@dataclass(frozen=True)
class Placing:
    """What is needed besides the rules to make vulnerabilities of one cycle."""

    inputs: Inputs
    first_seen: Mapping[str, Id]

    def vulnerability(self, rule: str, subject: str, found: Found) -> Vulnerability:
        """The vulnerability that a rule found in a subject."""
        key = key_of(rule, subject)
        accepted = self.accepted.get(key)
        treated_by = (*self.inputs.treating.get(key, ()), *found.treated_by)
        markings = (*found.markings, accepted.acceptance.marking) if accepted else found.markings
        return Vulnerability(
            key=key,
            rule=Id(rule),
            subject=Id(subject),
            lead=found.lead,
            spr_areas=found.spr_areas,
            cause=found.cause,
            sentence=found.sentence,
            inputs=found.inputs,
            severity=found.severity,
            ranking_reason=ranking_reason(found.severity),
            first_seen=self.first_seen[key],
            acceptance=accepted,
            treated_by=tuple(dict.fromkeys(treated_by)),
            must_reach=self.must_reach(found.cause, found.must_reach),
            marking=self.highest(markings),
        )

    def highest(self, markings: Iterable[str]) -> Id:
        """The highest of some markings by the force's scheme."""
        return Id(SCHEMES[self.inputs.snapshot.force.marking_scheme].highest(markings))

    @cached_property
    def accepted(self) -> Mapping[str, Accepted]:
        """The acceptance of each key that lasts longest, of those made by the day; in force or lapsed."""
        on, rows = self.inputs.on, self.inputs.snapshot.acceptances
        made = sorted((row for row in rows if row.accepted_on <= on), key=_lasting)
        return {self.inputs.current_key(row.vulnerability): Accepted(row, on <= row.until_on) for row in made}

    def must_reach(self, cause: Cause, named: Iterable[str]) -> tuple[MustReach, ...]:
        """The plans to be reached: those named, and the next of each kind for the cause; soonest first."""
        by_id = {plan.id: plan for plan in self.inputs.snapshot.planning}
        plans = [must_reach(by_id[name]) for name in map(Id, named) if name in by_id]
        reach = {row.planning: row for row in (*plans, *self._next_plans[cause])}
        return tuple(sorted(reach.values(), key=lambda row: (row.by is None, str(row.by), row.planning)))

    @cached_property
    def _next_plans(self) -> Mapping[Cause, tuple[MustReach, ...]]:
        planning, on = self.inputs.snapshot.planning, self.inputs.on
        coming = {kind: next_plan(planning, kind, on) for kind in _WITH_MONEY}
        return {
            cause: tuple(must_reach(plan) for kind in kinds if (plan := coming[kind]) is not None)
            for cause, kinds in PLANS_BY_CAUSE.items()
        }


def _lasting(row: Acceptance) -> tuple[str, str, str]:
    return (row.until_on.isoformat(), row.accepted_on.isoformat(), row.id)
