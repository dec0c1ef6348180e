"""How a capacity surface is estimated: choices made before the first run, kept as data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column
from dueregard.engine.queueing.experiments.controlled_surface import LEAST_PILOT, Aim
from dueregard.local_policing.settings_file import read_record

DEFAULT = Id("default")


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceDesign:
    """Choices in estimating a capacity surface. The defaults are our assumptions. Raises ValueError."""

    name: Annotated[Id, Column("Short name, by which results cite it.")] = DEFAULT
    within: Annotated[
        Decimal,
        Column("Half-width of the simultaneous 95 % band aimed at, as a share of each cell's own value."),
    ] = Decimal("0.05")
    floor_people: Annotated[
        Decimal,
        Column("Half-width in people that is always narrow enough, for cells with next to nobody."),
    ] = Decimal(10)
    pilot_runs: Annotated[
        int,
        Column(f"Runs of every cell, after which it is decided how many more follow; {LEAST_PILOT} or more."),
    ] = LEAST_PILOT
    most_runs: Annotated[int, Column("Runs of one cell at most; one that is not narrow by then says so.")] = (
        60
    )
    control_runs: Annotated[
        int,
        Column(
            "Runs of the work alone, without any queue, from which the mean of the control variates is taken."
        ),
    ] = 300
    source: Annotated[str, Column("Who chose these, and when.")] = "our assumption, 28 November 2026"

    def __post_init__(self) -> None:
        for wrong, sentence in (
            (not 0 < self.within < 1, "the half-width aimed at is a share above 0 and under 1"),
            (self.floor_people < 0, "the floor is nought people or more"),
            (self.pilot_runs < LEAST_PILOT, f"a pilot has {LEAST_PILOT} runs or more"),
            (
                not self.pilot_runs <= self.most_runs <= 10_000,
                "a cell has as many runs as the pilot at least, and 10,000 at most",
            ),
            (not 2 <= self.control_runs <= 100_000, "the mean of the controls takes 2 to 100,000 runs"),
        ):
            if wrong:
                raise ValueError(sentence)

    @property
    def aim(self) -> Aim:
        """How narrow the band is to be."""
        return Aim(share=float(self.within), floor=float(self.floor_people))


def read_surface_design(source: Path | str, name: str = "surface-design.yaml") -> SurfaceDesign:
    """Read the choices from YAML. Raises FaultsFound, one sentence for each fault."""
    return read_record(SurfaceDesign, source, name)
