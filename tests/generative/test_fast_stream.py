"""The streaming kernel on invented models: the same as its twin, nobody lost, and memory that does not grow."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.engine.queueing.compiled import IS_COMPILED
from dueregard.engine.queueing.fast import start_times
from dueregard.engine.queueing.fast_stream import FastModel, FastTally, simulate_fast
from dueregard.engine.queueing.fast_stream_twin import customers_plain, simulate_fast_plain
from dueregard.engine.queueing.random_numbers import MASK
from dueregard.engine.queueing.variates import constant, exponential, log_normal

services = st.one_of(
    st.sampled_from([0, 1_800_000, 3_600_000]).map(constant),
    st.floats(1e5, 1e7).map(exponential),
    st.builds(log_normal, st.floats(1e5, 1e7), st.floats(0, 3)),
)


@st.composite
def models(draw) -> FastModel:
    period, classes, hours = draw(st.integers(1, 30)), draw(st.integers(1, 4)), draw(st.integers(1, 60))
    numbers = st.lists(st.floats(0, 4), min_size=period * classes, max_size=period * classes)
    units = st.lists(st.integers(0, 9), min_size=period, max_size=period)
    return FastModel(
        rates=np.array(draw(numbers)).reshape(period, classes),
        capacity=np.array(draw(units), dtype=np.int64),
        service=tuple(draw(st.lists(services, min_size=classes, max_size=classes))),
        standard_ticks=tuple(draw(st.lists(st.integers(0, 10**7), min_size=classes, max_size=classes))),
        hours=hours,
        warm_up_hours=draw(st.integers(0, hours - 1)),
        cell_hours=draw(st.integers(0, 30)),
        bin_ticks=draw(st.integers(1, 10**6)),
        bins=draw(st.integers(1, 20)),
    )


def assert_same(one: FastTally, other: FastTally) -> None:
    for field in fields(FastTally):
        assert np.array_equal(getattr(one, field.name), getattr(other, field.name)), field.name


@given(models(), st.integers(0, MASK))
def test_kernel_and_twin_count_the_same(model: FastModel, key: int):
    assert_same(simulate_fast(model, key), simulate_fast_plain(model, key))


@pytest.mark.parametrize("following", range(4))
def test_kernel_and_twin_count_the_same_on_the_first_models(following: int):
    """Three classes, shifts that are short of units by turns, a warm-up: what the listed breaks are tried on."""
    random = np.random.Generator(np.random.PCG64(20141104 + following))
    model = FastModel(
        rates=random.uniform(0, 2, (6, 3)),
        capacity=random.integers(0, 5, 6),
        service=(exponential(1e6), constant(3_600_000), exponential(5e6)),
        standard_ticks=(0, 1_800_000, 3_600_000),
        hours=60,
        warm_up_hours=7,
        cell_hours=20,
        bin_ticks=100_000,
        bins=20,
    )
    assert_same(simulate_fast(model, following), simulate_fast_plain(model, following))


@given(models(), st.integers(0, MASK))
def test_nobody_is_lost(model: FastModel, key: int):
    seen = simulate_fast(model, key)
    assert (seen.received == seen.attended + seen.unresolved).all()
    assert (seen.histogram.sum(axis=1) == seen.attended.sum(axis=0)).all()


@given(models(), st.integers(0, MASK))
def test_the_customers_are_the_same_at_any_staffing(model: FastModel, key: int):
    more = replace(model, capacity=model.capacity + 3)
    assert (simulate_fast(model, key).received == simulate_fast(more, key).received).all()


@given(models(), st.lists(st.integers(0, MASK), min_size=3, max_size=3))
def test_merging_is_exact_in_any_order(model: FastModel, keys: list[int]):
    one, two, three = (simulate_fast(model, key) for key in keys)
    assert_same(one.merge(two).merge(three), three.merge(two.merge(one)))


def test_a_stream_is_served_as_its_customers_in_one_list():
    """The streaming kernel's blocks leave no trace: 1,000 customers through the kernel for arrays wait as long."""
    model = busy(hours=250)
    arrivals, kinds, lengths = zip(*customers_plain(model, 20141104), strict=True)
    at = np.arange(250.0)
    started = start_times(
        np.array(arrivals),
        np.array(kinds, dtype=np.int8),
        np.array(lengths),
        changes_at=at,
        changes_to=model.capacity[np.arange(250) % 24],
        until=250.0,
    )
    served = ~np.isnan(started)
    ticks = ((started - np.array(arrivals))[served] * 3_600_000 + 0.5).astype(np.int64)
    seen = simulate_fast(model, 20141104)
    assert int(seen.wait.sum()) == int(ticks.sum()) > 0
    assert int(seen.attended.sum()) == int(served.sum())


def busy(hours: int) -> FastModel:
    return FastModel(
        rates=np.tile([[0.6, 1.4, 2.0]], (24, 1)),
        capacity=np.repeat([3, 4, 6], 8).astype(np.int64),
        service=(exponential(3_600_000), log_normal(3_600_000, 1.0), constant(3_000_000)),
        standard_ticks=(900_000, 3_600_000, 14_400_000),
        hours=hours,
    )


@pytest.mark.parametrize("hours", [1, 5, 23, 24, 25, 1000])
def test_no_result_hangs_on_where_a_block_ends(hours: int):
    """The twin knows no blocks; an end just before, at or after one makes no difference to it or to the kernel."""
    assert_same(simulate_fast(busy(hours), 20141104), simulate_fast_plain(busy(hours), 20141104))


PEAK = """
import resource, sys
import numpy as np
from dueregard.engine.queueing.fast_stream import FastModel, simulate_fast
from dueregard.engine.queueing.variates import exponential
def busy(hours):
    return FastModel(rates=np.full((1, 3), 1.3), capacity=np.array([5]), hours=hours,
                     service=(exponential(3_600_000),) * 3, standard_ticks=(900_000,) * 3)
simulate_fast(busy(24), 1)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
seen = simulate_fast(busy(int(sys.argv[1])), 1)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, int(seen.received.sum()))
"""


@pytest.mark.skipif(not IS_COMPILED, reason="Two million customers take too long in plain Python.")
def test_memory_does_not_grow_with_the_horizon():
    command = [sys.executable, "-c", PEAK, str(24 * 365 * 60)]
    done = subprocess.run(command, env=dict(os.environ), check=True, capture_output=True, text=True)
    more_kibibytes, customers = map(int, done.stdout.split())
    assert customers > 2_000_000
    assert more_kibibytes < 8_192  # two million customers kept would be 50 MiB


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"rates": np.zeros(3)}, "give a row of rates"),
        ({"capacity": np.zeros(3, dtype=np.int64)}, "give a row of rates"),
        ({"service": ()}, "one of each for every class"),
        ({"standard_ticks": (1,)}, "one of each for every class"),
        ({"rates": np.full((24, 3), -1.0)}, "Rates must be 0 or more"),
        ({"rates": np.full((24, 3), 1e6)}, "Rates must be 0 or more"),
        ({"rates": np.full((24, 3), np.nan)}, "Rates must be 0 or more"),
        ({"capacity": np.full(24, -1)}, "capacity 0 or more"),
        ({"warm_up_hours": 24}, "warm-up of 24 of 24 hours"),
        ({"bins": 0}, "at least one bin"),
        ({"bin_ticks": 0}, "at least one bin"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(wrong, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        replace(busy(24), **wrong)
