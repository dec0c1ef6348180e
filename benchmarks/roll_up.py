"""Rolling up a whole force of 1,200 criteria: from returns as read to the standing of every SPR area.

Each call starts from a book in which nothing has been worked out, so indexes, tracing of carried
answers, roll-ups, challenged versions, standings and their sentences are all inside the figure.
"""

from __future__ import annotations

from benchmarks.generated_force import CRITERIA, generated_force
from benchmarks.measuring import Budget, median_milliseconds
from dueregard.assessment.areas import force_standing
from dueregard.assessment.resolution import answers_of


def milliseconds() -> float:
    """Milliseconds for one whole force, from its records; at least 1,200 criteria are answered for."""
    force = generated_force()
    latest = force.cycles[-1].id
    assert len(answers_of(force.book(), latest)) >= CRITERIA - 10
    return median_milliseconds(
        lambda: [standing.sentence for standing in force_standing(force.book(), latest)], repeats=15
    )


BUDGETS = (Budget(name="Roll-up of a whole force, 1,200 criteria", measure=milliseconds, unit="ms", most=20),)
