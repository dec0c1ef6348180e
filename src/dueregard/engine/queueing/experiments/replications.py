"""Independent replications: an experiment run under one number after another, and kept by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from dueregard.common.parallel import Block, Cluster, OnFinished, blocks, run_tasks
from dueregard.engine.queueing.experiments.intervals import LEVEL, Interval, Reals, mean_interval

Experiment = Callable[[int], Mapping[str, float]]
"""From a replication number to named measures; the number alone decides the random numbers."""

BLOCK = 10
"""Replications done as one task where nothing else is said."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Replications:
    """Measures of the replications `first`, `first` + 1, and so on: one array a measure, in that order."""

    first: int
    values: Mapping[str, Reals]

    @property
    def runs(self) -> int:
        """How many replications there are."""
        return len(next(iter(self.values.values()))) if self.values else 0

    @property
    def last(self) -> int:
        """The number of the last replication."""
        return self.first + self.runs - 1

    def interval(self, measure: str, *, level: float = LEVEL) -> Interval:
        """The mean of a measure with its t interval."""
        return mean_interval(self.values[measure], level=level)

    def followed_by(self, other: Replications) -> Replications:
        """These and then those, whose numbers must go on where these end."""
        if other.first != self.last + 1:
            raise ValueError(f"replication {self.last} is followed by {self.last + 1}, not by {other.first}")
        if other.values.keys() != self.values.keys():
            raise ValueError("both must hold the same measures")
        joined = {name: np.concatenate([mine, other.values[name]]) for name, mine in self.values.items()}
        return Replications(first=self.first, values=joined)


@dataclass(frozen=True, slots=True)
class RunBlock:
    """The work of one block: every replication of it, in order."""

    experiment: Experiment

    def __call__(self, block: Block) -> tuple[Mapping[str, float], ...]:
        return tuple(dict(self.experiment(number)) for number in block)


def replicate(
    experiment: Experiment,
    *,
    first: int,
    runs: int,
    block: int = BLOCK,
    workers: int = 1,
    cluster: Cluster | None = None,
    on_finished: OnFinished | None = None,
) -> Replications:
    """Run `runs` replications from number `first` on; after an interruption, those before the first gap.

    >>> replicate(lambda number: {"double": 2.0 * number}, first=1, runs=3).values["double"].tolist()
    [2.0, 4.0, 6.0]
    """
    finished = run_tasks(
        RunBlock(experiment),
        blocks(first, runs, block),
        workers=workers,
        cluster=cluster,
        on_finished=on_finished,
    )
    rows = [row for part in finished.in_order() for row in part]
    names = list(rows[0]) if rows else []
    for number, row in enumerate(rows, start=first):
        if row.keys() != set(names):
            raise ValueError(f"replication {number} gave other measures than replication {first}")
    return Replications(
        first=first, values={name: np.array([row[name] for row in rows], dtype=np.float64) for name in names}
    )
