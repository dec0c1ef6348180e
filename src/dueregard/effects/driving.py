"""More runs where the simulation's own error in the headline is not small: as many as that takes, to a stated most.

How many is decided by what has been run, never by the clock or the workers, so the same study makes the same runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil

from dueregard.common.kept_runs import KeptRuns
from dueregard.common.parallel import Cluster, OnFinished
from dueregard.effects.comparison import Comparison
from dueregard.effects.design import EffectDesign
from dueregard.effects.figures import MOST_SIMULATION_SHARE
from dueregard.effects.pairs import Pairs, Planned, Side, run_pairs
from dueregard.local_policing.demand import Demand

MoreDraws = Callable[[int], Sequence[Demand]]
"""So many draws of the calibration; the first of them are those that were run already."""
ShareOf = Callable[[Pairs], float]
"""The simulation's error in the headline, as a share of its printed width."""
STEP = 40
ROOM = 1.1
"""How many more draws than the error by itself asks for, as it is itself estimated."""


def driven_pairs(
    pairs: Pairs,
    demands: Sequence[Demand],
    comparison: Comparison,
    design: EffectDesign,
    share_of: ShareOf,
    more: MoreDraws | None,
    *,
    workers: int = 1,
    cluster: Cluster | None = None,
    on_finished: OnFinished | None = None,
    kept: KeptRuns | None = None,
) -> tuple[Pairs, tuple[Demand, ...]]:
    """Pairs with so many more draws that the error is small, and all draws; the second runs stay last."""
    drawn = tuple(demands)
    while more is not None and len(drawn) < design.most_draws:
        share = share_of(pairs)
        if share < MOST_SIMULATION_SHARE:
            break
        wanted = draws_for(share, len(drawn), design.most_draws)
        fresh = tuple(more(wanted))[len(drawn) :]
        (added,) = run_pairs(
            [Planned(comparison=comparison, runs=len(fresh))],
            fresh,
            design.seed + len(drawn),  # chance of their own: numbers begin at nought again
            workers=workers,
            cluster=cluster,
            on_finished=on_finished,
            kept=kept,
        )
        pairs = _joined(pairs, added, len(drawn))
        drawn += fresh
    return pairs, drawn


def draws_for(share: float, draws: int, most: int) -> int:
    """How many draws make an error small that is now such a share: it falls as the root of their number.

    By hand: a share of 0.14 from 200 draws asks for 200 × 1.96 × 1.1 = 431.2, in steps of 40 from 200 on 440.

    >>> draws_for(0.14, 200, 600), draws_for(0.1, 200, 600), draws_for(0.5, 200, 600)
    (440, 240, 600)
    """
    needed = draws * (min(share, 10.0) / MOST_SIMULATION_SHARE) ** 2 * ROOM
    return min(most, draws + STEP * max(1, ceil((needed - draws) / STEP)))


def _joined(pairs: Pairs, added: Pairs, draws: int) -> Pairs:
    """New draws go after those run once, before the second runs."""

    def side(old: Side, new: Side) -> Side:
        return Side.joined([old.part(0, draws), new, old.part(draws, pairs.runs)])

    return Pairs(
        grades=pairs.grades,
        local_areas=pairs.local_areas,
        without=side(pairs.without, added.without),
        with_it=side(pairs.with_it, added.with_it),
    )
