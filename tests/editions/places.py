"""Walks every record of a Snapshot, and puts another in its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from dueregard.common.records import FieldSpec, Marked, field_specs
from dueregard.force.identity import Force
from dueregard.packs.reading import read_pack
from dueregard.publication.prose import PaperProse
from dueregard.publication.releases import Release, ReleaseState
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import public_view
from dueregard.snapshot.records import CSV_REGISTERS, REGISTERS, Records, register

NORTHMARCH = Path(__file__).parents[2] / "examples" / "northmarch"
Step = tuple[str, int | None]


@dataclass(frozen=True)
class Place:
    """A record with its kind ("actions", "papers.statements"), its key and the way to it."""

    kind: str
    key: tuple[str, ...]
    path: tuple[Step, ...]
    record: Any


@cache
def northmarch() -> Snapshot:
    return read_pack(NORTHMARCH)


def places(records: Records) -> Iterator[Place]:
    """Every record, its parts after it."""
    yield from _within(Place("force", (records.force.id,), (("force", None),), records.force))
    for name in REGISTERS:
        for number, row in enumerate(register(records, name)):
            yield from _within(Place(name, (row.id,), ((name, number),), row))


def _within(place: Place) -> Iterator[Place]:
    yield place
    for spec in field_specs(type(place.record)):
        if spec.nested and spec.repeated:
            for number, part in enumerate(getattr(place.record, spec.name)):
                key = getattr(part, "id", None) or part.criterion
                # A setting's id may hold again from another date.
                key = f"{key}/{part.from_on}" if spec.name == "settings" else key
                yield from _within(
                    Place(
                        f"{place.kind}.{spec.name}",
                        (*place.key, key),
                        (*place.path, (spec.name, number)),
                        part,
                    )
                )


def published_places(snapshot: Snapshot) -> list[Place]:
    """The records of a Snapshot that its public view keeps."""
    kept = {(place.kind, place.key) for place in places(public_view(snapshot))}
    return [place for place in places(snapshot) if (place.kind, place.key) in kept]


def withheld_places(snapshot: Snapshot) -> list[Place]:
    """The records that are not published themselves, or stand in one that is not."""
    kept = {(place.kind, place.key) for place in places(public_view(snapshot))}
    return [place for place in places(snapshot) if (place.kind, place.key) not in kept]


def is_marked_withheld(record: Any) -> bool:
    """Whether the record's own fields say that it may not be public."""
    if isinstance(record, Release):
        return record.state is not ReleaseState.APPROVED
    return isinstance(record, Marked) and not record.publishable


def kinds() -> dict[str, type]:
    """Every kind of record there is, with its type: registers, and what stands inside others."""
    found: dict[str, type] = {}
    tops: dict[str, type] = {"force": Force, **CSV_REGISTERS, "papers": PaperProse, "releases": Release}
    for name, kind in tops.items():
        found[name] = kind
        for spec in field_specs(kind):
            if spec.nested and spec.repeated:
                found[f"{name}.{spec.name}"] = spec.kind
    return found


def with_record(snapshot: Snapshot, place: Place, record: Any) -> Snapshot:
    """The Snapshot with another record in a place; without one where `record` is None."""
    changed: Snapshot = _put(snapshot, place.path, record)
    return changed


def _put(holder: Any, path: tuple[Step, ...], record: Any) -> Any:
    (name, number), rest = path[0], path[1:]
    value = getattr(holder, name)
    if number is None:
        value = _put(value, rest, record) if rest else record
    else:
        inner = _put(value[number], rest, record) if rest else record
        value = (*value[:number], *(() if inner is None else (inner,)), *value[number + 1 :])
    return (
        replace(holder, **{name: value}) if isinstance(holder, Snapshot) else with_field(holder, name, value)
    )


def with_field(record: Any, name: str, value: Any) -> Any:
    """A copy with one field changed, whether or not the record's own rules would have it."""
    copy = object.__new__(type(record))
    for spec in field_specs(type(record)):
        object.__setattr__(copy, spec.name, value if spec.name == name else getattr(record, spec.name))
    return copy


def without_nested(kind: type) -> tuple[FieldSpec, ...]:
    """The fields of a record that are not records themselves."""
    return tuple(spec for spec in field_specs(kind) if not spec.nested)
