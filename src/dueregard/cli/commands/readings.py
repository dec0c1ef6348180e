"""`dueregard readings`: capacity targets read from a roster, hour by hour."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import click

from dueregard.capacity.files import Asked
from dueregard.capacity.stored import ReadingsValue
from dueregard.capacity.storing import read_all, result_of
from dueregard.cli.options import json_option
from dueregard.cli.out_files import OutFile, write_set
from dueregard.cli.presenters import readings_csv as tables
from dueregard.cli.presenters.readings import readings_page
from dueregard.cli.printing import give, tell
from dueregard.cli.progress import progress
from dueregard.cli.readings_file import read_order
from dueregard.cli.result_options import check_keeping, keep_result, made_on_option, pack_option
from dueregard.cli.study_options import marking_option
from dueregard.common.codecs import IDENTIFIER, Id

JSON = ReadingsValue


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--target", metavar="ID", help="Read this target instead of the file's, such as framework/criterion."
)
@click.option("--unit", metavar="ID", help="The unit that --target counts.")
@click.option("--skill", metavar="ID", help="The skill whose holders --target counts.")
@click.option("--number", type=int, metavar="NUMBER", help="How many.  [default: the criterion's]")
@click.option(
    "--within", type=float, metavar="HOURS", help="Present within so many hours.  [default: the criterion's]"
)
@click.option("--sustained", type=float, metavar="HOURS", help="Kept up so long.  [default: the criterion's]")
@click.option(
    "--hours-csv", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write every hour of every target: units, people short, what runs out.",
)  # fmt: skip
@click.option(
    "--lapsing-csv", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Write whose skill lapses when, people as the roster names them.",
)  # fmt: skip
@pack_option
@made_on_option
@marking_option
@json_option
def command(
    file: Path,
    target: str | None,
    unit: str | None,
    skill: str | None,
    number: int | None,
    within: float | None,
    sustained: float | None,
    hours_csv: Path | None,
    lapsing_csv: Path | None,
    pack: Path | None,
    made_on: date | None,
    marking: str,
    as_json: bool,
) -> None:
    """Read capacity targets from a roster: in how many hours each is met, and where it is worst.

    FILE names a roster, days and targets. A call comes at the start of every hour: whole units that could be there in
    time and kept up are counted, nobody in two places. Pairs of targets that count the same people are named, and
    skills that lapse. A reading shows where a force is weak: keep it as it is marked.
    """
    check_keeping(pack, made_on)
    rest = (unit, skill, number, within, sustained)
    if target is None and any(each is not None for each in rest):
        raise click.UsageError("--unit, --skill, --number, --within and --sustained belong to --target.")
    only = None if target is None else _asked(target, *rest)
    order = read_order(file, only)
    with progress("Reading", quiet=as_json) as told:
        value = read_all(order, told)
    for path, made in ((hours_csv, tables.hours_csv), (lapsing_csv, tables.lapsing_csv)):
        if path is not None:
            for written in write_set(path.parent, [OutFile(path.name, made(order).encode())]):
                tell(f"Wrote {written}")
    stored = keep_result(pack, made_on, lambda day: result_of(value, order, marking=Id(marking), made_on=day))
    give(value, readings_page(value, stored), as_json)


def _asked(
    target: str,
    unit: str | None,
    skill: str | None,
    number: int | None,
    within: float | None,
    sustained: float | None,
) -> Asked:
    for name in (target, unit, skill):
        if name is not None and not IDENTIFIER.fullmatch(name):
            raise click.UsageError(f'"{name}" is no short name: write letters, digits, dots and hyphens.')
    hours = [None if each is None else Decimal(str(each)) for each in (within, sustained)]
    if any(each is not None and not each.is_finite() for each in hours):
        raise click.UsageError("Give --within and --sustained as a number of hours.")
    try:
        return Asked(
            target=Id(target),
            unit=None if unit is None else Id(unit),
            skill=None if skill is None else Id(skill),
            number=number,
            within_hours=hours[0],
            sustained_hours=hours[1],
        )
    except ValueError as error:
        raise click.UsageError(f"{error}.") from None
