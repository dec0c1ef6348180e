"""The life of a request, from asked to stood down: states and the steps between them, as a table.

What a step is refused for, and what a log's history is checked against, is read from this table and from dated
settings (see `request_rules`). Rules come in pairs: whether an officer may take a step, and when it may be taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.common.records import Column, Record
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.request import MOST_UNITS
from dueregard.mobilisation.request_rules import RequestRules
from dueregard.workforce.people import Rank


class StepRefused(DueRegardError):
    """A step in the life of a request that the table or the settings do not have, or that lacks what it needs."""


class RequestState(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    CONSIDERED = "considered"
    OFFERED = "offered"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    STOOD_TO = "stood-to"
    DEPLOYED = "deployed"
    STOOD_DOWN = "stood-down"
    WITHDRAWN = "withdrawn"

    def words(self) -> str:
        """As people read it."""
        return self.value.replace("-", " ")


@dataclass(frozen=True, slots=True)
class StepRule:
    """One allowed step, in the words of a button, and what it needs besides an authorised officer."""

    before: RequestState | None
    after: RequestState
    words: str
    needs_reason: bool = False


_S = RequestState
STEPS: tuple[StepRule, ...] = (
    StepRule(None, _S.ASKED, "Record that it is asked"),
    StepRule(_S.ASKED, _S.CONSIDERED, "Take it up for consideration"),
    StepRule(_S.ASKED, _S.DECLINED, "Decline it", True),
    StepRule(_S.ASKED, _S.WITHDRAWN, "Record that the host withdraws it", True),
    StepRule(_S.CONSIDERED, _S.OFFERED, "Offer all or part of it"),
    StepRule(_S.CONSIDERED, _S.DECLINED, "Decline it", True),
    StepRule(_S.CONSIDERED, _S.WITHDRAWN, "Record that the host withdraws it", True),
    StepRule(_S.OFFERED, _S.ACCEPTED, "Record that the host accepts the offer"),
    StepRule(_S.OFFERED, _S.REFUSED, "Record that the host refuses the offer", True),
    StepRule(_S.OFFERED, _S.CONSIDERED, "Take the offer back to consider it again", True),
    StepRule(_S.OFFERED, _S.WITHDRAWN, "Withdraw it", True),
    StepRule(_S.ACCEPTED, _S.STOOD_TO, "Stand the units to"),
    StepRule(_S.ACCEPTED, _S.WITHDRAWN, "Withdraw it", True),
    StepRule(_S.STOOD_TO, _S.DEPLOYED, "Deploy the units"),
    StepRule(_S.STOOD_TO, _S.STOOD_DOWN, "Stand the units down", True),
    StepRule(_S.DEPLOYED, _S.STOOD_DOWN, "Stand the units down"),
)
ENDS = (_S.DECLINED, _S.REFUSED, _S.STOOD_DOWN, _S.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestStep(Record):
    """One step in the life of a request, by a named officer. Raises ValueError."""

    request: Annotated[Id, Column("The request.")]
    after: Annotated[RequestState, Column("State that it goes to.")]
    at: Annotated[Moment, Column("When.")]
    by: Annotated[str, Column("The officer, by name.", internal=True)]
    rank: Annotated[Rank, Column("The officer's rank.")]
    post: Annotated[Id | None, Column("The post held then, by a short name.")] = None
    legal_basis: Annotated[str, Column("The law or agreement under which it is taken.")]
    reason: Annotated[str | None, Column("Why.")] = None
    units_asked: Annotated[int | None, Column("Units asked for; given when it is asked.")] = None
    units_offered: Annotated[int | None, Column("Units offered; given when it is offered.")] = None

    def __post_init__(self) -> None:
        if not self.by.strip():
            raise ValueError("no officer is named; say who takes the step")
        if not self.legal_basis.strip():
            raise ValueError("the legal basis is blank; give the law or agreement")
        for units in (self.units_asked, self.units_offered):
            if units is not None and not 1 <= units <= MOST_UNITS:
                raise ValueError(f"{units:,} units were given; give 1 to {MOST_UNITS:,}")


@dataclass(frozen=True, slots=True)
class RequestLife:
    """The steps of one request in order. It only grows: `then` gives a longer one and leaves this as it is."""

    rules: RequestRules
    steps: tuple[RequestStep, ...] = ()

    @property
    def state(self) -> RequestState | None:
        """Where it stands; None before it is asked."""
        return self.steps[-1].after if self.steps else None

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be done."""
        return self.state in ENDS

    @property
    def units_asked(self) -> int:
        """Units asked for."""
        return self.steps[0].units_asked or 0 if self.steps else 0

    @property
    def units_offered(self) -> int:
        """Units of the last offer; 0 where none stands, because none was made, or it was taken back or refused."""
        for step in reversed(self.steps):
            if step.after is RequestState.OFFERED:
                return step.units_offered or 0
            if step.after in (_S.CONSIDERED, _S.DECLINED, _S.REFUSED, _S.WITHDRAWN):
                return 0
        return 0

    @property
    def extent(self) -> str:
        """all, part or none: how much of what was asked for is offered."""
        if not self.units_offered:
            return "none"
        return "all" if self.units_offered >= self.units_asked else "part"

    def next_steps(self) -> tuple[StepRule, ...]:
        """The steps that may come next."""
        return tuple(rule for rule in STEPS if rule.before == self.state)

    def then(self, step: RequestStep) -> RequestLife:
        """The life with one step more. Raises StepRefused in one sentence."""
        self.check_when(step)
        self.check_who(step)
        return RequestLife(self.rules, (*self.steps, step))

    def check_when(self, step: RequestStep) -> None:
        """Raise StepRefused unless this step may be taken now, whoever takes it."""
        which = f"Request {step.request}"
        if self.steps and step.request != self.steps[0].request:
            raise StepRefused(
                f"{which}: this is the life of the request {self.steps[0].request}; add the step to its own."
            )
        if any(step.id == each.id for each in self.steps):
            raise StepRefused(f"{which}: the step {step.id} is taken already; give the next its own name.")
        if self.steps and step.at < self.steps[-1].at:
            raise StepRefused(
                f'{which}: "{step.after.words()}" at {step.at} comes before "{self.steps[-1].after.words()}" at '
                f"{self.steps[-1].at}; the log only grows, so give the later time."
            )
        rule = next((rule for rule in self.next_steps() if rule.after is step.after), None)
        if rule is None:
            raise StepRefused(f"{which}: {self._no_such_step(step.after)}.")
        if rule.needs_reason and not (step.reason or "").strip():
            raise StepRefused(f'{which}: "{rule.words}" needs a reason; say why.')
        self._check_units(which, step)

    def check_who(self, step: RequestStep) -> None:
        """Raise StepRefused unless the officer may take this step, whenever it is."""
        if not self.rules.may(step.after.value, step.rank, step.post, step.at.at.date()):
            lowest = self.rules.lowest_rank(step.after.value, step.at.at.date())
            raise StepRefused(
                f'Request {step.request}: {step.by} is of the rank {step.rank.value}, and "{step.after.words()}" takes '
                f"{lowest.value} or higher, or a post named for it; have somebody authorised take the step."
            )

    def _check_units(self, which: str, step: RequestStep) -> None:
        if step.after is RequestState.ASKED and step.units_asked is None:
            raise StepRefused(f"{which}: it does not say how many units are asked for; give their number.")
        if step.after is not RequestState.OFFERED:
            return
        if step.units_offered is None:
            raise StepRefused(f"{which}: it does not say how many units are offered; give their number.")
        if step.units_offered > self.units_asked:
            raise StepRefused(
                f"{which}: {step.units_offered} units are offered and {self.units_asked} were asked for; offer no more."
            )
        if step.units_offered < self.units_asked and not (step.reason or "").strip():
            raise StepRefused(
                f"{which}: {step.units_offered} of {self.units_asked} units are offered; say why not all."
            )

    def _no_such_step(self, after: RequestState) -> str:
        if self.state is None:
            return f'it is not asked yet and cannot be "{after.words()}"; record first that it is asked'
        allowed = ", ".join(f'"{rule.after.words()}"' for rule in self.next_steps())
        allowed = f"from there it can go to {allowed}" if allowed else "that was its end"
        return f'it cannot go from "{self.state.words()}" to "{after.words()}"; {allowed}'


def may_take(life: RequestLife, step: RequestStep) -> bool:
    """Whether `RequestLife.then` would take the step."""
    try:
        life.then(step)
    except StepRefused:
        return False
    return True


def read_life(rules: RequestRules, steps: tuple[RequestStep, ...]) -> RequestLife:
    """A life from its steps as kept, each checked again. Raises StepRefused."""
    life = RequestLife(rules)
    for step in steps:
        life = life.then(step)
    return life
