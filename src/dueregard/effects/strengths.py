"""One deployment at several strengths of the force: the same demand, the same chance, fewer or more officers.

Every strength lives through the same incidents, so that what differs between two strengths is the force and
nothing else. Whether the deployment costs more as the force shrinks is found, never assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import sqrt

import numpy as np
import numpy.typing as npt

from dueregard.common.canonical import canonical_bytes, plain, sha256
from dueregard.common.kept_runs import KeptRuns
from dueregard.common.parallel import Cluster, OnFinished
from dueregard.effects.comparison import Comparison, EffectRefused
from dueregard.effects.design import EffectDesign
from dueregard.effects.effect import (
    KERNEL,
    METHOD,
    Grounds,
    demands_hash,
    log_inputs,
    neighbourhood_lost,
)
from dueregard.effects.figures import EVERY_GRADE, FORCE, Figure, figures_of
from dueregard.effects.load import Load, load_of
from dueregard.effects.pairs import FROM_THEN_ON, Pairs, Planned, run_pairs
from dueregard.effects.verdict import EmergencyVerdict, verdicts_of
from dueregard.engine.queueing.experiments.intervals import student_t
from dueregard.engine.queueing.experiments.manifest import Manifest, versions_here
from dueregard.engine.queueing.experiments.variance_split import VarianceSplit, split_repeated
from dueregard.local_policing.demand import Demand
from dueregard.local_policing.measures import Measure
from dueregard.local_policing.scenario import prepare_scenario

Reals = npt.NDArray[np.float64]
LEVEL = 0.9
"""Of the interval by which a step is judged: each end alone is a bound at 95 %."""


class Change(StrEnum):
    """What a smaller force does to the cost of the same deployment."""

    MORE = "more"
    LESS = "less"
    NONE = "no difference"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sized:
    """The deployment at one strength, before it is run. label: when the force had it, such as 2017."""

    label: str
    officers: int
    comparison: Comparison
    roster_hash: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AtStrength:
    """The same, estimated. headline: non-emergency people not seen in time, from the first day on."""

    label: str
    officers: int
    headline: Figure
    verdict: EmergencyVerdict | None
    load: Load
    is_range_only: bool
    neighbourhood_minutes_lost: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    """How much more the deployment costs in the smaller of two forces, run by run."""

    larger: int
    smaller: int
    split: VarianceSplit
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Strengths:
    """All strengths, largest first, with the step from each to the next and last the one from end to end."""

    comparison: Comparison
    design: EffectDesign
    grounds: Grounds
    headings: tuple[str, ...]
    strengths: tuple[AtStrength, ...]
    steps: tuple[Step, ...]
    manifest: Manifest

    @property
    def whole(self) -> Step:
        """From the largest force to the smallest."""
        return self.steps[-1]


def estimate_strengths(
    sizes: Sequence[Sized],
    demands: Sequence[Demand],
    design: EffectDesign,
    grounds: Grounds,
    *,
    workers: int = 1,
    cluster: Cluster | None = None,
    on_finished: OnFinished | None = None,
    kept: KeptRuns | None = None,
) -> Strengths:
    """Estimate the deployment at each strength: the same answer whatever the workers. Raises EffectRefused."""
    _refuse_nonsense(sizes)
    ordered = sorted(sizes, key=lambda each: -each.officers)
    runs = design.draws + design.run_twice
    found = run_pairs(
        [Planned(comparison=each.comparison, runs=runs) for each in ordered],
        demands,
        design.seed,
        workers=workers,
        cluster=cluster,
        on_finished=on_finished,
        kept=kept,
    )
    worse = [_worse(each, pairs) for each, pairs in zip(ordered, found, strict=True)]
    ends = [*pairwise(range(len(ordered))), (0, len(ordered) - 1)]
    return Strengths(
        comparison=ordered[0].comparison,
        design=design,
        grounds=grounds,
        headings=grounds.headings,
        strengths=tuple(
            _at(each, pairs, design, demands) for each, pairs in zip(ordered, found, strict=True)
        ),
        steps=tuple(
            _step(ordered[a].officers, ordered[b].officers, worse[b] - worse[a], design) for a, b in ends
        ),
        manifest=_manifest(ordered, demands, design, grounds, runs),
    )


def _refuse_nonsense(sizes: Sequence[Sized]) -> None:
    officers = [each.officers for each in sizes]
    if len(officers) < 2:
        raise EffectRefused("One strength has nothing to be compared with: give two or more.")
    if len(set(officers)) < len(officers):
        raise EffectRefused("Two strengths have the same number of officers: give each number once.")


def _grades(each: Sized, pairs: Pairs) -> tuple[list[int], list[int]]:
    """Numbers of the grades that are no emergency, and of those that are."""
    emergency = {cls.grade for cls in each.comparison.without.demand.classes if cls.emergency}
    others = [number for number, grade in enumerate(pairs.grades) if grade not in emergency]
    return others or [0], [number for number, grade in enumerate(pairs.grades) if grade in emergency]


def _worse(each: Sized, pairs: Pairs) -> Reals:
    """More people not seen in time, run by run."""
    others, _ = _grades(each, pairs)
    areas = range(len(pairs.local_areas))
    without, with_it = (
        side.value(FROM_THEN_ON, Measure.NOT_SEEN, others, areas) for side in (pairs.without, pairs.with_it)
    )
    return with_it - without


def _at(each: Sized, pairs: Pairs, design: EffectDesign, demands: Sequence[Demand]) -> AtStrength:
    others, urgent = _grades(each, pairs)
    comparison = each.comparison
    load = load_of(
        comparison,
        prepare_scenario(comparison.without, comparison.phases),
        prepare_scenario(comparison.with_it, comparison.phases),
        demands,
    )
    margin, likely = float(design.margin_points), float(design.likely)
    grade = EVERY_GRADE if len(others) > 1 else pairs.grades[others[0]]
    emergency = {pairs.grades[number] for number in urgent}
    headline = next(
        found
        for found in figures_of(pairs, design.run_twice, likely, emergency)
        if (found.measure, found.grade, found.local_area, found.window)
        == (Measure.NOT_SEEN, grade, FORCE, FROM_THEN_ON)
    )
    return AtStrength(
        label=each.label,
        officers=each.officers,
        headline=headline,
        verdict=verdicts_of(pairs, urgent, design.run_twice, margin, FORCE)[0] if urgent else None,
        load=load,
        is_range_only=load.is_near_overload(float(design.band_from_load)),
        neighbourhood_minutes_lost=sum(neighbourhood_lost(comparison).values()),
    )


def _step(larger: int, smaller: int, more: Reals, design: EffectDesign) -> Step:
    once = len(more) - design.run_twice
    parts = split_repeated(more[:once], more[once:], likely=float(design.likely))
    return Step(larger=larger, smaller=smaller, split=parts, change=change_of(more[:once], parts.calibration))


def change_of(more: Reals, calibration: float) -> Change:
    """What runs show: the error of the mean shrinks with them; what the calibration does not know stays.

    >>> change_of(np.array([4.0, 5.0, 6.0]), 0.1), change_of(np.array([-1.0, 1.0, 0.5]), 0.1)
    (<Change.MORE: 'more'>, <Change.CANNOT_TELL: 'cannot tell'>)
    """
    if not more.any():
        return Change.NONE
    error = sqrt(calibration**2 + float(more.var(ddof=1)) / len(more))
    reach = student_t(LEVEL, len(more) - 1) * error
    mean = float(more.mean())
    if abs(mean) <= reach:
        return Change.CANNOT_TELL
    return Change.MORE if mean > 0 else Change.LESS


def _manifest(
    ordered: Sequence[Sized],
    demands: Sequence[Demand],
    design: EffectDesign,
    grounds: Grounds,
    runs: int,
) -> Manifest:
    first = ordered[0].comparison
    inputs = {**log_inputs(grounds), **grounds.results}
    for each in ordered:
        sides = each.comparison
        inputs[f"roster at {each.officers}"] = each.roster_hash
        inputs[f"ledger without at {each.officers}"] = sides.without.ledger.hash
        inputs[f"ledger with at {each.officers}"] = sides.with_it.ledger.hash
    return Manifest(
        inputs={
            **inputs,
            "response policy": sha256(canonical_bytes(plain(first.with_it.policy))),
            "crewing policy": sha256(canonical_bytes(plain(first.with_it.crewing))),
            "demand": demands_hash(demands),
        },
        seed=design.seed,
        first_replication=0,
        last_replication=runs - 1,
        kernel=KERNEL,
        method=f"{METHOD}; the same for each strength",
        versions=versions_here(),
        settings={
            "design": plain(design),
            "from_on": str(first.from_on),
            "until_on": str(first.until_on),
            "strengths": {each.label: each.officers for each in ordered},
        },
    )
