"""Measure every budget, print a table, and write benchmarks/results.json.

A new benchmark is a module with a tuple `BUDGETS`, named in `MODULES`. A miss is printed as a
miss and does not fail the command: machines differ, and the table is for people to read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.measuring import Budget, Measured

MODULES = (
    "roll_up",
    "comparison",
    "packs",
    "papers",
    "command_line",
    "coverage",
    "effects",
    "surface",
    "simulation",
    "full_model",
)
RESULTS = Path(__file__).parent / "results.json"


def budgets() -> list[Budget]:
    """Every budget of every module, in order."""
    return [budget for name in MODULES for budget in import_module(f"benchmarks.{name}").BUDGETS]


def as_json(measured: Sequence[Measured]) -> str:
    """The results as JSON text; a peer that was not re-run says so in its note."""
    rows = []
    for each in measured:
        budget, peer = each.budget, each.peer
        rows.append(
            {
                "name": budget.name,
                "figure": round(each.figure, 3),
                "unit": budget.unit,
                "budget": budget.most,
                "met": each.is_met,
                "peer": peer.name if peer else None,
                "peer_figure": peer.figure if peer else None,
                "peer_note": peer.note if peer else None,
            }
        )
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Measure, print each line as it comes, and write the file."""
    measured = []
    for budget in budgets():
        measured.append(Measured(budget=budget, figure=budget.measure()))
        print(measured[-1].line(), flush=True)
    RESULTS.write_text(as_json(measured), encoding="utf-8")
    missed = sum(not each.is_met for each in measured)
    print(f"{len(measured)} budgets, {missed or 'none'} missed; written to benchmarks/{RESULTS.name}")


if __name__ == "__main__":
    main()
