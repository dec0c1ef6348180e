"""Arguments and options of the commands that read an incident log, and the reading with its bar."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import click

from dueregard.cli.options import read_day
from dueregard.cli.progress import progress
from dueregard.local_policing.calibration_result import InputFile
from dueregard.local_policing.cleaning import CleaningSettings, load_log
from dueregard.local_policing.cleaning_report import CleaningReport
from dueregard.local_policing.column_map import ColumnMap, canonical_map, read_column_map
from dueregard.local_policing.grades import read_grade_schemes
from dueregard.local_policing.log import IncidentLog
from dueregard.local_policing.log_settings import ASSUMED, LogSettings, read_log_settings

PIECE = 1 << 20
PATH = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogAsked:
    """An incident log as a command was asked to read it."""

    log: Path
    columns: Path | None
    grades: Path | None
    as_at: date
    longest_hours: int
    log_settings: Path | None

    def files(self, *others: Path | None) -> list[InputFile]:
        """What is read, with its digests, and other files that were given."""
        named = (self.log, self.columns, self.grades, *others, self.log_settings)
        return [input_file(path) for path in named if path is not None]

    def map(self) -> ColumnMap:
        """The column map of a file, or that of a canonical log. Raises FaultsFound."""
        return canonical_map() if self.columns is None else read_column_map(self.columns, self.columns.name)

    def settings(self) -> LogSettings:
        """What is assumed of any log, or what a file says instead. Raises FaultsFound."""
        path = self.log_settings
        return ASSUMED if path is None else read_log_settings(path, path.name)

    def read(self, *, quiet: bool) -> tuple[IncidentLog, CleaningReport]:
        """A clean log, read with a bar for a person who waits. Raises FaultsFound."""
        assert self.grades is not None  # the command has seen to it
        how, schemes = self.map(), read_grade_schemes(self.grades, self.grades.name)
        settings = self._cleaning()
        with progress("Reading the log", quiet=quiet, percent=True) as told:
            return load_log(
                self.log,
                how,
                schemes,
                as_at=self.as_at,
                settings=settings,
                progress=lambda done, total: told(done, total, ""),
            )

    def _cleaning(self) -> CleaningSettings:
        settings = self.settings()
        try:
            return CleaningSettings(longest_hours=self.longest_hours, log=settings)
        except ValueError as error:
            raise click.BadParameter(f"{error}.", param_hint="--longest-hours") from None


def log_options(*, grades_required: bool = True) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The argument LOG and the options of reading it; the command is given them together, as `asked`."""
    options = (
        click.argument("log", type=PATH),
        click.option(
            "--columns",
            type=PATH,
            metavar="FILE",
            help="Column map of the log (YAML).  [default: its columns have our names, times of Europe/London]",
        ),
        click.option(
            "--grades",
            type=PATH,
            metavar="FILE",
            required=grades_required,
            help="Grade schemes of the log, dated (YAML).",
        ),
        click.option(
            "--as-at",
            "as_at",
            callback=read_day,
            required=True,
            metavar="DAY",
            help="The day on which the log was taken from its system; what is later is in the future.",
        ),
        click.option(
            "--longest-hours",
            type=int,
            default=CleaningSettings().longest_hours,
            show_default=True,
            help="A job of a unit that is longer is cut to this, and known to have been longer.",
        ),
        click.option(
            "--log-settings",
            type=PATH,
            metavar="FILE",
            help="What is assumed of any log (YAML); left out for the defaults.",
        ),
    )

    def decorated(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def asked(**given: Any) -> None:
            log = LogAsked(**{each.name: given.pop(each.name) for each in fields(LogAsked)})
            function(asked=log, **given)

        for option in reversed(options):
            asked = option(asked)
        return asked

    return decorated


def input_file(path: Path) -> InputFile:
    """A file's name and digest, for what is made from it to cite."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            found.update(piece)
    return InputFile(name=path.name, sha256=found.hexdigest())
