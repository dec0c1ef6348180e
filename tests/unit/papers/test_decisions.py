"""How decisions asked are numbered: what every edition may print comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.papers.view import number_decisions
from dueregard.publication.prose import DecisionAsked, PaperProse, Verb
from dueregard.publication.releases import Release, ReleaseState

MARKING = Id("OFFICIAL")


def asked(name: str, *, publishable: bool) -> DecisionAsked:
    return DecisionAsked(
        id=Id(name),
        verb=Verb.NOTE,
        text=f"That the Commissioner note {name}.",
        section=Id("conclusion"),
        marking=MARKING,
        publishable=publishable,
    )


def paper(*decisions: DecisionAsked) -> PaperProse:
    return PaperProse(
        id=Id("2023-11"),
        title="A paper",
        dated_on=date(2023, 11, 20),
        date_words=When(2023, 11),
        author="Staff officer",
        cycle=Id("2023-Q3"),
        decisions=decisions,
        marking=MARKING,
        publishable=True,
    )


def release(decision: str, words: str, order: int = 1) -> Release:
    return Release(
        id=Id(f"release-{decision}"),
        paper=Id("2023-11"),
        section=Id("resources"),
        order=order,
        words=words,
        decision=Id(decision),
        state=ReleaseState.APPROVED,
        approved_by="ACC",
        approved_on=date(2023, 11, 1),
        reason="asked",
        harm_test="none",
        marking=MARKING,
        publishable=True,
    )


def test_public_ones_come_first_then_released_ones_then_withheld_ones() -> None:
    numbered = number_decisions(
        paper(
            asked("one", publishable=False), asked("two", publishable=True), asked("three", publishable=False)
        ),
        (release("three", "That the Commissioner support what can be said."),),
    )
    assert [(each.number, each.asked.id) for each in numbered] == [(1, "two"), (2, "three"), (3, "one")]


def test_a_released_one_bears_the_words_of_its_release_and_their_verb() -> None:
    (numbered,) = number_decisions(
        paper(asked("one", publishable=False)),
        (release("one", "That the Commissioner support what can be said."),),
    )
    assert numbered.words == "That the Commissioner support what can be said."
    assert numbered.asked.verb is Verb.SUPPORT
    assert numbered.asked.section == "resources"
    assert numbered.asked.publishable


def test_numbers_of_the_public_edition_are_those_of_the_full_one() -> None:
    withheld = [asked(f"withheld-{n}", publishable=False) for n in range(3)]
    public = [asked(f"public-{n}", publishable=True) for n in range(3)]
    mixed = [d for pair in zip(withheld, public, strict=True) for d in pair]
    full = {n.asked.id: n.number for n in number_decisions(paper(*mixed), ())}
    for each in number_decisions(paper(*public), ()):
        assert full[each.asked.id] == each.number


def test_a_draft_release_lets_nothing_out() -> None:
    draft = replace(release("one", "That the Commissioner note it."), state=ReleaseState.DRAFT)
    (numbered,) = number_decisions(paper(asked("one", publishable=False)), (draft,))
    assert not numbered.asked.publishable
    assert numbered.words == "That the Commissioner note one."
