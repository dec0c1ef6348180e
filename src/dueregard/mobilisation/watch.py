"""How long a search may still take, who is told of it, and whether somebody said stop."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from time import monotonic

Told = Callable[[str, float, float, float], bool]
"""Told of a phase in words, seconds, best cost and bound; answers whether to stop."""


class Watch:
    """The time of one search, from its making.

    >>> watch = Watch(seconds=10, clock=iter([0.0, 4.0, 11.0]).__next__)
    >>> watch.left(), watch.is_over()
    (6.0, True)
    """

    def __init__(
        self, seconds: float = inf, told: Told | None = None, clock: Callable[[], float] = monotonic
    ) -> None:
        self._clock, self._told = clock, told
        self._began, self._seconds = clock(), seconds
        self.was_stopped = False

    def spent(self) -> float:
        """Seconds since the begin."""
        return self._clock() - self._began

    def left(self, share: float = 1.0) -> float:
        """Seconds left of all, or of the first share of them; nought where somebody said stop."""
        if self.was_stopped:
            return 0.0
        return inf if self._seconds == inf else max(self._seconds * share - self.spent(), 0.0)

    def is_over(self, share: float = 1.0) -> bool:
        """Whether the time is up, or its first share, or somebody said stop."""
        return self.left(share) <= 0.0

    def tell(self, phase: str, cost: float, bound: float, share: float = 1.0) -> bool:
        """Tell of a phase; whether to stop."""
        if self._told is not None and self._told(phase, self.spent(), cost, bound):
            self.was_stopped = True
        return self.is_over(share)
