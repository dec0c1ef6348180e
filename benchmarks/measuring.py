"""What one budget is, how it is measured, and how it is told."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, kw_only=True)
class Peer:
    """What another product needs for the same work. One no package index holds is quoted, not re-run."""

    name: str
    figure: float
    note: str


@dataclass(frozen=True, kw_only=True)
class Budget:
    """A piece of work, a function that does it and returns its figure, and the most that may be.

    A peer measured in the same run is given as a function, called after the figure was taken.
    """

    name: str
    measure: Callable[[], float]
    unit: str
    most: float
    peer: Peer | Callable[[], Peer] | None = None


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A budget and what was measured for it."""

    budget: Budget
    figure: float

    @property
    def peer(self) -> Peer | None:
        """The peer beside it."""
        peer = self.budget.peer
        return peer() if callable(peer) else peer

    @property
    def is_met(self) -> bool:
        """Whether the figure is within the budget."""
        return self.figure <= self.budget.most

    def line(self) -> str:
        """One line of the table, with a miss called a miss and the peer beside it."""
        budget, peer = self.budget, self.peer
        verdict = "within" if self.is_met else "MISSED"
        text = (
            f"{budget.name:<58} {self.figure:>9.2f} {budget.unit:<3} {verdict} {budget.most:g} {budget.unit}"
        )
        if peer is None:
            return text
        return f"{text}\n    beside {peer.name}: {peer.figure:g} {budget.unit} ({peer.note})"


def median_milliseconds(work: Callable[[], object], *, repeats: int, warm_ups: int = 2) -> float:
    """Median wall time of one call in milliseconds. Rubbish is collected between calls, not within them."""
    times = []
    for number in range(warm_ups + repeats):
        gc.collect()
        started = perf_counter()
        work()
        if number >= warm_ups:
            times.append(1000 * (perf_counter() - started))
    return median(times)
