"""`dueregard harm-weights`: what an officer-hour away costs the public, by local area and hour."""

from __future__ import annotations

from pathlib import Path

import click

from dueregard.cli.keeping import keep_option, keeping
from dueregard.cli.options import json_option
from dueregard.cli.out_files import OutFile, write_set
from dueregard.cli.presenters.harm_weights import HarmAnswer, harm_answer, harm_page
from dueregard.cli.printing import give, tell
from dueregard.cli.progress import progress
from dueregard.cli.study_options import cluster_option, study_argument, workers_option
from dueregard.common.parallel import Cluster
from dueregard.effects.harm_weights import BLOCKS, LEAST_RUNS, MOST_RUNS, estimate_harm
from dueregard.effects.harm_weights_file import write_harm_weights
from dueregard.effects.study_reading import read_study

JSON = HarmAnswer
DEFAULT_RUNS = 40
DEFAULT_BLOCK = 6


@click.command()
@study_argument
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the weights there, for a planning file to name.",
)
@click.option(
    "--runs",
    type=click.IntRange(LEAST_RUNS, MOST_RUNS),
    default=DEFAULT_RUNS,
    show_default=True,
    help="Runs of every world.",
)
@click.option(
    "--block-hours",
    type=click.Choice([str(each) for each in BLOCKS]),
    default=str(DEFAULT_BLOCK),
    show_default=True,
    help="Hours of the day that share a weight.",
)
@workers_option
@cluster_option
@keep_option
@json_option
def command(
    study: Path,
    out: Path | None,
    runs: int,
    block_hours: str,
    workers: int,
    cluster: Cluster | None,
    keep: Path | None,
    as_json: bool,
) -> None:
    """Tell what one more officer-hour away costs the public at home, by local area and hour of the day.

    In expected person-hours waited beyond the standard, at the size of the study's own deployment: in each place none,
    half, all and half as many again are away, while all others are away as they are. The slopes are made to rise; what
    the runs said stays beside them, with its interval.
    """
    read = read_study(study, with_results=False)
    with keeping(keep, study) as kept:
        with progress("Simulating", quiet=as_json) as told:

            def on_finished(task: object, result: object, *, done: int, total: int) -> None:
                told(done, total, "runs")

            found = estimate_harm(
                read,
                read.withdrawals,
                runs=runs,
                block_hours=int(block_hours),
                workers=workers,
                cluster=cluster,
                on_finished=on_finished,
                kept=kept,
            )
        if out is not None:
            text = write_harm_weights(found)
            for path in write_set(out.parent, [OutFile(out.name, text.encode())]):
                tell(f"Wrote {path}")
        answer = harm_answer(found)
        give(answer, harm_page(answer), as_json)
