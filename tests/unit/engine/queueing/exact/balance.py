"""A slow, obvious solver: write down every state of a truncated chain and solve its balance equations."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from scipy.sparse import csc_array
from scipy.sparse.linalg import spsolve

State = Any  # whatever the test finds clearest, so long as it can be a key
Moves = Callable[[State], Iterable[tuple[State, float]]]


def chain(start: State, moves: Moves) -> tuple[list[State], csc_array]:
    """All states that can be reached, and the matrix of rates from row to column, diagonal included."""
    states, index, entries = [start], {start: 0}, []
    for state in states:  # grows while it is read
        entries.append((index[state], index[state], 0.0))
        for after, rate in moves(state):
            if after not in index:
                index[after] = len(states)
                states.append(after)
            entries.append((index[state], index[after], rate))
            entries.append((index[state], index[state], -rate))
    rows, columns, rates = zip(*entries, strict=True)
    return states, csc_array((rates, (rows, columns)), shape=(len(states), len(states)))


def long_run(start: State, moves: Moves) -> dict[State, float]:
    """The share of time in each state in the long run."""
    states, rates = chain(start, moves)
    balance = rates.T.tolil()
    balance[0, :] = 1.0
    right = np.zeros(len(states))
    right[0] = 1.0
    return dict(zip(states, spsolve(balance.tocsc(), right), strict=True))
