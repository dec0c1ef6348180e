"""Whole numbers shared out."""

import numpy as np
import pytest

from dueregard.workforce.sharing import MOST, round_together, share_out


def test_of_equal_remainders_the_first_gets_more():
    """Many of them and mixed, so that the sort cannot be stable by luck."""
    assert share_out(np.array(20), np.ones(60, np.int64)).tolist() == [1] * 20 + [0] * 40
    # 0.25 and 0.5 by turns come to 112.5, so 113: the first 113 of the halves.
    assert round_together(np.array([1, 2] * 150), 4).tolist() == [0, 1] * 113 + [0, 0] * 37


def test_nothing_is_shared_where_nobody_has_a_weight():
    assert share_out(np.array([7, 7]), np.array([[0, 0], [1, 0]])).tolist() == [[0, 0], [7, 0]]


@pytest.mark.parametrize(("totals", "weights"), [(-1, [1, 2]), (1, [-1, 2])])
def test_less_than_nothing_is_refused(totals: int, weights: list[int]):
    with pytest.raises(ValueError, match="nought or more"):
        share_out(np.array(totals), np.array(weights))


def test_numbers_past_64_bits_are_refused():
    with pytest.raises(ValueError, match="64-bit"):
        share_out(np.array(2**40), np.array([2**40, 1]))
    with pytest.raises(ValueError, match="64 bits"):
        round_together(np.array([MOST, MOST]), 7)
