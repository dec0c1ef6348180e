"""Actions and the moves of their due dates; strategies and their objectives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.common.records import Column, Record
from dueregard.frameworks.model import Cause, Strand


class ActionState(StrEnum):
    """Where an action stands."""

    PLANNED = "planned"
    IN_PROGRESS = "in-progress"
    AWAITING_CONFIRMATION = "awaiting-confirmation"
    COMPLETE = "complete"
    STOPPED = "stopped"
    NOT_STATED = "not-stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Record):
    """A tracked improvement: what, by whom, by when, for what."""

    title: Annotated[str, Column("What will be done.")]
    lead: Annotated[Id, Column("The business area.", refers="leads")]
    owner: Annotated[str, Column("The post that owns it.")]
    strand: Annotated[Strand | None, Column("4P strand, where it applies.")] = None
    cause: Annotated[Cause | None, Column("The kind of gap it closes.")] = None
    state: Annotated[ActionState, Column("Where it stands.")] = ActionState.PLANNED
    raised_on: Annotated[date | None, Column("When it was raised.")] = None
    due_on: Annotated[date | None, Column("When it is due now, after any moves.")] = None
    completed_on: Annotated[date | None, Column("When it was complete.")] = None
    recommendations: Annotated[
        tuple[Id, ...], Column("Inspectors' recommendations it answers.", refers="recommendations")
    ] = ()
    findings: Annotated[tuple[Id, ...], Column("Findings it answers.", refers="findings")] = ()
    risks: Annotated[tuple[Id, ...], Column("Risks it treats.", refers="risks")] = ()
    vulnerabilities: Annotated[
        tuple[Id, ...], Column("Keys of vulnerabilities it treats.", internal=True)
    ] = ()
    decided_at: Annotated[Id | None, Column("The meeting that decided it.", refers="meetings")] = None
    progress: Annotated[str | None, Column("What has been done so far.")] = None

    def __post_init__(self) -> None:
        if (self.state is ActionState.COMPLETE) != (self.completed_on is not None):
            raise ValueError("a complete action has a completed_on date and no other has one; correct either")
        if self.raised_on and self.completed_on and self.completed_on < self.raised_on:
            raise ValueError("the action was complete before it was raised; correct the dates")


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDateMove(Record):
    """One move of an action's due date: dates remember each."""

    action: Annotated[Id, Column("The action.", refers="actions")]
    from_on: Annotated[date, Column("Due before the move.")]
    to_on: Annotated[date, Column("Due after it.")]
    moved_on: Annotated[date, Column("When it was moved.")]
    by: Annotated[str, Column("Who agreed it, by post.", internal=True)]
    reason: Annotated[str, Column("Why.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy(Record):
    """A strategy of the force: its aim, its owner and what it answers to."""

    title: Annotated[str, Column("Its title.")]
    aim: Annotated[str, Column("What it sets out to do.")]
    lead: Annotated[Id | None, Column("The business area; blank for the whole force.", refers="leads")] = None
    owner: Annotated[str | None, Column("The post that owns it.")] = None
    strands: Annotated[tuple[Strand, ...], Column("4P strands it adopts.")] = ()
    follows: Annotated[str | None, Column("The national strategy it follows.")] = None
    parameters: Annotated[str | None, Column("Limits it sets itself, e.g. against duplicated work.")] = None
    from_on: Annotated[When | None, Column("When it began.")] = None
    review_on: Annotated[date | None, Column("When it is due for review.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective(Record):
    """One objective of a strategy, under one strand."""

    strategy: Annotated[Id, Column("The strategy.", refers="strategies")]
    strand: Annotated[Strand | None, Column("4P strand.")] = None
    text: Annotated[str, Column("What is to be achieved.")]
    actions: Annotated[tuple[Id, ...], Column("Actions that serve it.", refers="actions")] = ()
