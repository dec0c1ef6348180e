"""The inverse question: the largest deployment for which the emergency limit is kept with a stated probability."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np
import numpy.typing as npt

from dueregard.common.kept_runs import KeptRuns
from dueregard.common.parallel import Cluster, OnFinished
from dueregard.effects.comparison import Comparison, EffectRefused
from dueregard.effects.design import EffectDesign
from dueregard.effects.pairs import Pairs, Planned, run_pairs
from dueregard.effects.verdict import attended_in_time
from dueregard.engine.queueing.experiments.inverse import Inverse, largest_safe, most_tried
from dueregard.local_policing.demand import Demand

OfSize = Callable[[int], Comparison]
"""From a number of officers away to the comparison without and with them."""


@dataclass(eq=False)
class KeptLimit:
    """Whether in each run the share of emergencies attended in time falls by the margin at most.

    It is kept in the force and, where the design says so, in every local area. draws: of the calibration, one for each
    run and none used twice, so that what it does not know counts as chance does and each size has draws of its own.
    """

    of_size: OfSize
    design: EffectDesign
    draws: Iterator[Demand]
    workers: int = 1
    cluster: Cluster | None = None
    kept: KeptRuns | None = None
    on_finished: OnFinished | None = None
    _known: dict[int, Comparison] = field(default_factory=dict)

    def __call__(self, size: int, first: int, runs: int) -> npt.NDArray[np.bool_]:
        comparison = self._known.get(size) or self._known.setdefault(size, self.of_size(size))
        demands = tuple(islice(self.draws, runs))
        if len(demands) < runs:
            raise ValueError(f"run {first + len(demands)} has no draw of its own; give as many draws as runs")
        turned = first % runs  # run n has the draw of its place: `run_pairs` counts draws round
        (pairs,) = run_pairs(
            [Planned(comparison=comparison, runs=runs, first=first)],
            demands[runs - turned :] + demands[: runs - turned],
            self.design.seed,
            workers=self.workers,
            cluster=self.cluster,
            on_finished=self.on_finished,
            kept=self.kept,
        )
        grades = _emergencies(comparison, pairs)
        areas = range(len(pairs.local_areas))
        places = [list(areas), *([at] for at in areas if self.design.limit_everywhere)]
        falls = np.stack([fall_points(pairs, grades, place) for place in places])
        return np.asarray((falls <= float(self.design.margin_points)).all(axis=0))


def fall_points(pairs: Pairs, grades: Sequence[int], areas: Sequence[int]) -> npt.NDArray[np.float64]:
    """Percentage points by which the share attended in time falls in some local areas together, one a run."""
    without = attended_in_time(pairs.without, grades, areas)
    return 100 * (without - attended_in_time(pairs.with_it, grades, areas))


def _emergencies(comparison: Comparison, pairs: Pairs) -> list[int]:
    emergency = comparison.without.demand.emergencies
    return [number for number, grade in enumerate(pairs.grades) if grade in emergency]


def draws_needed(sizes: int, design: EffectDesign) -> int:
    """The most draws that trying so many sizes can take: one for each run."""
    return most_tried(sizes) * design.inverse_runs


def largest_deployment(
    of_size: OfSize,
    sizes: Sequence[int],
    draws: Iterable[Demand],
    design: EffectDesign,
    *,
    probability: float = 0.9,
    error: float = 0.05,
    workers: int = 1,
    cluster: Cluster | None = None,
    kept: KeptRuns | None = None,
    on_finished: OnFinished | None = None,
) -> Inverse:
    """The largest of some sizes for which the limit is kept, by sequential tests; wrong in at most `error` of cases.

    draws: of the calibration, `draws_needed` at most; they are taken one by one as runs need them. Raises
    EffectRefused where no grade is an emergency.
    """
    stream = iter(draws)
    first = next(stream)
    if not any(cls.emergency for cls in first.classes):
        raise EffectRefused("The grade schemes flag no grade as an emergency, so there is no limit to keep.")
    limit = KeptLimit(of_size, design, chain([first], stream), workers, cluster, kept, on_finished)
    return largest_safe(
        limit,
        sizes,
        probability=probability,
        error=error,
        batch=design.inverse_batch,
        most=design.inverse_runs,
        first=0,
    )
