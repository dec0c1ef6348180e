"""`dueregard surface`: staffing against deployment."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

import click

from dueregard.cli.keeping import keep_option, keeping
from dueregard.cli.options import json_option
from dueregard.cli.presenters.surface import SurfaceAnswer, surface_answer, surface_page
from dueregard.cli.printing import give
from dueregard.cli.progress import progress
from dueregard.cli.study_options import cluster_option, study_argument, workers_option
from dueregard.common.parallel import Cluster
from dueregard.effects.study_reading import read_study
from dueregard.effects.surface import LEAST_RUNS, capacity_surface, surface_work

JSON = SurfaceAnswer
T = TypeVar("T")


def _listed(read: Callable[[str], T], what: str) -> Callable[..., tuple[T, ...]]:
    def numbers(context: click.Context, parameter: click.Parameter, value: str) -> tuple[T, ...]:
        try:
            return tuple(read(part.strip()) for part in value.split(","))
        except (ValueError, InvalidOperation):
            raise click.BadParameter(f'"{value}" was given; write {what} separated by commas.') from None

    return numbers


@click.command()
@study_argument
@click.option(
    "--sizes",
    callback=_listed(int, "whole numbers of officers"),
    required=True,
    metavar="LIST",
    help="Officers away, such as 0,100,200.",
)
@click.option(
    "--available",
    callback=_listed(Decimal, "shares such as 1.05"),
    default="1.05,1,0.95,0.9",
    show_default=True,
    metavar="LIST",
    help="Shares of the officers that the crewing policy has.",
)
@click.option(
    "--runs",
    type=click.IntRange(LEAST_RUNS, 10_000),
    default=LEAST_RUNS,
    show_default=True,
    help="Runs of each cell.",
)
@workers_option
@cluster_option
@keep_option
@json_option
def command(
    study: Path,
    sizes: tuple[int, ...],
    available: tuple[Decimal, ...],
    runs: int,
    workers: int,
    cluster: Cluster | None,
    keep: Path | None,
    as_json: bool,
) -> None:
    """Show people not seen in time by how many officers are available and how many are away.

    Every cell lives through the same incidents. The fit only rises, with a band that holds for all cells
    together; the raw points stand beside it. Near overload only the band is given.
    """
    read = read_study(study)
    work = surface_work(read.of_size, sizes, available, read.demands(), read.design.seed)
    with keeping(keep, study) as kept:
        with progress("Simulating", quiet=as_json) as told:

            def on_finished(task: object, result: object, *, done: int, total: int) -> None:
                told(done, total, "blocks of runs")

            found = capacity_surface(
                work,
                sizes,
                runs,
                read.design,
                workers=workers,
                cluster=cluster,
                on_finished=on_finished,
                kept=kept,
            )
        answer = surface_answer(found, read.grounds())
        give(answer, surface_page(answer, found), as_json)
