"""A surface that may only rise: isotonic fit on expectations, with a band that holds everywhere at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from dueregard.engine.queueing.experiments.intervals import LEVEL, NotEnoughRuns, Reals, check_level

MOST_ROUNDS = 20_000
CLOSE_ENOUGH = 1e-12


def rising_fit(values: Sequence[float] | Reals, weights: Sequence[float] | Reals | None = None) -> Reals:
    """The rising sequence nearest to values by weighted squares: pool adjacent violators (Ayer et al. 1955).

    By hand: 1, 3, 2 breaks the order at its end; the two are pooled to 2.5.

    >>> rising_fit([1, 3, 2]).tolist()
    [1.0, 2.5, 2.5]
    """
    array = np.asarray(values, dtype=np.float64)
    heavy = np.ones_like(array) if weights is None else np.asarray(weights, dtype=np.float64)
    if heavy.shape != array.shape or array.ndim != 1 or not (heavy > 0).all():
        raise ValueError("give one weight above nought for each value")
    means: list[float] = []
    weight: list[float] = []
    sizes: list[int] = []
    for value, own in zip(array.tolist(), heavy.tolist(), strict=True):
        means.append(value)
        weight.append(own)
        sizes.append(1)
        while len(means) > 1 and means[-2] > means[-1]:
            pooled = weight[-2] + weight[-1]
            means[-2] += (means[-1] - means[-2]) * (weight[-1] / pooled)
            weight[-2], sizes[-2] = pooled, sizes[-2] + sizes[-1]
            del means[-1], weight[-1], sizes[-1]
    return np.repeat(means, sizes)


def rising_surface(values: Reals, weights: Reals | None = None) -> Reals:
    """The surface nearest to values by weighted squares that rises along both axes.

    Rows and columns are fitted in turn, each round starting from what the other left, less what this one
    took away the last time (Dykstra and Robertson 1982), until nothing moves by 10⁻¹² of the range.

    >>> import numpy as np
    >>> rising_surface(np.array([[0.0, 2.0], [2.0, 0.0]])).round(6).tolist()
    [[0.0, 1.333333], [1.333333, 1.333333]]
    """
    array = np.asarray(values, dtype=np.float64)
    heavy = np.ones_like(array) if weights is None else np.asarray(weights, dtype=np.float64)
    if array.ndim != 2 or heavy.shape != array.shape or not np.isfinite(array).all():
        raise ValueError("give a finite value and a weight for each cell, rows × columns")
    # Nought at the middle, so that "close enough" does not depend on where the surface lies.
    middle, fit = float(array.mean()), array - array.mean()
    limit = CLOSE_ENOUGH * max(float(np.ptp(array)), np.finfo(np.float64).tiny)
    by_rows = by_columns = np.zeros_like(array)
    for _ in range(MOST_ROUNDS):
        rows = np.array([rising_fit(v, w) for v, w in zip(fit - by_rows, heavy, strict=True)])
        by_rows = rows - (fit - by_rows)
        columns = np.array([rising_fit(v, w) for v, w in zip((rows - by_columns).T, heavy.T, strict=True)]).T
        by_columns = columns - (rows - by_columns)
        if max(np.abs(columns - fit).max(), np.abs(columns - rows).max()) <= limit:
            return _risen(columns + middle)
        fit = columns
    raise RuntimeError(
        f"the fit still moves after {MOST_ROUNDS} rounds; scale the weights nearer to each other"
    )


def _risen(values: Reals) -> Reals:
    """The running greatest along both axes: the least rising surface that is nowhere under the values."""
    risen: Reals = np.maximum.accumulate(np.maximum.accumulate(values, axis=0), axis=1)
    return risen


def _fallen(values: Reals) -> Reals:
    """The running least from the far corner: the greatest rising surface that is nowhere above the values."""
    fallen: Reals = -_risen(-values[::-1, ::-1])[::-1, ::-1]
    return fallen


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surface:
    """A rising surface with its raw points. All arrays are rows × columns.

    raw: mean of the runs in each cell; fit: the isotonic fit, kept inside the band.
    runs: of the cell with the fewest.
    low, high: a band that contains the whole true surface in `level` of repetitions, if that rises.
    contradicts: whether the runs themselves speak against a rising surface (the band would be empty
        somewhere); then low and high are the raw band, which needs no such supposition.
    """

    raw: Reals
    fit: Reals
    low: Reals
    high: Reals
    level: float
    runs: int
    contradicts: bool


def surface(
    samples: Reals, *, generator: np.random.Generator, draws: int = 999, level: float = LEVEL
) -> Surface:
    """Fit a rising surface to runs, [runs, rows, columns]; run i of all cells may share random numbers.

    The raw band is every cell's mean ± the same number of its standard errors; the number is the quantile, over
    draws of whole runs with replacement, of the largest studentised departure of any cell. If the truth rises,
    it is above every lower end to its lower left and under every upper end to its upper right, so the
    band is narrowed to those at no cost in level.
    """
    array = np.asarray(samples, dtype=np.float64)
    if array.ndim != 3 or not np.isfinite(array).all():
        raise ValueError(f"give finite numbers, runs × rows × columns, not {array.shape}")
    if len(array) < 5:
        raise NotEnoughRuns(f"{len(array)} runs give no band; make at least 5")
    raw = array.mean(axis=0)
    errors = array.std(axis=0, ddof=1) / sqrt(len(array))
    reach = _largest_departure(array, generator, draws, level) * errors
    return fitted_in(raw, raw, errors, reach, level=level, runs=len(array))


def fitted_in(raw: Reals, means: Reals, errors: Reals, reach: Reals, *, level: float, runs: int) -> Surface:
    """The rising surface nearest to means, and the band of means ± reach narrowed to what rises.

    raw: plain means of the runs, kept beside it. errors: standard errors of the means. All are rows × columns.
    """
    low, high = _risen(means - reach), _fallen(means + reach)
    contradicts = bool((low > high).any())
    if contradicts:
        low, high = means - reach, means + reach
    fit = rising_surface(means, _weights(errors))
    if not contradicts:
        fit = np.clip(fit, low, high)
    return Surface(raw=raw, fit=fit, low=low, high=high, level=level, runs=runs, contradicts=contradicts)


def _weights(errors: Reals) -> Reals:
    """Inverse variances, held within a factor of 10⁴ so that a cell without spread does not stop the fit."""
    largest = float(errors.max())
    if largest == 0:
        return np.ones_like(errors)
    weights: Reals = (largest / np.maximum(errors, largest / 100)) ** 2
    return weights


def _largest_departure(array: Reals, generator: np.random.Generator, draws: int, level: float) -> float:
    runs = len(array)
    centred = (array - array.mean(axis=0)).reshape(runs, -1)
    centred = centred[:, centred.any(axis=0)]
    if not centred.shape[1]:
        return 0.0
    weights = generator.multinomial(runs, np.full(runs, 1 / runs), size=draws) / runs
    means = weights @ centred
    errors = np.sqrt(np.maximum(weights @ centred**2 - means**2, 0.0) / (runs - 1))
    # A draw that repeats one run has no spread; its departure counts as without bound.
    ratios = np.divide(np.abs(means), errors, out=np.full(means.shape, np.inf), where=errors > 1e-300)
    found = float(np.quantile(ratios.max(axis=1), check_level(level), method="inverted_cdf"))
    if not np.isfinite(found):
        raise NotEnoughRuns(f"{runs} runs vary too little for a band; make more")
    return found
