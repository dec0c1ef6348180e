"""Stored Results: what a paper cites can be printed in it, and nothing invented stands under a real force's name."""

from __future__ import annotations

from typing import Any

from dueregard.common.errors import FaultList, Place
from dueregard.common.results import Result
from dueregard.effects.citing import stored_value
from dueregard.effects.stored import KINDS, SURFACE, EffectValue, Stored
from dueregard.packs.contents import Contents, Located


def check_results(contents: Contents, faults: FaultList) -> None:
    """A Result that rests on an invented log or roster is refused where the force is real, whatever its kind; it
    speaks only of the force's local areas; a capacity surface is never publishable; and a paper cites
    Results of kind effect or strengths, no later than itself, each deployment once.
    """
    values: dict[str, tuple[Result, Stored | None]] = {}
    for name, result in contents.results:
        stored = stored_value(result)
        if result.kind in KINDS:
            values[result.hash] = (result, stored)
        _check_grounds(name, result, contents, faults)
        if stored is not None:
            _check_areas(name, stored, contents, faults)
        if result.kind == SURFACE and result.publishable:
            saw = "a capacity surface says it is publishable, and it is a map of weakness"
            faults.add(Place(name, column="publishable"), saw, "write no")
    there = {result.hash for _name, result in contents.results}
    for row in contents.rows["papers"]:
        _check_cited(row, values, there, faults)


def _check_grounds(name: str, result: Result, contents: Contents, faults: FaultList) -> None:
    """Fails closed: under a real force's name a Result must say that its grounds are not invented."""
    force = contents.force_record
    if force is None or force.fictional:
        return
    value: Any = result.value.value
    said = value.get("invented") if isinstance(value, dict) else None
    if said is not False:
        what = "rests on" if said is True else "does not say that it does not rest on"
        saw = f"{force.name} is a real force, and this Result {what} an invented log or roster"
        remedy = "take it out: no invented weakness stands under a real force's name"
        faults.add(Place(name, column="value"), saw, remedy)


def _check_areas(name: str, stored: Stored, contents: Contents, faults: FaultList) -> None:
    force = contents.force_record
    if force is None or not isinstance(stored, EffectValue):
        return
    known = {area.id for area in force.local_areas}
    strange = [each.local_area for each in stored.neighbourhood_lost if each.local_area not in known]
    if strange and known:
        saw = f'it speaks of the local area "{strange[0]}", which {force.name} does not have'
        faults.add(Place(name, column="value"), saw, "take it out, or add the local area to force.yaml")


def _check_cited(
    row: Located, values: dict[str, tuple[Result, Stored | None]], there: set[str], faults: FaultList
) -> None:
    seen: set[tuple[str, str]] = set()
    for cited in row.record.results:
        if cited not in values:
            if cited in there:
                saw = f"the Result {cited[:12]} is of a kind that no paper prints"
                faults.add(row.at("results"), saw, f"cite one of kind {' or '.join(sorted(KINDS))}")
            continue
        result, stored = values[cited]
        if result.made_on is not None and result.made_on > row.record.dated_on:
            saw = f"the Result {cited[:12]} was made on {result.made_on}, after the paper's own date"
            faults.add(row.at("results"), saw, "cite an earlier one, or date the paper later")
        if stored is None:
            continue
        if (key := (result.kind, stored.study)) in seen:
            saw = f'two Results of kind {result.kind} are of the study "{stored.study}"'
            faults.add(row.at("results"), saw, "cite one of them")
        seen.add(key)
