"""A kept plan judged from its files: every rule, its cost added up again, its bound proved again by its prices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dueregard.mobilisation.adoption import AdoptionRefused
from dueregard.mobilisation.checker import TOLERANCE, Fault, Rule, check_plan, cost_again
from dueregard.mobilisation.checker_bound import proved_bound
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.signatures import PlanRefused
from dueregard.mobilisation.stored_plan import StoredPlan


@dataclass(frozen=True, slots=True)
class PlanJudged:
    """What the judge says of a plan.

    faults: every rule broken, with where. cost: added up again, in weighted officer-hours. bound: proved again by the
    prices kept with it; None where none were kept, or the bound was not asked for.
    """

    plan: Plan
    faults: tuple[Fault, ...]
    cost: float
    bound: float | None

    @property
    def is_good(self) -> bool:
        """Whether no rule is broken."""
        return not self.faults

    def of(self, rule: Rule) -> tuple[str, ...]:
        """How a rule is broken, each time in words; empty where it is kept."""
        return tuple(each.words for each in self.faults if each.rule is rule)

    def refusal(self) -> str | None:
        """One clause that names the first broken rule, where, and how many more; None where none is."""
        if not self.faults:
            return None
        first = self.faults[0]
        others = len({each.rule for each in self.faults}) - 1
        more = f", and {others} more rules are broken" if others > 1 else ""
        more = ", and one more rule is broken" if others == 1 else more
        return f"{first.rule.value} ({first.words}){more}"


class _Enough(Exception):
    """The bound is not waited for any longer."""


def judge(
    stored: StoredPlan, case: Case, *, with_bound: bool = True, told: Callable[[int, int], bool] | None = None
) -> PlanJudged:
    """A kept plan judged by the words of a request and a roster, and by the plan before where the case has it.

    told: after each person of the bound, how many are done of how many; answers whether that is enough, and then the
    bound is not proved. Raises PlanRefused where it is the plan of another request, DueRegardError for prices that are
    not sound.
    """
    check_same_request(stored, case.request)
    plan = stored.as_plan()
    if case.again is None:
        if stored.head.told_at is not None:
            raise PlanRefused(
                f"The plan was made again on {stored.head.told_at.words()}, when people had set out, and cannot be "
                "judged without the plan before: give that one too."
            )
        plan = replace(plan, told_twice=None)
    faults = check_plan(plan, case)
    sent = len({each.person for each in stored.tours})
    if stored.head.people != sent:
        faults.append(
            Fault(
                Rule.PEOPLE, f"the head says that {stored.head.people} people are sent; its tours have {sent}"
            )
        )
    needs = len(case.request.needs)
    for at in sorted({*plan.missing, *(at for at, _ in plan.lacking)}):
        if not 0 <= at < needs:
            faults.append(Fault(Rule.UNKNOWN, f"need {at} is left out, and the request has {needs}"))
    bound = None
    if with_bound and plan.bound > 0 and stored.head.prices_sha256 is not None:
        faults += _unknown_places(plan, case)
        if not any(each.rule is Rule.UNKNOWN for each in faults):
            bound = _bound_again(plan, case, told)
    if bound is not None and bound < plan.bound - TOLERANCE * max(1.0, abs(plan.bound)):
        faults.append(Fault(Rule.BOUND, f"the bound is said to be {plan.bound}; its prices prove {bound}"))
    return PlanJudged(plan, tuple(faults), cost_again(plan, case), bound)


def _bound_again(plan: Plan, case: Case, told: Callable[[int, int], bool] | None) -> float | None:
    def follow(done: int, total: int) -> None:
        if told is not None and told(done, total):
            raise _Enough

    try:
        return proved_bound(plan, case, follow)
    except _Enough:
        return None


def refuse_broken(stored: StoredPlan, case: Case) -> None:
    """Refuse to adopt a plan that breaks a rule; its bound is not proved again. Raises AdoptionRefused."""
    refusal = judge(stored, case, with_bound=False).refusal()
    if refusal is not None:
        raise AdoptionRefused(
            f"The plan for {stored.head.request} breaks a rule: {refusal}; plan again, or have what breaks it allowed."
        )


def refuse_other_basis(stored: StoredPlan, case: Case) -> None:
    """Refuse to print or call by a plan that the request, the rules and the roster as they are now do not bear out: one
    of another request, one changed since, one held against another minimum. Raises PlanRefused.

    A plan made again when people had set out is held against its request alone: it cannot be judged without the one
    before.
    """
    check_same_request(stored, case.request)
    refusal = None if stored.head.told_at is not None else judge(stored, case, with_bound=False).refusal()
    if refusal is not None:
        raise PlanRefused(
            f"The plan for {stored.head.request} does not hold with this request, planning file and roster: {refusal}; "
            "give those that it was made from, with its record where rest may be broken, or plan again."
        )


def check_same_request(stored: StoredPlan, request: Request) -> None:
    """Refuse a plan that is not of this request. Raises PlanRefused."""
    if stored.head.request != request.id or stored.head.accepted_at.at != request.accepted_at:
        raise PlanRefused(
            f"The plan is for {stored.head.request}, accepted on {stored.head.accepted_at.words()}, and not for this "
            "request: name the request that it was made for."
        )


def _unknown_places(plan: Plan, case: Case) -> list[Fault]:
    areas = set(map(str, case.roster.local_areas))
    prices = plan.prices
    priced = {key[0] for key in (*prices.removed, *prices.kept)} | {key[3] for key in prices.serials}
    return [
        Fault(Rule.UNKNOWN, f"a price is of {area}, which is not known") for area in sorted(priced - areas)
    ]
