"""What the rules read: a force's records as they stood on the day of a cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dueregard.assessment.answers import Answer
from dueregard.assessment.resolution import answers_of
from dueregard.assessment.returns import Cycle, Evidence, Return
from dueregard.assessment.rolling import AnswerKind
from dueregard.common.codecs import Id
from dueregard.common.records import Marked
from dueregard.improvement.actions import Action, DueDateMove
from dueregard.improvement.clocks import is_open
from dueregard.improvement.governance import SubjectKind
from dueregard.improvement.history import DueDate, action_on, due_date, moves_in_order, recommendation_on
from dueregard.improvement.inspections import Recommendation
from dueregard.improvement.risk_ratings import RatedRisk, rate_risks
from dueregard.snapshot.full import Snapshot
from dueregard.vulnerabilities.keys import current_name, split_key
from dueregard.vulnerabilities.questions import Question, Questions
from dueregard.vulnerabilities.sources import Sources


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the cycle with the force's answer; `rank` is the place of the rating, for an answer."""

    question: Question
    answer: Answer
    rank: int | None

    @property
    def steps_below(self) -> int:
        """Steps below the required rating, 0 or more; if unanswered, the most that it could be."""
        return max(self.question.required - (self.rank or 0), 0)

    def rating_words(self) -> str:
        """Its rating as papers print it; empty where there is none."""
        return "" if self.rank is None else self.question.home.framework.scale[self.rank].words

    def required_words(self) -> str:
        """The required rating as papers print it."""
        return self.question.home.framework.scale[self.question.required].words


@dataclass(frozen=True, slots=True)
class ActionThen:
    """An action as it stood on the day, with its due date's memory up to that day."""

    action: Action
    due: DueDate
    moves: tuple[DueDateMove, ...]

    def days_overdue(self, on: date) -> int:
        """Days past the due date, 0 where it is not overdue."""
        return max((on - self.action.due_on).days, 0) if self.action.due_on is not None else 0


@dataclass(frozen=True, eq=False)
class Inputs:
    """All that the rules read about one cycle."""

    sources: Sources
    cycle: Cycle

    @property
    def snapshot(self) -> Snapshot:
        """The records."""
        return self.sources.snapshot

    @property
    def on(self) -> date:
        """The day on which everything is judged."""
        return self.cycle.as_at

    @cached_property
    def questions(self) -> Questions:
        """The questions of the cycle."""
        return self.sources.questions(self.cycle)

    @cached_property
    def asked(self) -> Mapping[str, Asked]:
        """The questions of the cycle, by home, with their answers."""
        answers = answers_of(self.sources.book, self.cycle.id)
        rows: dict[str, Asked] = {}
        for home, question in self.questions.by_home.items():
            answer = answers[question.home.framework.id, question.home.criterion.id]
            if answer.kind is not AnswerKind.ANSWERED and len(question.askers) > 1:
                given = (answers[asker.framework.id, asker.criterion.id] for asker in question.askers)
                answer = next((row for row in given if row.kind is AnswerKind.ANSWERED), answer)
            rating = answer.rating
            rank = None if rating is None else question.home.framework.rank[rating]
            rows[home] = Asked(question, answer, rank)
        return rows

    def lead_of(self, asked: Asked) -> Id | None:
        """Who gave an answer or is to give it: the lead of its home, else of the next criterion that asks.

        Of several leads that are to give it, one that has made a return comes first.
        """
        if asked.answer.given_by is not None:
            return asked.answer.given_by
        for asker in asked.question.askers:
            leads = self.sources.answering.get((asker.framework.id, asker.criterion.area), ())
            returned = (
                f"{self.cycle.id}/{lead}/{asker.framework.id}" in self.sources.returns for lead in leads
            )
            if leads:
                return next((lead for lead, has in zip(leads, returned, strict=True) if has), leads[0])
        return None

    def return_of(self, asked: Asked) -> Return | None:
        """The return that holds an answer, or in which it ought to stand."""
        answer, held = asked.answer, self.sources.returns
        if answer.given_in is not None:
            return held.get(f"{answer.given_in}/{answer.given_by}/{answer.given_for}")
        lead = self.lead_of(asked)
        names = (f"{self.cycle.id}/{lead}/{asker.framework.id}" for asker in asked.question.askers)
        return next((held[name] for name in names if name in held), None)

    def cited_by(self, asked: Asked) -> tuple[Evidence, ...]:
        """The evidence that an answer cites."""
        held = self.sources.evidence
        return tuple(held[name] for name in asked.answer.evidence if name in held)

    def basis_of(self, asked: Asked) -> tuple[Marked, ...]:
        """The records that an answer, or its absence, rests on; the lead's entry where there is no other."""
        rows = (asked.answer.said, asked.answer.given, self.return_of(asked), *self.cited_by(asked))
        lead = self.sources.leads.get(self.lead_of(asked) or "")
        return tuple(row for row in rows if row is not None) or ((lead,) if lead else ())

    def who(self, lead: str | None) -> str:
        """A lead's business area as a sentence begins with it."""
        known = self.sources.leads.get(lead or "")
        return known.business_area if known else "No lead"

    def areas_of_lead(self, lead: str | None) -> tuple[Id, ...]:
        """The SPR areas of the cycle's version that a lead answers for."""
        known = self.sources.leads.get(lead or "")
        prefix = f"{self.cycle.spr_framework}/"
        return tuple(sorted(a for a in known.spr_areas if a.startswith(prefix))) if known else ()

    def current_name(self, subject: str) -> str:
        """What a subject, perhaps of an earlier version or another framework, is called in this cycle."""
        return current_name(subject, self.questions.homes, self.sources.later_names)

    def current_key(self, key: str) -> str:
        """What a key is called in this cycle."""
        rule, subject = split_key(key)
        return f"{rule}/{self.current_name(subject)}"

    @cached_property
    def actions(self) -> Mapping[str, ActionThen]:
        """Actions raised by the day, as they stood on it."""
        moves, changes = self.sources.moves, self.sources.changes[SubjectKind.ACTION]
        rows: dict[str, ActionThen] = {}
        for action in self.snapshot.actions:
            its = moves.get(action.id, ())
            then = action_on(action, changes.get(action.id, ()), its, self.on)
            if then is not None:
                made = moves_in_order(move for move in its if move.moved_on <= self.on)
                rows[action.id] = ActionThen(then, due_date(then, made), made)
        return rows

    @cached_property
    def recommendations(self) -> tuple[Recommendation, ...]:
        """Recommendations in the state they had on the day."""
        changes = self.sources.changes[SubjectKind.RECOMMENDATION]
        return tuple(
            recommendation_on(row, changes[row.id], self.on) if row.id in changes else row
            for row in self.snapshot.recommendations
        )

    @cached_property
    def risks(self) -> Mapping[str, RatedRisk]:
        """Risks with their rating in force on the day."""
        held = self.snapshot
        return {
            row.risk.id: row for row in rate_risks(held.risks, held.risk_matrix, held.risk_scale, self.on)
        }

    @cached_property
    def treating(self) -> Mapping[str, tuple[Id, ...]]:
        """Open actions by the key of the vulnerability they treat."""
        grouped: dict[str, list[Id]] = {}
        for name in sorted(self.actions):
            action = self.actions[name].action
            for key in action.vulnerabilities if is_open(action) else ():
                grouped.setdefault(self.current_key(key), []).append(action.id)
        return {key: tuple(dict.fromkeys(ids)) for key, ids in grouped.items()}

    def open_actions_naming(self, field: str, name: str) -> tuple[Id, ...]:
        """Open actions that name a record in one of their fields, such as `risks`."""
        held = (then.action for then in self.actions.values())
        return tuple(sorted(a.id for a in held if is_open(a) and name in getattr(a, field)))
