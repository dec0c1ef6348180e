"""What became of criteria and SPR areas between two cycles: the types that a comparison gives."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from dueregard.assessment.answers import Answer
from dueregard.assessment.areas import AreaStanding
from dueregard.assessment.returns import Challenge, Cycle, Override
from dueregard.common.codecs import Id
from dueregard.frameworks.model import FrameworkArea, Relation


class Change(StrEnum):
    """What became of an answer, or of an SPR area, as papers print it."""

    UP = "up"
    DOWN = "down"
    UNCHANGED = "unchanged"
    CARRIED = "carried"
    NEWLY_ANSWERED = "newly answered"
    NO_LONGER_ANSWERED = "no longer answered"
    STILL_UNANSWERED = "still unanswered"
    NOW_NOT_APPLICABLE = "now not applicable"
    NEW = "new in this version"
    ENDED = "ended"
    NOT_COMPARABLE = "not comparable"
    NOT_STATED = "not stated in the source"


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionChange:
    """One criterion in two cycles. `before` is None for what is new, `after` for what has ended."""

    change: Change
    relation: Relation | None
    before: Answer | None
    after: Answer | None
    new_evidence: tuple[Id, ...] = ()
    challenges_before: tuple[Challenge, ...] = ()
    challenges_after: tuple[Challenge, ...] = ()

    @property
    def words(self) -> str:
        """The change as papers print it."""
        return _words(self.change, self.relation)

    @property
    def why(self) -> str | None:
        """What the lead says has changed, or else the reason given."""
        if self.after is None:
            return None
        return self.after.changed or self.after.reason


@dataclass(frozen=True, kw_only=True)
class AreaChange:
    """One SPR area in two cycles, with the criteria that feed it now."""

    change: Change
    relation: Relation | None
    before: AreaStanding | None
    after: AreaStanding | None
    criteria: tuple[CriterionChange, ...] = ()

    @property
    def area(self) -> FrameworkArea:
        """The SPR area as it is called now, or was called when it ended."""
        standing = self.after or self.before
        assert standing is not None
        return standing.area

    @property
    def words(self) -> str:
        """The change as papers print it."""
        return _words(self.change, self.relation)

    @property
    def override_before(self) -> Override | None:
        """The professional judgement that stood beside it then."""
        return None if self.before is None else self.before.override

    @property
    def override_after(self) -> Override | None:
        """The professional judgement that stands beside it now."""
        return None if self.after is None else self.after.override

    @cached_property
    def new_challenges(self) -> tuple[Challenge, ...]:
        """Challenges that stand now and did not then."""
        return _without(self.after, self.before)

    @cached_property
    def ended_challenges(self) -> tuple[Challenge, ...]:
        """Challenges that stood then and do not now."""
        return _without(self.before, self.after)

    @property
    def sentence(self) -> str:
        """What changed, in one sentence."""
        head = self.words.capitalize()
        if self.before is not None and self.after is not None:
            then, now = self.before.standing, self.after.standing
            head += f": still {now}" if then is now else f": from {then} to {now}"
        counts = Counter(each.change for each in self.criteria)
        told = [f"{counts[change]} {change}" for change in Change if counts[change]]
        return f"{head}; of {len(self.criteria)} criteria {', '.join(told)}." if told else f"{head}."


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two cycles beside each other. `notes` say in sentences what could not be compared."""

    earlier: Cycle
    later: Cycle
    areas: tuple[AreaChange, ...]
    criteria: tuple[CriterionChange, ...]
    notes: tuple[str, ...] = ()

    @cached_property
    def by_criterion(self) -> dict[tuple[Id, Id], CriterionChange]:
        """By framework and criterion of the later cycle, its change (the first, for one merged of several)."""
        found: dict[tuple[Id, Id], CriterionChange] = {}
        for each in self.criteria:
            if each.after is not None:
                found.setdefault((each.after.framework, each.after.criterion.id), each)
        return found


def _words(change: Change, relation: Relation | None) -> str:
    if change is Change.NOT_COMPARABLE and relation is not None:
        return f"{change}: {relation}"
    return change.value


def _without(these: AreaStanding | None, those: AreaStanding | None) -> tuple[Challenge, ...]:
    known = {each.id for each in those.challenges} if those is not None else set()
    return tuple(each for each in these.challenges if each.id not in known) if these is not None else ()
