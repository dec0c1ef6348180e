"""`dueregard effect`: what a deployment costs local policing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dueregard.cli.estimating import effect_of
from dueregard.cli.keeping import keep_option, keeping
from dueregard.cli.options import json_option
from dueregard.cli.presenters.effect import ALL_TABLES, effect_page
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
from dueregard.effects.stored import EffectValue
from dueregard.effects.value import result_of, value_of

JSON = EffectValue


@click.command()
@study_argument
@workers_option
@cluster_option
@pack_option
@made_on_option
@marking_option
@keep_option
@click.option(
    ALL_TABLES,
    "all_tables",
    is_flag=True,
    help="Print every table: all measures and both windows, local areas, the check of fit, what became of everybody, "
    "and all that the headline hangs on.",
)
@json_option
def command(
    study: Path,
    workers: int,
    cluster: Cluster | None,
    pack: Path | None,
    made_on: date | None,
    marking: str,
    keep: Path | None,
    all_tables: bool,
    as_json: bool,
) -> None:
    """Estimate what a deployment costs local policing, with its three uncertainties apart.

    The same incidents are lived through twice, with the officers at home and with them away, for 200 draws
    or more of the calibrated demand. The result is the same for any number of workers. Printed short: the
    sentences, a table by grade and the validity statement.
    """
    check_keeping(pack, made_on)
    with keeping(keep, study) as kept:
        effect = effect_of(study, workers, cluster, kept, quiet=as_json)
        answer = value_of(effect)
        stored = keep_result(pack, made_on, lambda day: result_of(effect, marking=Id(marking), made_on=day))
        give(answer, effect_page(effect, answer, stored, all_tables=all_tables), as_json)
