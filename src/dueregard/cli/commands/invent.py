"""`dueregard invent`: the incident log of a force that does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import click

from dueregard.cli.options import json_option
from dueregard.cli.page import Page
from dueregard.cli.printing import give
from dueregard.cli.progress import progress
from dueregard.synthetic.northmarch import SEED, WEEKS, northmarch
from dueregard.synthetic.writing import write_log

HEADING = "An invented log of an invented force: what is found in it is recovery of a known truth, never validation."


@dataclass(frozen=True, slots=True, kw_only=True)
class InventAnswer:
    """What `invent --json` prints."""

    heading: Annotated[str, "What the log is, and what it is not."]
    log: Annotated[str, "The log: gzipped CSV, one row for each unit sent."]
    staffing: Annotated[str, "Officers of each shift and local area, as the roster has them."]
    about: Annotated[str, "What the files are, and how they were made."]
    rows: Annotated[int, "Rows of the log."]
    incidents: Annotated[int, "Incidents in it."]


JSON = InventAnswer


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--weeks",
    type=click.IntRange(1, WEEKS),
    default=WEEKS,
    show_default=True,
    help="Weeks from the beginning of the log.",
)
@click.option(
    "--seed", type=int, default=SEED, show_default=True, help="Seed; this one makes Northmarch's own log."
)
@json_option
def command(folder: Path, weeks: int, seed: int, as_json: bool) -> None:
    """Make the incident log of Northmarch, a force that does not exist.

    Two years of it take about a minute and 1.6 million rows. The same seed gives the same bytes.
    """
    with progress("Living through", quiet=as_json, percent=True) as told:
        written = write_log(
            folder, northmarch(weeks), seed, lambda share: told(round(1000 * share), 1000, f"{weeks} weeks")
        )
    answer = InventAnswer(
        heading=HEADING,
        log=str(written.log),
        staffing=str(written.staffing),
        about=str(written.about),
        rows=written.rows,
        incidents=written.incidents,
    )
    give(answer, _page(answer), as_json)


def _page(answer: InventAnswer) -> Page:
    return (
        answer.heading,
        f"Wrote {answer.log}: {answer.rows:,} rows of {answer.incidents:,} incidents.",
        f"Wrote {answer.staffing}",
        f"Wrote {answer.about}",
    )
