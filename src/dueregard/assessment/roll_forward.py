"""The next return of a lead: last quarter's answer beside an empty one.

In a full assessment every criterion is answered anew. In an exceptions quarter only what needs
it is, and for the rest "no change" is said on purpose, which gives a carried row. Nothing is
carried by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from dueregard.assessment.answers import Answer
from dueregard.assessment.areas import standing_challenges
from dueregard.assessment.book import AssessmentBook
from dueregard.assessment.kinship import Kinship
from dueregard.assessment.resolution import answers_of, evidence_state
from dueregard.assessment.returns import (
    Challenge,
    ChallengeOutcome,
    Cycle,
    CycleKind,
    Response,
    ResponseState,
)
from dueregard.assessment.rolling import AnswerKind
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.common.period import day_words
from dueregard.force.identity import Lead
from dueregard.frameworks.model import Criterion, EvidenceState, Framework, FrameworkKind, Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """One criterion of the return to come. It may be confirmed unchanged when nothing in `needs` stands."""

    criterion: Criterion
    last: Answer | None
    needs: tuple[str, ...]

    @property
    def may_be_confirmed(self) -> bool:
        """Whether "no change" is enough."""
        return not self.needs


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A return to come, with last time's answers. `since` is the cycle they are from."""

    cycle: Cycle
    lead: Lead
    framework: Framework
    since: Id | None
    lines: tuple[DraftLine, ...]

    @cached_property
    def to_answer(self) -> tuple[DraftLine, ...]:
        """What needs a new answer."""
        return tuple(line for line in self.lines if not line.may_be_confirmed)

    @cached_property
    def to_confirm(self) -> tuple[DraftLine, ...]:
        """What may be confirmed by saying "no change"."""
        return tuple(line for line in self.lines if line.may_be_confirmed)


def roll_forward(book: AssessmentBook, lead: Lead, framework_id: str, cycle_id: str) -> Draft:
    """The draft of one lead's return to a framework in a cycle.

    Of an SPR version a lead answers the areas it is named for, or all where it is named for none.
    Raises DueRegardError when the cycle does not ask the framework.
    """
    cycle, framework = book.cycle(cycle_id), book.framework(framework_id)
    if framework.id not in cycle.all_frameworks:
        raise DueRegardError(
            f"The cycle {cycle.id} does not ask {framework.id}; it asks {', '.join(cycle.all_frameworks)}."
        )
    previous = book.previous_cycle(cycle.id)
    history = _History(book, previous)
    lines = tuple(
        _line(book, history, cycle, framework, criterion) for criterion in own_criteria(framework, lead)
    )
    return Draft(
        cycle=cycle,
        lead=lead,
        framework=framework,
        since=None if previous is None else previous.id,
        lines=lines,
    )


def own_criteria(framework: Framework, lead: Lead) -> tuple[Criterion, ...]:
    """The criteria of a framework that a lead answers."""
    named = {area for area in framework.area_by_id if f"{framework.id}/{area}" in lead.spr_areas}
    if framework.kind is not FrameworkKind.SPR or not named:
        return framework.criteria
    return tuple(criterion for criterion in framework.criteria if criterion.area in named)


def confirm_unchanged(draft: Draft, criteria: Collection[str]) -> tuple[Response, ...]:
    """Carried rows for criteria of a draft of which the lead says "no change".

    They take the marking of the answer they confirm and are not publishable until someone says
    so. Raises DueRegardError for a criterion that is not in the draft or needs a new answer.
    """
    lines = {line.criterion.id: line for line in draft.lines}
    return tuple(_confirmed(draft, lines.get(Id(name)), name) for name in criteria)


def _confirmed(draft: Draft, line: DraftLine | None, name: str) -> Response:
    if line is None:
        raise DueRegardError(f"{draft.framework.id} asks {draft.lead.id} no criterion {name}; check its id.")
    if line.needs or line.last is None or line.last.given is None:
        raise DueRegardError(f"{name} needs a new answer: {'; '.join(line.needs)}.")
    return Response(criterion=line.criterion.id, state=ResponseState.CARRIED, marking=line.last.given.marking)


class _History:
    """Last time's answers, by criterion of this time's framework."""

    def __init__(self, book: AssessmentBook, previous: Cycle | None) -> None:
        self.answers = {} if previous is None else answers_of(book, previous.id)
        self.frameworks = () if previous is None else previous.all_frameworks
        self.kinship = Kinship(book, lambda walk: walk.criteria)
        self.by_key = {
            book.keys[name[0]][name[1]]: answer for name, answer in reversed(list(self.answers.items()))
        }

    def last(self, key: str, framework: Framework, criterion: Criterion) -> tuple[Answer | None, Relation]:
        """Last time's answer and how what was asked then relates to what is asked now."""
        same = self.answers.get((framework.id, criterion.id)) or self.by_key.get(key)
        if same is not None:
            return same, Relation.SAME
        kin = self.kinship.earlier((framework.id, criterion.id), self.frameworks)
        if not kin:
            return None, Relation.NEW
        return self.answers.get((Id(kin[0].name[0]), Id(kin[0].name[1]))), kin[0].relation


def _line(
    book: AssessmentBook, history: _History, cycle: Cycle, framework: Framework, criterion: Criterion
) -> DraftLine:
    last, relation = history.last(framework.answer_key(criterion), framework, criterion)
    if cycle.kind is CycleKind.FULL:
        needs: tuple[str, ...] = ("this is the full yearly assessment",)
    else:
        needs = tuple(_needs(book, cycle, last, relation))
    return DraftLine(criterion=criterion, last=last, needs=needs)


def _needs(book: AssessmentBook, cycle: Cycle, last: Answer | None, relation: Relation) -> list[str]:
    """Why a criterion needs a new answer in an exceptions quarter; empty when "no change" is enough."""
    if last is None:
        return ["it was not asked before"]
    if not relation.carries_trend:
        return [f"what is asked has changed: {relation}"]
    if last.kind is not AnswerKind.ANSWERED:
        return [_unsettled(last)] if last.kind is not AnswerKind.NOT_APPLICABLE else []
    needs = []
    if evidence_state(book, last.evidence, cycle.as_at) is EvidenceState.EXPIRED:
        latest = max(day for each in last.evidence if (day := book.expiry.get(each)) is not None)
        needs.append(f"its evidence expires by {day_words(cycle.as_at)} (the last on {day_words(latest)})")
    challenges = standing_challenges(book, last)
    if challenges:
        needs.append(_challenged(book, challenges[-1]))
    return needs


def _unsettled(last: Answer) -> str:
    if last.kind is AnswerKind.ELSEWHERE:
        return "it was assessed elsewhere, so the pointer and its date are given anew"
    if last.kind is AnswerKind.NOT_STATED:
        return "last time's source does not state it"
    return f"it was not answered last time: {last.open_reason}"


def _challenged(book: AssessmentBook, challenge: Challenge) -> str:
    words = book.framework(challenge.framework).words(challenge.rating)
    how = "a challenge was upheld" if challenge.outcome is ChallengeOutcome.UPHELD else "a challenge is open"
    return f"{how}: {words} in the reviewer's view"
