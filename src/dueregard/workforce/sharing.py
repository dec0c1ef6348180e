"""Sharing whole numbers out so that nothing is lost in rounding: the largest remainder, ties to the first."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
MOST = 2**61
"""Products above this could run over in 64 bits, so they are refused."""


def share_out(totals: Integers, weights: Integers) -> Integers:
    """Whole totals shared along the last axis in proportion to weights, each row adding to its total.

    `totals` has the shape of `weights` without the last axis; both are 0 or more. Each share is the exact
    one rounded down or up, by the largest remainder, and of equal remainders the first. With a total no
    larger than the sum of the weights, no share is larger than its weight. A row whose weights are all
    nought shares out nothing. Raises ValueError for negative numbers and for products past 64 bits.

    10 shared as 1 : 1 : 2 is 2.5, 2.5 and 5:

    >>> share_out(np.array(10), np.array([1, 1, 2])).tolist()
    [3, 2, 5]
    """
    totals, weights = np.asarray(totals, np.int64), np.asarray(weights, np.int64)
    _refuse_out_of_range(totals, weights)
    whole = weights.sum(axis=-1)
    products = weights * np.where(whole > 0, totals, 0)[..., None]
    return _rounded(products, np.maximum(whole, 1), np.where(whole > 0, totals, 0))


def round_together(numerators: Integers, denominator: int) -> Integers:
    """Fractions of one denominator made whole along the last axis, their total rounded once.

    The total is the sum rounded to the nearest whole number, a half up. One more on a single numerator, up
    to the denominator, never lowers the total, and moves no entry by more than one.

    0.6 + 0.6 + 0.3 = 1.5, so 2 in all:

    >>> round_together(np.array([6, 6, 3]), 10).tolist()
    [1, 1, 0]
    """
    numerators = np.asarray(numerators, np.int64)
    if numerators.size and (
        int(numerators.min()) < 0 or int(numerators.max()) > MOST // numerators.shape[-1]
    ):
        raise ValueError("fractions to round must be nought or more and fit 64 bits")
    totals = (2 * numerators.sum(axis=-1) + denominator) // (2 * denominator)
    return _rounded(numerators, np.int64(denominator), totals)


def _rounded(numerators: Integers, denominators: Integers | np.int64, totals: Integers) -> Integers:
    below = np.asarray(denominators)[..., None] if np.ndim(denominators) else denominators
    shares = numerators // below
    remainders = numerators - shares * below
    left = totals - shares.sum(axis=-1)
    order = np.argsort(-remainders, axis=-1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.broadcast_to(np.arange(order.shape[-1]), order.shape), axis=-1)
    rounded: Integers = shares + (rank < left[..., None])
    return rounded


def _refuse_out_of_range(totals: Integers, weights: Integers) -> None:
    if not totals.size or not weights.size:
        return
    if int(totals.min()) < 0 or int(weights.min()) < 0:
        raise ValueError("what is shared out, and the weights, must be nought or more")
    if int(totals.max()) * int(weights.max()) * weights.shape[-1] > MOST:
        raise ValueError("the numbers to share out are too large for exact 64-bit arithmetic")
