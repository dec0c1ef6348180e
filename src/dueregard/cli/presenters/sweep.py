"""What `dueregard sweep` answers: a table of its points, and where the whole is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from dueregard.cli.page import Page, Table
from dueregard.effects.figures import EVERY_GRADE
from dueregard.effects.sweep import Swept, SweptPoint
from dueregard.effects.sweep_table import SweepRow
from dueregard.effects.words import number_words
from dueregard.local_policing.measures import Measure

SETTINGS = ("study", "strength", "backfill", "available", "officers", "extra")


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepAnswer:
    """What `sweep --json` prints."""

    name: Annotated[str, "The sweep, by its name."]
    headings: Annotated[tuple[str, ...], "What stands above every figure."]
    points: Annotated[int, "Combinations simulated."]
    runs: Annotated[int, "Pairs of runs of each point."]
    manifest_hash: Annotated[str, "SHA-256 of the manifest."]
    files: Annotated[tuple[str, ...], "The files written."]
    rows: Annotated[tuple[SweepRow, ...], "The table, point by point."]


def sweep_answer(
    swept: Swept, rows: tuple[SweepRow, ...], manifest_hash: str, files: tuple[str, ...]
) -> SweepAnswer:
    """A sweep as an answer."""
    headings = [each.heading for each in swept.grounds if each.heading is not None]
    return SweepAnswer(
        name=str(swept.sweep.name),
        headings=tuple(dict.fromkeys(headings)),
        points=len(swept.points),
        runs=swept.sweep.runs,
        manifest_hash=manifest_hash,
        files=files,
        rows=rows,
    )


def sweep_page(answer: SweepAnswer, swept: Swept) -> Page:
    """A sweep for a person: a line for each point, with the settings in which points differ."""
    shown = [name for name in SETTINGS if len({point.settings[name] for point in swept.points}) > 1]
    headline = {row.point: row for row in answer.rows if _is_headline(row, swept.points[row.point - 1])}
    table = Table(
        title="People who are no emergency and not seen within the standard, 95 % interval of the mean difference",
        header=("point", *shown, "load", "without", "difference"),
        rows=tuple(_line(point, shown, headline[point.number]) for point in swept.points),
        numeric=frozenset({0, len(shown) + 1, len(shown) + 2}),
    )
    near = any(point.is_range_only for point in swept.points)
    return (
        *answer.headings,
        f"{answer.points:,} points of {answer.runs:,} pairs of runs each.",
        table,
        *(("Where units are nearly all busy only the range is given.",) if near else ()),
        *(f"Wrote {name}" for name in answer.files),
        f"Manifest {answer.manifest_hash}.",
    )


def _is_headline(row: SweepRow, point: SweptPoint) -> bool:
    others = [grade for grade, urgent in zip(point.grades, point.emergency, strict=True) if not urgent]
    grade = EVERY_GRADE if len(others) > 1 else (others or list(point.grades))[0]
    return row.measure == Measure.NOT_SEEN.value and row.grade == grade


def _line(point: SweptPoint, shown: list[str], row: SweepRow) -> tuple[str, ...]:
    settings = (_setting(name, point.settings[name]) for name in shown)
    return (
        str(point.number),
        *settings,
        f"{point.load.without:.2f}",
        "" if point.is_range_only or row.without is None else f"{row.without:,.0f}",
        _difference(point, row),
    )


def _setting(name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _difference(point: SweptPoint, row: SweepRow) -> str:
    low, high = row.difference_low, row.difference_high
    if row.difference is None or low is None or high is None:
        return "not known"
    if row.difference == low == high == 0:
        return "none"
    width = high - low or 1.0
    ends = f"{number_words(low, width)} to {number_words(high, width)}"
    return ends if point.is_range_only else f"{number_words(row.difference, width)} ({ends})"
