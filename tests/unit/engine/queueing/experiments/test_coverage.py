"""Intervals from the simulation cover what is known exactly as often as they say, on the first 200 repetitions.

`make bench` repeats the same on 2,000; the cases, the run lengths and the seeds are benchmarks/coverage.py's.
"""

import pytest

from benchmarks import coverage
from dueregard.engine.queueing.experiments.intervals import Interval

CASES = [case for kind in coverage.ESTIMATES for case in coverage.cases(kind)]
REPETITIONS = 200


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}-{case.servers}-{case.load}")
def test_it_covers_as_often_as_it_says(case):
    low, high = coverage.band(REPETITIONS)
    for covered in coverage.covered(case, REPETITIONS):
        assert low <= covered <= high


@pytest.mark.slow
@pytest.mark.parametrize("factor", [0.7, 1.6])
def test_an_interval_too_narrow_or_too_wide_is_found_out(factor):
    case, (low, high) = coverage.Case("paired", 2, 0.92), coverage.band(REPETITIONS)
    (truth,) = coverage.truths(case)
    found = [
        coverage.paired_difference(case, coverage.FIRST_SEED + number)[0] for number in range(REPETITIONS)
    ]
    covered = sum(stretched(interval, factor).covers(truth) for interval in found)
    assert not low <= covered <= high


def stretched(interval: Interval, factor: float) -> Interval:
    half = factor * interval.half_width
    return Interval(
        estimate=interval.estimate,
        low=interval.estimate - half,
        high=interval.estimate + half,
        level=interval.level,
        runs=interval.runs,
    )


def test_one_worker_and_two_count_the_same():
    case = coverage.Case("ninetieth", 2, 0.8)
    assert coverage.covered(case, 8, workers=1) == coverage.covered(case, 8, workers=2)
