"""Small stored Results of kinds effect and strengths, made up and never simulated."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from dueregard.common.codecs import Id
from dueregard.common.results import JsonText, Result
from dueregard.effects.stored import (
    EFFECT,
    EVERY_GRADE,
    FORCE,
    STRENGTHS,
    BacklogValue,
    EffectValue,
    FigureValue,
    InfluenceValue,
    LoadValue,
    LostHoursValue,
    OutcomeValue,
    RecoveryValue,
    StepValue,
    StrengthsValue,
    StrengthValue,
    VerdictValue,
)

HEADINGS = ("Recovery of a known truth on an invented log.", "Not tested against a past deployment.")
MADE_ON = date(2023, 11, 1)
MANIFEST = {
    "inputs": {"log": "a" * 64, "calibrated from log.csv.gz": "b" * 64},
    "seed": 20141104,
    "first_replication": 0,
    "last_replication": 239,
    "kernel": "a kernel",
    "method": "paired runs",
    "versions": {"dueregard": "0.1.0", "numpy": "2.0"},
    "settings": {},
}


def figure_value(difference: float | None = 420.0, **given: Any) -> FigureValue:
    """People not seen within the standard, unless other words are given."""
    known = difference is not None
    value = FigureValue(
        measure="not seen within the standard",
        unit="people",
        grade=EVERY_GRADE,
        local_area=FORCE,
        window="from then on",
        without=1000.0 if known else None,
        with_it=1000.0 + (difference or 0.0) if known else None,
        difference=difference,
        likely_low=330.0,
        likely_high=510.0,
        calibration_sd=30.0,
        calibration_is_clipped=False,
        occasion_sd=40.0,
        simulation_low=400.0 if known else None,
        simulation_high=440.0 if known else None,
        simulation_share=0.02,
        without_words="1,000" if known else "",
        words=f"{difference:.0f} more (likely between 330 and 510)"
        if known
        else "likely between 330 and 510",
    )
    return replace(value, **given)


def verdict_value(place: str = FORCE, verdict: str = "cannot tell") -> VerdictValue:
    """An emergency verdict."""
    return VerdictValue(
        place=place,
        verdict=verdict,
        sentence=f"In {place} nobody can tell.",
        without=0.9,
        with_it=0.89,
        worse_points=1.0,
        worse_low=-1.0,
        worse_high=3.0,
        level=0.95,
        margin_points=2.0,
    )


def effect_value(**given: Any) -> EffectValue:
    """An effect with one of everything."""
    value = EffectValue(
        study="fair-2023",
        aid=None,
        officers=375,
        deployment="375 officers to a fair",
        invented=True,
        from_on="2023-05-08",
        until_on="2023-05-17",
        simulated_until_on="2023-06-16",
        headings=HEADINGS,
        headline="375 officers to a fair: 420 more (likely between 330 and 510) people are not seen in time.",
        null=False,
        range_only=False,
        unsupported=None,
        draws=200,
        verdicts=(verdict_value(), verdict_value("north")),
        recovery=RecoveryValue(
            sentence="The backlog is back within a day.",
            probability=1.0,
            low=0.98,
            high=1.0,
            without=1.0,
            half_by_day=1,
            nine_in_ten_by_day=1,
            looked_at_days=28,
            rest_repaid_day=90,
            normal=1.0,
        ),
        neighbourhood="Neighbourhood policing loses 6,117 officer-hours. No rest day was cancelled.",
        neighbourhood_lost=(LostHoursValue(local_area="north", minutes=367_020),),
        load=LoadValue(
            without=0.8,
            with_it=0.85,
            worst_area="north",
            worst_without=0.82,
            can_be_left=0.1,
            upper_without=0.82,
            upper_worst=0.84,
            upper_with=0.87,
            deficit_units=0.0,
            deficit_officers=0.0,
        ),
        most_important=("load: officers available",),
        influences=(
            InfluenceValue(
                input="load: officers available",
                low_end="2 % fewer",
                high_end="2 % more",
                at_low=55.0,
                at_high=-40.0,
                standard_error=3.0,
                told=True,
                assumption=True,
            ),
        ),
        figures=(figure_value(), figure_value(grade="priority"), figure_value(local_area="north")),
        outcomes=(OutcomeValue(grade="priority", outcome="received", without=10.0, with_it=10.0),),
        backlog=(
            BacklogValue(
                day=0,
                usual_low=1.0,
                usual_middle=2.0,
                usual_high=3.0,
                with_low=1.0,
                with_middle=2.0,
                with_high=3.0,
            ),
        ),
        unlogged_lost_without=0.0,
        unlogged_lost_with=0.0,
        validity=(
            *HEADINGS,
            "Demand was calibrated on a log.",
            "Were availability 2 % lower, it would be 55 higher.",
        ),
        manifest_hash="c" * 64,
    )
    return replace(value, **given)


def strength_value(label: str, officers: int, difference: float | None) -> StrengthValue:
    """The deployment at one strength."""
    return StrengthValue(
        label=label,
        officers=officers,
        headline=figure_value(difference),
        range_only=difference is None,
        load_without=0.8,
        load_with=0.85,
        deficit_units=0.0,
        verdict=verdict_value(),
        neighbourhood_minutes_lost=100,
    )


def strengths_value(**given: Any) -> StrengthsValue:
    """A deployment at three strengths; the last only as a range."""
    value = StrengthsValue(
        study="fair-2023",
        aid=None,
        officers=375,
        deployment="375 officers to a fair",
        invented=True,
        from_on="2023-05-08",
        until_on="2023-05-17",
        headings=HEADINGS,
        strengths=(
            strength_value("2012", 8300, 340.0),
            strength_value("2022", 7100, 420.0),
            strength_value("2017", 6600, None),
        ),
        steps=(
            StepValue(
                larger=8300, smaller=6600, more=None, likely_low=90.0, likely_high=200.0, verdict="more"
            ),
        ),
        conclusion="The same deployment costs more in a smaller force.",
        validity=(*HEADINGS, "Demand was calibrated on a log."),
        manifest_hash="d" * 64,
    )
    return replace(value, **given)


def effect_result(**given: Any) -> Result:
    """An effect as it is stored."""
    return _result(EFFECT, effect_value(**given))


def strengths_result(**given: Any) -> Result:
    """Strengths as they are stored."""
    return _result(STRENGTHS, strengths_value(**given))


def _result(kind: Id, value: EffectValue | StrengthsValue) -> Result:
    return Result(
        kind=kind,
        made_on=MADE_ON,
        inputs_hash=Id(value.manifest_hash),
        value=JsonText.of(asdict(value)),
        manifest=JsonText.of(MANIFEST),
        marking=Id("OFFICIAL-SENSITIVE"),
    )
