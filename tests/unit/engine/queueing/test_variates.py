"""Random times: compiled and plain agree to the bit, series agree with the mathematics library, means are kept."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.engine.queueing.elementary import exp_of_minus, exp_plain, log, log_plain
from dueregard.engine.queueing.random_numbers import MASK, Purpose, draw_plain, key_of
from dueregard.engine.queueing.variates import (
    Times,
    constant,
    count_of,
    count_of_plain,
    exponential,
    from_quantiles,
    from_sample,
    log_normal,
    normal_quantiles,
    time_of,
    time_of_plain,
)

FIRST_SEED = 20141104
all_bits = st.one_of(
    st.integers(0, MASK), st.sampled_from([0, 1, MASK, MASK - 1, 1 << 63, 1 << 56, (1 << 56) - 1])
)
times = st.one_of(
    st.integers(0, 10**9).map(constant),
    st.floats(0.1, 1e10).map(exponential),
    st.builds(log_normal, st.floats(1.0, 1e8), st.floats(0, 10)),
    st.lists(st.integers(0, 10**9), min_size=1, max_size=30).map(from_sample),
)


@given(st.floats(1e-300, 1e300))
def test_logarithms(number):
    assert log(number) == log_plain(number)
    assert math.isclose(log_plain(number), math.log(number), rel_tol=1e-15, abs_tol=0)


@given(st.integers(1, 1 << 53))
def test_logarithms_of_shares(numerator):
    share = numerator * 2.0**-53
    assert log(share) == log_plain(share)
    assert math.isclose(log_plain(share), math.log(share), rel_tol=1e-15, abs_tol=0)


@given(st.floats(0, 700))
def test_exponentials(number):
    assert exp_of_minus(number) == exp_plain(-number)
    assert math.isclose(exp_plain(-number), math.exp(-number), rel_tol=1e-15, abs_tol=0)
    assert math.isclose(exp_plain(number), math.exp(number), rel_tol=1e-15, abs_tol=0)


def test_normal_quantiles():
    expected = [NormalDist().inv_cdf(piece / 256) for piece in range(1, 256)]
    assert normal_quantiles() == pytest.approx(expected, rel=1e-13, abs=1e-15)


@given(all_bits, times)
def test_compiled_times_are_the_plain_ones(bits, distribution):
    made = time_of(np.uint64(bits), int(distribution.shape), distribution.mean_ticks, distribution.quantiles)
    assert int(made) == time_of_plain(bits, distribution) >= 0


@given(st.integers(0, MASK), st.integers(0, 1 << 40), st.one_of(st.floats(0, 20), st.floats(0, 1000)))
def test_compiled_counts_are_the_plain_ones(key, number, mean):
    assert int(count_of(np.uint64(key), number, mean)) == count_of_plain(key, number, mean)


@pytest.mark.parametrize(
    ("offset", "distribution"),
    list(
        enumerate(
            [
                exponential(3_600_000),
                log_normal(3_600_000, 0.4),
                log_normal(3_600_000, 2.0),
                from_quantiles([(0, 1_000), (0.3, 5_000), (0.9, 20_000), (1, 400_000)]),
                from_sample([3, 5_000, 5_000, 7_000, 100_000]),
            ]
        )
    ),
)
def test_means_and_variances_drawn_are_those_stated(offset: int, distribution: Times):
    count, key = 40_000, key_of(FIRST_SEED + offset, 0)
    made = np.array(
        [time_of_plain(draw_plain(key, i, Purpose.SERVICE), distribution) for i in range(count)], float
    )
    deviation = distribution.mean_ticks * distribution.squared_cv**0.5
    assert abs(made.mean() - distribution.mean_ticks) < 4.5 * deviation / count**0.5
    fourth = ((made - made.mean()) ** 4).mean() - made.var() ** 2
    assert abs(made.var() - deviation**2) < 4.5 * (fourth / count) ** 0.5


@pytest.mark.parametrize(
    ("mean", "cv"), [(1_000.0, 0.0), (60_000.0, 0.3), (3_600_000.0, 1.0), (3_600_000.0, 3.0)]
)
def test_log_normal_keeps_its_mean_and_its_middle(mean: float, cv: float):
    made = log_normal(mean, cv)
    assert made.mean_ticks == pytest.approx(mean, abs=0.01)
    assert made.quantiles[128] == pytest.approx(mean / math.sqrt(1 + cv * cv), abs=0.51)
    assert 0.55 * cv <= made.squared_cv**0.5 <= cv * 1.01 or cv == 3.0


@pytest.mark.parametrize(("offset", "mean"), list(enumerate([0.02, 0.7, 5.0, 15.9, 16.0, 62.5, 400.0])))
def test_counts_have_the_mean_and_variance_of_poisson(offset: int, mean: float):
    count, key = 4_000, np.uint64(key_of(FIRST_SEED + offset, 0))
    made = np.array([count_of(key, hour << 20, mean) for hour in range(count)], float)
    assert abs(made.mean() - mean) < 4.5 * (mean / count) ** 0.5
    assert abs(made.var() - mean) < 4.5 * ((mean + 2 * mean * mean) / count) ** 0.5


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: exponential(0), "mean of an exponential time is 0"),
        (lambda: exponential(math.inf), "mean of an exponential time is inf"),
        (lambda: log_normal(-1, 1), "mean of a log-normal time is -1"),
        (lambda: log_normal(1_000, 11), "coefficient of variation is 11"),
        (lambda: constant(-5), "go from -5 to -5 ticks"),
        (lambda: from_sample([]), "no times to draw from"),
        (lambda: from_sample([-3, 5]), "go from -3"),
        (lambda: from_quantiles([]), "probabilities are none"),
        (lambda: from_quantiles([(0, 5), (1, 3)]), "they must be 0 or more, rise"),
        (lambda: from_quantiles([(0, 5), (0.5, 7), (0.5, 8), (1, 9)]), "must begin with 0, rise"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(wrong, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        wrong()
