"""`dueregard inverse`: the largest deployment that keeps the limit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from dueregard.cli.keeping import keep_option, keeping
from dueregard.cli.options import json_option
from dueregard.cli.presenters.basis import basis_of
from dueregard.cli.presenters.inverse import InverseAnswer, inverse_answer, inverse_page
from dueregard.cli.printing import give
from dueregard.cli.progress import Progress, progress
from dueregard.cli.study_options import cluster_option, study_argument, workers_option
from dueregard.common.parallel import Cluster
from dueregard.effects.inverse import draws_needed, largest_deployment
from dueregard.effects.study_reading import read_study

JSON = InverseAnswer


@click.command()
@study_argument
@click.option(
    "--from",
    "smallest",
    type=click.IntRange(1),
    default=25,
    show_default=True,
    help="Smallest deployment tried.",
)
@click.option(
    "--until",
    "largest",
    type=click.IntRange(1),
    required=True,
    metavar="OFFICERS",
    help="Largest deployment tried.",
)
@click.option(
    "--step",
    type=click.IntRange(1),
    default=25,
    show_default=True,
    help="Officers from one size to the next.",
)
@click.option(
    "--probability",
    type=click.FloatRange(0.5, 0.999),
    default=0.9,
    show_default=True,
    help="With what probability the limit is to be kept.",
)
@workers_option
@cluster_option
@keep_option
@json_option
def command(
    study: Path,
    smallest: int,
    largest: int,
    step: int,
    probability: float,
    workers: int,
    cluster: Cluster | None,
    keep: Path | None,
    as_json: bool,
) -> None:
    """Find the largest deployment for which the emergency limit is kept.

    Sizes are tried by halves, each by a test that may stop as soon as the runs show it safe or not; the error of all of
    them together is 5 % at most. What they do not decide is said to be undecided.
    """
    if largest < smallest:
        raise click.UsageError(
            f"--until {largest} is below --from {smallest}; give a larger number of officers."
        )
    read = read_study(study)
    sizes = range(smallest, largest + 1, step)
    with keeping(keep, study) as kept:
        with progress("Trying sizes", quiet=as_json) as told:
            design, needed = read.design, draws_needed(len(sizes), read.design)
            counted = _Counting(told, needed // design.inverse_batch, design.inverse_batch)
            found = largest_deployment(
                read.of_size,
                sizes,
                read.calibration.draws(needed, design.seed),
                design,
                probability=probability,
                workers=workers,
                cluster=cluster,
                kept=kept,
                on_finished=counted,
            )
        answer = inverse_answer(
            found, read.grounds(), design, basis_of(read, [each.size for each in found.tried])
        )
        give(answer, inverse_page(answer), as_json)


@dataclass(slots=True)
class _Counting:
    """Batches of runs so far, of the most that there can be: how many it takes is known at the end only."""

    told: Progress
    most: int
    batch: int
    before: int = 0

    def __call__(self, task: object, result: object, *, done: int, total: int) -> None:
        """One block of a batch is finished."""
        self.told(self.before, self.most, f"batches of {self.batch} runs at most")
        self.before += done == total
