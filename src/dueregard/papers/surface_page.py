"""The capacity surface as a page with pictures: all staffings together, then each with its band and raw points.

A map of where a force is weak: sensitive, and never publishable.
"""

from __future__ import annotations

from math import isfinite

from dueregard.common.marking import MarkingScheme
from dueregard.effects.effect import Grounds
from dueregard.effects.fluid_view import MOST_ERROR, FluidView
from dueregard.effects.surface import CapacitySurface
from dueregard.effects.surface_words import how_narrow
from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.document import Document, Edition
from dueregard.papers.fitted.sheet import Sheet, between, figure, share

FILE_STEM = "surface"
TITLE = "Capacity surface"
PEOPLE = "People not seen within the standard"
AWAY = "Officers away"
RAW, FIT = "mean of runs", "rising fit"


def build_surface_page(
    found: CapacitySurface, view: FluidView, grounds: Grounds, *, scheme: MarkingScheme, marking: str
) -> Document:
    """The document. Fits near overload are left out, and their bands stand."""
    sheet = Sheet(scheme, marking)
    if grounds.headings:
        sheet.callout("Read this first", " ".join(grounds.headings))
    _head(found, grounds, sheet)
    _together(found, sheet)
    for row in range(len(found.shares)):
        _row(found, row, sheet)
    _fluid(found, view, sheet)
    return Document(
        title=TITLE,
        subtitle=grounds.deployment,
        edition=Edition.FULL,
        marking=marking,
        banner=marking,
        footer=f"{TITLE} · log {grounds.log_hash[:16]} · roster {grounds.roster_hash[:16]}",
        dated_on=grounds.last_on,
        author="Due Regard",
        subject="People not seen within the standard by officers available and officers away",
        keywords=("capacity surface", "staffing", "deployment"),
        file_stem=FILE_STEM,
        blocks=sheet.blocks,
        contents=True,
    )


def _head(found: CapacitySurface, grounds: Grounds, sheet: Sheet) -> None:
    sheet.facts(
        [
            ("Deployment", grounds.deployment),
            ("Log", f"{grounds.log}, {grounds.first_on.isoformat()} to {grounds.last_on.isoformat()}"),
            ("Roster", grounds.roster),
            (
                "Runs",
                f"{_runs(found)} of each of {found.fitted.raw.size:,} cells, the same incidents in all",
            ),
        ]
    )
    sheet.heading(1, "What is shown")
    sheet.say(
        "People who are no emergency and for whom nobody arrived within the standard of their grade, of those "
        "received from the deployment's first day to the end of what was simulated."
    )
    sheet.say(
        "Expectations can only rise as fewer officers are available or more are away, and the fit says so. The "
        "band holds for all cells together with 95 % confidence; what the calibration does not know is in it, for "
        "each run has a draw of demand of its own. Dots are the means of the runs, before any fit."
    )
    for sentence in how_narrow(found):
        sheet.say(sentence)
    if found.fitted.contradicts:
        sheet.callout(
            "The runs speak against it",
            "The runs themselves speak against a surface that only rises; the band is that of the raw means.",
        )
    if any(found.is_range_only(row, column) for row, column in _cells(found)):
        sheet.say(
            "Cells so near overload that small errors change everything have only their band, and no fit."
        )


def _runs(found: CapacitySurface) -> str:
    fewest, most = int(found.runs.min()), int(found.runs.max())
    return f"{fewest:,}" if fewest == most else f"{fewest:,} to {most:,}"


def _cells(found: CapacitySurface) -> list[tuple[int, int]]:
    return [(row, column) for row in range(len(found.shares)) for column in range(len(found.sizes))]


def _fit(found: CapacitySurface, row: int, column: int) -> float | None:
    return None if found.is_range_only(row, column) else float(found.fitted.fit[row, column])


def _available(found: CapacitySurface, row: int) -> str:
    return f"{share(float(found.shares[row]))} available"


def _together(found: CapacitySurface, sheet: Sheet) -> None:
    sheet.heading(1, "All staffings together")
    steps = tuple(f"{size:,}" for size in found.sizes)
    series = tuple(_available(found, row) for row in range(len(found.shares)))
    points = tuple(
        Point(x=steps[column], y=value, series=series[row])
        for row, column in _cells(found)
        if (value := _fit(found, row, column)) is not None
    )
    header = (AWAY, *series)
    rows = [
        (step, *(figure(_fit(found, row, column)) for row in range(len(series))))
        for column, step in enumerate(steps)
    ]
    title = "The rising fit, by officers available and officers away"
    if not points:
        sheet.table(title, header, rows)
        return
    shown = tuple(name for name in series if any(point.series == name for point in points))
    spec = ChartSpec(
        kind=ChartKind.LINES,
        x=Axis(title=AWAY, steps=steps),
        y=Axis(title=PEOPLE),
        points=points,
        series=shown,
    )
    least, most = min(points, key=lambda each: each.y or 0), max(points, key=lambda each: each.y or 0)
    alt = (
        f"One line for each share of officers available, over officers away. Lowest {figure(least.y)} with "
        f"{least.series} and {least.x} away, highest {figure(most.y)} with {most.series} and {most.x} away."
    )
    sheet.picture(title, alt, spec, header, rows)


def _row(found: CapacitySurface, row: int, sheet: Sheet) -> None:
    fitted, name = found.fitted, _available(found, row)
    sheet.heading(1, f"With {name}")
    steps = tuple(f"{size:,}" for size in found.sizes)
    low, high, raw = (
        [float(value) for value in array[row]] for array in (fitted.low, fitted.high, fitted.raw)
    )
    fits = [_fit(found, row, column) for column in range(len(steps))]
    spec = ChartSpec(
        kind=ChartKind.PROFILE,
        x=Axis(title=AWAY, steps=steps),
        y=Axis(title=PEOPLE),
        points=(
            *(
                Point(x=step, y=fits[at], low=low[at], high=high[at], series=FIT)
                for at, step in enumerate(steps)
            ),
            *(Point(x=step, y=raw[at], series=RAW) for at, step in enumerate(steps)),
        ),
        series=(RAW, FIT),
    )
    alt = (
        f"Fit in its band with the mean of the runs as dots, over officers away: from {between(low[0], high[0])} with "
        f"{steps[0]} away to {between(low[-1], high[-1])} with {steps[-1]} away."
    )
    sheet.picture(
        f"{PEOPLE} with {name}",
        alt,
        spec,
        (AWAY, FIT, "95 % band for all cells", "half-width", RAW, "added by those away", "load"),
        [
            (
                step,
                figure(fits[at]),
                between(low[at], high[at]),
                _half_width(found, row, at),
                figure(raw[at]),
                figure(float(found.added[row, at])),
                share(float(found.load[row, at])),
            )
            for at, step in enumerate(steps)
        ],
    )


def _half_width(found: CapacitySurface, row: int, column: int) -> str:
    if found.is_range_only(row, column):
        return share(None)
    told = f"±{float(found.half_widths[row, column]):.1%}"
    return told if found.is_narrow[row, column] else f"{told}, wider than aimed at"


def _fluid(found: CapacitySurface, view: FluidView, sheet: Sheet) -> None:
    sheet.heading(1, "How far the fluid view would be out")
    printed = sum(view.is_printed(row, column) for row, column in _cells(found))
    sheet.say(
        "The fluid view gives all cells at once without a run, scaled to simulated cells. Here each cell is held "
        f"against its own runs, the fit made without it. It prints no figure where the error is above "
        f"{share(MOST_ERROR)}; it prints {printed:,} of {view.error.size:,}."
    )
    sheet.table(
        "The fluid view's error, as a share of the mean of the runs",
        (AWAY, *(_available(found, row) for row in range(len(found.shares)))),
        [
            (f"{size:,}", *(_error(view, row, column) for row in range(len(found.shares))))
            for column, size in enumerate(found.sizes)
        ],
        numeric=tuple(range(1, len(found.shares) + 1)),
    )


def _error(view: FluidView, row: int, column: int) -> str:
    error = float(view.error[row, column])
    return share(error if isfinite(error) else None)
