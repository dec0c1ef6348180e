"""From a study's file to an estimate, with a bar for a person who waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from dueregard.cli.progress import progress
from dueregard.common.kept_runs import KeptRuns
from dueregard.common.parallel import Cluster, OnFinished
from dueregard.common.processes import standing_by
from dueregard.effects.alternatives import alternatives_of
from dueregard.effects.effect import Effect, estimate_effect
from dueregard.effects.pairs import get_ready
from dueregard.effects.rosters import roster_hash
from dueregard.effects.strengths import Sized, Strengths, estimate_strengths
from dueregard.effects.study_reading import at_strength, read_study


@contextmanager
def _simulating(quiet: bool) -> Iterator[OnFinished]:
    with progress("Simulating", quiet=quiet) as told:

        def on_finished(task: object, result: object, *, done: int, total: int) -> None:
            told(done, total, "blocks of runs")

        yield on_finished


def effect_of(study: Path, workers: int, cluster: Cluster | None, kept: KeptRuns, *, quiet: bool) -> Effect:
    """The effect that a study asks for."""
    with progress("Reading", quiet=quiet) as told:
        told(0, 2, "the study")
        read = read_study(study)
    with _ready(workers, cluster):
        with progress("Reading", quiet=quiet) as told:
            told(1, 2, "the calibration")
            demands = read.demands()
            comparison = read.comparison()
            alternatives = alternatives_of(read, comparison)
        with _simulating(quiet) as on_finished:
            return estimate_effect(
                comparison,
                demands,
                read.design,
                read.grounds(),
                alternatives=alternatives,
                more=read.demands,
                workers=workers,
                cluster=cluster,
                on_finished=on_finished,
                kept=kept,
            )


def _ready(workers: int, cluster: Cluster | None) -> AbstractContextManager[None]:
    """Processes that load the model while demands are drawn; on a cluster its own processes do all."""
    return standing_by(workers, get_ready) if cluster is None else nullcontext()


def strengths_of(
    study: Path,
    sizes: Iterable[tuple[str, int]],
    workers: int,
    cluster: Cluster | None,
    kept: KeptRuns,
    *,
    quiet: bool,
) -> Strengths:
    """A study's deployment at strengths given as when and how many."""
    chosen = tuple(sizes)
    with progress("Reading", quiet=quiet) as told:
        told(0, len(chosen) + 2, "the study")
        read = read_study(study)
        told(1, len(chosen) + 2, "the calibration")
        demands = read.demands()
        sized = []
        for number, (label, officers) in enumerate(chosen):
            told(number + 2, len(chosen) + 2, f"{officers:,} officers")
            scaled = at_strength(read, officers)
            sized.append(
                Sized(
                    label=label,
                    officers=officers,
                    comparison=scaled.comparison(),
                    roster_hash=roster_hash(scaled.roster),
                )
            )
    with _simulating(quiet) as on_finished:
        return estimate_strengths(
            sized,
            demands,
            read.design,
            read.grounds(),
            workers=workers,
            cluster=cluster,
            on_finished=on_finished,
            kept=kept,
        )
