"""When each tour is called in, travels, works and returns, who relieves it, and who goes in which role."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from dueregard.mobilisation.carriers import is_asked, usable
from dueregard.mobilisation.request import Tour
from dueregard.mobilisation.stored_plan import PlannedTour
from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.fitted.sheet import Sheet
from dueregard.papers.mobilised.brief import Brief
from dueregard.papers.wording import capital, counted, listed
from dueregard.workforce.hours import DutyFunction


def timeline(brief: Brief, sheet: Sheet) -> None:
    """The picture of the tours and the tables beside it."""
    sheet.heading(1, "Timeline")
    request = brief.request
    stay = (
        "Between two tours people may stay near the place."
        if request.lodged
        else "After each tour people go home."
    )
    sheet.say(
        f"Times are local ({brief.roster.zone}). Travel takes {counted(request.travel_minutes, 'minute')} each way. "
        f"{stay} From the call until ready to travel somebody on duty has {brief.rules.muster_on_duty} minutes and "
        f"somebody off duty {brief.rules.muster_off_duty}. Present means called in, equipped and travelled."
    )
    gone = [tour for tour in request.tours if brief.on_tour(str(tour.id))]
    if gone:
        _picture(brief, sheet, gone)
    else:
        sheet.callout("Nobody goes", "The plan sends nobody on any tour.")
    _deadlines(brief, sheet)
    _roles(brief, sheet, gone)
    _carriers(brief, sheet)


def _picture(brief: Brief, sheet: Sheet, tours: list[Tour]) -> None:
    accepted = brief.request.accepted_at

    def hours(at: datetime) -> float:
        return (at - accepted).total_seconds() / 3600

    points, rows = [], []
    before: set[str] = set()
    for tour in tours:
        there = brief.on_tour(str(tour.id))
        names = {str(each.person) for each in there}
        first, last = min(each.out_at.at for each in there), max(each.home_at.at for each in there)
        present = min(each.present_at.at for each in there)
        points.append(Point(x=str(tour.id), low=hours(first), y=hours(present), high=hours(last)))
        rows.append(
            (
                str(tour.id),
                brief.day_clock(first),
                brief.day_clock(present),
                brief.day_clock(tour.ends_at),
                brief.day_clock(last),
                f"{len(names):,}",
                f"{len(names - before):,}",
                f"{sum(each.lodged > 0 for each in there):,}",
            )
        )
        before |= names
    spec = ChartSpec(
        kind=ChartKind.RANGES,
        x=Axis(title="Tour", steps=tuple(str(tour.id) for tour in tours)),
        y=Axis(title="Hours after the request is accepted"),
        points=tuple(points),
        range_label="work begins to last home or in lodgings",
        dot_label="first present at the place",
    )
    first_year = f"{tours[0].begins_at.astimezone(brief.zone):%Y}"
    opens, closes = rows[0], rows[-1]
    sheet.picture(
        "Tours, from leaving to return",
        f"A bar for each of {counted(len(tours), 'tour')}. The first leaves at {opens[1]} and is present from "
        f"{opens[2]}; the last is back at {closes[4]}.",
        spec,
        ("Tour", "Work begins", "Present", "Tour ends", "Last back", "People", "New", "Lodge after"),
        rows,
        widths=(5, 4, 4, 4, 4, 2, 2, 2),
        note=f"All of {first_year}. Work begins with mustering and equipping, then comes travel. New: not on an "
        "earlier tour of this request; the others come again after their rest. Lodge after: stay near the place until "
        "their next tour; last back is then in lodgings.",
    )


def _deadlines(brief: Brief, sheet: Sheet) -> None:
    """Each need with who is present by when."""
    rows = []
    missing = {each.need: each.number for each in brief.stored.head.left_out if each.role is None}
    for at, need in enumerate(brief.request.needs):
        there = [each for each in brief.on_tour(str(need.tour)) if each.present_at.at <= need.by]
        rows.append(
            (
                brief.clock(need.by),
                str(need.tour),
                f"{need.units:,}",
                f"{need.units - missing.get(at, 0):,}",
                f"{len(there):,}",
            )
        )
    sheet.table(
        "Units due and units present",
        ("By", "Tour", "Units asked", "Units planned", "People present"),
        rows,
        widths=(4, 4, 2, 2, 2),
        numeric=(2, 3, 4),
        note=f"One unit is {_unit(brief)}. Source: {brief.request.unit.source}",
    )


def _unit(brief: Brief) -> str:
    return listed([f"{need.officers} × {need.role}" for need in brief.request.unit.needs])


def _roles(brief: Brief, sheet: Sheet, tours: list[Tour]) -> None:
    roles = sorted({str(each.role) for each in brief.stored.tours})
    rows = []
    for tour in tours:
        found = Counter(str(each.role) for each in brief.on_tour(str(tour.id)))
        rows.append((str(tour.id), *(f"{found[role]:,}" for role in roles)))
    if rows:
        sheet.table(
            "People on each tour by role", ("Tour", *roles), rows, numeric=tuple(range(1, len(roles) + 1))
        )


def _carriers(brief: Brief, sheet: Sheet) -> None:
    """Carriers of each tour beside those that its units need; a sentence where they are not looked at."""
    transport = brief.request.unit.transport
    if transport is None or not is_asked(brief.request, brief.roster):
        why = (
            "no vehicles are given"
            if brief.roster.carriers is None
            else "the request says nothing of transport"
        )
        sheet.say(f"Carriers are not looked at: {why}.")
        return
    go = Counter(str(each.tour) for each in brief.stored.carriers)
    there = usable(brief.request, brief.roster)
    rows = [
        (
            str(tour.id),
            f"{tour.units * transport.carriers:,}",
            f"{go[str(tour.id)]:,}",
            f"{len(there[str(tour.id)]):,}",
        )
        for tour in brief.request.tours
    ]
    sheet.table(
        "Carriers on each tour",
        ("Tour", "Needed by the units asked", "Go", "On the road"),
        rows,
        widths=(4, 3, 2, 2),
        numeric=(1, 2, 3),
        note=f"A unit goes in {transport.carriers}, and {transport.drivers} of it may drive them. "
        f"Source: {transport.source.strip()} On the road: all the time of the tour, and large enough.",
    )


def suppliers(brief: Brief, sheet: Sheet) -> None:
    """Who supplies the people and which hours are lost, by local area and duty function."""
    sheet.heading(1, "Who supplies")
    people: Counter[tuple[str, str]] = Counter()
    for name in sorted({str(each.person) for each in brief.stored.tours}):
        person = brief.people[name]
        people[str(person.local_area), str(person.function)] += 1
    duties: Counter[tuple[str, str]] = Counter()
    minutes: Counter[tuple[str, str]] = Counter()
    for gone in brief.stored.lost:
        key = (str(gone.local_area), str(gone.function))
        duties[key] += 1
        minutes[key] += int((gone.ends_at.at - gone.begins_at.at).total_seconds()) // 60
    keys = sorted(people.keys() | minutes.keys(), key=lambda key: (-minutes[key], -people[key], key))
    if not keys:
        return
    sheet.say(_supplied(brief, sum(people.values()), sum(duties.values()), sum(minutes.values())))
    rows = [
        (
            area,
            function,
            f"{people[area, function]:,}",
            f"{duties[area, function]:,}",
            f"{minutes[area, function] / 60:,.1f}",
        )
        for area, function in keys
    ]
    areas = sorted({area for area, _ in keys}, key=lambda area: (-_in(minutes, area), area))
    series = tuple(str(each) for each in DutyFunction if any(function == each for _, function in keys))
    points = [
        Point(x=area, y=round(minutes[area, function] / 60, 1), series=function)
        for area in areas
        for function in series
        if minutes[area, function]
    ]
    header = ("Local area", "Duty function", "People sent", "Duties lost", "Officer-hours lost")
    if points:
        spec = ChartSpec(
            kind=ChartKind.STACKED_BARS,
            x=Axis(title="Local area", steps=tuple(areas)),
            y=Axis(title="Officer-hours lost at home"),
            points=tuple(points),
            series=series,
        )
        most = areas[0]
        sheet.picture(
            "Officer-hours lost at home, by local area and duty function",
            f"Stacked bars for {counted(len(areas), 'local area')}. Most in {most}: {_in(minutes, most) / 60:,.1f} "
            "officer-hours.",
            spec,
            header,
            rows,
            widths=(4, 4, 3, 3, 4),
            note="People by where they are rostered; hours by where they would have worked. Not weighted.",
        )
    else:
        sheet.table("Who supplies", header, rows, numeric=(2, 3, 4))


def _in(minutes: Counter[tuple[str, str]], area: str) -> int:
    return sum(number for (here, _), number in minutes.items() if here == area)


def _supplied(brief: Brief, people: int, duties: int, minutes: int) -> str:
    resting = _resting(brief.stored.tours)
    lost = counted(duties, "duty at home or the rest of one is", "duties at home or the rest of one are")
    said = f"{people:,} people go. {capital(lost)} not worked: {minutes / 60:,.1f} officer-hours."
    if resting:
        owed = counted(resting, "tour is", "tours are")
        return f"{said} {capital(owed)} worked on a rest day, which is paid or owed back."
    return f"{said} Nobody's rest day is cancelled."


def _resting(tours: tuple[PlannedTour, ...]) -> int:
    return sum(each.day.value == "rest-day" for each in tours)
