"""Factors of days: all at once and day by day they are the same to the bit."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dueregard.engine.queueing.elementary import exp_many, exp_plain
from dueregard.local_policing.day_factors import day_factors
from dueregard.local_policing.day_factors_slow import slow_day_factors

variances = st.one_of(st.just(0.0), st.floats(1e-6, 2.0))


@given(
    key=st.integers(0, (1 << 64) - 1),
    days=st.integers(1, 40),
    areas=st.integers(1, 12),
    variance=variances,
    correlation=st.floats(-0.95, 0.95),
    local=variances,
)
def test_all_at_once_is_day_by_day(key, days, areas, variance, correlation, local):
    asked = (key, days, areas, variance, correlation, local)
    assert np.array_equal(day_factors(*asked), slow_day_factors(*asked))


@given(numbers=st.lists(st.floats(-700.0, 700.0), min_size=1, max_size=30))
def test_exponentials_of_an_array_are_those_of_its_numbers(numbers):
    assert exp_many(np.array(numbers)).tolist() == [exp_plain(number) for number in numbers]
