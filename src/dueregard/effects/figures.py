"""The figures of an effect, each with its three uncertainties apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10

import numpy as np
import numpy.typing as npt

from dueregard.effects.pairs import DURING, FROM_THEN_ON, Pairs
from dueregard.engine.queueing.experiments.variance_split import VarianceSplit, split_repeated
from dueregard.local_policing.measures import UNITS, Measure

Reals = npt.NDArray[np.float64]
FORCE = "the force"
EVERY_GRADE = "every non-emergency grade"
WINDOW_WORDS = {DURING: "received during the deployment", FROM_THEN_ON: "received from its first day on"}
MOST_SIMULATION_SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A difference made by the deployment: of a measure, a grade, a local area and a window.

    without, with_it: means over all runs. split: of the difference, in the measure's unit; None where a run
    has no such value (nobody received, or fewer than nine in ten ever sent a unit).
    """

    measure: Measure
    grade: str
    local_area: str
    window: int
    without: float | None
    with_it: float | None
    split: VarianceSplit | None

    @property
    def unit(self) -> str:
        """The unit of the measure."""
        return UNITS[self.measure]

    @property
    def simulation_is_small(self) -> bool:
        """Whether the simulation's own error is under a tenth of the printed width."""
        return self.split is not None and self.split.simulation_share < MOST_SIMULATION_SHARE


def supported(value: float, width: float) -> float:
    """A value rounded to the step that a range of this width supports: at most a tenth of it.

    >>> supported(417.3, 190.0), supported(3.046, 1.9), supported(0.0, 0.0)
    (420.0, 3.0, 0.0)
    """
    if width <= 0 or not np.isfinite(width):
        return value
    step = floor(log10(width / 10))
    for part in (5, 2, 1):
        if part * 10.0**step <= width / 10:
            return round(round(value / (part * 10.0**step)) * part * 10.0**step, max(0, -step))
    return value


def figures_of(pairs: Pairs, run_twice: int, likely: float, emergencies: Iterable[str]) -> tuple[Figure, ...]:
    """All figures: each measure by grade for the force, and by local area; non-emergency grades together too."""
    emergency = set(emergencies)
    everywhere = range(len(pairs.local_areas))
    others = [number for number, grade in enumerate(pairs.grades) if grade not in emergency]
    groups = [(grade, [number]) for number, grade in enumerate(pairs.grades)]
    if len(others) > 1:
        groups.append((EVERY_GRADE, others))
    return tuple(_each(pairs, groups, everywhere, run_twice, likely))


def _each(
    pairs: Pairs,
    groups: Sequence[tuple[str, list[int]]],
    everywhere: range,
    run_twice: int,
    likely: float,
) -> Iterator[Figure]:
    for window in WINDOW_WORDS:
        for grade, grades in groups:
            for measure in Measure:
                if measure is Measure.LONGEST_TENTH:
                    if len(grades) == 1:
                        yield _tenth(pairs, window, grade, grades[0], run_twice, likely)
                    continue
                places = [
                    (FORCE, list(everywhere)),
                    *((name, [at]) for at, name in enumerate(pairs.local_areas)),
                ]
                for name, areas in places:
                    without = pairs.without.value(window, measure, grades, areas)
                    with_it = pairs.with_it.value(window, measure, grades, areas)
                    yield figure(measure, grade, name, window, without, with_it, run_twice, likely)


def _tenth(pairs: Pairs, window: int, grade: str, number: int, run_twice: int, likely: float) -> Figure:
    without, with_it = pairs.without.tenth[:, window, number], pairs.with_it.tenth[:, window, number]
    return figure(Measure.LONGEST_TENTH, grade, FORCE, window, without, with_it, run_twice, likely)


def figure(
    measure: Measure,
    grade: str,
    local_area: str,
    window: int,
    without: Reals,
    with_it: Reals,
    run_twice: int,
    likely: float,
) -> Figure:
    """One figure from values of the same runs, the last `run_twice` of which are second runs of the first draws."""
    is_known = bool(np.isfinite(without).all() and np.isfinite(with_it).all())
    found = None
    if is_known:
        worse = with_it - without
        once = len(worse) - run_twice
        found = split_repeated(worse[:once], worse[once:], likely=likely)
    return Figure(
        measure=measure,
        grade=grade,
        local_area=local_area,
        window=window,
        without=float(without.mean()) if is_known else None,
        with_it=float(with_it.mean()) if is_known else None,
        split=found,
    )
