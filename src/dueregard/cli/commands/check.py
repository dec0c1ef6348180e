"""`dueregard check`: what is wrong with a pack, or what is in it and what it leaves open."""

from __future__ import annotations

from pathlib import Path

import click

from dueregard.cli.examining import examine
from dueregard.cli.options import json_option, pack_argument
from dueregard.cli.presenters.check import CheckAnswer, check_answer, check_page
from dueregard.cli.printing import give
from dueregard.cli.progress import progress
from dueregard.common.errors import FaultsFound

JSON = CheckAnswer


@click.command()
@pack_argument
@json_option
@click.pass_context
def command(context: click.Context, pack: Path, as_json: bool) -> None:
    """Say all that is wrong with a force pack, or what is in it and what it leaves open.

    Every fault is told in one go, a sentence each. A pack without faults is summed up, followed
    by each "not stated" and "no data yet" that would reach a paper, by Releases that have lapsed
    because what they rest on has changed, and by what to look at before a public edition goes
    out: small numbers, gaps that show, and records that say more together than each alone.
    """
    with progress("Reading", quiet=as_json) as told:
        examined = examine(pack, progress=told)
    answer = check_answer(str(pack), examined)
    if examined.faults and not as_json:
        raise FaultsFound(examined.faults)
    give(answer, check_page(answer) if not examined.faults else (), as_json)
    if examined.faults:
        context.exit(1)
