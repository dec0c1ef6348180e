"""What `dueregard surface` answers: people not seen in time by staffing and deployment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from dueregard.cli.page import Page, Table
from dueregard.effects.effect import Grounds
from dueregard.effects.surface import CapacitySurface


@dataclass(frozen=True, slots=True, kw_only=True)
class CellLine:
    """One staffing and one deployment."""

    available: Annotated[float, "Officers available, as a share of those the crewing policy has."]
    officers: Annotated[int, "Officers away."]
    raw: Annotated[float, "Mean of the runs: people not seen within the standard."]
    fit: Annotated[float | None, "The rising fit; null where only the band is given, near overload."]
    low: Annotated[float, "Low end of the simultaneous 95 % band."]
    high: Annotated[float, "High end of it."]
    added: Annotated[float, "Mean of what the officers away add to the fewest away, same staffing."]
    load: Annotated[float, "Share of unit-hours taken by work that cannot be left, during the deployment."]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceAnswer:
    """What `surface --json` prints."""

    headings: Annotated[tuple[str, ...], "What stands above every figure."]
    runs: Annotated[int, "Runs of each cell."]
    contradicts: Annotated[bool, "Whether the runs themselves speak against a surface that only rises."]
    cells: Annotated[tuple[CellLine, ...], "The cells, row by row."]


def surface_answer(found: CapacitySurface, grounds: Grounds) -> SurfaceAnswer:
    """A surface as an answer."""
    return SurfaceAnswer(
        headings=(grounds.heading,) if grounds.heading else (),
        runs=len(found.samples),
        contradicts=found.fitted.contradicts,
        cells=tuple(_cells(found)),
    )


def _cells(found: CapacitySurface) -> Iterator[CellLine]:
    fitted, added = found.fitted, found.added
    for row, share in enumerate(found.shares):
        for column, size in enumerate(found.sizes):
            yield CellLine(
                available=float(share),
                officers=size,
                raw=float(fitted.raw[row, column]),
                fit=None if found.is_range_only(row, column) else float(fitted.fit[row, column]),
                low=float(fitted.low[row, column]),
                high=float(fitted.high[row, column]),
                added=float(added[row, column]),
                load=float(found.load[row, column]),
            )


def surface_page(answer: SurfaceAnswer, found: CapacitySurface) -> Page:
    """A surface for a person: the fit with its band, and the raw points beside it."""
    by_place = {(cell.available, cell.officers): cell for cell in answer.cells}

    def table(title: str, words: dict[tuple[float, int], str]) -> Table:
        return Table(
            title=title,
            header=("officers available", *(f"{size:,} away" for size in found.sizes)),
            rows=tuple(
                (f"{share:.0%}", *(words[float(share), size] for size in found.sizes))
                for share in found.shares
            ),
            numeric=frozenset(range(1, len(found.sizes) + 1)),
        )

    fits = {place: _fit_words(cell) for place, cell in by_place.items()}
    raw = {place: f"{cell.raw:,.0f}" for place, cell in by_place.items()}
    odd = (
        "The runs themselves speak against a surface that only rises; the band is that of the raw points.",
    )
    return (
        *answer.headings,
        *(odd if answer.contradicts else ()),
        table(
            "People who are no emergency and not seen within the standard: fit, and 95 % band for all cells",
            fits,
        ),
        table(f"Raw means of {answer.runs} runs a cell", raw),
    )


def _fit_words(cell: CellLine) -> str:
    band = f"{cell.low:,.0f} to {cell.high:,.0f}"
    return band if cell.fit is None else f"{cell.fit:,.0f} ({band})"
