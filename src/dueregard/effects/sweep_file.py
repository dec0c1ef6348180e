"""A sweep file: a grid of studies and settings, each combination of which is simulated alike."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import prod
from pathlib import Path
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column
from dueregard.effects.study import ExtraIncidents
from dueregard.local_policing.settings_file import read_record

MOST_POINTS = 1_000
LEAST_RUNS, MOST_RUNS = 2, 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraDemandSetting:
    """Added demand by a name; without incidents it is none."""

    name: Annotated[Id, Column("Short name, which stands in the table.")]
    incidents: Annotated[tuple[ExtraIncidents, ...], Column("Incidents added; blank for none.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A grid: every combination of what its lists hold is a point. Raises ValueError."""

    name: Annotated[Id, Column("Short name, by which results cite it.")]
    about: Annotated[str | None, Column("What it is for, in words; blank for nothing.")] = None
    studies: Annotated[tuple[str, ...], Column("Studies, YAML files; paths are relative to this one.")]
    runs: Annotated[int, Column("Pairs of runs of each point, each with a draw of demand; 2 to 10,000.")] = 40
    seed: Annotated[int, Column("Seed of all random numbers, one for all studies.")] = 20141104
    officers: Annotated[
        tuple[int, ...], Column("Officers sent, by the study's rule; blank for as many as it says.")
    ] = ()
    available: Annotated[
        tuple[Decimal, ...],
        Column("Officers available, as a share of those the crewing policy has; blank for all, which is 1."),
    ] = ()
    strengths: Annotated[
        tuple[int, ...], Column("Officers of a generated roster; blank for as many as the study says.")
    ] = ()
    backfill: Annotated[
        tuple[Id, ...], Column("Backfill policies, by their names in the ledger file; blank for the study's.")
    ] = ()
    extra: Annotated[
        tuple[ExtraDemandSetting, ...],
        Column("Demand that the deployment's cause adds; blank for the study's."),
    ] = ()

    def __post_init__(self) -> None:
        if not self.studies:
            raise ValueError("it names no study; write one or more")
        if not LEAST_RUNS <= self.runs <= MOST_RUNS:
            raise ValueError(f"{self.runs} runs were asked for; write {LEAST_RUNS} to {MOST_RUNS:,}")
        named: dict[str, tuple[object, ...]] = {
            "studies": self.studies,
            "officers": self.officers,
            "available": self.available,
            "strengths": self.strengths,
            "backfill": self.backfill,
            "extra": tuple(each.name for each in self.extra),
        }
        for what, values in named.items():
            if len(set(values)) < len(values):
                raise ValueError(f"something stands twice in {what}; give each once")
        if any(number < 0 for number in self.officers):
            raise ValueError("fewer than no officers are sent; write 0 or more")
        if (points := prod(max(1, len(values)) for values in named.values())) > MOST_POINTS:
            raise ValueError(f"it has {points:,} points; keep to {MOST_POINTS:,} or cut it into several")

    def points(self) -> tuple[Point, ...]:
        """Every combination, the last list going round fastest."""
        numbers = [
            tuple(range(len(self.studies))),
            self.strengths or (None,),
            self.backfill or (None,),
            self.available or (Decimal(1),),
            self.officers or (None,),
            tuple(range(len(self.extra))) or (None,),
        ]
        return tuple(Point(*chosen) for chosen in product(*numbers))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Point:
    """One combination. study, extra: places in their lists; None for what the study itself says."""

    study: int
    strength: int | None
    backfill: Id | None
    available: Decimal
    officers: int | None
    extra: int | None


def read_sweep(source: Path | str, name: str = "sweep.yaml") -> Sweep:
    """Read a sweep file. Raises FaultsFound, one sentence for each fault.

    >>> [point.officers for point in read_sweep("name: a\\nstudies: [b.yaml]\\nofficers: [100, 200]\\n").points()]
    [100, 200]
    """
    return read_record(Sweep, source, name)
