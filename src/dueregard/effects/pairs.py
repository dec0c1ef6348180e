"""Paired runs: each draw of demand lived through twice, without and with the deployment, by the same chance.

Both runs of a pair have the same incidents, at the same milliseconds, with the same needs. What differs
between them is the deployment and nothing else; where it changes nothing, they differ by exactly nought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from dueregard.common.kept_runs import Form, KeptRuns, Numbers, run_kept
from dueregard.common.parallel import Block, Cluster, OnFinished, blocks
from dueregard.effects.comparison import Comparison
from dueregard.engine.queueing.general import load_kernel
from dueregard.engine.queueing.model import Tally
from dueregard.engine.queueing.random_numbers import key_of
from dueregard.local_policing.demand import Demand
from dueregard.local_policing.measures import (
    COUNTED,
    Measure,
    Outcomes,
    backlog_by_day,
    grades_of,
    outcomes_of,
)
from dueregard.local_policing.scenario import Prepared, Staffing, prepare_scenario, staffing_of
from dueregard.local_policing.simulation import run_both, run_scenario

Reals = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
DURING, FROM_THEN_ON = range(2)
WINDOWS = 2
"""Those received during the deployment; those received from its first day to the end of what is simulated."""
ADDED_UP = tuple(measure for measure in Measure if measure is not Measure.LONGEST_TENTH)
AT_ONCE = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Side:
    """One world over R runs. W windows, M measures as `ADDED_UP`, G grades, A local areas, D days.

    over, under: numerators and denominators of measures, R × W × M × G × A. tenth: minutes, R × W × G;
    tenth_by_area: R × W × G × A.
    backlog: people waiting, R × D × G. received: R × W × G × A.
    counts: as `COUNTED`, from the first day of the deployment, R × C × G.
    unlogged_lost: R.
    """

    over: Reals
    under: Reals
    tenth: Reals
    tenth_by_area: Reals
    backlog: Reals
    received: Integers
    counts: Integers
    unlogged_lost: Integers

    def value(self, window: int, measure: Measure, grades: Sequence[int], areas: Sequence[int]) -> Reals:
        """A measure of some grades and local areas together, one number a run; NaN where nobody was received."""
        place = ADDED_UP.index(measure)
        chosen = np.ix_(range(len(self.over)), grades, areas)
        over = self.over[:, window, place][chosen].sum(axis=(1, 2))
        under = self.under[:, window, place][chosen].sum(axis=(1, 2))
        if measure not in (Measure.WAIT_TO_DISPATCH, Measure.WAIT_TO_ARRIVAL):
            summed: Reals = over
            return summed
        mean: Reals = np.divide(over, under, out=np.full(len(over), np.nan), where=under > 0)
        return mean

    def received_in(self, window: int, grades: Sequence[int], areas: Sequence[int]) -> Integers:
        """People of these grades and local areas received in a window, one number a run."""
        chosen = np.ix_(range(len(self.received)), grades, areas)
        total: Integers = self.received[:, window][chosen].sum(axis=(1, 2))
        return total

    def part(self, begin: int, end: int) -> Side:
        """Runs from one place to before another."""
        return Side(**{name: getattr(self, name)[begin:end] for name in _SIDE})

    @classmethod
    def joined(cls, parts: Sequence[Side]) -> Side:
        """Runs one after another."""
        return cls(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in _SIDE})


_SIDE = ("over", "under", "tenth", "tenth_by_area", "backlog", "received", "counts", "unlogged_lost")


def _arrays_of(sides: tuple[Side, Side]) -> list[Numbers]:
    return [getattr(side, name) for side in sides for name in _SIDE]


def _sides_of(arrays: Sequence[Numbers]) -> tuple[Side, Side]:
    without, with_it = (
        Side(**dict(zip(_SIDE, part, strict=True))) for part in (arrays[: len(_SIDE)], arrays[len(_SIDE) :])
    )
    return without, with_it


TWO_SIDES = Form("two sides of pairs", _arrays_of, _sides_of)
"""How a part's result is kept."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """Paired runs, in the order of their numbers."""

    grades: tuple[str, ...]
    local_areas: tuple[str, ...]
    without: Side
    with_it: Side

    @property
    def runs(self) -> int:
        """How many pairs there are."""
        return len(self.without.tenth)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Planned:
    """Pairs to run: a comparison, how many, and the number of the first."""

    comparison: Comparison
    runs: int
    first: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """Some pairs of the comparison of a number: what is done as one task."""

    number: int
    block: Block


@dataclass(frozen=True, slots=True, eq=False)
class PairWork:
    """The work of one part. Pair n has draw n of demand, counted round, and random numbers of its own.

    Pair n of every comparison has the same of both, so that comparisons too differ in nothing else.
    """

    comparisons: tuple[Comparison, ...]
    demands: tuple[Demand, ...]
    seed: int
    staffing: tuple[tuple[Staffing, Staffing], ...] = field(init=False)

    def __post_init__(self) -> None:
        known = [
            (
                staffing_of(each.without.ledger, each.without.crewing),
                staffing_of(each.with_it.ledger, each.with_it.crewing),
            )
            for each in self.comparisons
        ]
        object.__setattr__(self, "staffing", tuple(known))

    def __call__(self, part: Part) -> tuple[Side, Side]:
        pairs = [self._pair(part.number, number) for number in part.block]
        return Side.joined([pair[0] for pair in pairs]), Side.joined([pair[1] for pair in pairs])

    def _pair(self, which: int, number: int) -> tuple[Side, Side]:
        comparison, staffing = self.comparisons[which], self.staffing[which]
        demand = self.demands[number % len(self.demands)]
        key = key_of(self.seed, number)

        without, with_it = (
            replace(scenario, demand=demand) for scenario in (comparison.without, comparison.with_it)
        )
        usual = prepare_scenario(without, comparison.phases, staffing[0])
        if comparison.is_null:
            side = side_of(usual, comparison, key)
            return side, side
        fewer = prepare_scenario(with_it, comparison.phases, staffing[1], like=usual)
        tallies = run_both(usual, fewer, key)
        return measured(usual, comparison, tallies[0]), measured(fewer, comparison, tallies[1])


def side_of(prepared: Prepared, comparison: Comparison, key: int) -> Side:
    """One run of one world, measured."""
    return measured(prepared, comparison, run_scenario(prepared, key))


def measured(prepared: Prepared, comparison: Comparison, tally: Tally) -> Side:
    """What one run of one world counted, as a side of one run."""
    during = comparison.during
    windows = (
        outcomes_of(prepared, tally, during, slice(1, 2)),
        outcomes_of(prepared, tally, slice(during.start, None), slice(1, 3)),
    )
    parts = [[window.parts(measure) for measure in ADDED_UP] for window in windows]
    return Side(
        over=np.array([[[over for over, _ in row] for row in parts]]),
        under=np.array([[[under for _, under in row] for row in parts]]),
        tenth=np.array([[window.longest_tenth for window in windows]]) / 60_000,
        tenth_by_area=np.array([[window.tenth_by_area for window in windows]]) / 60_000,
        backlog=backlog_by_day(prepared, tally)[None],
        received=np.array([[window.counts["received"] for window in windows]]),
        counts=_counts(windows[FROM_THEN_ON])[None],
        unlogged_lost=np.array([windows[FROM_THEN_ON].unlogged_lost]),
    )


def _counts(outcomes: Outcomes) -> Integers:
    return np.stack([outcomes.counts[name].sum(axis=1) for name in COUNTED])


def get_ready() -> None:
    """What a process needs before its first pair, loaded now."""
    load_kernel()


def run_pairs(
    planned: Sequence[Planned],
    demands: Sequence[Demand],
    seed: int,
    *,
    workers: int = 1,
    cluster: Cluster | None = None,
    on_finished: OnFinished | None = None,
    kept: KeptRuns | None = None,
) -> tuple[Pairs, ...]:
    """Run what is planned, all of it by one set of workers; the same whatever the workers.

    kept: where finished parts are kept and found again. Raises KeyboardInterrupt where it was interrupted.
    """
    work = PairWork(tuple(each.comparison for each in planned), tuple(demands), seed)
    parts = [
        Part(number, block)
        for number, each in enumerate(planned)
        for block in blocks(each.first, each.runs, AT_ONCE)
    ]
    done = run_kept(work, parts, TWO_SIDES, kept, workers=workers, cluster=cluster, on_finished=on_finished)
    return tuple(
        _pairs(
            each.comparison,
            work.staffing[number][0],
            [done[part] for part in parts if part.number == number],
        )
        for number, each in enumerate(planned)
    )


def _pairs(comparison: Comparison, staffing: Staffing, done: Sequence[tuple[Side, Side]]) -> Pairs:
    prepared = prepare_scenario(comparison.without, comparison.phases, staffing)
    return Pairs(
        grades=grades_of(prepared),
        local_areas=comparison.without.grid.local_areas,
        without=Side.joined([without for without, _ in done]),
        with_it=Side.joined([with_it for _, with_it in done]),
    )
