"""The capacity surface: people not seen in time, by how many officers are available and how many are away.

Cell by cell the same incidents are lived through, so that cells differ in staffing and deployment and in
nothing else. Expectations can only rise as fewer are available or more are away, and the fit says so; the raw
points stay beside it. A surface is made with controls and with runs where they are wanted, or, as its plain twin,
with the same runs of every cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from dueregard.common.kept_runs import FLOATS, KeptRuns, run_kept
from dueregard.common.parallel import Cluster, OnFinished, blocks
from dueregard.effects.comparison import EffectRefused
from dueregard.effects.design import EffectDesign
from dueregard.effects.load import load_of
from dueregard.effects.surface_design import SurfaceDesign
from dueregard.effects.surface_work import CellWork, ControlPart, RowPart, controls_of
from dueregard.engine.queueing.experiments.controlled_surface import (
    Aim,
    Trial,
    controlled_surface,
    runs_wanted,
)
from dueregard.engine.queueing.experiments.monotone import Surface, surface

Reals = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
LEAST_RUNS = 20
AT_ONCE = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CapacitySurface:
    """Non-emergency people not seen within the standard, received from the deployment's first day on.

    shares: officers available as a share of those the crewing policy has, highest first: the rows.
    sizes: officers away, fewest first: the columns. samples: runs × rows × columns, NaN where a cell was not run.
    means: what the runs say of each cell, with controls where they help. uses: how many controls a cell uses.
    factor: plain variance over that with the controls, 1 where none is used. aim: how narrow the band is to be; None
    where so many runs were asked for. load: share of units kept busy during the deployment's days, rows × columns.
    """

    shares: tuple[Decimal, ...]
    sizes: tuple[int, ...]
    samples: Reals
    means: Reals
    fitted: Surface
    uses: Integers
    factor: Reals
    aim: Aim | None
    load: Reals
    band_from_load: float

    @property
    def runs(self) -> Integers:
        """Runs of each cell."""
        made: Integers = np.isfinite(self.samples).sum(axis=0)
        return made

    @property
    def added(self) -> Reals:
        """Mean of what the officers away add, each row against the same staffing with the fewest away."""
        found: Reals = np.nanmean(self.samples - self.samples[:, :, :1], axis=0)
        return found

    @property
    def half_widths(self) -> Reals:
        """Half of what lies between the band's ends, as a share of the fit of its cell; nought of nought."""
        half = (self.fitted.high - self.fitted.low) / 2
        shares: Reals = np.divide(half, self.fitted.fit, out=np.zeros_like(half), where=half > 0)
        return shares

    @property
    def widest(self) -> float:
        """The greatest of the half-widths."""
        return float(self.half_widths.max())

    @property
    def is_narrow(self) -> npt.NDArray[np.bool_]:
        """Which cells have a band as narrow as was aimed at; all, where nothing was."""
        half = (self.fitted.high - self.fitted.low) / 2
        if self.aim is None:
            return np.ones(half.shape, dtype=np.bool_)
        found: npt.NDArray[np.bool_] = half <= self.aim.of(self.fitted.fit)
        return found

    def is_range_only(self, row: int, column: int) -> bool:
        """Whether a cell is so near overload that its band stands in place of a figure."""
        return bool(self.load[row, column] >= self.band_from_load)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """With what the runs of a surface are made; the surface is the same for any of it.

    kept: where finished parts are kept and found again.
    """

    workers: int = 1
    cluster: Cluster | None = None
    on_finished: OnFinished | None = None
    kept: KeptRuns | None = None

    def values(
        self, work: CellWork, parts: Sequence[RowPart | ControlPart]
    ) -> dict[RowPart | ControlPart, tuple[float, ...]]:
        """What each part gave. Raises KeyboardInterrupt where it was interrupted."""
        return dict(
            run_kept(
                work,
                parts,
                FLOATS,
                self.kept,
                workers=self.workers,
                cluster=self.cluster,
                on_finished=self.on_finished,
            )
        )


def capacity_surface(
    work: CellWork, sizes: Sequence[int], runs: int, design: EffectDesign, running: Running | None = None
) -> CapacitySurface:
    """The plain twin: so many runs of every cell, no controls, and a band from whole runs drawn again.

    Raises KeyboardInterrupt where it was interrupted.
    """
    if runs < LEAST_RUNS:
        raise EffectRefused(f"{runs} runs a cell give no band to trust: make {LEAST_RUNS} or more.")
    wanted = np.full(work.shape, runs, dtype=np.int64)
    samples = np.full((runs, *work.shape), np.nan)
    _fill(samples, (running or Running()).values(work, _parts(0, wanted)))
    fitted = surface(samples, generator=np.random.default_rng(design.seed))
    return CapacitySurface(
        shares=work.shares,
        sizes=tuple(sorted(sizes)),
        samples=samples,
        means=fitted.raw,
        fitted=fitted,
        uses=np.zeros(work.shape, dtype=np.int64),
        factor=np.ones(work.shape),
        aim=None,
        load=_loads(work),
        band_from_load=float(design.band_from_load),
    )


def narrow_surface(
    work: CellWork,
    sizes: Sequence[int],
    choices: SurfaceDesign,
    design: EffectDesign,
    running: Running | None = None,
) -> CapacitySurface:
    """A surface whose band is as narrow as the choices ask, as far as their most runs reach.

    A pilot of every cell decides which controls it uses and how many more runs it gets; neither the clock nor the
    workers have a say. Raises KeyboardInterrupt where it was interrupted.
    """
    running = running or Running()
    pilot, most = choices.pilot_runs, choices.most_runs
    first = np.full(work.shape, pilot, dtype=np.int64)
    apart = _control_parts(0, choices.control_runs, apart=True)
    done = running.values(work, [*_parts(0, first), *_control_parts(0, pilot), *apart])
    trial = _trial(work, done, pilot, pilot)
    fitted, found = controlled_surface(trial, work.shape, generator=np.random.default_rng(design.seed))
    wanted = runs_wanted(trial, fitted, found, choices.aim, most).reshape(work.shape)
    if (until := int(wanted.max())) > pilot:
        more = [*_parts(pilot, wanted), *_control_parts(pilot, until)]
        trial = _trial(work, done | running.values(work, more), pilot, until)
        fitted, found = controlled_surface(trial, work.shape, generator=np.random.default_rng(design.seed))
    return CapacitySurface(
        shares=work.shares,
        sizes=tuple(sorted(sizes)),
        samples=trial.samples.reshape(-1, *work.shape),
        means=found.means.reshape(work.shape),
        fitted=fitted,
        uses=found.uses.reshape(work.shape),
        factor=found.factor.reshape(work.shape),
        aim=choices.aim,
        load=_loads(work),
        band_from_load=float(design.band_from_load),
    )


def _parts(first: int, wanted: Integers) -> list[RowPart | ControlPart]:
    """Runs from a number on, of each row those columns that want them."""
    found: list[RowPart | ControlPart] = []
    for number in range(first, int(wanted.max())):
        for row, of_row in enumerate(wanted):
            columns = tuple(np.flatnonzero(of_row > number).tolist())
            if columns:
                found.append(RowPart(number, row, columns))
    return found


def _control_parts(first: int, until: int, *, apart: bool = False) -> list[RowPart | ControlPart]:
    return [ControlPart(apart, block) for block in blocks(first, until - first, AT_ONCE)]


def _fill(samples: Reals, done: dict[RowPart | ControlPart, tuple[float, ...]]) -> None:
    for part, values in done.items():
        if isinstance(part, RowPart):
            samples[part.number, part.row, list(part.columns)] = values


def _trial(
    work: CellWork, done: dict[RowPart | ControlPart, tuple[float, ...]], pilot: int, until: int
) -> Trial:
    samples = np.full((until, *work.shape), np.nan)
    _fill(samples, done)
    controls: dict[bool, list[Reals]] = {False: [], True: []}
    for part, values in done.items():
        if isinstance(part, ControlPart):
            controls[part.apart].append(controls_of(values, work.shape))
    return Trial(
        samples=samples.reshape(until, -1),
        controls=np.concatenate(controls[False]),
        apart=np.concatenate(controls[True]),
        pilot=pilot,
    )


def _loads(work: CellWork) -> Reals:
    load = np.empty(work.shape)
    for row, column in np.ndindex(*work.shape):
        comparison = work.comparisons[column]
        prepared = work.prepared(row, column, comparison.with_it.demand)
        load[row, column] = load_of(comparison, prepared, prepared).with_it
    return load
