"""`dueregard calibrate`: from an incident log to demand, kept in a folder for later commands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from dueregard.cli.log_options import LogAsked, log_options
from dueregard.cli.options import json_option, read_day
from dueregard.cli.out_files import OutFile, write_set
from dueregard.cli.presenters.calibration import (
    CalibrationAnswer,
    calibration_answer,
    calibration_page,
    parameters_csv,
)
from dueregard.cli.printing import give
from dueregard.cli.progress import progress
from dueregard.effects.rosters import read_units_on_duty
from dueregard.local_policing.calibration import Calibration, CalibrationSettings, InputFile, calibrate
from dueregard.local_policing.calibration_file import calibration_files
from dueregard.local_policing.calibration_weeks import whole_days
from dueregard.local_policing.log import IncidentLog

JSON = CalibrationAnswer
PARAMETERS_FILE = "parameters.csv"


@click.command()
@log_options()
@click.option("--from", "from_on", callback=read_day, metavar="DAY", help="First day that the log covers.")
@click.option("--until", "until_on", callback=read_day, metavar="DAY", help="Last day that the log covers.")
@click.option(
    "--staffing",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Who was on duty, a YAML file with roster and crewing: without it, unlogged work is not identifiable.",
)
@click.option(
    "--draws",
    type=click.IntRange(100, 10_000),
    default=CalibrationSettings().draws,
    show_default=True,
    help="Draws behind each interval.",
)
@click.option(
    "--seed", type=int, default=CalibrationSettings().seed, show_default=True, help="Seed of the draws."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="FOLDER",
    help="Folder to keep the calibration in.",
)
@json_option
def command(
    asked: LogAsked,
    from_on: date | None,
    until_on: date | None,
    staffing: Path | None,
    draws: int,
    seed: int,
    out: Path,
    as_json: bool,
) -> None:
    """Estimate demand from an incident log, each figure with its interval and status.

    Whole weeks only. What the log cannot say is told as not identifiable, never guessed. The folder holds
    calibration.json and weeks.npz, which later commands read, and parameters.csv for people. Files of
    an earlier run give way only when all new ones are finished.
    """
    clean, report = asked.read(quiet=as_json)
    how = asked.map()
    found = _calibrated(
        clean,
        how.source or asked.log.name,
        how.invented,
        asked.as_at,
        CalibrationSettings(draws=draws, seed=seed, log=asked.settings()),
        (from_on, until_on),
        asked.files(staffing),
        staffing,
        quiet=as_json,
    )
    written = write_set(out, _files(found))
    answer = calibration_answer(found, report, written)
    give(answer, calibration_page(found, answer), as_json)


def _calibrated(
    log: IncidentLog,
    source: str,
    invented: bool,
    as_at: date,
    settings: CalibrationSettings,
    days: tuple[date | None, date | None],
    inputs: Iterable[InputFile],
    staffing: Path | None,
    *,
    quiet: bool,
) -> Calibration:
    first, last = (given or found for given, found in zip(days, whole_days(log), strict=True))
    on_duty = None if staffing is None else read_units_on_duty(staffing, log, first, last)
    with progress("Fitting", quiet=quiet) as told:
        return calibrate(
            log,
            source=source,
            invented=invented,
            as_at=as_at,
            settings=settings,
            on_duty=on_duty,
            from_on=days[0],
            until_on=days[1],
            inputs=inputs,
            progress=lambda done, total: told(done, total, "draws"),
        )


def _files(found: Calibration) -> list[OutFile]:
    files = {**calibration_files(found), PARAMETERS_FILE: parameters_csv(found.parameters)}
    return [OutFile(name, content) for name, content in files.items()]
