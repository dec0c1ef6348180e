"""A deployment at several strengths in words, as plain values, and as a stored Result of kind `strengths`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from dueregard.common.codecs import Id
from dueregard.common.period import day_words
from dueregard.common.results import JsonText, Result
from dueregard.effects.level_value import number_of
from dueregard.effects.stored import STRENGTHS, StepValue, StrengthsValue, StrengthValue
from dueregard.effects.strengths import AtStrength, Change, Step, Strengths
from dueregard.effects.value import figure_value, verdict_value
from dueregard.effects.words import NOT_IN_MODEL, number_words, performance_words

STEP_WORDS = {
    Change.MORE: "costs more",
    Change.LESS: "costs less",
    Change.NONE: "costs as much",
    Change.CANNOT_TELL: "cannot be told to cost more or less",
}


def strengths_value(found: Strengths) -> StrengthsValue:
    """All that is printed of it."""
    grounds = found.grounds
    return StrengthsValue(
        study=grounds.study,
        aid=grounds.aid,
        officers=grounds.officers,
        deployment=grounds.deployment,
        invented=grounds.invented,
        from_on=str(found.comparison.from_on),
        until_on=str(found.comparison.until_on),
        headings=found.headings,
        strengths=tuple(_strength(each) for each in found.strengths),
        steps=tuple(_step(each, _ranges(found, each)) for each in found.steps),
        conclusion=conclusion_words(found),
        validity=tuple(_validity(found)),
        manifest_hash=found.manifest.hash,
    )


def strengths_result(found: Strengths, *, marking: Id, made_on: date) -> Result:
    """It as a stored Result, by which a paper cites it."""
    return Result(
        kind=STRENGTHS,
        made_on=made_on,
        inputs_hash=Id(found.manifest.hash),
        value=JsonText.of(asdict(strengths_value(found))),
        manifest=JsonText.of(found.manifest.plain),
        marking=marking,
    )


def _strength(each: AtStrength) -> StrengthValue:
    return StrengthValue(
        label=each.label,
        officers=each.officers,
        headline=figure_value(each.headline, each.is_range_only),
        range_only=each.is_range_only,
        load_without=number_of(each.load.without),
        load_with=number_of(each.load.with_it),
        deficit_units=number_of(each.load.deficit_units),
        verdict=None if each.verdict is None else verdict_value(each.verdict),
        neighbourhood_minutes_lost=each.neighbourhood_minutes_lost,
    )


def _ranges(found: Strengths, step: Step) -> bool:
    """Whether one of the two strengths gives only a range, so that their difference does too."""
    ends = (step.larger, step.smaller)
    return any(each.is_range_only for each in found.strengths if each.officers in ends)


def _step(step: Step, range_only: bool) -> StepValue:
    likely = step.split.likely
    return StepValue(
        larger=step.larger,
        smaller=step.smaller,
        more=None if range_only else number_of(step.split.mean.estimate),
        likely_low=number_of(likely.low),
        likely_high=number_of(likely.high),
        verdict=step.change.value,
    )


def conclusion_words(found: Strengths) -> str:
    """What becomes of the effect as the force shrinks: said as it came out, whichever way that is."""
    whole, between = found.whole, found.steps[:-1]
    if all(step.change is Change.NONE for step in found.steps):
        return "The same deployment costs as much at each of these strengths."
    ends = f"at {whole.smaller:,} officers than at {whole.larger:,}"
    if whole.change not in (Change.MORE, Change.LESS):
        return (
            "Whether the same deployment costs more as the force shrinks cannot be told from these runs: "
            f"{_more(found, whole)} {ends}."
        )
    said = (
        f"The same deployment {STEP_WORDS[whole.change]} in a smaller force: because of it "
        f"{_more(found, whole)} {ends}"
    )
    if len(between) == 1:
        return f"{said}."
    others = [step for step in between if step.change is not whole.change]
    if not others:
        return f"{said}, and each step between goes the same way."
    told = "; ".join(
        f"from {step.larger:,} to {step.smaller:,} it {STEP_WORDS[step.change]}" for step in others
    )
    return f"{said}, but not at every step between: {told}."


def _more(found: Strengths, step: Step) -> str:
    """How many more are not seen in time in the smaller of two forces."""
    likely = step.split.likely
    width = likely.high - likely.low
    low, high = (number_words(end, width) for end in (likely.low, likely.high))
    whom = "people who call about something that is no emergency are not seen in time"
    if _ranges(found, step):
        return f"between {low} and {high} more {whom}"
    mean = step.split.mean.estimate
    more = "more" if mean >= 0 else "fewer"
    return f"{number_words(abs(mean), width)} {more} {whom} (likely between {low} and {high} more)"


def _validity(found: Strengths) -> Iterator[str]:
    grounds, scenario = found.grounds, found.comparison.without
    yield from found.headings
    yield (
        f"Demand was calibrated on {grounds.log}: {grounds.incidents:,} incidents from "
        f"{day_words(grounds.first_on)} to {day_words(grounds.last_on)}. It is the same at every strength, and so is "
        "chance: each strength lives through the same incidents."
    )
    yield (
        f"Officers come from {grounds.roster}, every group and skill scaled in proportion to the strength. A force "
        "that shrinks chooses what it gives up, so this is what would be, and not what was, at another strength."
    )
    yield (
        f"Assumed: response policy {scenario.policy.name} ({scenario.policy.source}, "
        f"{day_words(scenario.policy.as_at)}) and crewing policy {scenario.crewing.name} ({scenario.crewing.about})."
    )
    yield performance_words(grounds)
    if grounds.past_deployments is not None:
        yield grounds.past_deployments
    yield f"Not in the model: {NOT_IN_MODEL}."
    yield f"Made from {found.design.draws} draws of the calibration, {found.design.run_twice} of them run twice."
