"""What `dueregard compare` answers: each SPR area and criterion in two cycles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from dueregard.assessment.answers import Answer
from dueregard.assessment.areas import AreaStanding
from dueregard.assessment.changes import AreaChange, Change, Comparison, CriterionChange
from dueregard.cli.page import Page, Part, Table
from dueregard.cli.presenters.counting import counted
from dueregard.force.identity import Lead
from dueregard.frameworks.model import Framework

_AS_BEFORE = (Change.UNCHANGED, Change.CARRIED, Change.NOT_STATED, Change.STILL_UNANSWERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaLine:
    """One SPR area in two cycles."""

    area: Annotated[str, "The SPR area, as framework/area; as it was when it has ended."]
    title: Annotated[str, "Its title."]
    change: Annotated[str, "What became of it."]
    relation: Annotated[str | None, "How it relates to its counterpart, by crosswalk."]
    before: Annotated[str | None, "Its standing in the earlier cycle."]
    after: Annotated[str | None, "Its standing in the later cycle."]
    sentence: Annotated[str, "The change in one sentence."]


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionLine:
    """One criterion in two cycles."""

    criterion: Annotated[str, "The criterion, as framework/criterion; as it was when it has ended."]
    asks: Annotated[str, "What it asks."]
    lead: Annotated[str | None, "The lead who gave the answer; null where there is none."]
    change: Annotated[str, "What became of its answer."]
    relation: Annotated[str | None, "How it relates to its counterpart."]
    before: Annotated[str | None, "Its rating in the earlier cycle; null where it had none."]
    after: Annotated[str | None, "Its rating in the later cycle; null where it has none."]
    why: Annotated[str | None, "What the lead says has changed, or else the reason given."]
    new_evidence: Annotated[tuple[str, ...], "Evidence cited now and not before."]
    challenges: Annotated[tuple[str, ...], "Challenges that stand now."]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareAnswer:
    """What `compare --json` prints."""

    force: Annotated[str, "Name of the force."]
    earlier: Annotated[str, "The earlier cycle."]
    later: Annotated[str, "The later cycle."]
    notes: Annotated[tuple[str, ...], "What could not be compared, a sentence each."]
    areas: Annotated[tuple[AreaLine, ...], "SPR areas."]
    criteria: Annotated[tuple[CriterionLine, ...], "Criteria."]


def compare_answer(
    force: str, comparison: Comparison, words: Callable[[str], Framework], lead: Lead | None = None
) -> CompareAnswer:
    """A comparison as an answer, of one business area where asked. `words` gives a framework by id."""
    return CompareAnswer(
        force=force,
        earlier=comparison.earlier.id,
        later=comparison.later.id,
        notes=comparison.notes,
        areas=tuple(
            _area_line(area) for area in comparison.areas if lead is None or _answers_for(lead, area)
        ),
        criteria=tuple(
            _criterion_line(change, words)
            for change in comparison.criteria
            if lead is None or _is_of(change, lead)
        ),
    )


def _area_name(standing: AreaStanding | None) -> str:
    return "" if standing is None else f"{standing.framework.id}/{standing.area.id}"


def _answers_for(lead: Lead, area: AreaChange) -> bool:
    return _area_name(area.before) in lead.spr_areas or _area_name(area.after) in lead.spr_areas


def _is_of(change: CriterionChange, lead: Lead) -> bool:
    """Whether a lead answered it in either cycle, or would have to where nobody did."""
    return any(_is_answer_of(answer, lead) for answer in (change.before, change.after) if answer is not None)


def _is_answer_of(answer: Answer, lead: Lead) -> bool:
    if answer.given_by is not None:
        return answer.given_by == lead.id
    area = f"{answer.framework}/{answer.criterion.area}"
    answers_spr_areas = any(name.startswith(f"{answer.framework}/") for name in lead.spr_areas)
    return answer.framework in lead.frameworks and (not answers_spr_areas or area in lead.spr_areas)


def _area_line(area: AreaChange) -> AreaLine:
    return AreaLine(
        area=_area_name(area.after or area.before),
        title=area.area.title,
        change=area.change.value,
        relation=area.relation.value if area.relation else None,
        before=area.before.standing.value if area.before else None,
        after=area.after.standing.value if area.after else None,
        sentence=area.sentence,
    )


def _criterion_line(change: CriterionChange, words: Callable[[str], Framework]) -> CriterionLine:
    answer = change.after or change.before
    assert answer is not None

    def rating(of: Answer | None) -> str | None:
        return words(of.framework).words(of.rating) if of is not None and of.rating is not None else None

    return CriterionLine(
        criterion=f"{answer.framework}/{answer.criterion.id}",
        asks=answer.criterion.asks,
        lead=answer.given_by,
        change=change.change.value,
        relation=change.relation.value if change.relation else None,
        before=rating(change.before),
        after=rating(change.after),
        why=change.why,
        new_evidence=change.new_evidence,
        challenges=tuple(challenge.id for challenge in change.challenges_after),
    )


def compare_page(answer: CompareAnswer) -> Page:
    """The comparison for a person: the areas, then the criteria whose answer moved."""
    moved = [line for line in answer.criteria if line.change not in _AS_BEFORE]
    kept = len(answer.criteria) - len(moved)
    parts: list[Part] = [f"{answer.force}: {answer.later} beside {answer.earlier}.", *answer.notes]
    if answer.areas:
        parts.append(_areas(answer))
    if moved:
        parts.append(_criteria(answer, moved))
    parts.append(f"{counted(kept, 'criterion', 'criteria')} as before.")
    return tuple(parts)


def _areas(answer: CompareAnswer) -> Table:
    header = ("SPR area", answer.earlier, answer.later, "change")
    rows = tuple((line.title, line.before or "", line.after or "", line.sentence) for line in answer.areas)
    return Table(title="SPR areas", header=header, rows=rows)


def _criteria(answer: CompareAnswer, moved: list[CriterionLine]) -> Table:
    header = ("criterion", answer.earlier, answer.later, "change", "new evidence", "why")
    rows = tuple(
        (
            line.criterion,
            line.before or "",
            line.after or "",
            line.change,
            ", ".join(line.new_evidence),
            line.why or "",
        )
        for line in moved
    )
    return Table(title="Criteria whose answer moved", header=header, rows=rows)
