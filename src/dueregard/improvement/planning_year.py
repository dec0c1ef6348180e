"""The planning year: which plan something must reach, by when, and what comes too late for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dueregard.common.codecs import Id
from dueregard.common.period import When, day_words
from dueregard.improvement.clocks import recommendation_is_open
from dueregard.improvement.governance import PlanningKind, PlanningObject
from dueregard.improvement.inspections import Recommendation


class Reach(StrEnum):
    """Whether something can still be in a plan."""

    IN_TIME = "in-time"
    TOO_LATE = "too-late"  # it is due after the plan closes
    CLOSED = "closed"  # the plan has closed and it is still open
    UNDATED = "undated"  # the plan, or the thing itself, has no date


@dataclass(frozen=True, slots=True)
class MustReach:
    """A plan that something must reach, and the last day on which it still can; None where none is given."""

    planning: Id
    title: str
    by: When | None

    def words(self) -> str:
        """As a table prints it.

        >>> MustReach(Id("FMS-2023"), "Force management statement 2023", When(2023, 5)).words()
        'Force management statement 2023, by May 2023'
        """
        return self.title if self.by is None else f"{self.title}, by {self.by.words()}"


def must_reach(planning: PlanningObject) -> MustReach:
    """A planning object as something to be reached."""
    return MustReach(planning.id, planning.title, planning.closes_on)


@dataclass(frozen=True, slots=True)
class RecommendationReach:
    """One open recommendation and one plan it must reach."""

    recommendation: Recommendation
    plan: MustReach
    reach: Reach
    words: str


def recommendation_reach(
    recommendations: Iterable[Recommendation], planning: Iterable[PlanningObject], on: date
) -> tuple[RecommendationReach, ...]:
    """Every open recommendation with every plan it must reach, by the plan's closing day, undated last."""
    by_id = {plan.id: plan for plan in planning}
    rows = [
        _reach(recommendation, by_id[plan], on)
        for recommendation in recommendations
        if recommendation_is_open(recommendation)
        for plan in recommendation.must_reach
        if plan in by_id
    ]
    return tuple(sorted(rows, key=_by_closing_day))


def missed(rows: Iterable[RecommendationReach]) -> tuple[RecommendationReach, ...]:
    """Those that do not reach their plan: it has closed, or they are due after it closes."""
    return tuple(row for row in rows if row.reach in (Reach.CLOSED, Reach.TOO_LATE))


def _by_closing_day(row: RecommendationReach) -> tuple[date, str, str]:
    return (row.plan.by.last_day if row.plan.by else date.max, row.plan.planning, row.recommendation.id)


def _reach(recommendation: Recommendation, plan: PlanningObject, on: date) -> RecommendationReach:
    due_on, closes = recommendation.due_on, plan.closes_on
    if closes is None:
        reach, words = Reach.UNDATED, f"{plan.title} has no closing day"
    elif closes.last_day < on:
        reach, words = Reach.CLOSED, f"{plan.title} closed {closes.words()} and it is still open"
    elif due_on is None:
        reach, words = Reach.UNDATED, f"it has no due date; {plan.title} closes {closes.words()}"
    elif due_on > closes.last_day:
        reach = Reach.TOO_LATE
        words = f"it is due {day_words(due_on)}, after {plan.title} closes {closes.words()}"
    else:
        reach = Reach.IN_TIME
        words = f"it is due {day_words(due_on)}, before {plan.title} closes {closes.words()}"
    return RecommendationReach(recommendation, must_reach(plan), reach, words)


def next_plan(planning: Iterable[PlanningObject], kind: PlanningKind, on: date) -> PlanningObject | None:
    """The plan of a kind that closes soonest on or after a day; None where none is held."""
    coming = [
        (plan.closes_on.last_day, plan.id, plan)
        for plan in planning
        if plan.kind is kind and plan.closes_on is not None and plan.closes_on.last_day >= on
    ]
    return min(coming)[2] if coming else None
