"""Arguments and options that several commands share, each said once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dueregard.common.codecs import parse_day

FORMATS = ("docx", "pdf", "html")


def _formats(context: click.Context, parameter: click.Parameter, value: str) -> tuple[str, ...]:
    """Formats separated by commas, each once, in the order of `FORMATS`."""
    given = [part.strip().lower() for part in value.split(",")]
    unknown = [part for part in given if part not in FORMATS]
    if unknown:
        raise click.BadParameter(f'"{unknown[0]}" is not a format; choose from {", ".join(FORMATS)}.')
    return tuple(name for name in FORMATS if name in given)


def read_day(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """A day written as 2014-08-29, where one is given."""
    try:
        return None if value is None else parse_day(value)
    except ValueError as error:
        raise click.BadParameter(f'"{value}" was given; {error}.') from None


pack_argument = click.argument("pack", type=click.Path(path_type=Path))
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the answer as JSON and nothing else."
)
paper_option = click.option("--paper", metavar="ID", help="Another paper than the latest, by its id.")
lead_option = click.option("--lead", metavar="ID", help="One business area only, by its lead's id.")
cycle_option = click.option("--cycle", metavar="QUARTER", help="Another cycle than the latest, e.g. 2022-Q3.")
format_option = click.option(
    "--format",
    "formats",
    callback=_formats,
    default=",".join(FORMATS),
    show_default=True,
    metavar="LIST",
    help="Formats to write, separated by commas.",
)
out_option = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Folder to write into.  [default: out/<force id>]",
)
