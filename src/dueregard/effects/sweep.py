"""A sweep carried out: every point lived through in pairs, without and with the deployment, by the same chance.

Run n of every point has draw n of its study's demand and the same random numbers, so that points differ in their
settings and in nothing else. What a point needs is made where it is run, so that memory does not grow with the grid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dueregard.common.errors import DueRegardError
from dueregard.common.kept_runs import Form, KeptRuns, Numbers, run_kept
from dueregard.common.parallel import Block, Cluster, OnFinished, blocks
from dueregard.effects.comparison import Comparison, EffectRefused
from dueregard.effects.effect import Grounds, demands_hash
from dueregard.effects.load import Load, load_of
from dueregard.effects.pairs import FROM_THEN_ON, Side, side_of
from dueregard.effects.study_reading import ReadStudy, read_study
from dueregard.effects.surface_work import staffing_at
from dueregard.effects.sweep_file import Point, Sweep
from dueregard.engine.queueing.random_numbers import key_of
from dueregard.local_policing.demand import Demand
from dueregard.local_policing.measures import Measure, grades_of
from dueregard.local_policing.scenario import Prepared, Scenario, Staffing, prepare_scenario
from dueregard.workforce.hours import DutyFunction

Reals = npt.NDArray[np.float64]
MEASURES = tuple(Measure)
AT_ONCE = 8
Told = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True, order=True)
class PointPart:
    """Some pairs of the point of a number: what is done as one task."""

    number: int
    block: Block


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A point made ready: its comparison, and the units without and with the deployment."""

    comparison: Comparison
    staffing: tuple[Staffing, Staffing]

    def prepared(self, demand: Demand) -> tuple[Prepared, Prepared]:
        """Both worlds as queues, with a demand."""
        comparison = self.comparison
        without, with_it = (
            prepare_scenario(replace(scenario, demand=demand), comparison.phases, units)
            for scenario, units in zip((comparison.without, comparison.with_it), self.staffing, strict=True)
        )
        return without, with_it


@dataclass(frozen=True, eq=False)
class SweepWork:
    """The work of one part. bases, demands: of each study and strength; which: the base of each point."""

    sweep: Sweep
    points: tuple[Point, ...]
    bases: tuple[ReadStudy, ...]
    demands: tuple[tuple[Demand, ...], ...]
    which: tuple[int, ...]

    def __call__(self, part: PointPart) -> Reals:
        """Values of R runs: R × without and with × measures × grades; NaN for what a run does not have."""
        return np.stack([self._pair(part.number, run) for run in part.block])

    def made(self, number: int) -> Made:
        """A point made ready; the last one is remembered, as its parts follow each other."""
        last: tuple[int, Made] | None = self.__dict__.get("_last")
        if last is None or last[0] != number:
            last = (number, _made(self.bases[self.which[number]], self.points[number], self.sweep))
            self.__dict__["_last"] = last
        return last[1]

    def _pair(self, number: int, run: int) -> Reals:
        made = self.made(number)
        demands = self.demands[self.which[number]]
        key = key_of(self.sweep.seed, run)
        worlds = made.prepared(demands[run % len(demands)])
        return np.stack([_values(each, side_of(each, made.comparison, key)) for each in worlds])


def _values(prepared: Prepared, side: Side) -> Reals:
    grades, areas = range(len(grades_of(prepared))), range(prepared.areas)
    found = np.empty((len(MEASURES), len(grades)))
    for place, measure in enumerate(MEASURES):
        if measure is Measure.LONGEST_TENTH:
            found[place] = side.tenth[0, FROM_THEN_ON]
        else:
            found[place] = [side.value(FROM_THEN_ON, measure, [grade], areas)[0] for grade in grades]
    return found


def _made(base: ReadStudy, point: Point, sweep: Sweep) -> Made:
    study = base.study
    if point.backfill is not None:
        study = replace(study, backfill=point.backfill)
    if point.extra is not None:
        study = replace(study, extra=sweep.extra[point.extra].incidents)
    read = replace(base, study=study)
    comparison = read.comparison() if point.officers is None else read.of_size(point.officers)
    without, with_it = (
        staffing_at(each, point.available) for each in (comparison.without, comparison.with_it)
    )
    return Made(comparison, (without, with_it))


def _array_of(arrays: Sequence[Numbers]) -> Reals:
    (only,) = arrays
    if only.ndim != 4 or only.dtype != np.float64 or only.shape[1:3] != (2, len(MEASURES)):
        raise ValueError("runs × two worlds × measures × grades are wanted")
    return only


VALUES: Form[Reals] = Form("values of a sweep", lambda values: [values], _array_of)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SweptPoint:
    """What a point came to.

    settings: as the table names them. values: R × without and with × measures × grades.
    is_range_only: so near overload that only a range is to be printed.
    """

    number: int
    settings: dict[str, Any]
    grades: tuple[str, ...]
    emergency: tuple[bool, ...]
    values: Reals
    load: Load
    is_range_only: bool
    neighbourhood_hours_lost: float
    ledgers: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Swept:
    """A finished sweep: its points in order, and what it was made from.

    grounds: of each study and strength. inputs: SHA-256 by name.
    """

    sweep: Sweep
    points: tuple[SweptPoint, ...]
    grounds: tuple[Grounds, ...]
    inputs: dict[str, str]


def sweep_work(sweep: Sweep, folder: Path, told: Told | None = None) -> SweepWork:
    """Read what a sweep names, relative to a folder. Raises FaultsFound and EffectRefused."""
    points = sweep.points()
    wanted = list(dict.fromkeys((point.study, point.strength) for point in points))
    bases, demands = [], []
    drawn: dict[int, tuple[Demand, ...]] = {}
    for place, (number, strength) in enumerate(wanted):
        name = sweep.studies[number]
        if told is not None:
            told(place, len(wanted), name)
        read = _read(folder / name, name, strength)
        _check_backfill(sweep, read, name)
        if number not in drawn:
            drawn[number] = tuple(read.calibration.draws(sweep.runs, sweep.seed))
        bases.append(read)
        demands.append(drawn[number])
    which = tuple(wanted.index((point.study, point.strength)) for point in points)
    return SweepWork(sweep, points, tuple(bases), tuple(demands), which)


def _read(path: Path, name: str, strength: int | None) -> ReadStudy:
    try:
        return read_study(path, strength=strength)
    except EffectRefused as error:
        raise EffectRefused(f"{name}: {error}") from None


def _check_backfill(sweep: Sweep, read: ReadStudy, name: str) -> None:
    known = [str(policy.name) for policy in read.settings.backfill]
    if unknown := [policy for policy in sweep.backfill if policy not in known]:
        raise EffectRefused(
            f"{name}: the sweep asks for the backfill policy {unknown[0]}, which the study's ledger file does not "
            f"have: it has {', '.join(known) or 'none'}."
        )


def carry_out(
    work: SweepWork,
    *,
    workers: int = 1,
    cluster: Cluster | None = None,
    on_finished: OnFinished | None = None,
    kept: KeptRuns | None = None,
    told: Told | None = None,
) -> Swept:
    """Run every point; the same whatever the workers. Raises EffectRefused before the first run, naming the point.

    Raises KeyboardInterrupt where it was interrupted.
    """
    facts = []
    for number, point in enumerate(work.points):
        if told is not None:
            told(number, len(work.points), "points")
        try:
            facts.append(_facts(work, number))
        except DueRegardError as error:
            raise EffectRefused(
                f"Point {number + 1} ({_words(_settings(work, number, point))}): {error}"
            ) from None
    parts = [
        PointPart(number, block)
        for number in range(len(work.points))
        for block in blocks(0, work.sweep.runs, AT_ONCE)
    ]
    done = run_kept(work, parts, VALUES, kept, workers=workers, cluster=cluster, on_finished=on_finished)
    points = tuple(
        SweptPoint(
            number=number + 1,
            values=np.concatenate([done[part] for part in parts if part.number == number]),
            **known,
        )
        for number, known in enumerate(facts)
    )
    return Swept(
        sweep=work.sweep,
        points=points,
        grounds=tuple(base.grounds() for base in work.bases),
        inputs=_inputs(work),
    )


def _facts(work: SweepWork, number: int) -> dict[str, Any]:
    """What needs no run: settings, load, hours, ledgers."""
    made, point = work.made(number), work.points[number]
    base = work.bases[work.which[number]]
    prepared = made.prepared(base.calibration.demand)
    load = load_of(made.comparison, *prepared)
    limit = float(base.design.band_from_load)
    grades = grades_of(prepared[0])
    emergency = base.calibration.demand.emergencies
    return {
        "settings": _settings(work, number, point),
        "grades": grades,
        "emergency": tuple(grade in emergency for grade in grades),
        "load": load,
        "is_range_only": load.without >= limit or load.with_it >= 1 or load.is_overloaded,
        "neighbourhood_hours_lost": _neighbourhood_hours(made.comparison),
        "ledgers": (made.comparison.without.ledger.hash, made.comparison.with_it.ledger.hash),
    }


def _settings(work: SweepWork, number: int, point: Point) -> dict[str, Any]:
    sweep, study = work.sweep, work.bases[work.which[number]].study
    sent = None if study.composed is None else study.composed.officers
    return {
        "study": str(study.name),
        "strength": study.roster.strength,
        "backfill": str(point.backfill or study.backfill or "") or None,
        "available": float(point.available),
        "officers": sent if point.officers is None else point.officers,
        "extra": None if point.extra is None else str(sweep.extra[point.extra].name),
    }


def _words(settings: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in settings.items() if value is not None)


def _neighbourhood_hours(comparison: Comparison) -> float:
    grid = comparison.without.grid
    since = grid.local_days >= comparison.from_on.toordinal()
    place = grid.functions.index(DutyFunction.NEIGHBOURHOOD)

    def minutes(scenario: Scenario) -> int:
        return int(scenario.ledger.working[since][:, :, place].sum())

    return (minutes(comparison.without) - minutes(comparison.with_it)) / 60


def _inputs(work: SweepWork) -> dict[str, str]:
    found = {}
    for base, demands in zip(work.bases, work.demands, strict=True):
        grounds, name = base.grounds(), str(base.study.name)
        strength = base.study.roster.strength
        found[f"log of {name}"] = grounds.log_hash
        found[f"draws of demand of {name}"] = demands_hash(demands)
        found[f"roster of {name}" + ("" if strength is None else f" at {strength}")] = grounds.roster_hash
    return found
