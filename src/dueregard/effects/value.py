"""An effect as plain values: what is stored as a Result of kind `effect`, and what `--json` prints."""

from __future__ import annotations

from typing import Any

from dueregard.common.codecs import Id
from dueregard.common.results import JsonText, Result
from dueregard.effects.effect import Effect
from dueregard.effects.figures import Figure
from dueregard.effects.pairs import DURING
from dueregard.effects.tornado import Influence
from dueregard.effects.verdict import EmergencyVerdict
from dueregard.effects.words import headline_words, hours_words, recovery_words, validity_words, verdict_words
from dueregard.engine.queueing.experiments.intervals import Interval

KIND = Id("effect")
PLACES = 6


def value_of(effect: Effect) -> dict[str, Any]:
    """All that is printed of an effect, as JSON values; numbers to six places after the point."""
    comparison = effect.comparison
    return {
        "deployment": effect.grounds.deployment,
        "from_on": str(comparison.from_on),
        "until_on": str(comparison.until_on),
        "simulated_until_on": str(comparison.days[1]),
        "headings": list(effect.headings),
        "headline": headline_words(effect),
        "headline_figure": _figure(effect.headline, effect.is_range_only),
        "range_only": effect.is_range_only,
        "null": effect.is_null,
        "verdicts": [_verdict(each) for each in (effect.verdict, effect.worst_area) if each is not None],
        "recovery": _recovery(effect),
        "neighbourhood": {
            "sentence": hours_words(effect),
            "minutes_lost": dict(effect.neighbourhood_minutes_lost),
        },
        "load": {
            "without": _number(effect.load.without),
            "with": _number(effect.load.with_it),
            "worst_area": effect.load.worst_area,
            "worst_without": _number(effect.load.worst_without),
            "deficit_units": _number(effect.load.deficit_units),
        },
        "figures": [_figure(figure, effect.is_range_only) for figure in effect.figures],
        "balances": [
            {"grade": each.grade, "without": _numbers(each.without), "with": _numbers(each.with_it)}
            for each in effect.balances
        ],
        "backlog": [
            {
                "day": day.days_after_start,
                "usual": [_number(day.usual_low), _number(day.usual_middle), _number(day.usual_high)],
                "with": [_number(day.with_low), _number(day.with_middle), _number(day.with_high)],
            }
            for day in effect.backlog
        ],
        "influences": [_influence(each) for each in effect.influences],
        "most_important": [each.input for each in effect.most_important],
        "unlogged_lost": [_number(each) for each in effect.unlogged_lost],
        "validity": list(validity_words(effect)),
    }


def result_of(effect: Effect, *, marking: Id) -> Result:
    """The effect as a stored Result, by which a paper cites it; not publishable unless somebody says so."""
    manifest = effect.manifest
    return Result(
        kind=KIND,
        inputs_hash=Id(manifest.hash),
        value=JsonText.of(value_of(effect)),
        manifest=JsonText.of(manifest.plain),
        marking=marking,
    )


def _figure(figure: Figure, range_only: bool) -> dict[str, Any]:
    split = figure.split
    known: dict[str, Any] = {
        "measure": figure.measure.value,
        "unit": figure.unit,
        "grade": figure.grade,
        "local_area": figure.local_area,
        "window": "during" if figure.window == DURING else "from then on",
    }
    if split is None:
        return {**known, "known": False}
    if range_only:
        return {**known, "known": True, "likely": _ends(split.likely)}
    return {
        **known,
        "known": True,
        "without": _number(figure.without),
        "with": _number(figure.with_it),
        "difference": _number(split.mean.estimate),
        "likely": _ends(split.likely),
        "expected": _ends(split.expected),
        "calibration_sd": _number(split.calibration),
        "occasion_sd": _number(split.occasion),
        "simulation_interval": _ends(split.mean),
        "simulation_share": _number(split.simulation_share),
    }


def _verdict(verdict: EmergencyVerdict) -> dict[str, Any]:
    return {
        "place": verdict.place,
        "verdict": verdict.verdict.value,
        "sentence": verdict_words(verdict),
        "without": _number(verdict.without),
        "with": _number(verdict.with_it),
        "worse_points": _number(verdict.worse.estimate),
        "bounds": _ends(verdict.worse),
        "margin_points": _number(verdict.margin),
    }


def _recovery(effect: Effect) -> dict[str, Any]:
    recovery = effect.recovery
    sentence = recovery_words(recovery, effect.design.recovery_days)
    if recovery is None:
        return {"known": False, "sentence": sentence}
    return {
        "known": True,
        "sentence": sentence,
        "probability": _number(recovery.probability),
        "interval": [_number(recovery.probability_low), _number(recovery.probability_high)],
        "without": _number(recovery.without),
        "half_by_day": recovery.likely_day,
        "nine_in_ten_by_day": recovery.late_day,
        "looked_at_days": recovery.looked_at_days,
    }


def _influence(influence: Influence) -> dict[str, Any]:
    return {
        "input": influence.input,
        "ends": list(influence.ends),
        "at_low": _number(influence.at_low),
        "at_high": _number(influence.at_high),
        "standard_error": _number(influence.error),
        "assumption": influence.is_assumption,
    }


def _ends(interval: Interval) -> list[float | None]:
    return [_number(interval.low), _number(interval.high)]


def _numbers(numbers: Any) -> dict[str, float | None]:
    return {name: _number(value) for name, value in numbers.items()}


def _number(value: float | None) -> float | None:
    """To six places; None for what is not finite, which JSON does not have."""
    if value is None or value != value or value in (float("inf"), float("-inf")):
        return None
    return round(float(value), PLACES)
