"""What this fit cannot explain: residuals beyond what the model's own spread allows, each with its figures."""

from __future__ import annotations

from dueregard.effects.fit_delay import SimulatedDelay
from dueregard.local_policing.demand import Status
from dueregard.local_policing.fit_report import FitReport
from dueregard.local_policing.fit_residuals import Drift, Residuals
from dueregard.local_policing.fit_times import Dependence
from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.fitted.demand import title_of
from dueregard.papers.fitted.sending import sending_findings
from dueregard.papers.fitted.sheet import Sheet, between, change, figure, percent_off, share
from dueregard.papers.fitted.staffing import delay_findings
from dueregard.papers.wording import capital

MOST_DEPENDENCES = 15


def findings(report: FitReport, simulated: SimulatedDelay | None = None) -> list[str]:
    """One sentence for each thing that the fit cannot explain, the widest first."""
    found = report.residuals
    wide = sorted((each for each in found.groups if each.is_unexplained), key=lambda e: -e.width)
    said = [_group(report, each) for each in wide]
    said += [_drift(report, each) for each in found.drifts if each.is_unexplained]
    for name, steps in (
        ("the spread of days", found.day_quantiles),
        ("how long a busy day lasts", found.day_memory),
    ):
        outside = [each for each in steps if each.is_outside]
        if outside:
            at = ", ".join(each.step for each in outside[:5])
            said.append(
                f"{name.capitalize()}: {len(outside)} of {len(steps)} figures are outside the model's own "
                f"worlds (at {at})."
            )
    if report.unseen is not None and (outside := [e for e in report.unseen.steps if e.is_outside]):
        said.append(
            f"Unseen load: the share that waited with {', '.join(each.step for each in outside)} units looking "
            "free is not what units unavailable apart from each other would give."
        )
    said += [_dependence(report, each) for each in _told(report)[:3]]
    return said + delay_findings(report, simulated) + sending_findings(report)


def _group(report: FitReport, each: Residuals) -> str:
    told = (
        f"{each.what.capitalize()}: residuals are {figure(each.width)} times as wide as the model's own worlds "
        f"make them (nearly all stay under {figure(each.width_high)}); {each.beyond:,} of {each.groups:,} are "
        "beyond what any one may be."
    )
    if each.misfits:
        worst = each.misfits[0]
        seen, expected = figure(worst.seen), figure(worst.expected)
        told += f" Furthest: {_named(report, worst.name)}, {seen} seen, {expected} expected."
    return told


def _named(report: FitReport, name: str) -> str:
    """A group's name with its class as printed."""
    first, _, last = name.partition(", ")
    return f"{first}, {title_of(report, last)}" if last else first


def _drift(report: FitReport, each: Drift) -> str:
    return (
        f"Trend of {_drifting(report, each)}: {yearly(each.a_year)} a year, and the model has no trend (its own "
        f"worlds show {between(each.low, each.high, yearly)})."
    )


def _drifting(report: FitReport, each: Drift) -> str:
    return each.name if each.name == "all incidents" else title_of(report, each.name)


def yearly(value: float | None) -> str:
    """A change a year in per cent, with its sign.

    >>> yearly(-0.0312)
    '\N{MINUS SIGN}3.12 %'
    """
    return "" if value is None else f"{value:+.2%}".replace("%", " %").replace("-", "\N{MINUS SIGN}")


def _told(report: FitReport) -> list[Dependence]:
    """Dependences that name a group, those that explain most first."""
    return sorted(
        (e for e in report.dependences if e.odd), key=lambda e: (-e.explained, e.grade, e.what, e.by)
    )


def _dependence(report: FitReport, each: Dependence) -> str:
    worst = each.odd[0]
    return (
        f"{title_of(report, each.grade)}: {each.what} hangs on the {each.by}, which explains "
        f"{share(each.explained)} of its variance; the fit takes it as alike. Furthest: {worst.name}, "
        f"{figure(worst.ratio)} times the mean ({between(worst.low, worst.high)})."
    )


def unexplained(report: FitReport, sheet: Sheet) -> None:
    """The section."""
    found = report.residuals
    sheet.heading(1, "What this fit cannot explain")
    sheet.say(
        f"Made from residuals, not from opinion. {found.worlds:,} worlds were made by the fit itself, were it "
        "the truth (same weeks and local areas, days that differ as its day factor says, incidents by chance), "
        "and each was fitted anew. Residuals of the log that are wider than those of nearly all these worlds "
        "(97.5 %) are more than the model's own spread allows. A single group is named where it is further out "
        "than the furthest group of 95 % of the worlds, so that by chance alone one way of grouping in twenty "
        "has such a group."
    )
    wide = [each for each in found.groups if each.is_unexplained]
    if not wide:
        sheet.say("No way of grouping the incidents shows more than the model's own spread allows.")
    _widths(report, sheet)
    for each in sorted(wide, key=lambda e: -e.width):
        _misfits(report, each, sheet)
    _weeks(report, sheet)
    _drifts(report, sheet)
    _dependences(report, sheet)
    _not_known(report, sheet)


def _widths(report: FitReport, sheet: Sheet) -> None:
    groups = report.residuals.groups
    spec = ChartSpec(
        kind=ChartKind.BARS,
        x=Axis(title="Incidents grouped by", steps=tuple(each.what for each in groups)),
        y=Axis(title="Width of residuals, in widths of the model's own"),
        points=tuple(Point(x=each.what, y=round(each.width, 2)) for each in groups),
        threshold=1.0,
        threshold_label="the model's own",
    )
    alt = "Bars of the width of residuals, 1 where the model holds: " + "; ".join(
        f"{each.what} {figure(each.width)}" for each in groups
    )
    sheet.picture(
        "How wide residuals are, by how incidents are grouped",
        f"{alt}.",
        spec,
        ("Grouped by", "Groups", "Width", "Allowed", "Left unexplained", "Its own worlds leave", "Beyond"),
        [
            (
                each.what,
                f"{each.groups:,}",
                figure(each.width),
                f"up to {figure(each.width_high)}",
                share(each.unexplained),
                between(each.allowed_low, each.allowed_high, share),
                f"{each.beyond:,}",
            )
            for each in groups
        ],
        widths=(6, 2, 2, 3, 3, 4, 2),
        note="Left unexplained: squared residuals over the squared distances from the mean of each column. What the "
        "model's own worlds leave is chance and the day factor, which no fit of expected numbers can take away. "
        "Beyond: groups further out than any one may be.",
    )


def _misfits(report: FitReport, each: Residuals, sheet: Sheet) -> None:
    if not each.misfits:
        return
    sheet.table(
        f"{each.what.capitalize()}: {_which(each)} beyond what any one may be",
        ("Group", "Seen", "Expected", "Seen over expected", "Spreads away"),
        [
            (
                _named(report, one.name),
                figure(one.seen),
                figure(one.expected),
                figure(one.seen / one.expected) if one.expected else "–",
                figure(one.spreads),
            )
            for one in each.misfits
        ],
        widths=(6, 2, 2, 3, 3),
        numeric=(1, 2, 3, 4),
        note=f"Any one may be {figure(each.limit)} spreads away: 95 % of the worlds have none further out.",
    )


def _which(each: Residuals) -> str:
    if each.beyond == 1:
        return "the one"
    return (
        f"the {len(each.misfits)} furthest of {each.beyond:,}"
        if each.beyond > len(each.misfits)
        else f"{each.beyond}"
    )


def _weeks(report: FitReport, sheet: Sheet) -> None:
    steps = report.residuals.weeks
    if len(steps) < 2:
        return
    outside = sum(each.is_outside for each in steps)
    sheet.heading(2, "Weeks and trends")
    sheet.say(
        f"{outside} of {len(steps)} weeks are outside the range that holds 95 % of the worlds week by week; by "
        f"chance alone about {figure(0.05 * len(steps))} would be."
    )
    worst = sorted(steps, key=lambda e: -abs((e.seen or 1.0) - (e.fitted or 1.0)))[:12]
    sheet.against(
        "Incidents of each week above or below those expected",
        steps,
        x="Week beginning",
        y="Incidents above or below those expected (%)",
        fitted="the model's own worlds",
        words=change,
        scaled=percent_off,
        rows=(
            ("Week beginning", "seen", "the model's own worlds", "95 % range"),
            [(e.step, change(e.seen), change(e.fitted), between(e.low, e.high, change)) for e in worst],
        ),
        note="The twelve weeks furthest out; the others stand in fit-report.json.",
    )


def _drifts(report: FitReport, sheet: Sheet) -> None:
    drifts = report.residuals.drifts
    if not drifts:
        sheet.say("The log is under 26 weeks, so no trend is looked for.")
        return
    sheet.table(
        "Trend of the weeks, which the model does not have",
        ("Incidents", "Change a year", "Worlds without a trend show", "In words"),
        [
            (
                capital(_drifting(report, each)),
                yearly(each.a_year),
                between(each.low, each.high, yearly),
                "cannot be explained" if each.is_unexplained else "within chance",
            )
            for each in drifts
        ],
        widths=(5, 3, 4, 4),
        numeric=(1, 2),
        note="A straight line through each week's incidents over those expected, weeks weighted by those expected.",
    )


def _dependences(report: FitReport, sheet: Sheet) -> None:
    sheet.heading(2, "Times and units that are not alike")
    told = _told(report)
    sheet.say(
        "The fit draws service, travel and units of a grade alike whatever the hour, the local area, the month "
        f"and the kind. {len(report.dependences):,} ways in which they might hang on these were looked at; in "
        f"{len(told):,} some group's mean is over 5 % and over four standard errors from that of all, jobs "
        "taken as apart from each other."
    )
    sheet.table(
        f"What hangs on what: the {min(len(told), MOST_DEPENDENCES)} that explain most",
        ("Grade", "What", "By", "Explains", "By chance", "Groups beyond", "Furthest group"),
        [
            (
                title_of(report, each.grade),
                each.what,
                each.by,
                share(each.explained),
                share(each.by_chance),
                f"{each.beyond:,}",
                f"{each.odd[0].name}: {figure(each.odd[0].ratio)} ({between(each.odd[0].low, each.odd[0].high)})",
            )
            for each in told[:MOST_DEPENDENCES]
        ],
        widths=(4, 3, 3, 2, 2, 2, 5),
        numeric=(3, 4, 5),
        note="Explains: share of the variance between groups. Furthest group: its mean over that of all, 95 % "
        "interval.",
    )


def _not_known(report: FitReport, sheet: Sheet) -> None:
    sheet.heading(2, "What the log cannot tell")
    unknown = [each for each in report.parameters if each.status is Status.NOT_IDENTIFIABLE]
    if not unknown:
        sheet.say(
            "Every figure of the model could be found from the log or the roster, or is assumed and says so."
        )
        return
    sheet.say("These figures are not identifiable from this log; each says why.")
    sheet.points([f"{each.name}: {each.method}." for each in unknown])
