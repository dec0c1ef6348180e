"""One simulated year of a force: the fast kernel beside a loop in C, SimPy and Ciw, on the same incidents in one run.

1,500 incidents a day, three grades, 60 units, a load of 0.92. The figures are ratios of times taken in this run,
so that another machine gives the same table. Every contender must give the same start times to the bit, but for
Ciw, which keeps its own clock and is held to the mean wait of each grade.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from time import perf_counter
from typing import Any

import ciw
import numpy as np

from benchmarks.measuring import Budget, Peer
from dueregard.engine.queueing.fast import start_times
from dueregard.engine.queueing.fast_stream import FastModel, simulate_fast
from dueregard.engine.queueing.model import TICKS_PER_HOUR
from dueregard.engine.queueing.random_numbers import key_of
from dueregard.engine.queueing.variates import exponential
from tests.support.simpy_peer import start_times_of_simpy

SEED = 20141104
DAYS, A_DAY, UNITS, LOAD = 365, 1_500, 60, 0.92
MIX = (0.15, 0.35, 0.50)
SERVICE_HOURS = LOAD * UNITS / (A_DAY / 24)
LOOP = Path(__file__).parent / "loop.c"
REPEATS = 9


@cache
def year() -> tuple[Any, Any, Any]:
    """When the incidents of a year come, their grades and how long a unit is kept; hours."""
    random = np.random.Generator(np.random.PCG64(SEED))
    count = int(random.poisson(A_DAY * DAYS))
    arrivals = np.sort(random.random(count)) * 24.0 * DAYS
    grades = random.choice(3, size=count, p=MIX).astype(np.int8)
    return arrivals, grades, random.exponential(SERVICE_HOURS, count)


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median seconds of one call."""
    times = []
    for _ in range(repeats):
        started = perf_counter()
        work()
        times.append(perf_counter() - started)
    return median(times)


@cache
def c_loop() -> Callable[[], Any]:
    """The loop in C over the year, compiled now; a call gives the start times."""
    library = Path(mkdtemp()) / "loop.so"
    compiler = shutil.which("gcc")
    assert compiler is not None
    subprocess.run(
        [compiler, "-O3", "-march=native", "-shared", "-fPIC", "-o", str(library), str(LOOP)], check=True
    )
    loop = ctypes.CDLL(str(library)).start_times
    incidents = year()
    many = incidents[0].size
    following, start = np.empty(many, dtype=np.int32), np.empty(many)

    def run() -> Any:  # each array is named here, so that it lives as long as the loop may write to it
        inward = [ctypes.c_void_p(array.ctypes.data) for array in incidents]
        outward = [ctypes.c_void_p(array.ctypes.data) for array in (following, start)]
        assert loop(ctypes.c_int64(many), *inward, ctypes.c_int(UNITS), *outward) == 0
        return start

    return run


def flat() -> dict[str, Any]:
    """The flat capacity, as the kernel takes it."""
    return {"changes_at": np.array([0.0]), "changes_to": np.array([UNITS])}


def ours() -> Any:
    """Start times of the year by the fast kernel."""
    return start_times(*year(), **flat())


@cache
def beside_c() -> tuple[float, float]:
    """Seconds of the kernel and of the loop in C, taken in turn; their answers are the same."""
    assert np.array_equal(ours(), c_loop()())
    pairs = [(seconds(ours, 3), seconds(c_loop(), 3)) for _ in range(REPEATS)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


@cache
def simpy_seconds() -> float:
    """Seconds of SimPy over the year; its start times are the kernel's to the bit."""
    started = perf_counter()
    theirs = start_times_of_simpy(*year(), **flat())
    taken = perf_counter() - started
    assert np.array_equal(ours(), theirs)
    return taken


@cache
def ciw_seconds() -> float:
    """Seconds of Ciw over the year, from its network to its records; its mean waits agree within a thousandth."""
    arrivals, grades, services = year()
    come, kept = {}, {}
    for grade in range(3):
        of_grade = grades == grade
        gaps = np.diff(arrivals[of_grade], prepend=0.0)
        come[f"grade {grade}"] = [ciw.dists.Sequential([*gaps.tolist(), np.inf])]
        kept[f"grade {grade}"] = [ciw.dists.Sequential(services[of_grade].tolist())]
    started = perf_counter()
    network = ciw.create_network(
        arrival_distributions=come,
        service_distributions=kept,
        number_of_servers=[UNITS],
        priority_classes={f"grade {grade}": grade for grade in range(3)},
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(24.0 * DAYS)
    records = simulation.get_all_records()
    taken = perf_counter() - started
    waits = ours() - arrivals
    for grade in range(3):
        theirs = np.mean([each.waiting_time for each in records if each.customer_class == f"grade {grade}"])
        assert abs(theirs / waits[grades == grade].mean() - 1) < 1e-3
    return taken


@cache
def streaming_seconds() -> float:
    """Seconds of the streaming kernel: the same force, its incidents made as they come and none kept."""
    hourly = A_DAY / 24
    model = FastModel(
        rates=np.array([[share * hourly for share in MIX]]),
        capacity=np.array([UNITS], dtype=np.int64),
        service=(exponential(SERVICE_HOURS * TICKS_PER_HOUR),) * 3,
        standard_ticks=(TICKS_PER_HOUR // 4, TICKS_PER_HOUR, 4 * TICKS_PER_HOUR),
        hours=24 * DAYS,
    )
    keys = iter(range(10**6))
    simulate_fast(model, key_of(SEED, next(keys)))
    return seconds(lambda: simulate_fast(model, key_of(SEED, next(keys))))


def loop_in_c(mine: float) -> Peer:
    """The loop in C as a peer of a kernel that took so many seconds."""
    note = f"{1000 * mine:.1f} ms to {1000 * beside_c()[1]:.1f} ms in this run"
    return Peer(name="the loop in C, gcc -O3, its incidents given", figure=1, note=note)


def beside(name: str, theirs: float) -> Peer:
    """A slower contender of the same run as a peer of the fast kernel, its time being 1,000."""
    return Peer(name=name, figure=1000, note=f"{theirs:.2f} s to {1000 * seconds(ours):.1f} ms in this run")


IN_C = (
    Budget(
        name="A year, 550,000 incidents, fast kernel to a loop in C",
        measure=lambda: beside_c()[0] / beside_c()[1],
        unit="x",
        most=1.3,
        peer=lambda: loop_in_c(beside_c()[0]),
    ),
    Budget(
        name="The same made as it goes, none kept, to that loop in C",
        measure=lambda: streaming_seconds() / beside_c()[1],
        unit="x",
        most=6,
        peer=lambda: loop_in_c(streaming_seconds()),
    ),
)
BUDGETS = (
    *(IN_C if shutil.which("gcc") else ()),
    Budget(
        name="A year, thousandths of SimPy's time, equal to the bit",
        measure=lambda: 1000 * seconds(ours) / simpy_seconds(),
        unit="",
        most=4,
        peer=lambda: beside("SimPy 4.1", simpy_seconds()),
    ),
    Budget(
        name="A year, thousandths of Ciw's time",
        measure=lambda: 1000 * seconds(ours) / ciw_seconds(),
        unit="",
        most=1.82,
        peer=lambda: beside("Ciw 3.2", ciw_seconds()),
    ),
)
if not shutil.which("gcc"):
    print("No gcc here, so the loop in C is not run beside the kernels: install gcc to see those lines.")
