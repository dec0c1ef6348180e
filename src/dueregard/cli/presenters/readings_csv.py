"""Tables beside readings: every hour of every target, and whose skill lapses when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dueregard.capacity.reading import read_target
from dueregard.capacity.storing import ReadingOrder
from dueregard.common.reading.csv_table import write_rows
from dueregard.workforce.hours import Grid

HOURS = ("target", "call_at", "units", "wanted", "people_short", "runs_out")
LAPSING = ("person", "local_area", "skill", "last_day", "when")


def hours_csv(order: ReadingOrder) -> str:
    """Every hour of every target of an order, in the order of both."""
    return write_rows(HOURS, _hours(order))


def _hours(order: ReadingOrder) -> Iterator[tuple[str, ...]]:
    roster = replace(order.roster, people=order.cycles.applied(order.roster.people))
    grid = Grid.of_days(order.first_on, order.days, roster.local_areas, roster.zone)
    for target in order.targets:
        reading = read_target(roster, grid, target, order.muster)
        for hour in range(grid.hours):
            row = reading.at(hour)
            yield (
                str(target.id),
                grid.local_at(hour).isoformat(timespec="minutes"),
                str(row.units),
                str(target.number),
                str(max(row.short_people, 0)),
                " ".join(row.runs_out),
            )


def lapsing_csv(order: ReadingOrder) -> str:
    """Whose skill of those that the targets need lapses when, as the roster names people; the earliest first.

    Who holds a skill with no last day stands at the end: it is not known when it lapses.
    """
    wanted = {skill for target in order.targets for role in target.unit.roles for skill in role.skills}
    rows = []
    for person in order.cycles.applied(order.roster.people):
        for held in person.skills:
            if held.skill not in wanted:
                continue
            last = held.until_on
            if last is None:
                when = "last day not known"
            elif last < order.first_on:
                when = "before the days read"
            else:
                when = "in the days read" if last < order.last_on else "not before they end"
            row = (
                str(person.id),
                str(person.local_area),
                str(held.skill),
                "" if last is None else str(last),
                when,
            )
            rows.append((last is None, row[3], row))
    return write_rows(LAPSING, [row for _, _, row in sorted(rows)])
