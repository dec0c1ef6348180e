"""An effect as plain values: what is stored as a Result of kind `effect`, and what `--json` prints.

Each field says in words what it holds, and the reference of the command is made from that. Numbers are kept to
six places after the point; what is not finite is null.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import isfinite
from typing import Annotated, Any

from dueregard.common.codecs import Id
from dueregard.common.results import JsonText, Result
from dueregard.effects.effect import Balance, Effect
from dueregard.effects.figures import Figure
from dueregard.effects.pairs import DURING
from dueregard.effects.recovery import BacklogDay
from dueregard.effects.tornado import Influence
from dueregard.effects.verdict import EmergencyVerdict
from dueregard.effects.words import headline_words, hours_words, recovery_words, validity_words, verdict_words

KIND = Id("effect")
PLACES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureValue:
    """A figure; all numbers are null where it is not known, and but for the range where only that is given."""

    measure: Annotated[str, "What is measured."]
    unit: Annotated[str, "Its unit."]
    grade: Annotated[str, "The grade, or every non-emergency grade."]
    local_area: Annotated[str, "The local area, or the force."]
    window: Annotated[str, "Of people received during the deployment, or from its first day on."]
    without: Annotated[float | None, "Without the deployment, mean over runs."]
    with_it: Annotated[float | None, "With it, mean over runs."]
    difference: Annotated[float | None, "With less without."]
    likely_low: Annotated[float | None, "Low end of the range that one such deployment is likely within."]
    likely_high: Annotated[float | None, "High end of it: calibration and chance on the day."]
    calibration_sd: Annotated[float | None, "Standard deviation of what the calibration does not know."]
    calibration_is_clipped: Annotated[
        bool, "Whether the draws differ no more than chance on the day explains, so that 0 stands there."
    ]
    occasion_sd: Annotated[float | None, "Standard deviation of one deployment about its expectation."]
    simulation_low: Annotated[
        float | None, "Low end of the simulation's own 95 % interval of the difference."
    ]
    simulation_high: Annotated[float | None, "High end of it."]
    simulation_share: Annotated[
        float | None, "The simulation's error in the range's ends, as a share of its width."
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictValue:
    """The emergency verdict for one place."""

    place: Annotated[str, "The force, or its worst local area."]
    verdict: Annotated[str, "shown resilient, shown not, or cannot tell."]
    sentence: Annotated[str, "The verdict in words."]
    without: Annotated[float | None, "Share of emergencies attended in time without the deployment."]
    with_it: Annotated[float | None, "With it."]
    worse_points: Annotated[float | None, "Percentage points fewer."]
    worse_low: Annotated[float | None, "One-sided bound below."]
    worse_high: Annotated[float | None, "One-sided bound above."]
    level: Annotated[float | None, "Level that each bound holds by itself."]
    margin_points: Annotated[float | None, "The margin stated beforehand."]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryValue:
    """Recovery of the backlog of calls that are no emergency."""

    sentence: Annotated[str, "Recovery in words."]
    probability: Annotated[
        float | None, "Share of runs back inside the usual band; null where it cannot be seen."
    ]
    low: Annotated[float | None, "Low end of its 95 % interval."]
    high: Annotated[float | None, "High end of it."]
    without: Annotated[float | None, "The same share without the deployment."]
    half_by_day: Annotated[int | None, "Day after the end by which half of the runs are back."]
    nine_in_ten_by_day: Annotated[int | None, "Day by which nine in ten are."]
    looked_at_days: Annotated[int | None, "Days in which it was looked for."]
    rest_repaid_day: Annotated[
        int | None, "Days after the end by which no rest is owed; null where the roster ends sooner."
    ]
    normal: Annotated[float | None, "Share of runs back inside the band with no rest owed any more."]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadValue:
    """How busy units are during the deployment's days."""

    without: Annotated[float | None, "Share of unit-hours taken by work that cannot be left, without it."]
    with_it: Annotated[float | None, "With it."]
    worst_area: Annotated[str, "The busiest local area without it."]
    worst_without: Annotated[float | None, "Its share."]
    can_be_left: Annotated[float | None, "What unlogged work that can be left would add, without it."]
    upper_without: Annotated[
        float | None, "`without` at the calibration's upper end: 95 % of draws are below."
    ]
    upper_worst: Annotated[float | None, "The same of the local area where it is highest."]
    upper_with: Annotated[float | None, "The same of `with_it`."]
    deficit_units: Annotated[
        float | None, "Units lacking at every hour for queues to stop growing; 0 for none."
    ]
    deficit_officers: Annotated[float | None, "Officers on duty that so many units take."]


@dataclass(frozen=True, slots=True, kw_only=True)
class InfluenceValue:
    """What an input moves the headline by."""

    input: Annotated[str, "The input."]
    low_end: Annotated[str, "Its low end."]
    high_end: Annotated[str, "Its high end."]
    at_low: Annotated[float | None, "Change of the headline at the low end."]
    at_high: Annotated[float | None, "Change of it at the high end."]
    standard_error: Annotated[float | None, "Standard error of the difference between the ends."]
    told: Annotated[
        bool, "Whether the ends differ by two standard errors or more; if not, chance may be all of it."
    ]
    assumption: Annotated[bool, "Whether it is assumed, not estimated from the log."]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeValue:
    """How many of a grade came to one end, mean of a run, from the deployment's first day on."""

    grade: Annotated[str, "The grade."]
    outcome: Annotated[str, "received, upgraded_in, or what became of them; ticks (milliseconds) for waits."]
    without: Annotated[float | None, "Without the deployment."]
    with_it: Annotated[float | None, "With it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class BacklogValue:
    """People waiting on one day: 5 %, 50 % and 95 % of runs."""

    day: Annotated[int, "Days after the deployment's first day."]
    usual_low: Annotated[float | None, "Without it, 5 %."]
    usual_middle: Annotated[float | None, "Without it, 50 %."]
    usual_high: Annotated[float | None, "Without it, 95 %."]
    with_low: Annotated[float | None, "With it, 5 %."]
    with_middle: Annotated[float | None, "With it, 50 %."]
    with_high: Annotated[float | None, "With it, 95 %."]


@dataclass(frozen=True, slots=True, kw_only=True)
class LostHoursValue:
    """Neighbourhood hours of one local area."""

    local_area: Annotated[str, "The local area."]
    minutes: Annotated[int, "Officer-minutes lost, counted in the hours ledger."]


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectValue:
    """What `effect --json` prints."""

    deployment: Annotated[str, "The deployment in words."]
    from_on: Annotated[str, "Its first day."]
    until_on: Annotated[str, "Its last day."]
    simulated_until_on: Annotated[str, "The last day simulated."]
    headings: Annotated[tuple[str, ...], "What stands above every figure."]
    headline: Annotated[str, "The effect in one sentence."]
    null: Annotated[bool, "Whether nothing changes that somebody who waits could notice."]
    range_only: Annotated[bool, "Whether only ranges are given, the units being near overload."]
    unsupported: Annotated[
        str | None,
        "Why the backtest supports no single figure, so that the headline has words; null where it does.",
    ]
    verdicts: Annotated[
        tuple[VerdictValue, ...], "The emergency verdict for the force and its worst local area."
    ]
    recovery: Annotated[RecoveryValue, "Recovery of the backlog."]
    neighbourhood: Annotated[str, "Neighbourhood hours lost and rest owed, in words."]
    neighbourhood_lost: Annotated[tuple[LostHoursValue, ...], "The same by local area."]
    load: Annotated[LoadValue, "How busy units are."]
    most_important: Annotated[
        tuple[str, ...], "The three inputs that move the headline most, load among them."
    ]
    influences: Annotated[tuple[InfluenceValue, ...], "What each input moves the headline by."]
    figures: Annotated[tuple[FigureValue, ...], "All figures."]
    outcomes: Annotated[tuple[OutcomeValue, ...], "What became of everybody, so that it adds up."]
    backlog: Annotated[tuple[BacklogValue, ...], "The backlog by day."]
    unlogged_lost_without: Annotated[
        float | None, "Pieces of unlogged work never begun, without the deployment."
    ]
    unlogged_lost_with: Annotated[float | None, "The same with it."]
    validity: Annotated[tuple[str, ...], "What the figures rest on and what they leave out."]
    draws: Annotated[
        int, "Draws of the calibration that were run: more than the design's where its error was not small."
    ]
    manifest_hash: Annotated[str, "Hash of the manifest: inputs, seed, method, versions."]


def value_of(effect: Effect) -> EffectValue:
    """All that is printed of an effect."""
    comparison, load = effect.comparison, effect.load
    return EffectValue(
        deployment=effect.grounds.deployment,
        from_on=str(comparison.from_on),
        until_on=str(comparison.until_on),
        simulated_until_on=str(comparison.days[1]),
        headings=effect.headings,
        headline=headline_words(effect),
        null=effect.is_null,
        range_only=effect.is_range_only,
        unsupported=effect.unsupported,
        verdicts=tuple(_verdict(each) for each in (effect.verdict, effect.worst_area) if each is not None),
        recovery=_recovery(effect),
        neighbourhood=hours_words(effect),
        neighbourhood_lost=tuple(
            LostHoursValue(local_area=area, minutes=minutes)
            for area, minutes in effect.neighbourhood_minutes_lost.items()
        ),
        load=LoadValue(
            without=_number(load.without),
            with_it=_number(load.with_it),
            worst_area=load.worst_area,
            worst_without=_number(load.worst_without),
            can_be_left=_number(load.can_be_left),
            upper_without=_number(load.upper_without),
            upper_worst=_number(load.upper_worst),
            upper_with=_number(load.upper_with),
            deficit_units=_number(load.deficit_units),
            deficit_officers=_number(load.deficit_officers),
        ),
        most_important=tuple(each.input for each in effect.most_important),
        influences=tuple(_influence(each) for each in effect.influences),
        figures=tuple(_figure(each, effect.is_range_only) for each in effect.figures),
        outcomes=tuple(row for each in effect.balances for row in _outcomes(each)),
        backlog=tuple(_backlog(each) for each in effect.backlog),
        unlogged_lost_without=_number(effect.unlogged_lost[0]),
        unlogged_lost_with=_number(effect.unlogged_lost[1]),
        validity=validity_words(effect),
        draws=effect.draws,
        manifest_hash=effect.manifest.hash,
    )


def plain_value(effect: Effect) -> dict[str, Any]:
    """The same as mappings and lists."""
    return asdict(value_of(effect))


def result_of(effect: Effect, *, marking: Id) -> Result:
    """The effect as a stored Result, by which a paper cites it; not publishable until somebody says so."""
    return Result(
        kind=KIND,
        inputs_hash=Id(effect.manifest.hash),
        value=JsonText.of(plain_value(effect)),
        manifest=JsonText.of(effect.manifest.plain),
        marking=marking,
    )


def _figure(figure: Figure, range_only: bool) -> FigureValue:
    split = figure.split
    is_given = split is not None and not range_only
    return FigureValue(
        measure=figure.measure.value,
        unit=figure.unit,
        grade=figure.grade,
        local_area=figure.local_area,
        window="during" if figure.window == DURING else "from then on",
        without=_number(figure.without) if is_given else None,
        with_it=_number(figure.with_it) if is_given else None,
        difference=_number(split.mean.estimate) if split and is_given else None,
        likely_low=_number(split.likely.low) if split else None,
        likely_high=_number(split.likely.high) if split else None,
        calibration_sd=_number(split.calibration) if split else None,
        calibration_is_clipped=split is not None and split.calibration_is_clipped,
        occasion_sd=_number(split.occasion) if split else None,
        simulation_low=_number(split.mean.low) if split and is_given else None,
        simulation_high=_number(split.mean.high) if split and is_given else None,
        simulation_share=_number(split.simulation_share) if split else None,
    )


def _verdict(verdict: EmergencyVerdict) -> VerdictValue:
    return VerdictValue(
        place=verdict.place,
        verdict=verdict.verdict.value,
        sentence=verdict_words(verdict),
        without=_number(verdict.without),
        with_it=_number(verdict.with_it),
        worse_points=_number(verdict.worse.estimate),
        worse_low=_number(verdict.worse.low),
        worse_high=_number(verdict.worse.high),
        level=_number(verdict.level),
        margin_points=_number(verdict.margin),
    )


def _recovery(effect: Effect) -> RecoveryValue:
    recovery = effect.recovery
    return RecoveryValue(
        sentence=recovery_words(recovery, effect.design.recovery_days),
        probability=_number(recovery.probability) if recovery else None,
        low=_number(recovery.probability_low) if recovery else None,
        high=_number(recovery.probability_high) if recovery else None,
        without=_number(recovery.without) if recovery else None,
        half_by_day=recovery.likely_day if recovery else None,
        nine_in_ten_by_day=recovery.late_day if recovery else None,
        looked_at_days=recovery.looked_at_days if recovery else None,
        rest_repaid_day=recovery.rest_repaid_day if recovery else None,
        normal=_number(recovery.normal) if recovery else None,
    )


def _influence(influence: Influence) -> InfluenceValue:
    return InfluenceValue(
        input=influence.input,
        low_end=influence.ends[0],
        high_end=influence.ends[1],
        at_low=_number(influence.at_low),
        at_high=_number(influence.at_high),
        standard_error=_number(influence.error),
        told=influence.is_told,
        assumption=influence.is_assumption,
    )


def _outcomes(balance: Balance) -> list[OutcomeValue]:
    return [
        OutcomeValue(
            grade=balance.grade,
            outcome=name,
            without=_number(balance.without[name]),
            with_it=_number(balance.with_it[name]),
        )
        for name in balance.without
    ]


def _backlog(day: BacklogDay) -> BacklogValue:
    return BacklogValue(
        day=day.days_after_start,
        usual_low=_number(day.usual_low),
        usual_middle=_number(day.usual_middle),
        usual_high=_number(day.usual_high),
        with_low=_number(day.with_low),
        with_middle=_number(day.with_middle),
        with_high=_number(day.with_high),
    )


def _number(value: float | None) -> float | None:
    """To six places; None for what is not finite, which JSON does not have."""
    return None if value is None or not isfinite(value) else round(float(value), PLACES)
