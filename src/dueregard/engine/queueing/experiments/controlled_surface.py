"""A rising surface from few runs: each cell with control variates where they help, more runs where they are wanted.

A pilot of every cell decides three things: which controls a cell uses, with what coefficients, and how many more
runs it gets. All three leave the estimate unbiased. Controls and coefficients for a run of the pilot come from the
pilot's other runs only (splitting, one left out at a time), those for a later run from the whole pilot; so no run
has a hand in its own. How many runs follow hangs on the pilot alone, looked at once, and the band takes its spread
from the pilot too whatever follows (Stein 1945), so that looking costs nothing in level
where errors are normal.

The band holds for all cells together. Its reach is the quantile of the largest studentised departure of any cell,
drawn from normal errors with the correlation that the pilot showed, drawn towards none (Schäfer and Strimmer
2005), as a few runs show more of it than there is. `monotone.surface` is the plain twin: no controls, the same
runs in every cell, whole runs drawn again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, sqrt

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.experiments.intervals import LEVEL, NotEnoughRuns, Reals, check_level
from dueregard.engine.queueing.experiments.monotone import Surface, fitted_in

Integers = npt.NDArray[np.int64]
LEAST_PILOT = 12
LEAST_GAIN = 1.1
"""A further control is used where it divides the variance, as left-out runs show it, by this at least."""
ROOM = 1.1
"""How many more runs than the pilot's spread by itself asks for, as the fit may come to lie lower."""
DRAWS, AT_ONCE = 4_000, 100
"""Draws of the largest departure, and how many are held in memory together."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trial:
    """Runs of cells with their controls. C cells, N runs of which the first `pilot` are made of every cell.

    samples: N × C, NaN where a cell was not run; a cell's runs are its first so many. controls: N × C × K, in the
    order in which they are tried. apart: A × C × K, the controls of other runs, independent of these.
    """

    samples: Reals
    controls: Reals
    apart: Reals
    pilot: int

    def __post_init__(self) -> None:
        if self.pilot < LEAST_PILOT or len(self.samples) < self.pilot:
            raise NotEnoughRuns(f"a pilot of {LEAST_PILOT} runs or more is needed, not of {self.pilot}")
        if self.controls.shape[:2] != self.samples.shape or self.apart.shape[1:] != self.controls.shape[1:]:
            raise ValueError("give the controls of each run and cell, and the same ones of other runs")
        if len(self.apart) < 2 or not (np.isfinite(self.controls).all() and np.isfinite(self.apart).all()):
            raise ValueError("controls are finite, and their mean needs two other runs at least")
        made = np.isfinite(self.samples)
        if not made[: self.pilot].all() or (made[1:] & ~made[:-1]).any():
            raise ValueError("each cell is run in the whole pilot, and a cell's runs follow each other")

    @property
    def runs(self) -> Integers:
        """Runs of each cell."""
        counted: Integers = np.isfinite(self.samples).sum(axis=0)
        return counted


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Estimates:
    """What a trial says of its cells.

    means: unbiased. spread: standard deviation of one run with its controls, from the pilot. errors: standard errors,
    that of the controls' own means included. uses: controls used, the most for any run. factor: plain variance
    over that with the controls, in the pilot; 1 where none is used. departure: standard errors that the band reaches to
    either side before it is narrowed; nought while there is none.
    """

    means: Reals
    spread: Reals
    errors: Reals
    own_errors: Reals
    uses: Integers
    factor: Reals
    residuals: Reals
    from_means: Reals
    departure: float = 0.0


def estimates(trial: Trial) -> Estimates:
    """The cells' means with the controls that help.

    By hand: where a control is all there is to it, the mean is exact: it is 5 at the control's mean of nought.

    >>> run = np.array([0.0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])[:, None]
    >>> trial = Trial(samples=5 + 2 * run, controls=run[:, :, None], apart=np.zeros((2, 1, 1)), pilot=12)
    >>> estimates(trial).means.round(9).tolist(), estimates(trial).uses.tolist()
    ([5.0], [1])
    """
    pilot, means = trial.pilot, trial.apart.mean(axis=0)
    slopes = np.empty(trial.controls.shape)
    used = np.zeros(trial.samples.shape[1], dtype=np.int64)
    whole = np.arange(pilot)
    for cell in range(len(used)):
        for run in whole:
            slopes[run, cell], uses = _slopes(trial, np.delete(whole, run), cell)
            used[cell] = max(used[cell], uses)
        slopes[pilot:, cell], _ = _slopes(trial, whole, cell)
    adjusted = trial.samples - np.einsum("nck,nck->nc", slopes, trial.controls - means)
    made = np.isfinite(trial.samples)
    runs = trial.runs
    residuals = adjusted[:pilot] - adjusted[:pilot].mean(axis=0)
    variance = (residuals**2).sum(axis=0) / (pilot - 1)
    weights = np.where(made[:, :, None], slopes, 0.0).sum(axis=0) / runs[:, None]
    from_means = np.einsum("ack,ck->ac", trial.apart - means, weights)
    own = variance / runs
    borrowed = (from_means**2).sum(axis=0) / (len(from_means) - 1) / len(from_means)
    plain = trial.samples[:pilot].var(axis=0, ddof=1)
    return Estimates(
        means=np.where(made, adjusted, 0.0).sum(axis=0) / runs,
        spread=np.sqrt(variance),
        errors=np.sqrt(own + borrowed),
        own_errors=np.sqrt(own),
        uses=used,
        factor=np.divide(plain, variance, out=np.ones_like(plain), where=(used > 0) & (variance > 0)),
        residuals=residuals,
        from_means=from_means,
    )


def _slopes(trial: Trial, among: Integers, cell: int) -> tuple[Reals, int]:
    """Coefficients of the first so many controls that help, from some runs of the pilot; nought for the others."""
    values, controls = trial.samples[among, cell], trial.controls[among, cell]
    slopes = np.zeros(controls.shape[1])
    best, uses = _left_out(values, np.zeros((len(values), 0)))[0], 0
    for count in range(1, len(slopes) + 1):
        error, found = _left_out(values, controls[:, :count])
        if error * LEAST_GAIN < best:
            best, uses = error, count
            slopes[:count] = found
    return slopes, uses


def _left_out(values: Reals, controls: Reals) -> tuple[float, Reals]:
    """Mean squared error of each run foretold by the others, and the coefficients from all of them."""
    centred = controls - controls.mean(axis=0)
    scale = np.sqrt((centred**2).sum(axis=0))
    centred = np.divide(centred, scale, out=np.zeros_like(centred), where=scale > 0)
    # A control that does not vary or repeats another is left out by the pseudo-inverse.
    inverse = np.linalg.pinv(centred, rcond=1e-9)
    found = inverse @ (values - values.mean())
    leverage = 1 / len(values) + np.einsum("nk,kn->n", centred, inverse)
    off = (values - values.mean() - centred @ found) / np.maximum(1 - leverage, 1e-9)
    return float((off**2).mean()), np.divide(found, scale, out=np.zeros_like(found), where=scale > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """How narrow a band is to be: each cell's half-width is a share of its value, or `floor`, whichever is more."""

    share: float
    floor: float

    def of(self, values: Reals) -> Reals:
        """The half-width aimed at.

        >>> Aim(share=0.05, floor=10).of(np.array([100.0, 1000.0])).tolist()
        [10.0, 50.0]
        """
        wanted: Reals = np.maximum(self.share * values, self.floor)
        return wanted


def controlled_surface(
    trial: Trial, shape: tuple[int, int], *, generator: np.random.Generator, level: float = LEVEL
) -> tuple[Surface, Estimates]:
    """The rising surface of a trial whose cells are those of rows × columns, with its simultaneous band."""
    found = estimates(trial)
    found = replace(found, departure=largest_departure(trial, found, generator, level))
    reach = found.departure * found.errors
    fitted = fitted_in(
        np.nanmean(trial.samples, axis=0).reshape(shape),
        found.means.reshape(shape),
        found.errors.reshape(shape),
        reach.reshape(shape),
        level=level,
        runs=int(trial.runs.min()),
    )
    return fitted, found


def runs_wanted(trial: Trial, fitted: Surface, found: Estimates, aim: Aim, most: int) -> Integers:
    """Runs that each cell is to have in all, decided from the pilot alone; no more than `most`.

    A cell whose band is narrow enough gets no more; another as many as its spread asks for at the same departure, were
    its band not narrowed by its neighbours'.
    """
    wanted = aim.of(fitted.fit.ravel())
    half = (fitted.high - fitted.low).ravel() / 2
    runs = np.full(len(wanted), trial.pilot, dtype=np.int64)
    borrowed = found.errors**2 - found.own_errors**2
    for cell in np.flatnonzero(half > wanted):
        left = (wanted[cell] / found.departure) ** 2 - borrowed[cell]
        needed = most if left <= 0 else ceil(min(most, ROOM * found.spread[cell] ** 2 / left))
        runs[cell] = min(most, max(needed, trial.pilot + 1))
    return runs


def largest_departure(
    trial: Trial, found: Estimates, generator: np.random.Generator, level: float = LEVEL
) -> float:
    """The quantile of the largest of all cells' |error| / standard error, were errors normal."""
    varies = found.spread > 0
    if not varies.any():
        return 0.0
    pilot, runs = trial.pilot, trial.runs[varies]
    root = _root(found.residuals[:, varies])
    of_means = _root(found.from_means[:, varies])
    spread, own = found.spread[varies], found.own_errors[varies]
    borrowed = np.sqrt(np.maximum(found.errors[varies] ** 2 - own**2, 0.0))
    later = [int(until) for until in np.unique(runs) if until > pilot]
    largest = []
    for _ in range(DRAWS // AT_ONCE):
        errors = generator.standard_normal((AT_ONCE, pilot, len(runs))) @ root
        total, deviation, before = errors.sum(axis=1), errors.std(axis=1, ddof=1), pilot
        for until in later:
            step = generator.standard_normal(total.shape) @ root * sqrt(until - before)
            total += np.where(runs >= until, step, 0.0)
            before = until
        off = spread * total / runs + borrowed * (generator.standard_normal(total.shape) @ of_means)
        largest.append(np.abs(off / np.sqrt((own * deviation) ** 2 + borrowed**2)).max(axis=1))
    return float(np.quantile(np.concatenate(largest), check_level(level), method="inverted_cdf"))


def _root(residuals: Reals) -> Reals:
    """A root of the correlation of columns, drawn towards none by as much as so few rows leave it uncertain."""
    size = np.sqrt((residuals**2).sum(axis=0))
    scaled = np.divide(residuals, size, out=np.zeros_like(residuals), where=size > 0)
    rows, columns = residuals.shape
    correlation = scaled.T @ scaled
    np.fill_diagonal(correlation, 1.0)
    # The variance of each correlation over rows, against its square.
    products = np.einsum("rc,rd->cd", scaled**2, scaled**2) * rows
    variance = (products - correlation**2) / (rows - 1)
    apart = ~np.eye(columns, dtype=bool)
    against = float((correlation[apart] ** 2).sum())
    share = 1.0 if against == 0 else float(np.clip(variance[apart].sum() / against, 0.0, 1.0))
    values, vectors = np.linalg.eigh((1 - share) * correlation + share * np.eye(columns))
    root: Reals = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    return root
