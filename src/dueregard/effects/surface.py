"""The capacity surface: people not seen in time, by how many officers are available and how many are away.

Cell by cell the same incidents are lived through, so that cells differ in staffing and deployment and in
nothing else. Expectations can only rise as fewer are available or more are away, and the fit says so; the raw
points stay beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from dueregard.common.kept_runs import FLOATS, KeptRuns, run_kept
from dueregard.common.parallel import Block, Cluster, OnFinished, blocks
from dueregard.effects.comparison import Comparison, EffectRefused
from dueregard.effects.design import EffectDesign
from dueregard.effects.load import load_of
from dueregard.effects.pairs import FROM_THEN_ON, side_of
from dueregard.engine.queueing.experiments.monotone import Surface, surface
from dueregard.engine.queueing.random_numbers import key_of
from dueregard.local_policing.crewing import CrewingPolicy, crews_of
from dueregard.local_policing.demand import Demand
from dueregard.local_policing.measures import Measure, grades_of
from dueregard.local_policing.scenario import Prepared, Scenario, Staffing, prepare_scenario, staffing_of

Reals = npt.NDArray[np.float64]
OfSize = Callable[[int], Comparison]
"""From a number of officers away to the comparison without and with them."""
MOST_CELLS = 400
LEAST_RUNS = 20
AT_ONCE = 4


@dataclass(frozen=True, slots=True, order=True)
class CellPart:
    """Some runs of the cell of a row and a column: what is done as one task."""

    row: int
    column: int
    block: Block


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CapacitySurface:
    """Non-emergency people not seen within the standard, received from the deployment's first day on.

    shares: officers available as a share of those the crewing policy has, highest first: the rows.
    sizes: officers away, fewest first: the columns. samples: runs × rows × columns.
    load: share of units kept busy during the deployment's days, rows × columns.
    """

    shares: tuple[Decimal, ...]
    sizes: tuple[int, ...]
    samples: Reals
    fitted: Surface
    load: Reals
    band_from_load: float

    @property
    def added(self) -> Reals:
        """Mean of what the officers away add, each row against the same staffing with the fewest away."""
        found: Reals = (self.samples - self.samples[:, :, :1]).mean(axis=0)
        return found

    @property
    def widest(self) -> float:
        """The band's greatest half-width, as a share of the fit of its cell."""
        half = (self.fitted.high - self.fitted.low) / 2
        return float(np.divide(half, self.fitted.fit, out=np.zeros_like(half), where=half > 0).max())

    def is_range_only(self, row: int, column: int) -> bool:
        """Whether a cell is so near overload that its band stands in place of a figure."""
        return bool(self.load[row, column] >= self.band_from_load)


def at_availability(crewing: CrewingPolicy, share: Decimal) -> CrewingPolicy:
    """The same policy with a share of its officers available. Raises EffectRefused.

    By hand: breaks of 10 % leave 90 % of the time; with nine in ten available, 81 % is left, as with breaks of 19 %.

    >>> from dueregard.common.codecs import Id
    >>> from dueregard.local_policing.crewing import Degradation
    >>> policy = CrewingPolicy(name=Id("a"), about="", sergeants_not_crewed=Decimal(0),
    ...     breaks=Decimal("0.10"), officers_a_unit=Decimal(1), degrades=Degradation.SAME_MIX)
    >>> at_availability(policy, Decimal("0.9")).breaks
    Decimal('0.1900')
    """
    if share == 1:
        return crewing
    breaks = (1 - (1 - crewing.breaks) * share).quantize(Decimal("0.0001"))
    if not 0 <= breaks < 1:
        raise EffectRefused(
            f"A share of {share} of officers available is more than the crewing policy {crewing.name} has time "
            f"for, or none: choose one above 0 and up to {1 / (1 - crewing.breaks):.2f}."
        )
    return replace(crewing, breaks=breaks)


@dataclass(frozen=True, slots=True, eq=False)
class CellWork:
    """The work of one part: run n of every cell has draw n of demand, counted round, and the same chance."""

    comparisons: tuple[Comparison, ...]
    shares: tuple[Decimal, ...]
    demands: tuple[Demand, ...]
    seed: int
    staffing: tuple[tuple[Staffing, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        known = tuple(
            tuple(staffing_at(each.with_it, share) for each in self.comparisons) for share in self.shares
        )
        object.__setattr__(self, "staffing", known)

    def __call__(self, part: CellPart) -> tuple[float, ...]:
        return tuple(self._run(part.row, part.column, number) for number in part.block)

    def prepared(self, row: int, column: int, demand: Demand) -> Prepared:
        """The world of a cell as queues."""
        comparison = self.comparisons[column]
        scenario = replace(comparison.with_it, demand=demand)
        return prepare_scenario(scenario, comparison.phases, self.staffing[row][column])

    def _run(self, row: int, column: int, number: int) -> float:
        prepared = self.prepared(row, column, self.demands[number % len(self.demands)])
        side = side_of(prepared, self.comparisons[column], key_of(self.seed, number))
        areas = range(prepared.areas)
        return float(side.value(FROM_THEN_ON, Measure.NOT_SEEN, counted_grades(prepared), areas)[0])


def staffing_at(scenario: Scenario, share: Decimal) -> Staffing:
    """Its units with a share of its officers available. Raises EffectRefused.

    Work that no log holds stays what it is, however many officers are available.
    """
    usual = staffing_of(scenario.ledger, scenario.crewing)
    return replace(usual, units=crews_of(scenario.ledger, at_availability(scenario.crewing, share)).units)


def counted_grades(prepared: Prepared) -> list[int]:
    """Numbers of the non-emergency grades; of all where there are none."""
    emergency = prepared.scenario.demand.emergencies
    grades = grades_of(prepared)
    return [number for number, grade in enumerate(grades) if grade not in emergency] or [*range(len(grades))]


def check_grid(sizes: Sequence[int], shares: Sequence[Decimal]) -> None:
    """Refuse a grid that is no surface, or too large. Raises EffectRefused in one sentence."""
    if len(sizes) < 2 or len(shares) < 2 or len(sizes) * len(shares) > MOST_CELLS:
        raise EffectRefused(
            f"A surface of {len(shares)} shares by {len(sizes)} sizes was asked for: give two or more of each and "
            f"at most {MOST_CELLS} cells."
        )
    if len(set(shares)) < len(shares) or len(set(sizes)) < len(sizes):
        raise EffectRefused("A share or a size stands twice in the surface: give each once.")


def surface_work(
    of_size: OfSize, sizes: Sequence[int], shares: Sequence[Decimal], demands: Sequence[Demand], seed: int
) -> CellWork:
    """The work of a grid of sizes and shares. Raises EffectRefused in one sentence."""
    check_grid(sizes, shares)
    ordered = tuple(sorted(shares, reverse=True))
    return CellWork(tuple(of_size(size) for size in sorted(sizes)), ordered, tuple(demands), seed)


def capacity_surface(
    work: CellWork,
    sizes: Sequence[int],
    runs: int,
    design: EffectDesign,
    *,
    workers: int = 1,
    cluster: Cluster | None = None,
    on_finished: OnFinished | None = None,
    kept: KeptRuns | None = None,
) -> CapacitySurface:
    """Simulate a grid and fit its surface; the same for any workers.

    kept: where finished parts are kept and found again. Raises KeyboardInterrupt where it was interrupted.
    """
    if runs < LEAST_RUNS:
        raise EffectRefused(f"{runs} runs a cell give no band to trust: make {LEAST_RUNS} or more.")
    shape = (len(work.shares), len(work.comparisons))
    parts = [
        CellPart(row, column, block)
        for block in blocks(0, runs, AT_ONCE)
        for row, column in np.ndindex(*shape)
    ]
    done = run_kept(work, parts, FLOATS, kept, workers=workers, cluster=cluster, on_finished=on_finished)
    samples = np.empty((runs, *shape))
    for part, values in done.items():
        samples[part.block.first : part.block.last + 1, part.row, part.column] = values
    return CapacitySurface(
        shares=work.shares,
        sizes=tuple(sorted(sizes)),
        samples=samples,
        fitted=surface(samples, generator=np.random.default_rng(design.seed)),
        load=_loads(work, shape),
        band_from_load=float(design.band_from_load),
    )


def _loads(work: CellWork, shape: tuple[int, int]) -> Reals:
    load = np.empty(shape)
    for row, column in np.ndindex(*shape):
        comparison = work.comparisons[column]
        prepared = work.prepared(row, column, comparison.with_it.demand)
        load[row, column] = load_of(comparison, prepared, prepared).with_it
    return load
