"""What people are told by a plan, and what a plan made again changes of that."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from dueregard.common.codecs import Id
from dueregard.mobilisation.plan import Assignment, LostDuty, Plan
from dueregard.mobilisation.request import Request


@dataclass(slots=True)
class Told:
    """What one person is told: their tours in order of leaving, and duties that they are not to work."""

    tours: list[Assignment] = field(default_factory=list)
    lost: list[LostDuty] = field(default_factory=list)


def told_by(plan: Plan) -> dict[Id, Told]:
    """What each person of a plan is told, in order of pseudonym."""
    found: dict[Id, Told] = defaultdict(Told)
    for each in sorted(plan.assignments, key=lambda one: one.out_at):
        found[each.person].tours.append(each)
    for gone in sorted(plan.lost, key=lambda one: one.begins_at):
        found[gone.person].lost.append(gone)
    return {who: found[who] for who in sorted(found)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a plan made again changes for people of the plan before and for others, each in order of pseudonym.

    kept: told the same. moved: told other tours, times, roles or duties at home. let_go: told to stay at home.
    newly: told for the first time. dropped_out: of the plan before. Told twice are those moved and those let go.
    """

    kept: tuple[Id, ...]
    moved: tuple[Id, ...]
    let_go: tuple[Id, ...]
    newly: tuple[Id, ...]
    dropped_out: tuple[Id, ...]

    @property
    def told_twice(self) -> tuple[Id, ...]:
        """Those moved and those let go."""
        return tuple(sorted((*self.moved, *self.let_go)))


def changes_between(old: Plan, new: Plan, gone: Collection[Id]) -> Changes:
    """What changes from one plan to another; those who are gone are not told twice."""
    before, after = told_by(old), told_by(new)
    stay = [who for who in before if who not in gone]
    return Changes(
        kept=tuple(who for who in stay if after.get(who) == before[who]),
        moved=tuple(who for who in stay if who in after and after[who] != before[who]),
        let_go=tuple(who for who in stay if who not in after),
        newly=tuple(who for who in after if who not in before),
        dropped_out=tuple(who for who in before if who in gone),
    )


def not_needed(plan: Plan, request: Request, kept: Collection[Id]) -> tuple[Id, ...]:
    """Of those who do as they were told, people without whom every need is met still, all of them gone together.

    Those who lose most at home come first. Serials kept together and carriers are not looked at.
    """
    there: Counter[tuple[int, Id]] = Counter()
    needs = list(enumerate(request.needs_less(plan.missing, plan.lacking)))

    def serves(tour: Assignment) -> list[tuple[int, Id]]:
        return [
            (at, tour.role) for at, need in needs if need.tour == tour.tour and tour.present_at <= need.by
        ]

    for each in plan.assignments:
        there.update(serves(each))
    least = {(at, role.role): role.officers for at, need in needs for role in need.roles}
    told, found = told_by(plan), []

    def hours(who: Id) -> float:
        return sum((each.ends_at - each.begins_at).total_seconds() for each in told[who].lost)

    for who in sorted(kept, key=lambda who: (-hours(who), who)):
        served = Counter(key for tour in told[who].tours for key in serves(tour))
        if all(there[key] - number >= least.get(key, 0) for key, number in served.items()):
            there.subtract(served)
            found.append(who)
    return tuple(found)
