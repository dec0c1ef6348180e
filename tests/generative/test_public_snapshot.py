"""Nothing that may not be public has a way into the public snapshot, and nothing else is lost on it."""

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given

from dueregard.common.canonical import canonical_bytes, plain
from dueregard.common.records import Marked, Record, field_specs
from dueregard.frameworks.model import Framework
from dueregard.publication.prose import SECTIONS
from dueregard.publication.releases import Release, ReleaseState
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import INTERNAL, public_view
from dueregard.snapshot.public import PublicSnapshot
from dueregard.snapshot.records import REGISTERS, SUBJECT_REGISTERS, register
from tests.generative.restricted_changes import is_withheld, references
from tests.generative.snapshot_making import make_snapshot
from tests.generative.strategies import SEEDS, restricted_pairs, snapshots


@given(restricted_pairs())
def test_what_is_withheld_does_not_interfere(pair: tuple[Snapshot, Snapshot]):
    first, second = pair
    assert first.hash != second.hash
    assert public_view(first) == public_view(second)


@given(snapshots())
def test_every_reference_leads_to_something_public(snapshot: Snapshot):
    public = public_view(snapshot)
    known = {name: {row.id for row in register(public, name)} for name in REGISTERS}
    known["leads"] = {lead.id for lead in public.force.leads}
    known["bodies"] = {body.id for body in public.force.bodies}
    known["sections"] = {*SECTIONS, *known["leads"]}
    known["frameworks"] = {framework.id for framework in snapshot.frameworks if framework.publishable}
    known["spr_areas"] = {
        f"{framework.id}/{area.id}"
        for framework in snapshot.frameworks
        if framework.publishable
        for area in framework.areas
    }
    for record in records_of(public):
        for name, there in references(record):
            assert there in known[name], (record, name)
    for change in public.state_changes:
        assert change.subject_id in known[SUBJECT_REGISTERS[change.subject]]


@given(snapshots())
def test_what_refers_by_several_fields_leads_to_something_public(snapshot: Snapshot):
    public = public_view(snapshot)
    answered = {(of.id, response.criterion) for of in public.returns for response in of.responses}
    for challenge in public.challenges:
        of = f"{challenge.cycle}/{challenge.lead}/{challenge.framework}"
        assert (of, challenge.criterion) in answered
    asked = {(paper.id, decision.id) for paper in public.papers for decision in paper.decisions}
    for release in public.releases:
        # What is released of a withheld decision bears the Release's own name.
        own_name = f"releases/{release.id}"
        assert release.decision in (None, own_name) or (release.paper, release.decision) in asked


@given(snapshots())
def test_no_word_of_a_withheld_record_is_in_it(snapshot: Snapshot):
    """Each withheld record and internal field is given a word of its own, looked for afterwards."""
    planted = planted_everywhere(snapshot)
    public = public_view(planted)
    text = canonical_bytes([plain(record) for record in records_of(public, nested=False)]).decode()
    assert PLANTED not in text + repr((public.framework_titles, public.spr_areas, public.criteria))


@given(snapshots())
def test_a_withheld_record_has_no_id_in_it(snapshot: Snapshot):
    public = public_view(snapshot)
    names = {name for record in records_of(public) for _register, name in references(record)}
    names |= {change.subject_id for change in public.state_changes}
    names |= {release.decision for release in public.releases if release.decision}
    for name in REGISTERS:
        kept = {row.id for row in register(public, name)}
        withheld = {row.id for row in register(snapshot, name) if is_withheld(row)} - kept
        assert not withheld & names, name


@given(snapshots(), SEEDS)
def test_the_hash_knows_the_order_of_rows(snapshot: Snapshot, seed: int):
    """Papers follow the order of the files, so one hash stands for one order."""
    chance = random.Random(seed)
    rows: dict[str, Any] = {
        name: tuple(chance.sample(register(snapshot, name), len(register(snapshot, name))))
        for name in REGISTERS
    }
    shuffled = replace(snapshot, **rows)
    assert (shuffled.hash == snapshot.hash) == (shuffled == snapshot)


@given(snapshots())
def test_internal_fields_are_blank(snapshot: Snapshot):
    for record in records_of(public_view(snapshot)):
        for spec in field_specs(type(record)):
            if spec.column.internal:
                assert getattr(record, spec.name) in ((), None, INTERNAL), (record, spec.name)


@given(snapshots())
def test_only_what_somebody_made_publishable_is_in_it(snapshot: Snapshot):
    for record in records_of(public_view(snapshot)):
        if isinstance(record, Marked):
            assert record.publishable
        if isinstance(record, Release):
            assert record.state is ReleaseState.APPROVED


@cache
def many() -> tuple[tuple[Snapshot, PublicSnapshot], ...]:
    made = (make_snapshot(seed) for seed in range(60))
    return tuple((snapshot, public_view(snapshot)) for snapshot in made)


@pytest.mark.parametrize("name", REGISTERS)
def test_every_register_has_cases_on_both_sides(name: str):
    assert any(register(public, name) for _snapshot, public in many())
    assert any(is_withheld(row) for snapshot, _public in many() for row in register(snapshot, name))


@pytest.mark.parametrize("name", REGISTERS)
def test_a_change_to_what_is_public_is_seen(name: str):
    """The opposite of non-interference: each field of a kept record shows, but for the internal ones."""
    tried: set[str] = set()
    shown = {spec.name for spec in field_specs(type(first_row(name))) if shows(spec)}
    for snapshot, public in many():
        for row in register(public, name):
            tried |= {
                field for field in shown - tried if change_is_seen(snapshot, public, name, row.id, field)
            }
    assert tried == shown


def first_row(name: str) -> Any:
    return next(row for snapshot, _public in many() for row in register(snapshot, name))


def shows(spec: Any) -> bool:
    return spec.kind is str and not spec.repeated and not spec.column.internal


def change_is_seen(snapshot: Snapshot, public: PublicSnapshot, name: str, row_id: str, field: str) -> bool:
    rows = register(snapshot, name)
    changed = tuple(
        with_field(row, field, f"{getattr(row, field) or ''} changed") if row.id == row_id else row
        for row in rows
    )
    rows_changed: dict[str, Any] = {name: changed}
    return public_view(replace(snapshot, **rows_changed)) != public


PLANTED = "planted-in-what-is-withheld"


def planted_everywhere(snapshot: Snapshot) -> Snapshot:
    rows: dict[str, Any] = {
        name: tuple(planted(row) for row in register(snapshot, name)) for name in REGISTERS
    }
    frameworks = tuple(f if f.publishable else planted_framework(f) for f in snapshot.frameworks)
    return replace(snapshot, force=planted(snapshot.force), frameworks=frameworks, **rows)


def planted_framework(framework: Framework) -> Framework:
    areas = tuple(replace(area, title=PLANTED) for area in framework.areas)
    criteria = tuple(replace(criterion, asks=PLANTED) for criterion in framework.criteria)
    return replace(framework, title=PLANTED, areas=areas, criteria=criteria)


def planted(record: Any, *, inside_withheld: bool = False) -> Any:
    """The record with the word in every free text that may not be public."""
    withheld = inside_withheld or is_withheld(record)
    for spec in field_specs(type(record)):
        value = getattr(record, spec.name)
        if spec.nested and spec.repeated:
            parts = tuple(planted(part, inside_withheld=withheld) for part in value)
            record = with_field(record, spec.name, parts)
        elif (withheld or spec.column.internal) and spec.kind is str:
            word = (PLANTED,) if spec.repeated else f"{PLANTED} {value or ''}"
            record = with_field(record, spec.name, word)
    return record


def with_field(record: Any, name: str, value: Any) -> Any:
    copy = object.__new__(type(record))
    for spec in field_specs(type(record)):
        object.__setattr__(copy, spec.name, value if spec.name == name else getattr(record, spec.name))
    return copy


def records_of(public: PublicSnapshot, *, nested: bool = True) -> Iterator[Any]:
    """Every record of a public snapshot, with its parts."""
    tops = [public.force, *(row for name in REGISTERS for row in register(public, name))]
    for top in tops:
        yield top
        if nested:
            yield from parts_of(top)


def parts_of(record: Any) -> Iterator[Any]:
    for spec in field_specs(type(record)):
        if spec.nested and spec.repeated:
            for part in getattr(record, spec.name):
                yield part
                yield from parts_of(part)


def test_records_of_finds_parts():
    """The walk that the tests above rely on reaches responses and statements."""
    kinds = {type(record).__name__ for _snapshot, public in many() for record in records_of(public)}
    assert {"Response", "Statement", "DecisionAsked", "Lead", "Setting", "Question"} <= kinds
    assert all(
        isinstance(record, Record | Marked) for _s, public in many()[:3] for record in records_of(public)
    )
