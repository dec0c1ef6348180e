"""`dueregard requirement`: what is required, held against all the plans received."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dueregard.cli.main import ATTENTION
from dueregard.cli.options import json_option
from dueregard.cli.plan_files import (
    kept_ledger,
    keys_option,
    ledger_option,
    new_ledger_option,
    on_option,
    read_keys,
    read_sealed,
    sealed_files,
    write_ledger,
)
from dueregard.cli.presenters.requirement import RequirementAnswer, requirement_answer, requirement_page
from dueregard.cli.printing import give
from dueregard.common.errors import DueRegardError, FaultList
from dueregard.common.reading.files import read_text
from dueregard.mobilisation.coordination import check_requirement
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.requirement import Requirement, read_requirement
from dueregard.mobilisation.sealing import open_all

JSON = RequirementAnswer


def _moment(context: click.Context, parameter: click.Parameter, value: str) -> Moment:
    try:
        return Moment.parse(value)
    except ValueError as error:
        raise click.BadParameter(f'"{value}" was given; {error}.') from None


@click.command()
@click.argument("requirement", type=click.Path(path_type=Path))
@click.argument("plans", type=click.Path(path_type=Path), nargs=-1, required=True)
@keys_option
@ledger_option
@new_ledger_option
@on_option
@click.option(
    "--from",
    "from_at",
    type=str,
    callback=_moment,
    required=True,
    metavar="MOMENT",
    help="When the request is accepted, such as 2026-08-08T18:00Z.",
)
@click.option(
    "--until", "until_at", type=str, callback=_moment, required=True, metavar="MOMENT", help="When it ends."
)
@json_option
def command(
    requirement: Path,
    plans: tuple[Path, ...],
    keys_file: Path,
    ledger_file: Path,
    new_ledger: bool,
    on: date,
    from_at: Moment,
    until_at: Moment,
    as_json: bool,
) -> None:
    """Hold a requirement against all sealed plans received: what is met, by whom, what is short.

    PLANS are sealed files, or folders of them. No unit counts twice: not one promised to others in that time, not one
    its force needs at home, not one that two forces hold jointly. Ends with 3 where a step is short, a file is refused
    or officers are promised twice.
    """
    asked = _requirement(requirement)
    keys = read_keys(keys_file)
    if asked.asker != keys.receiver:
        raise DueRegardError(
            f"{requirement.name}: {asked.asker} asks, and the keys in {keys_file.name} are those of {keys.receiver}; "
            "name the keys of the asker."
        )
    refused: list[str] = []
    files: list[tuple[str, bytes]] = []
    for path in sealed_files(plans):
        try:
            files.append((str(path), read_sealed(path)))
        except DueRegardError as error:
            refused.append(str(error))
    with kept_ledger(ledger_file, new=new_ledger) as ledger:
        received = open_all(files, keys=keys, ledger=ledger, on=on)
        found = check_requirement(
            asked, [opened.plan for opened in received.opened], from_at=from_at, until_at=until_at
        )
        if received.ledger != ledger or new_ledger:
            write_ledger(ledger_file, received.ledger)
    answer = requirement_answer(found, (*refused, *received.refused))
    give(answer, requirement_page(answer, found), as_json)
    if not found.is_met or found.twice or answer.refused:
        raise SystemExit(ATTENTION)


def _requirement(path: Path) -> Requirement:
    faults = FaultList()
    text = read_text(path, path.name, faults)
    found = None if text is None else read_requirement(text, path.name, faults)
    faults.raise_if_any()
    assert found is not None
    return found
