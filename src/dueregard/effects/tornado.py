"""What the figure hangs on: each input moved between its ends, the others held.

Inputs that the calibration estimates differ from draw to draw, so the runs made for the figure tell what hangs on
each, by regression. Assumptions are the same in all draws: those are moved to one end and the other in runs of
their own, with the same chance, so that little but the assumption differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dueregard.effects.comparison import Comparison
from dueregard.engine.queueing.experiments.intervals import student_t
from dueregard.local_policing.demand import Demand
from dueregard.local_policing.grades import Route

Reals = npt.NDArray[np.float64]
LOAD = "load: officers available"
UNSEEN = "unseen load"
MOST_SHOWN = 3
ENDS = (0.025, 0.975)
TOLD = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """How far an input moves the figure: at its low end and at its high end, by how much it changes.

    is_choice: the ends are alternatives and no scale with what is assumed in its middle, so that both may lie on one
    side of it. error: standard error of the difference between the ends (of a choice: between the two that differ
    most), with so many degrees of freedom. ends: the ends in words. is_told: whether Student's t at 95 % tells them
    apart; where it does not, chance may be all there is.
    """

    input: str
    ends: tuple[str, str]
    at_low: float
    at_high: float
    error: float
    degrees: int
    is_assumption: bool
    is_choice: bool = False

    @property
    def width(self) -> float:
        """How far apart the two ends put the figure; of a choice, what is chosen now counts as a third."""
        found: list[float] = [self.at_low, self.at_high] + ([0.0] if self.is_choice else [])
        return max(found) - min(found)

    @property
    def is_told(self) -> bool:
        """Whether the ends differ by more than chance explains."""
        return self.width > 0 and self.width >= student_t(TOLD, self.degrees) * self.error


def estimated_influences(demands: Sequence[Demand], values: Reals) -> tuple[Influence, ...]:
    """Of inputs that differ between draws, from one value of the figure for each draw.

    The slope is that of a regression of the figure on all of them; the ends are the 2.5 % and 97.5 % draws.
    """
    inputs = {name: column for name, column in _estimated(demands).items() if _varies(column)}
    if not inputs:
        return ()
    columns = np.stack(list(inputs.values()), axis=1)
    centred = columns - columns.mean(axis=0)
    scale = centred.std(axis=0)
    design = np.column_stack([np.ones(len(values)), centred / scale])
    slopes, *_ = np.linalg.lstsq(design, values, rcond=None)
    left = values - design @ slopes
    degrees = max(len(values) - design.shape[1], 1)
    variance = float(left @ left) / degrees
    errors = np.sqrt(variance * np.diag(np.linalg.pinv(design.T @ design)))
    return tuple(
        _from_slope(name, inputs[name], float(slope / spread), float(error / spread), degrees)
        for name, slope, error, spread in zip(inputs, slopes[1:], errors[1:], scale, strict=True)
    )


def _varies(column: Reals) -> bool:
    return bool(column.std() > 1e-9 * abs(float(column.mean())))


def _from_slope(name: str, column: Reals, slope: float, error: float, degrees: int) -> Influence:
    low, high = (float(end) for end in np.quantile(column, ENDS))
    middle = float(column.mean())
    return Influence(
        input=name,
        ends=(_end(low), _end(high)),
        at_low=slope * (low - middle),
        at_high=slope * (high - middle),
        error=error * (high - low),
        degrees=degrees,
        is_assumption=False,
    )


def _end(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _estimated(demands: Sequence[Demand]) -> Mapping[str, Reals]:
    sent = [cls.route is Route.DISPATCH for cls in demands[0].classes]
    received = np.array([float(demand.rates[:, :, sent].sum()) / 7 for demand in demands])
    hours = np.array([float(demand.busy_units().sum()) / 7 for demand in demands])
    return {
        "incidents a day": received,
        "unit-hours an incident": hours / np.maximum(received, 1e-9),
        f"{UNSEEN}: share of units not on an incident": np.array([demand.unseen_share for demand in demands]),
        "variance from day to day": np.array([demand.day_variance for demand in demands]),
    }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assumption:
    """An assumption and its two ends: in words, and as comparisons that differ in nothing else.

    None for an end that is what is assumed, so that it needs no runs. runs: of each end. is_choice: as of an influence.
    """

    input: str
    ends: tuple[str, str]
    low: Comparison | None
    high: Comparison | None
    runs: int
    is_choice: bool = False


def assumed_influence(
    assumption: Assumption, low: Reals | None, high: Reals | None, usual: Reals
) -> Influence:
    """Of an assumption, from the figure in runs at either end and at the value assumed, by the same chance."""
    usual = usual[: assumption.runs]
    low, high = (usual if end is None else end for end in (low, high))
    apart = high - low
    if assumption.is_choice:
        apart = max((apart, low - usual, high - usual), key=lambda each: abs(float(each.mean())))
    return Influence(
        input=assumption.input,
        ends=assumption.ends,
        at_low=float((low - usual).mean()),
        at_high=float((high - usual).mean()),
        error=float(apart.std(ddof=1)) / len(apart) ** 0.5,
        degrees=len(apart) - 1,
        is_assumption=True,
        is_choice=assumption.is_choice,
    )


def ranked(influences: Sequence[Influence]) -> list[Influence]:
    """Those that move the figure most first; those that cannot be told from chance after all that can."""
    return sorted(
        influences, key=lambda influence: (not influence.is_told, -influence.width, influence.input)
    )


def most_important(influences: Sequence[Influence]) -> tuple[Influence, ...]:
    """The three that move the figure most, widest first; load is always one of them.

    One that cannot be told from chance is there only where fewer than three can.
    """
    in_order = ranked(influences)
    chosen = in_order[:MOST_SHOWN]
    load = [influence for influence in in_order if influence.input == LOAD]
    if load and load[0] not in chosen:
        chosen = [*chosen[: MOST_SHOWN - 1], load[0]]
    return tuple(chosen)
