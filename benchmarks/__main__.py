"""Measure every budget, or those of modules named, print a table, and write benchmarks/results.json.

`python -m benchmarks surface` measures one module and keeps what the file has of the others.

A new benchmark is a module with a tuple `BUDGETS`, named in `MODULES`. A miss is printed as a
miss and does not fail the command: machines differ, and the table is for people to read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.measuring import Budget, Measured

MODULES = (
    "roll_up",
    "comparison",
    "packs",
    "papers",
    "command_line",
    "coverage",
    "readings",
    "effects",
    "surface",
    "simulation",
    "full_model",
    "mobilisation",
    "replanning",
    "large_force",
    "shared_plans",
)
Row = dict[str, Any]
RESULTS = Path(__file__).parent / "results.json"


def budgets(modules: Sequence[str] = MODULES) -> list[Budget]:
    """Every budget of the modules, in order."""
    return [budget for name in modules for budget in import_module(f"benchmarks.{name}").BUDGETS]


def as_json(measured: Sequence[Measured], before: Sequence[Row] = ()) -> str:
    """The results as JSON text, in the order of the budgets; a peer that was not re-run says so in its note.

    before: rows of an earlier time, kept for budgets that were not measured now.
    """
    rows = {row["name"]: row for row in [*before, *map(_row, measured)]}
    kept = [rows[budget.name] for budget in budgets() if budget.name in rows]
    return json.dumps(kept, indent=2, ensure_ascii=False) + "\n"


def _row(each: Measured) -> Row:
    budget, peer = each.budget, each.peer
    return {
        "name": budget.name,
        "figure": round(each.figure, 3),
        "unit": budget.unit,
        "budget": budget.most,
        "met": each.is_met,
        "peer": peer.name if peer else None,
        "peer_figure": peer.figure if peer else None,
        "peer_note": peer.note if peer else None,
    }


def main() -> None:
    """Measure, print each line as it comes, and write the file."""
    named = sys.argv[1:]
    if unknown := [name for name in named if name not in MODULES]:
        sys.exit(f"There is no benchmark {unknown[0]}: there are {', '.join(MODULES)}.")
    before = json.loads(RESULTS.read_text(encoding="utf-8")) if named and RESULTS.is_file() else []
    measured = []
    for budget in budgets(named or MODULES):
        measured.append(Measured(budget=budget, figure=budget.measure()))
        print(measured[-1].line(), flush=True)
    RESULTS.write_text(as_json(measured, before), encoding="utf-8")
    missed = sum(not each.is_met for each in measured)
    print(f"{len(measured)} budgets, {missed or 'none'} missed; written to benchmarks/{RESULTS.name}")


if __name__ == "__main__":
    main()
