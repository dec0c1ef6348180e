"""The bins into which waits are counted: exact at nought, whole seconds up to 32, then within a sixteenth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.model import TICKS_PER_SECOND

EXACT_SECONDS = 32
"""Below this, one bin for each whole second; above, sixteen bins each time the wait doubles."""
DOUBLINGS = 20
"""The last bin begins at 31 · 2**20 seconds, over a year, and has no end."""
BINS = 1 + EXACT_SECONDS + 16 * DOUBLINGS


def bin_starts() -> npt.NDArray[np.int64]:
    """The shortest wait in ticks that falls into each bin. Bin 0 holds waits of exactly nought.

    >>> [int(start) for start in bin_starts()[:4]], int(bin_starts()[33]), int(bin_starts()[34])
    ([0, 1, 1000, 2000], 32000, 34000)
    >>> len(bin_starts()) == BINS
    True
    """
    seconds = list(range(EXACT_SECONDS))
    seconds += [(16 + step) << doubling for doubling in range(1, DOUBLINGS + 1) for step in range(16)]
    starts = np.array([0, *(TICKS_PER_SECOND * second for second in seconds)], dtype=np.int64)
    starts[1] = 1
    return starts
