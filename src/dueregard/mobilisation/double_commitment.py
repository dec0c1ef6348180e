"""The double commitment of August 2011: officers lent to others whom the force then needs itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dueregard.common.codecs import Id
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.standing_plan import OwnNeed, StandingPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleCommitment:
    """The worst moment at which a force's promises and its own need take the same officers.

    All counts are officers of one kind of unit: held in all, lent at that moment, needed at home then,
    and how many of the lent are needed at home.
    """

    force: Id
    kind: Id
    at: Moment
    held: int
    lent: int
    needed: int
    twice: int

    @property
    def sentence(self) -> str:
        """For the planner and for whoever was promised them."""
        return (
            f"{self.force} has {self.held:,} officers in units of the kind {self.kind}, has promised {self.lent:,} of "
            f"them to others and needs {self.needed:,} itself on {self.at.words()}: {self.twice:,} are promised twice. "
            "Withdraw a promise, or say who stands in."
        )


def double_commitments(plan: StandingPlan, further: Iterable[OwnNeed] = ()) -> tuple[DoubleCommitment, ...]:
    """For each kind of unit whose promises reach into the force's own need, the worst moment.

    further: needs that others foresee for the force besides those of its plan; all needs at one moment add up.
    A need that exceeds what is held is no double commitment where nothing is lent.
    """
    needs = (*plan.own_needs, *further)
    found = (_worst(plan, kind.id, [need for need in needs if need.kind == kind.id]) for kind in plan.kinds)
    return tuple(each for each in found if each is not None)


def _worst(plan: StandingPlan, kind: Id, needs: list[OwnNeed]) -> DoubleCommitment | None:
    size = plan.officers_in(kind)
    held = size * sum(part.units for part in plan.parts if part.kind == kind)
    ours = {part.id for part in plan.parts if part.kind == kind}
    # Moment by moment: officers lent and needed change here, and nowhere in between.
    changes: dict[Moment, list[int]] = {}
    for promise in (each for each in plan.commitments if each.part in ours):
        changes.setdefault(promise.from_at, [0, 0])[0] += size * promise.units
        changes.setdefault(promise.until_at, [0, 0])[0] -= size * promise.units
    for need in needs:
        changes.setdefault(need.from_at, [0, 0])[1] += need.officers
        changes.setdefault(need.until_at, [0, 0])[1] -= need.officers
    lent = needed = 0
    worst: DoubleCommitment | None = None
    for at in sorted(changes):
        lent, needed = lent + changes[at][0], needed + changes[at][1]
        twice = min(lent, lent + needed - held)
        if twice > (worst.twice if worst else 0):
            worst = DoubleCommitment(
                force=plan.force, kind=kind, at=at, held=held, lent=lent, needed=needed, twice=twice
            )
    return worst
