"""Scores of forecasts that are samples: how far off, how well spread, and better than a rival or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]

FEWEST_WEEKS = 4
RESAMPLES = 2000


def crps(samples: Reals, seen: Reals) -> Reals:
    """Continuous ranked probability score of each cell, in the unit of what was seen; 0 is perfect.

    `samples` is [draws, cells]. The fair form: its expectation does not depend on how many draws were
    made, so a score may fall below 0 by chance. A single draw is a forecast that claims no doubt, and
    its score is its distance. Source: Ferro, "Fair scores for ensemble forecasts",
    Quarterly Journal of the Royal Meteorological Society 140 (2014).

    Draws 0 and 2 against 1 seen: the mean distance is 1, less half the distance of the draws, 1.

    >>> crps(np.array([[0.0], [2.0]]), np.array([1.0])).tolist()
    [0.0]
    """
    draws, values = _checked(samples, seen)
    count = len(draws)
    if count == 1:
        return np.asarray(np.abs(draws[0] - values), dtype=np.float64)
    ordered = np.sort(draws, axis=0)
    weights = 2.0 * np.arange(1, count + 1) - count - 1.0
    apart = weights @ ordered / (count * (count - 1.0))
    return np.asarray(np.abs(draws - values).mean(axis=0) - apart, dtype=np.float64)


def pinball(samples: Reals, seen: Reals, level: float) -> Reals:
    """Pinball loss of each cell at one quantile of the draws, 0 < level < 1; 0 is perfect.

    The quantile is the smallest draw that at least `level` of the draws do not exceed. Source: Koenker
    and Bassett, "Regression quantiles", Econometrica 46 (1978).

    The nine-tenths draw of 1 to 10 is 9; 11 seen is 2 above it, which costs 2 × 0.9.

    >>> pinball(np.arange(1.0, 11.0)[:, None], np.array([11.0]), 0.9).tolist()
    [1.8]
    """
    if not 0.0 < level < 1.0:
        raise ValueError(f"the level of a pinball loss is {level}; give one between 0 and 1")
    draws, values = _checked(samples, seen)
    quantile = np.quantile(draws, level, axis=0, method="inverted_cdf")
    above = values - quantile
    return np.asarray(np.maximum(level * above, (level - 1.0) * above), dtype=np.float64)


def place_among(samples: Reals, seen: Reals, generator: np.random.Generator) -> Reals:
    """Where the seen value lies among the draws, 0 to 1, ties broken by chance (a randomised PIT).

    Uniform, exactly and for counts too, where seen value and draws come from one distribution.

    One draw below and none equal: between a half and one.

    >>> place = place_among(np.array([[0.0]]), np.array([1.0]), np.random.default_rng(20141104))
    >>> bool(0.5 <= place[0] < 1.0)
    True
    """
    draws, values = _checked(samples, seen)
    below = (draws < values).sum(axis=0)
    ties = (draws == values).sum(axis=0) + 1
    return np.asarray((below + generator.random(len(values)) * ties) / (len(draws) + 1), dtype=np.float64)


def covered(places: Reals, level: float) -> float:
    """Share of cells inside the central range of `level`, from their places; `level` itself is right.

    >>> covered(np.array([0.05, 0.5, 0.6, 0.9]), 0.5)
    0.5
    """
    if not 0.0 < level < 1.0:
        raise ValueError(f"the level of a central range is {level}; give one between 0 and 1")
    if not len(places):
        raise ValueError("there is no cell to score; give at least one")
    return float((np.abs(places - 0.5) <= level / 2.0).mean())


def bias(samples: Reals, seen: Reals) -> Reals:
    """Mean of the draws less what was seen, cell by cell; above 0 the forecast was too high.

    >>> bias(np.array([[1.0], [3.0]]), np.array([1.5])).tolist()
    [0.5]
    """
    draws, values = _checked(samples, seen)
    return np.asarray(draws.mean(axis=0) - values, dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """How much smaller the loss is than a rival's: 1 is perfect, 0 no better, below 0 the rival wins.

    low, high: interval at 95 % by resampling blocks of whole weeks.
    """

    skill: float
    low: float
    high: float
    loss: float
    rival_loss: float
    weeks: int


def compare_with_rival(
    losses: Reals, rival_losses: Reals, generator: np.random.Generator, *, block_weeks: int = 1
) -> Skill:
    """Skill from the mean loss of each week, model and rival over the same weeks in order of time.

    Both are resampled with the same moving blocks, so what made a week hard for both cancels. Source:
    Künsch, "The jackknife and the bootstrap for general stationary observations", Annals of Statistics
    17 (1989).

    >>> chance = np.random.default_rng(20141104)
    >>> found = compare_with_rival(np.full(4, 1.0), np.full(4, 2.0), chance)
    >>> found.skill, found.low, found.high
    (0.5, 0.5, 0.5)
    """
    own, rival = np.asarray(losses, dtype=np.float64), np.asarray(rival_losses, dtype=np.float64)
    _check_weeks(own, rival, block_weeks)
    weeks = _weeks_in_blocks(len(own), block_weeks, generator)
    skills = 1.0 - own[weeks].mean(axis=1) / rival[weeks].mean(axis=1)
    low, high = np.quantile(skills, (0.025, 0.975))
    loss, rival_loss = float(own.mean()), float(rival.mean())
    return Skill(
        skill=1.0 - loss / rival_loss,
        low=float(low),
        high=float(high),
        loss=loss,
        rival_loss=rival_loss,
        weeks=len(own),
    )


def _weeks_in_blocks(count: int, block_weeks: int, generator: np.random.Generator) -> NDArray[np.int64]:
    blocks = -(-count // block_weeks)
    starts = generator.integers(0, count - block_weeks + 1, size=(RESAMPLES, blocks))
    joined = (starts[:, :, None] + np.arange(block_weeks)).reshape(RESAMPLES, -1)
    return np.asarray(joined[:, :count], dtype=np.int64)


def _check_weeks(own: Reals, rival: Reals, block_weeks: int) -> None:
    if own.ndim != 1 or own.shape != rival.shape:
        raise ValueError(f"losses are {own.shape} and the rival's {rival.shape}; give one of each a week")
    if len(own) < FEWEST_WEEKS:
        raise ValueError(f"only {len(own)} weeks were forecast; a comparison needs at least {FEWEST_WEEKS}")
    if not 1 <= block_weeks <= len(own):
        raise ValueError(f"a block is {block_weeks} weeks; give 1 to {len(own)}")
    if not np.isfinite(own).all() or not (np.isfinite(rival).all() and (rival > 0.0).all()):
        raise ValueError(
            "a loss is missing, or a rival's is not above 0; skill cannot be told from these weeks"
        )


def _checked(samples: Reals, seen: Reals) -> tuple[Reals, Reals]:
    draws, values = np.asarray(samples, dtype=np.float64), np.asarray(seen, dtype=np.float64)
    if draws.ndim != 2 or values.ndim != 1 or draws.shape[1] != len(values):
        raise ValueError(
            f"draws are {draws.shape} and what was seen {values.shape}; give draws × cells and cells"
        )
    if not len(draws):
        raise ValueError("there is no draw; give at least one")
    if not (np.isfinite(draws).all() and np.isfinite(values).all()):
        raise ValueError("a draw or a seen value is missing; leave out the cells where nothing was seen")
    return draws, values
