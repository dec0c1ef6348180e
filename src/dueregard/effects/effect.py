"""The effect of a deployment on local policing, with all that a reader needs to trust it or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from dueregard.common.canonical import canonical_bytes, plain, sha256
from dueregard.common.kept_runs import KeptRuns
from dueregard.common.parallel import Cluster, OnFinished
from dueregard.effects.assumptions import assumptions_of
from dueregard.effects.comparison import Comparison
from dueregard.effects.design import EffectDesign
from dueregard.effects.driving import MoreDraws, driven_pairs
from dueregard.effects.figures import EVERY_GRADE, FORCE, Figure, figures_of, grade_of
from dueregard.effects.held_out import Performance, failing
from dueregard.effects.levels import LevelCheck, LoggedLevel, level_checks, withheld
from dueregard.effects.load import Load, load_of
from dueregard.effects.pairs import FROM_THEN_ON, Pairs, Planned, run_pairs
from dueregard.effects.recovery import BacklogDay, Recovery, backlog_days, recovery_of
from dueregard.effects.tornado import (
    Assumption,
    Influence,
    assumed_influence,
    estimated_influences,
    most_important,
)
from dueregard.effects.untouched import NotSimulated, not_simulated
from dueregard.effects.verdict import EmergencyVerdict, verdicts_of
from dueregard.engine.queueing.experiments.manifest import Manifest, versions_here
from dueregard.engine.queueing.experiments.variance_split import split_repeated
from dueregard.local_policing.calibration_diary import Appointments
from dueregard.local_policing.demand import Demand
from dueregard.local_policing.measures import COUNTED, Measure
from dueregard.local_policing.scenario import prepare_scenario

Reals = npt.NDArray[np.float64]
KERNEL = "general kernel of dueregard.engine.queueing"
METHOD = "paired runs by common random numbers, one for each draw of demand, some draws run twice"
NOT_TESTED = "Not tested against a past deployment."


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a deployment is, and what the estimate of its effect rests on.

    deployment: in words, such as "178 officers to Tarnshire". study: the study's name. aid: the deployment's id
    in the force's aid log. officers: how many are sent. invented: whether the log or the roster is made up; taken
    to be so until somebody says otherwise, since no real force may cite what rests on an invented log.

    heading: above everything, where the log is too short to trust, or made up. log: what the log is.
    log_hash, roster_hash: SHA-256. log_files: of each file that the log was calibrated from, by name.
    performance: on weeks that were held out, None where there was no backtest. past_deployments: what an event study
    found, in a sentence; None where there was none. logged: levels of the log without it, by grade.
    """

    deployment: str
    log: str
    log_hash: str
    roster: str
    roster_hash: str
    first_on: date
    last_on: date
    incidents: int
    study: str = "unnamed"
    aid: str | None = None
    officers: int | None = None
    invented: bool = True
    log_files: Mapping[str, str] = field(default_factory=dict)
    heading: str | None = None
    performance: Performance | None = None
    past_deployments: str | None = None
    results: Mapping[str, str] = field(default_factory=dict)
    logged: tuple[LoggedLevel, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands above every figure that rests on these grounds."""
        first = () if self.heading is None else (self.heading,)
        return first if self.past_deployments is not None else (*first, NOT_TESTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What became of those received from the deployment's first day on: mean numbers of a run, of one grade."""

    grade: str
    without: Mapping[str, float]
    with_it: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Effect:
    """An estimated effect. `headings` stand above everything.

    is_range_only: the units are so busy, or near overload, that no single figure is printed.
    neighbourhood_minutes_lost: officer-minutes by local area, with the deployment less without, from its first
    day on: counted in the hours ledger, so without uncertainty. draws: of the calibration that were run.
    """

    comparison: Comparison
    design: EffectDesign
    grounds: Grounds
    headings: tuple[str, ...]
    grades: tuple[str, ...]
    figures: tuple[Figure, ...]
    headline: Figure
    verdict: EmergencyVerdict | None
    worst_area: EmergencyVerdict | None
    recovery: Recovery | None
    backlog: tuple[BacklogDay, ...]
    load: Load
    influences: tuple[Influence, ...]
    balances: tuple[Balance, ...]
    neighbourhood_minutes_lost: Mapping[str, int]
    unlogged_lost: tuple[float, float]
    is_null: bool
    is_range_only: bool
    draws: int
    levels: tuple[LevelCheck, ...]
    not_simulated: tuple[NotSimulated, ...]
    manifest: Manifest

    def no_single_figure(self, grade: str) -> bool:
        """Whether only ranges are printed for a grade, grade and route, or every non-emergency grade.

        It is so near overload, and where the model does not show the levels of the log without the deployment.
        """
        odd = withheld(self.levels)
        if grade == EVERY_GRADE:
            odd -= self.comparison.without.demand.emergencies
        elif grade in self.grades:
            odd &= {grade}
        else:
            odd = frozenset(group for group in odd if grade_of(group) == grade)
        return self.is_range_only or bool(odd)

    @property
    def unsupported(self) -> str | None:
        """Why the backtest supports no single figure, in words that follow "because"; None where it does."""
        return failing(self.grounds.performance, self.design)

    @property
    def most_important(self) -> tuple[Influence, ...]:
        """The three inputs that move the headline most, load among them."""
        return most_important(self.influences)

    def figure(
        self, measure: Measure, grade: str, local_area: str = FORCE, window: int = FROM_THEN_ON
    ) -> Figure:
        """The figure of a measure. Raises KeyError."""
        for each in self.figures:
            if (each.measure, each.grade, each.local_area, each.window) == (
                measure,
                grade,
                local_area,
                window,
            ):
                return each
        raise KeyError(f"{measure}, {grade}, {local_area}")


def estimate_effect(
    comparison: Comparison,
    demands: Sequence[Demand],
    design: EffectDesign,
    grounds: Grounds,
    *,
    alternatives: Sequence[Assumption] = (),
    more: MoreDraws | None = None,
    workers: int = 1,
    cluster: Cluster | None = None,
    on_finished: OnFinished | None = None,
    kept: KeptRuns | None = None,
) -> Effect:
    """Estimate the effect from draws of demand: the same answer whatever the workers.

    demands: as many as the design has. alternatives: choices that a study names, for the tornado chart. more: more
    draws, for where the simulation's error in the headline is not small; without it the result says so. Raises
    EffectRefused and ScenarioRefused.
    """
    if len(demands) != design.draws:
        raise ValueError(f"the design has {design.draws} draws and {len(demands)} were given")
    comparisons = [Planned(comparison=comparison, runs=design.draws + design.run_twice)]
    assumptions = () if comparison.is_null else assumptions_of(comparison, design, alternatives)
    for each in assumptions:
        comparisons += [
            Planned(comparison=end, runs=each.runs) for end in (each.low, each.high) if end is not None
        ]
    pairs, *at_ends = run_pairs(
        comparisons,
        demands,
        design.seed,
        workers=workers,
        cluster=cluster,
        on_finished=on_finished,
        kept=kept,
    )
    emergency = comparison.without.demand.emergencies
    others = [number for number, grade in enumerate(pairs.grades) if grade not in emergency]
    urgent = [number for number, grade in enumerate(pairs.grades) if grade in emergency]
    pairs, drawn = driven_pairs(
        pairs,
        demands,
        comparison,
        design,
        lambda some: _simulation_share(_values(some, others or [0]), design),
        more,
        workers=workers,
        cluster=cluster,
        on_finished=on_finished,
        kept=kept,
    )
    figures = figures_of(pairs, design.run_twice, float(design.likely), emergency)
    headline = _headline(figures, others, pairs.grades)
    usual, *values = (_values(some, others or [0]) for some in (pairs, *at_ends))
    ends = iter(values)
    influences = estimated_influences(drawn, usual[: len(drawn)]) + tuple(
        assumed_influence(
            each,
            None if each.low is None else next(ends),
            None if each.high is None else next(ends),
            usual,
        )
        for each in assumptions
    )
    verdict, worst = (
        verdicts_of(pairs, urgent, design.run_twice, float(design.margin_points), FORCE)
        if urgent
        else (None, None)
    )
    load = load_of(
        comparison,
        prepare_scenario(comparison.without, comparison.phases),
        prepare_scenario(comparison.with_it, comparison.phases),
        drawn,
    )
    return Effect(
        comparison=comparison,
        design=design,
        grounds=grounds,
        headings=_headings(grounds, design, headline, len(drawn)),
        grades=pairs.grades,
        figures=figures,
        headline=headline,
        verdict=verdict,
        worst_area=worst,
        recovery=recovery_of(
            pairs,
            others,
            comparison.during.stop,
            design.recovery_days,
            design.days_inside,
            comparison.aftermath.rest_repaid_day(comparison.until_on),
            float(design.usual_band),
        ),
        backlog=backlog_days(pairs, others, comparison.during.start, float(design.usual_band)),
        load=load,
        influences=influences,
        balances=_balances(pairs),
        neighbourhood_minutes_lost=neighbourhood_lost(comparison),
        unlogged_lost=(float(pairs.without.unlogged_lost.mean()), float(pairs.with_it.unlogged_lost.mean())),
        is_null=comparison.is_null,
        is_range_only=load.is_near_overload(float(design.band_from_load)),
        draws=len(drawn),
        levels=level_checks(
            pairs, grounds.logged, points=float(design.level_points), factor=float(design.level_factor)
        ),
        not_simulated=not_simulated(comparison),
        manifest=_manifest(comparison, drawn, design, grounds),
    )


def _headline(figures: Sequence[Figure], others: Sequence[int], grades: tuple[str, ...]) -> Figure:
    """Non-emergency people not seen within the standard, from the first day on, in the force."""
    grade = EVERY_GRADE if len(others) > 1 else grades[others[0]] if others else grades[0]
    return next(
        each
        for each in figures
        if (each.measure, each.grade, each.local_area, each.window)
        == (Measure.NOT_SEEN, grade, FORCE, FROM_THEN_ON)
    )


def _values(pairs: Pairs, grades: Sequence[int]) -> Reals:
    """The headline in each run of some pairs."""
    areas = range(len(pairs.local_areas))
    with_it = pairs.with_it.value(FROM_THEN_ON, Measure.NOT_SEEN, grades, areas)
    return with_it - pairs.without.value(FROM_THEN_ON, Measure.NOT_SEEN, grades, areas)


def _simulation_share(worse: Reals, design: EffectDesign) -> float:
    once = len(worse) - design.run_twice
    return split_repeated(worse[:once], worse[once:], likely=float(design.likely)).simulation_share


def _headings(grounds: Grounds, design: EffectDesign, headline: Figure, draws: int) -> tuple[str, ...]:
    found = list(grounds.headings)
    found += simulation_headings(headline, draws)
    return tuple(found)


def simulation_headings(headline: Figure, draws: int) -> list[str]:
    """What stands above a result whose own error the draws did not make small: a sentence, or none."""
    if headline.split is None or headline.simulation_is_small:
        return []
    return [
        f"The simulation's own error is {headline.split.simulation_share:.0%} of the width of the headline's "
        f"range, and should be under a tenth: {draws} draws are too few for that, so read its ends as rough."
    ]


def _balances(pairs: Pairs) -> tuple[Balance, ...]:
    means = [side.counts.mean(axis=0) for side in (pairs.without, pairs.with_it)]
    return tuple(
        Balance(
            grade=grade,
            without={name: float(means[0][place, number]) for place, name in enumerate(COUNTED)},
            with_it={name: float(means[1][place, number]) for place, name in enumerate(COUNTED)},
        )
        for number, grade in enumerate(pairs.grades)
    )


def neighbourhood_lost(comparison: Comparison) -> dict[str, int]:
    """Officer-minutes of neighbourhood policing lost by local area, from the deployment's first day on."""
    return dict(
        zip(comparison.without.grid.local_areas, comparison.aftermath.neighbourhood_minutes, strict=True)
    )


def _manifest(
    comparison: Comparison, demands: Sequence[Demand], design: EffectDesign, grounds: Grounds
) -> Manifest:
    policies = (comparison.without.policy, comparison.with_it.policy)
    crewing = (comparison.without.crewing, comparison.with_it.crewing)
    extra = [
        [each.grade, each.local_area, each.factor, str(each.from_on), str(each.until_on)]
        for each in comparison.with_it.extra
    ]
    return Manifest(
        inputs={
            **log_inputs(grounds),
            "roster": grounds.roster_hash,
            "ledger without": comparison.without.ledger.hash,
            "ledger with": comparison.with_it.ledger.hash,
            "response policy": sha256(canonical_bytes([plain(policy) for policy in policies])),
            "crewing policy": sha256(canonical_bytes([plain(policy) for policy in crewing])),
            "demand": demands_hash(demands),
            **grounds.results,
        },
        seed=design.seed,
        first_replication=0,
        last_replication=len(demands) + design.run_twice - 1,
        kernel=KERNEL,
        method=METHOD,
        versions=versions_here(),
        settings={
            "design": plain(design),
            "draws": len(demands),
            "from_on": str(comparison.from_on),
            "until_on": str(comparison.until_on),
            "extra demand": extra,
        },
    )


def log_inputs(grounds: Grounds) -> dict[str, str]:
    """The calibration, and the files that it was made from, for a manifest."""
    files = {f"calibrated from {name}": digest for name, digest in sorted(grounds.log_files.items())}
    return {"log": grounds.log_hash, **files}


def demands_hash(demands: Sequence[Demand]) -> str:
    """A hash of all draws of demand."""
    parts = []
    for demand in demands:
        for array in (
            demand.rates,
            demand.season,
            demand.units,
            demand.cancel_per_hour,
            demand.upgrade_per_hour,
        ):
            parts.append(sha256(np.ascontiguousarray(array).tobytes()))
        for seen in demand.appointments:
            parts.append("none" if seen is None else appointments_hash(seen))
        for times in (*demand.service, *demand.travel):
            parts.append(
                "none" if times is None else sha256(times.quantiles.tobytes()) + repr(times.mean_ticks)
            )
        parts.append(
            repr(
                (demand.day_variance, demand.day_correlation, demand.local_day_variance, demand.unseen_share)
            )
        )
    return sha256(canonical_bytes(parts))


def appointments_hash(seen: Appointments) -> str:
    """A hash of what a log tells of appointments."""
    arrays = (seen.days_ahead, seen.hours, seen.open_days, seen.slots)
    parts = [sha256(np.ascontiguousarray(array).tobytes()) for array in arrays]
    return sha256(canonical_bytes([*parts, repr((seen.are_slots_told, seen.kept_share))]))
