"""A requirement held against all the plans received, share by share, no unit counted twice.

A unit counts for an asker and a time when its plan holds for all of that time, nobody else has been promised
it in any of it, and its own force does not need it at home. What is doubtful is not counted: of a force's
units those that come soonest are the ones it is taken to keep, a promise in any part of the time takes the
unit for all of it, and units held jointly count once, for the first of their forces by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.common.period import day_words
from dueregard.frameworks.model import Tier
from dueregard.mobilisation.counting import Counting, FreeUnits
from dueregard.mobilisation.double_commitment import DoubleCommitment, double_commitments
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.requirement import RequiredUnits, Requirement, shared_out
from dueregard.mobilisation.standing_plan import StandingPlan, count_words


@dataclass(frozen=True, slots=True, kw_only=True)
class ForceCounted:
    """What one force gives to one step: units owed by its share, and units that count."""

    force: Id
    owed: int
    counted: int
    has_plan: bool

    @property
    def short(self) -> int:
        """Units under its share."""
        return max(self.owed - self.counted, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChecked:
    """One deadline step: what is required, what counts in all, and force by force."""

    step: RequiredUnits
    counted: int
    forces: tuple[ForceCounted, ...]

    @property
    def short(self) -> int:
        """Units that are lacking in all."""
        return max(self.step.units - self.counted, 0)

    @property
    def under_share(self) -> tuple[ForceCounted, ...]:
        """Forces that give less than their share, by name."""
        return tuple(force for force in self.forces if force.short)

    @property
    def sentence(self) -> str:
        """What is met, and what is short."""
        what = f"{count_words(self.step.units, 'unit')} of {self.step.kind} within {self.step.within_hours} h"
        if self.short:
            return f"{what}: short by {self.short:,}, {self.counted:,} count."
        if under := len(self.under_share):
            whose = (
                "1 force gives less than its share"
                if under == 1
                else f"{under} forces give less than their share"
            )
            return f"{what}: met in all with {self.counted:,}, though {whose}."
        return f"{what}: met, {self.counted:,} count."


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementCheck:
    """The whole answer: each step, what was left out and why, and what is promised twice."""

    requirement: Requirement
    from_at: Moment
    until_at: Moment
    steps: tuple[StepChecked, ...]
    left_out: tuple[str, ...]
    differing: tuple[str, ...]
    twice: tuple[DoubleCommitment, ...]

    @property
    def is_met(self) -> bool:
        """Whether every step is met in all."""
        return not any(step.short for step in self.steps)


def check_requirement(
    requirement: Requirement, plans: Iterable[StandingPlan], *, from_at: Moment, until_at: Moment
) -> RequirementCheck:
    """Hold a requirement against plans, for a request accepted at `from_at` that lasts until `until_at`.

    plans: one of each force, as `open_all` gives them. Raises DueRegardError where the times cannot be, where
    the requirement does not hold then, or where a force has two plans.
    """
    sent = sorted(plans, key=lambda plan: plan.force)
    _check_asked(requirement, sent, from_at, until_at)
    left_out: list[str] = []
    usable = [plan for plan in sent if _is_usable(plan, requirement, from_at, until_at, left_out)]
    free = Counting(requirement, usable, from_at, until_at, left_out).free()
    usable_forces = {plan.force for plan in usable}
    left_out += [
        f"{share.force}: no plan was received, so none of its units counts."
        for share in requirement.shares
        if share.force not in {plan.force for plan in sent}
    ]
    steps = sorted(requirement.steps, key=lambda step: (step.kind, step.within_hours))
    checked = tuple(_step(step, requirement, free, usable_forces) for step in steps)
    return RequirementCheck(
        requirement=requirement,
        from_at=from_at,
        until_at=until_at,
        steps=checked,
        left_out=tuple(left_out),
        differing=tuple(_differing(requirement, usable, checked)),
        twice=tuple(found for plan in sent for found in _twice(plan, requirement)),
    )


def _check_asked(
    requirement: Requirement, plans: Sequence[StandingPlan], from_at: Moment, until_at: Moment
) -> None:
    if until_at <= from_at:
        raise DueRegardError(
            f"The request ends at {until_at}, not after it begins at {from_at}; check the moments."
        )
    for day in _days(from_at, until_at):
        if not requirement.holds_on(day):
            raise DueRegardError(
                f"The requirement {requirement.id} holds from {day_words(requirement.from_on)} to "
                f"{day_words(requirement.until_on)} and not on {day_words(day)}; take the one that does."
            )
    for plan, after in pairwise(plans):
        if plan.force == after.force:
            raise DueRegardError(
                f"{plan.force} has two plans here, {plan.serial} and {after.serial}; give its newest alone, so that "
                "no unit counts twice."
            )


def _days(from_at: Moment, until_at: Moment) -> tuple[date, date]:
    """The first day of a time and the last, of which `until_at` itself is no part."""
    return from_at.at.date(), (until_at.at - timedelta(minutes=1)).date()


def _is_usable(
    plan: StandingPlan, requirement: Requirement, from_at: Moment, until_at: Moment, left_out: list[str]
) -> bool:
    tiers = list(Tier)
    if not all(plan.holds_on(day) for day in _days(from_at, until_at)):
        left_out.append(
            f"{plan.force}: its plan {plan.serial} holds from {day_words(plan.valid_from)} to "
            f"{day_words(plan.valid_until)}, which is not all of the time, so none of its units counts."
        )
    elif requirement.asker not in plan.audience:
        left_out.append(
            f"{plan.force}: its plan {plan.serial} is not for {requirement.asker}, so none of its units counts."
        )
    elif tiers.index(requirement.tier) > tiers.index(plan.tier):
        left_out.append(
            f"{plan.force}: its plan {plan.serial} gives nothing above the {plan.tier} tier, so none of its units "
            "counts."
        )
    else:
        return True
    return False


def _step(
    step: RequiredUnits, requirement: Requirement, free: Sequence[FreeUnits], usable: set[Id]
) -> StepChecked:
    owed = shared_out(step.units, requirement.shares)
    counted = dict.fromkeys((*owed, *sorted(usable)), 0)
    for each in free:
        if each.kind == step.kind and each.within_hours <= step.within_hours:
            counted[each.force] += each.units
    forces = tuple(
        ForceCounted(force=force, owed=owed.get(force, 0), counted=counted[force], has_plan=force in usable)
        for force in sorted(counted)
    )
    return StepChecked(step=step, counted=sum(counted.values()), forces=forces)


def _differing(
    requirement: Requirement, plans: Sequence[StandingPlan], checked: Sequence[StepChecked]
) -> Iterable[str]:
    """Where a force takes its share to be another than the requirement makes it."""
    owed = {(s.step.kind, s.step.within_hours, f.force): f.owed for s in checked for f in s.forces}
    for plan in plans:
        for share in plan.shares:
            ours = owed.get((share.kind, share.within_hours, plan.force))
            if share.requirement == requirement.id and ours != share.units:
                yield (
                    f"{plan.force}: its plan takes its share of {share.kind} within {share.within_hours} h to be "
                    f"{share.units:,} ({share.source}), and the requirement "
                    f"{'has no such step' if ours is None else f'makes it {ours:,}'}; settle which one holds."
                )


def _twice(plan: StandingPlan, requirement: Requirement) -> tuple[DoubleCommitment, ...]:
    known = {kind.id for kind in plan.kinds}
    foreseen = [n for n in requirement.needs if n.force == plan.force and n.kind in known]
    return double_commitments(plan, foreseen)
