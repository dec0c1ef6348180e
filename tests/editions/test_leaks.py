"""Deliberate leaks, each planted in the real builder, each caught by the checks it passes itself."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from dueregard.effects.citing import cited_results
from dueregard.effects.stored import EffectValue
from dueregard.papers.document import AnyBlock, Callout, Chart, Document, Paragraph, Table
from dueregard.papers.public import build_public
from dueregard.papers.view import find_paper
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.keeping import public_view
from tests.conftest import find_program
from tests.editions.checks import Builder, problems_of


def build(snapshot: Snapshot) -> Document:
    return build_public(public_view(snapshot))


def with_a_count(snapshot: Snapshot) -> Document:
    """A sentence that counts all actions, not only those published."""
    document = build(snapshot)
    words = f"The force follows {len(snapshot.actions)} actions."
    said = Paragraph(text=words, marking="OFFICIAL", publishable=True)
    return replace(document, blocks=(*document.blocks, said))


def with_an_order(snapshot: Snapshot) -> Document:
    """Published risks in an order that depends on whether a withheld action treats them."""
    document = build(snapshot)
    treated = {risk for action in snapshot.actions for risk in action.risks}
    titles = {risk.title for risk in snapshot.risks if risk.id in treated}

    def in_order(block: AnyBlock) -> AnyBlock:
        if isinstance(block, Table) and block.caption == "Risks by rating":
            return replace(block, rows=tuple(sorted(block.rows, key=lambda row: row[0] not in titles)))
        return block

    return replace(document, blocks=tuple(map(in_order, document.blocks)))


def with_a_hash(snapshot: Snapshot) -> Document:
    """A property that nobody sees on a page: the hash of the whole Snapshot."""
    document = build(snapshot)
    return replace(document, keywords=(*document.keywords, snapshot.hash[:12]))


def with_an_alt_text(snapshot: Snapshot) -> Document:
    """Words for those who do not see a chart, made from more than is drawn."""
    document = build(snapshot)
    strength = [figure for figure in snapshot.strength if figure.function is not None]
    words = ", ".join(f"{figure.function} {figure.officers}" for figure in strength)

    def described(block: AnyBlock) -> AnyBlock:
        return replace(block, alt=f"{block.alt} By function: {words}.") if isinstance(block, Chart) else block

    return replace(document, blocks=tuple(map(described, document.blocks)))


def with_a_file_name(snapshot: Snapshot) -> Document:
    """A file named after the last meeting, whether or not that is published."""
    document = build(snapshot)
    latest = max(snapshot.meetings, key=lambda meeting: (meeting.held_on, not meeting.publishable))
    drafts = [release for release in snapshot.releases if not release.approved_by]
    name = re.sub(r"\W+", "-", f"{latest.id} {len(drafts)}")
    return replace(document, file_stem=f"{document.file_stem}-{name}")


def with_an_effect(snapshot: Snapshot) -> Document:
    """The headline of the effect that the paper cites, printed where nobody has released it."""
    document = build(snapshot)
    cited = cited_results(snapshot, find_paper(snapshot, None))
    words = " ".join(each.value.headline for each in cited if isinstance(each.value, EffectValue))
    said = Paragraph(text=words or "Nothing.", marking="OFFICIAL", publishable=True)
    return replace(document, blocks=(*document.blocks, said))


def with_how_many_results(snapshot: Snapshot) -> Document:
    """Whether anything has been worked out at all is news too."""
    document = build(snapshot)
    said = Callout(
        title="No data yet" if not snapshot.results else "Worked out",
        text="The effect.",
        marking="OFFICIAL",
        publishable=True,
    )
    return replace(document, blocks=(*document.blocks, said))


LEAKS = [
    *(with_a_count, with_an_order, with_a_hash, with_an_alt_text, with_a_file_name),
    *(with_an_effect, with_how_many_results),
]


@pytest.fixture(scope="session")
def pdftotext() -> str:
    found: Path = find_program("pdftotext", debian_package="poppler-utils")
    return str(found)


@cache
def problems(builder: Builder, pdftotext: str) -> tuple[str, ...]:
    return problems_of(builder, pdftotext)


def test_the_real_builder_has_no_problem(pdftotext: str):
    assert problems(build, pdftotext) == ()


@pytest.mark.parametrize("leaky", LEAKS, ids=lambda leaky: leaky.__name__)
def test_a_leak_is_caught(leaky: Builder, pdftotext: str):
    assert problems(leaky, pdftotext) != ()


def test_an_alt_text_is_read_where_it_is_hidden(pdftotext: str):
    """The canary in it is found in each format, not only in the page's own words."""
    told = [problem for problem in problems(with_an_alt_text, pdftotext) if " tells strength " in problem]
    for name in ("docx", "pdf", "html"):
        assert any(f"public.{name} tells" in problem for problem in told), name


def test_a_file_name_is_looked_at(pdftotext: str):
    names = {problem.rpartition(" ")[2] for problem in problems(with_a_file_name, pdftotext)}
    assert any("commissioner-paper-public-" in name for name in names)
