"""What `dueregard reliance` answers, as a page for a person."""

from __future__ import annotations

from dueregard.capacity.stored import FunctionMonthValue, RelianceValue
from dueregard.cli.page import Page, Part, Table


def reliance_page(value: RelianceValue, source: str, stored: str | None = None) -> Page:
    """A sentence on the whole time, then month by month; the share of a month is of the days worked in it."""
    first, last = value.months[0].month, value.months[-1].month
    uncovered = sum(row.uncovered for row in value.months)
    share = f" ({_share(value.days_by_others, value.days_worked)})" if value.days_worked else ""
    parts: list[Part] = [
        f"{value.name}, {first} to {last}: others supplied {value.days_by_others:,} of {value.days_worked:,} "
        f"officer-days worked{share}; {uncovered:,} that were needed were supplied by nobody.",
        Table(
            title="Officer-days by month",
            header=(
                "month",
                "level",
                "needed",
                "own",
                "network",
                "support",
                "by others",
                "uncovered",
                "given",
            ),
            rows=tuple(_row(row) for row in value.months),
            numeric=frozenset(range(2, 9)),
        ),
        f"Source: {source.rstrip('.')}.",
    ]
    if stored is not None:
        parts.append(f"Kept as {stored}.")
    return tuple(parts)


def _row(row: FunctionMonthValue) -> tuple[str, ...]:
    others = row.network + row.received
    worked = others + row.own
    days = (row.needed, row.own, row.network, row.received)
    share = _share(others, worked) if worked else "nobody worked"
    return (
        row.month,
        row.level,
        *(f"{each:,}" for each in days),
        share,
        f"{row.uncovered:,}",
        f"{row.given:,}",
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %"
