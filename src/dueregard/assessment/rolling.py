"""What goes into a roll-up and what comes out of it: never a bare number.

Ratings are ordinal. A step is held by its place on the scale, lowest 0, while it is worked with,
and by its id in what comes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from dueregard.common.codecs import Id
from dueregard.frameworks.model import Aggregation, Framework, Rule


class AnswerKind(StrEnum):
    """What an answer amounts to once carried ones are traced and second persons checked."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    ELSEWHERE = "elsewhere"
    NOT_APPLICABLE = "not-applicable"
    NOT_STATED = "not-stated"

    @property
    def is_open(self) -> bool:
        """Whether it may yet turn out anything, for the bounds of a roll-up."""
        return self in (AnswerKind.UNANSWERED, AnswerKind.ELSEWHERE)


class Part(NamedTuple):
    """One criterion in a set that is rolled up.

    `rank` is the place of its rating and `confidence` the place of its effective confidence, for
    answered ones only; `required` is the place it has to reach; `weight` is at least 1. It is a
    named tuple because thousands are made for every roll-up, at a third of a dataclass's cost.
    """

    framework: Id
    criterion: Id
    kind: AnswerKind
    required: int
    rank: int | None = None
    confidence: int | None = None
    weight: int = 1
    essential: bool = False

    @property
    def is_met(self) -> bool:
        """Whether it is answered at or above its required rating."""
        return self.rank is not None and self.rank >= self.required


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How a set is rolled up: the rule of one framework, its scale and what it requires."""

    aggregation: Aggregation
    steps: tuple[Id, ...]
    words: tuple[str, ...]
    required: int
    coverage_threshold: Fraction
    confidence_steps: tuple[Id, ...]

    @classmethod
    def of(cls, framework: Framework) -> Method:
        """The method a framework names."""
        return cls(
            aggregation=framework.aggregation,
            steps=tuple(step.id for step in framework.scale),
            words=tuple(step.words for step in framework.scale),
            required=framework.rank[framework.required],
            coverage_threshold=framework.coverage_threshold,
            confidence_steps=framework.confidence.steps,
        )

    @property
    def top(self) -> int:
        """Place of the highest step."""
        return len(self.steps) - 1

    @property
    def cap(self) -> int:
        """Place of the step below the required rating: the most that is said while an essential is not met.

        A framework whose required rating is its lowest step is refused when it is loaded.
        """
        return max(self.required - 1, 0)

    def sentence(self) -> str:
        """The rule as papers print it.

        >>> from dueregard.frameworks.starter import library_framework
        >>> Method.of(library_framework("spr-2015")).sentence()
        'the weighted lower median: the lowest step at or below which half of the weight lies'
        """
        if self.aggregation.rule is Rule.WEAKEST:
            return "the weakest: the lowest rating decides"
        if self.aggregation.rule is Rule.QUORUM:
            return f"quorum: the highest step that at least {self.aggregation.share} of the weight reaches"
        return "the weighted lower median: the lowest step at or below which half of the weight lies"


class DriverKind(StrEnum):
    """Why a criterion decides or limits a result, the strongest reason first."""

    ESSENTIAL_NOT_MET = "essential-not-met"
    ESSENTIAL_OPEN = "essential-unanswered"
    HOLDS_DOWN = "holds-down"
    UNANSWERED = "unanswered"
    ELSEWHERE = "elsewhere"

    @property
    def order(self) -> int:
        """Place among the kinds, strongest 0."""
        return _KIND_ORDER[self]


_KIND_ORDER = {kind: place for place, kind in enumerate(DriverKind)}


class Driver(NamedTuple):
    """A criterion that decides or limits a result, and why, in words."""

    framework: Id
    criterion: Id
    kind: DriverKind
    reason: str


def reason_of(part: Part, kind: DriverKind, method: Method) -> str:
    """Why a criterion is a driver, in words that end a sentence about it."""
    cap = method.words[method.cap]
    if kind is DriverKind.ESSENTIAL_OPEN:
        how = "assessed elsewhere" if part.kind is AnswerKind.ELSEWHERE else "unanswered"
        return f"essential and {how}, so the lowest is no higher than {cap}"
    if kind is DriverKind.ELSEWHERE:
        return "assessed elsewhere under a marking not held here, so counted as unanswered"
    if kind is DriverKind.UNANSWERED:
        return f"unanswered, so counted from {method.words[0]} to {method.words[-1]}"
    assert part.rank is not None
    rated = f"rated {method.words[part.rank]}"
    if kind is DriverKind.ESSENTIAL_NOT_MET:
        return f"essential and {rated}, below {method.words[part.required]}, so nothing is higher than {cap}"
    if method.aggregation.rule is Rule.WEAKEST:
        return f"{rated}, the weakest of what was answered"
    if method.aggregation.rule is Rule.QUORUM:
        return f"{rated}, below the step that {method.aggregation.share} of the weight would have to reach"
    return f"{rated}, in the lower half of the weight answered"


class Outcome(StrEnum):
    """Whether there was anything to roll up."""

    ROLLED = "rolled up"
    NOT_STATED = "not stated in the source"
    NOT_APPLICABLE = "not applicable"
    NOTHING_ASKED = "nothing is asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class RollUp:
    """What a set of criteria comes to.

    `lowest` and `highest` are logical worst and best cases, not probabilities; `likely` is the
    rule over what was answered and None where nothing was, because nothing can then be called
    likely. `coverage` is the share of applicable weight that was answered, exactly. All are None
    unless the outcome is `ROLLED`. `drivers` come strongest first.
    """

    outcome: Outcome
    method: Method
    lowest: Id | None = None
    likely: Id | None = None
    highest: Id | None = None
    coverage: Fraction | None = None
    confidence: Id | None = None
    drivers: tuple[Driver, ...] = ()
    applicable: int = 0
    answered: int = 0
    met: int = 0

    @property
    def every_criterion_met(self) -> bool:
        """Whether each applicable criterion is answered at or above its required rating."""
        return self.met == self.applicable

    def rank(self, step: Id) -> int:
        """Place of one of its steps on the scale, lowest 0."""
        return self.method.steps.index(step)
