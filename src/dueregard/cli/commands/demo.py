"""`dueregard demo`: both examples, from pack to papers."""

from __future__ import annotations

from pathlib import Path

import click

from dueregard.cli.demonstration import find_examples, packs_in, write_example
from dueregard.cli.presenters.demo import demo_page
from dueregard.cli.printing import show
from dueregard.cli.progress import progress
from dueregard.common.errors import DueRegardError

JSON = None


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="out",
    show_default=True,
    metavar="FOLDER",
    help="Folder to write into, a folder in it for each force.",
)
@click.option(
    "--examples",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Folder of force packs.  [default: examples/ of the checkout]",
)
def command(out: Path, examples: Path | None) -> None:
    """Write the papers of both examples and say what they show.

    For each force pack of the folder: the latest Commissioner's paper in both editions and all
    formats, and every lead's composite report. What is said at the end is read from those papers.
    """
    folder = examples or find_examples(Path.cwd())
    packs = packs_in(folder)
    if not packs:
        raise DueRegardError(f"{folder}: there is no force pack in it; name a folder that holds some.")
    shown = []
    for pack in packs:
        with progress(pack.name) as told:
            shown.append(write_example(pack, out, told))
    show(demo_page(shown))
