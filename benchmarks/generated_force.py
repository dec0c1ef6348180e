"""A generated force with 1,200 criteria and eight quarters of answers, the same each time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from dueregard.assessment.book import AssessmentBook
from dueregard.assessment.returns import (
    Challenge,
    Cycle,
    CycleKind,
    Evidence,
    Response,
    ResponseState,
    Return,
)
from dueregard.common.codecs import Id
from dueregard.common.period import Quarter, When
from dueregard.frameworks.model import AreaKind, Criterion, Framework, FrameworkArea, FrameworkKind
from dueregard.frameworks.starter import library

CRITERIA, QUARTERS = 1200, 8
MARKING = Id("OFFICIAL")


@dataclass(frozen=True)
class GeneratedForce:
    """The records of a force; each book made of them starts with nothing worked out."""

    frameworks: tuple[Framework, ...]
    cycles: tuple[Cycle, ...]
    returns: tuple[Return, ...]
    evidence: tuple[Evidence, ...]
    challenges: tuple[Challenge, ...]

    def book(self) -> AssessmentBook:
        """A new book of the records."""
        return AssessmentBook.of(
            cycles=self.cycles,
            returns=self.returns,
            frameworks=self.frameworks,
            crosswalks=library().crosswalks,
            evidence=self.evidence,
            challenges=self.challenges,
        )


@cache
def generated_force() -> GeneratedForce:
    """SPR 2015 for four quarters and SPR 2023 for four, with ten capability frameworks of equal size."""
    dice = random.Random(2014)
    early, late = library().by_id["spr-2015"], library().by_id["spr-2023"]
    own = tuple(
        _capability(number, (CRITERIA - len(late.criteria)) // 10, late, early) for number in range(10)
    )
    first = Quarter(2021, 4)
    quarters = [first]
    while len(quarters) < QUARTERS:
        quarters.append(quarters[-1].next())
    cycles = tuple(_cycle(q, early if place < 4 else late, own) for place, q in enumerate(quarters))
    evidence = tuple(_evidence(number, dice) for number in range(400))
    frameworks = (early, late, *own)
    by_id = {framework.id: framework for framework in frameworks}
    returns = tuple(
        _return(cycle, by_id[name], place, evidence, dice)
        for place, cycle in enumerate(cycles)
        for name in cycle.all_frameworks
    )
    challenges = tuple(_challenge(number, cycles[-1], own[number % 10], dice) for number in range(60))
    return GeneratedForce(frameworks, cycles, returns, evidence, challenges)


def _capability(number: int, size: int, late: Framework, early: Framework) -> Framework:
    """A framework that feeds one SPR area of each version, with criteria under every heading."""
    area = FrameworkArea(
        id=Id(f"subject-{number}"),
        title=f"Subject {number}",
        kind=AreaKind.CAPABILITY,
        serves=tuple(Id(f"{f.id}/{f.areas[number % len(f.areas)].id}") for f in (early, late)),
    )
    pattern = late.criteria[0]

    def criterion(place: int) -> Criterion:
        return replace(
            pattern,
            id=Id(f"c-{number}-{place}"),
            area=area.id,
            heading=late.headings[place % 4].id,
            question=None,
            weight=1 + place % 3,
            essential=place % 5 == 0,
        )

    criteria = tuple(criterion(place) for place in range(size))
    return replace(
        late, id=Id(f"own-{number}"), kind=FrameworkKind.CAPABILITY, areas=(area,), criteria=criteria
    )


def _cycle(quarter: Quarter, spr: Framework, own: tuple[Framework, ...]) -> Cycle:
    return Cycle(
        id=Id(str(quarter)),
        marking=MARKING,
        kind=CycleKind.EXCEPTIONS,
        spr_framework=spr.id,
        frameworks=tuple(framework.id for framework in own),
        as_at=quarter.last_day,
    )


def _evidence(number: int, dice: random.Random) -> Evidence:
    return Evidence(
        id=Id(f"E-{number}"),
        marking=MARKING,
        title=f"Record {number}",
        system="records",
        owner="Records",
        dated_on=When(2021),
        expires_on=date(2022, 1, 1).replace(month=dice.randint(1, 12)) if dice.random() < 0.3 else None,
    )


def _return(
    cycle: Cycle, framework: Framework, place: int, evidence: tuple[Evidence, ...], dice: random.Random
) -> Return:
    return Return(
        id=Id(f"{cycle.id}/lead/{framework.id}"),
        marking=MARKING,
        cycle=cycle.id,
        lead=Id("lead"),
        framework=framework.id,
        signed_by="The lead",
        responses=tuple(_responses(framework, place, evidence, dice)),
    )


def _responses(
    framework: Framework, place: int, evidence: tuple[Evidence, ...], dice: random.Random
) -> Iterator[Response]:
    """One in ten unanswered, half carried after the first quarter, the rest answered anew."""
    for criterion in framework.criteria:
        chance = dice.random()
        if chance < 0.1:
            yield Response(criterion=criterion.id, state=ResponseState.UNANSWERED, marking=MARKING)
        elif chance < 0.6 and place:
            yield Response(criterion=criterion.id, state=ResponseState.CARRIED, marking=MARKING)
        else:
            yield Response(
                criterion=criterion.id,
                state=ResponseState.ANSWERED,
                rating=dice.choice(framework.scale).id,
                confidence=dice.choice(framework.confidence.steps),
                reason="Seen this quarter.",
                evidence=tuple(each.id for each in dice.sample(evidence, 2)),
                marking=MARKING,
            )


def _challenge(number: int, cycle: Cycle, framework: Framework, dice: random.Random) -> Challenge:
    return Challenge(
        id=Id(f"CH-{number}"),
        marking=MARKING,
        cycle=cycle.id,
        lead=Id("lead"),
        framework=framework.id,
        criterion=dice.choice(framework.criteria).id,
        rating=dice.choice(framework.scale).id,
        reason="The reviewer saw otherwise.",
        reviewer="The reviewer",
        raised_on=cycle.as_at,
    )
