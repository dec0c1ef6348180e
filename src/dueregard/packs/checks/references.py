"""Every reference names something that is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from dueregard.assessment.returns import Response
from dueregard.common.errors import FaultList, Place
from dueregard.common.reading.binding import did_you_mean
from dueregard.common.records import FieldSpec, field_specs
from dueregard.frameworks.starter import library
from dueregard.improvement.governance import StateChange
from dueregard.packs.contents import Contents
from dueregard.packs.layout import NOUNS
from dueregard.publication.prose import SECTIONS
from dueregard.snapshot.records import SUBJECT_REGISTERS

Known = dict[str, Collection[str] | None]
"""Ids by register; None where the register could not be read whole, so that nothing is known missing."""


def known_ids(contents: Contents) -> Known:
    """What there is to refer to."""
    known: Known = {
        name: None if name in contents.broken else {row.record.id for row in rows}
        for name, rows in contents.rows.items()
    }
    frameworks = None if "frameworks" in contents.broken else {**library().by_id, **contents.own_frameworks}
    known["frameworks"] = frameworks
    known["spr_areas"] = frameworks and {f"{f.id}/{area.id}" for f in frameworks.values() for area in f.areas}
    known["criteria"] = frameworks and {f"{f.id}/{c.id}" for f in frameworks.values() for c in f.criteria}
    known["results"] = None if "results" in contents.broken else {r.hash for _name, r in contents.results}
    force = contents.force_record
    known["leads"] = None if force is None else {lead.id for lead in force.leads}
    known["bodies"] = None if force is None else {body.id for body in force.bodies}
    known["sections"] = None if force is None else {*SECTIONS, *(lead.id for lead in force.leads)}
    return known


def check_references(contents: Contents, faults: FaultList) -> None:
    """Every field that refers to a register holds ids of that register."""
    known = known_ids(contents)
    for located in contents.every():
        record = located.record
        kind: type = type(record)
        for spec in _referring(kind):
            for name in _values(spec, record):
                _check(name, str(spec.column.refers), known, located.at(spec.name), faults)
        if isinstance(record, StateChange):
            register = SUBJECT_REGISTERS[record.subject]
            _check(record.subject_id, register, known, located.at("subject_id"), faults)
    _check_evidence_cited(contents, known["evidence"], faults)


def _check_evidence_cited(contents: Contents, evidence: Collection[str] | None, faults: FaultList) -> None:
    """Responses are many, so they are looked through without a general walk."""
    assert any(spec.name == "evidence" for spec in _referring(Response))
    if evidence is None:
        return
    for _located, _record, file in contents.returns():
        for number, response in enumerate(file.responses):
            for name in response.evidence:
                if name not in evidence:
                    _note(name, "evidence", evidence, file.at(number, "evidence"), faults)


@cache
def _referring(kind: type) -> tuple[FieldSpec, ...]:
    return tuple(spec for spec in field_specs(kind) if spec.column.refers is not None)


def _values(spec: FieldSpec, record: Any) -> Iterable[str]:
    value = getattr(record, spec.name)
    if value is None:
        return ()
    return value if spec.repeated else (value,)


def _check(name: str, register: str, known: Known, place: Place, faults: FaultList) -> None:
    there = known[register]
    if there is not None and name not in there:
        _note(name, register, there, place, faults)


def _note(name: str, register: str, there: Collection[str], place: Place, faults: FaultList) -> None:
    if not there:
        remedy = f"add the {NOUNS[register]} first, or leave this blank"
    elif len(there) <= 20:
        remedy = f"choose one of: {', '.join(sorted(there))}"
    else:
        remedy = f"add it, or correct the id (there are {len(there)})"
    faults.add(place, f'there is no {NOUNS[register]} "{name}"', did_you_mean(name, there, otherwise=remedy))
