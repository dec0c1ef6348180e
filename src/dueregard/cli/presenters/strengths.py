"""What `dueregard strengths` shows a person: the conclusion first, then the strengths it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from dueregard.cli.page import Page, Part, Table
from dueregard.effects.stored import StrengthsValue, StrengthValue
from dueregard.effects.strengths import Strengths


def strengths_page(found: Strengths, answer: StrengthsValue, stored: str | None) -> Page:
    """A deployment at several strengths, for a person."""
    return tuple(_parts(found, answer, stored))


def _parts(found: Strengths, answer: StrengthsValue, stored: str | None) -> Iterator[Part]:
    yield from answer.headings
    yield ""
    yield answer.conclusion
    yield Table(
        title=f"{answer.deployment}, by strength of the force: people not seen in time, no emergency",
        header=("strength", "officers", "without", "difference", "units busy", "with it", "emergencies"),
        rows=tuple(_row(each) for each in answer.strengths),
        numeric=frozenset({1, 2, 4, 5}),
    )
    yield Table(
        title="What the figures rest on, and what they leave out",
        header=("",),
        rows=tuple((sentence,) for sentence in answer.validity),
    )
    if stored is not None:
        yield f"Kept in {stored}; manifest {found.manifest.hash}."


def _row(each: StrengthValue) -> tuple[str, ...]:
    return (
        each.label,
        f"{each.officers:,}",
        each.headline.without_words,
        each.headline.words,
        "" if each.load_without is None else f"{each.load_without:.0%}",
        "" if each.load_with is None else f"{each.load_with:.0%}",
        "" if each.verdict is None else each.verdict.verdict,
    )
