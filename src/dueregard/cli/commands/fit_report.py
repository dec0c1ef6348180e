"""`dueregard fit-report`: how a calibration fits its log, and what it cannot explain."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import click

from dueregard.cli.log_options import LogAsked, log_options
from dueregard.cli.options import format_option, json_option
from dueregard.cli.out_files import write_set
from dueregard.cli.presenters.fit_report import FitReportAnswer, fit_report_answer, fit_report_page
from dueregard.cli.printing import give
from dueregard.cli.progress import progress
from dueregard.cli.study_options import workers_option
from dueregard.common.canonical import canonical_bytes
from dueregard.common.marking import SCHEMES
from dueregard.effects.fit_delay import FEWEST_RUNS, SimulatedDelay, read_staffed, simulated_delay
from dueregard.effects.fit_held_out import HeldOut, read_held_out
from dueregard.local_policing.calibration_file import load_calibration
from dueregard.local_policing.calibration_result import Calibration
from dueregard.local_policing.fit_report import FEWEST_WORLDS, WORLDS, FitReport, fit_report
from dueregard.local_policing.response_policy import ResponsePolicy, read_response_policy
from dueregard.papers.fitted.document import FILE_STEM, build_fit_report
from dueregard.papers.fitted.unexplained import findings
from dueregard.papers.rendering import render_files

JSON = FitReportAnswer
SCHEME = SCHEMES["gsc-2014"]
RUNS = 8


@dataclass(frozen=True, slots=True)
class OutFile:
    """A finished file: its name and its bytes."""

    name: str
    content: bytes


@click.command()
@click.argument("calibration", type=click.Path(path_type=Path))
@log_options()
@click.option(
    "--staffing",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Who was on duty, a YAML file with roster and crewing: with --response-policy, delays are simulated too.",
)
@click.option(
    "--response-policy",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="How units are sent, a YAML file: its hours of sending stand beside the log's.",
)
@click.option(
    "--runs",
    type=click.IntRange(FEWEST_RUNS, 1_000),
    default=RUNS,
    show_default=True,
    help="Runs of the log's weeks, where delays are simulated.",
)
@click.option(
    "--worlds",
    type=click.IntRange(FEWEST_WORLDS, 10_000),
    default=WORLDS,
    show_default=True,
    help="Worlds of the model itself that residuals are held against.",
)
@click.option(
    "--backtest",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A stored backtest, whose held-out weeks are shown too.",
)
@workers_option
@click.option(
    "--heading", metavar="TEXT", help='Printed above everything, such as "Recovery of a known truth".'
)
@click.option(
    "--marking",
    type=click.Choice(SCHEME.held),
    default="OFFICIAL-SENSITIVE",
    show_default=True,
    help="Protective marking of the report.",
)
@format_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="FOLDER",
    help="Folder to write into.",
)
@json_option
def command(
    asked: LogAsked,
    calibration: Path,
    staffing: Path | None,
    response_policy: Path | None,
    runs: int,
    worlds: int,
    backtest: Path | None,
    workers: int,
    heading: str | None,
    marking: str,
    formats: tuple[str, ...],
    out: Path,
    as_json: bool,
) -> None:
    """Write how a calibration fits its log, with pictures, and what it cannot explain.

    CALIBRATION is the folder that `calibrate` wrote, LOG the log it was made from, read with the same options. What
    cannot be explained is made from residuals: what is wider than the model's own worlds would show. Waits that helped
    to fit are never called validation. Beside the report, fit-report.json holds every figure of its pictures.
    """
    if staffing is not None and response_policy is None:
        raise click.UsageError(
            "Delays are simulated with --staffing and --response-policy together: give both."
        )
    found = load_calibration(calibration)
    tested = None if backtest is None else read_held_out(backtest, found)
    how = None if response_policy is None else read_response_policy(response_policy, response_policy.name)
    clean, _ = asked.read(quiet=as_json)
    with progress("Fitting the model's own worlds", quiet=as_json) as told:
        report = fit_report(
            found, clean, policy=how, worlds=worlds, progress=lambda done, total: told(done, total, "worlds")
        )
    simulated = None
    if staffing is not None and how is not None:
        simulated = _simulated(found, staffing, how, runs, workers, quiet=as_json)
    document = build_fit_report(report, simulated, tested, scheme=SCHEME, marking=marking, heading=heading)
    files = [OutFile(f"{FILE_STEM}.json", _figures(report, simulated, tested, marking, heading))]
    written = write_set(out, [*files, *render_files(document, formats)])
    answer = fit_report_answer(report, simulated, findings(report, simulated), heading, written)
    give(answer, fit_report_page(answer), as_json)


def _simulated(
    found: Calibration, staffing: Path, how: ResponsePolicy, runs: int, workers: int, *, quiet: bool
) -> SimulatedDelay:
    staffed = read_staffed(staffing, found)
    with progress("Simulating the log's weeks", quiet=quiet) as told:

        def on_finished(task: object, result: object, *, done: int, total: int) -> None:
            told(done, total, "runs")

        return simulated_delay(found, staffed, how, runs, workers=workers, on_finished=on_finished)


def _figures(
    report: FitReport,
    simulated: SimulatedDelay | None,
    tested: HeldOut | None,
    marking: str,
    heading: str | None,
) -> bytes:
    """Every figure of the report, for machines."""
    return canonical_bytes(
        {
            "format": "dueregard-fit-report 1",
            "marking": marking,
            "heading": heading,
            "fit": _plain(report),
            "simulated": None if simulated is None else _plain(simulated),
            "held_out": None if tested is None else _plain(tested),
        }
    )


def _plain(value: Any) -> Any:
    """Dataclasses as mappings, words and days as text; numbers as they are."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date | Enum):
        return value.isoformat() if isinstance(value, date) else value.value
    return value
