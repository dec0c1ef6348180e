"""What comes in and how long it takes: rates, days, service, travel and units, seen against fitted."""

from __future__ import annotations

from dueregard.local_policing.demand import Parameter
from dueregard.local_policing.fit_curves import Curve
from dueregard.local_policing.fit_report import FitReport
from dueregard.local_policing.fit_residuals import WEEKDAYS
from dueregard.papers.fitted.sheet import Sheet, between, change, figure, percent_off, share

DAY_FIGURES = (
    "day factor: variance",
    "day factor: correlation with the next day",
    "day factor of a local area: variance",
)


def title_of(report: FitReport, key: str) -> str:
    """A class as printed: its name and its route."""
    for each in report.classes:
        if each.key == key:
            return f"{each.name} ({each.route})"
    return key


def rates(report: FitReport, sheet: Sheet) -> None:
    """Rates by hour of the week, one picture a class."""
    sheet.heading(1, "Incidents by hour of the week")
    sheet.say(
        "Dots are what was received on average in each hour of the week, in the whole force. The line is what is "
        "fitted, with the season as it was in the log; its range is the 95 % interval of the fit, from "
        f"{report.draws:,} draws of whole weeks. Dots scatter about the line by chance as well, most where few "
        "come, so that some lie outside the range even of a fit that is true. Whether they scatter more than "
        "chance allows is told under what this fit cannot explain."
    )
    for curve in report.rates:
        name = title_of(report, curve.name)
        sheet.against(
            f"{name}: incidents an hour",
            curve.steps,
            x="Hour of the week",
            y="Incidents an hour, whole force",
            rows=_by_day(curve),
            note=f"Each cell is seen / fitted. {curve.number:,} incidents. The 95 % interval of every hour stands in "
            "fit-report.json.",
        )


def _by_day(curve: Curve) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """24 rows of seven days: a table that fits on a page."""
    cells = [f"{figure(each.seen)} / {figure(each.fitted)}" for each in curve.steps]
    rows = [(f"{hour:02}:00", *(cells[24 * day + hour] for day in range(7))) for hour in range(24)]
    return ("Hour", *(day[:3] for day in WEEKDAYS)), rows


def days(report: FitReport, sheet: Sheet) -> None:
    """The day factor: its spread and its memory."""
    found = report.residuals
    sheet.heading(1, "How days differ")
    sheet.say(
        "Whole days differ by more than chance (overdispersion), and a busy day is likelier to follow a busy one "
        f"(autocorrelation). Both are held against {found.worlds:,} worlds of the model itself: logs that the fit, "
        "were it the truth, would have made, each fitted anew."
    )
    names = {each.name for each in report.parameters}
    sheet.table(
        "The day factor",
        ("Figure", "Value", "95 % interval", "Status"),
        [_short(report.parameter(name)) for name in DAY_FIGURES if name in names],
        widths=(5, 2, 3, 3),
        numeric=(1, 2),
        note="Variance of a factor whose mean is 1: 0.01 is days that differ by 10 % besides chance.",
    )
    if found.day_quantiles:
        sheet.against(
            "Incidents of a day above or below those expected",
            found.day_quantiles,
            x="Share of days below",
            y="Incidents above or below those expected (%)",
            fitted="the model's own worlds",
            words=change,
            scaled=percent_off,
            note="Quantiles over the days of the log.",
        )
    if found.day_memory:
        sheet.against(
            "How long a busy day lasts",
            found.day_memory,
            x="Days later",
            y="Autocorrelation",
            fitted="the model's own worlds",
            note="The model's memory fades by one factor a day; a bump at seven days would be a weekday that varies.",
        )


def _short(each: Parameter) -> tuple[str, ...]:
    return each.name, figure(each.value), between(each.low, each.high), each.status.value


def times(report: FitReport, sheet: Sheet) -> None:
    """Service and travel of a unit."""
    sheet.heading(1, "How long it takes")
    sheet.say(
        "Times are fitted as a table of 257 quantiles of what was seen, so the middle of each agrees by "
        "construction, and only the interval says anything. What such a table cannot show is whether times "
        "hang on the hour, the local area, the month or the kind of incident: that is told under what this fit "
        "cannot explain."
    )
    for heading, curves in (("Service", report.service), ("Travel", report.travel)):
        sheet.heading(2, f"{heading} of a unit")
        if not curves:
            sheet.say(
                f"No {heading.lower()} was seen in the log: it is assumed, and the table of figures says how."
            )
        for curve in curves:
            sheet.against(
                f"{title_of(report, curve.name)}: {heading.lower()} of a unit",
                curve.steps,
                x=f"Share of units whose {heading.lower()} is shorter",
                y="Minutes",
                note=f"{curve.number:,} units with both moments in the log.",
            )


def units(report: FitReport, sheet: Sheet) -> None:
    """Units sent to an incident."""
    sheet.heading(1, "Units sent to an incident")
    if not report.units:
        sheet.say("No unit was sent in this log, so nothing can be said.")
        return
    sheet.table(
        "Share of incidents by units sent, seen / fitted",
        ("Grade", "Incidents", *(each.step for each in report.units[0].steps)),
        [
            (
                title_of(report, curve.name),
                f"{curve.number:,}",
                *(f"{share(each.seen)} / {share(each.fitted)}" for each in curve.steps),
            )
            for curve in report.units
        ],
        widths=(6, 3, 3, 3, 3, 3, 3, 3, 3, 3),
        numeric=tuple(range(1, 10)),
        note="Fitted are the shares seen, so they agree by construction. Units of one incident are drawn apart "
        "from its service and from where it is.",
    )
