"""What `dueregard fit-report` answers: the files, and in short what the fit cannot explain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from dueregard.cli.page import Page, Table
from dueregard.effects.fit_delay import SimulatedDelay
from dueregard.local_policing.demand import Status
from dueregard.local_policing.fit_report import FitReport


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidualLine:
    """Residuals of one way of grouping incidents."""

    grouped_by: Annotated[str, "How incidents are grouped."]
    groups: Annotated[int, "How many groups there are."]
    width: Annotated[
        float, "Width of residuals in widths of the model's own worlds: near 1 where the model holds."
    ]
    width_allowed: Annotated[float, "97.5 % of the worlds are narrower."]
    unexplained: Annotated[
        float | None, "Share of the variance among groups that the fit leaves; null without any."
    ]
    unexplained_allowed_low: Annotated[float, "What the model's own worlds leave: low end of 95 %."]
    unexplained_allowed_high: Annotated[float, "High end of it."]
    beyond: Annotated[int, "Groups further out than any one may be."]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusLine:
    """How many figures have a status."""

    status: Annotated[str, "from roster, estimated, assumed or not identifiable."]
    figures: Annotated[int, "How many."]


@dataclass(frozen=True, slots=True, kw_only=True)
class FitReportAnswer:
    """What `fit-report --json` prints."""

    headings: Annotated[tuple[str, ...], "What stands above the report."]
    statement: Annotated[str, "Why agreement is never called validation."]
    calibration_hash: Annotated[str, "The calibration."]
    statuses: Annotated[tuple[StatusLine, ...], "Figures of the model by status."]
    residuals: Annotated[tuple[ResidualLine, ...], "Residuals, by how incidents are grouped."]
    cannot_explain: Annotated[
        tuple[str, ...], "What the fit cannot explain, the widest first, one sentence each."
    ]
    simulated_runs: Annotated[int | None, "Runs of the log's weeks; null where delays were not simulated."]
    files: Annotated[tuple[str, ...], "The files written."]


def fit_report_answer(
    report: FitReport,
    simulated: SimulatedDelay | None,
    said: Sequence[str],
    heading: str | None,
    files: Iterable[Path],
) -> FitReportAnswer:
    """A fit report as an answer."""
    return FitReportAnswer(
        headings=tuple(each for each in (heading, report.heading) if each),
        statement=report.statement,
        calibration_hash=report.calibration_hash,
        statuses=tuple(
            StatusLine(status=status.value, figures=sum(each.status is status for each in report.parameters))
            for status in Status
        ),
        residuals=tuple(
            ResidualLine(
                grouped_by=each.what,
                groups=each.groups,
                width=each.width,
                width_allowed=each.width_high,
                unexplained=each.unexplained,
                unexplained_allowed_low=each.allowed_low,
                unexplained_allowed_high=each.allowed_high,
                beyond=each.beyond,
            )
            for each in report.residuals.groups
        ),
        cannot_explain=tuple(said),
        simulated_runs=None if simulated is None else simulated.runs,
        files=tuple(str(path) for path in files),
    )


def fit_report_page(answer: FitReportAnswer) -> Page:
    """A fit report for a person."""
    found = (
        "What this fit cannot explain:"
        if answer.cannot_explain
        else ("Nothing that was looked at is beyond what the model's own spread allows.")
    )
    return (
        *(f"{each.rstrip('.')}." for each in answer.headings),
        answer.statement,
        "Figures of the model: "
        + ", ".join(f"{each.figures} {each.status}" for each in answer.statuses)
        + ".",
        Table(
            title="Residuals, in widths of the model's own worlds",
            header=("incidents grouped by", "width", "allowed", "left unexplained", "groups beyond"),
            rows=tuple(
                (
                    each.grouped_by,
                    f"{each.width:.2f}",
                    f"{each.width_allowed:.2f}",
                    "–" if each.unexplained is None else f"{each.unexplained:.0%}",
                    f"{each.beyond:,} of {each.groups:,}",
                )
                for each in answer.residuals
            ),
            numeric=frozenset({1, 2, 3, 4}),
        ),
        "",
        found,
        *(f"- {each}" for each in answer.cannot_explain),
        "",
        *(f"Wrote {name}" for name in answer.files),
    )
