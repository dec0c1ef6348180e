"""A linear or integer programme: minimise costs of columns, whose sums in each row lie between two ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import inf, isfinite

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(slots=True)
class Programme:
    """Built up row by row and column by column; rows first, since a column names the rows it stands in.

    Minimise the sum of cost × value over columns, where each value lies between its least and most, whole
    numbers where said, and each row's sum of coefficient × value between its least and most.

    >>> programme = Programme()
    >>> wanted = programme.add_row(3.0)
    >>> programme.add_column(2.0, most=5, whole=True, entries=[(wanted, 2.0)])
    0
    """

    row_least: list[float] = field(default_factory=list)
    row_most: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    rows: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def add_row(self, least: float = -inf, most: float = inf) -> int:
        """Another row; returns its place."""
        self.row_least.append(least)
        self.row_most.append(most)
        return len(self.row_least) - 1

    def add_column(
        self,
        cost: float,
        *,
        least: float = 0.0,
        most: float = inf,
        whole: bool = False,
        entries: Iterable[tuple[int, float]] = (),
    ) -> int:
        """Another column with its entries (row, coefficient), no row twice; returns its place."""
        self.cost.append(cost)
        self.least.append(least)
        self.most.append(most)
        self.whole.append(whole)
        for row, value in entries:
            self.rows.append(row)
            self.values.append(value)
        self.starts.append(len(self.rows))
        return len(self.cost) - 1

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len(self.cost)

    def objective(self, values: Reals) -> float:
        """What some values cost."""
        return float(np.dot(np.array(self.cost), values))

    def is_whole_at(self, values: Reals, close: float = 1e-9) -> bool:
        """Whether every column that must be whole is, at some values."""
        held = values[np.array(self.whole, dtype=bool)]
        return bool(np.all(np.abs(held - np.rint(held)) <= close))

    def row_sums(self, values: Reals) -> Reals:
        """The sum of each row at some values."""
        sums = np.zeros(len(self.row_least))
        held = np.repeat(values, np.diff(self.starts))
        np.add.at(sums, np.array(self.rows, dtype=np.int64), np.array(self.values) * held)
        return sums

    def reduced_costs(self, duals: Reals) -> Reals:
        """Cost of each column less what its entries are worth at some prices of rows."""
        worth = np.array(self.values) * duals[np.array(self.rows, dtype=np.int64)]
        sums = np.concatenate([[0.0], np.cumsum(worth)])
        starts = np.array(self.starts)
        reduced: Reals = np.array(self.cost) - (sums[starts[1:]] - sums[starts[:-1]])
        return reduced

    def signed(self, duals: Reals) -> Reals:
        """Prices without what is there by rounding alone: below nought where a row has no most, above without a least.

        >>> programme = Programme(row_least=[3.0], row_most=[inf])
        >>> programme.signed(np.array([-1e-17]))
        array([0.])
        """
        if not len(duals):
            return duals
        least = np.where(np.isinf(self.row_most), 0.0, -inf)
        most = np.where(np.isinf(self.row_least), 0.0, inf)
        signed: Reals = np.clip(duals, least, most)
        return signed

    def bound(self, duals: Sequence[float] | Reals, without: Sequence[int] = ()) -> float:
        """A cost that no values can beat, proved by any prices of rows, right or wrong: weak duality.

        without: columns left out, whose least worth the caller adds. Minus infinity where the prices prove
        nothing, since a column or row without an end pulls there.
        """
        prices = np.asarray(duals, dtype=np.float64)
        ends = zip(prices.tolist(), self.row_least, self.row_most, strict=True)
        total = sum(_least(price, least, most) for price, least, most in ends)
        reduced = self.reduced_costs(prices)
        reduced[np.array(without, dtype=np.int64)] = 0.0
        columns = zip(reduced.tolist(), self.least, self.most, strict=True)
        total += sum(_least(cost, least, most) for cost, least, most in columns)
        return total if isfinite(total) else -inf


def _least(price: float, least: float, most: float) -> float:
    """The least of price × value over values from least to most."""
    if price == 0:
        return 0.0
    return price * (least if price > 0 else most)
