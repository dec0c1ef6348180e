"""A fluid with chance about it: how many find more work at hand than servers do within a limit.

Work at hand in an hour is taken as normal about its mean, as many small independent pieces come to (square-root
staffing: Jennings, Mandelbaum, Massey and Whitt 1996, Management Science 42); what cannot be done flows on as
a fluid. An approximation, to be used with its measured error.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

from dueregard.engine.queueing.exact.workload_recursion import level_left

Reals = npt.NDArray[np.float64]


def kept_waiting(
    calls: Reals, at_hand: Reals, spread: Reals, ahead: Reals, units: Reals, limit: float
) -> Reals:
    """Callers who find more than `limit` × units of work at hand, one number for each scenario.

    calls: callers in each hour and pool, [H, P]. at_hand, spread: mean and standard deviation of units wanted
    then, were there no end of them, [H, P]. ahead: unit-hours of work that come in and go before or with
    theirs, [H, P]. units: [H, scenarios, P].

    By hand: ten callers an hour, eight units wanted on average with a spread of one, and eight units there: half
    of them find more than eight.

    >>> ten, eight, one = (np.full((1, 1), value) for value in (10.0, 8.0, 1.0))
    >>> kept_waiting(ten, eight, one, 0 * ten, np.full((1, 1, 1), 8.0), 1.0).tolist()
    [5.0]
    """
    left = level_left(ahead[:, None, :] - units)
    over = at_hand[:, None, :] + left
    over -= limit * units
    over /= np.maximum(spread, 1e-9)[:, None, :]
    found: Reals = np.einsum("ha,hra->r", calls, special.ndtr(over))
    return found
