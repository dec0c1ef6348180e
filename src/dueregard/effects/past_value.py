"""An event study of past deployments as plain values: stored as a Result, and what `--json` prints.

Numbers are kept to six places after the point; what is not known is null.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import TYPE_CHECKING, Annotated

from dueregard.common.codecs import Id
from dueregard.common.results import JsonText, Result
from dueregard.engine.queueing.experiments.manifest import Manifest
from dueregard.local_policing.event_study import READING_UNITS

if TYPE_CHECKING:  # it reads studies, which read the results that are made here
    from dueregard.effects.past_deployments import Replayed

KIND = Id("past-deployments")
PLACES = 6
METHOD = (
    "Days of a deployment against the same days of the week in the nearest weeks that no deployment touched; intervals "
    "from placebo dates."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceboValue:
    """How much change came out on dates on which nothing happened."""

    dates: Annotated[int, "Placebo dates."]
    mean: Annotated[float | None, "Their mean change."]
    low: Annotated[float | None, "2.5 % of them lie below."]
    high: Annotated[float | None, "2.5 % of them lie above."]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayValue:
    """One reading of a past deployment."""

    deployment: Annotated[str, "The deployment."]
    tier: Annotated[str, "Its tier."]
    from_on: Annotated[str, "First day."]
    until_on: Annotated[str, "Last day."]
    officers: Annotated[int, "Officers away."]
    calls: Annotated[str, "Grade and route."]
    reading: Annotated[str, "What is read off the log."]
    unit: Annotated[str, "Its unit."]
    during: Annotated[float | None, "On the deployment's days, where officers were given."]
    without: Annotated[float | None, "In the matched weeks."]
    change: Annotated[float | None, "What the deployment changed, by the log."]
    low: Annotated[float | None, "Low end of its 95 % interval; null where placebo dates are too few."]
    high: Annotated[float | None, "High end of it."]
    place: Annotated[float, "Its place among the placebo dates, 0 lowest, 1 highest."]
    matched: Annotated[int, "Matched weeks."]
    donors_apart: Annotated[bool, "Whether local areas that gave nobody are taken off."]
    placebo: Annotated[PlaceboValue, "The placebo dates."]
    model_change: Annotated[
        float | None, "What the model says; null where it has no rule for the deployment's size."
    ]
    model_low: Annotated[float | None, "Low end of nine runs in ten of the model."]
    model_high: Annotated[float | None, "High end of it."]
    agrees: Annotated[bool | None, "Whether the model lies inside the log's interval."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDeploymentsValue:
    """What `past-deployments --json` prints."""

    heading: Annotated[str | None, "What stands above every figure; null for nothing."]
    sentence: Annotated[str, "What was found, as the validity statement of an effect prints it."]
    method: Annotated[str, "How it is found."]
    deployments: Annotated[int, "Deployments looked for."]
    replays: Annotated[tuple[ReplayValue, ...], "Each deployment by grade, route and reading."]
    manifest_hash: Annotated[str, "Hash of the manifest: inputs, seed, method, versions."]


def value_of(replays: Sequence[Replayed], manifest: Manifest, heading: str | None) -> PastDeploymentsValue:
    """All that is printed of an event study."""
    names = {each.deployment for each in replays}
    return PastDeploymentsValue(
        heading=heading,
        sentence=sentence_of(replays, heading),
        method=METHOD,
        deployments=len(names),
        replays=tuple(_replay(each) for each in replays),
        manifest_hash=manifest.hash,
    )


def sentence_of(replays: Sequence[Replayed], heading: str | None) -> str:
    """What was found, in a sentence or two."""
    names = {each.deployment for each in replays}
    seen = sum(each.event.is_seen for each in replays)
    told = [each for each in replays if each.agrees is not None]
    begins = f"{heading}: tested" if heading else "Tested"
    number = len(names)
    sentence = (
        f"{begins} against {number} past {'deployment' if number == 1 else 'deployments'}: of {len(replays)} readings "
        f"(waits and shares not seen in time, by grade and route) the log shows a change in {seen}."
    )
    if not told:
        return f"{sentence} The model was not compared with them."
    inside = sum(bool(each.agrees) for each in told)
    above = sum(
        each.model is not None and each.event.high is not None and each.model.change > each.event.high
        for each in told
    )
    return (
        f"{sentence} The model's figure lies inside the log's 95 % interval in {inside} of {len(told)}, above it in "
        f"{above} and below it in {len(told) - inside - above}."
    )


def result_of(value: PastDeploymentsValue, manifest: Manifest, *, marking: Id) -> Result:
    """The event study as a stored Result, which a study names; not publishable until somebody says so."""
    return Result(
        kind=KIND,
        inputs_hash=Id(manifest.hash),
        value=JsonText.of(asdict(value)),
        manifest=JsonText.of(manifest.plain),
        marking=marking,
    )


def sentence_in(result: Result) -> str:
    """The sentence of the validity statement from a stored Result of this kind."""
    sentence = result.value.value["sentence"]
    if not isinstance(sentence, str):
        raise TypeError("the sentence is no text")
    return sentence


def _replay(each: Replayed) -> ReplayValue:
    event, model = each.event, each.model
    placebos = sorted(event.placebos)
    return ReplayValue(
        deployment=each.deployment.name,
        tier=each.deployment.tier.value,
        from_on=each.deployment.from_on.isoformat(),
        until_on=each.deployment.until_on.isoformat(),
        officers=each.deployment.officers,
        calls=event.class_key,
        reading=event.reading.value,
        unit=READING_UNITS[event.reading],
        during=_number(event.during),
        without=_number(event.without),
        change=_number(event.change),
        low=_number(event.low),
        high=_number(event.high),
        place=round(event.place, PLACES),
        matched=event.matched,
        donors_apart=event.apart,
        placebo=PlaceboValue(
            dates=len(placebos),
            mean=_number(sum(placebos) / len(placebos)) if placebos else None,
            low=None if event.high is None else _number(event.change - event.high),
            high=None if event.low is None else _number(event.change - event.low),
        ),
        model_change=None if model is None else _number(model.change),
        model_low=None if model is None else _number(model.low),
        model_high=None if model is None else _number(model.high),
        agrees=each.agrees,
    )


def _number(value: float | None) -> float | None:
    return None if value is None or not isfinite(value) else round(float(value), PLACES)
