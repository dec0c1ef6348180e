"""What the rules read: a force's records as they stood on the day of a cycle, indexed once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from dueregard.assessment.answers import Answer
from dueregard.assessment.returns import Cycle, Evidence, Return
from dueregard.assessment.rolling import AnswerKind
from dueregard.common.codecs import Id
from dueregard.common.records import Marked
from dueregard.force.identity import Lead
from dueregard.improvement.actions import Action, DueDateMove
from dueregard.improvement.clocks import is_open
from dueregard.improvement.governance import StateChange, SubjectKind
from dueregard.improvement.history import DueDate, action_on, due_date, recommendation_on
from dueregard.improvement.inspections import Inspection, Recommendation
from dueregard.improvement.risk_ratings import RatedRisk, rate_risks
from dueregard.snapshot.full import Snapshot
from dueregard.vulnerabilities.keys import current_name, split_key
from dueregard.vulnerabilities.questions import Question

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of the cycle with the force's answer, carried ones traced to what was said.

    `ref` is the home of the question, as framework/criterion. `lead` gave the answer or is to give it, None
    where nobody is. `rank` is the place of the rating on the scale, for an answer. `given_in` is the return
    in which the answer, or its absence, stands. `basis` are the records that all this rests on.
    """

    ref: Id
    question: Question
    answer: Answer
    lead: Id | None
    rank: int | None
    given_in: Return | None
    cited: tuple[Evidence, ...]
    basis: tuple[Marked, ...]

    @property
    def kind(self) -> AnswerKind:
        """What the answer amounts to."""
        return self.answer.kind

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


@dataclass(frozen=True)
class Inputs:
    """All that the rules read about one cycle. `homes` maps every criterion to the home of its question."""

    snapshot: Snapshot
    cycle: Cycle
    asked: Mapping[str, Asked]
    homes: Mapping[str, str]
    later_names: Mapping[str, str]

    @property
    def on(self) -> date:
        """The day on which everything is judged."""
        return self.cycle.as_at

    @cached_property
    def leads(self) -> Mapping[str, Lead]:
        """Leads by id."""
        return {lead.id: lead for lead in self.snapshot.force.leads}

    def who(self, lead: str | None) -> str:
        """A lead's business area as a sentence begins with it."""
        known = None if lead is None else self.leads.get(lead)
        return known.business_area if known else "No lead"

    def areas_of_lead(self, lead: str | None) -> tuple[Id, ...]:
        """The SPR areas of the cycle's version that a lead answers for."""
        known = None if lead is None else self.leads.get(lead)
        prefix = f"{self.cycle.spr_framework}/"
        return tuple(sorted(a for a in known.spr_areas if a.startswith(prefix))) if known else ()

    def current_key(self, key: str) -> str:
        """What a key, perhaps of an earlier version or another framework, is called in this cycle."""
        rule, subject = split_key(key)
        return f"{rule}/{current_name(subject, self.homes, self.later_names)}"

    @cached_property
    def actions(self) -> Mapping[str, ActionThen]:
        """Actions raised by the day, as they stood on it."""
        moves, changes = _by(self.snapshot.due_date_moves, "action"), self._changes(SubjectKind.ACTION)
        rows: dict[str, ActionThen] = {}
        for action in self.snapshot.actions:
            its = moves.get(action.id, ())
            then = action_on(action, changes.get(action.id, ()), its, self.on)
            if then is not None:
                made = tuple(move for move in its if move.moved_on <= self.on)
                rows[action.id] = ActionThen(then, due_date(then, made), made)
        return rows

    @cached_property
    def recommendations(self) -> tuple[Recommendation, ...]:
        """Recommendations in the state they had on the day."""
        changes = self._changes(SubjectKind.RECOMMENDATION)
        return tuple(
            recommendation_on(row, changes.get(row.id, ()), self.on) for row in self.snapshot.recommendations
        )

    @cached_property
    def inspections(self) -> Mapping[str, Inspection]:
        """Inspections by id."""
        return {row.id: row for row in self.snapshot.inspections}

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

    def _changes(self, kind: SubjectKind) -> Mapping[str, tuple[StateChange, ...]]:
        return _by((row for row in self.snapshot.state_changes if row.subject is kind), "subject_id")


def _by(rows: Iterable[_Row], field: str) -> Mapping[str, tuple[_Row, ...]]:
    grouped: dict[str, list[_Row]] = {}
    for row in rows:
        grouped.setdefault(getattr(row, field), []).append(row)
    return {name: tuple(held) for name, held in grouped.items()}
