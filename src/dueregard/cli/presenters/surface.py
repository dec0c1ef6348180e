"""What `dueregard surface` answers: people not seen in time by staffing and deployment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Annotated

from dueregard.cli.page import Page, Table
from dueregard.cli.presenters.basis import Basis
from dueregard.effects.effect import Grounds
from dueregard.effects.fluid_view import MOST_ERROR, Anchors, FluidView
from dueregard.effects.surface import CapacitySurface
from dueregard.effects.surface_words import how_narrow


@dataclass(frozen=True, slots=True, kw_only=True)
class CellLine:
    """One staffing and one deployment."""

    available: Annotated[float, "Officers available, as a share of those the crewing policy has."]
    officers: Annotated[int, "Officers away."]
    runs: Annotated[int, "Runs of the cell."]
    raw: Annotated[float, "Plain mean of the runs: people not seen within the standard."]
    mean: Annotated[float, "The same with control variates where they help, before any fit."]
    controls: Annotated[int, "Control variates used: none, the work that came in, or work left over as well."]
    factor: Annotated[float, "By what they divide the variance of a run, in the pilot; 1 where none is used."]
    fit: Annotated[float | None, "The rising fit; null where only the band is given, near overload."]
    low: Annotated[float, "Low end of the simultaneous 95 % band."]
    high: Annotated[float, "High end of it."]
    half_width: Annotated[
        float | None, "Half of what lies between them, as a share of the fit; null near overload."
    ]
    narrow: Annotated[bool, "Whether the band is as narrow as was aimed at."]
    added: Annotated[float, "Mean of what the officers away add to the fewest away, same staffing."]
    load: Annotated[float, "Share of unit-hours taken by work that cannot be left, during the deployment."]
    fluid: Annotated[float | None, "The fluid view; null where its error is above 20 %, or near overload."]
    fluid_error: Annotated[
        float | None, "Its error, as a share of the raw mean, fitted to the other cells; null where unknown."
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceAnswer:
    """What `surface --json` prints."""

    headings: Annotated[tuple[str, ...], "What stands above every figure."]
    runs: Annotated[int, "Runs of the cell with the fewest."]
    most_runs: Annotated[int, "Runs of the cell with the most."]
    within: Annotated[float | None, "Half-width aimed at, as a share of a cell's value; null where none was."]
    floor_people: Annotated[float | None, "Half-width in people that is narrow enough in any cell."]
    narrow_cells: Annotated[int, "Cells with a band as narrow as was aimed at."]
    contradicts: Annotated[bool, "Whether the runs themselves speak against a surface that only rises."]
    cells: Annotated[tuple[CellLine, ...], "The cells, row by row."]
    basis: Annotated[Basis, "What the figures rest on."]


@dataclass(frozen=True, slots=True, kw_only=True)
class FluidLine:
    """One staffing and one deployment by the fluid view."""

    available: Annotated[float, "Officers available, as a share of those the crewing policy has."]
    officers: Annotated[int, "Officers away."]
    people: Annotated[
        float | None,
        "People not seen within the standard; null where the error is above 20 % or not measured.",
    ]
    error: Annotated[float | None, "Measured error as a share of simulated people; null where not measured."]
    load: Annotated[float, "Share of unit-hours taken by work that cannot be left, during the deployment."]


@dataclass(frozen=True, slots=True, kw_only=True)
class FluidAnswer:
    """What `surface --view fluid --json` prints."""

    headings: Annotated[tuple[str, ...], "What stands above every figure."]
    anchors: Annotated[int, "Simulated cells that the view is scaled to and its error measured by."]
    anchor_runs: Annotated[int, "Runs of the one with the fewest."]
    printed: Annotated[int, "Cells with a figure."]
    cells: Annotated[tuple[FluidLine, ...], "The cells, row by row."]
    basis: Annotated[Basis, "What the figures rest on."]


def fluid_answer(view: FluidView, anchors: Anchors, grounds: Grounds, basis: Basis) -> FluidAnswer:
    """A fluid view as an answer."""
    cells = tuple(
        _fluid_line(view, row, column)
        for row in range(len(view.grid.shares))
        for column in range(len(view.grid.sizes))
    )
    return FluidAnswer(
        headings=grounds.headings,
        anchors=anchors.people.size,
        anchor_runs=anchors.runs,
        printed=sum(cell.people is not None for cell in cells),
        cells=cells,
        basis=basis,
    )


def _fluid_line(view: FluidView, row: int, column: int) -> FluidLine:
    figure, error = _of_fluid(view, row, column)
    return FluidLine(
        available=float(view.grid.shares[row]),
        officers=view.grid.sizes[column],
        people=figure,
        error=error,
        load=float(view.grid.load[row, column]),
    )


def _of_fluid(view: FluidView, row: int, column: int) -> tuple[float | None, float | None]:
    """Its figure and its error, where there is one."""
    error = float(view.error[row, column])
    figure = float(view.people[row, column]) if view.is_printed(row, column) else None
    return figure, error if isfinite(error) else None


def fluid_page(answer: FluidAnswer, view: FluidView) -> Page:
    """A fluid view for a person: what it is first, then its figures with their errors."""
    by_place = {(cell.available, cell.officers): cell for cell in answer.cells}
    words = {
        place: _fluid_words(cell.people, cell.error, cell.load >= view.band_from_load)
        for place, cell in by_place.items()
    }
    title = "People who are no emergency and not seen within the standard, by the fluid view: figure, and its error"
    return (
        *answer.headings,
        f"A fluid view: nothing was simulated for it but {answer.anchors} cells of {answer.anchor_runs} runs or more, "
        f"to which it is scaled. The error of a cell is that of the fit to the others at the simulated cells around "
        f"it; above {MOST_ERROR:.0%} no figure is printed.",
        _grid_table(title, words, view.grid.sizes, view.grid.shares),
        answer.basis.words,
    )


def _fluid_words(people: float | None, error: float | None, near_overload: bool) -> str:
    if near_overload or (people is None and error is not None and error <= MOST_ERROR):
        return "no figure (near overload)"
    if error is None:
        return "no figure (not measured)"
    return f"no figure ({error:.0%})" if people is None else f"{people:,.0f} ({error:.0%})"


def _grid_table(
    title: str, words: dict[tuple[float, int], str], sizes: tuple[int, ...], shares: tuple[Decimal, ...]
) -> Table:
    return Table(
        title=title,
        header=("officers available", *(f"{size:,} away" for size in sizes)),
        rows=tuple((f"{share:.0%}", *(words[float(share), size] for size in sizes)) for share in shares),
        numeric=frozenset(range(1, len(sizes) + 1)),
    )


def surface_answer(found: CapacitySurface, view: FluidView, grounds: Grounds, basis: Basis) -> SurfaceAnswer:
    """A surface as an answer."""
    return SurfaceAnswer(
        headings=grounds.headings,
        runs=int(found.runs.min()),
        most_runs=int(found.runs.max()),
        within=None if found.aim is None else found.aim.share,
        floor_people=None if found.aim is None else found.aim.floor,
        narrow_cells=int(found.is_narrow.sum()),
        contradicts=found.fitted.contradicts,
        cells=tuple(_cells(found, view)),
        basis=basis,
    )


def _cells(found: CapacitySurface, view: FluidView) -> Iterator[CellLine]:
    fitted, added, runs, narrow, half = (
        found.fitted,
        found.added,
        found.runs,
        found.is_narrow,
        found.half_widths,
    )
    for row, share in enumerate(found.shares):
        for column, size in enumerate(found.sizes):
            fluid, error = _of_fluid(view, row, column)
            yield CellLine(
                available=float(share),
                officers=size,
                runs=int(runs[row, column]),
                raw=float(fitted.raw[row, column]),
                mean=float(found.means[row, column]),
                controls=int(found.uses[row, column]),
                factor=float(found.factor[row, column]),
                fit=None if found.is_range_only(row, column) else float(fitted.fit[row, column]),
                low=float(fitted.low[row, column]),
                high=float(fitted.high[row, column]),
                half_width=None if found.is_range_only(row, column) else float(half[row, column]),
                narrow=bool(narrow[row, column]),
                added=float(added[row, column]),
                load=float(found.load[row, column]),
                fluid=None if found.is_range_only(row, column) else fluid,
                fluid_error=error,
            )


def surface_page(answer: SurfaceAnswer, found: CapacitySurface) -> Page:
    """A surface for a person: the fit with its band, and the raw points beside it."""
    by_place = {(cell.available, cell.officers): cell for cell in answer.cells}

    fits = {place: _fit_words(cell) for place, cell in by_place.items()}
    raw = {place: f"{cell.raw:,.0f} ({cell.runs})" for place, cell in by_place.items()}
    fluid = {
        place: _fluid_words(cell.fluid, cell.fluid_error, cell.fit is None)
        for place, cell in by_place.items()
    }
    odd = (
        "The runs themselves speak against a surface that only rises; the band is that of the raw points.",
    )
    return (
        *answer.headings,
        *(odd if answer.contradicts else ()),
        *how_narrow(found),
        _grid_table(
            "People who are no emergency and not seen within the standard: fit, and 95 % band for all cells",
            fits,
            found.sizes,
            found.shares,
        ),
        _grid_table("Plain means of the runs, and how many there are", raw, found.sizes, found.shares),
        _grid_table(
            "The fluid view, scaled to the other cells: figure, and its error against the raw mean",
            fluid,
            found.sizes,
            found.shares,
        ),
        answer.basis.words,
    )


def _fit_words(cell: CellLine) -> str:
    band = f"{cell.low:,.0f} to {cell.high:,.0f}{'' if cell.narrow else ', wider than aimed at'}"
    return band if cell.fit is None else f"{cell.fit:,.0f} ({band})"
