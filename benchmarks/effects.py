"""The headline effect of a deployment on Northmarch's two-year log, with all three uncertainties.

The log is made and calibrated first, outside the figure. The figure is the command from its start in a new
process to its last line: reading, drawing 200 demands, running them, what the headline hangs on, and words.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import mkdtemp
from time import perf_counter

from benchmarks.measuring import Budget

EXAMPLE = Path(__file__).parents[1] / "examples" / "local-policing" / "northmarch"
PROGRAM = Path(sys.executable).parent / "dueregard"
CALIBRATE = (
    "calibrate log/log.csv.gz --columns columns.yaml --grades grades.yaml --as-at 2023-06-26 "
    "--staffing staffing.yaml --out calibration"
)


def _run(folder: Path, *words: str) -> str:
    done = subprocess.run([str(PROGRAM), *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


@cache
def _measured() -> tuple[float, float]:
    """Seconds of one run, and the simulation's error in the headline as a share of its printed width."""
    folder = Path(mkdtemp()) / "northmarch"
    copytree(EXAMPLE, folder)
    _run(folder, "invent", "log")
    _run(folder, *CALIBRATE.split())
    started = perf_counter()
    answer = json.loads(_run(folder, "effect", "velmoor.yaml", "--json"))
    seconds = perf_counter() - started
    (headline,) = (
        figure
        for figure in answer["figures"]
        if (figure["measure"], figure["grade"], figure["local_area"], figure["window"])
        == ("not seen within the standard", "every non-emergency grade", "the force", "from then on")
    )
    return seconds, headline["simulation_share"]


BUDGETS = (
    Budget(
        name="Headline effect, three uncertainties, 200 draws",
        measure=lambda: _measured()[0],
        unit="s",
        most=20,
    ),
    Budget(
        name="Its simulation error, share of the printed width",
        measure=lambda: _measured()[1],
        unit="",
        most=0.1,
    ),
)
