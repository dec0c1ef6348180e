"""When the log sends units to each grade, beside the hours that the policy has."""

from __future__ import annotations

from collections.abc import Sequence

from dueregard.local_policing.fit_hours import SendingHours
from dueregard.local_policing.fit_report import FitReport
from dueregard.papers.fitted.demand import title_of
from dueregard.papers.fitted.sheet import DASH, Sheet, figure, share

NO_HOURS = "none"


def sending(report: FitReport, sheet: Sheet) -> None:
    """By grade: the policy's hours, the log's, and the share of first units sent in each hour of the day."""
    if not report.sending:
        return
    sheet.heading(2, "Hours of sending")
    sheet.say(
        "A policy may send units to a grade in some hours of the local day only, and has the time that the taking of a "
        "call lasts. These are from the policy, and nothing is fitted to them; beside them stands what the log shows. "
        "An hour looks shut where units are first sent to fewer than a tenth as many as call in it: that is estimated "
        "from the log, and moves no figure of the model."
    )
    sheet.table(
        "Hours of sending and the taking of calls, by the policy and in the log",
        (
            "Grade",
            "Hours, from policy",
            "First units sent outside",
            "Looks shut, estimated",
            "Call, from policy (minutes)",
            "One in ten sent within",
            "Half sent within (minutes)",
        ),
        [
            (
                title_of(report, each.key),
                _hours_of_policy(each),
                share(each.outside),
                hours_in_words(each.looks_shut) or NO_HOURS,
                figure(each.call_minutes),
                figure(each.soonest_minutes),
                figure(each.median_minutes),
            )
            for each in report.sending
        ],
        widths=(4, 3, 3, 4, 3, 3, 3),
        numeric=(2, 4, 5, 6),
        note="A call is taken for so long on average: where a unit is free at once, about half are sent one within it. "
        "Incidents by their first grade: one that became more urgent may be sent a unit at any hour.",
    )
    sheet.table(
        "Of 100 incidents that were sent a unit, those sent the first in each hour of the day",
        ("Hour", *(title_of(report, each.key) for each in report.sending)),
        [
            (f"{hour:02}:00", *(share(each.sent[hour] / each.number) for each in report.sending))
            for hour in range(24)
        ],
        numeric=tuple(range(1, len(report.sending) + 1)),
    )


def sending_findings(report: FitReport) -> list[str]:
    """One sentence for each grade of which log and policy contradict each other."""
    said = []
    for each in report.sending:
        if not each.is_contradicted:
            continue
        told = [
            f"{share(each.outside)} of first units are sent outside the policy's hours ({_hours_of_policy(each)})"
        ]
        if each.shut_by_log_only:
            hours = hours_in_words(each.shut_by_log_only)
            told.append(f"hardly any in some hours in which the policy sends them ({hours})")
        said.append(f"Hours of sending of {title_of(report, each.key)}: {', and '.join(told)}.")
    return said


def _hours_of_policy(each: SendingHours) -> str:
    if each.from_hour is None or each.until_hour is None:
        return DASH
    if (each.from_hour, each.until_hour) == (0, 24):
        return "any"
    return f"{each.from_hour:02} to {each.until_hour:02}"


def hours_in_words(hours: Sequence[int]) -> str:
    """Hours of the day as spans, each from its first hour to the end of its last, over midnight where they do.

    >>> hours_in_words((0, 1, 2, 12, 22, 23)), hours_in_words((5,)), hours_in_words(())
    ('12 to 13, 22 to 03', '05 to 06', '')
    """
    among = set(hours)
    if len(among) == 24:
        return "00 to 24"
    spans = []
    for first in sorted(hour for hour in among if (hour - 1) % 24 not in among):
        last = first
        while (last + 1) % 24 in among:
            last = (last + 1) % 24
        spans.append(f"{first:02} to {(last + 1) % 24 or 24:02}")
    return ", ".join(spans)
