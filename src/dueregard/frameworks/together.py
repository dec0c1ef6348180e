"""What must hold between frameworks that are used together: shared questions, and SPR areas served."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dueregard.common.errors import FaultList, Place, shorten
from dueregard.common.reading.binding import did_you_mean
from dueregard.frameworks.model import Criterion, Framework, FrameworkKind


def _file_of(framework: str) -> Place:
    return Place(f"{framework}.yaml")


def check_together(
    frameworks: Sequence[Framework], faults: FaultList, place: Callable[[str], Place] = _file_of
) -> None:
    """Note what frameworks used together disagree on: shared questions, and SPR areas served.

    `place` says where a framework, given by id, was read from.
    """
    by_id = {str(framework.id): framework for framework in frameworks}
    first_asked: dict[str, tuple[Framework, Criterion]] = {}
    for framework in frameworks:
        for criterion in framework.criteria:
            if criterion.question is not None:
                first = first_asked.setdefault(criterion.question, (framework, criterion))
                if first[0] is not framework:
                    _check_shared(first, (framework, criterion), place(framework.id), faults)
        for served in dict.fromkeys(served for area in framework.areas for served in area.serves):
            _check_served(framework, served, by_id, place(framework.id), faults)


def _check_shared(
    first: tuple[Framework, Criterion], second: tuple[Framework, Criterion], place: Place, faults: FaultList
) -> None:
    """One answer serves both, so both must ask the same and measure it alike."""
    saw = f"{second[1].id} and {first[0].id}/{first[1].id} share the question {second[1].question}"
    if first[1].asks != second[1].asks:
        faults.add(
            place, f"{saw} but ask in different words", "make `asks` the same in both, or part the questions"
        )
    if not measures_alike(first[0], second[0]):
        faults.add(
            place,
            f"{saw} but their scales differ",
            "make scale and confidence steps the same, or part the questions",
        )


def _check_served(
    framework: Framework, served: str, by_id: Mapping[str, Framework], place: Place, faults: FaultList
) -> None:
    name, _, area = served.partition("/")
    spr = by_id.get(name)
    if spr is None or spr.kind is not FrameworkKind.SPR:
        known = [f.id for f in by_id.values() if f.kind is FrameworkKind.SPR]
        remedy = did_you_mean(name, known, otherwise=f"choose one of: {', '.join(known) or 'none is there'}")
        faults.add(
            place, f"it serves {shorten(served)}, and there is no SPR framework {shorten(name)}", remedy
        )
    elif area not in spr.area_by_id:
        remedy = did_you_mean(area, spr.area_by_id, otherwise=f"choose one of: {', '.join(spr.area_by_id)}")
        faults.add(place, f"it serves {shorten(served)}, and {name} has no such area", remedy)
    elif not measures_alike(framework, spr):
        saw = f"it serves {shorten(served)}, whose scale or confidence steps are others"
        faults.add(place, saw, "use the same steps, or take the line out of `serves`")


def measures_alike(one: Framework, other: Framework) -> bool:
    """Whether two frameworks have the same steps of scale and of confidence, so that ratings mix."""
    return [(step.id, step.words) for step in one.scale] == [
        (step.id, step.words) for step in other.scale
    ] and one.confidence.steps == other.confidence.steps
