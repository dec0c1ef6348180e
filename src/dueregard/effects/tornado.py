"""What the figure hangs on: each input moved between its ends, the others held.

Inputs that the calibration estimates differ from draw to draw, so the runs made for the figure tell what hangs on
each, by regression. Assumptions are the same in all draws: those are moved to one end and the other in runs of
their own, with the same chance, so that little but the assumption differs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from dueregard.effects.comparison import Comparison
from dueregard.effects.design import EffectDesign
from dueregard.local_policing.crewing import CrewingPolicy, Degradation
from dueregard.local_policing.demand import Demand
from dueregard.local_policing.grades import Route

Reals = npt.NDArray[np.float64]
LOAD = "load: officers available"
UNSEEN = "unseen load"
MOST_SHOWN = 3
ENDS = (0.025, 0.975)
SHARE_MOVED = Decimal("0.2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """How far an input moves the figure: at its low end and at its high end, by how much it changes.

    error: standard error of the difference between the ends. ends: the ends in words.
    """

    input: str
    ends: tuple[str, str]
    at_low: float
    at_high: float
    error: float
    is_assumption: bool

    @property
    def width(self) -> float:
        """How far apart the two ends put the figure."""
        return abs(self.at_high - self.at_low)


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
    variance = float(left @ left) / max(len(values) - design.shape[1], 1)
    errors = np.sqrt(variance * np.diag(np.linalg.pinv(design.T @ design)))
    return tuple(
        _from_slope(name, inputs[name], float(slope / spread), float(error / spread))
        for name, slope, error, spread in zip(inputs, slopes[1:], errors[1:], scale, strict=True)
    )


def _varies(column: Reals) -> bool:
    return bool(column.std() > 1e-9 * abs(float(column.mean())))


def _from_slope(name: str, column: Reals, slope: float, error: float) -> Influence:
    low, high = (float(end) for end in np.quantile(column, ENDS))
    middle = float(column.mean())
    return Influence(
        input=name,
        ends=(f"{low:.3g}", f"{high:.3g}"),
        at_low=slope * (low - middle),
        at_high=slope * (high - middle),
        error=error * (high - low),
        is_assumption=False,
    )


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
    """An assumption and its two ends: in words, and as comparisons that differ in nothing else."""

    input: str
    ends: tuple[str, str]
    low: Comparison
    high: Comparison


def assumptions_of(comparison: Comparison, design: EffectDesign) -> tuple[Assumption, ...]:
    """What is assumed and can be moved: who is available, how crews degrade, what unlogged work cannot be left."""
    crewing, policy = comparison.without.crewing, comparison.without.policy
    points = design.availability_points
    found = [
        Assumption(
            input=LOAD,
            ends=(f"{points} % fewer", f"{points} % more"),
            low=comparison.changed(crewing=_availability(crewing, -points)),
            high=comparison.changed(crewing=_availability(crewing, points)),
        ),
        Assumption(
            input="crews when officers leave",
            ends=("doubles split first", "doubles kept to the last"),
            low=comparison.changed(crewing=replace(crewing, degrades=Degradation.SPLIT_DOUBLES)),
            high=comparison.changed(crewing=replace(crewing, degrades=Degradation.LOSE_SINGLES)),
        ),
    ]
    unlogged = policy.unlogged
    if unlogged is not None and comparison.without.demand.unseen_share:
        shares = [
            min(Decimal(1), max(Decimal(0), unlogged.cannot_be_left + step))
            for step in (-SHARE_MOVED, SHARE_MOVED)
        ]
        low, high = (
            comparison.changed(policy=replace(policy, unlogged=replace(unlogged, cannot_be_left=share)))
            for share in shares
        )
        ends = (f"{shares[0]:.0%}", f"{shares[1]:.0%}")
        found.append(Assumption(input="unlogged work that cannot be left", ends=ends, low=low, high=high))
    return tuple(found)


def _availability(crewing: CrewingPolicy, points: Decimal) -> CrewingPolicy:
    """So many per cent more or fewer of the officers on duty are on a crew."""
    there = (1 - crewing.breaks) * (1 + points / 100)
    return replace(crewing, breaks=max(Decimal(0), (1 - there).quantize(Decimal("0.0001"))))


def assumed_influence(assumption: Assumption, low: Reals, high: Reals, usual: Reals) -> Influence:
    """Of an assumption, from the figure in runs at either end and at the value assumed, by the same chance."""
    apart = high - low
    return Influence(
        input=assumption.input,
        ends=assumption.ends,
        at_low=float((low - usual).mean()),
        at_high=float((high - usual).mean()),
        error=float(apart.std(ddof=1)) / len(apart) ** 0.5,
        is_assumption=True,
    )


def most_important(influences: Sequence[Influence]) -> tuple[Influence, ...]:
    """The three that move the figure most, widest first; load is always one of them."""
    ranked = sorted(influences, key=lambda influence: (-influence.width, influence.input))
    chosen = ranked[:MOST_SHOWN]
    load = [influence for influence in ranked if influence.input == LOAD]
    if load and load[0] not in chosen:
        chosen = [*chosen[: MOST_SHOWN - 1], load[0]]
    return tuple(chosen)
