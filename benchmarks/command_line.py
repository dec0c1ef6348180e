"""How long a person waits for the list of commands: a fresh process, from start to end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.measuring import Budget, median_milliseconds

PROGRAM = Path(sys.executable).with_name("dueregard")


def milliseconds() -> float:
    """Milliseconds for `dueregard --help`, as installed."""
    command = [str(PROGRAM), "--help"]
    return median_milliseconds(
        lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), repeats=9
    )


BUDGETS = (Budget(name="dueregard --help", measure=milliseconds, unit="ms", most=300),)
