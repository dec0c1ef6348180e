"""The way out: a page for a person, or an answer as JSON for a machine.

Only here, and only for a person at a terminal, is rich imported; it keeps to NO_COLOR by itself.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from dueregard.cli.answers import as_plain
from dueregard.cli.page import Page, Table, plain_page


def give(answer: Any, page: Page, as_json: bool) -> None:
    """Print one answer: as JSON and nothing else, or as a page."""
    if as_json:
        click.echo(json.dumps(as_plain(answer), ensure_ascii=False, indent=2))
    else:
        show(page)


def show(page: Page) -> None:
    """Print a page: drawn at a terminal, plain text elsewhere."""
    if sys.stdout.isatty():
        _draw(page)
    else:
        click.echo(plain_page(page), nl=False)


def tell(line: str) -> None:
    """Say one line beside the answer, on stderr."""
    click.echo(line, err=True)


def _draw(page: Page) -> None:
    from rich.console import Console

    console = Console(highlight=False, emoji=False)
    for part in page:
        if isinstance(part, Table):
            console.print()
            console.print(_drawn(part, console.width))
        else:
            console.print(part, markup=False, soft_wrap=True)


def _drawn(table: Table, width: int) -> Any:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as Drawn
    from rich.text import Text

    drawn = Drawn(
        title=Text(table.title), title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False
    )
    last = len(table.header) - 1
    # Sentences stand in the last column; the others give way first where there is little room.
    most = max(width // (last + 3), 8) if last else None
    for place, title in enumerate(table.header):
        justify: Any = "right" if place in table.numeric else "left"
        wide = most if _is_wide(table, width) and place != last else None
        drawn.add_column(Text(title), justify=justify, overflow="fold", max_width=wide)
    for row in table.rows:
        drawn.add_row(*(Text(cell) for cell in row))
    return drawn


def _is_wide(table: Table, width: int) -> bool:
    """Whether a table does not fit into the width of a terminal, in characters."""
    columns = zip(table.header, *table.rows, strict=True)
    return sum(3 + max(len(cell) for cell in column) for column in columns) > width
