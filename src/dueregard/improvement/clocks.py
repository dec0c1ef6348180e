"""What is late: actions, debriefs, recommendations without a stance, reviews of strategies and risks.

A day is passed in; nothing here asks what day it is. Something due on a day is late from the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dueregard.common.codecs import Id
from dueregard.common.period import day_words
from dueregard.improvement.actions import Action, ActionState, DueDateMove, Strategy
from dueregard.improvement.history import DueDate, due_date
from dueregard.improvement.inspections import Inspection, Recommendation, RecommendationState
from dueregard.improvement.risks import Exercise, Risk

ANSWER_DAYS_SETTING = Id("recommendation-answer-days")
CLOSED_ACTIONS = frozenset({ActionState.COMPLETE, ActionState.STOPPED, ActionState.NOT_STATED})
CLOSED_RECOMMENDATIONS = frozenset(
    {RecommendationState.DISCHARGED, RecommendationState.CLOSED, RecommendationState.NOT_STATED}
)


def is_open(action: Action) -> bool:
    """Whether an action is still to be done; what a source does not state is neither."""
    return action.state not in CLOSED_ACTIONS


def recommendation_is_open(recommendation: Recommendation) -> bool:
    """Whether a recommendation is still to be met; what a source does not state is neither."""
    return recommendation.state not in CLOSED_RECOMMENDATIONS


@dataclass(frozen=True, slots=True)
class OverdueAction:
    """An open action past its due date. `days_overdue` is 1 or more."""

    action: Action
    due: DueDate
    days_overdue: int

    def words(self) -> str:
        """One sentence fragment, as a table prints it."""
        return f"due {self.due.words()}, {_days(self.days_overdue)} overdue"


def overdue_actions(
    actions: Iterable[Action], moves: Iterable[DueDateMove], on: date
) -> tuple[OverdueAction, ...]:
    """Open actions past their due date on a day, longest overdue first."""
    by_action = group_moves(moves)
    rows = [
        OverdueAction(action, due_date(action, by_action.get(action.id, ())), (on - action.due_on).days)
        for action in actions
        if is_open(action) and action.due_on is not None and action.due_on < on
    ]
    return tuple(sorted(rows, key=lambda row: (-row.days_overdue, row.action.id)))


def group_moves(moves: Iterable[DueDateMove]) -> Mapping[str, tuple[DueDateMove, ...]]:
    """Moves by the action they move."""
    grouped: dict[str, list[DueDateMove]] = {}
    for move in moves:
        grouped.setdefault(move.action, []).append(move)
    return {action: tuple(rows) for action, rows in grouped.items()}


class DebriefState(StrEnum):
    """How a debrief stands on a day."""

    HELD = "held"
    HELD_LATE = "held-late"
    WAITED_FOR = "waited-for"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class DebriefClock:
    """The debrief of one exercise. `days_late` is 0 unless it is overdue or was held late."""

    exercise: Exercise
    due_on: date
    state: DebriefState
    days_late: int

    def words(self) -> str:
        """One sentence fragment, as a table prints it."""
        due = f"due {day_words(self.due_on)}"
        return {
            DebriefState.HELD: "held in time",
            DebriefState.HELD_LATE: f"{due}, held {_days(self.days_late)} late",
            DebriefState.WAITED_FOR: due,
            DebriefState.OVERDUE: f"{due}, {_days(self.days_late)} overdue",
        }[self.state]


def debrief_clocks(exercises: Iterable[Exercise], on: date) -> tuple[DebriefClock, ...]:
    """The debrief clock of every exercise held by a day whose debrief has a due date, latest first."""
    rows = []
    for exercise in exercises:
        if exercise.debrief_due_on is not None and exercise.held_on.first_day <= on:
            rows.append(_debrief(exercise, exercise.debrief_due_on, on))
    return tuple(sorted(rows, key=lambda row: (-row.days_late, row.due_on, row.exercise.id)))


def _debrief(exercise: Exercise, due_on: date, on: date) -> DebriefClock:
    held_on = (
        exercise.debriefed_on if exercise.debriefed_on is not None and exercise.debriefed_on <= on else None
    )
    late = max(((held_on or on) - due_on).days, 0)
    if held_on is not None:
        return DebriefClock(exercise, due_on, DebriefState.HELD_LATE if late else DebriefState.HELD, late)
    return DebriefClock(exercise, due_on, DebriefState.OVERDUE if late else DebriefState.WAITED_FOR, late)


@dataclass(frozen=True, slots=True)
class UnansweredRecommendation:
    """A recommendation to which the force has not said its stance in time. `days_overdue` is 1 or more."""

    recommendation: Recommendation
    inspection: Inspection
    answer_by: date
    days_overdue: int

    def words(self) -> str:
        """One sentence fragment, as a table prints it."""
        return f"stance due {day_words(self.answer_by)}, {_days(self.days_overdue)} overdue"


def unanswered_recommendations(
    recommendations: Iterable[Recommendation], inspections: Iterable[Inspection], answer_days: int, on: date
) -> tuple[UnansweredRecommendation, ...]:
    """Open recommendations without a stance more than so many days after their report, longest first.

    Days count from the day after publication; where only a month or a year is known, from after its last day.
    A report whose publication is not dated sets no clock.
    """
    by_id = {inspection.id: inspection for inspection in inspections}
    rows = []
    for recommendation in recommendations:
        inspection = by_id.get(recommendation.inspection)
        if recommendation.stance is not None or not recommendation_is_open(recommendation):
            continue
        if inspection is None or inspection.published_on is None:
            continue
        answer_by = inspection.published_on.last_day + timedelta(days=answer_days)
        if answer_by < on:
            rows.append(
                UnansweredRecommendation(recommendation, inspection, answer_by, (on - answer_by).days)
            )
    return tuple(sorted(rows, key=lambda row: (-row.days_overdue, row.recommendation.id)))


@dataclass(frozen=True, slots=True)
class ReviewClock:
    """A strategy or risk past its review date. `days_overdue` is 1 or more."""

    subject: Strategy | Risk
    review_on: date
    days_overdue: int

    def words(self) -> str:
        """One sentence fragment, as a table prints it."""
        return f"review due {day_words(self.review_on)}, {_days(self.days_overdue)} overdue"


def overdue_reviews(subjects: Iterable[Strategy | Risk], on: date) -> tuple[ReviewClock, ...]:
    """Strategies and risks past their review date on a day, longest first; a risk not stated has none."""
    rows = [
        ReviewClock(subject, subject.review_on, (on - subject.review_on).days)
        for subject in subjects
        if subject.review_on is not None
        and subject.review_on < on
        and not (isinstance(subject, Risk) and not subject.stated)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.days_overdue, row.subject.id)))


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"
