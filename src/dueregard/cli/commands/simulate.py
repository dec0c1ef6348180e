"""`dueregard simulate`: one world by itself."""

from __future__ import annotations

from pathlib import Path

import click

from dueregard.cli.keeping import keep_option, keeping
from dueregard.cli.options import json_option
from dueregard.cli.presenters.simulation import SimulationAnswer, simulation_answer, simulation_page
from dueregard.cli.printing import give
from dueregard.cli.progress import progress
from dueregard.cli.study_options import cluster_option, study_argument, workers_option
from dueregard.common.parallel import Cluster
from dueregard.effects.study_reading import read_study
from dueregard.effects.world import simulate_world

JSON = SimulationAnswer
RUNS = 40


@click.command()
@study_argument
@click.option("--with", "with_it", is_flag=True, help="The world with the deployment, instead of without it.")
@click.option(
    "--runs",
    type=click.IntRange(2, 10_000),
    default=RUNS,
    show_default=True,
    help="Runs, each with a draw of demand.",
)
@workers_option
@cluster_option
@keep_option
@json_option
def command(
    study: Path,
    with_it: bool,
    runs: int,
    workers: int,
    cluster: Cluster | None,
    keep: Path | None,
    as_json: bool,
) -> None:
    """Simulate local policing as it is, or with a deployment away.

    Says what becomes of those who call, by grade. For what a deployment costs use `effect`, which lives through the
    same incidents with and without it: the difference of two simulations is far less certain.
    """
    read = read_study(study)
    comparison = read.comparison()
    scenario = comparison.with_it if with_it else comparison.without
    demands = tuple(read.calibration.draws(runs, read.design.seed))
    with keeping(keep, study) as kept:
        with progress("Simulating", quiet=as_json) as told:

            def on_finished(task: object, result: object, *, done: int, total: int) -> None:
                told(done, total, "blocks of runs")

            world = simulate_world(
                comparison,
                scenario,
                demands,
                runs,
                read.design.seed,
                workers=workers,
                cluster=cluster,
                on_finished=on_finished,
                kept=kept,
            )
        answer = simulation_answer(world, read.grounds(), scenario.ledger.hash)
        give(answer, simulation_page(answer, world), as_json)
