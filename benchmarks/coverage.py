"""How often 95 % intervals from the simulation cover what is known exactly, on 2,000 repetitions of each case.

Run lengths are fixed from the relaxation time, and seeds count up from a number chosen beforehand, one a
repetition: none is run again with another. A case is judged by whether the number of intervals that cover lies
in the 99.9 % band of the binomial distribution. All cases are written to benchmarks/coverage.json as they came out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import product
from math import ceil, sqrt
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import stats

from benchmarks.measuring import Budget
from dueregard.common.parallel import Block, blocks, processors, run_tasks
from dueregard.engine.queueing.compiled import compiled
from dueregard.engine.queueing.exact.forward import transient
from dueregard.engine.queueing.exact.priorities import non_preemptive
from dueregard.engine.queueing.exact.varying import VaryingQueue
from dueregard.engine.queueing.exact.varying_waits import window_waits
from dueregard.engine.queueing.experiments.intervals import (
    Interval,
    difference_interval,
    ratio_interval,
)
from dueregard.engine.queueing.experiments.quantiles import quantile_interval
from dueregard.engine.queueing.experiments.warm_up import LongRun, relaxation_time
from dueregard.engine.queueing.fast import start_times
from dueregard.engine.queueing.random_numbers import Purpose, draw, key_of, unit
from dueregard.engine.queueing.variates import exponential_of

Reals = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Classes = npt.NDArray[np.int8]

FIRST_SEED = 20141104
REPETITIONS = 2000
LEVEL, BAND = 0.95, 0.999
SHARES = (0.15, 0.35, 0.5)
LONG_RUNS, TRANSIENT_RUNS = 20, 100
BINS = 1000
FILE = Path(__file__).parent / "coverage.json"

_KIND, _GAP, _SERVICE = int(Purpose.KIND), int(Purpose.WITHIN_HOUR), int(Purpose.SERVICE)


@dataclass(frozen=True, order=True)
class Case:
    """A pool of `servers`, kept busy to `load`, and what is estimated of it. A service lasts an hour on average."""

    kind: str
    servers: int
    load: float

    @property
    def rate(self) -> float:
        """Customers an hour."""
        return self.servers * self.load

    @property
    def relaxation(self) -> float:
        """Hours in which it forgets a factor e of its start."""
        return relaxation_time(self.rate, self.servers, 1.0)


def cases(kind: str) -> tuple[Case, ...]:
    """Every pool of one kind."""
    return tuple(Case(kind, servers, load) for servers, load in product((2, 10), (0.8, 0.92, 0.97)))


@compiled
def fill(key: np.uint64, rate: float, arrivals: Reals, classes: Classes, services: Reals) -> None:
    """Customers one after another, each by its number and the key alone."""
    now = 0.0
    for customer in range(arrivals.size):
        now += exponential_of(draw(key, customer, _GAP)) / rate
        arrivals[customer] = now
        kind = unit(draw(key, customer, _KIND))
        classes[customer] = 0 if kind < 0.15 else (1 if kind < 0.5 else 2)
        services[customer] = exponential_of(draw(key, customer, _SERVICE))


def customers(key: int, rate: float, until: float) -> tuple[Reals, Classes, Reals]:
    """All who come before `until`."""
    size = ceil(rate * until + 10 * sqrt(rate * until) + 50)
    arrivals, classes, services = np.empty(size), np.empty(size, np.int8), np.empty(size)
    fill(np.uint64(key), rate, arrivals, classes, services)
    count = int(np.searchsorted(arrivals, until))
    assert count < size, "more customers came than one run in 10²³ brings"
    return arrivals[:count], classes[:count], services[:count]


def long_run(case: Case, seed: int) -> tuple[Interval, ...]:
    """Mean wait of each class, started empty; runs long enough after those counted that no wait is cut."""
    design = LongRun.of_relaxation(case.relaxation)
    begin, end = design.warm_up_hours, design.warm_up_hours + design.length_hours
    sums, counts = np.zeros((LONG_RUNS, 3)), np.zeros((LONG_RUNS, 3))
    for run in range(LONG_RUNS):
        arrivals, classes, services = customers(key_of(seed, run), case.rate, end + case.relaxation)
        start = start_times(
            arrivals, classes, services, changes_at=np.array([0.0]), changes_to=np.array([case.servers])
        )
        first, beyond = np.searchsorted(arrivals, [begin, end])
        counted = slice(int(first), int(beyond))
        sums[run] = np.bincount(classes[counted], (start - arrivals)[counted], minlength=3)
        counts[run] = np.bincount(classes[counted], minlength=3)
    return tuple(ratio_interval(sums[:, k], counts[:, k], level=LEVEL) for k in range(3))


def _plans(case: Case) -> tuple[tuple[Reals, Integers], tuple[Reals, Integers]]:
    """Without: all servers all the time. With: one less for the first quarter of the relaxation time."""
    quarter = case.relaxation / 4
    return (
        (np.array([0.0]), np.array([case.servers])),
        (np.array([0.0, quarter]), np.array([case.servers - 1, case.servers])),
    )


def paired_difference(case: Case, seed: int) -> tuple[Interval, ...]:
    """What one server less adds to the hours waited before the horizon, for each customer expected; started empty."""
    horizon = case.relaxation
    waited = np.empty((TRANSIENT_RUNS, 2))
    for run in range(TRANSIENT_RUNS):
        arrivals, _, services = customers(key_of(seed, run), case.rate, horizon)
        one_class = np.zeros(arrivals.size, np.int8)
        for which, (at, to) in enumerate(_plans(case)):
            start = start_times(arrivals, one_class, services, changes_at=at, changes_to=to, until=horizon)
            # Who was not started before the horizon has waited up to it.
            waited[run, which] = (np.nan_to_num(start, nan=horizon) - arrivals).sum()
    waited /= case.rate * horizon
    return (difference_interval(waited[:, 1], waited[:, 0], level=LEVEL),)


def ninetieth(case: Case, seed: int) -> tuple[Interval, ...]:
    """Longest-waiting tenth of those who come within a relaxation time, one server being away for a quarter."""
    horizon = case.relaxation
    edges = np.append(np.arange(BINS + 1) * horizon / BINS, np.inf)
    histograms = np.zeros((TRANSIENT_RUNS, BINS + 1), np.int64)
    at, to = _plans(case)[1]
    for run in range(TRANSIENT_RUNS):
        arrivals, _, services = customers(key_of(seed, run), case.rate, horizon)
        start = start_times(
            arrivals, np.zeros(arrivals.size, np.int8), services, changes_at=at, changes_to=to
        )
        places = np.minimum((start - arrivals) * (BINS / horizon), BINS).astype(np.int64)
        histograms[run] = np.bincount(places, minlength=BINS + 1)
    return (quantile_interval(histograms, edges, 0.9, level=LEVEL),)


@lru_cache(maxsize=32)
def truths(case: Case) -> tuple[float, ...]:
    """What is known exactly: Cobham's means, or the forward equations."""
    if case.kind == "cobham":
        rates = [share * case.rate for share in SHARES]
        waits = non_preemptive(servers=case.servers, arrivals_per_hour=rates, mean_service_hours=1.0)
        return tuple(each.mean_wait_hours for each in waits)
    if case.kind == "paired":
        return (_queue_hours(case, 1) - _queue_hours(case, 0),)
    waits_then = window_waits(_queue(case, 1), from_hour=0.0, to_hour=case.relaxation, moments_per_step=64)
    return (waits_then.wait_quantile_hours(0.9),)


def _queue(case: Case, less: int) -> VaryingQueue:
    # The plan goes round, so it is made long enough that nobody of interest still waits then.
    steps = 80
    return VaryingQueue(
        arrivals_per_hour=(case.rate,) * steps,
        servers=(case.servers - less, *(case.servers,) * (steps - 1)),
        mean_service_hours=1.0,
        step_hours=case.relaxation / 4,
    )


def _queue_hours(case: Case, less: int) -> float:
    course = transient(_queue(case, less), to_hour=case.relaxation, points_per_step=1)
    return course.mean_queue / case.rate


ESTIMATES: dict[str, Callable[[Case, int], tuple[Interval, ...]]] = {
    "cobham": long_run,
    "paired": paired_difference,
    "ninetieth": ninetieth,
}


@dataclass(frozen=True)
class Repeat:
    """Repetitions of one case: how many intervals covered, for each thing estimated."""

    case: Case

    def __call__(self, block: Block) -> tuple[int, ...]:
        truth = truths(self.case)
        counts = np.zeros(len(truth), np.int64)
        for repetition in block:
            found = ESTIMATES[self.case.kind](self.case, FIRST_SEED + repetition)
            counts += [interval.covers(value) for interval, value in zip(found, truth, strict=True)]
        return tuple(counts.tolist())


def covered(case: Case, repetitions: int, *, workers: int = 1) -> tuple[int, ...]:
    """How many of the first so many repetitions covered, for each thing estimated."""
    size = max(1, min(100, repetitions // (4 * workers)))
    parts = run_tasks(Repeat(case), blocks(0, repetitions, size), workers=workers)
    if not parts.is_complete:
        raise KeyboardInterrupt
    return tuple(np.sum(parts.in_order(), axis=0).tolist())


def band(repetitions: int) -> tuple[int, int]:
    """Fewest and most that chance gives, in 99.9 % of cases, where the level is kept."""
    low, high = stats.binom.interval(BAND, repetitions, LEVEL)
    return int(low), int(high)


def outside(kind: str) -> float:
    """How many estimates of a kind lie outside the band; every one is written down."""
    low, high = band(REPETITIONS)
    rows: list[dict[str, object]] = []
    for case in cases(kind):
        counts = covered(case, REPETITIONS, workers=processors())
        for number, (count, truth) in enumerate(zip(counts, truths(case), strict=True), start=1):
            rows.append(
                {
                    "servers": case.servers,
                    "load": case.load,
                    "class": number,
                    "truth_hours": round(truth, 6),
                    "covered": count,
                    "share": count / REPETITIONS,
                    "in_band": low <= count <= high,
                }
            )
    _write(kind, rows)
    return float(sum(not row["in_band"] for row in rows))


def _write(kind: str, rows: list[dict[str, object]]) -> None:
    held = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    held |= {"first_seed": FIRST_SEED, "repetitions": REPETITIONS, "level": LEVEL, "band": band(REPETITIONS)}
    held[kind] = rows
    FILE.write_text(json.dumps(held, indent=2, sort_keys=True) + "\n", encoding="utf-8")


NAMES = {
    "cobham": "Coverage of Cobham means, of 18 outside the band",
    "paired": "Coverage of a paired transient difference, of 6",
    "ninetieth": "Coverage of a transient 90th percentile, of 6",
}
BUDGETS = tuple(
    Budget(name=name, measure=partial(outside, kind), unit="out", most=0) for kind, name in NAMES.items()
)
