"""The inverse question: the largest deployment for which the emergency limit is kept with a stated probability."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from dueregard.common.kept_runs import KeptRuns
from dueregard.common.parallel import Cluster, OnFinished
from dueregard.effects.comparison import Comparison, EffectRefused
from dueregard.effects.design import EffectDesign
from dueregard.effects.pairs import Pairs, Planned, run_pairs
from dueregard.effects.verdict import attended_in_time
from dueregard.engine.queueing.experiments.inverse import Inverse, largest_safe
from dueregard.local_policing.demand import Demand

OfSize = Callable[[int], Comparison]
"""From a number of officers away to the comparison without and with them."""
BATCH = 20
MOST_RUNS = 400
"""Of one size; one that is not decided by then stays undecided."""


@dataclass(eq=False)
class KeptLimit:
    """Whether in each run the share of emergencies attended in time falls by the margin at most, in the force.

    The calibration's draws go round, so what it does not know counts as chance does.
    """

    of_size: OfSize
    design: EffectDesign
    demands: tuple[Demand, ...]
    workers: int = 1
    cluster: Cluster | None = None
    kept: KeptRuns | None = None
    on_finished: OnFinished | None = None
    _known: dict[int, Comparison] = field(default_factory=dict)

    def __call__(self, size: int, first: int, runs: int) -> npt.NDArray[np.bool_]:
        comparison = self._known.get(size) or self._known.setdefault(size, self.of_size(size))
        (pairs,) = run_pairs(
            [Planned(comparison=comparison, runs=runs, first=first)],
            self.demands,
            self.design.seed,
            workers=self.workers,
            cluster=self.cluster,
            on_finished=self.on_finished,
            kept=self.kept,
        )
        return fall_points(pairs, _emergencies(comparison, pairs)) <= float(self.design.margin_points)


def fall_points(pairs: Pairs, grades: Sequence[int]) -> npt.NDArray[np.float64]:
    """Percentage points by which the share attended in time falls in the force, one a run."""
    areas = range(len(pairs.local_areas))
    without = attended_in_time(pairs.without, grades, areas)
    return 100 * (without - attended_in_time(pairs.with_it, grades, areas))


def _emergencies(comparison: Comparison, pairs: Pairs) -> list[int]:
    emergency = {cls.grade for cls in comparison.without.demand.classes if cls.emergency}
    return [number for number, grade in enumerate(pairs.grades) if grade in emergency]


def largest_deployment(
    of_size: OfSize,
    sizes: Sequence[int],
    demands: Sequence[Demand],
    design: EffectDesign,
    *,
    probability: float = 0.9,
    error: float = 0.05,
    workers: int = 1,
    cluster: Cluster | None = None,
    batch: int = BATCH,
    most: int = MOST_RUNS,
    kept: KeptRuns | None = None,
    on_finished: OnFinished | None = None,
) -> Inverse:
    """The largest of some sizes for which the limit is kept, by sequential tests; wrong in at most `error` of cases.

    Raises EffectRefused where no grade is an emergency.
    """
    if not any(cls.emergency for cls in demands[0].classes):
        raise EffectRefused("The grade schemes flag no grade as an emergency, so there is no limit to keep.")
    limit = KeptLimit(of_size, design, tuple(demands), workers, cluster, kept, on_finished)
    return largest_safe(limit, sizes, probability=probability, error=error, batch=batch, most=most, first=0)
