"""`dueregard rewrite`: a pack again, in its canonical form."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import click

from dueregard.cli.options import json_option, pack_argument
from dueregard.cli.out_files import check_outside
from dueregard.cli.printing import give
from dueregard.cli.reading import read_with_progress
from dueregard.packs.writing import write_pack


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteAnswer:
    """What `rewrite --json` prints."""

    folder: Annotated[str, "The folder written."]
    hash: Annotated[str, "SHA-256 of the Snapshot, the same before and after."]


JSON = RewriteAnswer


@click.command()
@pack_argument
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="A new or an empty folder.",
)
@json_option
def command(pack: Path, out: Path, as_json: bool) -> None:
    """Write a force pack again in its canonical form.

    The new pack holds the same records, frozen papers and data, with columns in the order of the
    manual and one way of writing each value. It is read back and compared before it is put in
    place. Comments in YAML files are not kept.
    """
    snapshot = read_with_progress(pack, quiet=as_json)
    check_outside(pack, out)
    write_pack(snapshot, out, carry_from=pack)
    answer = RewriteAnswer(folder=str(out), hash=snapshot.hash)
    give(answer, (f"Wrote {out}, with the same records as {pack} ({snapshot.hash[:12]}).",), as_json)
