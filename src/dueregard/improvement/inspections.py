"""Inspections, what they found, and what they asked of the force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.common.records import Column, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection(Record):
    """An inspection or its report: who, about what, when."""

    body: Annotated[str, Column("The inspectorate.")]
    title: Annotated[str, Column("Title of the report or inspection.")]
    about: Annotated[str, Column("What it looked at.")]
    scope: Annotated[str, Column("National, or of this force.")]
    fieldwork_on: Annotated[When | None, Column("When the fieldwork was.")] = None
    published_on: Annotated[When | None, Column("When the report came out.")] = None
    response: Annotated[str | None, Column("What the force did about it as a whole.")] = None


class FindingKind(StrEnum):
    """What kind of finding."""

    GOOD_PRACTICE = "good-practice"
    JUDGEMENT = "judgement"
    AREA_FOR_IMPROVEMENT = "area-for-improvement"
    CAUSE_OF_CONCERN = "cause-of-concern"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Record):
    """Something an inspection found: good practice, a judgement, an area for improvement, a concern."""

    inspection: Annotated[Id, Column("The inspection.", refers="inspections")]
    kind: Annotated[FindingKind, Column("What kind.")]
    text: Annotated[str, Column("What it found, as papers print it.")]
    lead: Annotated[Id | None, Column("The business area it concerns.", refers="leads")] = None


class Stance(StrEnum):
    """What the force says to an inspector's recommendation."""

    ACCEPT = "accept"
    PARTLY = "partly"
    REJECT = "reject"
    NATIONAL = "national"  # national: nothing for us


class RecommendationState(StrEnum):
    """Where an inspector's recommendation stands."""

    RECEIVED = "received"
    IN_PROGRESS = "in-progress"
    READY_FOR_SIGN_OFF = "ready-for-sign-off"
    DISCHARGED = "discharged"
    CLOSED = "closed"  # by the inspector, or because nothing is for us
    NOT_STATED = "not-stated"  # the published source does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation(Record):
    """What an inspector asked, and what the force says and does about it."""

    inspection: Annotated[Id, Column("The inspection that asked it.", refers="inspections")]
    number: Annotated[int | None, Column("Its number in the report; blank where it is not known.")] = None
    text: Annotated[str, Column("The text as issued, in our restatement; `not held` where it is not.")]
    addressed_to: Annotated[str, Column("To whom: chief constable, local policing body, national bodies.")]
    lead: Annotated[Id | None, Column("The business area it concerns.", refers="leads")] = None
    stance: Annotated[Stance | None, Column("What the force says to it.")] = None
    stance_reason: Annotated[str | None, Column("Why; needed unless accepted.")] = None
    owner: Annotated[str | None, Column("The post that owns it.")] = None
    state: Annotated[RecommendationState, Column("Where it stands.")] = RecommendationState.RECEIVED
    due_on: Annotated[date | None, Column("When it is to be done.")] = None
    evidence: Annotated[tuple[Id, ...], Column("Evidence of discharge.", refers="evidence")] = ()
    signed_off_by: Annotated[str | None, Column("Who signed the discharge off.", internal=True)] = None
    signed_off_on: Annotated[date | None, Column("When.")] = None
    must_reach: Annotated[tuple[Id, ...], Column("Plans it must reach.", refers="planning")] = ()
    comments_published_on: Annotated[
        date | None, Column("When the local policing body published its comments on the report.")
    ] = None

    def __post_init__(self) -> None:
        if self.stance in (Stance.PARTLY, Stance.REJECT, Stance.NATIONAL) and self.stance_reason is None:
            raise ValueError(f"the stance {self.stance} has no reason; give one in stance_reason")
        if (self.signed_off_by is None) != (self.signed_off_on is None):
            raise ValueError("a sign-off lacks its person or its date; give both")
