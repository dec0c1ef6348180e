"""The answers of a cycle, question by question, as the rules read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from dueregard.assessment.answers import Answer
from dueregard.assessment.book import AssessmentBook
from dueregard.assessment.resolution import Answers, answers_of
from dueregard.assessment.returns import Cycle, Evidence, Return
from dueregard.assessment.rolling import AnswerKind
from dueregard.common.codecs import Id
from dueregard.common.records import Marked
from dueregard.force.identity import Lead
from dueregard.frameworks.model import FrameworkKind
from dueregard.snapshot.full import Snapshot
from dueregard.vulnerabilities.inputs import Asked, Inputs
from dueregard.vulnerabilities.keys import successors
from dueregard.vulnerabilities.questions import Question, questions_of


@dataclass(frozen=True, eq=False)
class Reader:
    """Reads one snapshot for any of its cycles; what does not change between cycles is worked out once."""

    snapshot: Snapshot

    @cached_property
    def book(self) -> AssessmentBook:
        """The assessment's part of the snapshot."""
        held = self.snapshot
        return AssessmentBook.of(
            cycles=held.cycles,
            returns=held.returns,
            frameworks=held.frameworks,
            crosswalks=held.crosswalks,
            evidence=held.evidence,
            challenges=held.challenges,
            overrides=held.overrides,
        )

    @cached_property
    def later_names(self) -> Mapping[str, str]:
        """What each criterion is called in the next version of its framework."""
        return successors(self.snapshot.crosswalks)

    @cached_property
    def evidence(self) -> Mapping[str, Evidence]:
        """Evidence by id."""
        return {row.id: row for row in self.snapshot.evidence}

    @cached_property
    def returns(self) -> Mapping[str, Return]:
        """Returns by id, which is cycle/lead/framework."""
        return {row.id: row for row in self.snapshot.returns}

    @cached_property
    def _questions(self) -> dict[tuple[Id, ...], tuple[Question, ...]]:
        """Questions already gathered, by the frameworks of a cycle."""
        return {}

    def inputs(self, cycle_id: str) -> Inputs:
        """All that the rules read of one cycle. Raises DueRegardError when there is no such cycle."""
        cycle = self.book.cycle(cycle_id)
        questions, answers = self.questions(cycle), answers_of(self.book, cycle.id)
        asked = [self._asked(question, cycle, answers) for question in questions]
        return Inputs(
            snapshot=self.snapshot,
            cycle=cycle,
            asked={row.ref: row for row in asked},
            homes={asker.ref: row.ref for row in asked for asker in row.question.askers},
            later_names=self.later_names,
        )

    def questions(self, cycle: Cycle) -> tuple[Question, ...]:
        """The questions of a cycle."""
        names = cycle.all_frameworks
        if names not in self._questions:
            frameworks = [self.book.framework(name) for name in names]
            self._questions[names] = questions_of(frameworks, cycle.spr_framework)
        return self._questions[names]

    def _asked(self, question: Question, cycle: Cycle, answers: Answers) -> Asked:
        given = [answers[asker.framework.id, asker.criterion.id] for asker in question.askers]
        answer = next((row for row in given if row.kind is AnswerKind.ANSWERED), given[0])
        lead = answer.given_by or self._to_answer(question, cycle)
        given_in = self._return(answer, question, cycle, lead)
        cited = tuple(self.evidence[name] for name in answer.evidence if name in self.evidence)
        basis = (answer.said, answer.given, given_in, *cited)
        held: tuple[Marked, ...] = tuple(row for row in basis if row is not None)
        rating = answer.rating
        return Asked(
            ref=question.home.ref,
            question=question,
            answer=answer,
            lead=lead,
            rank=None if rating is None else question.home.framework.rank[rating],
            given_in=given_in,
            cited=cited,
            basis=held or tuple(row for row in self.snapshot.force.leads if row.id == lead),
        )

    def _return(self, answer: Answer, question: Question, cycle: Cycle, lead: Id | None) -> Return | None:
        """The return that holds the answer, or in which it ought to stand."""
        if answer.given_in is not None:
            return self.returns.get(f"{answer.given_in}/{answer.given_by}/{answer.given_for}")
        names = (f"{cycle.id}/{lead}/{asker.framework.id}" for asker in question.askers)
        return next((self.returns[name] for name in names if name in self.returns), None)

    def _to_answer(self, question: Question, cycle: Cycle) -> Id | None:
        """Who is to answer a question: the lead of its home, else of the next criterion that asks it.

        Of several leads, one that has made a return comes first.
        """
        for asker in question.askers:
            leads = self._answering.get((asker.framework.id, asker.criterion.area), ())
            for lead in leads:
                if f"{cycle.id}/{lead}/{asker.framework.id}" in self.returns:
                    return lead
            if leads:
                return leads[0]
        return None

    @cached_property
    def _answering(self) -> Mapping[tuple[Id, Id], tuple[Id, ...]]:
        """Leads that answer each area of each framework, in the order of the force."""
        held = self.snapshot
        return {
            (framework.id, area.id): tuple(
                lead.id for lead in held.force.leads if answers(lead, framework.kind, framework.id, area.id)
            )
            for framework in held.frameworks
            for area in framework.areas
        }


def answers(lead: Lead, kind: FrameworkKind, framework: str, area: str) -> bool:
    """Whether a lead answers an area of a framework: of an SPR grid, only its own SPR areas."""
    if kind is FrameworkKind.SPR:
        return f"{framework}/{area}" in lead.spr_areas
    return framework in lead.frameworks
