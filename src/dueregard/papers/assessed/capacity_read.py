"""What rosters say of capacity targets: the latest stored readings of the day of the paper, full edition only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from dueregard.capacity.stored import ReadingsValue, ReadingValue
from dueregard.common.period import day_words
from dueregard.common.records import Marked
from dueregard.papers.assessed.analysis import Analysis
from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.wording import capital, counted
from dueregard.papers.writer import Writer
from dueregard.vulnerabilities.sources import Held, Sources

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WORST_SHOWN = 3
LAPSING_SHOWN = 12


def capacity_read(analysis: Analysis, write: Writer) -> bool:
    """Print each target's latest reading; whether there was any."""
    held = latest(analysis, analysis.view.paper.dated_on)
    for each in held:
        _readings(analysis, write, each)
    return bool(held)


def latest(analysis: Analysis, on: date) -> tuple[Held[ReadingsValue], ...]:
    """Stored readings made by a day, oldest first, without those all of whose targets were read again later."""
    known = [each for each in Sources(analysis.snapshot, analysis.book).readings if each.made_on <= on]
    kept: list[Held[ReadingsValue]] = []
    read: set[str] = set()
    for each in reversed(known):
        names = {row.target for row in each.value.readings}
        if not names <= read:
            kept.append(each)
        read |= names
    return tuple(reversed(kept))


def _readings(analysis: Analysis, write: Writer, held: Held[ReadingsValue]) -> None:
    value, marked = held.value, analysis.derived([held.result])
    write.paragraph(
        f"Read from the roster for a call at the start of every hour from "
        f"{day_words(date.fromisoformat(value.first_on))} to {day_words(date.fromisoformat(value.last_on))}: "
        "whole units that could be present in time and kept up.",
        marked,
        lead=f"Readings of {day_words(held.made_on)}.",
        tagged=False,
    )
    write.bullets([row.sentence for row in value.readings], marked)
    shares = value.readings[0].quantiles if value.readings else ()
    write.table(
        "Units that a call finds, by hour",
        (
            "Target",
            "Wanted",
            "Hours met",
            "Fewest",
            *(f"{q.percent} %" for q in shares),
            "Most",
            "Confidence",
        ),
        [_row(row) for row in value.readings],
        marked,
        widths=(8, 2, 4, 2, *(2 for _ in shares), 2, 3),
        numeric=tuple(range(1, 5 + len(shares))),
        note="5 %: one hour in twenty has fewer, and so on. " + _why(value.readings),
    )
    for row in value.readings:
        _week(write, row, marked)
    _worst(write, value.readings, marked)
    _twice(write, value, marked)
    _lapsing(write, value, marked)
    write.plain(f"Method: {value.method} Roster {value.roster[:16]}; result {held.result.hash[:8]}.", marked)


def _row(row: ReadingValue) -> tuple[str, ...]:
    units = (f"{q.units:,}" for q in row.quantiles)
    met = f"{row.hours_met:,} of {row.hours:,}"
    return (
        capital(row.words),
        f"{row.number:,}",
        met,
        f"{row.least:,}",
        *units,
        f"{row.most:,}",
        row.confidence,
    )


def _why(rows: Sequence[ReadingValue]) -> str:
    return " ".join(f"Confidence: {words}" for words in dict.fromkeys(row.confidence_because for row in rows))


def _week(write: Writer, row: ReadingValue, marked: Marked) -> None:
    """The fewest of each hour of the week, as a picture and by quarter of the day."""
    week = row.least_by_hour_of_week
    steps = tuple(f"{DAYS[at // 24]} {at % 24:02}:00" for at in range(len(week)))
    known = [(step, units) for step, units in zip(steps, week, strict=True) if units is not None]
    if not known:
        return
    spec = ChartSpec(
        kind=ChartKind.PROFILE,
        x=Axis(title="Hour of the week, local time", steps=steps),
        y=Axis(title="Fewest whole units"),
        points=tuple(
            Point(x=step, y=units, series="fewest in that hour of any week") for step, units in known
        ),
        series=("fewest in that hour of any week",),
        threshold=row.number,
        threshold_label=f"wanted: {row.number:,}",
    )
    low = min(known, key=lambda each: each[1])
    below = sum(units < row.number for _, units in known)
    table = write.make_table(
        f"{capital(row.words)}: the fewest, by part of the day",
        ("Day", "00 to 06", "06 to 12", "12 to 18", "18 to 24"),
        [
            (name, *(_fewest(week[24 * at + 6 * part : 24 * at + 6 * part + 6]) for part in range(4)))
            for at, name in enumerate(DAYS)
        ],
        marked,
        numeric=(1, 2, 3, 4),
        note="The fewest units of any hour in that part of the day, in any week read.",
    )
    alt = (
        f"A dot for each hour of the week against {row.number:,} wanted. Fewest at {low[0]}: {low[1]:,}. "
        f"{counted(below, 'hour')} of the week below what is wanted."
    )
    write.chart(f"{capital(row.words)}: the fewest by hour of the week", alt, spec, table)


def _fewest(units: Sequence[int | None]) -> str:
    known = [each for each in units if each is not None]
    return f"{min(known):,}" if known else ""


def _worst(write: Writer, rows: Sequence[ReadingValue], marked: Marked) -> None:
    found = [
        (
            capital(row.words),
            f"{DAYS[datetime.fromisoformat(hour.at).weekday()]} {hour.at[:10]} {hour.at[11:16]}",
            f"{hour.units:,}",
            f"{hour.short_people:,}",
            ", ".join(hour.runs_out),
        )
        for row in rows
        for hour in row.worst_hours[:WORST_SHOWN]
    ]
    write.table(
        "The worst hours",
        ("Target", "Call at", "Units", "People short", "What runs out first"),
        found,
        marked,
        widths=(7, 5, 2, 2, 5),
        numeric=(2, 3),
    )


def _twice(write: Writer, value: ReadingsValue, marked: Marked) -> None:
    twice = [pair for pair in value.shared if pair.is_counted_twice]
    if twice:
        write.paragraph(
            "Some people are counted for two targets that cannot both be met:", marked, tagged=False
        )
        write.bullets([f"{pair.first} and {pair.second}: {pair.sentence}" for pair in twice], marked)
    elif value.shared:
        people = max(pair.people for pair in value.shared)
        write.paragraph(
            f"Up to {people:,} people could fill places of two targets. In no hour is one met only by counting "
            "somebody for both; hours in which a target is not met at all are not in this.",
            marked,
            lead="People counted twice.",
            tagged=False,
        )


def _lapsing(write: Writer, value: ReadingsValue, marked: Marked) -> None:
    write.table(
        "Skills that the targets need, and who loses them unless they renew",
        ("Skill", "Holders", "Lose it", "Last day not known", "Months from"),
        [
            (
                row.skill,
                f"{row.holders:,}",
                f"{row.lapsing:,}",
                f"{row.undated:,}",
                f"{row.months} from {row.first_month}",
            )
            for row in value.skills[:LAPSING_SHOWN]
        ],
        marked,
        numeric=(1, 2, 3),
    )
