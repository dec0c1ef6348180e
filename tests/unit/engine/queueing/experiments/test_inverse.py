"""The largest safe size: found, and wrong no more often than allowed."""

from collections.abc import Callable
from functools import partial
from math import exp

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from dueregard.engine.queueing.experiments.inverse import (
    Finding,
    KeptRuns,
    evidence,
    largest_safe,
    most_tried,
)
from tests.unit.engine.queueing.experiments.chance import FIRST_SEED, not_under

SIZES = tuple(range(0, 520, 20))


def limit_kept(seed: int, chance_of_size: Callable[[int], float]) -> KeptRuns:
    """Whether each replication kept the limit, by the seed and the batch's first number alone."""
    return lambda size, first, runs: np.random.default_rng([seed, first]).random(runs) < chance_of_size(size)


def sharp(edge: int) -> Callable[[int], float]:
    """Kept always up to the edge, never past it."""
    return lambda size: float(size <= edge)


def gentle(size: int) -> float:
    """Falls through 0.9 at a size of 300, which is itself not safe: kept with 0.9, not more."""
    return min(1.0, max(0.0, 0.9 + (300 - size) / 1000))


@given(st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.1, 0.9))
def test_the_evidence_is_its_integral(case, q):
    kept, runs = case

    def ratio(p: float) -> float:
        return float((p / q) ** kept * ((1 - p) / (1 - q)) ** (runs - kept))

    above, below = evidence(kept, runs, q)
    assert exp(above) == pytest.approx(integrate.quad(ratio, q, 1)[0] / (1 - q), rel=1e-6)
    assert exp(below) == pytest.approx(integrate.quad(ratio, 0, q)[0] / q, rel=1e-6)


@pytest.mark.parametrize("q", [0.5, 0.9])
def test_the_evidence_is_a_fair_game_on_the_edge(q):
    """Its mean after the next run, kept with q, is what it is now: so it reaches 1/α with α at most."""
    for runs in range(12):
        for kept in range(runs + 1):
            for side in (0, 1):
                now = exp(evidence(kept, runs, q)[side])
                kept_next = exp(evidence(kept + 1, runs + 1, q)[side])
                lost_next = exp(evidence(kept, runs + 1, q)[side])
                assert q * kept_next + (1 - q) * lost_next == pytest.approx(now)


def test_a_sharp_edge_is_found_between_two_neighbours():
    for edge in (-1, 0, 20, 210, 480, 500, 900):
        found = largest_safe(limit_kept(FIRST_SEED, sharp(edge)), SIZES, probability=0.9)
        safe = [size for size in SIZES if size <= edge]
        not_safe = [size for size in SIZES if size > edge]
        assert found.safe_up_to == (safe[-1] if safe else None)
        assert found.not_safe_from == (not_safe[0] if not_safe else None)
        assert len(found.tried) <= most_tried(len(SIZES))


def test_between_what_is_safe_and_what_is_not_it_says_undecided():
    found = largest_safe(limit_kept(FIRST_SEED, gentle), SIZES, probability=0.9, most=500)
    assert found.safe_up_to is not None
    assert found.not_safe_from is not None
    assert found.safe_up_to < 300 < found.not_safe_from
    between = [t for t in found.tried if found.safe_up_to < t.size < found.not_safe_from]
    assert between
    assert {tried.finding for tried in between} == {Finding.UNDECIDED}
    assert f"safe up to {found.safe_up_to}, not shown safe from {found.not_safe_from}" in found.sentence


def test_more_runs_never_widen_what_is_undecided_by_much():
    gaps = []
    for most in (200, 3000):
        found = largest_safe(limit_kept(FIRST_SEED, gentle), SIZES, probability=0.9, most=most)
        gaps.append((found.not_safe_from or 999) - (found.safe_up_to or 0))
    assert gaps[1] < gaps[0]


@pytest.mark.parametrize("probability", [0.8, 0.95])
def test_the_total_error_is_kept(probability):
    """Every size exactly on the edge: whatever is said is wrong, and it is said in a twentieth at most."""
    repetitions, said = 200, 0
    for number in range(repetitions):
        kept = limit_kept(FIRST_SEED + number, lambda size: probability)
        found = largest_safe(kept, SIZES, probability=probability, most=400)
        said += found.safe_up_to is not None or found.not_safe_from is not None
    assert not_under(repetitions - said, repetitions, 0.95)


def test_no_replication_is_used_for_two_sizes():
    used: list[tuple[int, int]] = []

    def kept(size: int, first: int, runs: int):
        used.extend((number, size) for number in range(first, first + runs))
        return limit_kept(FIRST_SEED, gentle)(size, first, runs)

    found = largest_safe(kept, SIZES, probability=0.9, most=300, first=1)
    numbers = [number for number, _ in used]
    assert len(set(numbers)) == len(numbers)
    assert sum(tried.runs for tried in found.tried) == len(numbers)


def test_nothing_safe_and_nothing_found_are_told_apart():
    nothing = largest_safe(lambda size, first, runs: np.zeros(runs, bool), [10, 20], probability=0.9)
    assert nothing.sentence == "no size shown safe, not shown safe from 10, undecided between"
    everything = largest_safe(lambda size, first, runs: np.ones(runs, bool), [10, 20], probability=0.9)
    assert everything.sentence == "safe up to 20"


@pytest.mark.parametrize("sizes", [[], [20, 10], [10, 10]])
def test_sizes_go_up(sizes):
    with pytest.raises(ValueError, match="the smallest first"):
        largest_safe(lambda size, first, runs: np.ones(runs, bool), sizes, probability=0.9)


def on_the_boundary(draws: np.random.Generator, size: int, first: int, runs: int) -> npt.NDArray[np.bool_]:
    return np.asarray(draws.random(runs) < 0.9)


def claims_at_the_boundary(repetitions: int) -> int:
    """Of studies whose every size keeps the limit just as often as asked, in how many something is claimed.

    The draw of the calibration decides each run, and each run has a draw of its own.
    """
    claims = 0
    for repetition in range(repetitions):
        draws = np.random.default_rng([FIRST_SEED, repetition])
        found = largest_safe(
            partial(on_the_boundary, draws), range(25, 525, 25), probability=0.9, most=400, first=0
        )
        claims += found.safe_up_to is not None or found.not_safe_from is not None
    return claims


@pytest.mark.slow
def test_at_the_boundary_something_false_is_said_in_at_most_the_error_allowed():
    """All 20 sizes stand on the boundary, so that whatever is claimed of any is false: at most 5 % of studies."""
    assert not_under(1_000 - claims_at_the_boundary(1_000), 1_000, 0.95)
