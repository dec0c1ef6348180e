"""Arguments and options of commands that simulate a study."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from dueregard.common.parallel import CERTIFICATE_FILES, MOST_WORKERS, Certificates, Cluster, processors

F = TypeVar("F", bound=Callable[..., object])

study_argument = click.argument("study", type=click.Path(path_type=Path))
workers_option = click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    default=processors,
    metavar="NUMBER",
    help="Processes to work with; the result does not depend on it.  [default: one for each processor]",
)


CERTIFICATES = "dueregard.certificates"


def _certificates(context: click.Context, parameter: click.Parameter, value: Path | None) -> None:
    context.meta[CERTIFICATES] = None if value is None else Certificates(value)


def _cluster(context: click.Context, parameter: click.Parameter, value: str | None) -> Cluster | None:
    certificates = context.meta.get(CERTIFICATES)
    if value is None:
        if certificates is not None:
            raise click.UsageError("--certificates belongs to --cluster: give both.")
        return None
    workers = int(context.params.get("workers") or processors())
    if value == "here":
        return Cluster(workers=workers)
    return Cluster(address=value, workers=workers, certificates=certificates)


def cluster_option(command: F) -> F:
    """Where a cluster does the work, and how it is known."""
    certificates = click.option(
        "--certificates",
        type=click.Path(path_type=Path, file_okay=False),
        callback=_certificates,
        is_eager=True,
        expose_value=False,
        metavar="FOLDER",
        help=f"Folder with {', '.join(CERTIFICATE_FILES)}, for a cluster at tls://….",
    )
    cluster = click.option(
        "--cluster",
        callback=_cluster,
        metavar="ADDRESS",
        help='A Dask cluster: "here" starts one on this machine, or the address of a scheduler, elsewhere over TLS '
        "only.  [default: processes, no cluster]",
    )
    return cluster(certificates(command))


marking_option = click.option(
    "--marking",
    default="OFFICIAL-SENSITIVE",
    show_default=True,
    metavar="MARKING",
    help="Protective marking of what is kept.",
)
