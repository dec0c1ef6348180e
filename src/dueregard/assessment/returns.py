"""Cycles, returns and responses; evidence, challenge and override: the records.

A response is one answer to one criterion in one cycle. It is never guessed: what has not been
said is `unanswered`, and what a published source does not say is `not-stated`, which no rule reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from dueregard.common.codecs import Id
from dueregard.common.period import Quarter, When
from dueregard.common.records import Column, Marked, Record


class ResponseState(StrEnum):
    """What kind of answer it is."""

    ANSWERED = "answered"
    CARRIED = "carried"  # last quarter's answer, confirmed by saying "no change"
    UNANSWERED = "unanswered"  # the force has not said
    NOT_APPLICABLE = "not-applicable"  # with a reason and a second person
    NOT_STATED = "not-stated"  # the published source does not say: outside every rule
    ELSEWHERE = "elsewhere"  # assessed under a marking this product may not hold: a pointer only


@dataclass(frozen=True, slots=True, order=True)
class CountedGroup:
    """People a response counts on: a group of posts or teams, a skill, a number of people.

    Written `group/skill/number`, so that the same people counted twice can be found later.

    >>> CountedGroup.parse("response-teams/public-order-level-2/330").people
    330
    """

    EXPECTS: ClassVar[str] = "group/skill/number, e.g. response-teams/public-order-level-2/330"

    group: str
    skill: str
    people: int

    @classmethod
    def parse(cls, text: str) -> CountedGroup:
        """Read `group/skill/number`."""
        parts = text.split("/")
        if (
            len(parts) != 3
            or not all(parts)
            or not (parts[2].isascii() and parts[2].isdigit())
            or len(parts[2]) > 6
        ):
            raise ValueError(f"write {cls.EXPECTS}")
        return cls(parts[0], parts[1], int(parts[2]))

    def __str__(self) -> str:
        return f"{self.group}/{self.skill}/{self.people}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(Marked):
    """One answer to one criterion in one cycle."""

    criterion: Annotated[Id, Column("The criterion answered.")]
    state: Annotated[ResponseState, Column("What kind of answer it is.")]
    rating: Annotated[Id | None, Column("A step of the framework's scale; for answered only.")] = None
    confidence: Annotated[Id | None, Column("How sure the lead is; for answered only.")] = None
    reason: Annotated[
        str | None, Column("Why this rating; why not applicable; or who holds it elsewhere.")
    ] = None
    changed: Annotated[str | None, Column("What changed since last time.")] = None
    evidence: Annotated[tuple[Id, ...], Column("Evidence, by id.", refers="evidence")] = ()
    counted: Annotated[tuple[CountedGroup, ...], Column("People counted on, for capacity criteria.")] = ()
    confirmed_by: Annotated[
        str | None, Column("Second person who confirmed not-applicable.", internal=True)
    ] = None
    held_by: Annotated[str | None, Column("For elsewhere: who holds the assessment.", internal=True)] = None
    held_on: Annotated[date | None, Column("For elsewhere: its date.", internal=True)] = None

    def __post_init__(self) -> None:
        _check_response(self)


def _check_response(response: Response) -> None:
    state = response.state
    if state is ResponseState.ANSWERED and (response.rating is None or response.confidence is None):
        raise ValueError(
            "an answered criterion lacks its rating or confidence; give both, or write unanswered"
        )
    if state not in (ResponseState.ANSWERED, ResponseState.CARRIED) and (
        response.rating or response.confidence
    ):
        raise ValueError(f"a rating or confidence stands beside {state}; take it out or write answered")
    if state is ResponseState.NOT_APPLICABLE and response.reason is None:
        raise ValueError("not-applicable has no reason; give one, and the second person in confirmed_by")
    if state is ResponseState.ELSEWHERE and (response.held_by is None or response.held_on is None):
        raise ValueError("a pointer elsewhere lacks who holds it or its date; fill in held_by and held_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Return(Record):
    """One lead's answers to one framework in one cycle. Its id is cycle/lead/framework."""

    cycle: Annotated[Id, Column("The cycle.", refers="cycles")]
    lead: Annotated[Id, Column("The lead.", refers="leads")]
    framework: Annotated[Id, Column("The framework.", refers="frameworks")]
    due_on: Annotated[date | None, Column("When it was due.")] = None
    submitted_on: Annotated[When | None, Column("When it came in; blank while it has not.")] = None
    signed_by: Annotated[str | None, Column("The post that signed it.", internal=True)] = None
    summary: Annotated[str | None, Column("The lead's own words for the composite report.")] = None
    responses: Annotated[tuple[Response, ...], Column("Its responses.", separate=True)] = ()

    def __post_init__(self) -> None:
        if self.id != f"{self.cycle}/{self.lead}/{self.framework}":
            right = f"{self.cycle}/{self.lead}/{self.framework}"
            raise ValueError(f"the id {self.id} is not cycle/lead/framework; write {right}")


class CycleKind(StrEnum):
    """A full assessment, or only what changed."""

    FULL = "full"
    EXCEPTIONS = "exceptions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle(Record):
    """One quarter of assessment. Its id is the quarter."""

    kind: Annotated[CycleKind, Column("Full assessment, or exceptions only.")]
    spr_framework: Annotated[Id, Column("The SPR version of this cycle.", refers="frameworks")]
    frameworks: Annotated[
        tuple[Id, ...], Column("Capability frameworks of this cycle.", refers="frameworks")
    ] = ()
    as_at: Annotated[date, Column("The day on which evidence and due dates are judged.")]

    def __post_init__(self) -> None:
        try:
            Quarter.parse(self.id)
        except ValueError as error:
            raise ValueError(f'the id "{self.id}" is not a quarter; {error}') from None

    @property
    def quarter(self) -> Quarter:
        """The quarter."""
        return Quarter.parse(self.id)

    @property
    def all_frameworks(self) -> tuple[Id, ...]:
        """The SPR framework first, then the capability frameworks."""
        return (self.spr_framework, *self.frameworks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Record):
    """What supports a response, by reference: system, identifier, owner, date and expiry."""

    title: Annotated[str, Column("What it is.")]
    system: Annotated[str, Column("Where it is kept.", internal=True)]
    identifier: Annotated[str | None, Column("Its reference there.", internal=True)] = None
    owner: Annotated[str, Column("The post that keeps it.", internal=True)]
    dated_on: Annotated[When, Column("Its date.")]
    expires_on: Annotated[date | None, Column("When it stops supporting anything; blank if it does not.")] = (
        None
    )

    def is_expired(self, day: date) -> bool:
        """Whether it has expired by a day: it still counts on the day itself."""
        return self.expires_on is not None and self.expires_on < day


class ChallengeOutcome(StrEnum):
    """How a challenge ended."""

    OPEN = "open"
    UPHELD = "upheld"
    NOT_UPHELD = "not-upheld"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge(Record):
    """A reviewer's different rating of one response, kept beside it."""

    cycle: Annotated[Id, Column("The cycle.", refers="cycles")]
    lead: Annotated[Id, Column("The lead.", refers="leads")]
    framework: Annotated[Id, Column("The framework.", refers="frameworks")]
    criterion: Annotated[Id, Column("The criterion.")]
    rating: Annotated[Id, Column("The rating the reviewer gives.")]
    reason: Annotated[str, Column("Why.")]
    reviewer: Annotated[str, Column("The reviewer's post.", internal=True)]
    raised_on: Annotated[date, Column("When it was raised.")]
    outcome: Annotated[ChallengeOutcome, Column("How it ended.")] = ChallengeOutcome.OPEN
    resolved_on: Annotated[date | None, Column("When it ended.")] = None
    resolution: Annotated[str | None, Column("What was decided, and why.")] = None

    def __post_init__(self) -> None:
        if (self.outcome is ChallengeOutcome.OPEN) != (self.resolved_on is None):
            raise ValueError(
                "an ended challenge has a resolved_on date and an open one has none; correct either"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Override(Record):
    """A professional judgement shown beside the computed value: named, reasoned, time-limited."""

    cycle: Annotated[Id, Column("The cycle from which it holds.", refers="cycles")]
    framework: Annotated[Id, Column("The SPR framework.", refers="frameworks")]
    spr_area: Annotated[Id, Column("The SPR area judged.")]
    rating: Annotated[Id, Column("The rating judged right.")]
    reason: Annotated[str, Column("Why.")]
    by: Annotated[str, Column("Who judged, by post.")]
    made_on: Annotated[date, Column("When.")]
    until_on: Annotated[date, Column("Until when it is shown.")]

    def __post_init__(self) -> None:
        if self.until_on < self.made_on:
            raise ValueError("the override ends before it was made; correct made_on or until_on")
