"""From a plan that is proposed to one adopted by a named officer, whose people are promised from then on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.request_rules import RequestRules
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.people import Rank

MOST_NAMED = 5


class AdoptionRefused(DueRegardError):
    """A plan that cannot be adopted: by this officer, without a reason, or with people promised elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authoriser:
    """A named officer with the rank and post held at the time."""

    name: str
    rank: Rank
    post: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedPlan:
    """A plan that a named officer has adopted: when, and why. Made by `adopt`."""

    plan: Plan
    by: Authoriser
    at: Moment
    reason: str

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        """Its people, each promised from leaving for a tour until home, by person and time."""
        to = f"the request {self.plan.request}"
        found = [
            Commitment(person=each.person, begins_at=each.out_at, ends_at=each.home_at, to=to)
            for each in self.plan.assignments
        ]
        return tuple(sorted(found, key=lambda each: (each.person, each.begins_at)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PromisedTwice:
    """Somebody whose promises run at the same time."""

    person: Id
    first: Commitment
    second: Commitment


def adopt(
    plan: Plan,
    by: Authoriser,
    at: Moment,
    reason: str,
    rules: RequestRules,
    *,
    promised: Iterable[Commitment] = (),
) -> AdoptedPlan:
    """A plan adopted. Until then it is a proposal and promises nobody.

    promised: all that people are promised to already; a plan that takes any of them is refused.
    Raises AdoptionRefused in one sentence.
    """
    day = at.at.date()
    if not by.name.strip():
        raise AdoptionRefused(f"The plan for {plan.request} names nobody who adopts it: name the officer.")
    if not reason.strip():
        raise AdoptionRefused(f"The plan for {plan.request} is adopted without a reason: say why.")
    if not rules.may("adopted", by.rank, by.post, day):
        raise AdoptionRefused(
            f"The plan for {plan.request} needs somebody of the rank {rules.lowest_rank('adopted', day).value} or "
            f"higher to adopt it, and {by.name} is of the rank {by.rank.value}: ask somebody authorised."
        )
    adopted = AdoptedPlan(plan=plan, by=by, at=at, reason=reason.strip())
    twice = promised_twice((*promised, *adopted.commitments))
    if twice:
        raise AdoptionRefused(_twice_words(plan, twice))
    return adopted


def promised_twice(commitments: Iterable[Commitment]) -> tuple[PromisedTwice, ...]:
    """Everybody with two promises at the same time: each promise with the one before it that runs longest."""
    by_person: dict[Id, list[Commitment]] = {}
    for each in commitments:
        by_person.setdefault(each.person, []).append(each)
    found = []
    for person in sorted(by_person):
        last: Commitment | None = None
        for each in sorted(by_person[person], key=lambda one: (one.begins_at, one.ends_at)):
            if last is not None and each.begins_at < last.ends_at:
                found.append(PromisedTwice(person=person, first=last, second=each))
            if last is None or each.ends_at > last.ends_at:
                last = each
    return tuple(found)


def _twice_words(plan: Plan, twice: Sequence[PromisedTwice]) -> str:
    people = list(dict.fromkeys(each.person for each in twice))
    named = ", ".join(people[:MOST_NAMED]) + (
        f" and {len(people) - MOST_NAMED} more" if len(people) > MOST_NAMED else ""
    )
    first = twice[0]
    are = "is" if len(people) == 1 else "are"
    begins = first.second.begins_at.isoformat(timespec="minutes")
    return (
        f"The plan for {plan.request} takes people who are promised already: {named} {are} promised to "
        f"{first.first.to} and to {first.second.to} at once, from {begins}; plan again with these promises, or release "
        "them first."
    )
