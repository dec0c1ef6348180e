"""Stored Results stay inside: only an approved Release tells of one, and its lapse shows on the full side only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dueregard.common.codecs import Id
from dueregard.common.results import Result
from dueregard.papers.document import Document, Paragraph
from dueregard.papers.document_file import write_document
from dueregard.papers.full import build_full
from dueregard.papers.public import build_public
from dueregard.papers.releases import ReleaseProblem, ReleaseReport, basis_hash, check_releases
from dueregard.publication.releases import Release, ReleaseState
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import public_view
from tests.editions.checks import with_results
from tests.editions.places import northmarch
from tests.support.stored_results import effect_result, strengths_result

PAPER = "2023-11"
WORDS = "When officers were away in May some people waited longer for a visit."
CITING = with_results(northmarch(), (effect_result(), strengths_result()))


def public(snapshot: Snapshot) -> bytes:
    return write_document(build_public(public_view(snapshot), PAPER))


def full(snapshot: Snapshot) -> Document:
    return build_full(snapshot, PAPER)


OTHERS: dict[str, tuple[Result, ...]] = {
    "none": (),
    "another figure": (effect_result(headline="Something else came out."), strengths_result()),
    "one fewer": (strengths_result(),),
    "one more": (effect_result(), effect_result(study="another"), strengths_result()),
    "another order": (strengths_result(), effect_result()),
    "another marking": (replace(effect_result(), marking=Id("OFFICIAL")), strengths_result()),
    "publishable": (replace(effect_result(), publishable=True), strengths_result()),
}


@pytest.mark.parametrize("results", OTHERS.values(), ids=OTHERS)
def test_a_result_changes_the_full_edition_and_never_a_byte_of_the_public_one(results: tuple[Result, ...]):
    changed = with_results(northmarch(), results)
    assert public(changed) == public(CITING)
    assert full(changed) != full(CITING)


def released(basis: str, snapshot: Snapshot = CITING) -> Release:
    return Release(
        id=Id("rel-fair"),
        paper=Id(PAPER),
        section=Id("local-policing"),
        order=9,
        words=WORDS,
        basis=(Id(basis),),
        basis_hash=Id(basis_hash(snapshot, (basis,))),
        state=ReleaseState.APPROVED,
        approved_by="a post",
        approved_on=date(2023, 11, 6),
        reason="a reason",
        harm_test="a test",
        marking=Id("OFFICIAL"),
        publishable=True,
    )


def with_release(snapshot: Snapshot, release: Release) -> Snapshot:
    return replace(snapshot, releases=(*snapshot.releases, release))


def problems(snapshot: Snapshot) -> list[ReleaseReport]:
    return [report for report in check_releases(snapshot, PAPER) if report.release.id == "rel-fair"]


@pytest.mark.parametrize("basis", [f"effect/{PAPER}/fair-2023", f"strengths/{PAPER}/fair-2023"])
def test_approved_words_are_the_one_way_out_and_lapse_when_the_result_changes(basis: str):
    release = released(basis)
    said = with_release(CITING, release)
    assert problems(said) == []
    printed = [b.text for b in build_public(public_view(said), PAPER).blocks if isinstance(b, Paragraph)]
    assert WORDS in printed
    assert public(said) != public(CITING)

    other = (effect_result(headline="More."), strengths_result(conclusion="Less."))
    changed = with_release(with_results(northmarch(), other), release)
    assert [report.problem for report in problems(changed)] == [ReleaseProblem.LAPSED]
    assert public(changed) == public(said)
    assert "rel-fair" in str(full(changed).blocks)

    gone = with_release(with_results(northmarch(), ()), release)
    assert [report.problem for report in problems(gone)] == [ReleaseProblem.BASIS_GONE]
    assert public(gone) == public(said)


def test_words_lapse_when_the_result_goes_stale_though_its_figures_stand():
    release = released(f"effect/{PAPER}/fair-2023")
    newer = replace(effect_result(), made_on=date(2023, 11, 9))
    changed = with_release(replace(CITING, results=(*CITING.results, newer)), release)
    assert [report.problem for report in problems(changed)] == [ReleaseProblem.LAPSED]


def test_the_same_figures_made_by_another_version_lapse_nothing():
    release = released(f"effect/{PAPER}/fair-2023")
    again = replace(effect_result(manifest_hash="9" * 64), inputs_hash=Id("9" * 64))
    changed = with_release(with_results(northmarch(), (again, strengths_result())), release)
    assert problems(changed) == []


def test_no_release_rests_on_a_capacity_surface():
    release = replace(released(f"effect/{PAPER}/fair-2023"), basis=(Id("surface/2023-11/fair-2023"),))
    (report,) = problems(with_release(CITING, release))
    assert report.problem is ReleaseProblem.BASIS_GONE
    assert "map of weakness" in report.words()
