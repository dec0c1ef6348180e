"""What nine in ten wait at most, of many rows at once, against the same worked out bin by bin."""

import numpy as np
import pytest

from dueregard.local_policing.measures import BIN_STARTS, LONGEST_TENTH, _longest_tenth

BINS = len(BIN_STARTS)


def by_hand(served, gone) -> float:
    """Bin by bin: those still waiting, the share of them served here, and where nine in ten have been."""
    waiting, unserved = int((served + gone).sum()), 1.0
    if not waiting:
        return 0.0
    for place in range(BINS - 1):
        before = unserved
        if waiting:
            unserved *= 1 - served[place] / waiting
        if unserved <= 1 - LONGEST_TENTH + 1e-12:
            if place == 0:
                return 0.0
            inside = (before - (1 - LONGEST_TENTH)) / (before - unserved)
            return float(BIN_STARTS[place] + inside * (BIN_STARTS[place + 1] - BIN_STARTS[place]))
        waiting -= served[place] + gone[place]
    return float("inf")


@pytest.mark.parametrize("seed", range(20141104, 20141112))
def test_rows_at_once_are_as_one_by_one(seed: int):
    chance = np.random.default_rng(seed)
    served = chance.poisson(chance.choice([0.0, 0.05, 2.0], size=(4, 3, 1)), size=(4, 3, BINS))
    gone = chance.poisson(chance.choice([0.0, 0.01, 0.3], size=(4, 3, 1)), size=(4, 3, BINS))
    found = _longest_tenth(served, gone)
    for at in np.ndindex(4, 3):
        assert found[at] == pytest.approx(by_hand(served[at], gone[at]))


def test_nobody_everybody_at_once_and_never():
    nobody = np.zeros(BINS, dtype=np.int64)
    at_once, later = nobody.copy(), nobody.copy()
    at_once[0], later[5] = 10, 10
    assert _longest_tenth(np.stack([nobody, at_once]), np.stack([nobody, nobody])).tolist() == [0.0, 0.0]
    assert np.isinf(_longest_tenth(later, 2 * later))
