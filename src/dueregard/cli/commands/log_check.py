"""`dueregard log-check`: what an incident log holds, before anything is estimated from it."""

from __future__ import annotations

import click

from dueregard.cli.log_options import LogAsked, log_options
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
@log_options(grades_required=False)
@json_option
def command(asked: LogAsked, as_json: bool) -> None:
    """Say what an incident log holds, and what cleaning does to it.

    The log is CSV, plain or gzip, or Parquet. Every rule that finds a row is named and counted, with an
    example; nothing is dropped in silence. Without --grades the grades and local areas of the file are
    counted as they stand, to write grade schemes from.
    """
    if asked.grades is None:
        _look(asked, as_json)
        return
    clean, report = asked.read(quiet=as_json)
    found = check_log(clean, report, asked.settings())
    answer = log_check_answer(asked.log.name, found)
    give(answer, log_check_page(answer, report, covered_words(found)), as_json)


def _look(asked: LogAsked, as_json: bool) -> None:
    how, notes = asked.map(), Notes()
    with progress("Reading the log", quiet=as_json, percent=True) as told:
        raw = read_raw_log(asked.log, how, notes, lambda done, total: told(done, total, ""))
    answer = first_look_answer(asked.log.name, first_look(raw, notes, how.zone))
    give(answer, log_check_page(answer, None, None), as_json)
