"""Draws are added until the simulation's error is small, and no more; second runs stay last."""

from dataclasses import replace

import numpy as np
import pytest

from dueregard.effects.design import EffectDesign
from dueregard.effects.driving import driven_pairs
from dueregard.effects.effect import simulation_headings
from dueregard.effects.figures import FORCE, Figure
from dueregard.effects.pairs import FROM_THEN_ON, Pairs, Planned, run_pairs
from dueregard.engine.queueing.experiments.variance_split import split_repeated
from dueregard.local_policing.measures import Measure
from tests.support.small_scenario import small_comparison, small_demand
from tests.unit.effects.test_effect import DEMANDS, taken

DESIGN = EffectDesign(run_twice=20, most_draws=320, tornado_runs=2, load_runs=2)
MORE = (*DEMANDS, *(small_demand(1.0 + 0.0001 * number) for number in range(200)))


def more(number: int):
    return MORE[:number]


def driven(shares: list[float]) -> tuple[list[int], Pairs, int]:
    """With errors told beforehand: the runs each was asked of, the pairs, and how many draws were made."""
    comparison = small_comparison(taken(1))
    (pairs,) = run_pairs([Planned(comparison=comparison, runs=220)], DEMANDS, DESIGN.seed)
    seen: list[int] = []

    def share_of(some: Pairs) -> float:
        seen.append(some.runs)
        return shares[len(seen) - 1]

    found, drawn = driven_pairs(pairs, DEMANDS, comparison, DESIGN, share_of, more)
    assert np.array_equal(found.with_it.over[-20:], pairs.with_it.over[-20:])
    assert np.array_equal(found.with_it.over[:200], pairs.with_it.over[:200])
    return seen, found, len(drawn)


def test_a_small_error_asks_for_nothing_more():
    seen, found, draws = driven([0.09])
    assert (seen, found.runs, draws) == ([220], 220, 200)


def test_a_large_one_asks_for_draws_until_it_is_small_or_there_are_no_more():
    seen, found, draws = driven([0.102, 0.3])
    assert (seen, found.runs, draws) == ([220, 260], 340, 320)


def test_added_draws_are_others_with_other_chance():
    _, found, _ = driven([0.102, 0.09])
    received = found.without.received.sum(axis=(1, 2, 3))
    assert len(np.unique(received[200:240])) > 20
    assert not np.array_equal(received[200:240], received[:40])


@pytest.mark.parametrize(("share", "said"), [(0.14, ["14 %", "213 draws"]), (0.09, [])])
def test_an_error_that_is_not_small_stands_above_the_result(share: float, said: list[str]):
    chance = np.random.default_rng(20141104)
    split = split_repeated(chance.normal(size=200), chance.normal(size=20))
    figure = Figure(
        measure=Measure.NOT_SEEN,
        grade="priority",
        local_area=FORCE,
        window=FROM_THEN_ON,
        without=1.0,
        with_it=2.0,
        split=replace(split, simulation_share=share),
    )
    headings = simulation_headings(figure, 213)
    assert len(headings) == bool(said)
    assert all(words in headings[0].replace("14%", "14 %") for words in said)
