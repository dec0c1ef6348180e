"""What `dueregard calibrate` answers: the figures of a calibration one by one, and where they were written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from dueregard.cli.page import Page, Part, Table
from dueregard.cli.presenters.counting import counted
from dueregard.common.period import day_words
from dueregard.common.reading.csv_table import write_rows
from dueregard.local_policing.calibration_result import Calibration
from dueregard.local_policing.cleaning_report import Action, CleaningReport
from dueregard.local_policing.demand import Parameter, Status

COLUMNS = ("name", "value", "low", "high", "unit", "status", "n", "source", "as_at", "method")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterLine:
    """One figure of a calibration."""

    name: Annotated[str, "What it is."]
    value: Annotated[float | None, "The figure; null where the log cannot say."]
    low: Annotated[float | None, "Lower end of its 95 % interval."]
    high: Annotated[float | None, "Upper end."]
    unit: Annotated[str, "Its unit."]
    status: Annotated[str, "from roster, estimated, assumed or not identifiable."]
    n: Annotated[int, "Observations behind it."]
    source: Annotated[str, "Where it comes from."]
    as_at: Annotated[str, "When that was taken."]
    method: Annotated[str, "How it was found."]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationAnswer:
    """What `calibrate --json` prints."""

    hash: Annotated[str, "Hash of the calibration, by which results cite it."]
    heading: Annotated[str | None, "What stands above everything that rests on it; null for nothing."]
    statement: Annotated[str, "What it may never be called."]
    weeks: Annotated[int, "Whole weeks of log."]
    first_on: Annotated[str, "First day of them."]
    last_on: Annotated[str, "Last day of them."]
    incidents: Annotated[int, "Incidents in them."]
    left_out: Annotated[int, "Incidents of the log outside whole weeks."]
    rows_read: Annotated[int, "Rows of the log."]
    rows_set_aside: Annotated[int, "Rows that are in no figure; `log-check` says why, rule by rule."]
    set_aside: Annotated[tuple[str, ...], "What was set aside, one sentence a rule."]
    local_areas: Annotated[tuple[str, ...], "Local areas."]
    parameters: Annotated[tuple[ParameterLine, ...], "Every figure."]
    files: Annotated[tuple[str, ...], "Files written."]


def calibration_answer(
    found: Calibration, report: CleaningReport, files: Iterable[Path]
) -> CalibrationAnswer:
    """A calibration as an answer."""
    return CalibrationAnswer(
        hash=found.hash,
        heading=found.heading,
        statement=found.statement,
        weeks=found.weeks,
        first_on=found.first_on.isoformat(),
        last_on=found.last_on.isoformat(),
        incidents=found.incidents,
        left_out=found.left_out,
        rows_read=report.rows_read,
        rows_set_aside=report.set_aside,
        set_aside=tuple(step.sentence() for step in report.steps if step.action is Action.SET_ASIDE),
        local_areas=found.sums.local_areas,
        parameters=tuple(_line(parameter) for parameter in found.parameters),
        files=tuple(str(path) for path in files),
    )


def _line(parameter: Parameter) -> ParameterLine:
    return ParameterLine(
        name=parameter.name,
        value=parameter.value,
        low=parameter.low,
        high=parameter.high,
        unit=parameter.unit,
        status=parameter.status.value,
        n=parameter.n,
        source=parameter.source,
        as_at=parameter.as_at.isoformat(),
        method=parameter.method,
    )


def calibration_page(found: Calibration, answer: CalibrationAnswer) -> Page:
    """The calibration for a person."""
    parts: list[Part] = [f"{answer.heading}."] if answer.heading else []
    weeks = counted(answer.weeks, "whole week")
    parts.append(
        f"{weeks} from {day_words(found.first_on)} to {day_words(found.last_on)}: "
        f"{counted(answer.incidents, 'incident')}, and {answer.left_out:,} outside them left out."
    )
    if answer.rows_set_aside:
        parts.append(f"{answer.rows_set_aside:,} of {counted(answer.rows_read, 'row')} set aside:")
        parts += [f"- {sentence}" for sentence in answer.set_aside]
    known = [one for one in found.parameters if one.low is not None]
    unknown = [one.name for one in found.parameters if one.low is None]
    parts += [answer.statement, _table(known)]
    if unknown:
        parts.append(f"Not identifiable from this log: {'; '.join(unknown)}.")
    parts += [f"Wrote {file}" for file in answer.files]
    return (*parts, f"Hash of the calibration: {answer.hash}.")


def _table(parameters: Sequence[Parameter]) -> Table:
    return Table(
        title="Figures, each with its 95 % interval",
        header=("figure", "value", "from", "to", "status", "observations", "unit"),
        rows=tuple(
            (
                parameter.name,
                figure_words(parameter.value),
                figure_words(parameter.low),
                figure_words(parameter.high),
                parameter.status.value,
                f"{parameter.n:,}",
                parameter.unit,
            )
            for parameter in parameters
        ),
        numeric=frozenset({1, 2, 3, 5}),
    )


def figure_words(value: float | None) -> str:
    """A figure to three digits that mean something; a dash where there is none.

    >>> figure_words(398.5478), figure_words(0.0034643), figure_words(None), figure_words(0.0)
    ('399', '0.00346', '–', '0')
    """
    if value is None:
        return "–"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def parameters_csv(parameters: Iterable[Parameter]) -> bytes:
    """The figures as CSV, exact; blank where the log cannot say."""
    rows = ([_cell(getattr(parameter, column)) for column in COLUMNS] for parameter in parameters)
    return write_rows(COLUMNS, rows).encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value.value if isinstance(value, Status) else str(value)
