"""Marginal harm: what one more officer-hour away costs the public in person-hours waited, by place and hour.

Three slopes a place, between four numbers of officers away there, made to rise and never fall; what the runs
themselves said stays beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite, sqrt

import numpy as np
import numpy.typing as npt

from dueregard.common.canonical import canonical_bytes, plain, sha256
from dueregard.common.codecs import Id
from dueregard.common.kept_runs import FLOATS, KeptRuns, run_kept
from dueregard.common.parallel import Cluster, OnFinished
from dueregard.effects.comparison import EffectRefused
from dueregard.effects.effect import demands_hash
from dueregard.effects.harm_weights_file import (
    HARM_FORMAT,
    METHOD,
    UNIT,
    HarmPiece,
    HarmWeights,
    PlaceWeights,
    rounded,
)
from dueregard.effects.harm_worlds import SIZES, Cell, HarmWork, cells_of, ledgers_of
from dueregard.effects.study_reading import ReadStudy
from dueregard.engine.queueing.experiments.intervals import mean_interval
from dueregard.engine.queueing.experiments.manifest import versions_here
from dueregard.engine.queueing.experiments.monotone import rising_surface
from dueregard.workforce.withdrawals import Withdrawal

Reals = npt.NDArray[np.float64]
LEAST_RUNS, MOST_RUNS = 5, 10_000
BLOCKS = (1, 2, 3, 4, 6, 8, 12, 24)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slopes:
    """Person-hours waited beyond the standard per officer-hour, in one place, between each two sizes.

    raw: mean over the runs, nan where the sizes do not differ. low, high: its 95 % interval. fitted: nearest to raw,
    by inverse variance, among those that rise from nought or more.
    """

    raw: Reals
    low: Reals
    high: Reals
    fitted: Reals


def slopes_of(late: Reals, officer_hours: Sequence[float]) -> Slopes:
    """The slopes of one place from runs × sizes of person-hours and the officer-hours away at each size.

    By hand: 10 hours away cost 5, 20 cost 25, 30 cost 45, in every run.

    >>> slopes_of(np.array([[0.0, 5.0, 25.0, 45.0]] * 5), [0, 10, 20, 30]).fitted.tolist()
    [0.5, 2.0, 2.0]
    """
    steps = np.diff(np.asarray(officer_hours, dtype=np.float64))
    known = steps > 0
    runs = np.diff(late, axis=1)[:, known] / steps[known]
    found = [mean_interval(runs[:, at]) for at in range(runs.shape[1])]
    errors = runs.std(axis=0, ddof=1) / sqrt(len(runs)) if found else np.zeros(0)
    raw, low, high, fitted = (np.full(len(steps), np.nan) for _ in range(4))
    if found:
        raw[known] = [each.estimate for each in found]
        low[known] = [each.low for each in found]
        high[known] = [each.high for each in found]
        fitted[known] = np.maximum(_rising(raw[known], errors), 0.0)
    before = 0.0
    for at, value in enumerate(fitted.tolist()):  # a step that is no step costs what the one before it did
        before = value if isfinite(value) else before
        fitted[at] = before
    return Slopes(raw=raw, low=low, high=high, fitted=fitted)


def _rising(values: Reals, errors: Reals) -> Reals:
    largest = float(errors.max())
    weights = np.ones_like(errors) if not largest else (largest / np.maximum(errors, largest / 100)) ** 2
    fitted: Reals = rising_surface(values[None, :], weights[None, :])[0]
    return fitted


def estimate_harm(
    read: ReadStudy,
    withdrawals: Sequence[Withdrawal],
    *,
    runs: int,
    block_hours: int,
    workers: int = 1,
    cluster: Cluster | None = None,
    on_finished: OnFinished | None = None,
    kept: KeptRuns | None = None,
) -> HarmWeights:
    """Marginal harm at the size of these withdrawals: the same whatever the workers. Raises EffectRefused."""
    if not LEAST_RUNS <= runs <= MOST_RUNS:
        raise EffectRefused(f"{runs} runs were asked for: give {LEAST_RUNS} to {MOST_RUNS:,}.")
    if block_hours not in BLOCKS:
        raise EffectRefused(
            f"Blocks of {block_hours} hours do not divide the day: give one of {', '.join(map(str, BLOCKS))}."
        )
    cells = cells_of(read, withdrawals, block_hours)
    comparison = read.comparison(tuple(withdrawals))
    demands = read.demands(min(runs, read.design.draws))
    ledgers = ledgers_of(read, withdrawals, cells)
    work = HarmWork(comparison, ledgers, demands, read.design.seed)
    done = run_kept(
        work, range(runs), FLOATS, kept, workers=workers, cluster=cluster, on_finished=on_finished
    )
    late = np.array([done[number] for number in range(runs)])
    places = tuple(
        _place(cell, slopes_of(late[:, 1 + at * len(SIZES) :][:, : len(SIZES)], cell.officer_hours))
        for at, cell in enumerate(cells)
    )
    grounds, grid = read.grounds(), read.roster.grid
    made_from = {
        "calibration": grounds.log_hash,
        "roster": grounds.roster_hash,
        "ledger": ledgers[0].hash,
        "response policy": sha256(canonical_bytes(plain(read.policy))),
        "crewing": sha256(canonical_bytes(plain(read.crewing))),
        "demand": demands_hash(demands),
    }
    return HarmWeights(
        format=HARM_FORMAT,
        heading=" ".join(grounds.headings) or None,
        study=read.study.name,
        deployment=read.study.deployment,
        unit=UNIT,
        method=METHOD,
        source=f"Simulated from {grounds.log} and {grounds.roster}",
        fingerprint=sha256(
            canonical_bytes([made_from, runs, block_hours, read.design.seed, str(grid.start), grid.hours])
        ),
        version=versions_here()["dueregard"],
        seed=read.design.seed,
        runs=runs,
        block_hours=block_hours,
        zone=grid.zone,
        from_on=comparison.from_on,
        until_on=comparison.until_on,
        late_hours=rounded(float(late[:, 0].mean())),
        places=places,
    )


def _place(cell: Cell, slopes: Slopes) -> PlaceWeights:
    ends: list[int | None] = []
    for officers in cell.officers[1:-1]:
        ends.append(max(round(officers), (ends[-1] or 0) + 1 if ends else 1))
    found = zip([*ends, None], slopes.fitted, slopes.raw, slopes.low, slopes.high, strict=True)
    pieces = tuple(
        HarmPiece(
            up_to=end, weight=rounded(float(weight)), raw=_known(raw), low=_known(low), high=_known(high)
        )
        for end, weight, raw, low, high in found
    )
    return PlaceWeights(
        local_area=Id(cell.local_area),
        from_hour=cell.from_hour,
        until_hour=cell.until_hour,
        taken=cell.taken,
        pieces=pieces,
    )


def _known(value: float) -> Decimal | None:
    return rounded(float(value)) if isfinite(value) else None
