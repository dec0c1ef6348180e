"""Whatever is withheld may be changed, added, deleted or reordered: the public edition stays as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, example, given, settings

from dueregard.common.errors import DueRegardError
from dueregard.papers.document import Decision, Document
from dueregard.papers.document_file import write_document
from dueregard.papers.full import build_full
from dueregard.papers.public import build_public
from dueregard.papers.rendering import FORMATS, render_files
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import INTERNAL, public_view
from tests.editions.wild import change_wildly
from tests.generative.restricted_changes import change_restricted
from tests.generative.snapshot_making import make_snapshot
from tests.generative.strategies import SEEDS, restricted_pairs, snapshots

Outcome = bytes | str


def public_document(snapshot: Snapshot, paper_id: str | None = None) -> Document:
    return build_public(public_view(snapshot), paper_id)


def outcome(snapshot: Snapshot, paper_id: str | None = None) -> Outcome:
    """The document, or the sentence that says why there is none: that must not tell more either."""
    try:
        return write_document(public_document(snapshot, paper_id))
    except DueRegardError as error:
        return str(error)


@given(restricted_pairs(most_rows=4))
def test_the_public_document_does_not_change(pair: tuple[Snapshot, Snapshot]):
    first, second = pair
    assert outcome(first) == outcome(second)
    for name in [paper.id for paper in public_view(first).papers]:
        assert public_document(first, name) == public_document(second, name)


@given(snapshots(most_rows=4), SEEDS)
def test_what_is_withheld_is_not_even_looked_at(snapshot: Snapshot, seed: int):
    """Withheld records may hold anything at all, though no pack could hold it."""
    assert outcome(snapshot) == outcome(change_wildly(snapshot, seed))


@given(restricted_pairs())
def test_a_withheld_paper_is_as_if_it_were_not_there(pair: tuple[Snapshot, Snapshot]):
    """To ask for it by name gives the same answer as to ask for one that nobody has written."""
    for snapshot in pair:
        there = {paper.id for paper in public_view(snapshot).papers}
        for name in [paper.id for paper in snapshot.papers if paper.id not in there]:
            withheld, missing = outcome(snapshot, name), outcome(snapshot, "never-written")
            assert isinstance(withheld, str)
            assert isinstance(missing, str)
            assert withheld.replace(name, "never-written") == missing


@given(snapshots(), SEEDS)
def test_a_force_that_may_not_be_named_gives_one_answer(snapshot: Snapshot, seed: int):
    withheld = replace(snapshot, force=replace(snapshot.force, publishable=False))
    answers = {outcome(each) for each in (withheld, change_restricted(withheld, seed))}
    assert len(answers) == 1
    assert isinstance(answers.pop(), str)


@given(snapshots(most_rows=4))
def test_a_framework_that_only_withheld_records_name_may_go(snapshot: Snapshot):
    """Which frameworks a Snapshot holds depends on who names them, withheld leads and cycles too."""
    public = public_view(snapshot)
    named = {name for lead in public.force.leads for name in lead.frameworks}
    named |= {name for cycle in public.cycles for name in cycle.all_frameworks}
    fewer = replace(snapshot, frameworks=tuple(f for f in snapshot.frameworks if f.id in named))
    assert public_view(fewer) == public


@given(snapshots(most_rows=4))
def test_nothing_stands_in_for_an_internal_field(snapshot: Snapshot):
    assert INTERNAL not in str(outcome(snapshot))


@given(snapshots(most_rows=4), SEEDS)
def test_recommendations_have_the_same_numbers_and_words_in_both_editions(snapshot: Snapshot, seed: int):
    """What is public comes first in both; the rest follows in the full edition, and moves nothing."""
    for paper in public_view(snapshot).papers:
        public = _decisions(public_document(snapshot, paper.id))
        for each in (snapshot, change_restricted(snapshot, seed)):
            full = _decisions(build_full(each, paper.id))
            assert full[: len(public)] == public
            assert [number for number, *_rest in full] == list(range(1, len(full) + 1))


def _decisions(document: Document) -> list[tuple[int, str, str]]:
    """Number, verb and words, each once, by number."""
    return sorted({(b.number, b.verb, b.text) for b in document.blocks if isinstance(b, Decision)})


def finished(snapshot: Snapshot, format_name: str) -> Any:
    """The public file of one format, made after the full one, which may not leave anything behind."""
    render_files(build_full(snapshot), [format_name])
    return render_files(public_document(snapshot), [format_name])


def check_finished_bytes(format_name: str, seed: int, change: int) -> None:
    """Built from seeds, since hypothesis could not print a Snapshot of this size."""
    first = make_snapshot(seed, 3)
    assume(public_view(first).papers)
    assert finished(first, format_name) == finished(change_restricted(first, change), format_name)


@pytest.mark.parametrize("format_name", FORMATS)
@settings(max_examples=3)
@given(SEEDS, SEEDS)
@example(2022, 0)  # vulnerabilities of no business area alone
def test_the_finished_bytes_do_not_change(format_name: str, seed: int, change: int):
    check_finished_bytes(format_name, seed, change)


@pytest.mark.slow
@pytest.mark.parametrize("format_name", FORMATS)
@settings(max_examples=30)
@given(SEEDS, SEEDS)
def test_the_finished_bytes_of_thirty_cases_do_not_change(format_name: str, seed: int, change: int):
    check_finished_bytes(format_name, seed, change)
