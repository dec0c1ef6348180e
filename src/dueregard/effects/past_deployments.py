"""Past deployments replayed: what each changed in the log, beside what the model says that it costs.

The model takes the same number of officers on the same days, shared by the rule of a study, and lives through the days
twice, without and with them, by the same chance. It was calibrated on a log in which the deployment happened, but the
waits of its days tell the calibration next to nothing of what a deployment does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dueregard.common.canonical import plain
from dueregard.common.kept_runs import Form, KeptRuns
from dueregard.common.parallel import Block, Cluster, OnFinished, blocks, run_tasks
from dueregard.effects.aid_log import PastDeployment
from dueregard.effects.backtest_value import policy_hash
from dueregard.effects.backtesting import KERNEL
from dueregard.effects.comparison import LEAST_WARM_UP_DAYS, Comparison
from dueregard.effects.study import Composed, Study
from dueregard.effects.study_reading import ReadStudy, read_study_days
from dueregard.engine.queueing.experiments.manifest import Manifest, versions_here
from dueregard.engine.queueing.random_numbers import key_of
from dueregard.local_policing.calibration_result import Calibration, InputFile
from dueregard.local_policing.demand import Demand, DemandClass
from dueregard.local_policing.event_study import (
    DailySums,
    EventDesign,
    EventRefused,
    LogChange,
    Reading,
    daily_sums,
    study_event,
    window_of,
)
from dueregard.local_policing.grades import Route
from dueregard.local_policing.log import IncidentLog
from dueregard.local_policing.scenario import Prepared, Scenario, Staffing, prepare_scenario, staffing_of
from dueregard.local_policing.simulation import run_scenario

Reals = npt.NDArray[np.float64]
RUNS = 60
AT_ONCE = 10
SPREAD = (0.05, 0.95)


def _only(arrays: Sequence[Reals]) -> Reals:
    (changes,) = arrays
    if changes.ndim != 3 or changes.dtype != np.float64:
        raise ValueError("changes of runs, classes and readings are wanted")
    return changes


CHANGES: Form[Reals] = Form("changes of replays", lambda changes: [changes], _only)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the model says of one reading: mean change over runs, and the range of nine runs in ten."""

    change: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One reading of a past deployment: what the log shows, and what the model says (None where it says nothing)."""

    deployment: PastDeployment
    event: LogChange
    model: Said | None

    @property
    def agrees(self) -> bool | None:
        """Whether the model's change lies inside the log's interval; None where either is missing."""
        if self.model is None or self.event.low is None or self.event.high is None:
            return None
        return self.event.low <= self.model.change <= self.event.high


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """Some runs of the replay of a number."""

    number: int
    block: Block


@dataclass(frozen=True, slots=True, eq=False)
class ReplayWork:
    """Runs of replays, each without and with: changes of each reading, runs × classes × readings."""

    comparisons: tuple[Comparison, ...]
    staffing: tuple[tuple[Staffing, Staffing], ...]
    demands: tuple[Demand, ...]
    classes: tuple[DemandClass, ...]
    seed: int

    def __call__(self, part: Part) -> Reals:
        return np.stack([self._change(part.number, number) for number in part.block])

    def _change(self, which: int, number: int) -> Reals:
        comparison = self.comparisons[which]
        demand = self.demands[number % len(self.demands)]
        key = key_of(self.seed, number)
        sides = []
        for scenario, units in zip(
            (comparison.without, comparison.with_it), self.staffing[which], strict=True
        ):
            prepared = prepare_scenario(replace(scenario, demand=demand), (), units)
            sides.append(readings_of(prepared, key, comparison.during, self.classes))
        change: Reals = sides[1] - sides[0]
        return change


def readings_of(prepared: Prepared, key: int, days: slice, classes: Sequence[DemandClass]) -> Reals:
    """Each reading of each class over some days of a run, classes × readings; NaN where nobody is in it."""
    tally = run_scenario(prepared, key)
    demand = prepared.scenario.demand
    known = {cls.key: number for number, cls in enumerate(classes)}
    found = np.full((len(classes), len(Reading)), np.nan)
    for number, queue in enumerate(prepared.classes):
        if queue.demand_class is None:
            continue
        place = known.get(demand.classes[queue.demand_class].key)
        if place is None:
            continue

        def total(name: str, number: int = number) -> float:
            return float(tally.counts[name][number, :, days].sum())

        came = total("received") + total("upgraded_in") - total("upgraded")
        if came > 0:
            found[place, 0] = 100.0 * total("breaches") / came
        if total("attended") > 0:
            found[place, 1] = total("wait_start") / 60_000.0 / total("attended")
    return found


def comparison_for(
    study: Study, folder: Path, deployment: PastDeployment, base: ReadStudy
) -> Comparison | None:
    """A study's comparison with a past deployment in place of its own; None where it has no rule for sizes."""
    if study.composed is None:
        return None
    composed = _composed(study.composed, deployment)
    own = replace(
        study,
        first_on=deployment.from_on - timedelta(days=2 * LEAST_WARM_UP_DAYS),
        last_on=deployment.until_on + timedelta(days=LEAST_WARM_UP_DAYS),
        composed=composed,
        extra=(),
    )
    return read_study_days(own, folder, base).comparison()


def _composed(how: Composed, deployment: PastDeployment) -> Composed:
    leaves = how.from_at.split()[-1].split("T")[-1]
    back = deployment.until_on + timedelta(days=1)
    return replace(
        how,
        officers=deployment.officers,
        from_at=f"{deployment.from_on.isoformat()} {leaves}",
        until_at=f"{back.isoformat()} 00:00",
    )


def classes_with_queues(calibration: Calibration) -> tuple[DemandClass, ...]:
    """The classes of a calibration that units are sent to or appointments made for."""
    return tuple(cls for cls in calibration.demand.classes if cls.route in (Route.DISPATCH, Route.DIARY))


def events_in(
    log: IncidentLog,
    classes: Sequence[DemandClass],
    first_on: date,
    days: int,
    deployments: Sequence[PastDeployment],
    design: EventDesign,
) -> list[tuple[PastDeployment, tuple[LogChange, ...]]]:
    """What each deployment changed in the log. Raises EventRefused."""
    sums = daily_sums(log, classes, first_on, days)
    windows = [window_of(sums, each.from_on, each.until_on, each.name) for each in deployments]
    found = []
    for deployment, window in zip(deployments, windows, strict=True):
        others = [other for other in windows if other != window]
        donors = donors_of(sums, deployment)
        found.append((deployment, study_event(sums, window, others, donors, design)))
    return found


def donors_of(sums: DailySums, deployment: PastDeployment) -> list[int]:
    """Places of the local areas that gave officers. Raises EventRefused for one that the log does not have."""
    if not deployment.donors:
        return list(range(len(sums.local_areas)))
    for name in deployment.donors:
        if name not in sums.local_areas:
            raise EventRefused(
                f"The deployment {deployment.name} names the local area {name}, which the log does not have: it has "
                f"{', '.join(sums.local_areas)}."
            )
    return [sums.local_areas.index(name) for name in deployment.donors]


def said_of(
    comparisons: Mapping[int, Comparison],
    demands: Sequence[Demand],
    classes: tuple[DemandClass, ...],
    seed: int,
    runs: int = RUNS,
    *,
    workers: int = 1,
    cluster: Cluster | None = None,
    kept: KeptRuns | None = None,
    on_finished: OnFinished | None = None,
) -> dict[int, dict[tuple[str, Reading], Said]]:
    """What the model says of each replay, by class and reading; the same whatever the workers.

    Raises KeyboardInterrupt where it was interrupted.
    """
    numbers = sorted(comparisons)
    if not numbers:
        return {}
    ordered = tuple(comparisons[number] for number in numbers)
    work = ReplayWork(
        ordered,
        tuple((_staffing(each.without), _staffing(each.with_it)) for each in ordered),
        tuple(demands),
        classes,
        seed,
    )
    parts = [Part(at, block) for at in range(len(ordered)) for block in blocks(0, runs, AT_ONCE)]
    if kept is None:
        finished = run_tasks(work, parts, workers=workers, cluster=cluster, on_finished=on_finished)
    else:
        finished = kept.run(work, parts, CHANGES, workers=workers, cluster=cluster, on_finished=on_finished)
    if not finished.is_complete:
        raise KeyboardInterrupt
    found = {}
    for at, number in enumerate(numbers):
        changes = np.concatenate([finished.results[part] for part in parts if part.number == at])
        found[number] = _said(changes, classes)
    return found


def _staffing(scenario: Scenario) -> Staffing:
    return staffing_of(scenario.ledger, scenario.crewing)


def _said(changes: Reals, classes: Sequence[DemandClass]) -> dict[tuple[str, Reading], Said]:
    found = {}
    for number, cls in enumerate(classes):
        for place, reading in enumerate(Reading):
            values = changes[:, number, place]
            if np.isfinite(values).all():
                low, high = np.quantile(values, SPREAD)
                found[cls.key, reading] = Said(change=float(values.mean()), low=float(low), high=float(high))
    return found


def together(
    events: Iterable[tuple[PastDeployment, tuple[LogChange, ...]]],
    said: Mapping[int, Mapping[tuple[str, Reading], Said]],
) -> tuple[Replayed, ...]:
    """What the log shows and what the model says, side by side."""
    return tuple(
        Replayed(
            deployment=deployment,
            event=event,
            model=said.get(number, {}).get((event.class_key, event.reading)),
        )
        for number, (deployment, found) in enumerate(events)
        for event in found
    )


def check_same_log(calibration: Calibration, log: InputFile) -> None:
    """Refuse a log that the study's calibration was not made from. Raises EventRefused."""
    if calibration.inputs and log.sha256 not in {file.sha256 for file in calibration.inputs}:
        raise EventRefused(
            f"{log.name}: the study's calibration was made from another log: calibrate anew, or give the log that it "
            "was made from."
        )


def _study_words(study: Study) -> dict[str, Any]:
    """A study as a manifest tells it, without what moves nothing here."""
    words: dict[str, Any] = plain(study)
    words.pop("alternatives", None)
    return words


def past_manifest(
    read: ReadStudy, inputs: Iterable[InputFile], deployments: Iterable[PastDeployment], runs: int = RUNS
) -> Manifest:
    """What an event study and its replays are made from."""
    design = EventDesign()
    return Manifest(
        inputs={
            **{f"file {file.name}": file.sha256 for file in inputs},
            "calibration": read.calibration.hash,
            "response policy": policy_hash(read.policy),
            "crewing policy": policy_hash(read.crewing),
        },
        seed=read.design.seed,
        first_replication=0,
        last_replication=runs - 1,
        kernel=KERNEL,
        method="event study by matched weeks and placebo dates; replays by paired runs with common random numbers",
        versions=versions_here(),
        settings={
            "design": plain(design),
            "study": _study_words(read.study),
            "deployments": [
                [
                    each.name,
                    each.tier.value,
                    str(each.from_on),
                    str(each.until_on),
                    each.officers,
                    *each.donors,
                ]
                for each in deployments
            ],
        },
    )
