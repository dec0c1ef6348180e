"""`dueregard past-deployments`: what past deployments changed in the log, and what the model says of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from dueregard.cli.keeping import keep_option, keeping
from dueregard.cli.known_truth import truth_for
from dueregard.cli.log_options import LogAsked, input_file, log_options
from dueregard.cli.options import json_option
from dueregard.cli.out_files import OutFile, write_set
from dueregard.cli.presenters.past_deployments import past_deployments_page
from dueregard.cli.printing import give
from dueregard.cli.progress import progress
from dueregard.cli.study_options import cluster_option, marking_option, workers_option
from dueregard.common.canonical import canonical_bytes, plain
from dueregard.common.codecs import Id
from dueregard.common.kept_runs import KeptRuns
from dueregard.common.parallel import Cluster
from dueregard.effects.aid_log import PastDeployment, read_aid_log
from dueregard.effects.comparison import Comparison
from dueregard.effects.past_deployments import (
    Said,
    check_same_log,
    classes_with_queues,
    comparison_for,
    events_in,
    past_manifest,
    said_of,
    together,
)
from dueregard.effects.past_value import PastDeploymentsValue, result_of, value_of
from dueregard.effects.study_reading import ReadStudy, read_study
from dueregard.local_policing.calibration_weeks import whole_days
from dueregard.local_policing.demand import DemandClass
from dueregard.local_policing.event_study import EventDesign, Reading

JSON = PastDeploymentsValue
RESULT_FILE = "past-deployments.json"
PATH = click.Path(path_type=Path)


@click.command()
@log_options()
@click.option(
    "--aid", type=PATH, required=True, metavar="FILE", help="The aid log (CSV): tier, from, to, officers."
)
@click.option(
    "--study",
    type=PATH,
    required=True,
    metavar="FILE",
    help="A study (YAML): its calibration, roster, policies, and its rule for deployments of any size.",
)
@click.option(
    "--known-truth", is_flag=True, help="Set the recorded truth of Northmarch's invented log beside it."
)
@workers_option
@cluster_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help=f"Folder to keep the result in, as {RESULT_FILE}.",
)
@marking_option
@keep_option
@json_option
def command(
    asked: LogAsked,
    aid: Path,
    study: Path,
    known_truth: bool,
    workers: int,
    cluster: Cluster | None,
    out: Path | None,
    marking: str,
    keep: Path | None,
    as_json: bool,
) -> None:
    """Say what past deployments changed in the log, and what the model says of each.

    The days of each are held against the same days of the week in the nearest untouched weeks, and against placebo
    dates on which nobody was sent. The model takes as many officers on the same days by the study's rule. The result
    is the same for any number of workers.
    """
    deployments = read_aid_log(aid)
    read = read_study(study, with_results=False)
    check_same_log(read.calibration, input_file(asked.log))
    clean, _ = asked.read(quiet=as_json)
    classes = classes_with_queues(read.calibration)
    first, last = whole_days(clean)
    events = events_in(clean, classes, first, (last - first).days + 1, deployments, EventDesign())
    manifest = past_manifest(read, asked.files(aid), deployments)
    comparisons = _comparisons(read, study.parent, deployments, quiet=as_json)
    with keeping(keep, study) as kept:
        said = _said(read, comparisons, classes, workers, cluster, kept, quiet=as_json)
        answer = value_of(together(events, said), manifest, read.study.heading)
        stored = None
        if out is not None:
            content = canonical_bytes(plain(result_of(answer, manifest, marking=Id(marking))))
            write_set(out, [OutFile(RESULT_FILE, content)])
            stored = str(out / RESULT_FILE)
        truth = truth_for(deployments) if known_truth else ()
        give(answer, past_deployments_page(answer, truth, stored), as_json)


def _said(
    read: ReadStudy,
    comparisons: dict[int, Comparison],
    classes: tuple[DemandClass, ...],
    workers: int,
    cluster: Cluster | None,
    kept: KeptRuns,
    *,
    quiet: bool,
) -> dict[int, dict[tuple[str, Reading], Said]]:
    with progress("Replaying", quiet=quiet) as bar:

        def on_finished(task: object, result: object, *, done: int, total: int) -> None:
            bar(done, total, "blocks of runs")

        return said_of(
            comparisons,
            read.demands() if comparisons else (),
            classes,
            read.design.seed,
            workers=workers,
            cluster=cluster,
            kept=kept,
            on_finished=on_finished,
        )


def _comparisons(
    read: ReadStudy, folder: Path, deployments: Sequence[PastDeployment], *, quiet: bool
) -> dict[int, Comparison]:
    found = {}
    with progress("Rosters", quiet=quiet) as bar:
        for number, deployment in enumerate(deployments):
            comparison = comparison_for(read.study, folder, deployment, read)
            if comparison is not None:
                found[number] = comparison
            bar(number + 1, len(deployments), deployment.name)
    return found
