"""A surface of 100 points at once and simulated, and a sweep on one process, two, and a Dask cluster.

Northmarch's log is made and calibrated first, outside the figures; so are the sixteen simulated cells by which the
fluid view is measured. The fluid view is timed from a read study to its last cell, its hours ledgers included. The
band's half-width is that of 20 runs a cell, against the fit of its own cell and against the largest of the surface.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from functools import cache
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
from dueregard.effects.surface import CapacitySurface, capacity_surface, surface_work
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
RUNS = 20
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
def _simulated() -> tuple[CapacitySurface, float]:
    _, read = _study()
    started = perf_counter()
    work = surface_work(read.of_size, SIZES, SHARES, read.demands(), read.design.seed)
    found = capacity_surface(work, SIZES, RUNS, read.design, workers=2)
    return found, perf_counter() - started


@cache
def _fluid() -> tuple[FluidView, float, float]:
    """The view from the anchors among the simulated cells, its seconds, and its seconds of processor."""
    _, read = _study()
    found, _ = _simulated()
    part = replace(
        found,
        shares=tuple(found.shares[place] for place in FEW),
        sizes=tuple(found.sizes[place] for place in FEW),
        samples=found.samples[:, FEW][:, :, FEW],
    )
    anchors = anchors_of(read, part)
    times = []
    for _ in range(5):
        clock, busy = perf_counter(), process_time()
        view = fluid_view(grid_of(read, SIZES, SHARES), anchors, float(read.design.band_from_load))
        times.append((perf_counter() - clock, process_time() - busy))
    return view, min(clock for clock, _ in times), min(busy for _, busy in times)


def _true_error() -> float:
    """The largest error of a printed cell, held against its own runs, which the view never saw but at the anchors."""
    view, _, _ = _fluid()
    simulated = _simulated()[0].samples.mean(axis=0)
    off = np.abs(view.people - simulated) / simulated
    printed = np.array([[view.is_printed(row, column) for column in range(10)] for row in range(10)])
    return float(off[printed].max())


def _silent() -> float:
    """Cells without a figure: the error is above 20 %, or overload is near."""
    view, _, _ = _fluid()
    return float(sum(not view.is_printed(row, column) for row in range(10) for column in range(10)))


def _half_width(*, of_the_largest: bool) -> float:
    fitted = _simulated()[0].fitted
    half = (fitted.high - fitted.low) / 2
    return float((half / (fitted.fit.max() if of_the_largest else fitted.fit)).max())


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
    Budget(name="Surface of 100 points, 20 runs a cell", measure=lambda: _simulated()[1], unit="s", most=60),
    Budget(
        name="Its band's half-width, of the surface's largest cell",
        measure=lambda: _half_width(of_the_largest=True),
        unit="",
        most=0.05,
    ),
    Budget(
        name="Its band's half-width, of each cell's own",
        measure=lambda: _half_width(of_the_largest=False),
        unit="",
        most=0.05,
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
