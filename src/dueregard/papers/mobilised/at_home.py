"""Officers of response policing who stay at home, hour by hour, against the emergency minimum.

In each hour the tightest moment is shown: the one at which fewest could be spared. It is counted as the judge of plans
counts it, from everybody's diary, and not taken from the planner.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dueregard.mobilisation.checker_diary import Case, counted_spans, diaries, is_counted, most_removed
from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.fitted.sheet import Sheet
from dueregard.papers.mobilised.brief import Brief
from dueregard.papers.wording import counted
from dueregard.workforce.hours import DUTY_FUNCTIONS, DutyFunction
from dueregard.workforce.shifts import minute_of, moment_of

HOURLY_ROWS = 120
"""A longer deployment's table shows each day's tightest hour; every hour stands in the file beside the document."""
RESPONSE = DUTY_FUNCTIONS.index(DutyFunction.RESPONSE)


@dataclass(frozen=True, slots=True)
class HomeHour:
    """One local area, or all (None), at the tightest moment of an hour.

    Of those whom the emergency minimum counts; where none is set, of officers. planned: on duty if nobody were sent.
    kept: on duty with the plan. minimum: that must stay, None where none is set.
    """

    at: datetime
    local_area: str | None
    planned: int
    kept: int
    minimum: int | None

    @property
    def spare(self) -> int:
        """How many more could go; those kept where no minimum is set."""
        return self.kept - (self.minimum or 0)


class _Spans:
    """Spans of time of which those that run at a moment are counted."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._begins = sorted(begins for begins, _ in spans)
        self._ends = sorted(ends for _, ends in spans)
        self.edges = {*self._begins, *self._ends}

    def at(self, minute: int) -> int:
        return bisect_right(self._begins, minute) - bisect_right(self._ends, minute)


def home_hours(brief: Brief) -> tuple[HomeHour, ...]:
    """Every local area, and all together, in every hour from acceptance until the last is home or works again."""
    case = brief.case
    people = diaries(case)
    planned = counted_spans(people, case)
    width = len(DUTY_FUNCTIONS)
    areas = []
    for at, name in enumerate(brief.roster.local_areas):
        gone = [
            (minute_of(row.begins_at.at), minute_of(row.ends_at.at))
            for row in brief.stored.lost
            if row.local_area == name and row.function is DutyFunction.RESPONSE
            if is_counted(people[str(row.person)].person, case)
        ]
        areas.append(
            (name, at * width + RESPONSE, _Spans(planned.get(at * width + RESPONSE, [])), _Spans(gone))
        )
    first = minute_of(brief.request.accepted_at)
    ends = [minute_of(each.home_at.at) for each in brief.stored.tours]
    ends += [minute_of(row.ends_at.at) for row in brief.stored.lost]
    edges = sorted({edge for _, _, rows, gone in areas for edge in rows.edges | gone.edges})
    found: list[HomeHour] = []
    for hour in range(first, max(ends, default=first), 60):
        moments = [hour, *edges[bisect_right(edges, hour) : bisect_right(edges, hour + 59)]]
        found += _tightest(case, areas, hour, moments)
    return tuple(found)


def _tightest(
    case: Case, areas: Sequence[tuple[str, int, _Spans, _Spans]], hour: int, moments: Sequence[int]
) -> list[HomeHour]:
    at = moment_of(hour)
    rows = []
    for minute in moments:
        row = []
        for name, cell, planned, gone in areas:
            there = planned.at(minute)
            least = there - most_removed(case, cell, there) if case.aims.has_minimum else None
            row.append(HomeHour(at, name, there, there - gone.at(minute), least))
        least = sum(each.minimum or 0 for each in row) if case.aims.has_minimum else None
        both = (sum(each.planned for each in row), sum(each.kept for each in row))
        rows.append([*row, HomeHour(at, None, *both, least)])
    return [min(column, key=lambda each: each.spare) for column in zip(*rows, strict=True)]


def at_home(brief: Brief, hours: Sequence[HomeHour], sheet: Sheet) -> None:
    """The section on what stays at home."""
    sheet.heading(1, "What stays at home")
    if brief.minimum:
        sheet.say(
            f"Kept everywhere and at every moment: {brief.minimum}. The figures are of those whom it counts."
        )
    else:
        sheet.say(
            "No emergency minimum is set, so the plan was held to none. The figures show the officers who stay."
        )
    whole = [each for each in hours if each.local_area is None]
    if not whole:
        return
    _chart(brief, whole, hours, sheet)
    _by_area(brief, hours, sheet)


def _chart(brief: Brief, whole: Sequence[HomeHour], hours: Sequence[HomeHour], sheet: Sheet) -> None:
    steps = [brief.clock(each.at) for each in whole]
    kept = "on duty with the plan"
    spec = ChartSpec(
        kind=ChartKind.PROFILE,
        x=Axis(title="Hour, local time", steps=tuple(_short(brief, each.at) for each in whole)),
        y=Axis(title="Officers of response policing"),
        points=tuple(
            Point(
                x=_short(brief, each.at), y=each.kept, low=each.minimum or 0, high=each.planned, series=kept
            )
            for each in whole
        ),
        series=(kept,),
        range_label="from the emergency minimum to those planned"
        if brief.minimum
        else "from none to those planned",
    )
    tightest = min(range(len(whole)), key=lambda at: whole[at].spare)
    lost = max(range(len(whole)), key=lambda at: whole[at].planned - whole[at].kept)
    alt = (
        f"A line of officers who stay, below those planned and above the minimum of all local areas together. "
        f"Fewest to spare at {steps[tightest]}: {whole[tightest].kept:,} stay, {whole[tightest].minimum or 0:,} must. "
        f"Most are gone at {steps[lost]}: {whole[lost].planned - whole[lost].kept:,} of {whole[lost].planned:,}."
    )
    shown = list(whole)
    note = "The tightest moment of each hour."
    if len(whole) > HOURLY_ROWS:
        days: dict[object, HomeHour] = {}
        for each in whole:
            day = each.at.astimezone(brief.zone).date()
            days[day] = min(days.get(day, each), each, key=lambda one: one.spare)
        shown = list(days.values())
        note = "The tightest hour of each day; every hour stands in home-by-hour.csv."
    least = _tightest_area(hours)
    rows = [
        (
            brief.clock(each.at),
            f"{each.planned:,}",
            f"{each.kept:,}",
            "–" if each.minimum is None else f"{each.minimum:,}",
            f"{least[each.at].local_area}: {least[each.at].spare:,}",
        )
        for each in shown
    ]
    sheet.picture(
        "Response policing at home, all local areas together",
        alt,
        spec,
        ("Hour", "Planned", "With the plan", "Minimum", "Tightest area: to spare"),
        rows,
        widths=(5, 2, 3, 2, 5),
        note=f"{note} To spare: above the minimum.",
    )


def _tightest_area(hours: Sequence[HomeHour]) -> dict[datetime, HomeHour]:
    found: dict[datetime, HomeHour] = {}
    for each in hours:
        if each.local_area is not None and (each.at not in found or each.spare < found[each.at].spare):
            found[each.at] = each
    return found


def _by_area(brief: Brief, hours: Sequence[HomeHour], sheet: Sheet) -> None:
    rows = []
    for name in brief.roster.local_areas:
        here = [each for each in hours if each.local_area == name]
        tight = min(here, key=lambda each: each.spare)
        touched = sum(each.kept < each.planned for each in here)
        rows.append(
            (
                name,
                counted(touched, "hour"),
                brief.clock(tight.at),
                f"{tight.planned:,}",
                f"{tight.kept:,}",
                "–" if tight.minimum is None else f"{tight.minimum:,}",
                f"{tight.spare:,}",
            )
        )
    sheet.table(
        "The tightest hour of each local area",
        ("Local area", "Hours touched", "Tightest hour", "Planned", "With the plan", "Minimum", "To spare"),
        rows,
        widths=(4, 3, 5, 2, 3, 2, 2),
        numeric=(3, 4, 5, 6),
        note="Hours touched: with somebody of response policing away. An hour may be tight by the roster alone, with "
        "nobody sent.",
    )


def _short(brief: Brief, at: datetime) -> str:
    local = at.astimezone(brief.zone)
    return f"{local:%a} {local.day} {local:%H:%M}" + ("" if local.fold == 0 else " again")


def home_csv(brief: Brief, hours: Sequence[HomeHour]) -> bytes:
    """Every hour and local area, for whoever wants all of it: CSV in UTF-8."""
    lines = ["hour,local_area,planned,with_the_plan,minimum,to_spare"]
    for each in hours:
        at = each.at.astimezone(brief.zone).isoformat(timespec="minutes")
        least = "" if each.minimum is None else str(each.minimum)
        lines.append(f"{at},{each.local_area or 'all'},{each.planned},{each.kept},{least},{each.spare}")
    return ("\n".join(lines) + "\n").encode()
