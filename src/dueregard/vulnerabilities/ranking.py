"""The order of vulnerabilities: stated, explained, and never a score.

Vulnerabilities are compared on one point at a time, and a later point counts only between those that are
alike on all earlier ones:

1. one that touches an essential criterion comes before one that does not, because an SPR area fails without
   it;
2. more steps below the required rating come first (an unanswered criterion counts the most steps it could
   be);
3. a criterion of greater weight comes first;
4. a higher rated risk comes first;
5. more days overdue come first;
6. a due date that moved more often comes first;
7. then by rule, in the order of the manual: a known shortfall before an unknown one, an unknown one before
   one not supported, what slips or is not rehearsed after those, and last what rosters say;
8. then by key, so that the order is the same every time.

Nothing is added up: a month of delay is not worth half a step of a scale.
"""

from __future__ import annotations

from dueregard.improvement.history import times
from dueregard.improvement.risk_ratings import RATINGS
from dueregard.vulnerabilities.model import Severity

Place = tuple[bool, int, int, int, int, int, int, str]


def place(severity: Severity, rule_order: int, key: str) -> Place:
    """The sort key of a vulnerability; the most serious sorts first.

    >>> place(Severity(essential=True), 3, "a") < place(Severity(steps_below=3, weight=5), 0, "b")
    True
    """
    return (
        not severity.essential,
        -severity.steps_below,
        -severity.weight,
        -severity.risk_rank,
        -severity.days_overdue,
        -severity.moves,
        rule_order,
        key,
    )


def ranking_reason(severity: Severity) -> str:
    """Why it stands where it stands, the deciding points in their order.

    >>> ranking_reason(Severity(essential=True, steps_below=2, weight=3))
    'essential criterion; 2 steps below what is required; weight 3'
    >>> ranking_reason(Severity())
    'none of the points of the ranking applies, so it stands by its rule'
    """
    points = (
        (severity.essential, "essential criterion"),
        (severity.steps_below, f"{steps(severity.steps_below)} below what is required"),
        (severity.weight, f"weight {severity.weight}"),
        (severity.risk_rank >= 0, f"{RATINGS[severity.risk_rank].value.replace('-', ' ')} risk"),
        (severity.days_overdue, f"{days(severity.days_overdue)} overdue"),
        (severity.moves, f"moved {times(severity.moves)}"),
    )
    told = "; ".join(words for applies, words in points if applies)
    return told or "none of the points of the ranking applies, so it stands by its rule"


def steps(count: int) -> str:
    """A number of steps in words.

    >>> steps(1), steps(2)
    ('1 step', '2 steps')
    """
    return "1 step" if count == 1 else f"{count} steps"


def days(count: int) -> str:
    """A number of days in words.

    >>> days(1), days(1200)
    ('1 day', '1,200 days')
    """
    return "1 day" if count == 1 else f"{count:,} days"
