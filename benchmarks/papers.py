"""Northmarch's own full paper, from the snapshot to three finished formats, in a warm process.

Nothing is kept from an earlier call: each starts from a snapshot in which nothing has been worked
out, and works out standings, comparison and vulnerabilities, draws the charts and renders.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.measuring import Budget, Peer, median_milliseconds
from dueregard.packs.reading import read_pack
from dueregard.papers.full import build_full
from dueregard.papers.rendering import render_files

NORTHMARCH = Path(__file__).parents[1] / "examples" / "northmarch"
LEAST_CHARTS = 6


def milliseconds() -> float:
    """Milliseconds for DOCX, PDF and HTML of the full edition; at least six charts are in it."""
    snapshot = read_pack(NORTHMARCH)
    assert sum(1 for _ in build_full(snapshot).charts()) >= LEAST_CHARTS
    return median_milliseconds(lambda: render_files(build_full(replace(snapshot))), repeats=5)


BUDGETS = (
    Budget(
        name="Northmarch's full paper, DOCX + PDF + HTML",
        measure=milliseconds,
        unit="ms",
        most=1000,
        peer=Peer(
            name="CISO Assistant, DOCX alone, 1,209 nodes",
            figure=5717,
            note="not re-run; measured August 2026",
        ),
    ),
)
