"""`dueregard strengths`: the same deployment, from a larger force and from a smaller one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dueregard.cli.estimating import strengths_of
from dueregard.cli.keeping import keep_option, keeping
from dueregard.cli.options import json_option
from dueregard.cli.presenters.strengths import strengths_page
from dueregard.cli.printing import give
from dueregard.cli.result_options import (
    check_keeping,
    keep_result,
    made_on_option,
    pack_option,
)
from dueregard.cli.study_options import cluster_option, marking_option, study_argument, workers_option
from dueregard.common.codecs import Id
from dueregard.common.parallel import Cluster
from dueregard.effects.stored import StrengthsValue
from dueregard.effects.strengths_value import strengths_result, strengths_value

JSON = StrengthsValue


def _sizes(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, int], ...]:
    found = []
    for value in values:
        label, _, officers = value.rpartition("=")
        number = officers.replace(",", "")
        if not label or not (number.isascii() and number.isdigit()):
            raise click.BadParameter(f'"{value}" is no strength; write when and how many, such as 2017=6600.')
        found.append((label, int(number)))
    return tuple(found)


@click.command()
@study_argument
@click.option(
    "--strength",
    "sizes",
    multiple=True,
    required=True,
    callback=_sizes,
    metavar="WHEN=OFFICERS",
    help="A strength of the force and when it had it, such as 2017=6600; give two or more.",
)
@workers_option
@cluster_option
@pack_option
@made_on_option
@marking_option
@keep_option
@json_option
def command(
    study: Path,
    sizes: tuple[tuple[str, int], ...],
    workers: int,
    cluster: Cluster | None,
    pack: Path | None,
    made_on: date | None,
    marking: str,
    keep: Path | None,
    as_json: bool,
) -> None:
    """Estimate the same deployment at several strengths of the force.

    Demand, policies and chance are the same at each; the generated roster is scaled to the strength. Says
    whether the deployment costs more as the force shrinks, as it comes out.
    """
    check_keeping(pack, made_on)
    with keeping(keep, study) as kept:
        found = strengths_of(study, sizes, workers, cluster, kept, quiet=as_json)
        stored = keep_result(
            pack, made_on, lambda day: strengths_result(found, marking=Id(marking), made_on=day)
        )
        answer = strengths_value(found)
        give(answer, strengths_page(found, answer, stored), as_json)
