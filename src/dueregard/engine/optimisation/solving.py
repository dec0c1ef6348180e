"""The one door to HiGHS: solve a programme, and say how good the answer is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import inf

import highspy
import numpy as np

from dueregard.engine.optimisation.programme import Programme, Reals

Progress = Callable[[float, float, float], bool]
"""Told of seconds, the best cost so far and the bound; answers whether to stop."""


class Outcome(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"  # a limit was reached with an answer
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"  # a limit was reached without one


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop. nodes and gap make a run repeat; seconds do not, and are for people who wait."""

    seconds: float = inf
    nodes: int | None = None
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class Solution:
    """Values of columns, their cost, a bound that no answer beats, and the prices of rows.

    prices: of the linear relaxation where the programme has no whole numbers; else empty.
    """

    outcome: Outcome
    values: Reals
    cost: float
    bound: float
    prices: Reals

    @property
    def gap(self) -> float:
        """Distance from the bound as a share of the cost."""
        return max(self.cost - self.bound, 0.0) / abs(self.cost) if self.cost else 0.0


_NOTHING = np.zeros(0)


class _Quiet(highspy.Highs):
    """The solver, which would print its name at its making, before anybody could tell it not to."""

    def enableCallbacks(self) -> None:  # noqa: N802
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def solve(
    programme: Programme,
    *,
    limits: Limits | None = None,
    relaxed: bool = False,
    start: Reals | None = None,
    progress: Progress | None = None,
    method: str = "choose",
) -> Solution:
    """The cheapest values, on one thread.

    relaxed: whole numbers need not be whole. start: values to begin from, if they fit. progress: asked now and
    then whether to stop. method: `simplex`, `ipm` or `choose`, for a relaxed solve.

    >>> programme = Programme()
    >>> wanted = programme.add_row(3.0)
    >>> _ = programme.add_column(2.0, most=5, whole=True, entries=[(wanted, 2.0)])
    >>> solve(programme).cost, solve(programme, relaxed=True).cost
    (4.0, 3.0)
    """
    limits = limits or Limits()
    is_whole = any(programme.whole) and not relaxed
    highs = _Quiet()  # type: ignore[no-untyped-call]
    for name, value in _options(limits, is_whole, method):
        highs.setOptionValue(name, value)
    highs.passModel(_model(programme, is_whole))
    if start is not None and is_whole:
        answer = highspy.HighsSolution()
        answer.col_value = start.tolist()
        highs.setSolution(answer)
    if progress is not None and is_whole:
        _follow(highs, progress)
    highs.run()
    return _solution(highs, programme, is_whole)


class GrowingRelaxation:
    """A relaxed programme solved again as columns and rows are added, each time from the last answer."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._highs = _Quiet()  # type: ignore[no-untyped-call]
        for name, value in _options(Limits(), False, "simplex"):
            self._highs.setOptionValue(name, value)
        self._highs.passModel(_model(programme, False))
        self._columns, self._rows = programme.columns, len(programme.row_least)

    def hold(self, column: int) -> None:
        """Take over the cost, least and most of a column that is in it already, changed since."""
        programme = self._programme
        self._highs.changeColCost(column, programme.cost[column])
        self._highs.changeColBounds(column, programme.least[column], programme.most[column])

    def solve(self, seconds: float = inf) -> Solution:
        """The cheapest values now, or what there is when the seconds are over.

        Rows added since must have been added before the columns that stand in them.
        """
        programme, highs = self._programme, self._highs
        rows = len(programme.row_least) - self._rows
        nothing = np.zeros(0, dtype=np.int32)
        if rows:
            least = np.array(programme.row_least[self._rows :], dtype=np.float64)
            most = np.array(programme.row_most[self._rows :], dtype=np.float64)
            highs.addRows(rows, least, most, 0, np.zeros(rows, dtype=np.int32), nothing, np.zeros(0))
            self._rows += rows
        columns = programme.columns - self._columns
        if columns:
            first = programme.starts[self._columns]
            starts = np.array(programme.starts[self._columns : -1], dtype=np.int32) - first
            highs.addCols(
                columns,
                np.array(programme.cost[self._columns :], dtype=np.float64),
                np.array(programme.least[self._columns :], dtype=np.float64),
                np.array(programme.most[self._columns :], dtype=np.float64),
                len(programme.rows) - first,
                starts,
                np.array(programme.rows[first:], dtype=np.int32),
                np.array(programme.values[first:], dtype=np.float64),
            )
            self._columns += columns
        if seconds < inf:  # the solver counts from its making
            highs.setOptionValue("time_limit", highs.getRunTime() + seconds)
        highs.run()
        return _solution(highs, programme, False)


def _options(limits: Limits, is_whole: bool, method: str) -> list[tuple[str, bool | float | str]]:
    options: list[tuple[str, bool | float | str]] = [
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", 0),
        ("mip_rel_gap", limits.gap),
        ("mip_abs_gap", 1e-9 if limits.gap == 0 else 1e-6),
    ]
    if limits.seconds < inf:
        options.append(("time_limit", limits.seconds))
    if limits.nodes is not None:
        options.append(("mip_max_nodes", limits.nodes))
    if not is_whole:
        options.append(("solver", method))
    return options


def _model(programme: Programme, is_whole: bool) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_ = programme.columns
    model.num_row_ = len(programme.row_least)
    model.col_cost_ = np.array(programme.cost, dtype=np.float64)
    model.col_lower_ = np.array(programme.least, dtype=np.float64)
    model.col_upper_ = np.array(programme.most, dtype=np.float64)
    model.row_lower_ = np.array(programme.row_least, dtype=np.float64)
    model.row_upper_ = np.array(programme.row_most, dtype=np.float64)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.array(programme.starts, dtype=np.int32)
    model.a_matrix_.index_ = np.array(programme.rows, dtype=np.int32)
    model.a_matrix_.value_ = np.array(programme.values, dtype=np.float64)
    if is_whole:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[whole] for whole in programme.whole]
    return model


def _follow(highs: highspy.Highs, progress: Progress) -> None:
    def told(event: highspy.HighsCallbackEvent) -> None:
        data = event.data_out
        if progress(data.running_time, data.mip_primal_bound, data.mip_dual_bound):
            event.interrupt()

    highs.cbMipInterrupt.subscribe(told)


def _solution(highs: highspy.Highs, programme: Programme, is_whole: bool) -> Solution:
    status, info = highs.getModelStatus(), highs.getInfo()
    held = highs.getSolution()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return Solution(Outcome.INFEASIBLE, _NOTHING, inf, inf, _NOTHING)
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    bound = info.mip_dual_bound if is_whole else -inf
    prices = _NOTHING if is_whole else programme.signed(np.array(held.row_dual))
    if not is_whole and held.dual_valid:
        bound = programme.bound(prices)
    if not found:
        return Solution(Outcome.UNKNOWN, _NOTHING, inf, bound, prices)
    outcome = Outcome.OPTIMAL if status == highspy.HighsModelStatus.kOptimal else Outcome.FEASIBLE
    values = np.array(held.col_value)
    return Solution(outcome, values, programme.objective(values), bound, prices)
