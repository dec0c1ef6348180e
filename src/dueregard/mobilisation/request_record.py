"""The record of one request: its life, the plans adopted for it, rules broken for it, the strategy and the log.

The record only grows. Each step, adoption, exception and version of the strategy has its entry in the decision log, and
each entry holds the hash of the one before it. The hash of the last entry is to be kept elsewhere: then a
record written anew from end to end is noticed as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.common.marking import refusal
from dueregard.common.records import Column, Marked, Origin, Record
from dueregard.frameworks.model import Tier
from dueregard.mobilisation.adoption import AdoptionRefused, Authoriser, adopt
from dueregard.mobilisation.aid import Direction
from dueregard.mobilisation.decision_log import (
    Decision,
    DecisionKind,
    DecisionLog,
    GoldStrategy,
    StrategyHistory,
    decision_of,
    decision_of_step,
)
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.request_life import RequestLife, RequestState, RequestStep, read_life
from dueregard.mobilisation.request_rules import RequestRules
from dueregard.mobilisation.rule_exceptions import RuleException, check_authorised
from dueregard.mobilisation.stored_plan import StoredPlan
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.people import Rank

RECORD_FORMAT = "dueregard-request-record 1"


class RecordRefused(DueRegardError):
    """A record that contradicts itself, or an entry that cannot be added to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedFile(Record):
    """A plan that a named officer adopted, kept in files of its own. Raises ValueError."""

    plan: Annotated[str, Column("Its head `plan.yaml` or the folder that holds it, relative to this record.")]
    sha256: Annotated[str, Column("SHA-256 of its head.")]
    at: Annotated[Moment, Column("When it was adopted.")]
    by: Annotated[str, Column("The officer, by name.", internal=True)]
    rank: Annotated[Rank, Column("The officer's rank.")]
    post: Annotated[Id | None, Column("The post held then, by a short name.")] = None
    legal_basis: Annotated[str, Column("The law or agreement under which it was adopted.")]
    reason: Annotated[str, Column("Why.")]
    replaces: Annotated[
        str | None, Column("SHA-256 of the head of the plan adopted before it, which it takes the place of.")
    ] = None
    judged: Annotated[
        bool | None,
        Column(
            "Whether the judge of plans found that it keeps every rule; `no` where it was not asked, blank in records "
            "of before. A plan that breaks one is not adopted."
        ),
    ] = None

    def __post_init__(self) -> None:
        for name in ("plan", "by", "legal_basis", "reason"):
            if not getattr(self, name).strip():
                raise ValueError(f"{name.replace('_', ' ')} is blank; fill it in")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficersAway(Record):
    """Officers given or received without a plan of ours, by count. Raises ValueError."""

    from_on: Annotated[date, Column("First local day.")]
    until_on: Annotated[date, Column("Last local day.")]
    officers: Annotated[int, Column("Officers on each of these days.")]
    duration_is: Annotated[str, Column("Where the days come from: recorded, or assumed and why.")] = (
        "recorded"
    )

    def __post_init__(self) -> None:
        if self.until_on < self.from_on:
            raise ValueError(f"it ends on {self.until_on}, before it begins; give a later day")
        if self.officers < 1:
            raise ValueError(f"{self.officers} officers were away; give 1 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRecord(Marked):
    """All that is kept of one request. What may not be said of it is told by `check`."""

    request: Annotated[Id, Column("The request, by its short name.")]
    deployment: Annotated[str, Column("The deployment, as papers print it.")]
    direction: Annotated[Direction, Column("Whether aid is given, received, or the force's own area served.")]
    tier: Annotated[Tier, Column("Tier at which it is made.")]
    other_force: Annotated[str | None, Column("Host where aid is given, donor where it is received.")] = None
    reference: Annotated[
        str | None, Column("Outside reference, such as the national centre's number.", internal=True)
    ] = None
    zone: Annotated[str, Column("Time zone of local days, such as Europe/London.")]
    last_ends_at: Annotated[Moment, Column("When the last tour of the request ends.")]
    origin: Annotated[Origin, Column("Where what it says comes from.")] = Origin.FORCE
    source: Annotated[str | None, Column("The document or person it was taken from, with date.")] = None
    rules: Annotated[
        str | None,
        Column("The force's own rules on who may take which step, a YAML file; blank for the program's."),
    ] = None
    steps: Annotated[tuple[RequestStep, ...], Column("Steps of its life, in order.")] = ()
    plans: Annotated[tuple[AdoptedFile, ...], Column("Plans adopted; the last one holds.")] = ()
    exceptions: Annotated[tuple[RuleException, ...], Column("Rules of rest broken for it.")] = ()
    strategy: Annotated[tuple[GoldStrategy, ...], Column("Versions of the gold strategy.")] = ()
    counted: Annotated[
        tuple[OfficersAway, ...],
        Column("Officers by day where no plan of ours says it, as for aid received."),
    ] = ()
    log: Annotated[tuple[Decision, ...], Column("The decision log.")] = ()

    @property
    def log_hash(self) -> str | None:
        """SHA-256 of the last entry of the log."""
        return self.log[-1].sha256 if self.log else None

    def life(self, rules: RequestRules) -> RequestLife:
        """Its steps, each checked again. Raises StepRefused."""
        return read_life(rules, self.steps)

    @property
    def state(self) -> RequestState | None:
        """Where it stands."""
        return self.steps[-1].after if self.steps else None

    @property
    def stood_down_at(self) -> Moment | None:
        """When its units were stood down, if they were."""
        last = self.steps[-1] if self.steps else None
        return last.at if last is not None and last.after is RequestState.STOOD_DOWN else None

    @property
    def was_deployed(self) -> bool:
        """Whether its units were deployed."""
        return any(step.after is RequestState.DEPLOYED for step in self.steps)


def check(record: RequestRecord, rules: RequestRules) -> None:
    """Raise what is wrong with a record as a whole, the first thing in one sentence."""
    refused = refusal(record.marking)
    if refused is not None:
        raise RecordRefused(f"The record of {record.request} is marked {record.marking}: {refused}.")
    if not record.steps:
        raise RecordRefused(f"The record of {record.request} has no step: record first that it is asked.")
    for step in record.steps:
        if step.request != record.request:
            raise RecordRefused(
                f"The record of {record.request} holds the step {step.id} of the request {step.request}: keep each in "
                "its own."
            )
    record.life(rules)
    for exception in record.exceptions:
        check_authorised(exception, rules)
    for adopted in record.plans:
        _check_adopter(record, adopted, rules)
    StrategyHistory(rules, record.strategy)
    DecisionLog(record.log)
    _check_logged(record)


def _check_adopter(record: RequestRecord, adopted: AdoptedFile, rules: RequestRules) -> None:
    day = adopted.at.at.date()
    if not rules.may("adopted", adopted.rank, adopted.post, day):
        raise AdoptionRefused(
            f"The plan {adopted.id} for {record.request} is adopted by {adopted.by} of the rank {adopted.rank.value}, "
            f"and it takes {rules.lowest_rank('adopted', day).value} or higher: have somebody authorised adopt it."
        )


def _check_logged(record: RequestRecord) -> None:
    entries = {entry.id: entry for entry in record.log}
    due: list[Decision] = [
        *(decision_of_step(each) for each in record.steps),
        *(decision_of_plan(record, each) for each in record.plans),
        *(decision_of_exception(record, each) for each in record.exceptions),
        *(decision_of_strategy(record, each) for each in record.strategy),
    ]
    for each in due:
        found = entries.pop(each.id, None)
        if found is None:
            raise RecordRefused(
                f"The record of {record.request} holds {each.id} and its log does not: an entry was taken out or "
                "written by hand, so go back to a copy from before."
            )
        if replace(found, follows=None) != each:
            raise RecordRefused(
                f"The record of {record.request} says of {each.id} something else than its log: one of them was "
                "changed after it was written, so go back to a copy from before."
            )
    for left in entries.values():
        if left.kind is not DecisionKind.OTHER:
            raise RecordRefused(
                f"The log of {record.request} holds {left.id}, and nothing in the record is of it: something was taken "
                "out, so go back to a copy from before."
            )


# ----------------------------------------------------------------------------------------- the log's entries


def decision_of_plan(record: RequestRecord, adopted: AdoptedFile) -> Decision:
    """The log's entry for a plan that is adopted."""
    judged = {None: "", True: ", judged: it keeps every rule", False: ", not judged"}[adopted.judged]
    place = "" if adopted.replaces is None else f" in place of {adopted.replaces}"
    what = f"adopted the plan {adopted.sha256}{place}{judged}"
    return decision_of(
        adopted,
        DecisionKind.ADOPTION,
        record.request,
        what,
        reason=adopted.reason,
        legal_basis=adopted.legal_basis,
    )


def decision_of_exception(record: RequestRecord, exception: RuleException) -> Decision:
    """The log's entry for a rule that is broken."""
    what = f"let a rule be broken: {exception.words()}"
    return decision_of(
        exception,
        DecisionKind.RULE_BROKEN,
        record.request,
        what,
        reason=exception.reason,
        legal_basis=exception.legal_basis,
        welfare=exception.welfare,
    )


def decision_of_strategy(record: RequestRecord, version: GoldStrategy) -> Decision:
    """The log's entry for a version of the strategy."""
    words = "; ".join(version.aims) + (f"; not: {'; '.join(version.limits)}" if version.limits else "")
    return decision_of(
        version,
        DecisionKind.STRATEGY,
        record.request,
        f"gold strategy, version {version.version}: {words}",
        reason=version.change,
        legal_basis=version.legal_basis,
    )


# -------------------------------------------------------------------------------------------- how it grows


def _logged(record: RequestRecord, decision: Decision) -> tuple[Decision, ...]:
    return DecisionLog(record.log).with_entry(decision).entries


def with_step(record: RequestRecord, step: RequestStep, rules: RequestRules) -> RequestRecord:
    """The record with one step more. Raises StepRefused, LogRefused, RecordRefused."""
    life = record.life(rules).then(step)
    if step.after is RequestState.ASKED and step.at >= record.last_ends_at:
        raise RecordRefused(
            f"The request {record.request} is past: its last tour ended on {record.last_ends_at.words()}, and it is "
            f"asked on {step.at.words()}; give one that is still to be worked."
        )
    return replace(record, steps=life.steps, log=_logged(record, decision_of_step(step)))


def with_plan(
    record: RequestRecord,
    adopted: AdoptedFile,
    plan: StoredPlan,
    rules: RequestRules,
    promised: Iterable[Commitment] = (),
) -> RequestRecord:
    """The record with a plan adopted. promised: of all other requests. Raises AdoptionRefused, LogRefused."""
    if plan.head.request != record.request:
        raise AdoptionRefused(
            f"The plan is for the request {plan.head.request}, and this is the record of {record.request}: adopt it in "
            "its own."
        )
    life = record.life(rules)
    if life.state is RequestState.ASKED or life.is_over:
        now = "not considered yet" if life.state is RequestState.ASKED else "over"
        raise AdoptionRefused(
            f"The request {record.request} is {now}: a plan is adopted once it is considered, and before it is over."
        )
    if adopted.at >= record.last_ends_at:
        raise AdoptionRefused(
            f"The request {record.request} is past: its last tour ended on {record.last_ends_at.words()}, and its plan "
            f"is adopted on {adopted.at.words()}; adopt one that is still to be worked."
        )
    if not plan.tours:
        raise AdoptionRefused(f"The plan for {record.request} sends nobody: there is nothing to adopt.")
    _check_replaced(record, adopted, plan)
    who = Authoriser(name=adopted.by, rank=adopted.rank, post=adopted.post)
    adopt(plan.as_plan(), who, adopted.at, adopted.reason, rules, promised=promised)
    return replace(
        record, plans=(*record.plans, adopted), log=_logged(record, decision_of_plan(record, adopted))
    )


def _check_replaced(record: RequestRecord, adopted: AdoptedFile, plan: StoredPlan) -> None:
    before = record.plans[-1].sha256 if record.plans else None
    if plan.head.replaces not in (None, before):
        holds = "none is adopted yet" if before is None else "another one holds"
        raise AdoptionRefused(
            f"The plan for {record.request} was made in place of one that does not hold: {holds}; plan again from the "
            "plan that people were told last."
        )
    if adopted.replaces not in (None, before):
        raise AdoptionRefused(
            f"The plan {adopted.id} for {record.request} is said to take the place of a plan that does not hold: name "
            "the one adopted last."
        )


def with_exception(record: RequestRecord, exception: RuleException, rules: RequestRules) -> RequestRecord:
    """The record with a rule that may be broken. Raises ExceptionRefused, LogRefused, RecordRefused."""
    check_authorised(exception, rules)
    if record.life(rules).is_over:
        raise RecordRefused(f"The request {record.request} is over: no rule is broken for it any more.")
    return replace(
        record,
        exceptions=(*record.exceptions, exception),
        log=_logged(record, decision_of_exception(record, exception)),
    )


def with_strategy(record: RequestRecord, version: GoldStrategy, rules: RequestRules) -> RequestRecord:
    """The record with a version of the gold strategy. Raises LogRefused."""
    history = StrategyHistory(rules, record.strategy).changed(version)
    return replace(
        record, strategy=history.versions, log=_logged(record, decision_of_strategy(record, version))
    )


def with_decision(record: RequestRecord, decision: Decision) -> RequestRecord:
    """The record with a decision of another kind in its log. Raises LogRefused."""
    return replace(record, log=_logged(record, decision))


def next_id(record: RequestRecord, kind: str) -> Id:
    """A name for the next entry of a kind, such as step-3.

    >>> from dueregard.common.codecs import Id as Name
    >>> at = Moment.parse("2022-10-13T18:00Z")
    >>> made = RequestRecord(request=Name("fair"), deployment="The fair", direction=Direction.GIVEN,
    ...     tier=Tier.REGIONAL, zone="Europe/London", last_ends_at=at, marking=Name("OFFICIAL"))
    >>> next_id(made, "step")
    'step-1'
    """
    taken = {str(each.id) for each in record.log}
    number = 1
    while f"{kind}-{number}" in taken:
        number += 1
    return Id(f"{kind}-{number}")
