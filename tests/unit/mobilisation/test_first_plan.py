"""A plan at any time: the first, the best when the time is up, and the walk that prices ways, beside plain loops."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from dueregard.common.codecs import Id
from dueregard.engine.optimisation.solving import Limits
from dueregard.mobilisation import planning, posing
from dueregard.mobilisation.cheapest_ways import CheapestWays
from dueregard.mobilisation.checker import check_plan
from dueregard.mobilisation.checker_bound import proved_bound
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.columns import Builder, lost_on
from dueregard.mobilisation.plan import Finish, Plan
from dueregard.mobilisation.planning import CannotBeMet, plan_request
from dueregard.mobilisation.posing import pose
from dueregard.mobilisation.trips import SINK, SOURCE
from dueregard.workforce.units import RoleNeed
from tests.support.mobilisation_cases import generated_case

BLOCK = 6
BLOCKS = [pytest.param(at, marks=[] if at < 1 else [pytest.mark.slow]) for at in range(5)]
SEED = 20141104
TOGETHER = (RoleNeed(role=Id("sergeant"), officers=1), RoleNeed(role=Id("constable"), officers=2))


def planned(made: Case, seconds: float = inf) -> Plan:
    asked = (made.request, made.roster, made.rules, made.aims)
    try:
        return plan_request(*asked, commitments=made.commitments, limits=Limits(seconds=seconds))
    except CannotBeMet as refused:
        if refused.best is None or refused.is_proved != (seconds > 0):
            raise
        return refused.best


@pytest.mark.parametrize("block", BLOCKS)
def test_the_first_plan_keeps_every_rule_and_meets_each_deadline_step_that_the_best_meets(block):
    both = 0
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        made = generated_case(seed)
        first, best = planned(made, seconds=0), planned(made)
        assert check_plan(first, made) == [], seed
        for step in range(len(made.request.steps)):
            assert first.missing.get(step, 0) <= best.missing.get(step, 0), seed
        if not (first.missing or first.lacking or best.missing or best.lacking):
            both += 1
            assert first.cost >= best.cost - 1e-6, seed
    assert both, "some of these requests are met by both"


class Listener:
    """Hears of phases, and says stop at one of them."""

    def __init__(self, stop_at: int) -> None:
        self.stop_at = stop_at
        self.heard: list[str] = []

    def told(self, phase: str, seconds: float, cost: float, bound: float) -> bool:
        self.heard.append(phase)
        return len(self.heard) - 1 == self.stop_at


@pytest.mark.slow
def test_a_plan_cut_short_at_any_moment_is_told_with_a_bound_that_its_prices_prove(monkeypatch):
    monkeypatch.setattr(posing, "MOST_WAYS", 10)
    monkeypatch.setattr(planning, "FEW_TOURS", 0)
    made = generated_case(3)
    best = planned(made)
    assert not best.missing
    asked = (made.request, made.roster, made.rules, made.aims)
    heard: list[str] = []
    costs: list[float] = []
    for stop_at in (0, 1, 3, 99):
        listener = Listener(stop_at)
        plan = plan_request(*asked, commitments=made.commitments, told=listener.told)
        heard += listener.heard
        assert check_plan(plan, made) == []
        assert proved_bound(plan, made) >= plan.bound - 1e-6
        assert plan.bound - 1e-6 <= best.cost <= plan.cost + 1e-6
        costs.append(plan.cost)
        if stop_at == 0:
            assert (plan.finish, plan.bound) == (Finish.STOPPED, 0.0)
    assert heard[0] == "a first plan"
    assert costs[-1] <= costs[0]
    assert plan.bound == pytest.approx(best.bound)


def test_ways_asked_for_by_prices_reach_what_a_list_of_all_ways_does(monkeypatch):
    for seed in (0, 3, 4):
        made = generated_case(seed)
        listed = planned(made)
        with monkeypatch.context() as patched:
            patched.setattr(posing, "MOST_WAYS", 10)
            patched.setattr(planning, "FEW_TOURS", 0)
            asked = planned(made)
        assert check_plan(asked, made) == []
        if not listed.missing:
            assert asked.bound <= listed.cost + 1e-6 <= asked.cost + 2e-6
            assert asked.bound == pytest.approx(listed.bound, abs=1e-4)


@pytest.mark.parametrize("serial", [(), TOGETHER], ids=["anywhere", "together"])
@pytest.mark.parametrize("seed", [40_028, 40_048, 40_052, 40_132])
def test_ways_asked_for_by_prices_leave_out_no_more_of_what_cannot_be_met(monkeypatch, seed, serial):
    made = generated_case(seed, most_days=5)
    made = replace(made, request=replace(made.request, serial=serial))
    listed = planned(made)
    monkeypatch.setattr(posing, "MOST_WAYS", 10)
    asked = planned(made)
    assert check_plan(asked, made) == []
    assert left_out(asked, made) == left_out(listed, made)


def left_out(plan: Plan, made: Case) -> tuple[int, ...]:
    """Units short of each deadline step, of all other tours, and specialists."""
    steps = len(made.request.steps)
    later = sum(units for at, units in plan.missing.items() if at >= steps)
    return *(plan.missing.get(at, 0) for at in range(steps)), later, sum(plan.lacking.values())


def plain_cheapest(builder: Builder, signature: int, prices: np.ndarray) -> float:
    """The cheapest way of a signature, arc by arc."""
    graph, who = builder.graphs[signature], builder.signatures[signature]
    best = {SOURCE: 0.0}
    for node in graph.order:
        for number in graph.leaving[node] if node in best else ():
            arc = graph.arcs[number]
            cost = best[node] + builder.rules.rest_day_cost * arc.rest_day
            for lost in lost_on(arc, who):
                direct, rows = builder.lost(*lost)
                cost += direct - sum(prices[row] for row in rows)
            if arc.service is not None:
                entries = builder.needs.entries(who.roles[arc.service.tour], arc.service, who.area)
                cost -= sum(prices[row] * value for row, value in entries)
            best[arc.end] = min(best.get(arc.end, inf), cost)
    return best.get(SINK, inf)


def test_the_walk_over_all_graphs_at_once_finds_what_plain_loops_find():
    dice = np.random.default_rng(SEED)
    for seed in range(4):
        made = generated_case(seed)
        builder = pose(made.request, made.roster, made.rules, made.aims, made.commitments).builder
        ways = CheapestWays(builder)
        prices = dice.normal(0.0, 20.0, len(builder.programme.row_least))
        walk = ways.walk(prices)
        for at, signature in enumerate(ways.signatures):
            assert walk.costs[at] == pytest.approx(plain_cheapest(builder, signature, prices), abs=1e-8)
            path = walk.path(at)
            assert builder.graphs[signature].arcs[path[-1]].end == SINK
