"""What `dueregard harm-weights` answers: what an officer-hour away costs, by local area and hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from dueregard.cli.page import Page, Table
from dueregard.effects.harm_weights_file import HarmPiece, HarmWeights, PlaceWeights


@dataclass(frozen=True, slots=True, kw_only=True)
class SlopeLine:
    """What each officer-hour costs up to a number of officers missing."""

    up_to: Annotated[int | None, "Officers missing at once up to which it holds; null without end."]
    weight: Annotated[float, "Person-hours per officer-hour, after the fit."]
    raw: Annotated[float | None, "The same before the fit; null where nobody more could be taken."]
    low: Annotated[float | None, "Low end of its 95 % interval, before the fit."]
    high: Annotated[float | None, "High end of it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLine:
    """One local area at some hours of the day."""

    local_area: Annotated[str, "The local area."]
    from_hour: Annotated[int, "First hour of the local day."]
    until_hour: Annotated[int, "Hour at which they end."]
    taken: Annotated[bool, "Whether the deployment takes anybody there."]
    slopes: Annotated[tuple[SlopeLine, ...], "The three slopes."]


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmAnswer:
    """What `harm-weights --json` prints."""

    heading: Annotated[str | None, "What stands above every figure; null for nothing."]
    study: Annotated[str, "The study."]
    deployment: Annotated[str, "The deployment at whose size the weights hold."]
    unit: Annotated[str, "The unit of every weight."]
    method: Annotated[str, "How they were found."]
    source: Annotated[str, "What was simulated."]
    fingerprint: Annotated[str, "SHA-256 of all inputs."]
    seed: Annotated[int, "Seed of all random numbers."]
    runs: Annotated[int, "Runs of every world."]
    fit: Annotated[str, "How much the fit changed, in words."]
    slopes: Annotated[int, "Slopes in all."]
    moved: Annotated[int, "Slopes that the fit moved."]
    outside: Annotated[int, "Slopes that the fit moved out of their own 95 % interval."]
    told_apart: Annotated[int, "Slopes that the runs tell from nought."]
    places: Annotated[tuple[PlaceLine, ...], "By local area and hours of the day."]


def harm_answer(found: HarmWeights) -> HarmAnswer:
    """Weights as an answer."""
    return HarmAnswer(
        heading=found.heading,
        study=str(found.study),
        deployment=found.deployment,
        unit=found.unit,
        method=found.method,
        source=found.source,
        fingerprint=found.fingerprint,
        seed=found.seed,
        runs=found.runs,
        fit=found.words_of_fit,
        slopes=found.pieces,
        moved=found.moved,
        outside=found.outside,
        told_apart=found.told_apart,
        places=tuple(_place(each) for each in found.places),
    )


def _place(place: PlaceWeights) -> PlaceLine:
    return PlaceLine(
        local_area=str(place.local_area),
        from_hour=place.from_hour,
        until_hour=place.until_hour,
        taken=place.taken,
        slopes=tuple(_slope(each) for each in place.pieces),
    )


def _slope(piece: HarmPiece) -> SlopeLine:
    raw, low, high = (None if each is None else float(each) for each in (piece.raw, piece.low, piece.high))
    return SlopeLine(up_to=piece.up_to, weight=float(piece.weight), raw=raw, low=low, high=high)


def harm_page(answer: HarmAnswer) -> Page:
    """Weights for a person: the fit, and what the runs said with its interval."""
    rows = tuple(
        (
            place.local_area,
            f"{place.from_hour:02}:00 to {place.until_hour:02}:00",
            "any more" if slope.up_to is None else f"up to {slope.up_to}",
            f"{slope.weight:.3f}",
            "-" if slope.raw is None else f"{slope.raw:.3f}",
            "-" if slope.low is None else f"{slope.low:.3f} to {slope.high:.3f}",
        )
        for place in answer.places
        for slope in place.slopes
    )
    return (
        *(() if answer.heading is None else (answer.heading,)),
        f"What one more officer-hour of response policing away costs at the size of: {answer.deployment}.",
        f"Unit: {answer.unit}.",
        Table(
            title="By local area, hours of the local day and officers missing there at once",
            header=("local area", "hours", "officers missing", "weight", "before the fit", "95 % interval"),
            rows=rows,
            numeric=frozenset({3, 4}),
        ),
        answer.fit,
        f"{answer.method} {answer.runs:,} runs of every world, seed {answer.seed}, inputs {answer.fingerprint[:12]}.",
    )
