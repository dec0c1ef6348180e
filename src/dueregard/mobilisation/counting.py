"""Which units of the plans received are free for an asker in a time: none twice, and none in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dueregard.common.codecs import Id
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.requirement import Requirement
from dueregard.mobilisation.standing_plan import (
    PlanPart,
    PromisedUnits,
    StandingPlan,
    count_words,
    most_at_once,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeUnits:
    """Units of one force and kind that count by a number of hours."""

    force: Id
    kind: Id
    within_hours: int
    units: int


class Counting:
    """Which units are free for the asker, and a sentence for each reason why others are not."""

    def __init__(
        self,
        requirement: Requirement,
        plans: Sequence[StandingPlan],
        from_at: Moment,
        until_at: Moment,
        left_out: list[str],
    ) -> None:
        self.requirement, self.plans, self.left_out = requirement, plans, left_out
        self.from_at, self.until_at = from_at, until_at
        self.away: dict[tuple[Id, Id], int] = {}
        self.holders: dict[tuple[Id, Id], list[tuple[StandingPlan, PlanPart]]] = {}
        for plan in plans:
            for part in plan.parts:
                self.away[plan.force, part.id] = most_at_once(self._promises(plan, part))
                if part.joint is not None:
                    self.holders.setdefault((part.joint, part.kind), []).append((plan, part))

    def free(self) -> tuple[FreeUnits, ...]:
        """Units that count, by force, kind and hours."""
        kinds = {step.kind for step in self.requirement.steps}
        return tuple(
            each
            for plan in self.plans
            for kind in sorted(kinds & {kind.id for kind in plan.kinds})
            for each in self._of_kind(plan, kind)
        )

    def _of_kind(self, plan: StandingPlan, kind: Id) -> list[FreeUnits]:
        parts = [part for part in plan.parts if part.kind == kind]
        officers, kept = self._kept_at_home(plan, kind)
        self._tell(plan, kind, parts, officers, kept)
        found = []
        for part in sorted(parts, key=lambda part: (part.within_hours, part.id)):
            units, hours = self._unpromised(plan, part)
            taken = min(kept, units)
            kept -= taken
            found.append(FreeUnits(force=plan.force, kind=kind, within_hours=hours, units=units - taken))
        return found

    def _tell(
        self, plan: StandingPlan, kind: Id, parts: Sequence[PlanPart], officers: int, kept: int
    ) -> None:
        """Say which units of a force and kind do not count, and why."""
        if away := sum(self._away(plan, part) for part in parts):
            whom = sorted({promise.to for part in parts for promise in self._promises(plan, part)})
            self.left_out.append(
                f"{plan.force}: {count_words(away, 'unit')} of {kind} {'is' if away == 1 else 'are'} promised to "
                f"{' and '.join(whom)} in that time and {'does' if away == 1 else 'do'} not count again."
            )
        if kept:
            self.left_out.append(
                f"{plan.force}: it needs {officers:,} officers itself in that time, so {count_words(kept, 'unit')} of "
                f"{kind} {'is' if kept == 1 else 'are'} kept at home first."
            )
        for part in parts:
            held = self._held_with(part)
            if held and held[0][1] is not part:
                self.left_out.append(
                    f"{plan.force}: {part.id} is held jointly as {part.joint} and counts for {held[0][0].force} only."
                )

    def _held_with(self, part: PlanPart) -> list[tuple[StandingPlan, PlanPart]]:
        """All holders of a joint part, first by name first; none for a part of one force alone."""
        held = [] if part.joint is None else self.holders[part.joint, part.kind]
        return held if len(held) > 1 else []

    def _unpromised(self, plan: StandingPlan, part: PlanPart) -> tuple[int, int]:
        """Units of a part that nobody else was promised, and the hours they take."""
        held = self._held_with(part)
        if not held:
            return part.units - self._away(plan, part), part.within_hours
        if held[0][1] is not part:
            return 0, part.within_hours
        # What either holder has promised, or needs at home beyond what is its own alone, is gone for both.
        units = min(each.units for _, each in held) - sum(self._away(other, each) for other, each in held)
        units -= sum(self._lacking_at_home(other, part.kind) for other, _ in held[1:])
        return max(units, 0), max(each.within_hours for _, each in held)

    def _promises(self, plan: StandingPlan, part: PlanPart) -> list[PromisedUnits]:
        """Promises of a part to others than the asker that take any of the time."""
        return [
            promise
            for promise in plan.commitments
            if promise.part == part.id
            and promise.to != self.requirement.asker
            and promise.overlaps(self.from_at, self.until_at)
        ]

    def _away(self, plan: StandingPlan, part: PlanPart) -> int:
        return self.away[plan.force, part.id]

    def _lacking_at_home(self, plan: StandingPlan, kind: Id) -> int:
        own = (part for part in plan.parts if part.kind == kind and not self._held_with(part))
        return max(
            self._kept_at_home(plan, kind)[1] - sum(part.units - self._away(plan, part) for part in own), 0
        )

    def _kept_at_home(self, plan: StandingPlan, kind: Id) -> tuple[int, int]:
        """Officers that the force needs itself in the time, and the units, rounded up to whole ones."""
        foreseen = [need for need in self.requirement.needs if need.force == plan.force]
        needs = [need for need in (*plan.own_needs, *foreseen) if need.kind == kind]
        officers = most_at_once(need for need in needs if need.overlaps(self.from_at, self.until_at))
        return officers, -(-officers // plan.officers_in(kind))
