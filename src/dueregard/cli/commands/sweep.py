"""`dueregard sweep`: a grid of studies and settings."""

from __future__ import annotations

from pathlib import Path

import click

from dueregard.cli.keeping import keep_option, keeping
from dueregard.cli.options import json_option
from dueregard.cli.out_files import OutFile, write_set
from dueregard.cli.presenters.sweep import SweepAnswer, sweep_answer, sweep_page
from dueregard.cli.printing import give
from dueregard.cli.progress import progress
from dueregard.cli.study_options import cluster_option, workers_option
from dueregard.common.parallel import Cluster
from dueregard.effects.sweep import carry_out, sweep_work
from dueregard.effects.sweep_file import read_sweep
from dueregard.effects.sweep_table import manifest_of, rows_of, sweep_files

JSON = SweepAnswer


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@workers_option
@cluster_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Folder for the table as sweep.csv and sweep.parquet, and its manifest sweep.json.",
)
@keep_option
@json_option
def command(
    file: Path, workers: int, cluster: Cluster | None, out: Path | None, keep: Path | None, as_json: bool
) -> None:
    """Simulate a grid of studies and settings, and give one table.

    Every point of the grid lives through the same incidents, without and with its deployment. The table is the same to
    the last bit for any number of workers, on processes or on a cluster.
    """
    sweep = read_sweep(file, file.name)
    with keeping(keep, file) as kept:
        with progress("Reading", quiet=as_json) as told:
            work = sweep_work(sweep, file.parent, told)
        with progress("Simulating", quiet=as_json) as told:

            def on_finished(task: object, result: object, *, done: int, total: int) -> None:
                told(done, total, "blocks of runs")

            swept = carry_out(
                work, workers=workers, cluster=cluster, on_finished=on_finished, kept=kept, told=told
            )
        rows = rows_of(swept)
        names: tuple[str, ...] = ()
        if out is not None:
            files = [OutFile(name, content) for name, content in sweep_files(swept, rows).items()]
            names = tuple(str(path) for path in write_set(out, files))
        answer = sweep_answer(swept, rows, manifest_of(swept).hash, names)
        give(answer, sweep_page(answer, swept), as_json)
