"""`dueregard abstraction`: officer-days taken from local policing, by cause, and their trend."""

from __future__ import annotations

from pathlib import Path

import click

from dueregard.cli.options import json_option
from dueregard.cli.presenters.abstraction import AbstractionAnswer, abstraction_answer, abstraction_page
from dueregard.cli.printing import give
from dueregard.common.errors import DueRegardError, FaultList
from dueregard.common.period import Quarter
from dueregard.common.reading.files import read_text
from dueregard.workforce.abstraction import Abstraction, AbstractionCause, AbstractionLedger, quarter_of
from dueregard.workforce.abstraction_file import read_abstractions

JSON = AbstractionAnswer


def _quarter(context: click.Context, parameter: click.Parameter, value: str | None) -> Quarter | None:
    try:
        return None if value is None else Quarter.parse(value)
    except ValueError as error:
        raise click.BadParameter(f'"{value}" was given; {error}.') from None


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--first",
    callback=_quarter,
    required=True,
    metavar="QUARTER",
    help="First whole quarter, such as 2021-Q3.",
)
@click.option("--last", callback=_quarter, required=True, metavar="QUARTER", help="Last whole quarter.")
@click.option(
    "--study",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A study whose deployment, and whose roster's training and court, are counted too.",
)
@click.option(
    "--cause",
    type=click.Choice([cause.value for cause in AbstractionCause]),
    help="The cause that the study's deployment counts under.",
)
@click.option(
    "--happened",
    is_flag=True,
    help="The study's deployment came about as planned: it counts as actual and not only as planned.",
)
@json_option
def command(
    file: Path | None,
    first: Quarter,
    last: Quarter,
    study: Path | None,
    cause: str | None,
    happened: bool,
    as_json: bool,
) -> None:
    """Add up the officer-days taken from local policing, planned against actual, with their trend.

    FILE is CSV with one row a team, day and cause (on, team, cause, planned, actual). Quarters from --first to
    --last are taken to be complete: one without a row is one of nought. The trend has an interval; under five quarters
    it has none.
    """
    if file is None and study is None:
        raise click.UsageError("Give a CSV file of abstractions, or --study, or both.")
    if (study is None) != (cause is None):
        raise click.UsageError(
            "--study and --cause belong together: say what the study's deployment counts under."
        )
    if happened and study is None:
        raise click.UsageError("--happened belongs to --study.")
    rows = () if file is None else _read(file, first, last)
    note = None
    if study is not None and cause is not None:
        found, note = _of_study(study, AbstractionCause(cause), happened=happened)
        rows += found
    try:
        ledger = AbstractionLedger(first=first, last=last, abstractions=rows)
    except ValueError as error:
        raise DueRegardError(f"The abstraction ledger: {error}.") from None
    answer = abstraction_answer(ledger, note)
    give(answer, abstraction_page(answer), as_json)


def _read(file: Path, first: Quarter, last: Quarter) -> tuple[Abstraction, ...]:
    faults = FaultList()
    text = read_text(file, file.name, faults)
    rows = () if text is None else read_abstractions(text, file.name, faults)
    faults.raise_if_any()
    outside = [row for row in rows if not first <= quarter_of(row.on) <= last]
    if outside and first <= last:
        raise DueRegardError(
            f"{file.name}: {len(outside):,} {'row lies' if len(outside) == 1 else 'rows lie'} outside {first} "
            f"to {last}, the first on {outside[0].on}: name all the quarters that are complete, and leave out "
            "the rows of others."
        )
    return rows


def _of_study(path: Path, cause: AbstractionCause, *, happened: bool) -> tuple[tuple[Abstraction, ...], str]:
    from dueregard.effects.study_reading import read_study
    from dueregard.workforce.abstraction_roster import abstractions_of, whole_quarters

    read = read_study(path)
    rows = abstractions_of(read.roster, read.withdrawals, cause, happened=happened)
    whole = ", ".join(str(quarter) for quarter in whole_quarters(read.roster))
    note = (
        f"From the study {read.study.name}: its deployment as {cause.words()}, "
        f"{'planned and actual' if happened else 'planned'}; of response and neighbourhood policing, in "
        "officer-days of eight hours, local areas as teams. "
    )
    note += (
        f"Training and court of its roster are counted in {whole}."
        if whole
        else "Its roster covers no whole quarter, so training and court are not counted from it."
    )
    return rows, note
