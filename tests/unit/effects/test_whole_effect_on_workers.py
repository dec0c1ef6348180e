"""A whole effect, with every end of its tornado chart, is the same on one worker, on two and on a cluster."""

import pytest

from dueregard.common.parallel import Cluster
from dueregard.effects.effect import Effect, estimate_effect
from dueregard.effects.value import plain_value
from tests.support.small_scenario import GROUNDS, small_comparison
from tests.unit.effects.test_effect import DEMANDS, DESIGN, taken


@pytest.fixture(scope="module")
def alone() -> Effect:
    return estimate_effect(small_comparison(taken(2)), DEMANDS, DESIGN, GROUNDS)


@pytest.mark.parametrize(
    "how", [{"workers": 2}, {"cluster": Cluster(workers=2)}], ids=["two workers", "Dask"]
)
def test_the_whole_answer_does_not_depend_on_the_workers(alone: Effect, how):
    again = estimate_effect(small_comparison(taken(2)), DEMANDS, DESIGN, GROUNDS, **how)
    assert plain_value(again) == plain_value(alone)
    assert again.figures == alone.figures
    assert again.influences == alone.influences
