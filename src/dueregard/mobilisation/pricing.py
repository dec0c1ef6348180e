"""Column generation: give the programme the ways its prices ask for, until no way is worth adding.

At the prices of the rows, the best way of every signature is a cheapest path through its graph. If none costs less
than its signature's own price, the relaxed programme holds all it needs. At any time, whatever the prices, the sum
of what the rows are worth and of everybody's cheapest way is a bound that no plan beats.
"""

from __future__ import annotations

from math import inf

import numpy as np
import numpy.typing as npt

from dueregard.engine.optimisation.solving import GrowingRelaxation, Outcome, Solution
from dueregard.mobilisation.cheapest_ways import CheapestWays
from dueregard.mobilisation.columns import Builder
from dueregard.mobilisation.watch import Watch

Reals = npt.NDArray[np.float64]
CLOSE = 1e-7
"""A way is worth adding if it saves more than this."""
SHARE = 0.6
"""The share of the time that may go into the relaxed answer; the rest is for whole people."""
STEADY = 0.5
"""How much of the prices of the best bound so far stays in those at which ways are asked for."""


class Pricing:
    """The ways that prices ask for, over all graphs of a problem."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._ways = CheapestWays(builder)
        self._at = np.array(self._ways.signatures, dtype=np.int64)
        members = np.array([len(each.members) for each in builder.signatures], dtype=np.float64)
        self._places = {signature: place for place, signature in enumerate(self._ways.signatures)}
        for kept in builder.kept:
            members[kept.signature] -= len(kept.members)
        self._members = members[self._at]
        self._known = {(way.signature, way.path) for way in builder.ways}

    def add_best(self, prices: Reals, own: Reals | None) -> tuple[float, int]:
        """Add each signature's best way at some prices, if it costs less than its own price; None: in any case.

        Returns the bound that these prices prove, and how many ways were added.
        """
        builder = self._builder
        prices = prices.copy()
        prices[builder.limits] = 0.0
        total = builder.programme.bound(
            prices, [*(way.column for way in builder.ways), *(kept.column for kept in builder.kept)]
        )
        walk, added = self._ways.walk(prices), 0
        total += float((self._members * np.minimum(walk.costs, 0.0)).sum())
        total += self._least_of_kept(prices, walk.costs)
        wanted = walk.costs < (inf if own is None else own[self._at] - CLOSE)
        for at in np.flatnonzero(wanted).tolist():
            added += self.add(self._ways.signatures[at], walk.path(at))
        return total, added

    def _least_of_kept(self, prices: Reals, costs: Reals) -> float:
        """The least that people of the plan before cost: as they were told, or, where they need not, as is cheapest."""
        builder, total = self._builder, 0.0
        if not builder.kept:
            return total
        programme, reduced = builder.programme, builder.programme.reduced_costs(prices)
        for kept in builder.kept:
            each, number = float(reduced[kept.column]), len(kept.members)
            if programme.least[kept.column] < number:
                each = min(each, 0.0, float(costs[self._places[kept.signature]]))
            total += number * each
        return total

    def add(self, signature: int, path: tuple[int, ...]) -> bool:
        """Add a way, unless it is known or works no tour; whether it was added."""
        graph = self._builder.graphs[signature]
        if (signature, path) in self._known or all(graph.arcs[number].service is None for number in path):
            return False
        self._known.add((signature, path))
        self._builder.add(signature, path)
        return True


def improve(
    builder: Builder, relaxed: GrowingRelaxation, pricing: Pricing, watch: Watch, gap: float = 0.0
) -> tuple[Solution, float, Reals]:
    """Add ways until the relaxed programme is solved to a gap, or the time is up.

    Returns its answer, the best bound found, and the prices that prove it.

    Prices swing widely at first. So ways are asked for at prices part of the way from those of the best
    bound so far, and at the programme's own prices only where that finds nothing.
    """
    best_bound, centre = -inf, np.zeros(0)
    answer = relaxed.solve(watch.left(SHARE))
    while answer.outcome is Outcome.OPTIMAL:
        added = 0
        for prices in _prices_to_try(answer.prices, centre):
            bound, added = pricing.add_best(prices, prices[builder.limits])
            if bound > best_bound:
                best_bound, centre = bound, prices
            if added:
                break
        stop = watch.tell("sharing out tours", answer.cost, max(best_bound, 0.0), SHARE)
        if stop or not added or answer.cost - best_bound <= max(gap, CLOSE) * max(1.0, abs(answer.cost)):
            break
        answer = relaxed.solve(watch.left(SHARE))
    if best_bound <= 0.0:  # a plan costs nothing or more, which needs no prices
        best_bound, centre = 0.0, np.zeros(len(builder.programme.row_least))
    return answer, best_bound, centre


def _prices_to_try(own: Reals, centre: Reals) -> list[Reals]:
    if len(centre) != len(own):
        return [own]
    return [STEADY * centre + (1 - STEADY) * own, own]
