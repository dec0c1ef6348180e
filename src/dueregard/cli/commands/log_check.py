"""`dueregard log-check`: what an incident log holds, before anything is estimated from it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dueregard.cli.log_options import (
    as_at_option,
    columns_option,
    grades_option,
    log_argument,
    longest_option,
    map_of,
    read_log,
)
from dueregard.cli.options import json_option
from dueregard.cli.presenters.log_check import (
    LogCheckAnswer,
    covered_words,
    first_look_answer,
    log_check_answer,
    log_check_page,
)
from dueregard.cli.printing import give
from dueregard.cli.progress import progress
from dueregard.local_policing.cleaning_report import Notes
from dueregard.local_policing.log_check import check_log, first_look
from dueregard.local_policing.log_reading import read_raw_log

JSON = LogCheckAnswer


@click.command()
@log_argument
@columns_option
@grades_option(required=False)
@as_at_option
@longest_option
@json_option
def command(
    log: Path, columns: Path | None, grades: Path | None, as_at: date, longest_hours: int, as_json: bool
) -> None:
    """Say what an incident log holds, and what cleaning does to it.

    The log is CSV, plain or gzip, or Parquet. Every rule that finds a row is named and counted, with an
    example; nothing is dropped in silence. Without --grades the grades and local areas of the file are
    counted as they stand, to write grade schemes from.
    """
    if grades is None:
        _look(log, columns, as_json)
        return
    clean, report = read_log(log, columns, grades, as_at=as_at, longest_hours=longest_hours, quiet=as_json)
    found = check_log(clean, report)
    answer = log_check_answer(log.name, found)
    give(answer, log_check_page(answer, report, covered_words(found)), as_json)


def _look(log: Path, columns: Path | None, as_json: bool) -> None:
    how, notes = map_of(columns), Notes()
    with progress("Reading the log", quiet=as_json, percent=True) as told:
        raw = read_raw_log(log, how, notes, lambda done, total: told(done, total, ""))
    answer = first_look_answer(log.name, first_look(raw, notes, how.zone))
    give(answer, log_check_page(answer, None, None), as_json)
