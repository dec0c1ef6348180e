"""One world by itself: what it comes to, and that it is one side of a comparison."""

import pytest

from dueregard.effects.pairs import FROM_THEN_ON, Planned, run_pairs
from dueregard.effects.world import simulate_world
from dueregard.local_policing.measures import OUTCOMES, Measure
from tests.support.small_scenario import small_comparison, small_demand

DEMANDS = (small_demand(),)


def test_a_world_is_the_side_of_a_comparison():
    comparison = small_comparison(())
    world = simulate_world(comparison, comparison.without, DEMANDS, 6, 20141104)
    (pairs,) = run_pairs([Planned(comparison=comparison, runs=6)], DEMANDS, 20141104)
    for level in world.levels:
        if level.measure is Measure.LONGEST_TENTH or level.mean is None:
            continue
        expected = pairs.without.value(
            FROM_THEN_ON, level.measure, [pairs.grades.index(level.grade)], range(2)
        )
        assert level.mean.estimate == pytest.approx(expected.mean())


def test_everybody_is_accounted_for():
    comparison = small_comparison(())
    world = simulate_world(comparison, comparison.without, DEMANDS, 4, 20141104)
    for ends in world.outcomes.values():
        assert ends["received"] + ends["upgraded_in"] == pytest.approx(sum(ends[name] for name in OUTCOMES))


def test_with_nobody_on_duty_the_longest_waits_are_not_known_and_the_deficit_is():
    comparison = small_comparison((), response=0)
    world = simulate_world(comparison, comparison.without, DEMANDS, 3, 20141104)
    tenth = [
        level
        for level in world.levels
        if level.measure is Measure.LONGEST_TENTH and level.grade == "emergency"
    ]
    assert [level.mean for level in tenth] == [None]
    assert world.load.is_overloaded
    assert world.load.deficit_units > 5
