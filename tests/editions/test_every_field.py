"""The opposite of withholding: whoever changes something publishable changes the public paper.

Every field of every kind of record is tried in Northmarch, from a list made from the record types, so
that a new register or field cannot be forgotten: it is printed, or it is marked internal.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from dueregard.common.records import FieldSpec, field_specs
from dueregard.papers.document import Document
from dueregard.papers.public import build_public
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import public_view
from dueregard.snapshot.public import PublicSnapshot
from tests.editions.another import other_values
from tests.editions.places import Place, kinds, northmarch, published_places, with_field, with_record

# An id stands for its record and is not printed; a marking is printed nowhere in the public edition; to
# publish or withhold is what the other tests are about; and there is one scheme of markings.
NOT_PRINTED = {"id", "marking", "publishable", "marking_scheme"}
FIELDS = [
    pytest.param(kind, spec, id=f"{kind}.{spec.name}")
    for kind, record_type in kinds().items()
    for spec in field_specs(record_type)
    if not (spec.column.internal or spec.nested or spec.name in NOT_PRINTED)
]


@cache
def public() -> PublicSnapshot:
    return public_view(northmarch())


@cache
def by_kind() -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in published_places(northmarch()):
        found.setdefault(place.kind, []).append(place)
    return found


@cache
def editions() -> dict[str, Document]:
    return {paper.id: build_public(public(), paper.id) for paper in public().papers}


def is_seen(changed: Snapshot) -> bool:
    """Whether any public paper now says something else."""
    view = public_view(changed)
    there = {paper.id for paper in view.papers}
    latest_first = reversed(editions().items())
    return any(name not in there or build_public(view, name) != before for name, before in latest_first)


def orders_nothing(place: Place) -> bool:
    """Whether the place of a Release among others says nothing, since it is alone where it stands."""
    release = place.record
    beside = [
        other
        for other in public().releases
        if other.id != release.id
        and other.paper == release.paper
        and (other.decision is None) == (release.decision is None)
        and (release.decision is not None or other.section == release.section)
    ]
    return not beside


def values(spec: FieldSpec, place: Place) -> list[Any]:
    value = getattr(place.record, spec.name)
    if (place.kind, spec.name) == ("releases", "order"):
        return [] if orders_nothing(place) else [value - 1000, value + 1000]
    return list(other_values(public(), spec, value))


def unseen(kind: str, spec: FieldSpec, chosen: list[Place]) -> list[str]:
    """Records of which a change to one field changes no public paper, whatever is written there."""
    snapshot = northmarch()
    return [
        place.record.id if hasattr(place.record, "id") else place.record.criterion
        for place in chosen
        if (others := values(spec, place))
        and not any(
            is_seen(with_record(snapshot, place, with_field(place.record, spec.name, value)))
            for value in others
        )
    ]


@pytest.mark.parametrize(("kind", "spec"), FIELDS)
def test_a_change_to_a_published_field_is_seen(kind: str, spec: FieldSpec):
    there = by_kind()[kind]
    assert unseen(kind, spec, [there[0], there[-1]]) == []


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "spec"), FIELDS)
def test_a_change_to_any_published_record_is_seen(kind: str, spec: FieldSpec):
    assert unseen(kind, spec, by_kind()[kind]) == []


@pytest.mark.parametrize("kind", sorted(set(kinds()) - {"force"}))
def test_to_withhold_a_published_record_is_seen(kind: str):
    for place in (by_kind()[kind][0], by_kind()[kind][-1]):
        assert is_seen(with_record(northmarch(), place, None)), place.key
