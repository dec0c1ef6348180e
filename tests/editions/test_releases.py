"""A Release is the one way out, by a person; what becomes of its basis never alters what is public."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dueregard.common.codecs import Id
from dueregard.papers.document import Decision, Document
from dueregard.papers.full import build_full
from dueregard.papers.public import build_public
from dueregard.papers.releases import ReleaseProblem, check_releases
from dueregard.publication.releases import Release, ReleaseState
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import public_view
from tests.editions.places import northmarch, with_field

PAPER = "2023-11"


def public(snapshot: Snapshot) -> Document:
    return build_public(public_view(snapshot), PAPER)


def decisions(document: Document) -> list[tuple[int, str, str]]:
    return sorted({(b.number, b.verb, b.text) for b in document.blocks if isinstance(b, Decision)})


def test_recommendations_agree_between_the_editions_of_northmarch():
    told, every = decisions(public(northmarch())), decisions(build_full(northmarch(), PAPER))
    assert every[: len(told)] == told
    assert len(told) < len(every), "northmarch asks something that only the full edition prints"
    assert [number for number, *_rest in every] == list(range(1, len(every) + 1))


def test_each_recommendation_stands_first_in_its_section_and_last():
    for document in (public(northmarch()), build_full(northmarch(), PAPER)):
        for each in decisions(document):
            stands = [b for b in document.blocks if isinstance(b, Decision) and b.number == each[0]]
            assert {(b.number, b.verb, b.text) for b in stands} == {each}
            assert len(stands) == 3


@pytest.mark.parametrize(
    "section", ["purpose", "background", "governance", "spr-areas", "capacity", "legal", "public-order"]
)
def test_no_section_loses_a_recommendation_or_a_release(section: str):
    """Whatever section is named, what is asked or released there is printed there."""
    paper = next(each for each in northmarch().papers if each.id == PAPER)
    moved = tuple(with_field(asked, "section", section) for asked in paper.decisions)
    released = tuple(with_field(release, "section", section) for release in northmarch().releases)
    others = tuple(each for each in northmarch().papers if each.id != PAPER)
    document = public(
        replace(northmarch(), papers=(*others, replace(paper, decisions=moved)), releases=released)
    )
    for each in decisions(document):
        assert sum(isinstance(b, Decision) and b.number == each[0] for b in document.blocks) == 3
    texts = [getattr(block, "text", "") for block in document.blocks]
    words = [
        r.words
        for r in released
        if r.paper == PAPER and r.state is ReleaseState.APPROVED and r.decision is None
    ]
    assert words
    assert [each for each in words if each not in texts] == []


def with_another_basis(snapshot: Snapshot) -> Snapshot:
    """Every withheld answer of the cycle now says something else."""
    returns = tuple(
        replace(
            returned,
            responses=tuple(
                response if response.publishable else with_field(response, "rating", _lowest(response))
                for response in returned.responses
            ),
        )
        for returned in snapshot.returns
    )
    return replace(snapshot, returns=returns)


def _lowest(response: Any) -> Any:
    return "not-met" if response.rating else response.rating


def test_a_lapsed_release_is_reported_and_alters_nothing_public():
    before = check_releases(northmarch(), PAPER)
    changed = with_another_basis(northmarch())
    lapsed = check_releases(changed, PAPER)
    assert len(lapsed) > len(before)
    assert all(report.problem is ReleaseProblem.LAPSED for report in lapsed)
    assert public(changed) == public(northmarch())


def test_a_basis_that_is_gone_is_reported_and_alters_nothing_public():
    def elsewhere(release: Release) -> Release:
        return with_field(release, "basis", ("risks/that-never-was",))  # type: ignore[no-any-return]

    changed = replace(northmarch(), releases=tuple(map(elsewhere, northmarch().releases)))
    reports = check_releases(changed, PAPER)
    assert {report.problem for report in reports} == {ReleaseProblem.BASIS_GONE}
    assert public(changed) == public(northmarch())


def test_to_approve_a_release_is_the_one_exception():
    draft = next(each for each in northmarch().releases if each.state is ReleaseState.DRAFT)
    approved = replace(
        draft,
        state=ReleaseState.APPROVED,
        publishable=True,
        approved_by="a post",
        approved_on=northmarch().papers[0].dated_on,
        reason="a reason",
        harm_test="a test",
        paper=Id(PAPER),
    )
    others = tuple(each for each in northmarch().releases if each is not draft)
    after = public(replace(northmarch(), releases=(*others, approved)))
    assert after != public(northmarch())
    assert any(getattr(block, "text", "") == draft.words for block in after.blocks)


def test_recommendations_agree_where_a_publishable_one_stands_in_a_withheld_section():
    """A decision that somebody made publishable goes with its withheld lead, and is numbered with the rest."""
    asked = next(
        each
        for each in northmarch().papers[-1].decisions
        if each.publishable and each.section == "public-order"
    )
    leads = tuple(replace(lead, publishable=lead.id != "public-order") for lead in northmarch().force.leads)
    snapshot = replace(northmarch(), force=replace(northmarch().force, leads=leads))
    told, every = decisions(public(snapshot)), decisions(build_full(snapshot, PAPER))
    assert asked.text not in [text for _number, _verb, text in told]
    assert asked.text in [text for _number, _verb, text in every]
    assert every[: len(told)] == told
