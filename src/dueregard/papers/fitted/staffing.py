"""Units at work, unseen load, and simulated beside logged delay."""

from __future__ import annotations

from dueregard.effects.fit_delay import GradeDelay, SimulatedDelay
from dueregard.local_policing.fit_curves import Wait
from dueregard.local_policing.fit_report import FitReport
from dueregard.local_policing.fit_residuals import Against
from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.fitted.sheet import Sheet, between, figure, percent, share

CLOCK = tuple(f"{hour:02}:00" for hour in range(24))


def crews(report: FitReport, sheet: Sheet) -> None:
    """Units on duty: from a roster, or inferred from those seen at work, which is a lower bound."""
    known, curve = report.parameter("units on duty"), report.crews
    sheet.heading(1, "Units on duty and at work")
    told = (
        "Units never sent to anything are not in a log, so crews inferred from it are a lower bound. The range "
        "runs from the most busy at one moment of the hour (no fewer were on duty) "
    )
    open_ended = all(each.high is None for each in curve.steps)
    told += (
        "upwards: units have no names here, so it is open. "
        if open_ended
        else ("to the different units sent in the eight hours around it. ")
    )
    if report.has_roster:
        told += (
            "The line is what the roster has; a line under the range is a roster that does not fit the log."
        )
        under = sum(
            each.fitted is not None and each.low is not None and each.fitted < each.low
            for each in curve.steps
        )
        told += f" It is under the lower bound in {under} of 168 hours of the week."
    else:
        told += "No roster was given, so there is no line."
    sheet.say(told)
    header = ("Hour", "Busy on average", "Most busy at once", "Sent in eight hours", "Roster")
    sheet.against(
        "Units by hour of the week",
        curve.steps,
        x="Hour of the week",
        y="Units, whole force",
        seen="busy on average",
        fitted="units on duty",
        rows=(
            header,
            [
                (e.step, figure(e.seen), figure(e.low), figure(e.high), figure(e.fitted))
                for e in curve.steps[::3]
            ],
        ),
        note=f"Every third hour. {known.status.value.capitalize()}: {known.method}. "
        f"Mean over the week {figure(known.value)} ({between(known.low, known.high)}).",
    )


def unseen(report: FitReport, sheet: Sheet) -> None:
    """Unseen load: how it is found, and whether its assumption holds."""
    known = report.parameter("unseen load")
    sheet.heading(2, "Unseen load")
    if known.value is None or report.unseen is None:
        sheet.callout("Not identifiable", f"Unseen load: {known.method}.")
        return
    sheet.say(
        f"Of units that are on no incident in the log, {share(known.value)} "
        f"({between(known.low, known.high, share)}) are not free all the same, from {known.n:,} urgent "
        f"incidents that found some unit looking free: {known.method}."
    )
    steps = report.unseen.steps
    outside = [each.step for each in steps if each.is_outside]
    sheet.against(
        "Urgent incidents that waited though units looked free",
        steps,
        x="Units that looked free",
        y="Waited (% of those incidents)",
        words=share,
        scaled=percent,
        note="Fitted is the unseen share to the power of the units that look free. "
        + (
            f"It is outside what chance allows with {', '.join(outside)} looking free: units are not "
            "unavailable apart from each other, or the roster is not the one that worked."
            if outside
            else "It is nowhere outside what chance allows."
        ),
    )


def delay(report: FitReport, simulated: SimulatedDelay | None, sheet: Sheet) -> None:
    """Simulated beside logged delay by grade and hour of the day."""
    sheet.heading(1, "Simulated beside logged delay")
    sheet.say(report.statement)
    if simulated is None:
        sheet.callout(
            "Not simulated",
            "Who was on duty (--staffing) and how units are sent (--response-policy) were not given, so the "
            "log's own weeks were not lived through. Below is the logged delay alone.",
        )
        _logged_alone(report, sheet)
        return
    sheet.say(
        f"The log's own weeks were lived through {simulated.runs} times, each with a draw of demand: the roster with "
        f"nobody away, crews by {simulated.crewing}, units sent by {simulated.policy}. The range runs from the "
        f"lowest to the highest run. Those received from {simulated.first_on.isoformat()} to "
        f"{simulated.last_on.isoformat()} are counted; the log has its waits from all its weeks. Units are busy "
        f"{share(simulated.load)} of their time with work that cannot be left."
    )
    if simulated.deficit_units:
        sheet.callout(
            "No steady state",
            f"More comes in than can be done: {figure(simulated.deficit_units)} more units are needed at every "
            "hour for the queues to stop growing, so simulated delays grow with the length of the log.",
        )
    logged = {each.grade: each for each in report.waits}
    _whole(report, simulated, logged, sheet)
    for grade in simulated.grades:
        steps = _steps(grade, logged.get(grade.grade))
        if any(each.fitted is not None for each in steps):
            sheet.against(
                f"{_name(report, grade.grade)}: wait to the first dispatch by hour of receipt",
                steps,
                x="Hour of the day",
                y="Mean wait to dispatch (minutes)",
                seen="logged",
                fitted="simulated",
                ranged="lowest to highest run",
                note="Agreement is no validation: the log's waits helped to fit.",
            )


def delay_findings(report: FitReport, simulated: SimulatedDelay | None) -> list[str]:
    """One sentence for each grade whose logged wait lies outside all runs."""
    if simulated is None:
        return []
    logged = {each.grade: each for each in report.waits}
    said = []
    for each in simulated.grades:
        seen, (mean, low, high) = (
            _mean(logged.get(each.grade)),
            (each.whole.mean, each.whole.low, each.whole.high),
        )
        if seen is not None and low is not None and high is not None and not low <= seen <= high:
            said.append(
                f"Delay of {_name(report, each.grade)}: {figure(seen)} minutes to the first dispatch on average "
                f"in the log, {figure(mean)} simulated (runs {between(low, high)})."
            )
    return said


def _name(report: FitReport, grade: str) -> str:
    return next((each.name for each in report.classes if each.grade == grade), grade)


def _steps(grade: GradeDelay, logged: Wait | None) -> list[Against]:
    return [
        Against(
            step=CLOCK[hour],
            seen=None if logged is None else logged.minutes[hour],
            fitted=each.mean,
            low=each.low,
            high=each.high,
        )
        for hour, each in enumerate(grade.hours)
    ]


def _mean(wait: Wait | None) -> float | None:
    return None if wait is None else wait.mean_minutes


def _whole(report: FitReport, simulated: SimulatedDelay, logged: dict[str, Wait], sheet: Sheet) -> None:
    sheet.table(
        "Wait to the first dispatch of the whole day, logged and simulated",
        (
            "Grade",
            "Logged, minutes",
            "Simulated, minutes",
            "Lowest to highest run",
            "Never sent a unit, simulated",
        ),
        [
            (
                _name(report, each.grade),
                figure(_mean(logged.get(each.grade))),
                figure(each.whole.mean),
                between(each.whole.low, each.whole.high),
                share(each.unserved),
            )
            for each in simulated.grades
        ],
        widths=(4, 3, 3, 4, 4),
        numeric=(1, 2, 3, 4),
        note=f"{simulated.runs} runs, seed {simulated.seed}. Roster {simulated.roster_hash[:16]}, hours ledger "
        f"{simulated.ledger_hash[:16]}. Appointments count from the call to the moment a unit sets out.",
    )


def _logged_alone(report: FitReport, sheet: Sheet) -> None:
    rows = [each for each in report.waits if any(value is not None for value in each.minutes)]
    if not rows:
        sheet.say("The log has no time of dispatch, so there is no logged delay.")
        return
    names = [_name(report, each.grade) for each in rows]
    for name, each in zip(names, rows, strict=True):
        spec = ChartSpec(
            kind=ChartKind.PROFILE,
            x=Axis(title="Hour of the day", steps=CLOCK),
            y=Axis(title="Mean wait to dispatch (minutes)"),
            points=tuple(
                Point(x=CLOCK[hour], y=value, series="logged")
                for hour, value in enumerate(each.minutes)
                if value is not None
            ),
            series=("logged",),
        )
        worst = max((value, hour) for hour, value in enumerate(each.minutes) if value is not None)
        sheet.picture(
            f"{name}: logged wait to the first dispatch by hour of receipt",
            f"Dots of the logged mean wait. Highest at {CLOCK[worst[1]]}: {figure(worst[0])} minutes.",
            spec,
            ("Hour of the day", "Logged, minutes"),
            [(CLOCK[hour], figure(value)) for hour, value in enumerate(each.minutes)],
            note=f"{each.number:,} incidents.",
        )
