"""`dueregard plan-open`: a sealed plan checked, entered in the ledger and shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dueregard.cli.options import json_option
from dueregard.cli.out_files import OutFile, write_set
from dueregard.cli.plan_files import (
    kept_ledger,
    keys_option,
    ledger_option,
    new_ledger_option,
    on_option,
    read_keys,
    read_sealed,
    write_ledger,
)
from dueregard.cli.presenters.sealed_plans import OpenAnswer, open_answer, open_page
from dueregard.cli.printing import give
from dueregard.mobilisation.sealing import open_sealed
from dueregard.mobilisation.standing_plan_file import write_standing_plan

JSON = OpenAnswer


@click.command()
@click.argument("sealed", type=click.Path(path_type=Path))
@keys_option
@ledger_option
@new_ledger_option
@on_option
@click.option("--check", is_flag=True, help="Check only: nothing is entered in the ledger.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the plan as YAML too.",
)
@json_option
def command(
    sealed: Path,
    keys_file: Path,
    ledger_file: Path,
    new_ledger: bool,
    on: date,
    check: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Open a sealed plan: refuse it with its reason, or show it and enter it in the ledger.

    Refused are a changed file, a key that is not pinned, a key of another force, a plan for somebody else, out of its
    time, older than one that was opened, or of a serial that another file had. The same file again is harmless.
    """
    keys = read_keys(keys_file)
    content = read_sealed(sealed)
    with kept_ledger(ledger_file, new=new_ledger) as ledger:
        opened = open_sealed(content, sealed.name, keys=keys, ledger=ledger, on=on)
        if out is not None:
            write_set(out.parent, [OutFile(out.name, write_standing_plan(opened.plan).encode())])
        if not check and (new_ledger or not opened.is_repeated):
            write_ledger(ledger_file, opened.ledger)
    answer = open_answer(opened, entered=not check)
    give(answer, open_page(answer, opened), as_json)
