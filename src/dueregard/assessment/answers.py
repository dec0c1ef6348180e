"""What an answer amounts to in one cycle, once it has been traced to where it was given."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from dueregard.assessment.returns import CountedGroup, Response, Return
from dueregard.assessment.rolling import AnswerKind
from dueregard.common.codecs import Id
from dueregard.frameworks.model import Criterion, EvidenceState


class OpenReason(StrEnum):
    """Why a criterion counts as unanswered, as papers print it."""

    NO_RETURN = "no return has come in for its framework"
    NO_ROW = "no return says anything of it"
    SAID_SO = "the return says that it is unanswered"
    NOT_CONFIRMED = "said to be not applicable, but no second person has confirmed that"
    NOTHING_TO_CARRY = "said to be unchanged, but there is no earlier answer"


class Answer(NamedTuple):
    """The answer to one criterion of one framework in one cycle.

    `said` is the row of this cycle and `given` the row that holds the answer, in the return
    `given_to`; they differ when the answer is carried, and both may stand in the return of
    another framework that asks the same question. `evidence` is what is cited here and, for a
    carried answer, on the way back to where it was given; its state is judged on the day the
    cycle is as at. Like `Part` it is a named tuple because thousands are made.
    """

    cycle: Id
    framework: Id
    criterion: Criterion
    kind: AnswerKind
    open_reason: OpenReason | None = None
    said: Response | None = None
    given: Response | None = None
    given_to: Return | None = None
    evidence: tuple[Id, ...] = ()
    evidence_state: EvidenceState = EvidenceState.ABSENT

    @property
    def given_in(self) -> Id | None:
        """The cycle in which it was given."""
        return None if self.given_to is None else self.given_to.cycle

    @property
    def given_by(self) -> Id | None:
        """The lead who gave it."""
        return None if self.given_to is None else self.given_to.lead

    @property
    def given_for(self) -> Id | None:
        """The framework in whose return it was given."""
        return None if self.given_to is None else self.given_to.framework

    @property
    def rating(self) -> Id | None:
        """The self-rating, where there is one."""
        return self.given.rating if self.given is not None and self.kind is AnswerKind.ANSWERED else None

    @property
    def confidence(self) -> Id | None:
        """The confidence the lead stated, before evidence is looked at."""
        return self.given.confidence if self.given is not None and self.kind is AnswerKind.ANSWERED else None

    @property
    def is_carried(self) -> bool:
        """Whether it was given in an earlier cycle and confirmed since by saying "no change"."""
        return self.given_to is not None and self.given_to.cycle != self.cycle

    @property
    def reason(self) -> str | None:
        """Why the lead gave this answer."""
        return self.given.reason if self.given is not None else None

    @property
    def changed(self) -> str | None:
        """What the lead says has changed: said on purpose in this cycle, or else when it was given."""
        for row in (self.said, self.given):
            if row is not None and row.changed is not None:
                return row.changed
        return None

    @property
    def counted(self) -> tuple[CountedGroup, ...]:
        """People the answer counts on."""
        for row in (self.said, self.given):
            if row is not None and row.counted:
                return row.counted
        return ()
