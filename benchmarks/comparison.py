"""Comparing two cycles of a force of 1,200 criteria across a change of SPR version, from its records."""

from __future__ import annotations

from benchmarks.generated_force import generated_force
from benchmarks.measuring import Budget, Peer, median_milliseconds
from dueregard.assessment.comparison import compare


def milliseconds() -> float:
    """Milliseconds for one comparison, with the sentence of every SPR area."""
    force = generated_force()
    earlier, later = force.cycles[3].id, force.cycles[4].id
    assert force.cycles[3].spr_framework != force.cycles[4].spr_framework
    return median_milliseconds(
        lambda: [area.sentence for area in compare(force.book(), earlier, later).areas], repeats=15
    )


BUDGETS = (
    Budget(
        name="Comparison of two cycles, 1,200 criteria",
        measure=milliseconds,
        unit="ms",
        most=100,
        peer=Peer(
            name="CISO Assistant, two audits of 1,209 nodes, one call over HTTP",
            figure=920,
            note="not re-run, measured August 2026",
        ),
    ),
)
