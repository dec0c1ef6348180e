"""Nobody is sent who is not needed: where a way costs the public nothing, a solver may fill it beyond every need.

Ways are emptied one person at a time, those that ask most first, as long as every row still holds. Only ways that cost
nothing are looked at, so the cost, the bound and its proof stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dueregard.engine.optimisation.programme import Reals
from dueregard.mobilisation.columns import Builder, Way
from dueregard.mobilisation.trips import Arc, arcs_of

CLOSE = 1e-6


def without_surplus(builder: Builder, values: Reals) -> Reals:
    """Whole values of columns that cost the same and send nobody from whom no need takes anything."""
    return _Emptying(builder, values).values()


class _Emptying:
    """Sums of rows, kept as columns are lessened by one."""

    def __init__(self, builder: Builder, values: Reals) -> None:
        self._builder, self._programme = builder, builder.programme
        self._values = values.copy()
        self._sums = self._programme.row_sums(values)
        self._shared: dict[int, list[int]] = {}
        for (roles, service, area, _), column in builder.needs.share_columns.items():
            self._shared.setdefault(builder.needs.shares[roles, service, area], []).append(column)

    def values(self) -> Reals:
        """The values with as little sent as can be taken out one by one."""
        self._give_roles()
        for way in sorted(self._free(), key=self._asks, reverse=True):
            while self._values[way.column] > 0.5 and self._lessen(way.column):
                pass
        return self._values

    def _give_roles(self) -> None:
        """Those who go anyhow, and were given no role because none was short of them, fill their first."""
        for row, columns in self._shared.items():
            spare = round(float(self._sums[row] - self._programme.row_least[row]))
            if spare > 0:
                self._take(columns[0], -float(spare))

    def _free(self) -> Iterator[Way]:
        home = {each.row for segments in self._builder.home.segments.values() for each in segments}
        for way in self._builder.ways:
            rows, _ = self._entries(way.column)
            costs = self._programme.cost[way.column] > 0 or any(row in home for row in rows)
            if self._values[way.column] > 0.5 and not costs:
                yield way

    def _asks(self, way: Way) -> tuple[int, int, int]:
        arcs: list[Arc] = list(arcs_of(self._builder.graphs[way.signature], way.path))
        tours = sum(arc.service is not None for arc in arcs)
        return sum(arc.rest_day for arc in arcs), tours, -way.column

    def _entries(self, column: int) -> tuple[list[int], list[float]]:
        first, last = self._programme.starts[column : column + 2]
        return self._programme.rows[first:last], self._programme.values[first:last]

    def _lessen(self, column: int) -> bool:
        """Take one from a column, and from what shares its people over roles; undone where a row would not hold."""
        taken = [column]
        self._take(column)
        for row in self._short(column):
            for share in self._shared.get(row, []):
                if self._values[share] > 0.5:
                    self._take(share)
                    if not self._short(share):
                        taken.append(share)
                        break
                    self._take(share, -1.0)
        if self._short(column):
            for each in taken:
                self._take(each, -1.0)
            return False
        return True

    def _take(self, column: int, number: float = 1.0) -> None:
        rows, values = self._entries(column)
        self._values[column] -= number
        np.add.at(self._sums, rows, -number * np.array(values))

    def _short(self, column: int) -> list[int]:
        """Rows of a column that do not hold."""
        rows, _ = self._entries(column)
        least, most = self._programme.row_least, self._programme.row_most
        return [row for row in rows if not least[row] - CLOSE <= self._sums[row] <= most[row] + CLOSE]
