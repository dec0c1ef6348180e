"""What `dueregard readings` answers, as a page for a person."""

from __future__ import annotations

from datetime import date, datetime

from dueregard.capacity.stored import ReadingsValue, ReadingValue
from dueregard.cli.page import Page, Part, Table
from dueregard.common.period import day_words


def readings_page(value: ReadingsValue, stored: str | None = None) -> Page:
    """Readings: sentences and a table first, then worst hours, pairs and skills."""
    first, last = (day_words(date.fromisoformat(day)) for day in (value.first_on, value.last_on))
    parts: list[Part] = [f"Calls at the start of every hour from {first} to {last}."]
    parts += [reading.sentence for reading in value.readings]
    parts.append(_distribution(value))
    parts += [
        f"{reading.target}: confidence {reading.confidence}. {reading.confidence_because}"
        for reading in value.readings
    ]
    parts += [_worst(reading) for reading in value.readings]
    parts += [f"{pair.first} and {pair.second}: {pair.sentence}" for pair in value.shared]
    if value.skills:
        parts.append(_skills(value))
    parts.append(value.method)
    if stored is not None:
        parts.append(f"Kept as {stored}.")
    return tuple(parts)


def _distribution(value: ReadingsValue) -> Table:
    shares = [row.percent for row in value.readings[0].quantiles]
    return Table(
        title="Whole units by hour",
        header=("target", "wanted", "hours met", "of", "least", *(f"{share} %" for share in shares), "most"),
        rows=tuple(
            (
                row.target,
                f"{row.number:,}",
                f"{row.hours_met:,}",
                f"{row.hours:,}",
                f"{row.least:,}",
                *(f"{each.units:,}" for each in row.quantiles),
                f"{row.most:,}",
            )
            for row in value.readings
        ),
        numeric=frozenset(range(1, 6 + len(shares))),
    )


def _worst(reading: ReadingValue) -> Table:
    return Table(
        title=f"Worst hours of {reading.target}",
        header=("call at", "units", "people short", "what runs out first"),
        rows=tuple(
            (
                f"{datetime.fromisoformat(row.at):%a %Y-%m-%d %H:%M}",
                f"{row.units:,}",
                f"{row.short_people:,}",
                ", ".join(row.runs_out),
            )
            for row in reading.worst_hours
        ),
        numeric=frozenset({1, 2}),
    )


def _skills(value: ReadingsValue) -> Table:
    return Table(
        title="Skills that lapse, unless they are renewed",
        header=("skill", "from", "months", "holders", "lapsing", "last day not known"),
        rows=tuple(
            (
                row.skill,
                row.first_month,
                str(row.months),
                f"{row.holders:,}",
                f"{row.lapsing:,}",
                f"{row.undated:,}",
            )
            for row in value.skills
        ),
        numeric=frozenset({2, 3, 4, 5}),
    )
