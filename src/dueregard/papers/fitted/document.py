"""The fit report as one document: what was found first, then what the fit cannot explain, then all of it."""

from __future__ import annotations

from collections import Counter

from dueregard.common.marking import MarkingScheme
from dueregard.effects.fit_delay import SimulatedDelay
from dueregard.effects.fit_held_out import HeldOut
from dueregard.local_policing.calibration_parameters import RESAMPLED
from dueregard.local_policing.demand import Status
from dueregard.local_policing.fit_report import FitReport
from dueregard.papers.document import Document, Edition
from dueregard.papers.fitted.demand import days, rates, times, units
from dueregard.papers.fitted.held_out import held_out
from dueregard.papers.fitted.sending import sending
from dueregard.papers.fitted.sheet import Sheet, between, figure
from dueregard.papers.fitted.staffing import crews, delay, unseen
from dueregard.papers.fitted.unexplained import findings, unexplained

FILE_STEM = "fit-report"
TITLE = "Fit report"


def build_fit_report(
    report: FitReport,
    simulated: SimulatedDelay | None,
    backtest: HeldOut | None = None,
    *,
    scheme: MarkingScheme,
    marking: str,
    heading: str | None = None,
) -> Document:
    """The document of a fit report. `heading` stands above everything, such as "Recovery of a known truth"."""
    sheet = Sheet(scheme, marking)
    _head(report, sheet, heading)
    _in_short(report, simulated, sheet)
    unexplained(report, sheet)
    rates(report, sheet)
    days(report, sheet)
    times(report, sheet)
    units(report, sheet)
    crews(report, sheet)
    unseen(report, sheet)
    delay(report, simulated, sheet)
    sending(report, sheet)
    held_out(backtest, sheet)
    _figures(report, sheet)
    _how(report, sheet)
    return Document(
        title=TITLE,
        subtitle=f"{report.source}, {report.first_on.isoformat()} to {report.last_on.isoformat()}",
        edition=Edition.FULL,
        marking=marking,
        banner=marking,
        footer=f"{TITLE} · calibration {report.calibration_hash[:16]}",
        dated_on=report.as_at,
        author="Due Regard",
        subject="How a calibration fits its incident log, and what it cannot explain",
        keywords=("fit report", "calibration", "incident log"),
        file_stem=FILE_STEM,
        blocks=sheet.blocks,
        contents=True,
    )


def _head(report: FitReport, sheet: Sheet, heading: str | None) -> None:
    sheet.facts(
        [
            ("Log", report.source),
            ("Taken on", report.as_at.isoformat()),
            (
                "Weeks fitted",
                f"{report.weeks} whole weeks, {report.first_on.isoformat()} to {report.last_on.isoformat()}",
            ),
            (
                "Incidents",
                f"{report.incidents:,} ({report.left_out:,} more of the log are outside these weeks)",
            ),
            ("Time zone", report.zone),
            ("Calibration", report.calibration_hash),
        ]
    )
    for each in (heading, report.heading):
        if each:
            sheet.callout("Read this first", f"{each.rstrip('.')}.")
    sheet.callout("What this is not", report.statement)


def _in_short(report: FitReport, simulated: SimulatedDelay | None, sheet: Sheet) -> None:
    sheet.heading(1, "In short")
    said = findings(report, simulated)
    number = Counter(each.status for each in report.parameters)
    statuses = ", ".join(f"{number[status]} {status.value}" for status in Status)
    sheet.say(
        f"The model has {len(report.parameters)} figures: {statuses}. Each stands in the last table with its "
        "interval."
    )
    if said:
        sheet.say("What the fit cannot explain, the widest first:")
        sheet.points(said)
    else:
        sheet.say("Nothing that was looked at is beyond what the model's own spread allows.")


def _figures(report: FitReport, sheet: Sheet) -> None:
    sheet.heading(1, "Every figure and its status")
    sheet.say(
        "From roster: counted there. Estimated: found from the log. Assumed: the log has nothing to find it "
        "from, and the method says what was taken instead. Not identifiable: the log cannot say, and nothing "
        "was put in its place."
    )
    sheet.table(
        "The figures of the model",
        ("Figure", "Value", "95 % interval", "Unit", "Status", "Seen", "Method"),
        [
            (
                each.name,
                figure(each.value),
                between(each.low, each.high),
                each.unit,
                each.status.value,
                f"{each.n:,}",
                each.method.removesuffix(f"; {RESAMPLED}"),
            )
            for each in report.parameters
        ],
        widths=(5, 3, 4, 4, 3, 3, 9),
        numeric=(1, 2, 5),
        note=f"All from {report.source}, as at {report.as_at.isoformat()}. Where the method says nothing else, "
        "the interval is from resampled whole weeks.",
    )


def _how(report: FitReport, sheet: Sheet) -> None:
    found = report.residuals
    sheet.heading(1, "How this was made")
    sheet.say(
        f"Intervals come from {report.draws:,} draws of whole weeks, residuals from {found.worlds:,} worlds; "
        f"both from the seed {found.seed}. The same calibration and log give the same report to the byte. Every "
        "figure of the pictures stands in fit-report.json."
    )
    sheet.table(
        "Files that the calibration was made from",
        ("File", "SHA-256"),
        [(each.name, each.sha256) for each in report.inputs],
        widths=(3, 8),
    )
