"""`dueregard composite`: each lead's report of one cycle."""

from __future__ import annotations

from pathlib import Path

import click

from dueregard.cli.choosing import chosen_cycle, chosen_leads
from dueregard.cli.making import build_composites, render_all
from dueregard.cli.options import (
    cycle_option,
    format_option,
    json_option,
    lead_option,
    out_option,
    pack_argument,
)
from dueregard.cli.out_files import check_outside, write_set
from dueregard.cli.presenters.papers import WrittenAnswer, written_answer, written_page
from dueregard.cli.printing import give
from dueregard.cli.progress import progress
from dueregard.cli.reading import read_with_progress

JSON = WrittenAnswer


@click.command()
@pack_argument
@lead_option
@cycle_option
@format_option
@out_option
@json_option
def command(
    pack: Path, lead: str | None, cycle: str | None, formats: tuple[str, ...], out: Path | None, as_json: bool
) -> None:
    """Write the leads' composite reports of one cycle.

    A composite report covers all that one lead returned in a cycle: standings, answers, evidence,
    vulnerabilities and what is being done. It is for the force's own use and has no public edition.
    """
    snapshot = read_with_progress(pack, quiet=as_json)
    folder = out or Path("out", snapshot.force.id)
    check_outside(pack, folder)
    leads = chosen_leads(snapshot, lead)
    documents = tuple(build_composites(snapshot, leads, chosen_cycle(snapshot, cycle).id))
    with progress("Writing", quiet=as_json) as told:
        files = render_all(documents, formats, told)
    written = write_set(folder, files)
    answer = written_answer(snapshot.force.name, documents, written)
    give(answer, written_page(answer, str(pack)), as_json)
