"""Options of commands that keep a Result in a force pack, and the keeping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from dueregard.cli.options import read_day
from dueregard.cli.out_files import write_set
from dueregard.common.errors import DueRegardError
from dueregard.common.results import Result
from dueregard.packs.layout import FORCE, result_file
from dueregard.packs.results import write_result

pack_option = click.option(
    "--pack",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Force pack to keep the result in, as results/HASH.json, for its papers to cite.",
)
made_on_option = click.option(
    "--made-on",
    "made_on",
    callback=read_day,
    metavar="DAY",
    help="The day that a result kept in a pack is dated to.",
)


@dataclass(frozen=True, slots=True)
class _OutFile:
    name: str
    content: bytes


def keep_result(pack: Path | None, made_on: date | None, make: Callable[[date], Result]) -> str | None:
    """Keep a Result in a pack where one is named; the file it was kept in.

    Raises DueRegardError where the folder is no pack, or no day is given.
    """
    if pack is None:
        return None
    check_keeping(pack, made_on)
    assert made_on is not None
    result = make(made_on)
    name = result_file(result.hash)
    write_set(pack / "results", [_OutFile(Path(name).name, write_result(result))])
    return str(pack / name)


def check_keeping(pack: Path | None, made_on: date | None) -> None:
    """Raises DueRegardError where a Result could not be kept, before anything is worked out for it."""
    if pack is None:
        return
    if not (pack / FORCE).is_file():
        raise DueRegardError(
            f"{pack}: there is no {FORCE} in it, so it is no force pack; name one with --pack."
        )
    if made_on is None:
        raise DueRegardError(
            "A result that is kept needs a date, since papers show a newer one: give --made-on, such as 2023-11-01."
        )
