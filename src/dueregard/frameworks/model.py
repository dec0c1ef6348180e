"""A framework as data: scale, areas, headings, criteria, and the rules that go with them.

A new version of the Strategic Policing Requirement, or a force's own framework, is a new file
and never new code.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.common.records import Column


class FrameworkKind(StrEnum):
    """A grid of SPR threats by heading, or a capability framework of one business area."""

    SPR = "spr"
    CAPABILITY = "capability"


class AreaKind(StrEnum):
    """What an area of a framework is."""

    THREAT = "threat"
    CROSS_CUTTING = "cross-cutting"
    CAPABILITY = "capability"


class Rule(StrEnum):
    """How ratings of many criteria become one; never a mean of ordinal steps."""

    WEIGHTED_LOWER_MEDIAN = "weighted-lower-median"
    WEAKEST = "weakest"
    QUORUM = "quorum"


class EvidenceState(StrEnum):
    """Whether what supports a response is there and in date."""

    CURRENT = "current"
    EXPIRED = "expired"
    ABSENT = "absent"


class Cause(StrEnum):
    """What kind of gap a low rating usually is."""

    PLANNING = "planning"
    PEOPLE = "people"
    EQUIPMENT = "equipment"
    TRAINING = "training"
    EXERCISE = "exercise"


class Strand(StrEnum):
    """The four strands (4P) of the national strategies."""

    PURSUE = "pursue"
    PREVENT = "prevent"
    PROTECT = "protect"
    PREPARE = "prepare"


class Tier(StrEnum):
    """At which tier a criterion is asked."""

    LOCAL = "local"
    REGIONAL = "regional"
    NATIONAL = "national"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the scale."""

    id: Annotated[Id, Column("Short name used in returns.")]
    words: Annotated[str, Column("As papers print it.")]
    meaning: Annotated[str, Column("What it means for any criterion.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregation:
    """The rule by which ratings roll up."""

    rule: Annotated[Rule, Column("The rule.")]
    share: Annotated[Fraction | None, Column("For quorum: the share of weight that must reach a step.")] = (
        None
    )

    def __post_init__(self) -> None:
        if (self.rule is Rule.QUORUM) != (self.share is not None):
            raise ValueError("a share belongs to the rule quorum and to no other; give it there only")
        if self.share is not None and not 0 < self.share <= 1:
            raise ValueError(f"the share {self.share} is not above 0 and at most 1; write e.g. 2/3")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceRow:
    """One row of the confidence table."""

    stated: Annotated[Id, Column("The step the lead stated.")]
    evidence: Annotated[EvidenceState, Column("The state of the evidence.")]
    effective: Annotated[Id, Column("The step it then counts as.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceRule:
    """Ordinal confidence: its steps and what evidence does to them."""

    steps: Annotated[tuple[Id, ...], Column("Steps, lowest first.")]
    table: Annotated[tuple[ConfidenceRow, ...], Column("Every stated step with every state of evidence.")]

    def effective(self, stated: Id, evidence: EvidenceState) -> Id:
        """The step a stated one counts as, given the evidence."""
        for row in self.table:
            if row.stated == stated and row.evidence is evidence:
                return row.effective
        raise KeyError(f"the confidence table has no row for {stated} with {evidence} evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingOf:
    """One of the four headings."""

    id: Annotated[Id, Column("Short name.")]
    title: Annotated[str, Column("As papers print it.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkArea:
    """A threat, a cross-cutting capability, or the subject of a capability framework."""

    id: Annotated[Id, Column("Short name, unique in the framework.")]
    title: Annotated[str, Column("As papers print it.")]
    kind: Annotated[AreaKind, Column("What it is.")]
    serves: Annotated[
        tuple[Id, ...], Column("SPR areas whose standing its criteria feed, as framework/area.")
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityTarget:
    """How much of what is wanted, by when; every number is the id of a setting of the force."""

    what: Annotated[str, Column("What is counted.")]
    unit: Annotated[str, Column("Unit of the number.")]
    number: Annotated[Id, Column("Setting that holds how many.")]
    within_hours: Annotated[Id | None, Column("Setting that holds within how many hours.")] = None
    sustained_hours: Annotated[Id | None, Column("Setting that holds for how many hours.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWords:
    """What one step looks like for one criterion."""

    step: Annotated[Id, Column("The step.")]
    words: Annotated[str, Column("What it looks like.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """Something observable that is asked, the evidence expected, and what each rating looks like."""

    id: Annotated[Id, Column("Short name, unique in the framework.")]
    area: Annotated[Id, Column("The area it belongs to.")]
    heading: Annotated[Id, Column("The heading it stands under.")]
    question: Annotated[Id | None, Column("Name shared by criteria that one answer serves.")] = None
    asks: Annotated[str, Column("What is or is not so.")]
    guidance: Annotated[str, Column("How to judge it.")]
    evidence: Annotated[str, Column("What evidence is expected.")]
    ratings: Annotated[tuple[StepWords, ...], Column("What each step looks like; in YAML a field per step.")]
    required: Annotated[Id | None, Column("Required rating; blank takes the framework's.")] = None
    weight: Annotated[int, Column("Weight, 1 to 5.")] = 1
    essential: Annotated[bool, Column("Whether the area fails without it.")] = False
    tier: Annotated[Tier, Column("At which tier it is asked.")]
    strand: Annotated[Strand | None, Column("4P strand, where it applies.")] = None
    cause: Annotated[Cause, Column("What kind of gap a low rating usually is.")]
    target: Annotated[CapacityTarget | None, Column("Capacity target, where there is one.")] = None


@dataclass(frozen=True, kw_only=True)
class Framework:
    """One version of a framework, checked."""

    id: Annotated[Id, Column("Short name; the file is named after it.")]
    kind: Annotated[FrameworkKind, Column("SPR grid or capability framework.")]
    title: Annotated[str, Column("As papers print it.")]
    version: Annotated[str, Column("Version, as its makers call it.")]
    in_force_from: Annotated[When, Column("When it came into force.")]
    in_force_until: Annotated[When | None, Column("When it was replaced; blank while current.")] = None
    illustrative: Annotated[bool, Column("Whether the words are illustrative, not official.")]
    notice: Annotated[str, Column("What a reader must know about the words.")]
    sources: Annotated[tuple[str, ...], Column("Where its facts come from.")] = ()
    scale: Annotated[tuple[Step, ...], Column("Steps of the scale, lowest first.")]
    required: Annotated[Id, Column("Required rating unless a criterion gives its own.")]
    aggregation: Annotated[Aggregation, Column("How ratings roll up.")]
    coverage_threshold: Annotated[
        Fraction, Column("Share of weight answered below which nothing is concluded.")
    ]
    confidence: Annotated[ConfidenceRule, Column("Ordinal confidence.")]
    headings: Annotated[tuple[HeadingOf, ...], Column("Headings.")]
    areas: Annotated[tuple[FrameworkArea, ...], Column("Areas.")]
    criteria: Annotated[tuple[Criterion, ...], Column("Criteria.")]
    marking: Annotated[Id | None, Column("Protective marking; blank for what is published anyway.")] = None
    publishable: Annotated[
        bool, Column("Whether the public edition may name it, its areas and what it asks.")
    ] = False

    @cached_property
    def criterion_by_id(self) -> dict[str, Criterion]:
        """Criteria by id."""
        return {criterion.id: criterion for criterion in self.criteria}

    @cached_property
    def area_by_id(self) -> dict[str, FrameworkArea]:
        """Areas by id."""
        return {area.id: area for area in self.areas}

    @cached_property
    def rank(self) -> dict[str, int]:
        """Place of each step on the scale, lowest 0."""
        return {step.id: place for place, step in enumerate(self.scale)}

    def answer_key(self, criterion: Criterion) -> str:
        """The name under which its answer is kept: the shared question, or framework/criterion.

        A criterion's own id is unique in its framework only, so it never stands alone.
        """
        return criterion.question or f"{self.id}/{criterion.id}"

    def required_rank(self, criterion: Criterion) -> int:
        """Place of a criterion's required rating."""
        return self.rank[criterion.required or self.required]

    def words(self, step: str) -> str:
        """A step as papers print it."""
        return self.scale[self.rank[step]].words


class Relation(StrEnum):
    """How something in one version relates to something in the next."""

    SAME = "same"
    RENAMED = "renamed"
    WIDER = "wider"
    NARROWER = "narrower"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"
    ENDED = "ended"

    @property
    def carries_trend(self) -> bool:
        """Whether ratings before and after may be compared as one series."""
        return self in (Relation.SAME, Relation.RENAMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrosswalkRow:
    """One correspondence. `before` or `after` is None where there is no counterpart."""

    before: Id | None
    after: Id | None
    relation: Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """How one version of a framework became the next, area by area and criterion by criterion."""

    before: Id
    after: Id
    note: str
    areas: tuple[CrosswalkRow, ...]
    criteria: tuple[CrosswalkRow, ...]
