"""What `dueregard frameworks` answers: the list, one framework, or what is wrong with a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from dueregard.cli.page import Page, Table
from dueregard.cli.presenters.faults import FaultAnswer
from dueregard.frameworks.model import Criterion, Framework, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkLine:
    """A framework in the list."""

    id: Annotated[str, "Its id."]
    kind: Annotated[str, "spr or capability."]
    title: Annotated[str, "Its title."]
    version: Annotated[str, "Its version."]
    in_force_from: Annotated[str, "When it came into force: a day, month or year."]
    in_force_until: Annotated[str | None, "When it was replaced; null while current."]
    areas: Annotated[int, "How many areas."]
    criteria: Annotated[int, "How many criteria."]
    essential: Annotated[int, "How many of them are essential."]
    illustrative: Annotated[bool, "Whether its words are illustrative, not official."]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkList:
    """What `frameworks list --json` prints."""

    frameworks: Annotated[tuple[FrameworkLine, ...], "The starter frameworks, SPR versions first."]


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionLine:
    """A criterion of a framework shown."""

    id: Annotated[str, "Its id."]
    area: Annotated[str, "The area it belongs to."]
    heading: Annotated[str, "The heading it stands under."]
    asks: Annotated[str, "What it asks."]
    required: Annotated[str, "The step it has to reach."]
    weight: Annotated[int, "Its weight, 1 to 5."]
    essential: Annotated[bool, "Whether its area fails without it."]
    tier: Annotated[str, "The tier at which it is asked."]
    strand: Annotated[str | None, "Its 4P strand, where it applies."]
    question: Annotated[str | None, "The question it shares with criteria of other frameworks."]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkShown:
    """What `frameworks show --json` prints."""

    framework: Annotated[FrameworkLine, "The framework."]
    notice: Annotated[str, "What a reader must know about its words."]
    scale: Annotated[tuple[str, ...], "The steps of its scale, lowest first."]
    required: Annotated[str, "The step required unless a criterion says otherwise."]
    aggregation: Annotated[str, "How ratings roll up, in words."]
    coverage_threshold: Annotated[str, "Share of weight answered below which nothing is concluded."]
    criteria: Annotated[tuple[CriterionLine, ...], "Its criteria, in order."]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesChecked:
    """What `frameworks check --json` prints."""

    files: Annotated[tuple[str, ...], "The files checked."]
    faults: Annotated[tuple[FaultAnswer, ...], "All that is wrong; empty when nothing is."]


def framework_line(framework: Framework) -> FrameworkLine:
    """A framework as a line of the list."""
    return FrameworkLine(
        id=framework.id,
        kind=framework.kind.value,
        title=framework.title,
        version=framework.version,
        in_force_from=str(framework.in_force_from),
        in_force_until=str(framework.in_force_until) if framework.in_force_until else None,
        areas=len(framework.areas),
        criteria=len(framework.criteria),
        essential=sum(criterion.essential for criterion in framework.criteria),
        illustrative=framework.illustrative,
    )


def framework_list(frameworks: Sequence[Framework]) -> FrameworkList:
    """The list, SPR versions first, in order of force."""
    ordered = sorted(frameworks, key=lambda f: (f.kind.value != "spr", f.in_force_from.first_day, f.id))
    return FrameworkList(frameworks=tuple(framework_line(framework) for framework in ordered))


def list_page(answer: FrameworkList) -> Page:
    """The list for a person."""
    rows = tuple(
        (line.id, line.title, line.in_force_from, str(line.areas), str(line.criteria), str(line.essential))
        for line in answer.frameworks
    )
    header = ("id", "title", "from", "areas", "criteria", "essential")
    return (
        Table(title="Starter frameworks", header=header, rows=rows, numeric=frozenset({3, 4, 5})),
        "Their words are illustrative and nobody's official text. Show one: dueregard frameworks show ID",
    )


def framework_shown(framework: Framework) -> FrameworkShown:
    """One framework in full."""
    return FrameworkShown(
        framework=framework_line(framework),
        notice=framework.notice,
        scale=tuple(step.words for step in framework.scale),
        required=framework.words(framework.required),
        aggregation=rule_words(framework),
        coverage_threshold=str(framework.coverage_threshold),
        criteria=tuple(_criterion_line(framework, criterion) for criterion in framework.criteria),
    )


def rule_words(framework: Framework) -> str:
    """The roll-up rule in words."""
    rule = framework.aggregation.rule.value.replace("-", " ")
    if framework.aggregation.rule is Rule.QUORUM:
        return f"{rule} of {framework.aggregation.share}"
    return rule


def _criterion_line(framework: Framework, criterion: Criterion) -> CriterionLine:
    return CriterionLine(
        id=criterion.id,
        area=criterion.area,
        heading=criterion.heading,
        asks=criterion.asks,
        required=framework.words(criterion.required or framework.required),
        weight=criterion.weight,
        essential=criterion.essential,
        tier=criterion.tier.value,
        strand=criterion.strand.value if criterion.strand else None,
        question=criterion.question,
    )


def shown_page(answer: FrameworkShown) -> Page:
    """One framework for a person: its rules, then its criteria by area."""
    line = answer.framework
    lines = (
        f"{line.title} ({line.id}), version {line.version}, in force from {line.in_force_from}",
        answer.notice,
        f"Scale: {', '.join(answer.scale)}. Required: {answer.required}.",
        f"Roll-up: {answer.aggregation}. Nothing is concluded below {answer.coverage_threshold} answered.",
    )
    in_area = Counter(criterion.area for criterion in answer.criteria)
    return (*lines, *(_area_table(answer, area) for area in in_area))


def _area_table(answer: FrameworkShown, area: str) -> Table:
    header = ("criterion", "heading", "required", "weight", "essential", "asks")
    rows = tuple(
        (c.id, c.heading, c.required, str(c.weight), "yes" if c.essential else "", c.asks)
        for c in answer.criteria
        if c.area == area
    )
    return Table(title=area, header=header, rows=rows, numeric=frozenset({3}))


def checked_page(answer: FilesChecked) -> Page:
    """What a person reads when nothing is wrong."""
    return tuple(f"{file}: no faults." for file in answer.files)
