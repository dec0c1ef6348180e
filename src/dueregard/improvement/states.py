"""The states of recommendations, actions and lessons: tables from which all else follows.

What a page offers, what a change is refused for, what a pack's history is checked against and what
the diagrams in the manual show is read from these tables, and said nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from dueregard.common.errors import DueRegardError
from dueregard.improvement.actions import Action, ActionState
from dueregard.improvement.governance import SubjectKind
from dueregard.improvement.inspections import Recommendation, RecommendationState
from dueregard.improvement.risks import Lesson, LessonState

Subject: TypeAlias = Recommendation | Action | Lesson


class ChangeRefused(DueRegardError):
    """A change of state that the table does not have, or that lacks what it needs."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed change of state, in the words that a user reads on the button."""

    before: StrEnum
    after: StrEnum
    words: str
    needs_reason: bool = False


@dataclass(frozen=True)
class StateTable:
    """All states of one kind of record and the changes between them.

    `starts` are the states a new record may have; `ends` those in which nothing more is to be done;
    `needs` the fields that a record must have filled to be in a state.
    """

    subject: SubjectKind
    states: type[StrEnum]
    words: Mapping[StrEnum, str]
    starts: tuple[StrEnum, ...]
    ends: tuple[StrEnum, ...]
    transitions: tuple[Transition, ...]
    needs: Mapping[StrEnum, tuple[str, ...]]

    def find(self, before: str, after: str) -> Transition | None:
        """The transition between two states, None where there is none."""
        return next((t for t in self.transitions if t.before == before and t.after == after), None)

    def leaving(self, state: str) -> tuple[Transition, ...]:
        """The changes allowed from a state."""
        return tuple(t for t in self.transitions if t.before == state)

    def say(self, state: str) -> str:
        """A state as people read it; an unknown one as it stands."""
        return next((words for known, words in self.words.items() if known == state), str(state))


_R, _A, _L = RecommendationState, ActionState, LessonState

RECOMMENDATION = StateTable(
    subject=SubjectKind.RECOMMENDATION,
    states=RecommendationState,
    words={
        _R.RECEIVED: "received",
        _R.IN_PROGRESS: "in progress",
        _R.READY_FOR_SIGN_OFF: "ready for sign-off",
        _R.DISCHARGED: "discharged",
        _R.CLOSED: "closed",
        _R.NOT_STATED: "not stated in the source",
    },
    starts=(_R.RECEIVED, _R.NOT_STATED),
    ends=(_R.DISCHARGED, _R.CLOSED),
    transitions=(
        Transition(_R.RECEIVED, _R.IN_PROGRESS, "Start work on it"),
        Transition(_R.RECEIVED, _R.CLOSED, "Close it: nothing for us, or closed by the inspector", True),
        Transition(_R.IN_PROGRESS, _R.READY_FOR_SIGN_OFF, "Put it forward for sign-off"),
        Transition(_R.IN_PROGRESS, _R.CLOSED, "Close it: nothing for us, or closed by the inspector", True),
        Transition(_R.READY_FOR_SIGN_OFF, _R.DISCHARGED, "Sign it off as discharged"),
        Transition(_R.READY_FOR_SIGN_OFF, _R.IN_PROGRESS, "Send it back", True),
        Transition(_R.READY_FOR_SIGN_OFF, _R.CLOSED, "Record that the inspector closed it", True),
        Transition(_R.DISCHARGED, _R.CLOSED, "Record that the inspector closed it", True),
        Transition(_R.DISCHARGED, _R.IN_PROGRESS, "Reopen it", True),
        Transition(_R.CLOSED, _R.IN_PROGRESS, "Reopen it", True),
        Transition(_R.NOT_STATED, _R.RECEIVED, "Take it on to the tracker", True),
    ),
    # A recommendation is discharged on evidence and by a named person, never by the passing of time.
    needs={
        _R.READY_FOR_SIGN_OFF: ("stance", "owner", "evidence"),
        _R.DISCHARGED: ("stance", "owner", "evidence", "signed_off_by", "signed_off_on"),
    },
)

ACTION = StateTable(
    subject=SubjectKind.ACTION,
    states=ActionState,
    words={
        _A.PLANNED: "planned",
        _A.IN_PROGRESS: "in progress",
        _A.AWAITING_CONFIRMATION: "awaiting confirmation",
        _A.COMPLETE: "complete",
        _A.STOPPED: "stopped",
        _A.NOT_STATED: "not stated in the source",
    },
    starts=(_A.PLANNED, _A.NOT_STATED),
    ends=(_A.COMPLETE, _A.STOPPED),
    transitions=(
        Transition(_A.PLANNED, _A.IN_PROGRESS, "Start it"),
        Transition(_A.PLANNED, _A.STOPPED, "Stop it", True),
        Transition(_A.IN_PROGRESS, _A.AWAITING_CONFIRMATION, "Say that it is done"),
        Transition(_A.IN_PROGRESS, _A.STOPPED, "Stop it", True),
        Transition(_A.AWAITING_CONFIRMATION, _A.COMPLETE, "Confirm that it is complete"),
        Transition(_A.AWAITING_CONFIRMATION, _A.IN_PROGRESS, "Send it back", True),
        Transition(_A.AWAITING_CONFIRMATION, _A.STOPPED, "Stop it", True),
        Transition(_A.COMPLETE, _A.IN_PROGRESS, "Reopen it", True),
        Transition(_A.STOPPED, _A.PLANNED, "Reopen it", True),
        Transition(_A.NOT_STATED, _A.PLANNED, "Take it on to the list", True),
    ),
    needs={},
)

LESSON = StateTable(
    subject=SubjectKind.LESSON,
    states=LessonState,
    words={
        _L.IDENTIFIED: "identified",
        _L.ACTED_ON: "acted on",
        _L.LEARNED: "learned",
        _L.NOT_TAKEN: "not taken up",
    },
    starts=(_L.IDENTIFIED,),
    ends=(_L.LEARNED, _L.NOT_TAKEN),
    transitions=(
        Transition(_L.IDENTIFIED, _L.ACTED_ON, "Act on it"),
        Transition(_L.IDENTIFIED, _L.NOT_TAKEN, "Do not take it up", True),
        Transition(_L.ACTED_ON, _L.LEARNED, "Confirm that it is learned"),
        Transition(_L.ACTED_ON, _L.IDENTIFIED, "Send it back", True),
        Transition(_L.ACTED_ON, _L.NOT_TAKEN, "Do not take it up", True),
        Transition(_L.LEARNED, _L.IDENTIFIED, "Reopen it", True),
        Transition(_L.NOT_TAKEN, _L.IDENTIFIED, "Reopen it", True),
    ),
    needs={_L.ACTED_ON: ("actions",), _L.LEARNED: ("actions",)},
)

TABLES: tuple[StateTable, ...] = (RECOMMENDATION, ACTION, LESSON)


def table_for(record: Subject) -> StateTable:
    """The table of a record's kind."""
    if isinstance(record, Recommendation):
        return RECOMMENDATION
    return ACTION if isinstance(record, Action) else LESSON


def missing_for(record: Subject, state: str) -> tuple[str, ...]:
    """Fields that a state needs and the record has not filled, in the order of the table.

    >>> from dueregard.common.codecs import Id
    >>> lesson = Lesson(id=Id("L-1"), exercise=Id("X-1"), text="Call earlier.", marking=Id("OFFICIAL"))
    >>> missing_for(lesson, LessonState.ACTED_ON), missing_for(lesson, LessonState.NOT_TAKEN)
    (('actions',), ())
    """
    needed = next((names for known, names in table_for(record).needs.items() if known == state), ())
    return tuple(name for name in needed if not getattr(record, name))


def check_change(record: Subject, after: str, *, reason: str | None = None) -> None:
    """Raise ChangeRefused, saying what to do, unless this record may go to that state now."""
    table = table_for(record)
    which = f"{table.subject.value.capitalize()} {record.id}"
    transition = table.find(record.state, after)
    if transition is None:
        raise ChangeRefused(f"{which}: {_no_such_change(table, record.state, after)}.")
    if transition.needs_reason and not (reason or "").strip():
        raise ChangeRefused(f'{which}: "{transition.words}" needs a reason; say why.')
    missing = missing_for(record, after)
    if missing:
        raise ChangeRefused(
            f'{which}: to be "{table.say(after)}" it lacks {", ".join(missing)}; fill in each.'
        )


def change_is_allowed(record: Subject, after: str, *, reason: str | None = None) -> bool:
    """Whether `check_change` would let it pass.

    >>> from dueregard.common.codecs import Id
    >>> lesson = Lesson(id=Id("L-1"), exercise=Id("X-1"), text="Call earlier.", marking=Id("OFFICIAL"))
    >>> change_is_allowed(lesson, LessonState.NOT_TAKEN)
    False
    >>> change_is_allowed(lesson, LessonState.NOT_TAKEN, reason="Known.")
    True
    """
    try:
        check_change(record, after, reason=reason)
    except ChangeRefused:
        return False
    return True


def _no_such_change(table: StateTable, before: str, after: str) -> str:
    """One clause: what is not allowed, and what is."""
    allowed = ", ".join(f'"{table.say(t.after)}"' for t in table.leaving(before)) or "no other state"
    return (
        f'it cannot go from "{table.say(before)}" to "{table.say(after)}"; from there it can go to {allowed}'
    )
