"""Skills that must be on duty: where a deployment leaves too few who hold one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from dueregard.common.records import Column
from dueregard.workforce.held_hours import HeldHours, PolicyRefused
from dueregard.workforce.hours import MINUTES_PER_HOUR, DutyFunction, RosterHours
from dueregard.workforce.withdrawals import Withdrawal, withdrawn_minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillFloor(HeldHours):
    """At least so many officers with a skill on duty in a function, where and when it holds."""

    skill: Annotated[str, Column("The skill, by the name the roster gives it.")]
    function: Annotated[DutyFunction, Column("The duty function.")] = DutyFunction.RESPONSE
    officers: Annotated[int, Column("At least this many.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillGap:
    """Hours in which a floor is not kept in one local area, and the fewest officers in any of them."""

    local_area: str
    floor: SkillFloor
    hours: int
    hours_without_deployment: int
    fewest_officers: int


def skill_gaps(
    roster: RosterHours, withdrawals: Iterable[Withdrawal], floors: Iterable[SkillFloor]
) -> tuple[SkillGap, ...]:
    """Floors that are not kept, by local area. Raises PolicyRefused for a skill the roster does not know.

    A withdrawal that does not name the skill is taken to leave those who hold it, so that the gaps are the
    fewest there can be.
    """
    withdrawals = [each for each in withdrawals if not each.on_rest_days]
    gaps: list[SkillGap] = []
    for floor in floors:
        if floor.skill not in roster.trained or floor.function not in roster.grid.functions:
            known = ", ".join(sorted(roster.trained)) or "no skill"
            raise PolicyRefused(
                f"A floor is for {floor.skill} in {floor.function}: the roster knows {known} in "
                f"{', '.join(roster.grid.functions)}."
            )
        gaps += _gaps(roster, [each for each in withdrawals if floor.skill in each.skills], floor)
    return tuple(gaps)


def _gaps(roster: RosterHours, taken: list[Withdrawal], floor: SkillFloor) -> Iterable[SkillGap]:
    function = roster.grid.functions.index(floor.function)
    before = roster.trained[floor.skill][:, :, function] // MINUTES_PER_HOUR
    left = roster.trained[floor.skill] - withdrawn_minutes(taken, roster.grid)
    after = left[:, :, function] // MINUTES_PER_HOUR
    held = floor.holds_on(roster.grid)
    short, short_before = held & (after < floor.officers), held & (before < floor.officers)
    for area in np.flatnonzero(short.any(axis=0)).tolist():
        yield SkillGap(
            local_area=roster.grid.local_areas[area],
            floor=floor,
            hours=int(short[:, area].sum()),
            hours_without_deployment=int(short_before[:, area].sum()),
            fewest_officers=int(after[short[:, area], area].min()),
        )
