"""The largest size for which a limit is kept with a stated probability, found with total error controlled.

Each size tried is tested run by run, as often as one likes: a mixture of likelihood ratios over the
probabilities beyond the stated one is a fair game under the opposite, and passes 1/α with probability α at most,
whenever one stops (Ville 1939; Robbins 1970). Each size tried has its own replication numbers, so what was
found before does not colour it, and the error allowed is divided by the most sizes that can be tried. That
supposes runs that are independent: whoever makes them gives each a draw of the calibration of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, log, log2

import numpy as np
import numpy.typing as npt
from scipy import special

from dueregard.engine.queueing.experiments.intervals import check_level

KeptRuns = Callable[[int, int, int], npt.NDArray[np.bool_]]
"""From a size, a first replication number and how many: whether the limit was kept in each."""


class Finding(StrEnum):
    """What the runs of one size showed."""

    SAFE = "safe"
    NOT_SAFE = "not safe"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One size, the replications it was tried on, in how many the limit was kept, and what that shows."""

    size: int
    first: int
    runs: int
    kept: int
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Inverse:
    """What is known of the sizes: safe up to one, not safe from another, undecided between.

    From `not_safe_from` on the runs showed that the limit is kept less often than asked. Supposes that a larger
    size never keeps it more often; then any statement here is wrong in at most `error` of repetitions.
    """

    safe_up_to: int | None
    not_safe_from: int | None
    probability: float
    error: float
    tried: tuple[Tried, ...]

    @property
    def sentence(self) -> str:
        """In words.

        >>> Inverse(safe_up_to=312, not_safe_from=356, probability=0.9, error=0.05, tried=()).sentence
        'safe up to 312, not shown safe from 356, undecided between'
        """
        safe = "no size shown safe" if self.safe_up_to is None else f"safe up to {self.safe_up_to}"
        if self.not_safe_from is None:
            return f"{safe}, undecided above" if self.safe_up_to is None or self._is_open else safe
        return f"{safe}, not shown safe from {self.not_safe_from}, undecided between"

    @property
    def _is_open(self) -> bool:
        return any(tried.size > (self.safe_up_to or 0) for tried in self.tried)


def evidence(kept: int, runs: int, probability: float) -> tuple[float, float]:
    """Logarithms of the evidence that a limit is kept more often, and less often, than with a probability.

    Against "kept with `probability` at most": ∫ (p/q)ˢ((1−p)/(1−q))ᶠ dp over p from q to 1, divided by 1 − q,
    where q is the probability, s the runs that kept it and f the others. The other side likewise.

    By hand: one run, kept, q = ½: the mean of p/½ over p from ½ to 1 is 1.5; over 0 to ½ it is 0.5.

    >>> import math
    >>> [round(math.exp(each), 6) for each in evidence(1, 1, 0.5)]
    [1.5, 0.5]
    """
    q, failed = check_level(probability), runs - kept
    if not 0 <= kept <= runs:
        raise ValueError(f"{kept} of {runs} runs cannot have kept it")
    base = special.betaln(kept + 1, failed + 1) - kept * log(q) - failed * log(1 - q)
    with np.errstate(divide="ignore"):
        above = np.log(special.betaincc(kept + 1, failed + 1, q))
        below = np.log(special.betainc(kept + 1, failed + 1, q))
    return float(base + above - log(1 - q)), float(base + below - log(q))


def most_tried(sizes: int) -> int:
    """The most sizes that two bisections over so many can try.

    >>> most_tried(100)
    14
    """
    return 2 * ceil(log2(sizes + 1))


def largest_safe(
    kept: KeptRuns,
    sizes: Sequence[int],
    *,
    probability: float,
    error: float = 0.05,
    batch: int = 20,
    most: int = 1000,
    first: int = 1,
) -> Inverse:
    """Bisect rising sizes for the largest that is safe, then for the smallest that is not.

    A size is safe when the limit is kept with more than `probability`; it is tried in batches on at most
    `most` replications. The j-th size tried uses the numbers from `first` + j × `most` on, j from nought.

    >>> import numpy as np
    >>> found = largest_safe(lambda size, first, runs: np.full(runs, size <= 30), range(10, 60, 10), probability=0.9)
    >>> found.sentence
    'safe up to 30, not shown safe from 40, undecided between'
    """
    ordered = list(sizes)
    if not ordered or ordered != sorted(set(ordered)):
        raise ValueError("give one size or more, each once, the smallest first")
    if batch < 1 or most < batch:
        raise ValueError(f"try at least one batch of one run or more, not {most} runs by {batch}")
    check_level(error)
    limit = log(most_tried(len(ordered)) / error)
    tried: dict[int, Tried] = {}

    def finding(place: int) -> Finding:
        if place not in tried:
            start = first + len(tried) * most
            tried[place] = _try(kept, ordered[place], start, probability, limit, batch, most)
        return tried[place].finding

    safe, above = -1, len(ordered)
    while above - safe > 1:
        middle = (safe + above) // 2
        safe, above = (middle, above) if finding(middle) is Finding.SAFE else (safe, middle)
    not_safe = min((p for p in tried if tried[p].finding is Finding.NOT_SAFE), default=len(ordered))
    below = max((p for p in tried if p < not_safe), default=-1)
    while not_safe - below > 1:
        middle = (below + not_safe) // 2
        below, not_safe = (below, middle) if finding(middle) is Finding.NOT_SAFE else (middle, not_safe)
    return Inverse(
        safe_up_to=ordered[safe] if safe >= 0 else None,
        not_safe_from=ordered[not_safe] if not_safe < len(ordered) else None,
        probability=probability,
        error=error,
        tried=tuple(tried.values()),
    )


def _try(
    kept: KeptRuns, size: int, first: int, probability: float, limit: float, batch: int, most: int
) -> Tried:
    runs = successes = 0
    finding = Finding.UNDECIDED
    while runs < most and finding is Finding.UNDECIDED:
        wanted = min(batch, most - runs)
        outcomes = np.asarray(kept(size, first + runs, wanted), dtype=bool)
        if outcomes.shape != (wanted,):
            raise ValueError(f"size {size}: {wanted} outcomes were asked for, {outcomes.shape} came")
        runs, successes = runs + wanted, successes + int(outcomes.sum())
        above, below = evidence(successes, runs, probability)
        if above >= limit:
            finding = Finding.SAFE
        elif below >= limit:
            finding = Finding.NOT_SAFE
    return Tried(size=size, first=first, runs=runs, kept=successes, finding=finding)
