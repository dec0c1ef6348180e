"""What the figure hangs on: each input moved between its ends, the others held.

Inputs that the calibration estimates differ from draw to draw, so the runs made for the figure tell what hangs on
each, by regression. Assumptions are the same in all draws: those are moved to one end and the other in runs of
their own, with the same chance, so that little but the assumption differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from dueregard.common.parallel import Cluster, OnFinished
from dueregard.effects.comparison import Comparison
from dueregard.effects.design import EffectDesign
from dueregard.effects.pairs import Pairs, run_pairs
from dueregard.local_policing.crewing import CrewingPolicy, Degradation
from dueregard.local_policing.demand import Demand
from dueregard.local_policing.grades import Route

Reals = npt.NDArray[np.float64]
LOAD = "load: officers available"
UNSEEN = "unseen load"
MOST_SHOWN = 3
ENDS = (0.025, 0.975)
ValueOf = Callable[[Pairs], Reals]
"""The figure in each run of some pairs."""


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
    inputs = {name: column for name, column in _estimated(demands).items() if column.std() > 0}
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


def assumptions_of(
    comparison: Comparison, design: EffectDesign
) -> Iterator[tuple[str, str, Comparison, str, Comparison]]:
    """Each assumption with its two ends: name, words and comparison of the low end, the same of the high end."""
    crewing = comparison.without.crewing
    points = design.availability_points
    yield (
        LOAD,
        f"{points} % fewer",
        comparison.changed(crewing=_availability(crewing, -points)),
        f"{points} % more",
        comparison.changed(crewing=_availability(crewing, points)),
    )
    yield (
        "crews when officers leave",
        "doubles split first",
        comparison.changed(crewing=replace(crewing, degrades=Degradation.SPLIT_DOUBLES)),
        "doubles kept to the last",
        comparison.changed(crewing=replace(crewing, degrades=Degradation.LOSE_SINGLES)),
    )
    unlogged = comparison.without.policy.unlogged
    if unlogged is not None and comparison.without.demand.unseen_share:
        ends = [
            min(Decimal(1), max(Decimal(0), unlogged.cannot_be_left + step))
            for step in (Decimal("-0.2"), Decimal("0.2"))
        ]
        low, high = (
            comparison.changed(
                policy=replace(comparison.without.policy, unlogged=replace(unlogged, cannot_be_left=end))
            )
            for end in ends
        )
        yield "unlogged work that cannot be left", f"{ends[0]:.0%}", low, f"{ends[1]:.0%}", high


def _availability(crewing: CrewingPolicy, points: Decimal) -> CrewingPolicy:
    """So many per cent more or fewer of the officers on duty are on a crew."""
    there = (1 - crewing.breaks) * (1 + points / 100)
    return replace(crewing, breaks=max(Decimal(0), (1 - there).quantize(Decimal("0.0001"))))


def assumed_influences(
    comparison: Comparison,
    demands: Sequence[Demand],
    design: EffectDesign,
    pairs: Pairs,
    value: ValueOf,
    *,
    workers: int = 1,
    cluster: Cluster | None = None,
    on_finished: OnFinished | None = None,
) -> tuple[Influence, ...]:
    """Of assumptions, from runs of their own with the chance of the first pairs.

    value: the figure's value in each run of some pairs.
    """
    runs = min(design.tornado_runs, pairs.runs)
    usual = value(pairs)[:runs]
    found = []
    for name, low_words, low, high_words, high in assumptions_of(comparison, design):
        ends = [
            value(
                run_pairs(
                    end, demands, runs, design.seed, workers=workers, cluster=cluster, on_finished=on_finished
                )
            )
            for end in (low, high)
        ]
        apart = ends[1] - ends[0]
        found.append(
            Influence(
                input=name,
                ends=(low_words, high_words),
                at_low=float((ends[0] - usual).mean()),
                at_high=float((ends[1] - usual).mean()),
                error=float(apart.std(ddof=1)) / runs**0.5,
                is_assumption=True,
            )
        )
    return tuple(found)


def most_important(influences: Sequence[Influence]) -> tuple[Influence, ...]:
    """The three that move the figure most, widest first; load is always one of them."""
    ranked = sorted(influences, key=lambda influence: (-influence.width, influence.input))
    chosen = ranked[:MOST_SHOWN]
    load = [influence for influence in ranked if influence.input == LOAD]
    if load and load[0] not in chosen:
        chosen = [*chosen[: MOST_SHOWN - 1], load[0]]
    return tuple(chosen)
