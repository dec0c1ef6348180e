"""What a vulnerability is: found by a named rule, explained in one sentence, the same under the same key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dueregard.common.codecs import Id
from dueregard.common.period import day_words
from dueregard.frameworks.model import Cause
from dueregard.improvement.governance import Acceptance
from dueregard.improvement.planning_year import MustReach


@dataclass(frozen=True, slots=True)
class Severity:
    """What a vulnerability is ranked by, each part apart; nothing is added up or multiplied.

    `steps_below`: steps of the scale below the required rating; for an unanswered criterion the most that it
    could be, because nobody has said. `weight`: of the criterion, 1 to 5, and 0 where there is none.
    `risk_rank`: place of the risk's rating, low 0 to very high 3, and -1 where there is none. `days_overdue`:
    days past the day on which something had to be done. `moves`: how often a due date moved.
    """

    essential: bool = False
    steps_below: int = 0
    weight: int = 0
    risk_rank: int = -1
    days_overdue: int = 0
    moves: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a rule says about one subject. `inputs` are named as register/id, `markings` are theirs."""

    lead: Id | None
    spr_areas: tuple[Id, ...] = ()
    cause: Cause
    sentence: str
    severity: Severity = Severity()
    inputs: tuple[str, ...] = ()
    markings: tuple[str, ...] = ()
    treated_by: tuple[Id, ...] = ()
    must_reach: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """An acceptance of a vulnerability, as it stands on the day of the cycle."""

    acceptance: Acceptance
    in_force: bool

    def words(self) -> str:
        """One sentence, as papers print it."""
        by, until = self.acceptance.accepted_by, day_words(self.acceptance.until_on)
        if self.in_force:
            return f"Accepted by {by} until {until}: {self.acceptance.reason}"
        return f"It had been accepted by {by} until {until}; that has lapsed."

    @property
    def until_on(self) -> date:
        """The last day on which it holds."""
        return self.acceptance.until_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Vulnerability:
    """Where the force is vulnerable, by which rule, who answers for it and what is done about it.

    `key` is rule/subject and stays the same when it is found again. `first_seen` is the earliest cycle of
    the unbroken run of cycles in which the rule finds it. `acceptance` is the latest one made, in force or
    lapsed. `treated_by` are open actions. `marking` is the highest of its inputs'. What follows from
    restricted records is never publishable; only a Release can make words about it public.
    """

    key: Id
    rule: Id
    subject: Id
    lead: Id | None
    spr_areas: tuple[Id, ...]
    cause: Cause
    sentence: str
    inputs: tuple[str, ...]
    severity: Severity
    ranking_reason: str
    first_seen: Id
    acceptance: Accepted | None
    treated_by: tuple[Id, ...]
    must_reach: tuple[MustReach, ...]
    marking: Id

    @property
    def criteria(self) -> tuple[str, ...]:
        """Every criterion, as framework/criterion, that asks the question it is about."""
        prefix = "frameworks/"
        return tuple(name.removeprefix(prefix) for name in self.inputs if name.startswith(prefix))

    @property
    def publishable(self) -> bool:
        """Never."""
        return False


@dataclass(frozen=True, slots=True)
class RuleOff:
    """A rule that could not be asked, and why."""

    rule: Id
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class VulnerabilityReport:
    """What the rules found in a cycle, most serious first; what is accepted; rules that were not asked."""

    cycle: Id
    as_at: date
    found: tuple[Vulnerability, ...]
    accepted: tuple[Vulnerability, ...]
    rules_off: tuple[RuleOff, ...]

    @property
    def all(self) -> tuple[Vulnerability, ...]:
        """Found and accepted together, found first."""
        return self.found + self.accepted
