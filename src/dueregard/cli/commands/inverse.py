"""`dueregard inverse`: the largest deployment that keeps the limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
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
from dueregard.effects.comparison import Comparison
from dueregard.effects.inverse import draws_needed, largest_deployment
from dueregard.effects.study_reading import read_study
from dueregard.engine.queueing.experiments.inverse import most_tried

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
            counted = Counting(
                told, sizes=min(most_tried(len(sizes)), len(sizes)), batch=design.inverse_batch
            )

            def of_size(officers: int) -> Comparison:
                counted.next_size()
                return read.of_size(officers)

            found = largest_deployment(
                of_size,
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
class Counting:
    """Batches of runs so far, and about how many there will be: each size not tried yet as many as those before it.

    Until the first size is decided nobody can say, and no time is told. sizes: the most that can be tried.
    """

    told: Progress
    sizes: int
    batch: int
    batches: list[int] = field(default_factory=list)

    def next_size(self) -> None:
        """Another size is tried from here on."""
        self.batches.append(0)

    def __call__(self, task: object, result: object, *, done: int, total: int) -> None:
        """One block of a batch is finished."""
        if done == total:
            self.batches[-1] += 1
        place = f"size {len(self.batches)} of {self.sizes} at most, by batches of {self.batch} runs"
        self.told(sum(self.batches), batches_expected(self.batches, self.sizes), place)


def batches_expected(batches: Sequence[int], sizes: int) -> int | None:
    """About how many batches a search takes, from those of each size so far, of which the last is not decided.

    >>> batches_expected([3], sizes=6)  # nothing is decided yet
    >>> batches_expected([3, 1], sizes=6)  # 3 for each of six sizes
    18
    >>> batches_expected([3, 9], sizes=6)  # the second has taken more than that: 3, another 9 and one, four of 3
    25
    """
    *decided, last = batches
    if not decided:
        return None
    each = sum(decided) / len(decided)
    return ceil(sum(decided) + max(each, last + 1) + each * (sizes - len(batches)))
