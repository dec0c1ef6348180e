"""How many whole units people make who can each fill some places and not others: exactly, for every hour at once.

Whatever the assignment, a set of places can only be filled by people who can fill one of them. Hall's theorem (1935)
says that nothing else is in the way: k units can be filled just when for every set of places the people who can fill
one of it are at least k times as many. So the number is the least, over all sets, of people ÷ places, whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
MOST_NEEDS = 16
"""Kinds of places looked at together: the sets of them double with each."""
_SETS_AT_A_TIME = 256


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """For every hour: whole units, people short of what is wanted, and the set of needs (bits) that runs out first."""

    units: Counts
    short: Counts
    runs_out: Counts


def fit(kinds: Counts, people: Counts, each: Sequence[int], wanted: Sequence[int]) -> Fit:
    """Fit people into places.

    kinds: sets of needs, bit n for need n. people: how many can fill just that set, kind × hour. each: for every need
    the places of one unit, 1 or more. wanted: for every need the places that are wanted in all; `short` is the fewest
    people, able to fill what is lacking, who would have to be added.

    An inspector who can also drive fills one place and not two:

    >>> both = fit(np.array([0b11]), np.array([[1]]), [1, 1], [1, 1])
    >>> both.units.tolist(), both.short.tolist()
    ([0], [1])

    Five who can do either and one driver make two units of two and one; the two places alone run out first:

    >>> made = fit(np.array([0b01, 0b11]), np.array([[3], [2]]), [2, 1], [6, 3])
    >>> made.units.tolist(), made.short.tolist(), made.runs_out.tolist()
    ([1], [4], [3])
    """
    hours = people.shape[1]
    units = np.full(hours, np.iinfo(np.int64).max)
    runs_out, short = np.zeros(hours, dtype=np.int64), np.zeros(hours, dtype=np.int64)
    table = _sets(each, wanted)
    numbers = people.astype(np.float64)  # exact below 2**53, and matrices of it are multiplied fast
    for at in range(0, len(table), _SETS_AT_A_TIME):
        part = table[at : at + _SETS_AT_A_TIME]
        meets = (part[:, :1] & kinds[None, :]) != 0
        there = (meets.astype(np.float64) @ numbers).astype(np.int64)
        whole = there // part[:, 1:2]
        least = whole.argmin(axis=0)
        fewest = whole[least, np.arange(hours)]
        better = fewest < units
        units = np.where(better, fewest, units)
        runs_out = np.where(better, part[least, 0], runs_out)
        short = np.maximum(short, (part[:, 2:3] - there).max(axis=0))
    return Fit(units, short, runs_out)


def _sets(each: Sequence[int], wanted: Sequence[int]) -> Counts:
    """Every set of needs as a row of its bits, its places a unit and its places wanted; small sets first."""
    rows = []
    for bits in sorted(range(1, 1 << len(each)), key=lambda bits: (bits.bit_count(), bits)):
        chosen = [bit for bit in range(len(each)) if bits >> bit & 1]
        rows.append((bits, sum(each[bit] for bit in chosen), sum(wanted[bit] for bit in chosen)))
    return np.array(rows, dtype=np.int64)
