"""`dueregard effect`: what a deployment costs local policing."""

from __future__ import annotations

from pathlib import Path

import click

from dueregard.cli.keeping import keep_option, keeping
from dueregard.cli.options import json_option
from dueregard.cli.out_files import OutFile, write_set
from dueregard.cli.presenters.effect import effect_page
from dueregard.cli.printing import give
from dueregard.cli.progress import progress
from dueregard.cli.study_options import cluster_option, marking_option, study_argument, workers_option
from dueregard.common.canonical import canonical_bytes, plain
from dueregard.common.codecs import Id
from dueregard.common.kept_runs import KeptRuns
from dueregard.common.parallel import Cluster
from dueregard.effects.effect import Effect, estimate_effect
from dueregard.effects.study_reading import read_study
from dueregard.effects.value import EffectValue, result_of, value_of

JSON = EffectValue
RESULT_FILE = "effect.json"


@click.command()
@study_argument
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
    study: Path,
    workers: int,
    cluster: Cluster | None,
    out: Path | None,
    marking: str,
    keep: Path | None,
    as_json: bool,
) -> None:
    """Estimate what a deployment costs local policing, with its three uncertainties apart.

    The same incidents are lived through twice, with the officers at home and with them away, for 200 draws
    or more of the calibrated demand. The result is the same for any number of workers.
    """
    with keeping(keep, study) as kept:
        effect = _estimated(study, workers, cluster, kept, quiet=as_json)
        answer = value_of(effect)
        stored = None
        if out is not None:
            content = canonical_bytes(plain(result_of(effect, marking=Id(marking))))
            write_set(out, [OutFile(RESULT_FILE, content)])
            stored = str(out / RESULT_FILE)
        give(answer, effect_page(effect, answer, stored), as_json)


def _estimated(study: Path, workers: int, cluster: Cluster | None, kept: KeptRuns, *, quiet: bool) -> Effect:
    with progress("Reading", quiet=quiet) as told:
        told(0, 2, "the study")
        read = read_study(study)
        told(1, 2, "the calibration")
        demands = read.demands()
    with progress("Simulating", quiet=quiet) as told:

        def on_finished(task: object, result: object, *, done: int, total: int) -> None:
            told(done, total, "blocks of runs")

        return estimate_effect(
            read.comparison(),
            demands,
            read.design,
            read.grounds(),
            more=read.demands,
            workers=workers,
            cluster=cluster,
            on_finished=on_finished,
            kept=kept,
        )
