"""Random bits: the twin agrees to the bit, and what must be even and unrelated looks so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.engine.queueing.random_numbers import (
    EXTRA_STREAM,
    INITIAL_BACKLOG,
    MASK,
    Purpose,
    branch,
    draw,
    draw_plain,
    key_of,
    stem,
    unit,
    unit_plain,
)

FIRST_SEED = 20141104
keys = st.integers(0, MASK)
customers = st.one_of(
    st.integers(0, 1 << 40),
    st.integers(0, 1 << 40).map(lambda n: n | EXTRA_STREAM),
    st.integers(0, 1 << 40).map(lambda n: n | INITIAL_BACKLOG),
)
purposes = st.integers(0, 255)


@given(keys, customers, purposes)
def test_compiled_and_plain_agree_to_the_bit(key, customer, purpose):
    bits = int(draw(np.uint64(key), customer, purpose))
    assert bits == draw_plain(key, customer, purpose)
    assert bits == int(branch(np.uint64(stem(np.uint64(key), customer)), purpose))
    assert unit(np.uint64(bits)) == unit_plain(bits)


def bits_of(key: int, customers: range, purpose: int) -> np.ndarray:
    return np.array([draw_plain(key, customer, purpose) for customer in customers], dtype=np.uint64)


def shares(bits: np.ndarray) -> np.ndarray:
    return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53


def test_nothing_is_drawn_twice():
    many = [
        bits_of(key_of(FIRST_SEED, replication), range(hour << 20, (hour << 20) + 100), purpose)
        for replication in range(4)
        for hour in range(10)
        for purpose in Purpose
    ]
    everything = np.concatenate(many)
    assert np.unique(everything).size == everything.size


@pytest.mark.parametrize("shift", range(0, 64, 8))
def test_every_byte_is_even(shift: int):
    bits = bits_of(key_of(FIRST_SEED + shift, 0), range(51_200), Purpose.SERVICE)
    seen = np.bincount((bits >> np.uint64(shift)).astype(np.uint8), minlength=256)
    chi_square = float(((seen - 200.0) ** 2 / 200.0).sum())
    assert 154 < chi_square < 388  # 255 degrees of freedom: outside once in 200,000 on either side


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((0, 0, Purpose.SERVICE), (0, 0, Purpose.TRAVEL)),
        ((0, 0, Purpose.SERVICE), (0, 0, Purpose.SERVICE + 1)),
        ((0, 0, Purpose.SERVICE), (0, 1, Purpose.SERVICE)),
        ((0, 0, Purpose.SERVICE), (0, 1 << 20, Purpose.SERVICE)),
        ((0, 0, Purpose.SERVICE), (0, EXTRA_STREAM, Purpose.SERVICE)),
        ((0, 0, Purpose.SERVICE), (1, 0, Purpose.SERVICE)),
    ],
)
def test_neighbouring_streams_are_unrelated(first, second):
    count = 40_000
    one, other = (
        shares(bits_of(key_of(FIRST_SEED, replication), range(offset, offset + count), purpose)) - 0.5
        for replication, offset, purpose in (first, second)
    )
    assert abs(float((one * other).mean()) * 12 * count**0.5) < 4.5  # standard normal if unrelated


@given(keys, st.integers(0, 1 << 40), st.sampled_from(Purpose), st.integers(0, 63))
def test_one_changed_bit_changes_about_half(key, customer, purpose, bit):
    changed = draw_plain(key, customer, purpose) ^ draw_plain(key ^ (1 << bit), customer, purpose)
    assert 10 <= changed.bit_count() <= 54  # mean 32, standard deviation 4


def test_the_numbers_are_those_of_the_first_release():
    """They may not change unsaid: every published result would."""
    key = key_of(FIRST_SEED, 0)
    assert f"{key:016x}" == "5867f11ac5f8b658"
    drawn = [f"{draw_plain(key, customer, Purpose.SERVICE):016x}" for customer in (0, 1, 1 << 20)]
    assert drawn == ["385b1052ab4dba42", "a0755d052a6f61ea", "abe20570150d813f"]
