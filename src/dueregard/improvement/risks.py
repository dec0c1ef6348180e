"""The community risk register on its dated 5 by 5 scale, and exercises with their lessons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.common.records import Column, Record


class ScaleOf(StrEnum):
    """Which axis of the register a step belongs to."""

    LIKELIHOOD = "likelihood"
    HEALTH = "health"
    SOCIAL = "social"
    ECONOMIC = "economic"
    ENVIRONMENT = "environment"


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskScaleStep(Record):
    """A dated step, 1 to 5, of likelihood or of one type of impact."""

    scale: Annotated[ScaleOf, Column("Which axis.")]
    score: Annotated[int, Column("1 to 5.")]
    words: Annotated[str, Column("As papers print it.")]
    meaning: Annotated[str, Column("What it means.")]
    from_on: Annotated[When, Column("When the scale holds from.")]

    def __post_init__(self) -> None:
        if not 1 <= self.score <= 5:
            raise ValueError(f"the score {self.score} is not 1 to 5; correct it")


class RiskRating(StrEnum):
    """The rating of a cell of the 5 by 5 matrix."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very-high"


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskMatrixCell(Record):
    """What a likelihood with an impact rates: a table, not a product."""

    likelihood: Annotated[int, Column("1 to 5.")]
    impact: Annotated[int, Column("1 to 5: the highest of the four types.")]
    rating: Annotated[RiskRating, Column("What the cell rates.")]
    from_on: Annotated[When, Column("When the matrix holds from.")]

    def __post_init__(self) -> None:
        if not (1 <= self.likelihood <= 5 and 1 <= self.impact <= 5):
            raise ValueError("likelihood and impact are 1 to 5; correct the cell")


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk(Record):
    """One risk of the community risk register. Scores may be blank where a source gives none."""

    title: Annotated[str, Column("The risk.")]
    register: Annotated[str, Column("Which register it stands on.")]
    description: Annotated[str | None, Column("What could happen.")] = None
    lead: Annotated[Id | None, Column("The business area that assesses it.", refers="leads")] = None
    likelihood: Annotated[int | None, Column("1 to 5 over five years.")] = None
    health: Annotated[int | None, Column("Impact on health, 1 to 5.")] = None
    social: Annotated[int | None, Column("Impact on society, 1 to 5.")] = None
    economic: Annotated[int | None, Column("Impact on the economy, 1 to 5.")] = None
    environment: Annotated[int | None, Column("Impact on the environment, 1 to 5.")] = None
    assessed_on: Annotated[When | None, Column("When it was assessed.")] = None
    review_on: Annotated[date | None, Column("When it is due for review.")] = None
    exercise_months: Annotated[int | None, Column("Months within which it is to be exercised.")] = None
    morile: Annotated[
        str | None, Column("The force's own MoRiLE score, held as given, never recomputed.")
    ] = None
    stated: Annotated[bool, Column("No where the source names the risk and does not assess it.")] = True

    def __post_init__(self) -> None:
        scores = (self.likelihood, self.health, self.social, self.economic, self.environment)
        if any(score is not None and not 1 <= score <= 5 for score in scores):
            raise ValueError("a score is not 1 to 5; correct it")
        if self.exercise_months is not None and self.exercise_months < 1:
            raise ValueError("exercise_months is below 1; give whole months or leave it blank")

    @property
    def impact(self) -> int | None:
        """The highest of the four types; None when none is given."""
        given = [s for s in (self.health, self.social, self.economic, self.environment) if s is not None]
        return max(given, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise(Record):
    """An exercise or a real event debriefed: what it tested and when its debrief was due and held."""

    title: Annotated[str, Column("What it was.")]
    held_on: Annotated[When, Column("When.")]
    leads: Annotated[tuple[Id, ...], Column("Business areas it tested.", refers="leads")] = ()
    risks: Annotated[tuple[Id, ...], Column("Risks it tested.", refers="risks")] = ()
    criteria: Annotated[
        tuple[Id, ...],
        Column("Capabilities it tested, as framework/criterion.", refers="criteria", internal=True),
    ] = ()
    partners: Annotated[str | None, Column("With whom.")] = None
    objectives: Annotated[str | None, Column("What it set out to test.")] = None
    debrief_due_on: Annotated[date | None, Column("When the debrief was due.")] = None
    debriefed_on: Annotated[date | None, Column("When it was held.")] = None


class LessonState(StrEnum):
    """A lesson identified is not a lesson learned until acted on."""

    IDENTIFIED = "identified"
    ACTED_ON = "acted-on"
    LEARNED = "learned"
    NOT_TAKEN = "not-taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson(Record):
    """A lesson from an exercise or event."""

    exercise: Annotated[Id, Column("Where it comes from.", refers="exercises")]
    text: Annotated[str, Column("The lesson.")]
    lead: Annotated[Id | None, Column("The business area.", refers="leads")] = None
    state: Annotated[LessonState, Column("Where it stands.")] = LessonState.IDENTIFIED
    actions: Annotated[tuple[Id, ...], Column("Actions that take it up.", refers="actions")] = ()
