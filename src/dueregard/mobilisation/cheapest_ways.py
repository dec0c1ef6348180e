"""The cheapest way of every signature at given prices: all graphs walked side by side, level by level.

A node's level is the longest path to it, so what a node costs follows from lower levels alone. One step of the walk
treats a level of all graphs for all signatures at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

import numpy as np
import numpy.typing as npt

from dueregard.mobilisation.columns import Builder
from dueregard.mobilisation.trips import SINK, SOURCE, Service, TripGraph

Reals = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


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

    def place(self, cell: int, begins: int, ends: int, is_counted: bool) -> tuple[int, int, int, int, float]:
        """First and last segment of a lost duty among all, the same of its guard, and what it costs at any prices."""
        first, last = np.searchsorted(self._builder.home.edges[cell], [begins, ends])
        at, *guard = (self._offset[each] for each in self._builder.home.left(cell, is_counted))
        beside = [guard[0] + int(first), guard[0] + int(last)] if guard else [0, 0]
        direct, _ = self._builder.lost(cell, begins, ends, is_counted)
        return at + int(first), at + int(last), beside[0], beside[1], direct

    def sums(self, prices: Reals) -> Reals:
        """Running sums of the prices of segments, from nought."""
        worth = np.where(self._rows >= 0, prices[self._rows], 0.0)
        sums: Reals = np.concatenate([[0.0], np.cumsum(worth)])
        return sums


class _Places:
    """Duties, whole or cut, that somebody may lose, and what each costs at some prices."""

    def __init__(self, worth: LostWorth) -> None:
        self._worth = worth
        self._rows: list[tuple[int, int, int, int, float]] = []

    def add(self, cell: int, begins: int, ends: int, is_counted: bool) -> int:
        """Another; returns its place."""
        self._rows.append(self._worth.place(cell, begins, ends, is_counted))
        return len(self._rows) - 1

    def __len__(self) -> int:
        return len(self._rows)

    def costs(self, sums: Reals) -> Reals:
        """What each costs."""
        if not self._rows:
            return np.zeros(0)
        *edges, direct = np.array(self._rows).T
        first, last, guard_first, guard_last = (sums[each.astype(np.int64)] for each in edges)
        costs: Reals = direct - (last - first) - (guard_last - guard_first)
        return costs


@dataclass(frozen=True, slots=True)
class _Level:
    """Steps first to last lead to nodes of one level; each of `nodes` takes those from its entry in `at` on."""

    first: int
    last: int
    at: Integers
    nodes: Integers


class CheapestWays:
    """Steps of all signatures: an arc of their graph for each of them, in the order of levels and of ends."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._worth = LostWorth(builder)
        self._duties, self._cuts = _Places(self._worth), _Places(self._worth)
        self._served: dict[tuple[int, Service], int] = {}
        self._entries: list[tuple[int, int, float]] = []
        self.signatures: list[int] = []
        self._sources: list[int] = []
        self._sinks: list[int] = []
        self._nodes = 0
        sharing: dict[int, list[int]] = {}
        for at, graph in enumerate(builder.graphs):
            if graph.arcs:
                sharing.setdefault(id(graph), []).append(at)
        tables = [self._table(builder.graphs[numbers[0]], numbers) for numbers in sharing.values()]
        self._arrange(tables)

    # --------------------------------------------------------------------------------------------- the tables

    def _table(self, graph: TripGraph, signatures: Sequence[int]) -> Integers:
        """Rows of level, end, start, first and last duty lost, service, cut, rest day and arc."""
        levels = _levels(graph)
        arcs = np.array(
            [
                (
                    levels[arc.end],
                    arc.end,
                    arc.start,
                    arc.lost[0] if arc.lost else 0,
                    arc.lost[-1] + 1 if arc.lost else 0,
                    -1,
                    -1,
                    arc.rest_day,
                    number,
                )
                for number, arc in enumerate(graph.arcs)
            ],
            dtype=np.int64,
        )
        services = [
            (n, arc.service, arc.left_at) for n, arc in enumerate(graph.arcs) if arc.service is not None
        ]
        tables = []
        for at in signatures:
            who = self._builder.signatures[at]
            mine = arcs.copy()
            mine[:, 1:3] += self._nodes
            mine[:, 3:5] += len(self._duties)
            known: dict[Service, int] = {}
            for number, service, left_at in services:
                if service not in known:
                    known[service] = self._serve(at, service)
                mine[number, 5] = known[service]
                if left_at is not None:
                    assert who.running_cell is not None
                    assert who.timetable.running is not None
                    until = who.timetable.running[1]
                    mine[number, 6] = self._cuts.add(who.running_cell, left_at, until, who.is_counted)
            for cell, duty in zip(who.cells, who.timetable.duties, strict=True):
                self._duties.add(cell, *duty, who.is_counted)
            self.signatures.append(at)
            self._sources.append(self._nodes + SOURCE)
            self._sinks.append(self._nodes + SINK)
            self._nodes += len(graph.leaving)
            tables.append(mine)
        return np.concatenate(tables)

    def _serve(self, signature: int, service: Service) -> int:
        place = self._served.setdefault((signature, service), len(self._served))
        who = self._builder.signatures[signature]
        served = self._builder.needs.entries(who.roles[service.tour], service, who.area)
        self._entries += [(place, row, value) for row, value in served]
        return place

    def _arrange(self, tables: list[Integers]) -> None:
        table = np.concatenate([*tables, np.zeros((0, 9), dtype=np.int64)])
        table = table[np.lexsort((table[:, 8], table[:, 1], table[:, 0]))]
        self._level, self._end, self._start, self._lost_from, self._lost_to = table[:, :5].T.copy()
        self._service, self._arc = table[:, 5].copy(), table[:, 8].copy()
        self._cut_at = np.flatnonzero(table[:, 6] >= 0)
        self._cut = table[self._cut_at, 6]
        self._rest: Reals = table[:, 7] * self._builder.rest_day_cost
        begins = (
            np.flatnonzero(np.concatenate([[True], np.diff(self._end) != 0])) if len(table) else self._arc
        )
        self._into = np.zeros((self._nodes, 2), dtype=np.int64)
        self._into[self._end[begins]] = np.stack([begins, np.append(begins[1:], len(table))], axis=1)
        self._levels = list(self._by_level(begins))

    def _by_level(self, begins: Integers) -> Iterator[_Level]:
        edges = np.flatnonzero(np.concatenate([[True], np.diff(self._level) != 0, [True]]))
        for first, last in pairwise(edges.tolist() if len(self._level) else []):
            at = begins[np.searchsorted(begins, first) : np.searchsorted(begins, last)]
            yield _Level(first, last, at - first, self._end[at])

    # --------------------------------------------------------------------------------------------- the walk

    def walk(self, prices: Reals) -> Walk:
        """The cheapest ways at some prices of rows."""
        sums = self._worth.sums(prices)
        lost = np.concatenate([[0.0], np.cumsum(self._duties.costs(sums))])
        steps = self._rest + (lost[self._lost_to] - lost[self._lost_from])
        steps -= self._served_worth(prices)[self._service]
        steps[self._cut_at] += self._cuts.costs(sums)[self._cut]
        best = np.full(self._nodes, inf)
        best[self._sources] = 0.0
        for level in self._levels:
            there = best[self._start[level.first : level.last]] + steps[level.first : level.last]
            best[level.nodes] = np.minimum.reduceat(there, level.at)
        return Walk(self, best, steps)

    def _served_worth(self, prices: Reals) -> Reals:
        """What each service is worth; a nought at the end, for arcs that serve nothing."""
        places, rows, values = np.array(self._entries, dtype=np.float64).reshape(-1, 3).T
        worth = prices[rows.astype(np.int64)] * values
        served = np.zeros(len(self._served) + 1)
        np.add.at(served, places.astype(np.int64), worth)
        return served


class Walk:
    """The cheapest ways at some prices."""

    def __init__(self, ways: CheapestWays, best: Reals, steps: Reals) -> None:
        self._ways, self._best, self._steps = ways, best, steps
        self.costs: Reals = best[ways._sinks]
        """For each signature with a graph, in the order of `CheapestWays.signatures`, the cost of its cheapest way."""

    def path(self, at: int) -> tuple[int, ...]:
        """The cheapest way of one of those signatures, as arcs of its graph."""
        ways, node, path = self._ways, self._ways._sinks[at], list[int]()
        while node != ways._sources[at]:
            first, last = ways._into[node].tolist()
            costs = self._best[ways._start[first:last]] + self._steps[first:last]
            step = first + int(np.argmin(costs))
            path.append(int(ways._arc[step]))
            node = int(ways._start[step])
        return tuple(reversed(path))


def _levels(graph: TripGraph) -> list[int]:
    """The longest path to each node, in arcs."""
    levels = [0] * len(graph.leaving)
    for node in graph.order:
        above = levels[node] + 1
        for number in graph.leaving[node]:
            end = graph.arcs[number].end
            if levels[end] < above:
                levels[end] = above
    return levels
