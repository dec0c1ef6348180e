"""Northmarch has something to publish and something to withhold of every kind of record."""

from __future__ import annotations

from collections import Counter

import pytest

from dueregard.papers.public import build_public
from dueregard.snapshot.keeping import public_view
from tests.editions.places import kinds, northmarch, published_places, withheld_places

# There is one force, and without its name no public edition; every business area of Northmarch is public.
# Generated snapshots have withheld leads.
ALL_PUBLIC = {"force", "force.leads"}


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_of_record_is_on_both_sides(kind: str):
    published = Counter(place.kind for place in published_places(northmarch()))
    withheld = Counter(place.kind for place in withheld_places(northmarch()))
    assert published[kind]
    assert withheld[kind] or kind in ALL_PUBLIC


def test_the_public_edition_has_something_to_say():
    public = public_view(northmarch())
    assert len(build_public(public).paragraph_numbers()) >= 40
