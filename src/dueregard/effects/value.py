"""An effect as plain values: what `--json` prints, and what is stored as a Result of kind `effect`.

The fields are those of `dueregard.effects.stored`. What is stored has every figure of the force; of the local areas
it keeps the headline's measure only, which is what a paper prints of them.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from dueregard.common.codecs import Id
from dueregard.common.results import JsonText, Result
from dueregard.effects.effect import Balance, Effect
from dueregard.effects.figures import Figure
from dueregard.effects.level_value import level_value, number_of
from dueregard.effects.pairs import DURING
from dueregard.effects.recovery import BacklogDay
from dueregard.effects.stored import (
    EFFECT,
    FORCE,
    FROM_THEN_ON,
    BacklogValue,
    EffectValue,
    FigureValue,
    InfluenceValue,
    LoadValue,
    LostHoursValue,
    NotSimulatedValue,
    OutcomeValue,
    RecoveryValue,
    VerdictValue,
)
from dueregard.effects.tornado import Influence
from dueregard.effects.verdict import EmergencyVerdict
from dueregard.effects.words import (
    difference_words,
    headline_words,
    hours_words,
    level_words,
    number_words,
    recovery_words,
    validity_words,
    verdict_words,
)

PLACES = 6


def value_of(effect: Effect) -> EffectValue:
    """All that is printed of an effect."""
    comparison, load = effect.comparison, effect.load
    grounds = effect.grounds
    return EffectValue(
        study=grounds.study,
        aid=grounds.aid,
        officers=grounds.officers,
        deployment=grounds.deployment,
        invented=grounds.invented,
        from_on=str(comparison.from_on),
        until_on=str(comparison.until_on),
        simulated_until_on=str(comparison.days[1]),
        headings=effect.headings,
        headline=headline_words(effect),
        null=effect.is_null,
        range_only=effect.is_range_only,
        unsupported=effect.unsupported,
        verdicts=tuple(
            verdict_value(each) for each in (effect.verdict, effect.worst_area) if each is not None
        ),
        recovery=_recovery(effect),
        neighbourhood=hours_words(effect),
        neighbourhood_lost=tuple(
            LostHoursValue(local_area=area, minutes=minutes)
            for area, minutes in effect.neighbourhood_minutes_lost.items()
        ),
        load=LoadValue(
            without=number_of(load.without),
            with_it=number_of(load.with_it),
            worst_area=load.worst_area,
            worst_without=number_of(load.worst_without),
            deficit_units=number_of(load.deficit_units),
            can_be_left=number_of(load.can_be_left),
            upper_without=number_of(load.upper_without),
            upper_worst=number_of(load.upper_worst),
            upper_with=number_of(load.upper_with),
            deficit_officers=number_of(load.deficit_officers),
        ),
        most_important=tuple(each.input for each in effect.most_important),
        influences=tuple(_influence(each) for each in effect.influences),
        figures=tuple(figure_value(each, effect.no_single_figure(each.grade)) for each in effect.figures),
        levels=tuple(level_value(each) for each in effect.levels),
        levels_about=level_words(effect),
        not_simulated=tuple(
            NotSimulatedValue(grade=each.grade, what=each.what, people=number_of(each.people))
            for each in effect.not_simulated
        ),
        outcomes=tuple(row for each in effect.balances for row in _outcomes(each)),
        backlog=tuple(_backlog(each) for each in effect.backlog),
        unlogged_lost_without=number_of(effect.unlogged_lost[0]),
        unlogged_lost_with=number_of(effect.unlogged_lost[1]),
        validity=validity_words(effect),
        draws=effect.draws,
        manifest_hash=effect.manifest.hash,
    )


def plain_value(effect: Effect) -> dict[str, Any]:
    """The same as mappings and lists."""
    return asdict(value_of(effect))


def result_of(effect: Effect, *, marking: Id, made_on: date) -> Result:
    """The effect as a stored Result, by which a paper cites it; not publishable until somebody says so."""
    value = value_of(effect)
    kept = tuple(each for each in value.figures if _is_kept(each, effect))
    return Result(
        kind=EFFECT,
        made_on=made_on,
        inputs_hash=Id(effect.manifest.hash),
        value=JsonText.of(asdict(replace(value, figures=kept))),
        manifest=JsonText.of(effect.manifest.plain),
        marking=marking,
    )


def _is_kept(figure: FigureValue, effect: Effect) -> bool:
    headline = effect.headline
    return figure.local_area == FORCE or (figure.measure, figure.grade, figure.window) == (
        headline.measure.value,
        headline.grade,
        FROM_THEN_ON,
    )


def figure_value(figure: Figure, range_only: bool) -> FigureValue:
    """A figure as it is printed: where only ranges are given, no single number stands in it."""
    split = figure.split
    is_given = split is not None and not range_only
    width = split.likely.high - split.likely.low if split else 0.0
    return FigureValue(
        measure=figure.measure.value,
        unit=figure.unit,
        grade=figure.grade,
        local_area=figure.local_area,
        window="during" if figure.window == DURING else FROM_THEN_ON,
        without=number_of(figure.without) if is_given else None,
        with_it=number_of(figure.with_it) if is_given else None,
        difference=number_of(split.mean.estimate) if split and is_given else None,
        likely_low=number_of(split.likely.low) if split else None,
        likely_high=number_of(split.likely.high) if split else None,
        calibration_sd=number_of(split.calibration) if split else None,
        calibration_is_clipped=split is not None and split.calibration_is_clipped,
        occasion_sd=number_of(split.occasion) if split else None,
        simulation_low=number_of(split.mean.low) if split and is_given else None,
        simulation_high=number_of(split.mean.high) if split and is_given else None,
        simulation_share=number_of(split.simulation_share) if split else None,
        without_words=number_words(figure.without, width or 1.0)
        if is_given and figure.without is not None
        else "",
        words=difference_words(figure, range_only=range_only),
    )


def verdict_value(verdict: EmergencyVerdict) -> VerdictValue:
    """The emergency verdict for one place."""
    return VerdictValue(
        place=verdict.place,
        verdict=verdict.verdict.value,
        sentence=verdict_words(verdict),
        without=number_of(verdict.without),
        with_it=number_of(verdict.with_it),
        worse_points=number_of(verdict.worse.estimate),
        worse_low=number_of(verdict.worse.low),
        worse_high=number_of(verdict.worse.high),
        level=number_of(verdict.level),
        margin_points=number_of(verdict.margin),
    )


def _recovery(effect: Effect) -> RecoveryValue:
    recovery = effect.recovery
    return RecoveryValue(
        sentence=recovery_words(recovery, effect.design.recovery_days),
        probability=number_of(recovery.probability) if recovery else None,
        low=number_of(recovery.probability_low) if recovery else None,
        high=number_of(recovery.probability_high) if recovery else None,
        without=number_of(recovery.without) if recovery else None,
        half_by_day=recovery.likely_day if recovery else None,
        nine_in_ten_by_day=recovery.late_day if recovery else None,
        looked_at_days=recovery.looked_at_days if recovery else None,
        rest_repaid_day=recovery.rest_repaid_day if recovery else None,
        normal=number_of(recovery.normal) if recovery else None,
    )


def _influence(influence: Influence) -> InfluenceValue:
    return InfluenceValue(
        input=influence.input,
        low_end=influence.ends[0],
        high_end=influence.ends[1],
        at_low=number_of(influence.at_low),
        at_high=number_of(influence.at_high),
        standard_error=number_of(influence.error),
        assumption=influence.is_assumption,
        told=influence.is_told,
    )


def _outcomes(balance: Balance) -> list[OutcomeValue]:
    return [
        OutcomeValue(
            grade=balance.grade,
            outcome=name,
            without=number_of(balance.without[name]),
            with_it=number_of(balance.with_it[name]),
        )
        for name in balance.without
    ]


def _backlog(day: BacklogDay) -> BacklogValue:
    return BacklogValue(
        day=day.days_after_start,
        usual_low=number_of(day.usual_low),
        usual_middle=number_of(day.usual_middle),
        usual_high=number_of(day.usual_high),
        with_low=number_of(day.with_low),
        with_middle=number_of(day.with_middle),
        with_high=number_of(day.with_high),
    )
