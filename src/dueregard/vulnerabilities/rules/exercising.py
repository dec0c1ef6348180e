"""Rules about what has not been rehearsed: risks and capabilities not exercised within their months."""

from __future__ import annotations

from collections.abc import Mapping

from dueregard.assessment.rolling import AnswerKind
from dueregard.frameworks.model import Cause
from dueregard.improvement.coverage import (
    EXERCISE_MONTHS_SETTING,
    ExerciseCoverage,
    capability_coverage,
    risk_coverage,
)
from dueregard.improvement.settings import whole_number_on
from dueregard.vulnerabilities.inputs import Inputs
from dueregard.vulnerabilities.model import Found, Severity

_OUTSIDE = (AnswerKind.NOT_STATED, AnswerKind.NOT_APPLICABLE)


def risks_not_exercised(inputs: Inputs) -> Mapping[str, ExerciseCoverage]:
    """Risks that are stated, are to be exercised every so many months, and were not."""
    rows = risk_coverage(inputs.snapshot.risks, inputs.snapshot.exercises, inputs.on)
    return {row.subject: row for row in rows if not row.is_covered}


def say_risk_not_exercised(inputs: Inputs, subject: str, row: ExerciseCoverage) -> Found:
    """Which risk, how it rates, and when it was last exercised."""
    rated = inputs.risks[subject]
    exercised = [row.last] if row.last else []
    rating = f" ({rated.words})" if rated.rating is not None else ""
    return Found(
        lead=rated.risk.lead,
        spr_areas=inputs.areas_of_lead(rated.risk.lead),
        cause=Cause.EXERCISE,
        sentence=f"The risk “{rated.risk.title}”{rating}: {row.words()}.",
        severity=Severity(risk_rank=rated.rank, days_overdue=row.days_overdue),
        inputs=(f"risks/{subject}", *(f"exercises/{exercise.id}" for exercise in exercised)),
        markings=(rated.risk.marking, *(exercise.marking for exercise in exercised)),
        treated_by=inputs.open_actions_naming("risks", subject),
    )


def capabilities_not_exercised(inputs: Inputs) -> Mapping[str, ExerciseCoverage]:
    """Questions of the cycle that were exercised once and not within the months since.

    Of several criteria that ask the same question, the latest exercised counts.
    """
    months = whole_number_on(inputs.snapshot.force.settings, EXERCISE_MONTHS_SETTING, inputs.on)
    best: dict[str, ExerciseCoverage] = {}
    for row in capability_coverage(inputs.snapshot.exercises, months, inputs.on):
        home = inputs.current_name(row.subject)
        if home in inputs.asked and (home not in best or row.days_overdue < best[home].days_overdue):
            best[home] = row
    return {
        home: row
        for home, row in best.items()
        if not row.is_covered and inputs.asked[home].answer.kind not in _OUTSIDE
    }


def say_capability_not_exercised(inputs: Inputs, subject: str, row: ExerciseCoverage) -> Found:
    """Which capability, and when it was last exercised."""
    asked = inputs.asked[subject]
    exercised = [row.last] if row.last else []
    question = asked.question
    return Found(
        lead=inputs.lead_of(asked),
        spr_areas=question.spr_areas,
        cause=Cause.EXERCISE,
        sentence=f"This was {row.words()}: {question.home.criterion.asks.rstrip('.')} ({subject}).",
        severity=Severity(question.essential, weight=question.weight, days_overdue=row.days_overdue),
        inputs=(
            *(f"frameworks/{asker.ref}" for asker in question.askers),
            f"settings/{EXERCISE_MONTHS_SETTING}",
            *(f"exercises/{exercise.id}" for exercise in exercised),
        ),
        markings=(*(row.marking for row in inputs.basis_of(asked)), *(row.marking for row in exercised)),
    )
