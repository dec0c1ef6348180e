"""The inverse question on a force small enough to know the answer's order of size."""

from dataclasses import replace
from datetime import timedelta
from itertools import cycle

import pytest

from dueregard.common.parallel import Cluster
from dueregard.effects import inverse
from dueregard.effects.comparison import Comparison, EffectRefused
from dueregard.effects.design import EffectDesign
from dueregard.effects.inverse import KeptLimit, draws_needed, largest_deployment
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
    found = largest_deployment(of_size, [0, 7], cycle(DEMANDS), replace(DESIGN, inverse_runs=200))
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


def test_no_draw_is_used_twice_and_each_run_has_its_own(monkeypatch: pytest.MonkeyPatch):
    """Whatever the size and however a batch begins, run n gets the next draw and none that another size had."""
    had: dict[int, float] = {}

    def recorded(planned, demands, seed, **options):
        (each,) = planned
        for number in range(each.first, each.first + each.runs):
            had[number] = demands[number % len(demands)].rates[0, 0, 0]
        return run_pairs(planned, demands, seed, **options)

    monkeypatch.setattr(inverse, "run_pairs", recorded)
    draws = (small_demand(1.0 + 0.001 * number) for number in range(100))
    limit = KeptLimit(of_size, DESIGN, draws)
    limit(1, 0, 3)
    limit(1, 3, 4)
    limit(3, 400, 3)
    assert [round(had[number] - 1.0, 9) for number in (*range(7), 400, 401, 402)] == [
        round(0.001 * number, 9) for number in range(10)
    ]


def test_draws_that_run_out_are_an_error_and_not_a_second_use():
    limit = KeptLimit(of_size, DESIGN, iter(DEMANDS))
    with pytest.raises(ValueError, match="no draw of its own"):
        limit(1, 0, 3)


def test_as_many_draws_as_runs_can_be_needed():
    assert draws_needed(100, DESIGN) == 14 * 400


def test_the_limit_in_every_local_area_is_kept_no_more_often():
    force, everywhere = (
        KeptLimit(of_size, replace(DESIGN, limit_everywhere=all_of_them), cycle(DEMANDS))(5, 0, 20)
        for all_of_them in (False, True)
    )
    assert not (everywhere & ~force).any()
    assert everywhere.sum() < force.sum() or not force.any()


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_to_the_bit():
    planned = [Planned(comparison=of_size(size), runs=10) for size in (1, 3)]
    here = run_pairs(planned, DEMANDS, 20141104)
    there = run_pairs(planned, DEMANDS, 20141104, cluster=Cluster(workers=2))
    for one, other in zip(here, there, strict=True):
        assert (one.with_it.over == other.with_it.over).all()
        assert (one.without.backlog == other.without.backlog).all()
