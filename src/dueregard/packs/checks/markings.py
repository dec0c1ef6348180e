"""Markings are steps of the force's scheme, and none is above what may be held."""

from __future__ import annotations

from collections.abc import Iterator

from dueregard.common.errors import FaultList, Place
from dueregard.common.marking import SCHEMES, MarkingScheme, refusal
from dueregard.common.reading.binding import did_you_mean
from dueregard.common.records import Marked
from dueregard.packs.contents import Contents


def check_markings(contents: Contents, faults: FaultList) -> None:
    """The scheme is known, its ceiling may be held, and every record stays at or below it."""
    if contents.force is None or contents.force_record is None:
        return
    force = contents.force_record
    scheme = SCHEMES.get(force.marking_scheme)
    if scheme is None:
        remedy = did_you_mean(force.marking_scheme, SCHEMES, otherwise=f"choose one of: {', '.join(SCHEMES)}")
        faults.add(
            contents.force.at("marking_scheme"),
            f'there is no marking scheme "{force.marking_scheme}"',
            remedy,
        )
        return
    if force.marking_ceiling not in scheme.held:
        remedy = f"choose one of: {', '.join(scheme.held)}"
        faults.add(
            contents.force.at("marking_ceiling"),
            f'the ceiling "{force.marking_ceiling}" may not be held',
            remedy,
        )
        return
    allowed = {step for step in scheme.held if not scheme.is_above(step, force.marking_ceiling)}
    for marking, place in _markings(contents):
        if marking not in allowed:
            saw, remedy = _explain(marking, scheme, force.marking_ceiling)
            faults.add(place, saw, remedy)


def _explain(marking: str, scheme: MarkingScheme, ceiling: str) -> tuple[str, str]:
    refused = refusal(marking)
    if refused is not None:
        return f'the marking is "{marking}"', refused
    if marking in scheme.steps:
        return (
            f'the marking "{marking}" is above this pack\'s ceiling, {ceiling}',
            "take the record out and leave a pointer to who holds it, or let the force raise marking_ceiling",
        )
    remedy = did_you_mean(marking, scheme.held, otherwise=f"choose one of: {', '.join(scheme.held)}")
    return f'there is no marking "{marking}" in {scheme.id}', remedy


def _markings(contents: Contents) -> Iterator[tuple[str, Place]]:
    for located in contents.every():
        if isinstance(located.record, Marked):
            yield located.record.marking, located.at("marking")
    for _located, _record, file in contents.returns():
        for number, response in enumerate(file.responses):
            yield response.marking, file.at(number, "marking")
    for name, result in contents.results:
        yield result.marking, Place(name, column="marking")
