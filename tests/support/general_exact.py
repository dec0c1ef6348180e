"""Models of the general kernel whose truth is known, and how a long simulation is held against it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import stats

from dueregard.engine.queueing.general import simulate
from dueregard.engine.queueing.model import TICKS_PER_HOUR, CustomerClass, GeneralModel, Tally
from dueregard.engine.queueing.random_numbers import key_of
from dueregard.engine.queueing.variates import Times, exponential

FIRST_SEED = 20141104
"""Seeds count up from here, case by case; a case that fails is not given another."""
WARM_UP_HOURS = 500

Counts = dict[str, Any]


def hours(number: float) -> Times:
    """Exponential with a mean of so many hours."""
    return exponential(number * TICKS_PER_HOUR)


ONE_HOUR = hours(1)


def steady(
    *classes: CustomerClass, rates: Sequence[float], units: Sequence[int], length: int = 8_000
) -> GeneralModel:
    """Steady rates by class (the same at every place), units by place; cell 0 is the warm-up, cell 1 is counted."""
    total, places = WARM_UP_HOURS + length, len(units)
    by_place = np.repeat(np.array(rates, dtype=np.float64)[:, None], places, axis=1)
    counted = (np.arange(total) >= WARM_UP_HOURS).astype(np.int64)
    return GeneralModel(
        classes=classes,
        rates=np.broadcast_to(by_place, (total, len(classes), places)).copy(),
        capacity=np.broadcast_to(np.array(units, dtype=np.int64), (total, places)).copy(),
        preference=np.array([[place] + [-1] * (places - 1) for place in range(places)]),
        travel_factor=np.ones((places, places)),
        cell=counted,
        band=counted,
    )


@dataclass(frozen=True)
class Known:
    """A share or mean seen in a run, and what it is in truth."""

    name: str
    seen: Callable[[Counts], float]
    truth: float


def share(name: str, of: str, truth: float, *, rank: int = 0) -> Known:
    """One count over another, of a class."""
    return Known(name, lambda counts: counts[name][rank].sum() / counts[of][rank].sum(), truth)


def mean_wait(truth_hours: float, *, rank: int = 0, to: str = "wait_start") -> Known:
    """The mean wait of those of a class who were attended, in hours."""

    def seen(counts: Counts) -> float:
        return float(counts[to][rank].sum() / counts["attended"][rank].sum() / TICKS_PER_HOUR)

    return Known(f"mean {to} of class {rank}", seen, truth_hours)


def share_waiting(truth: float, *, rank: int = 0) -> Known:
    """The share of a class that waits at all, of those attended."""

    def seen(counts: Counts) -> float:
        return float(1 - counts["histogram"][rank, :, 1, 0].sum() / counts["attended"][rank].sum())

    return Known(f"share of class {rank} waiting", seen, truth)


def mean_queue(truth: float, *, rank: int = 0, length: int = 8_000) -> Known:
    """The mean number of a class waiting, at the ends of hours."""
    return Known(f"queue of class {rank}", lambda counts: counts["waiting"][rank].sum() / length, truth)


def workload(truth: float, *, pool: int = 0, units: int = 1, length: int = 8_000) -> Known:
    """The share of the time that a pool's units are occupied."""

    def seen(counts: Counts) -> float:
        return float(counts["unit_ticks"][pool].sum() / (units * length * TICKS_PER_HOUR))

    return Known(f"workload of pool {pool}", seen, truth)


def counted(tally: Tally, cell: int = 1) -> Counts:
    """What was counted of customers received in one cell (or, of units and queues, in its hours)."""
    return {
        name: array[..., cell : cell + 1] if "histogram" not in name else array
        for name, array in tally.counts.items()
    }


def runs_of(
    model: GeneralModel, *, seed: int, runs: int, run: Callable[..., Tally] = simulate
) -> list[Tally]:
    """Independent runs of a model."""
    return [run(model, key_of(seed, number)) for number in range(1, runs + 1)]


def faults(
    tallies: Sequence[Tally], known: Sequence[Known], *, cell: int = 1, level: float = 0.999
) -> list[str]:
    """What lies outside the interval of Student's t over the runs (at this level) around its truth."""
    found = []
    reach = float(stats.t.ppf((1 + level) / 2, len(tallies) - 1))
    for each in known:
        values = np.array([each.seen(counted(tally, cell)) for tally in tallies])
        mean, error = float(values.mean()), float(values.std(ddof=1)) / math.sqrt(len(values))
        if not abs(mean - each.truth) <= reach * error:
            found.append(f"{each.name}: {mean:.6f} ± {reach * error:.6f}, in truth {each.truth:.6f}")
    return found


def with_preferences(
    model: GeneralModel, rates: Sequence[float], preference: Sequence[Sequence[int]]
) -> GeneralModel:
    """The same with one class's rates by place, and with places that help each other."""
    by_place = np.broadcast_to(np.array(rates, dtype=np.float64), model.rates.shape).copy()
    return replace(model, rates=by_place, preference=np.array(preference, dtype=np.int64))
