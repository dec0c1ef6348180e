"""`dueregard compare`: two cycles beside each other."""

from __future__ import annotations

from pathlib import Path

import click

from dueregard.assessment.comparison import compare
from dueregard.cli.choosing import check_lead, chosen_cycle, chosen_leads
from dueregard.cli.options import json_option, lead_option, pack_argument
from dueregard.cli.presenters.comparison import CompareAnswer, compare_answer, compare_page
from dueregard.cli.printing import give
from dueregard.cli.reading import read_with_progress
from dueregard.vulnerabilities.sources import book_of

JSON = CompareAnswer


@click.command()
@pack_argument
@click.argument("before")
@click.argument("after")
@lead_option
@json_option
def command(pack: Path, before: str, after: str, lead: str | None, as_json: bool) -> None:
    """Say what changed between two cycles, why, and on what new evidence.

    BEFORE and AFTER are quarters, such as 2022-Q3 2023-Q3. Cycles under different versions of the
    requirement are compared by crosswalk; where two versions do not ask the same, both are shown
    and no direction is claimed.
    """
    snapshot = read_with_progress(pack, quiet=as_json)
    check_lead(snapshot, lead)
    book = book_of(snapshot)
    comparison = compare(book, chosen_cycle(snapshot, before).id, chosen_cycle(snapshot, after).id)
    only = chosen_leads(snapshot, lead)[0] if lead is not None else None
    answer = compare_answer(snapshot.force.name, comparison, book.framework, only)
    give(answer, compare_page(answer), as_json)
