"""Meetings with what they decided, support given to others, the planning year, acceptances, states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.common.records import Column, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Record):
    """One sitting of a governance meeting."""

    title: Annotated[str, Column("Which meeting.")]
    held_on: Annotated[date, Column("When.")]
    chaired_by: Annotated[str, Column("The post in the chair.")]
    cycle: Annotated[Id | None, Column("The cycle it considered.", refers="cycles")] = None
    attended: Annotated[tuple[Id, ...], Column("Leads represented.", refers="leads", internal=True)] = ()
    agenda: Annotated[str | None, Column("What was taken, in order.", internal=True)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDecision(Record):
    """Something a meeting decided, and the actions it set."""

    meeting: Annotated[Id, Column("The meeting.", refers="meetings")]
    number: Annotated[int, Column("Its number in the minutes.")]
    text: Annotated[str, Column("What was decided.")]
    lead: Annotated[Id | None, Column("The business area.", refers="leads")] = None
    actions: Annotated[tuple[Id, ...], Column("Actions set.", refers="actions")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Support(Record):
    """Support the force gave to others in meeting the SPR."""

    to: Annotated[str, Column("To whom.")]
    about: Annotated[str, Column("What was given, as papers print it.")]
    given_on: Annotated[When | None, Column("When; blank for a standing practice.")] = None
    by: Annotated[str | None, Column("Who gave it, by post.")] = None


class PlanningKind(StrEnum):
    """An object of the planning year."""

    SPR = "spr"
    NPR = "npr"  # National Policing Requirement
    STRA = "stra"  # strategic threat and risk assessment
    FMS = "fms"  # force management statement
    MEDIUM_TERM_PLAN = "medium-term-plan"
    BUDGET = "budget"
    POLICE_AND_CRIME_PLAN = "police-and-crime-plan"
    ANNUAL_REPORT = "annual-report"
    BUSINESS_PLAN = "business-plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningObject(Record):
    """A dated plan or statement that vulnerabilities and recommendations must reach in time."""

    kind: Annotated[PlanningKind, Column("What it is.")]
    title: Annotated[str, Column("Its title, with its year.")]
    owner: Annotated[str, Column("Whose it is.")]
    closes_on: Annotated[When | None, Column("Last day on which something can still reach it.")] = None
    issued_on: Annotated[When | None, Column("When it is or was issued.")] = None
    relation: Annotated[
        str | None, Column("How the response to the SPR relates to it, as papers print it.")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance(Record):
    """A vulnerability accepted by a named person until a date."""

    vulnerability: Annotated[Id, Column("Key of the vulnerability.", internal=True)]
    accepted_by: Annotated[str, Column("Who accepts it, by post.")]
    reason: Annotated[str, Column("Why.")]
    accepted_on: Annotated[date, Column("When.")]
    until_on: Annotated[date, Column("Until when.")]

    def __post_init__(self) -> None:
        if self.until_on <= self.accepted_on:
            raise ValueError("the acceptance ends on or before the day it was made; give a later until_on")


class SubjectKind(StrEnum):
    """What kind of record changed state."""

    RECOMMENDATION = "recommendation"
    ACTION = "action"
    LESSON = "lesson"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChange(Record):
    """One change of state of a recommendation, action or lesson: the history shown on screen."""

    subject: Annotated[SubjectKind, Column("What kind of record.")]
    subject_id: Annotated[Id, Column("Which.")]
    before: Annotated[Id, Column("State before.")]
    after: Annotated[Id, Column("State after.")]
    changed_on: Annotated[date, Column("When.")]
    by: Annotated[str, Column("Who, by post.", internal=True)]
    reason: Annotated[str | None, Column("Why; needed for reopening and stopping.")] = None
