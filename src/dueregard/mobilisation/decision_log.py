"""The log of decisions on a mobilisation, which only grows, and the gold strategy with its changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Protocol

from dueregard.common.canonical import canonical_bytes, plain, sha256
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.common.records import Column, Origin, Record
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.request_life import RequestStep
from dueregard.mobilisation.request_rules import RequestRules
from dueregard.workforce.people import Rank


class LogRefused(DueRegardError):
    """An entry that does not belong at the end of a log, or a log that was changed after it was written."""


class DecisionKind(StrEnum):
    """What was decided."""

    STEP = "step"  # in the life of a request
    ADOPTION = "adoption"  # of a plan
    STRATEGY = "strategy"  # set or changed
    RULE_BROKEN = "rule-broken"  # law or rest, with what is done for the welfare of those it touches
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Record):
    """One entry of the decision log. Raises ValueError.

    follows is the SHA-256 of the entry before it, so that a changed, missing or moved entry is noticed.
    """

    at: Annotated[Moment, Column("When it was decided.")]
    kind: Annotated[DecisionKind, Column("What was decided.")]
    by: Annotated[str, Column("The officer, by name.", internal=True)]
    rank: Annotated[Rank, Column("The officer's rank.")]
    request: Annotated[Id | None, Column("The request it concerns.")] = None
    what: Annotated[str, Column("The decision, in words.")]
    reason: Annotated[str | None, Column("Why; compulsory but for a step that needs none.")] = None
    legal_basis: Annotated[str, Column("The law or agreement under which it was taken.")]
    welfare: Annotated[str | None, Column("What is done for those it touches, where a rule is broken.")] = (
        None
    )
    follows: Annotated[str | None, Column("SHA-256 of the entry before; blank for the first.")] = None

    def __post_init__(self) -> None:
        for name in ("by", "what", "legal_basis"):
            if not getattr(self, name).strip():
                raise ValueError(f"{name.replace('_', ' ')} is blank; fill it in")
        if self.kind is not DecisionKind.STEP and not (self.reason or "").strip():
            raise ValueError("a decision has no reason; say why")
        if self.kind is DecisionKind.RULE_BROKEN and not (self.welfare or "").strip():
            raise ValueError("a rule is broken and nothing is done for those it touches; say what is done")

    @property
    def sha256(self) -> str:
        """SHA-256 of the entry with all its fields."""
        return sha256(canonical_bytes(plain(self)))


@dataclass(frozen=True, slots=True)
class DecisionLog:
    """Entries in the order written. It only grows: `with_entry` gives a longer log and leaves this as it is."""

    entries: tuple[Decision, ...] = ()

    def __post_init__(self) -> None:
        before: Decision | None = None
        names: set[Id] = set()
        for entry in self.entries:
            if entry.id in names:
                raise LogRefused(f"The decision {entry.id} stands twice: give each entry its own name.")
            names.add(entry.id)
            if entry.follows != (before.sha256 if before else None):
                raise LogRefused(
                    f"The decision {entry.id} does not follow the entry before it: the log was changed after it was "
                    "written, so go back to a copy that was not."
                )
            if before and entry.at < before.at:
                raise LogRefused(
                    f"The decision {entry.id} at {entry.at} comes before the last entry at {before.at}: a log only "
                    "grows, so write it now and say in it when it was."
                )
            before = entry

    def with_entry(self, decision: Decision) -> DecisionLog:
        """The log with one entry more at its end. Raises LogRefused."""
        last = self.entries[-1].sha256 if self.entries else None
        return DecisionLog((*self.entries, replace(decision, follows=last)))


def decision_of_step(step: RequestStep) -> Decision:
    """The log's entry for a step in the life of a request."""
    units = step.units_offered or step.units_asked
    what = step.after.words() + (f": {units} unit{'' if units == 1 else 's'}" if units else "")
    return decision_of(
        step, DecisionKind.STEP, step.request, what, reason=step.reason, legal_basis=step.legal_basis
    )


class Signed(Protocol):
    """A record that an officer signs."""

    @property
    def id(self) -> Id: ...
    @property
    def at(self) -> Moment: ...
    @property
    def by(self) -> str: ...
    @property
    def rank(self) -> Rank: ...
    @property
    def origin(self) -> Origin: ...
    @property
    def source(self) -> str | None: ...
    @property
    def marking(self) -> Id: ...
    @property
    def publishable(self) -> bool: ...


def decision_of(
    signed: Signed,
    kind: DecisionKind,
    request: Id,
    what: str,
    *,
    reason: str | None,
    legal_basis: str,
    welfare: str | None = None,
) -> Decision:
    """The log's entry for a record that an officer signed: who and when are the record's."""
    return Decision(
        id=signed.id,
        at=signed.at,
        kind=kind,
        by=signed.by,
        rank=signed.rank,
        request=request,
        what=what,
        reason=reason,
        legal_basis=legal_basis,
        welfare=welfare,
        origin=signed.origin,
        source=signed.source,
        marking=signed.marking,
        publishable=signed.publishable,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldStrategy(Record):
    """A version of the gold strategy: aims in their order and what is not to be done. Raises ValueError."""

    version: Annotated[int, Column("1 for the first, one more for each change.")]
    at: Annotated[Moment, Column("From when it holds.")]
    by: Annotated[str, Column("The gold commander, by name.", internal=True)]
    rank: Annotated[Rank, Column("The commander's rank.")]
    post: Annotated[Id | None, Column("The post held then, by a short name.")] = None
    aims: Annotated[tuple[str, ...], Column("Aims, the first one first.")]
    limits: Annotated[tuple[str, ...], Column("What is not to be done, or only with leave.")] = ()
    legal_basis: Annotated[str, Column("The law or agreement under which it is set.")]
    change: Annotated[str, Column("Why it is set; from the second version what changed and why.")]

    def __post_init__(self) -> None:
        if not any(aim.strip() for aim in self.aims):
            raise ValueError("the strategy has no aim; write at least one")
        if not self.by.strip():
            raise ValueError("nobody is named as gold commander; say who sets the strategy")
        if self.version < 1:
            raise ValueError(f"the version is {self.version}; count from 1")
        if not self.legal_basis.strip():
            raise ValueError("the legal basis is blank; give the law or agreement")
        if not self.change.strip():
            first = "the strategy is set without a reason; say why"
            raise ValueError(
                first
                if self.version == 1
                else "the strategy was changed without saying so; say what changed and why"
            )


@dataclass(frozen=True, slots=True)
class StrategyHistory:
    """All versions of a gold strategy in order; the last one holds. Raises LogRefused."""

    rules: RequestRules
    versions: tuple[GoldStrategy, ...] = ()

    def __post_init__(self) -> None:
        for place, version in enumerate(self.versions, start=1):
            if version.version != place:
                raise LogRefused(
                    f"Version {version.version} of the strategy stands where {place} is due: add each "
                    "in turn."
                )
            if place > 1 and version.at < self.versions[place - 2].at:
                raise LogRefused(
                    f"Version {place} of the strategy holds from {version.at}, before the one it "
                    "changes: give the later time."
                )
            day = version.at.at.date()
            if not self.rules.may("strategy", version.rank, version.post, day):
                raise LogRefused(
                    f"Version {place} of the strategy is by {version.by} of the rank {version.rank.value}, and it "
                    f"takes {self.rules.lowest_rank('strategy', day).value} or higher: have somebody authorised set it."
                )

    def changed(self, version: GoldStrategy) -> StrategyHistory:
        """The history with one version more. Raises LogRefused."""
        return StrategyHistory(self.rules, (*self.versions, version))

    def held_at(self, at: Moment) -> GoldStrategy | None:
        """The version in force at a moment."""
        return next((each for each in reversed(self.versions) if each.at <= at), None)
