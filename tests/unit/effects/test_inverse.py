"""The inverse question on a force small enough to know the answer's order of size."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dueregard.common.parallel import Cluster
from dueregard.effects.comparison import Comparison, EffectRefused
from dueregard.effects.design import EffectDesign
from dueregard.effects.inverse import largest_deployment
from dueregard.effects.pairs import Planned, run_pairs
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.withdrawals import Withdrawal
from tests.support.small_scenario import small_comparison, small_demand, small_roster

DESIGN = EffectDesign()
DEMANDS = (small_demand(), small_demand(1.01))


def of_size(officers: int) -> Comparison:
    start = small_roster(16).grid.start
    taken = Withdrawal(
        from_at=start + timedelta(days=7),
        until_at=start + timedelta(days=10),
        local_area="north",
        function=DutyFunction.RESPONSE,
        officers=officers,
    )
    return small_comparison((taken,) if officers else ())


def test_nobody_away_keeps_any_limit_and_everybody_away_keeps_none():
    found = largest_deployment(of_size, [0, 7], DEMANDS, DESIGN, most=200)
    assert (found.safe_up_to, found.not_safe_from) == (0, 7)
    assert found.sentence == "safe up to 0, not shown safe from 7, undecided between"


def test_without_an_emergency_grade_there_is_no_limit():
    calm = replace(DEMANDS[0], classes=tuple(replace(cls, emergency=False) for cls in DEMANDS[0].classes))
    with pytest.raises(EffectRefused, match="flag no grade as an emergency"):
        largest_deployment(of_size, [1], [calm], DESIGN)


def test_later_pairs_are_others_and_the_same_each_time():
    comparison = of_size(3)
    (all_of_them,) = run_pairs([Planned(comparison=comparison, runs=12)], DEMANDS, 20141104)
    (later,) = run_pairs([Planned(comparison=comparison, runs=4, first=8)], DEMANDS, 20141104)
    assert (all_of_them.with_it.over[8:] == later.with_it.over).all()


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_to_the_bit():
    planned = [Planned(comparison=of_size(size), runs=10) for size in (1, 3)]
    here = run_pairs(planned, DEMANDS, 20141104)
    there = run_pairs(planned, DEMANDS, 20141104, cluster=Cluster(workers=2))
    for one, other in zip(here, there, strict=True):
        assert (one.with_it.over == other.with_it.over).all()
        assert (one.without.backlog == other.without.backlog).all()
