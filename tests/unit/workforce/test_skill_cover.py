"""Skills that must be on duty while others are away."""

from datetime import timedelta

import pytest

from dueregard.workforce.held_hours import HeldHours, PolicyRefused
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.skill_cover import SkillFloor, skill_gaps
from dueregard.workforce.withdrawals import Withdrawal
from tests.unit.workforce.small_roster import roster_of


def away(roster, officers: int, *skills: str, **more) -> Withdrawal:
    start = roster.grid.start
    return Withdrawal(
        from_at=start,
        until_at=start + timedelta(hours=12),
        local_area="north",
        function=DutyFunction.RESPONSE,
        officers=officers,
        skills=skills,
        **more,
    )


def test_a_gap_is_told_with_its_hours_and_the_fewest():
    roster = roster_of({"response": 20}, areas=("north", "south"), trained={"response": 5})
    floor = SkillFloor(skill="public-order", officers=3)
    (gap,) = skill_gaps(roster, [away(roster, 4, "public-order")], [floor])
    assert (gap.local_area, gap.hours, gap.hours_without_deployment, gap.fewest_officers) == (
        "north",
        12,
        0,
        1,
    )
    assert skill_gaps(roster, [away(roster, 4)], [floor]) == ()
    assert skill_gaps(roster, [away(roster, 4, "public-order", on_rest_days=True)], [floor]) == ()


def test_a_gap_that_was_there_before_is_told_apart():
    roster = roster_of({"response": 20}, trained={"response": 2})
    floor = SkillFloor(skill="public-order", officers=3, from_hour=22, until_hour=2)
    (gap,) = skill_gaps(roster, [], [floor])
    assert (gap.hours, gap.hours_without_deployment, gap.fewest_officers) == (4, 4, 2)


def test_a_skill_the_roster_does_not_know_is_refused():
    with pytest.raises(PolicyRefused, match="the roster knows no skill"):
        skill_gaps(roster_of({"response": 20}), [], [SkillFloor(skill="taser", officers=1)])


def test_hours_that_are_none_are_refused():
    with pytest.raises(ValueError, match="from hour 24 until hour 24"):
        HeldHours(from_hour=24)
