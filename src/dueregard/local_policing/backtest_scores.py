"""The scores of one fold: forecasts against what was seen, cell by cell, and for the whole force week by week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from dueregard.common.kept_runs import Form
from dueregard.local_policing.backtest_cells import FORECASTS, Cells, Forecast, Integers, Reals
from dueregard.local_policing.backtest_formulas import FORMULAS
from dueregard.local_policing.rivals import RIVALS
from dueregard.local_policing.scoring import bias, crps, pinball, place_among

MODEL = "the model"
LOSSES = ("CRPS", "pinball at .5", "pinball at .9", "bias")
LEVELS = (0.5, 0.8, 0.95)
BINS = 10
TOGETHER = "every non-emergency grade"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoldScores:
    """F forecasters, M quantities, L losses, W weeks, G grades, A local areas, S shifts of a day, K = G + 1 groups.

    The last group is every non-emergency grade together. Losses are sums over `cells`.
    losses: F × M × L × W × G × A × S; cells: M × W × G × A × S. hits: F × M × 3 × G × A × S, cells inside the
    central ranges of `LEVELS`. places: F × M × G × 10, cells by where the seen value lay among the draws.
    force_losses: F × M × L × W × K of the force's weeks; force_hits: F × M × 3 × W × K; force_seen: M × W × K and
    force_mean: F × M × W × K, NaN where nothing was seen. sure: F × M, whether a forecaster claims no doubt.
    left_out: M, cells not scored, since nothing was seen in them or some forecaster has nothing to say.
    """

    grades: tuple[str, ...]
    forecasters: tuple[str, ...]
    losses: Reals
    cells: Integers
    hits: Integers
    places: Integers
    force_losses: Reals
    force_hits: Integers
    force_seen: Reals
    force_mean: Reals
    sure: Integers
    left_out: Integers


ARRAYS = tuple(field.name for field in fields(FoldScores) if field.name not in ("grades", "forecasters"))


def form_of(grades: tuple[str, ...]) -> Form[FoldScores]:
    """How the scores of a fold are kept as arrays; grades and forecasters are those of the backtest."""
    forecasters = (MODEL, *FORMULAS, *RIVALS)

    def result_of(arrays: Sequence[Reals | Integers]) -> FoldScores:
        if len(arrays) != len(ARRAYS) or arrays[0].ndim != 7:
            raise ValueError("these are not the scores of a fold")
        if arrays[0].shape[0] != len(forecasters) or arrays[0].shape[4] != len(grades):
            raise ValueError("these are the scores of another backtest")
        parts = dict(zip(ARRAYS, arrays, strict=True))
        return FoldScores(grades=grades, forecasters=forecasters, **parts)  # type: ignore[arg-type]

    return Form("fold scores", lambda scores: [getattr(scores, name) for name in ARRAYS], result_of)


def score_fold(
    draws: Mapping[str, Cells],
    seen: Cells,
    origin: int,
    grades: tuple[str, ...],
    emergencies: frozenset[str],
    shifts: int,
    random: np.random.Generator,
) -> FoldScores:
    """Score the draws of the model and the formulas, and the naive rivals, on the weeks from an origin on.

    seen: of all weeks up to the last one forecast. Naive rivals are made of the weeks before the origin.
    """
    names = (*draws, *RIVALS)
    weeks = seen.received.shape[0] - origin
    _, groups, areas, of_week = seen.received.shape
    by = (weeks, groups, areas, of_week // shifts, shifts)
    kinds = len(FORECASTS)
    losses = np.zeros((len(names), kinds, len(LOSSES), weeks, groups, areas, shifts))
    cells = np.zeros((kinds, weeks, groups, areas, shifts), dtype=np.int64)
    hits = np.zeros((len(names), kinds, len(LEVELS), groups, areas, shifts), dtype=np.int64)
    places = np.zeros((len(names), kinds, groups, BINS), dtype=np.int64)
    sure = np.zeros((len(names), kinds), dtype=np.int64)
    left_out = np.zeros(kinds, dtype=np.int64)
    force = _Force(len(names), weeks, groups)
    members = _members(grades, emergencies)
    for m, quantity in enumerate(FORECASTS):
        values = seen.values(quantity)
        given, counted = _all_draws(draws, quantity, values, origin, weeks)
        counted &= np.isfinite(values[origin:])
        cells[m] = counted.reshape(by).sum(axis=3)
        left_out[m] = counted.size - counted.sum()
        now = values[origin:][counted]
        for f, name in enumerate(names):
            samples = given[name][:, counted]
            sure[f, m] = len(samples) == 1
            at = place_among(samples, now, random)
            for number, each in enumerate(_losses(samples, now)):
                losses[f, m, number] = _spread(each, counted).reshape(by).sum(axis=3)
            for number, level in enumerate(LEVELS):
                inside = np.abs(at - 0.5) <= level / 2
                hits[f, m, number] = (
                    _spread(inside.astype(np.float64), counted).reshape(by).sum(axis=(0, 3)).astype(np.int64)
                )
            bins = np.minimum((at * BINS).astype(np.int64), BINS - 1)
            grade = np.broadcast_to(np.arange(groups)[None, :, None, None], counted.shape)[counted]
            np.add.at(places[f, m], (grade, bins), 1)
        force.add(m, quantity, draws, seen, origin, members, random)
    return FoldScores(
        grades=grades,
        forecasters=names,
        losses=losses,
        cells=cells,
        hits=hits,
        places=places,
        force_losses=force.losses,
        force_hits=force.hits,
        force_seen=force.seen,
        force_mean=force.mean,
        sure=sure,
        left_out=left_out,
    )


def _members(grades: tuple[str, ...], emergencies: frozenset[str]) -> list[list[int]]:
    """Each grade by itself, and all that are no emergency."""
    others = [number for number, grade in enumerate(grades) if grade not in emergencies]
    return [*([number] for number in range(len(grades))), others or list(range(len(grades)))]


def _losses(samples: Reals, now: Reals) -> tuple[Reals, ...]:
    return (crps(samples, now), pinball(samples, now, 0.5), pinball(samples, now, 0.9), bias(samples, now))


def _spread(values: Reals, counted: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Reals:
    whole = np.zeros(counted.shape)
    whole[counted] = values
    return whole


def _all_draws(
    draws: Mapping[str, Cells], quantity: Forecast, values: Reals, origin: int, weeks: int
) -> tuple[dict[str, Reals], np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    """Draws × W × G × A × S of every forecaster, and the cells of which all have something to say."""
    given: dict[str, Reals] = {}
    counted = np.ones((weeks, *values.shape[1:]), dtype=np.bool_)
    for name, cells in draws.items():
        found = cells.values(quantity)
        counted &= np.isfinite(found).any(axis=0)
        given[name] = filled(found)
    past = last_known(values[:origin])
    counted &= np.isfinite(past[-1])
    flat = np.nan_to_num(past.reshape(origin, -1))
    for name, rival in RIVALS.items():
        forecast = rival(flat).reshape(-1, *values.shape[1:])
        given[name] = np.repeat(forecast[:, None], weeks, axis=1)
    return given, counted


def filled(draws: Reals) -> Reals:
    """Draws in which a cell has no value take those that have one, in turn; a cell with none stays unknown.

    >>> filled(np.array([[1.0], [np.nan], [3.0], [np.nan]]))[:, 0].tolist()
    [1.0, 1.0, 3.0, 3.0]
    """
    missing = ~np.isfinite(draws)
    if not missing.any():
        return draws
    flat, gaps = draws.reshape(len(draws), -1).copy(), missing.reshape(len(draws), -1)
    for cell in np.flatnonzero(gaps.any(axis=0) & ~gaps.all(axis=0)):
        gap = gaps[:, cell]
        flat[gap, cell] = np.resize(flat[~gap, cell], int(gap.sum()))
    return flat.reshape(draws.shape)


def last_known(past: Reals) -> Reals:
    """Weeks × cells in which a week without a value has that of the week before; the first ones have the first known.

    >>> last_known(np.array([[np.nan], [1.0], [np.nan], [2.0]]))[:, 0].tolist()
    [1.0, 1.0, 1.0, 2.0]
    """
    known = np.isfinite(past)
    week = np.arange(len(past)).reshape(-1, *([1] * (past.ndim - 1)))
    latest = np.maximum.accumulate(np.where(known, week, -1), axis=0)
    first = np.argmax(known, axis=0)
    found: Reals = np.take_along_axis(past, np.where(latest < 0, first, latest), axis=0)
    return found


class _Force:
    """Scores of the force's weeks."""

    def __init__(self, names: int, weeks: int, groups: int) -> None:
        shape = (len(FORECASTS), weeks, groups + 1)
        self.losses = np.zeros((names, shape[0], len(LOSSES), *shape[1:]))
        self.hits = np.zeros((names, shape[0], len(LEVELS), *shape[1:]), dtype=np.int64)
        self.seen = np.full(shape, np.nan)
        self.mean = np.full((names, *shape), np.nan)

    def add(
        self,
        m: int,
        quantity: Forecast,
        draws: Mapping[str, Cells],
        seen: Cells,
        origin: int,
        members: list[list[int]],
        random: np.random.Generator,
    ) -> None:
        for k, group in enumerate(members):
            values = seen.of_force(quantity, group)
            now, past = values[origin:], last_known(values[:origin])
            given = {name: filled(cells.of_force(quantity, group)) for name, cells in draws.items()}
            for name, rival in RIVALS.items():
                given[name] = np.repeat(rival(np.nan_to_num(past)[:, None]), len(now), axis=1)
            if not (np.isfinite(values).all() and all(np.isfinite(each).all() for each in given.values())):
                continue
            self.seen[m, :, k] = now
            for f, samples in enumerate(given.values()):
                self.mean[f, m, :, k] = samples.mean(axis=0)
                at = place_among(samples, now, random)
                for number, each in enumerate(_losses(samples, now)):
                    self.losses[f, m, number, :, k] = each
                for number, level in enumerate(LEVELS):
                    self.hits[f, m, number, :, k] = np.abs(at - 0.5) <= level / 2
