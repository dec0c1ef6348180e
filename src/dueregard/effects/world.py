"""One world by itself: what a scenario comes to, with or without a deployment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from dueregard.common.kept_runs import KeptRuns
from dueregard.common.parallel import Cluster, OnFinished
from dueregard.effects.comparison import Comparison
from dueregard.effects.load import Load, load_of
from dueregard.effects.pairs import ADDED_UP, FROM_THEN_ON, Pairs, Planned, Side, run_pairs
from dueregard.engine.queueing.experiments.intervals import Interval, mean_interval
from dueregard.local_policing.demand import Demand
from dueregard.local_policing.measures import COUNTED, UNITS, Measure
from dueregard.local_policing.scenario import Scenario, prepare_scenario

SPREAD = (0.05, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A measure of one grade in the force. `low` and `high`: nine runs in ten lie between; draws of demand included.

    mean: with the simulation's own interval; None where a run has no such value.
    """

    measure: Measure
    grade: str
    mean: Interval | None
    low: float | None
    high: float | None

    @property
    def unit(self) -> str:
        """The unit of the measure."""
        return UNITS[self.measure]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What came of a number of runs, of those received from the first day looked at on."""

    name: str
    runs: int
    grades: tuple[str, ...]
    levels: tuple[Level, ...]
    outcomes: Mapping[str, Mapping[str, float]]
    load: Load


def simulate_world(
    comparison: Comparison,
    scenario: Scenario,
    demands: Sequence[Demand],
    runs: int,
    seed: int,
    *,
    workers: int = 1,
    cluster: Cluster | None = None,
    on_finished: OnFinished | None = None,
    kept: KeptRuns | None = None,
) -> World:
    """Run one of the two scenarios of a comparison, each run with a draw of demand; the same for any workers."""
    alone = replace(comparison, without=scenario, with_it=scenario)
    (pairs,) = run_pairs(
        [Planned(comparison=alone, runs=runs)],
        demands,
        seed,
        workers=workers,
        cluster=cluster,
        on_finished=on_finished,
        kept=kept,
    )
    prepared = prepare_scenario(scenario, comparison.phases)
    side = pairs.without
    return World(
        name=scenario.name,
        runs=runs,
        grades=pairs.grades,
        levels=tuple(
            _level(side, pairs, measure, number)
            for number in range(len(pairs.grades))
            for measure in (*ADDED_UP, Measure.LONGEST_TENTH)
        ),
        outcomes={
            grade: {name: float(side.counts[:, place, number].mean()) for place, name in enumerate(COUNTED)}
            for number, grade in enumerate(pairs.grades)
        },
        load=load_of(alone, prepared, prepared),
    )


def _level(side: Side, pairs: Pairs, measure: Measure, grade: int) -> Level:
    if measure is Measure.LONGEST_TENTH:
        values = side.tenth[:, FROM_THEN_ON, grade]
    else:
        values = side.value(FROM_THEN_ON, measure, [grade], range(len(pairs.local_areas)))
    if not np.isfinite(values).all():
        return Level(measure=measure, grade=pairs.grades[grade], mean=None, low=None, high=None)
    low, high = np.quantile(values, SPREAD)
    return Level(
        measure=measure,
        grade=pairs.grades[grade],
        mean=mean_interval(values),
        low=float(low),
        high=float(high),
    )
