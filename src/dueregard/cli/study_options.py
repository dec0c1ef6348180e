"""Arguments and options of commands that simulate a study."""

from __future__ import annotations

from pathlib import Path

import click

from dueregard.common.parallel import MOST_WORKERS, Cluster, processors

study_argument = click.argument("study", type=click.Path(path_type=Path))
workers_option = click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    default=processors,
    metavar="NUMBER",
    help="Processes to work with; the result does not depend on it.  [default: one for each processor]",
)


def _cluster(context: click.Context, parameter: click.Parameter, value: str | None) -> Cluster | None:
    if value is None:
        return None
    workers = int(context.params.get("workers") or processors())
    return Cluster(workers=workers) if value == "here" else Cluster(address=value, workers=workers)


cluster_option = click.option(
    "--cluster",
    callback=_cluster,
    metavar="ADDRESS",
    help='A Dask cluster on this machine: "here" starts one, or the address of a scheduler. '
    " [default: processes, no cluster]",
)
