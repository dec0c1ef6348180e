"""A surface of 100 points at once and simulated, and a sweep on one process, two, and a Dask cluster.

Northmarch's log is made and calibrated first, outside the figures. The surface is timed on two processes from a read
study to its last cell: draws of demand, hours ledgers, controls and runs. Its band is within ±5 % of each cell as far
as a cell's most runs reach; how many cells are wider is a line of its own. Beside it, its processor time: on a machine
that does other work too the clock tells of that. The fluid view is timed in the same way, and measured by cells of
the same surface. The two-process lines are of a quiet machine only.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from functools import cache
from os import times
from pathlib import Path
from shutil import copytree
from tempfile import mkdtemp
from time import perf_counter, process_time

import numpy as np

from benchmarks.measuring import Budget
from dueregard.common.codecs import Id
from dueregard.common.parallel import Cluster
from dueregard.effects.anchors_file import anchors_of, grid_of
from dueregard.effects.fluid_view import MOST_ERROR, FluidView, fluid_view
from dueregard.effects.study_reading import ReadStudy, read_study
from dueregard.effects.surface import CapacitySurface, Running, narrow_surface
from dueregard.effects.surface_design import SurfaceDesign
from dueregard.effects.surface_work import surface_work
from dueregard.effects.sweep import SweepWork, carry_out, sweep_work
from dueregard.effects.sweep_file import Sweep
from dueregard.effects.sweep_table import rows_of, sweep_files

EXAMPLE = Path(__file__).parents[1] / "examples" / "local-policing" / "northmarch"
PROGRAM = Path(sys.executable).parent / "dueregard"
CALIBRATE = (
    "calibrate log/log.csv.gz --columns columns.yaml --grades grades.yaml --as-at 2023-06-26 "
    "--staffing staffing.yaml --out calibration"
)
SIZES = tuple(range(0, 500, 50))
SHARES = tuple(Decimal(each) / 100 for each in range(110, 60, -5))
CHOICES = SurfaceDesign()
FEW = [0, 3, 6, 9]
"""Places of the anchors in the grid: four of each ten."""


@cache
def _study() -> tuple[Path, ReadStudy]:
    folder = Path(mkdtemp()) / "northmarch"
    copytree(EXAMPLE, folder)
    for words in ("invent log", CALIBRATE):
        subprocess.run([str(PROGRAM), *words.split()], cwd=folder, check=True, capture_output=True)
    return folder, read_study(folder / "velmoor.yaml")


@cache
def _simulated() -> tuple[CapacitySurface, float, float]:
    """The surface, its seconds, and its seconds of processor, those of its two processes included."""
    _, read = _study()
    clock, busy = perf_counter(), _processor()
    apart = read.demands_apart(CHOICES.control_runs)
    work = surface_work(read.of_size, SIZES, SHARES, read.demands(CHOICES.most_runs), read.design.seed, apart)
    found = narrow_surface(work, SIZES, CHOICES, read.design, Running(workers=2))
    return found, perf_counter() - clock, _processor() - busy


def _processor() -> float:
    """Processor seconds of this process and of those that it waited for."""
    spent = times()
    return spent.user + spent.system + spent.children_user + spent.children_system


@cache
def _fluid() -> tuple[FluidView, float, float]:
    """The view from the anchors among the simulated cells, its seconds, and its seconds of processor."""
    _, read = _study()
    found = _simulated()[0]
    part = replace(
        found,
        shares=tuple(found.shares[place] for place in FEW),
        sizes=tuple(found.sizes[place] for place in FEW),
        samples=found.samples[:, FEW][:, :, FEW],
        means=found.means[np.ix_(FEW, FEW)],
    )
    anchors = anchors_of(read, part)
    taken = []
    for _ in range(5):
        clock, busy = perf_counter(), process_time()
        view = fluid_view(grid_of(read, SIZES, SHARES), anchors, float(read.design.band_from_load))
        taken.append((perf_counter() - clock, process_time() - busy))
    return view, min(clock for clock, _ in taken), min(busy for _, busy in taken)


def _true_error() -> float:
    """The largest error of a printed cell, held against its own runs, which the view never saw but at the anchors."""
    view, _, _ = _fluid()
    simulated = _simulated()[0].means
    off = np.abs(view.people - simulated) / simulated
    printed = np.array([[view.is_printed(row, column) for column in range(10)] for row in range(10)])
    return float(off[printed].max())


def _silent() -> float:
    """Cells without a figure: the error is above 20 %, or overload is near."""
    view, _, _ = _fluid()
    return float(sum(not view.is_printed(row, column) for row in range(10) for column in range(10)))


@cache
def _sweep() -> SweepWork:
    folder, _ = _study()
    grid = Sweep(
        name=Id("benchmark"),
        studies=("velmoor.yaml",),
        runs=24,
        officers=(150, 300),
        available=(Decimal(1), Decimal("0.9")),
    )
    return sweep_work(grid, folder)


@cache
def _swept(workers: int, cluster: bool) -> tuple[dict[str, bytes], float]:
    """The files of a sweep, and its pairs of runs a second."""
    work = _sweep()
    started = perf_counter()
    found = carry_out(work, workers=workers, cluster=Cluster(workers=workers) if cluster else None)
    seconds = perf_counter() - started
    return sweep_files(found, rows_of(found)), len(work.points) * work.sweep.runs / seconds


def _different() -> float:
    """How many of four ways to run a sweep give other bytes than the first."""
    first = _swept(1, False)[0]
    return float(sum(_swept(workers, cluster)[0] != first for workers in (1, 2) for cluster in (False, True)))


def _of_the_time(*, cluster: bool) -> float:
    """What two workers take, as a share of what one takes."""
    return _swept(1, cluster)[1] / _swept(2, cluster)[1]


BUDGETS = (
    Budget(name="Surface of 100 points, fluid view", measure=lambda: _fluid()[1], unit="s", most=0.3),
    Budget(
        name="Its processor time",
        measure=lambda: _fluid()[2],
        unit="s",
        most=0.3,
    ),
    Budget(
        name="Its largest error where it prints a figure",
        measure=_true_error,
        unit="",
        most=MOST_ERROR,
    ),
    Budget(name="Cells of 100 for which it prints none", measure=_silent, unit="", most=25),
    Budget(
        name="Surface of 100 points, to a band within ±5 % of each",
        measure=lambda: _simulated()[1],
        unit="s",
        most=60,
    ),
    Budget(
        name="Its processor time, of 2 × 60 s that there are",
        measure=lambda: _simulated()[2],
        unit="s",
        most=120,
    ),
    Budget(
        name="Its band's widest half-width, of each cell's own",
        measure=lambda: _simulated()[0].widest,
        unit="",
        most=0.05,
    ),
    Budget(
        name="Cells of 100 whose band is wider than aimed at",
        measure=lambda: float((~_simulated()[0].is_narrow).sum()),
        unit="",
        most=0,
    ),
    Budget(name="Sweep: ways of four with other bytes than the first", measure=_different, unit="", most=0),
    Budget(
        name="Sweep: time on 2 processes, of that on 1",
        measure=lambda: _of_the_time(cluster=False),
        unit="",
        most=0.65,
    ),
    Budget(
        name="Sweep: time on 2 of a Dask cluster, of that on 1",
        measure=lambda: _of_the_time(cluster=True),
        unit="",
        most=0.8,
    ),
)
