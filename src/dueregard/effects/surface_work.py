"""The runs of a capacity surface: a whole row of cells with the same incidents, and the work alone without queues.

What can be is made ready once: a row's units before the first run, a run's demand and rates once for its row, the
hours before the deployment once for two cells beside each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from dueregard.common.parallel import Block
from dueregard.effects.comparison import Comparison, EffectRefused
from dueregard.engine.queueing.model import GeneralModel, Tally
from dueregard.engine.queueing.random_numbers import key_of
from dueregard.engine.queueing.realised_work import realised_work
from dueregard.engine.queueing.work_left_over import hours_left_over
from dueregard.local_policing.crewing import CrewingPolicy, crews_of
from dueregard.local_policing.demand import Demand
from dueregard.local_policing.measures import grades_of
from dueregard.local_policing.scenario import Prepared, Scenario, Staffing, prepare_scenario, staffing_of
from dueregard.local_policing.simulation import run_both, run_scenario

Reals = npt.NDArray[np.float64]
OfSize = Callable[[int], Comparison]
"""From a number of officers away to the comparison without and with them."""
MOST_CELLS = 400
CONTROLS = 2
"""Work that comes in from the deployment's first day on, and unit-hours of it left over under a cell's staffing."""


@dataclass(frozen=True, slots=True, order=True)
class RowPart:
    """One run of some cells of a row: what is done as one task."""

    number: int
    row: int
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True, order=True)
class ControlPart:
    """The controls of some runs. apart: of runs that nobody simulates, with draws of demand of their own."""

    apart: bool
    block: Block


@dataclass(frozen=True, slots=True, eq=False)
class CellWork:
    """The work of one part: run n of every cell has draw n of demand, counted round, and the same chance.

    apart: draws of demand for the controls' means, independent of the others. Their chance has the next seed.
    """

    comparisons: tuple[Comparison, ...]
    shares: tuple[Decimal, ...]
    demands: tuple[Demand, ...]
    seed: int
    apart: tuple[Demand, ...] = ()
    staffing: tuple[tuple[Staffing, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        known = tuple(
            tuple(staffing_at(each.with_it, share) for each in self.comparisons) for share in self.shares
        )
        object.__setattr__(self, "staffing", known)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.shares), len(self.comparisons)

    def __call__(self, part: RowPart | ControlPart) -> tuple[float, ...]:
        if isinstance(part, ControlPart):
            return tuple(value for number in part.block for value in self._controls(number, part.apart))
        return self._row(part)

    def prepared(self, row: int, column: int, demand: Demand, like: Prepared | None = None) -> Prepared:
        """The world of a cell as queues. like: another cell's, of the same demand, whose work is shared."""
        comparison = self.comparisons[column]
        scenario = replace(comparison.with_it, demand=demand)
        return prepare_scenario(scenario, comparison.phases, self.staffing[row][column], like)

    def _row(self, part: RowPart) -> tuple[float, ...]:
        demand = self.demands[part.number % len(self.demands)]
        key = key_of(self.seed, part.number)
        found: list[float] = []
        before: Prepared | None = None
        for place in range(0, len(part.columns), 2):
            columns = part.columns[place : place + 2]
            worlds: list[Prepared] = []
            for column in columns:
                before = self.prepared(part.row, column, demand, before)
                worlds.append(before)
            tallies = (
                run_both(worlds[0], worlds[1], key) if len(worlds) == 2 else [run_scenario(worlds[0], key)]
            )
            found += [
                not_seen(world, tally, self.comparisons[column])
                for world, tally, column in zip(worlds, tallies, columns, strict=True)
            ]
        return tuple(found)

    def _controls(self, number: int, apart: bool) -> list[float]:
        """Work that comes in, then what is left over in each cell, row by row."""
        demands = self.apart if apart else self.demands
        key = key_of(self.seed + 1 if apart else self.seed, number)
        prepared = self.prepared(0, 0, demands[number % len(demands)])
        work = self._work(prepared, prepared.model_of_run(key), key)
        first = int(np.searchsorted(prepared.day, self.comparisons[0].during.start))
        units = np.array([each.units for row in self.staffing for each in row])
        left = hours_left_over(work, units, first)
        return [float(work[first:].sum()), *map(float, left)]

    @staticmethod
    def _work(prepared: Prepared, model: GeneralModel, key: int) -> Reals:
        """Of local areas only: appointments have units and places of their own."""
        found: Reals = np.ascontiguousarray(realised_work(model, key)[:, : prepared.areas])
        return found


def controls_of(values: Sequence[float], shape: tuple[int, int]) -> Reals:
    """What a part of controls gave, as runs × cells × controls."""
    cells = shape[0] * shape[1]
    runs = np.array(values).reshape(-1, 1 + cells)
    return np.stack([np.repeat(runs[:, :1], cells, axis=1), runs[:, 1:]], axis=2)


def not_seen(prepared: Prepared, tally: Tally, comparison: Comparison) -> float:
    """Non-emergency people not seen within the standard, received from the deployment's first day on, in one run.

    The same as `Side.value` of that measure, without what else a run counted.
    """
    groups, grades = prepared.scenario.demand.groups, grades_of(prepared)
    names = {grades[number] for number in counted_grades(prepared)}
    chosen = [
        place
        for place, each in enumerate(prepared.classes)
        if each.demand_class is not None and groups[each.demand_class] in names
    ]
    return float(tally.counts["breaches"][chosen][:, :, comparison.during.start :].sum())


def counted_grades(prepared: Prepared) -> list[int]:
    """Numbers of the non-emergency grades; of all where there are none."""
    emergency = prepared.scenario.demand.emergencies
    grades = grades_of(prepared)
    return [number for number, grade in enumerate(grades) if grade not in emergency] or [*range(len(grades))]


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


def staffing_at(scenario: Scenario, share: Decimal) -> Staffing:
    """Its units with a share of its officers available. Raises EffectRefused.

    Work that no log holds stays what it is, however many officers are available.
    """
    usual = staffing_of(scenario.ledger, scenario.crewing)
    return replace(usual, units=crews_of(scenario.ledger, at_availability(scenario.crewing, share)).units)


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
    of_size: OfSize,
    sizes: Sequence[int],
    shares: Sequence[Decimal],
    demands: Sequence[Demand],
    seed: int,
    apart: Sequence[Demand] = (),
) -> CellWork:
    """The work of a grid of sizes and shares. Raises EffectRefused in one sentence.

    apart: draws of demand, independent of the others, for the controls' means; none where no controls are used.
    """
    check_grid(sizes, shares)
    ordered = tuple(sorted(shares, reverse=True))
    return CellWork(
        tuple(of_size(size) for size in sorted(sizes)), ordered, tuple(demands), seed, tuple(apart)
    )
