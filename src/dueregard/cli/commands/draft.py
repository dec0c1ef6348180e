"""`dueregard draft`: the return to come, with last quarter's answers beside it."""

from __future__ import annotations

from pathlib import Path

import click

from dueregard.assessment.returns import Response
from dueregard.assessment.roll_forward import roll_forward
from dueregard.cli.choosing import chosen_cycle, chosen_leads
from dueregard.cli.options import cycle_option, json_option, pack_argument
from dueregard.cli.presenters.draft import DraftAnswer, draft_answer, draft_page, draft_rows
from dueregard.cli.printing import give, tell
from dueregard.cli.reading import read_with_progress
from dueregard.common.errors import DueRegardError
from dueregard.common.reading.record_table import write_records
from dueregard.packs.layout import return_file
from dueregard.vulnerabilities.sources import book_of

JSON = DraftAnswer


@click.command()
@pack_argument
@click.option("--lead", required=True, metavar="ID", help="The lead, by id.")
@click.option("--framework", required=True, metavar="ID", help="The framework to answer, by id.")
@cycle_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the rows to fill in as a new CSV file.",
)
@click.option(
    "--unchanged",
    is_flag=True,
    help='With --out: the lead says "no change" of everything that may be confirmed.',
)
@json_option
def command(
    pack: Path,
    lead: str,
    framework: str,
    cycle: str | None,
    out: Path | None,
    unchanged: bool,
    as_json: bool,
) -> None:
    """Show what a lead's next return needs: what to answer anew and why, and what may be confirmed.

    In a full assessment everything is answered. In an exceptions quarter only what is new, was
    challenged, was left open or has lost its evidence is; of the rest the lead may say "no change".
    The cycle must stand in registers/cycles.csv before it can be drafted.
    """
    if unchanged and out is None:
        raise click.UsageError("--unchanged belongs to --out; name the file to write.")
    snapshot = read_with_progress(pack, quiet=as_json)
    book = book_of(snapshot)
    chosen = chosen_leads(snapshot, lead)[0]
    draft = roll_forward(book, chosen, framework, chosen_cycle(snapshot, cycle).id)
    answer = draft_answer(draft, book, return_file(draft.cycle.id, chosen.id, draft.framework.id))
    give(answer, draft_page(answer), as_json)
    if out is not None:
        _write_new(out, write_records(Response, draft_rows(draft, unchanged=unchanged)))
        tell(f"Wrote {out}.")


def _write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet: answers somebody typed are never written over."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="") as new:
            new.write(text)
    except FileExistsError:
        raise DueRegardError(
            f"{file}: it is there already; name a new file, or take it away first."
        ) from None
