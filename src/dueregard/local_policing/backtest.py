"""A backtest: every fold forecast from its past alone, scored together, and weighed against simple rivals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from dueregard.common.kept_runs import KeptRuns
from dueregard.common.parallel import Cluster, OnFinished, run_tasks
from dueregard.local_policing.backtest_cells import FORECASTS, Forecast, Integers, Reals
from dueregard.local_policing.backtest_design import BacktestDesign, FoldPlan
from dueregard.local_policing.backtest_fold import FoldWork, Tested
from dueregard.local_policing.backtest_scores import LEVELS, LOSSES, MODEL, TOGETHER, FoldScores, form_of
from dueregard.local_policing.scoring import FEWEST_WEEKS, Skill, compare_with_rival

EVERYWHERE = "every local area"
EVERY_SHIFT = "every shift"
EVERY_GRADE = "every grade"
CRPS = LOSSES[0]
FORCE_WEEK, CELL = "the force's weeks", "grade, local area and shift"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Mean scores of a forecaster over some cells, in the unit of the quantity; coverage None for one without doubt.

    cells: how many were scored. coverage: share of them inside the central ranges of `LEVELS`.
    """

    quantity: Forecast
    grade: str
    local_area: str
    shift: str
    forecaster: str
    crps: float
    pinball_middle: float
    pinball_high: float
    bias: float
    coverage: tuple[float, ...] | None
    cells: int
    seen_mean: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The model against one rival by CRPS. `of`: cells or the force's weeks.

    skill: None where it cannot be told: the force's weeks have no value, or the rival was not off at all.
    """

    quantity: Forecast
    grade: str
    of: str
    rival: str
    loss: float
    rival_loss: float
    skill: Skill | None

    @property
    def is_lost(self) -> bool:
        """Whether the rival's loss is the smaller one."""
        return self.rival_loss < self.loss


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Backtest:
    """What came of all folds, in the order of time. Arrays are those of `FoldScores`, weeks one after another."""

    design: BacktestDesign
    plan: FoldPlan
    local_areas: tuple[str, ...]
    scores: FoldScores

    @property
    def weeks(self) -> int:
        """Weeks forecast in all."""
        return int(self.scores.cells.shape[1])

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of the force's weeks: each grade, and all that are no emergency."""
        return (*self.scores.grades, TOGETHER)

    def by_grade(self) -> Iterator[Score]:
        """Scores of every forecaster by grade, over all local areas and shifts."""
        for quantity in FORECASTS:
            for grade in self.scores.grades:
                for name in self.scores.forecasters:
                    yield self._score(quantity, grade, None, None, name)

    def of_cells(self) -> Iterator[Score]:
        """Scores of the model by grade, local area and shift."""
        for quantity in FORECASTS:
            for grade in self.scores.grades:
                for area in self.local_areas:
                    for shift in self.design.shift_names:
                        yield self._score(quantity, grade, area, shift, MODEL)

    def of_force(self) -> Iterator[Score]:
        """Scores of every forecaster on the force's weeks, by grade and all that are no emergency together."""
        for m, quantity in enumerate(FORECASTS):
            for k, group in enumerate(self.groups):
                if not np.isfinite(self.scores.force_seen[m, :, k]).all():
                    continue
                for f, name in enumerate(self.scores.forecasters):
                    losses = self.scores.force_losses[f, m, :, :, k].mean(axis=1)
                    hits = self.scores.force_hits[f, m, :, :, k].mean(axis=1)
                    yield _named(
                        quantity,
                        group,
                        EVERYWHERE,
                        EVERY_SHIFT,
                        name,
                        losses,
                        None if self.scores.sure[f, m] else hits,
                        self.weeks,
                        float(self.scores.force_seen[m, :, k].mean()),
                    )

    def places(self, quantity: Forecast, grade: str, forecaster: str = MODEL) -> Integers:
        """How many cells lay in each tenth of the draws (the PIT histogram): even where the spread is right."""
        where = self._index(quantity, forecaster)
        found: Integers = self.scores.places[where][self.scores.grades.index(grade)]
        return found

    def matches(self) -> Iterator[Match]:
        """The model's skill against each rival by CRPS, cell by cell and for the force's weeks."""
        rivals = [name for name in self.scores.forecasters if name != MODEL]
        for quantity in FORECASTS:
            for grade in self.scores.grades:
                for rival in rivals:
                    yield self._match(quantity, grade, CELL, rival)
            for group in self.groups:
                for rival in rivals:
                    yield self._match(quantity, group, FORCE_WEEK, rival)

    def force_miss(self, quantity: Forecast, group: str) -> float | None:
        """How far the model's weeks of the force were off on average, as a share of what was seen."""
        m, k = FORECASTS.index(quantity), self.groups.index(group)
        seen = self.scores.force_seen[m, :, k]
        mean = self.scores.force_mean[self.scores.forecasters.index(MODEL), m, :, k]
        if not np.isfinite(seen).all() or seen.sum() <= 0:
            return None
        return float(np.abs(mean - seen).sum() / seen.sum())

    def _index(self, quantity: Forecast, forecaster: str) -> tuple[int, int]:
        return self.scores.forecasters.index(forecaster), FORECASTS.index(quantity)

    def _score(
        self, quantity: Forecast, grade: str, area: str | None, shift: str | None, forecaster: str
    ) -> Score:
        f, m = self._index(quantity, forecaster)
        g = self.scores.grades.index(grade)
        a = slice(None) if area is None else slice(*_one(self.local_areas.index(area)))
        s = slice(None) if shift is None else slice(*_one(self.design.shift_names.index(shift)))
        cells = int(self.scores.cells[m, :, g, a, s].sum())
        losses = self.scores.losses[f, m, :, :, g, a, s].sum(axis=(1, 2, 3)) / max(cells, 1)
        hits = self.scores.hits[f, m, :, g, a, s].sum(axis=(1, 2)) / max(cells, 1)
        return _named(
            quantity,
            grade,
            area or EVERYWHERE,
            shift or EVERY_SHIFT,
            forecaster,
            losses,
            None if self.scores.sure[f, m] else hits,
            cells,
            None,
        )

    def _match(self, quantity: Forecast, grade: str, of: str, rival: str) -> Match:
        m = FORECASTS.index(quantity)
        place = LOSSES.index(CRPS)
        if of == CELL:
            g = self.scores.grades.index(grade)
            cells = np.maximum(self.scores.cells[m, :, g].sum(axis=(1, 2)), 1)
            own, other = (
                self.scores.losses[self.scores.forecasters.index(name), m, place, :, g].sum(axis=(1, 2))
                / cells
                for name in (MODEL, rival)
            )
        else:
            k = self.groups.index(grade)
            if not np.isfinite(self.scores.force_seen[m, :, k]).all():
                nothing = float("nan")
                return Match(
                    quantity=quantity,
                    grade=grade,
                    of=of,
                    rival=rival,
                    loss=nothing,
                    rival_loss=nothing,
                    skill=None,
                )
            own, other = (
                self.scores.force_losses[self.scores.forecasters.index(name), m, place, :, k]
                for name in (MODEL, rival)
            )
        return Match(
            quantity=quantity,
            grade=grade,
            of=of,
            rival=rival,
            loss=float(own.mean()),
            rival_loss=float(other.mean()),
            skill=self._skill(own, other),
        )

    def _skill(self, own: Reals, other: Reals) -> Skill | None:
        """A fair score may fall to nought or below in a single week by chance: then whole blocks are compared."""
        random = np.random.Generator(np.random.PCG64([self.design.seed, 2]))
        block = max(1, min(self.design.block_weeks, self.weeks // FEWEST_WEEKS))
        if not (np.isfinite(other).all() and np.isfinite(own).all()):
            return None
        if (other > 0).all():
            return compare_with_rival(own, other, random, block_weeks=block)
        blocks = len(other) // block
        own, other = (part[-blocks * block :].reshape(blocks, block).mean(axis=1) for part in (own, other))
        return compare_with_rival(own, other, random) if (other > 0).all() else None


def _one(place: int) -> tuple[int, int]:
    return place, place + 1


def _named(
    quantity: Forecast,
    grade: str,
    area: str,
    shift: str,
    forecaster: str,
    losses: Reals,
    hits: Reals | None,
    cells: int,
    seen: float | None,
) -> Score:
    return Score(
        quantity=quantity,
        grade=grade,
        local_area=area,
        shift=shift,
        forecaster=forecaster,
        crps=float(losses[0]),
        pinball_middle=float(losses[1]),
        pinball_high=float(losses[2]),
        bias=float(losses[3]),
        coverage=None if hits is None else tuple(float(each) for each in hits),
        cells=cells,
        seen_mean=seen,
    )


def run_backtest(
    tested: Tested,
    *,
    workers: int = 1,
    cluster: Cluster | None = None,
    kept: KeptRuns | None = None,
    on_finished: OnFinished | None = None,
) -> Backtest:
    """Every fold of a plan, one task each; the same whatever the workers.

    kept: where folds are kept as they finish, and found again. Raises KeyboardInterrupt where it was interrupted.
    """
    work, folds = FoldWork(tested), range(len(tested.plan.origins))
    if kept is None:
        finished = run_tasks(work, folds, workers=workers, cluster=cluster, on_finished=on_finished)
    else:
        form = form_of(tested.grades)
        finished = kept.run(work, folds, form, workers=workers, cluster=cluster, on_finished=on_finished)
    if not finished.is_complete:
        raise KeyboardInterrupt
    return Backtest(
        design=tested.design,
        plan=tested.plan,
        local_areas=tested.log.local_areas,
        scores=joined(finished.in_order()),
    )


WEEK_AXIS = {"losses": 3, "cells": 1, "force_losses": 3, "force_hits": 3, "force_seen": 1, "force_mean": 2}
"""Arrays that have weeks, and which axis they are; the others are added up."""
ADDED = ("hits", "places", "left_out")


def joined(folds: Sequence[FoldScores]) -> FoldScores:
    """The scores of folds together, their weeks in order."""
    first = folds[0]
    parts: dict[str, Reals | Integers] = {
        name: np.concatenate([getattr(fold, name) for fold in folds], axis=axis)
        for name, axis in WEEK_AXIS.items()
    }
    parts |= {name: np.sum([getattr(fold, name) for fold in folds], axis=0) for name in ADDED}
    assert len(LEVELS) == first.hits.shape[2]
    return FoldScores(
        grades=first.grades,
        forecasters=first.forecasters,
        sure=np.min([fold.sure for fold in folds], axis=0),
        **parts,  # type: ignore[arg-type]
    )
