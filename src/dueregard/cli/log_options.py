"""Arguments and options of the commands that read an incident log, and the reading with its bar."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from dueregard.cli.options import read_day
from dueregard.cli.progress import progress
from dueregard.local_policing.calibration_result import InputFile
from dueregard.local_policing.cleaning import CleaningSettings, load_log
from dueregard.local_policing.cleaning_report import CleaningReport
from dueregard.local_policing.column_map import ColumnMap, canonical_map, read_column_map
from dueregard.local_policing.grades import read_grade_schemes
from dueregard.local_policing.log import IncidentLog

PIECE = 1 << 20

log_argument = click.argument("log", type=click.Path(path_type=Path))
columns_option = click.option(
    "--columns",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Column map of the log (YAML).  [default: its columns have our names, times of Europe/London]",
)
as_at_option = click.option(
    "--as-at",
    "as_at",
    callback=read_day,
    required=True,
    metavar="DAY",
    help="The day on which the log was taken from its system; what is later is in the future.",
)
longest_option = click.option(
    "--longest-hours",
    type=int,
    default=CleaningSettings().longest_hours,
    show_default=True,
    help="A job of a unit that is longer is cut to this, and known to have been longer.",
)


def grades_option(*, required: bool) -> Callable[[click.decorators.FC], click.decorators.FC]:
    """The option that names the grade schemes."""
    return click.option(
        "--grades",
        type=click.Path(path_type=Path),
        metavar="FILE",
        required=required,
        help="Grade schemes of the log, dated (YAML).",
    )


def map_of(columns: Path | None) -> ColumnMap:
    """The column map of a file, or that of a canonical log."""
    return canonical_map() if columns is None else read_column_map(columns, columns.name)


def cleaning_settings(longest_hours: int) -> CleaningSettings:
    """Settings of cleaning. Raises click.BadParameter for hours that cannot be."""
    try:
        return CleaningSettings(longest_hours=longest_hours)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--longest-hours") from None


def read_log(
    log: Path, columns: Path | None, grades: Path, *, as_at: date, longest_hours: int, quiet: bool
) -> tuple[IncidentLog, CleaningReport]:
    """A clean log, read with a bar for a person who waits. Raises FaultsFound."""
    settings, how = cleaning_settings(longest_hours), map_of(columns)
    schemes = read_grade_schemes(grades, grades.name)
    with progress("Reading the log", quiet=quiet, percent=True) as told:
        return load_log(
            log,
            how,
            schemes,
            as_at=as_at,
            settings=settings,
            progress=lambda done, total: told(done, total, ""),
        )


def input_file(path: Path) -> InputFile:
    """A file's name and digest, for what is made from it to cite."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            found.update(piece)
    return InputFile(name=path.name, sha256=found.hexdigest())
