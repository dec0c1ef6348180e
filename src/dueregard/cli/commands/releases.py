"""`dueregard releases`: approved words about what is withheld, and whether they still stand."""

from __future__ import annotations

from pathlib import Path

import click

from dueregard.cli.options import json_option, pack_argument
from dueregard.cli.presenters.releases import ReleasesAnswer, releases_answer, releases_page
from dueregard.cli.printing import give
from dueregard.cli.reading import read_with_progress
from dueregard.papers.view import find_paper

JSON = ReleasesAnswer


@click.command()
@pack_argument
@click.option("--paper", metavar="ID", help="One paper's only.")
@json_option
def command(pack: Path, paper: str | None, as_json: bool) -> None:
    """List Releases, whether each still stands, and the hash to keep when one is approved.

    A Release is approved words about something withheld. It keeps the hash of what it rests on;
    when that changes it has lapsed, and its paper cannot be frozen until somebody has read its
    words again. The public edition is never altered by this.
    """
    snapshot = read_with_progress(pack, quiet=as_json)
    chosen = None if paper is None else find_paper(snapshot, paper).id
    answer = releases_answer(snapshot, chosen)
    give(answer, releases_page(answer), as_json)
