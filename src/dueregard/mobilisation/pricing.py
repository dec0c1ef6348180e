"""Column generation: give the programme the ways its prices ask for, until no way is worth adding.

At the prices of the rows, the best way of every signature is a cheapest path through its graph. If none costs less
than its signature's own price, the relaxed programme holds all it needs. At any time, whatever the prices, the sum
of what the rows are worth and of everybody's cheapest way is a bound that no plan beats.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from time import monotonic

import numpy as np
import numpy.typing as npt

from dueregard.engine.optimisation.solving import GrowingRelaxation, Solution
from dueregard.mobilisation.columns import Builder
from dueregard.mobilisation.trips import SINK, SOURCE, Service, TripGraph

Reals = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
CLOSE = 1e-7
"""A way is worth adding if it saves more than this."""
STEADY = 0.5
"""How much of the prices of the best bound so far stays in those at which ways are asked for."""


class LostWorth:
    """What each stretch of a cell is worth at some prices of rows, as running sums over all segments."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        rows: list[int] = []
        self._offset: dict[int, int] = {}
        for cell, segments in builder.home.segments.items():
            self._offset[cell] = len(rows)
            rows += [-1 if each.row is None else each.row for each in segments]
        self._rows = np.array(rows, dtype=np.int64)

    def place(self, cell: int, begins: int, ends: int) -> tuple[int, int, float]:
        """First and last segment of a lost duty among all, and what it costs whatever the prices."""
        first, last = np.searchsorted(self._builder.home.edges[cell], [begins, ends])
        direct, _ = self._builder.lost(cell, begins, ends)
        return self._offset[cell] + int(first), self._offset[cell] + int(last), direct

    def sums(self, prices: Reals) -> Reals:
        """Running sums of the prices of segments, from nought."""
        worth = np.where(self._rows >= 0, prices[self._rows], 0.0)
        sums: Reals = np.concatenate([[0.0], np.cumsum(worth)])
        return sums


class Pricer:
    """Cheapest paths of one graph for all signatures that share it, at given prices."""

    def __init__(
        self, builder: Builder, graph: TripGraph, signatures: Sequence[int], worth: LostWorth
    ) -> None:
        self.builder, self.graph, self.signatures = builder, graph, signatures
        self._order = [number for node in graph.order for number in graph.leaving[node]]
        services = sorted(
            {arc.service for arc in graph.arcs if arc.service is not None},
            key=lambda service: (service.tour, service.needs),
        )
        self._entries = [[self._entries_of(service, at) for at in signatures] for service in services]
        place = {service: at for at, service in enumerate(services)}
        self._working = [
            (n, place[arc.service]) for n, arc in enumerate(graph.arcs) if arc.service is not None
        ]
        duties = len(builder.signatures[signatures[0]].cells)
        self._lost = np.zeros((len(graph.arcs), duties))
        for number, arc in enumerate(graph.arcs):
            self._lost[number, list(arc.lost)] = 1.0
        self._rest = np.array([float(arc.rest_day) for arc in graph.arcs]) * builder.rules.rest_day_cost
        people = [builder.signatures[at] for at in signatures]
        self._duties = [
            [worth.place(who.cells[duty], *who.timetable.duties[duty]) for who in people]
            for duty in range(duties)
        ]
        self._cut = [
            (n, self._places_left(worth, arc.left_at))
            for n, arc in enumerate(graph.arcs)
            if arc.left_at is not None
        ]

    def _entries_of(self, service: Service, signature: int) -> list[tuple[int, float]]:
        who = self.builder.signatures[signature]
        return self.builder.needs.entries(who.roles[service.tour], service, who.area)

    def _places_left(self, worth: LostWorth, minute: int) -> list[tuple[int, int, float]]:
        found = []
        for at in self.signatures:
            who = self.builder.signatures[at]
            assert who.running_cell is not None
            assert who.timetable.running is not None
            found.append(worth.place(who.running_cell, minute, who.timetable.running[1]))
        return found

    def best(self, prices: Reals, sums: Reals) -> tuple[Reals, Integers]:
        """For each signature the cost of its cheapest path at some prices of rows, and the arcs' trace."""
        costs = self._arc_costs(prices, sums)
        nodes = len(self.graph.leaving)
        best = np.full((nodes, len(self.signatures)), inf)
        best[SOURCE] = 0.0
        came = np.full((nodes, len(self.signatures)), -1, dtype=np.int64)
        for number in self._order:
            arc = self.graph.arcs[number]
            there = best[arc.start] + costs[number]
            better = there < best[arc.end]
            best[arc.end][better] = there[better]
            came[arc.end][better] = number
        return best[SINK], came

    def path(self, came: Integers, column: int) -> tuple[int, ...]:
        """The path that a trace holds for one of the signatures."""
        node, path = SINK, []
        while node != SOURCE:
            number = int(came[node, column])
            path.append(number)
            node = self.graph.arcs[number].start
        return tuple(reversed(path))

    def works(self, path: tuple[int, ...]) -> bool:
        """Whether a path works a tour at all."""
        return any(self.graph.arcs[number].service is not None for number in path)

    def _arc_costs(self, prices: Reals, sums: Reals) -> Reals:
        costs = np.repeat(self._rest[:, None], len(self.signatures), axis=1)
        if self._duties:
            costs += self._lost @ np.array([_worth(sums, places) for places in self._duties])
        served = np.array(
            [[sum(prices[row] * value for row, value in entries) for entries in row] for row in self._entries]
        )
        for number, service in self._working:
            costs[number] -= served[service]
        for number, places in self._cut:
            costs[number] += _worth(sums, places)
        return costs


def _worth(sums: Reals, places: list[tuple[int, int, float]]) -> Reals:
    first, last, direct = np.array(places).T
    worth: Reals = direct - (sums[last.astype(np.int64)] - sums[first.astype(np.int64)])
    return worth


class Pricing:
    """The ways that prices ask for, over all graphs of a problem."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._worth = LostWorth(builder)
        sharing: dict[int, list[int]] = {}
        for at, graph in enumerate(builder.graphs):
            if graph.arcs:
                sharing.setdefault(id(graph), []).append(at)
        self._pricers = [
            Pricer(builder, builder.graphs[numbers[0]], numbers, self._worth) for numbers in sharing.values()
        ]
        self._members = np.array([len(each.members) for each in builder.signatures], dtype=np.float64)
        self._known = {(way.signature, way.path) for way in builder.ways}

    def add_best(self, prices: Reals, own: Reals | None) -> tuple[float, int]:
        """Add each signature's best way at some prices, if it costs less than its own price; None: in any case.

        Returns the bound that these prices prove, and how many ways were added.
        """
        builder = self._builder
        prices = prices.copy()
        prices[builder.limits] = 0.0
        total = builder.programme.bound(prices, [way.column for way in builder.ways])
        sums, added = self._worth.sums(prices), 0
        for pricer in self._pricers:
            costs, came = pricer.best(prices, sums)
            at = np.array(pricer.signatures)
            total += float((self._members[at] * np.minimum(costs, 0.0)).sum())
            wanted = costs < (inf if own is None else own[at] - CLOSE)
            for column in np.flatnonzero(wanted).tolist():
                path = pricer.path(came, column)
                key = (pricer.signatures[column], path)
                if key not in self._known and pricer.works(path):
                    self._known.add(key)
                    builder.add(*key)
                    added += 1
        return total, added


def improve(
    builder: Builder, pricing: Pricing, told: Callable[[str, float, float, float], bool] | None = None
) -> tuple[Solution, float]:
    """Add ways until the relaxed programme is solved; returns its answer and the best bound found.

    Prices swing widely at first. So ways are asked for at prices part of the way from those of the best
    bound so far, and at the programme's own prices only where that finds nothing.
    """
    began = monotonic()
    relaxed = GrowingRelaxation(builder.programme)
    best_bound, centre = -inf, None
    while True:
        answer = relaxed.solve()
        added = 0
        for prices in _prices_to_try(answer.prices, centre):
            bound, added = pricing.add_best(prices, prices[builder.limits])
            if bound > best_bound:
                best_bound, centre = bound, prices
            if added:
                break
        stop = told is not None and told("sharing out tours", monotonic() - began, answer.cost, best_bound)
        if stop or not added or answer.cost - best_bound <= CLOSE * max(1.0, abs(answer.cost)):
            return answer, best_bound


def _prices_to_try(own: Reals, centre: Reals | None) -> list[Reals]:
    if centre is None or len(centre) != len(own):
        return [own]
    return [STEADY * centre + (1 - STEADY) * own, own]
