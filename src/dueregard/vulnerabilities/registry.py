"""The rules by name, in the order of the manual; that order settles ties in the ranking.

`python -m dueregard.vulnerabilities.reference` prints the page of the manual that is made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dueregard.common.codecs import Id
from dueregard.improvement.clocks import ANSWER_DAYS_SETTING
from dueregard.improvement.coverage import EXERCISE_MONTHS_SETTING
from dueregard.vulnerabilities.inputs import Inputs
from dueregard.vulnerabilities.model import Found
from dueregard.vulnerabilities.rules import criteria, exercising, improvement, readings


@dataclass(frozen=True, slots=True)
class VulnerabilityRule:
    """One named rule.

    `find` maps each subject it finds to what it found it by; `say` makes of one such pair what is to be said.
    `find` raises SettingUnusable where a setting it needs is absent or unreadable, or ResultUnreadable where a Result
    is: the rule is then off. A rule about stored Results asks for its setting only where there is such a Result.
    """

    id: Id
    name: str
    reads: str
    explanation: str
    subject: str
    setting: Id | None
    find: Callable[[Inputs], Mapping[str, Any]]
    say: Callable[[Inputs, str, Any], Found]


RULES: tuple[VulnerabilityRule, ...] = (
    VulnerabilityRule(
        Id("rating-below-required"),
        "Rating below required",
        "answers of the cycle, carried ones included; required ratings of the frameworks",
        "A criterion is answered with a rating below the one that it has to reach.",
        "framework/criterion",
        None,
        criteria.below_required,
        criteria.say_below_required,
    ),
    VulnerabilityRule(
        Id("criterion-uncovered"),
        "Criterion uncovered",
        "answers of the cycle",
        "A criterion of the cycle has no answer: it was left out, the return did not come, no lead answers "
        "for it, or it is called not applicable and no second person has confirmed that. What is assessed "
        "elsewhere is covered.",
        "framework/criterion",
        None,
        criteria.uncovered,
        criteria.say_uncovered,
    ),
    VulnerabilityRule(
        Id("evidence-lacking"),
        "Evidence expired or absent",
        "answers of the cycle, the evidence they cite, the day of the cycle",
        "A criterion is answered on evidence that has all expired by the day of the cycle, or on none.",
        "framework/criterion",
        None,
        criteria.unsupported,
        criteria.say_unsupported,
    ),
    VulnerabilityRule(
        Id("recommendation-unanswered"),
        "Recommendation unanswered",
        "recommendations and the publication of their reports",
        "An inspector's recommendation has no stance when the days that the force allows itself are over.",
        "recommendation",
        ANSWER_DAYS_SETTING,
        improvement.unanswered,
        improvement.say_unanswered,
    ),
    VulnerabilityRule(
        Id("action-overdue"),
        "Action overdue",
        "actions as they stood on the day of the cycle",
        "An action that is still open has passed its due date.",
        "action",
        None,
        improvement.overdue,
        improvement.say_overdue,
    ),
    VulnerabilityRule(
        Id("action-moved-twice"),
        "Action moved twice",
        "actions and the moves of their due dates up to the day of the cycle",
        "The due date of an action that is still open has been moved at least twice.",
        "action",
        None,
        improvement.moved_twice,
        improvement.say_moved_twice,
    ),
    VulnerabilityRule(
        Id("risk-not-exercised"),
        "Risk not exercised",
        "risks that say within how many months they are to be exercised; exercises",
        "A risk was not exercised within its months, or no exercise of it is recorded at all.",
        "risk",
        None,
        exercising.risks_not_exercised,
        exercising.say_risk_not_exercised,
    ),
    VulnerabilityRule(
        Id("capability-not-exercised"),
        "Capability not exercised",
        "criteria that exercises name; exercises",
        "A criterion of the cycle that was once exercised has not been exercised within the force's months "
        "since. One that no exercise names is not found by this rule.",
        "framework/criterion",
        EXERCISE_MONTHS_SETTING,
        exercising.capabilities_not_exercised,
        exercising.say_capability_not_exercised,
    ),
    VulnerabilityRule(
        Id("contradicted-by-reading"),
        "Contradicted by a reading",
        "answers of the cycle; the latest stored reading of each criterion's capacity target",
        "A criterion is answered at or above its required rating, and the latest reading of its capacity target "
        "finds hours in which the target is not met.",
        "framework/criterion",
        None,
        readings.contradicted,
        readings.say_contradicted,
    ),
    VulnerabilityRule(
        Id("capacity-below-target"),
        "Capacity below target",
        "the latest stored reading of each capacity target",
        "The latest reading of a capacity target finds hours in which it is not met, and no answer says otherwise.",
        "framework/criterion, or the target's own name",
        None,
        readings.below_target,
        readings.say_below_target,
    ),
    VulnerabilityRule(
        Id("counted-twice"),
        "People counted twice",
        "the latest stored reading of each pair of capacity targets that share people",
        "Two capacity targets are each met in hours in which both together are not, unless somebody counts for both.",
        "two targets, with a colon between",
        None,
        readings.counted_twice,
        readings.say_counted_twice,
    ),
    VulnerabilityRule(
        Id("skill-expiring"),
        "Skill expiring",
        "the latest stored forecast of each skill that a capacity target needs",
        "At least so many per cent of those who hold a skill lose it within the forecast, unless it is renewed.",
        "skill",
        readings.EXPIRING_SETTING,
        readings.expiring,
        readings.say_expiring,
    ),
    VulnerabilityRule(
        Id("depends-on-others"),
        "Dependence on others",
        "the latest stored months of each specialist function",
        "Others supplied more than so many per cent of the days that a specialist function worked.",
        "specialist function",
        readings.RELIANCE_SETTING,
        readings.dependent,
        readings.say_dependent,
    ),
)
