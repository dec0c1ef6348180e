"""Rules of rest that a named authoriser lets a request break, for whom, how far, and what is done for their welfare."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.common.records import Column, Record
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.request_rules import RequestRules
from dueregard.workforce.people import Rank

MOST_HOURS = 168


class ExceptionRefused(DueRegardError):
    """A rule that this officer may not let be broken, or not in this way."""


class RestRule(StrEnum):
    """Rules that an authoriser may let a request break; no other can be."""

    DAILY_REST = "daily-rest"
    WEEKLY_REST = "weekly-rest"
    LONGEST_SPELL = "longest-spell"

    def words(self) -> str:
        """As people read it."""
        return {
            RestRule.DAILY_REST: "the daily rest",
            RestRule.WEEKLY_REST: "the weekly rest",
            RestRule.LONGEST_SPELL: "the longest spell of work",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleException(Record):
    """A rule of rest that is broken for a request, by a named authoriser, with a welfare action. Raises ValueError."""

    rule: Annotated[RestRule, Column("The rule.")]
    hours: Annotated[
        Decimal, Column("What holds instead: hours of rest at least, or hours of a spell at most.")
    ]
    people: Annotated[tuple[Id, ...], Column("For whom, by pseudonym; blank for all whom a plan sends.")] = ()
    at: Annotated[Moment, Column("When it was authorised.")]
    by: Annotated[str, Column("The authoriser, by name.", internal=True)]
    rank: Annotated[Rank, Column("The authoriser's rank.")]
    post: Annotated[Id | None, Column("The post held then, by a short name.")] = None
    legal_basis: Annotated[str, Column("The law or agreement under which it is allowed.")]
    reason: Annotated[str, Column("Why.")]
    welfare: Annotated[str, Column("What is done for the welfare of those it touches.")]

    def __post_init__(self) -> None:
        if not 0 <= self.hours <= MOST_HOURS or self.hours * 60 % 1:
            raise ValueError(f"{self.hours:f} hours hold instead; give 0 to {MOST_HOURS}, in whole minutes")
        if len(set(self.people)) < len(self.people):
            raise ValueError("somebody is named twice; name each once")
        for name, words in (
            ("by", "nobody is named who authorises it; name the officer"),
            ("legal_basis", "the legal basis is blank; give the law or agreement"),
            ("reason", "a rule is broken without a reason; say why"),
            ("welfare", "a rule is broken and nothing is done for those it touches; say what is done"),
        ):
            if not getattr(self, name).strip():
                raise ValueError(words)

    @property
    def minutes(self) -> int:
        """What holds instead, in minutes."""
        return int(self.hours * 60)

    def touches(self, person: str) -> bool:
        """Whether it is for a person."""
        return not self.people or person in self.people

    def words(self) -> str:
        """As a person reads it."""
        what = "at most" if self.rule is RestRule.LONGEST_SPELL else "at least"
        whom = ", ".join(self.people) if self.people else "all who are sent"
        return f"{self.rule.words()} is {what} {self.hours:f} hours for {whom}"


def check_authorised(exception: RuleException, rules: RequestRules) -> None:
    """Raise ExceptionRefused unless the officer may let a rule be broken."""
    day = exception.at.at.date()
    if not rules.may("rule-broken", exception.rank, exception.post, day):
        raise ExceptionRefused(
            f"{exception.by} is of the rank {exception.rank.value}, and to let {exception.rule.words()} be broken "
            f"takes {rules.lowest_rank('rule-broken', day).value} or higher: ask somebody authorised."
        )


def named_people(exceptions: Iterable[RuleException]) -> frozenset[str]:
    """People whom exceptions name singly."""
    return frozenset(str(person) for each in exceptions for person in each.people)
