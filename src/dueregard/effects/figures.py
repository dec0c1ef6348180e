"""The figures of an effect, each with its three uncertainties apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dueregard.effects.pairs import DURING, FROM_THEN_ON, Pairs
from dueregard.effects.stored import EVERY_GRADE, FORCE
from dueregard.engine.queueing.experiments.variance_split import VarianceSplit, split_each_repeated
from dueregard.local_policing.measures import UNITS, Measure

__all__ = ["EVERY_GRADE", "FORCE", "Figure", "figures_of", "supported"]

Reals = npt.NDArray[np.float64]
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


def grade_of(group: str) -> str:
    """The grade of what results call a grade and route.

    >>> grade_of("scheduled, by appointment"), grade_of("priority")
    ('scheduled', 'priority')
    """
    return group.partition(", ")[0]


def figures_of(pairs: Pairs, run_twice: int, likely: float, emergencies: Iterable[str]) -> tuple[Figure, ...]:
    """All figures: each measure by grade for the force, and by local area; non-emergency grades together too."""
    emergency = set(emergencies)
    everywhere = range(len(pairs.local_areas))
    others = [number for number, grade in enumerate(pairs.grades) if grade not in emergency]
    groups = [(grade, [number]) for number, grade in enumerate(pairs.grades)]
    together: dict[str, list[int]] = {}
    for number, group in enumerate(pairs.grades):
        together.setdefault(grade_of(group), []).append(number)
    groups += [(grade, numbers) for grade, numbers in together.items() if len(numbers) > 1]
    if len(others) > 1:
        groups.append((EVERY_GRADE, others))
    return _figures(list(_each(pairs, groups, everywhere)), run_twice, likely)


class _Asked(NamedTuple):
    """A figure to be made, and its values in the same runs of both worlds."""

    measure: Measure
    grade: str
    local_area: str
    window: int
    without: Reals
    with_it: Reals

    @property
    def is_known(self) -> bool:
        return bool(np.isfinite(self.without).all() and np.isfinite(self.with_it).all())


def _each(pairs: Pairs, groups: Sequence[tuple[str, list[int]]], everywhere: range) -> Iterator[_Asked]:
    for window in WINDOW_WORDS:
        for grade, grades in groups:
            for measure in Measure:
                if measure is Measure.LONGEST_TENTH:
                    if len(grades) == 1:
                        sides = (pairs.without, pairs.with_it)
                        both = (side.tenth[:, window, grades[0]] for side in sides)
                        yield _Asked(measure, grade, FORCE, window, *both)
                        for at, name in enumerate(pairs.local_areas):
                            both = (side.tenth_by_area[:, window, grades[0], at] for side in sides)
                            yield _Asked(measure, grade, name, window, *both)
                    continue
                places = [
                    (FORCE, list(everywhere)),
                    *((name, [at]) for at, name in enumerate(pairs.local_areas)),
                ]
                for name, areas in places:
                    without = pairs.without.value(window, measure, grades, areas)
                    with_it = pairs.with_it.value(window, measure, grades, areas)
                    yield _Asked(measure, grade, name, window, without, with_it)


def _figures(asked: Sequence[_Asked], run_twice: int, likely: float) -> tuple[Figure, ...]:
    """Figures of values of the same runs, the last `run_twice` of which are second runs of the first draws."""
    known = [each for each in asked if each.is_known]
    splits: Iterator[VarianceSplit] = iter(())
    if known:
        worse = np.stack([each.with_it - each.without for each in known])
        once = worse.shape[1] - run_twice
        splits = iter(split_each_repeated(worse[:, :once], worse[:, once:], likely=likely))
    return tuple(
        Figure(
            measure=each.measure,
            grade=each.grade,
            local_area=each.local_area,
            window=each.window,
            without=float(each.without.mean()) if each.is_known else None,
            with_it=float(each.with_it.mean()) if each.is_known else None,
            split=next(splits) if each.is_known else None,
        )
        for each in asked
    )
