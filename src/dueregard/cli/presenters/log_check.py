"""What `dueregard log-check` answers: what a log holds, and what cleaning did to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from dueregard.cli.page import Page, Part, Table
from dueregard.cli.presenters.counting import counted
from dueregard.common.period import day_words
from dueregard.local_policing.cleaning_report import CleaningReport, CleaningStep
from dueregard.local_policing.log_check import Counted, FirstLook, LogCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One cleaning rule."""

    rule: Annotated[str, "What was wrong with the rows."]
    action: Annotated[str, "What became of them, in a word."]
    what_is_done: Annotated[str, "What became of them."]
    rows: Annotated[int, "How many."]
    example: Annotated[str, "One of them."]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """How often a value stands in the log."""

    name: Annotated[str, "The value."]
    number: Annotated[int, "Incidents; rows where no grade schemes were given."]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogCheckAnswer:
    """What `log-check --json` prints."""

    log: Annotated[str, "The file."]
    rows_read: Annotated[int, "Rows in it."]
    rows_kept: Annotated[int | None, "Rows that can be used; null where no grade schemes were given."]
    rows_set_aside: Annotated[int | None, "Rows that are in no result; null likewise."]
    incidents: Annotated[int | None, "Incidents; null likewise."]
    first_received: Annotated[str, "First receipt, local time."]
    last_received: Annotated[str, "Last receipt, local time."]
    covered_from: Annotated[str | None, "First day covered from midnight to midnight."]
    covered_until: Annotated[str | None, "Last such day."]
    weeks: Annotated[int | None, "Whole weeks of such days."]
    cleaning: Annotated[tuple[StepLine, ...], "Cleaning rules that found rows, in the order applied."]
    grades: Annotated[tuple[CountLine, ...], "Grades; those of the file where no grade schemes were given."]
    local_areas: Annotated[tuple[CountLine, ...], "Local areas."]
    routes: Annotated[tuple[CountLine, ...], "Routes."]
    outcomes: Annotated[tuple[CountLine, ...], "Outcomes."]
    units_an_incident: Annotated[float | None, "Units sent to an incident on average."]
    units_named: Annotated[bool | None, "Whether one unit can be told from another."]
    warnings: Annotated[tuple[str, ...], "What stands in the way of estimating."]


def first_look_answer(log: str, found: FirstLook) -> LogCheckAnswer:
    """A log without grade schemes, as an answer."""
    return LogCheckAnswer(
        log=log,
        rows_read=found.rows_read,
        rows_kept=None,
        rows_set_aside=None,
        incidents=None,
        first_received=found.first_received,
        last_received=found.last_received,
        covered_from=None,
        covered_until=None,
        weeks=None,
        cleaning=step_lines(found.steps),
        grades=_counts(found.grades),
        local_areas=_counts(found.local_areas),
        routes=(),
        outcomes=(),
        units_an_incident=None,
        units_named=None,
        warnings=(
            "No grade schemes were given: write them for the grades below and name them with --grades.",
        ),
    )


def log_check_answer(log: str, found: LogCheck) -> LogCheckAnswer:
    """A clean log as an answer."""
    report = found.report
    first, last = found.covered or (None, None)
    return LogCheckAnswer(
        log=log,
        rows_read=report.rows_read,
        rows_kept=report.rows_kept,
        rows_set_aside=report.set_aside,
        incidents=report.incidents,
        first_received=found.first_received,
        last_received=found.last_received,
        covered_from=first.isoformat() if first else None,
        covered_until=last.isoformat() if last else None,
        weeks=found.weeks,
        cleaning=step_lines(report.steps),
        grades=_counts(found.grades),
        local_areas=_counts(found.local_areas),
        routes=_counts(found.routes),
        outcomes=_counts(found.outcomes),
        units_an_incident=found.units_an_incident,
        units_named=found.units_named,
        warnings=found.warnings,
    )


def step_lines(steps: Sequence[CleaningStep]) -> tuple[StepLine, ...]:
    """Cleaning rules as lines of an answer."""
    return tuple(
        StepLine(
            rule=step.rule.value,
            action=step.action.value,
            what_is_done=step.what_is_done,
            rows=step.rows,
            example=step.example,
        )
        for step in steps
    )


def _counts(found: Sequence[Counted]) -> tuple[CountLine, ...]:
    return tuple(CountLine(name=one.name, number=one.number) for one in found)


def log_check_page(
    answer: LogCheckAnswer, report: CleaningReport | None, days: tuple[str, str] | None
) -> Page:
    """The check for a person."""
    parts: list[Part] = [f"{answer.log}: {counted(answer.rows_read, 'row')}."]
    if report is not None:
        parts.append(
            f"{counted(report.rows_kept, 'row')} can be used, of {counted(report.incidents, 'incident')}; "
            f"{counted(report.set_aside, 'row')} set aside."
        )
    parts.append(f"Received from {answer.first_received} to {answer.last_received}, local time.")
    if days is not None:
        weeks = counted(answer.weeks or 0, "whole week")
        parts.append(f"Whole days from {days[0]} to {days[1]}: {weeks}.")
    if answer.units_an_incident is not None:
        named = "units have names" if answer.units_named else "units have no names"
        parts.append(f"{answer.units_an_incident:.2f} units an incident on average; {named}.")
    parts += answer.warnings
    if answer.cleaning:
        parts.append(_step_table(answer.cleaning))
    what = "incidents" if report is not None else "rows"
    named_counts = (("Grades", answer.grades), ("Local areas", answer.local_areas))
    for title, lines in (*named_counts, ("Routes", answer.routes), ("Outcomes", answer.outcomes)):
        if lines:
            parts.append(_count_table(title, what, lines))
    return tuple(parts)


def covered_words(found: LogCheck) -> tuple[str, str] | None:
    """The first and last whole day in words."""
    return None if found.covered is None else (day_words(found.covered[0]), day_words(found.covered[1]))


def _step_table(lines: Sequence[StepLine]) -> Table:
    return Table(
        title="What cleaning found",
        header=("rows", "what was wrong", "what is done", "for example"),
        rows=tuple((f"{line.rows:,}", line.rule, line.what_is_done, line.example) for line in lines),
        numeric=frozenset({0}),
    )


def _count_table(title: str, what: str, lines: Sequence[CountLine]) -> Table:
    total = sum(line.number for line in lines)
    share = [f"{100 * line.number / total:.1f} %" if total else "" for line in lines]
    return Table(
        title=title,
        header=("value", what, "share"),
        rows=tuple((line.name, f"{line.number:,}", part) for line, part in zip(lines, share, strict=True)),
        numeric=frozenset({1, 2}),
    )
