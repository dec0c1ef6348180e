"""Frameworks are reference data, yet which of them a Snapshot holds is told by nobody's withheld use."""

from __future__ import annotations

from dataclasses import replace

from dueregard.common.codecs import Id
from dueregard.frameworks.starter import library
from dueregard.papers.public import build_public
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import public_view
from tests.editions.places import northmarch

OLD = "spr-2012"


def judged_by_an_old_version() -> Snapshot:
    """Northmarch with a published judgement on a version that only a withheld lead would name."""
    (override,) = (each for each in northmarch().overrides if each.publishable)
    old = replace(override, id=Id("o-old"), framework=Id(OLD), spr_area=library().by_id[OLD].areas[0].id)
    return replace(northmarch(), overrides=(*northmarch().overrides, old))


def test_a_framework_comes_and_goes_with_a_withheld_lead_unseen():
    without = judged_by_an_old_version()
    used = replace(without, frameworks=(*without.frameworks, library().by_id[OLD]))
    assert library().by_id[OLD].publishable
    assert public_view(used) == public_view(without)


def test_a_framework_that_is_not_publishable_is_not_named():
    hidden = tuple(
        replace(
            f,
            publishable=f.kind.value == "spr",
            title=f"Hidden {f.title}" if f.kind.value != "spr" else f.title,
        )
        for f in northmarch().frameworks
    )
    document = build_public(public_view(replace(northmarch(), frameworks=hidden)))
    assert "Hidden" not in repr(document)
    titles = {f.title for f in northmarch().frameworks if f.kind.value != "spr"}
    assert not any(title in repr(document) for title in titles)
    assert any(title in repr(build_public(public_view(northmarch()))) for title in titles)
