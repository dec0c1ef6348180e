"""`dueregard ledger`: where every officer-hour of a deployment comes from."""

from __future__ import annotations

from pathlib import Path

import click

from dueregard.cli.options import json_option
from dueregard.cli.presenters.ledger import LedgerAnswer, ledger_answer, ledger_page
from dueregard.cli.printing import give
from dueregard.cli.study_options import study_argument
from dueregard.effects.study_reading import read_study

JSON = LedgerAnswer


@click.command()
@study_argument
@json_option
def command(study: Path, as_json: bool) -> None:
    """Say where the officer-hours of a deployment come from, before any queue.

    Neighbourhood hours lost by local area and week, who made up for those away, the hours under their
    required minimum, and rest days owed: the ledger runs on until they are
    repaid. Counted, not estimated.
    """
    read = read_study(study)
    ledger = read.ledger_until_repaid(read.withdrawals)
    answer = ledger_answer(ledger, read.study.deployment)
    give(answer, ledger_page(answer, ledger), as_json)
