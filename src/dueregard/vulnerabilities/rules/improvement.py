"""Rules about what is being done: actions overdue or moved twice, recommendations without a stance."""

from __future__ import annotations

from collections.abc import Mapping

from dueregard.common.codecs import Id
from dueregard.common.period import day_words
from dueregard.frameworks.model import Cause
from dueregard.improvement.clocks import (
    ANSWER_DAYS_SETTING,
    UnansweredRecommendation,
    is_open,
    unanswered_recommendations,
)
from dueregard.improvement.history import times
from dueregard.improvement.settings import whole_number_on
from dueregard.improvement.states import ACTION
from dueregard.vulnerabilities.inputs import ActionThen, Inputs
from dueregard.vulnerabilities.keys import split_key
from dueregard.vulnerabilities.model import Found, Severity
from dueregard.vulnerabilities.ranking import days

MOVES_THAT_TELL = 2
"""A due date that has moved this often tells of something other than bad luck."""


def overdue(inputs: Inputs) -> Mapping[str, ActionThen]:
    """Open actions past their due date."""
    held = inputs.actions.items()
    return {name: then for name, then in held if is_open(then.action) and then.days_overdue(inputs.on)}


def say_overdue(inputs: Inputs, subject: str, then: ActionThen) -> Found:
    """Which action, due when, and where it stands."""
    late = then.days_overdue(inputs.on)
    sentence = (
        f"The action “{then.action.title}” was due {then.due.words()} and is still "
        f"“{ACTION.say(then.action.state)}” {days(late)} later ({subject})."
    )
    return _about_action(inputs, then, sentence, days_overdue=late)


def moved_twice(inputs: Inputs) -> Mapping[str, ActionThen]:
    """Open actions whose due date has moved at least twice."""
    held = inputs.actions.items()
    return {name: then for name, then in held if is_open(then.action) and then.due.moves >= MOVES_THAT_TELL}


def say_moved_twice(inputs: Inputs, subject: str, then: ActionThen) -> Found:
    """Which action, how often moved, from when to when."""
    first = day_words(then.due.original_on) if then.due.original_on else "no date"
    now = day_words(then.due.due_on) if then.due.due_on else "no date"
    sentence = (
        f"The due date of the action “{then.action.title}” has moved {times(then.due.moves)}, "
        f"from {first} to {now} ({subject})."
    )
    return _about_action(inputs, then, sentence, moves=then.due.moves)


def _about_action(
    inputs: Inputs, then: ActionThen, sentence: str, *, days_overdue: int = 0, moves: int = 0
) -> Found:
    """An action is as essential, and serves the same SPR areas, as the criteria that it treats."""
    action = then.action
    subjects = (split_key(inputs.current_key(key))[1] for key in action.vulnerabilities)
    treated = [inputs.asked[subject] for subject in subjects if subject in inputs.asked]
    areas = sorted({area for asked in treated for area in asked.question.spr_areas})
    return Found(
        lead=action.lead,
        spr_areas=tuple(areas) or inputs.areas_of_lead(action.lead),
        cause=action.cause or Cause.PLANNING,
        sentence=sentence,
        severity=Severity(
            essential=any(asked.question.essential for asked in treated),
            days_overdue=days_overdue,
            moves=moves,
        ),
        inputs=(f"actions/{action.id}", *(f"due_date_moves/{move.id}" for move in then.moves)),
        markings=(action.marking, *(move.marking for move in then.moves)),
    )


def unanswered(inputs: Inputs) -> Mapping[str, UnansweredRecommendation]:
    """Open recommendations without a stance when the force's own days for it are over."""
    allowed = whole_number_on(inputs.snapshot.force.settings, ANSWER_DAYS_SETTING, inputs.on)
    rows = unanswered_recommendations(inputs.recommendations, inputs.snapshot.inspections, allowed, inputs.on)
    return {row.recommendation.id: row for row in rows}


def say_unanswered(inputs: Inputs, subject: str, row: UnansweredRecommendation) -> Found:
    """Which recommendation of which report, and how long the force has been silent."""
    asked = row.recommendation
    number = f"Recommendation {asked.number}" if asked.number is not None else "A recommendation"
    sentence = (
        f"{number} of “{row.inspection.title}” has no stance {days(row.days_overdue)} after "
        f"{day_words(row.answer_by)}, by which the force was to have one: {asked.text.rstrip('.')} ({subject})."
    )
    return Found(
        lead=asked.lead,
        spr_areas=inputs.areas_of_lead(asked.lead),
        cause=Cause.PLANNING,
        sentence=sentence,
        severity=Severity(days_overdue=row.days_overdue),
        inputs=(
            f"recommendations/{asked.id}",
            f"inspections/{row.inspection.id}",
            f"settings/{ANSWER_DAYS_SETTING}",
        ),
        markings=(asked.marking, row.inspection.marking),
        treated_by=inputs.open_actions_naming("recommendations", subject),
        must_reach=tuple(Id(plan) for plan in asked.must_reach),
    )
