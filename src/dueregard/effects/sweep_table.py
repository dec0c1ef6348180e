"""A finished sweep as a tidy table, one row for each point, grade and measure, and its manifest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from math import isfinite
from typing import Annotated, Any, get_args, get_type_hints

import numpy as np
import numpy.typing as npt

from dueregard.common.canonical import canonical_bytes, plain, sha256
from dueregard.common.content_hash import code_hash
from dueregard.common.tables import table_files
from dueregard.effects.effect import KERNEL
from dueregard.effects.figures import EVERY_GRADE
from dueregard.effects.sweep import MEASURES, Swept, SweptPoint
from dueregard.engine.queueing.experiments.intervals import mean_interval
from dueregard.engine.queueing.experiments.manifest import Manifest, versions_here
from dueregard.local_policing.measures import UNITS, Measure

Reals = npt.NDArray[np.float64]
METHOD = "paired runs by common random numbers at every point, one for each draw of demand"
WITHOUT, WITH = range(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRow:
    """A measure of one grade at one point, in the force, of people received from the deployment's first day on.

    Intervals are 95 % and of the mean of runs; draws of demand and chance on the day are in them alike.
    """

    point: Annotated[int, "The point, from 1."]
    study: Annotated[str, "The study, by its name."]
    strength: Annotated[int | None, "Officers of the generated roster; null for as many as it describes."]
    backfill: Annotated[str | None, "The backfill policy; null for none."]
    available: Annotated[float, "Officers available, as a share of those the crewing policy has."]
    officers: Annotated[int | None, "Officers sent; null where people are named one by one."]
    extra: Annotated[str | None, "The demand added, by its name; null for the study's own."]
    load_without: Annotated[float, "Share of units busy without the deployment, during its days."]
    load_with: Annotated[float, "The same with it."]
    neighbourhood_hours_lost: Annotated[float, "Neighbourhood officer-hours that the deployment takes."]
    range_only: Annotated[
        bool, "Whether the point is so near overload that only its intervals are to be used."
    ]
    grade: Annotated[str, "The grade, or every non-emergency grade."]
    measure: Annotated[str, "What is measured."]
    unit: Annotated[str, "Its unit."]
    runs: Annotated[int, "Pairs of runs."]
    without: Annotated[float | None, "Mean without the deployment; null where some run has no such value."]
    with_it: Annotated[float | None, "Mean with it."]
    difference: Annotated[float | None, "Mean of the difference, pair by pair."]
    difference_low: Annotated[float | None, "Low end of its interval."]
    difference_high: Annotated[float | None, "High end of it."]


def rows_of(swept: Swept) -> tuple[SweepRow, ...]:
    """The table, point by point."""
    return tuple(row for point in swept.points for row in _rows(point))


def _rows(point: SweptPoint) -> Iterator[SweepRow]:
    others = [place for place, emergency in enumerate(point.emergency) if not emergency]
    not_seen = MEASURES.index(Measure.NOT_SEEN)
    if len(others) > 1:
        yield _row(point, EVERY_GRADE, Measure.NOT_SEEN, point.values[:, :, not_seen, others].sum(axis=2))
    for place, grade in enumerate(point.grades):
        for number, measure in enumerate(MEASURES):
            yield _row(point, grade, measure, point.values[:, :, number, place])


def _row(point: SweptPoint, grade: str, measure: Measure, values: Reals) -> SweepRow:
    known = bool(np.isfinite(values).all())
    change = mean_interval(values[:, WITH] - values[:, WITHOUT]) if known else None
    return SweepRow(
        point=point.number,
        **point.settings,
        load_without=point.load.without,
        load_with=point.load.with_it,
        neighbourhood_hours_lost=point.neighbourhood_hours_lost,
        range_only=point.is_range_only,
        grade=grade,
        measure=measure.value,
        unit=UNITS[measure],
        runs=len(values),
        without=float(values[:, WITHOUT].mean()) if known else None,
        with_it=float(values[:, WITH].mean()) if known else None,
        difference=None if change is None else _finite(change.estimate),
        difference_low=None if change is None else _finite(change.low),
        difference_high=None if change is None else _finite(change.high),
    )


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None


def sweep_files(swept: Swept, rows: tuple[SweepRow, ...]) -> dict[str, bytes]:
    """The finished files by name: the table as CSV and Parquet, and the manifest that names both by hash."""
    columns = {each.name: [getattr(row, each.name) for row in rows] for each in fields(SweepRow)}
    csv, parquet = table_files(columns)
    manifest = manifest_of(swept)
    tables = {"sweep.csv": sha256(csv), "sweep.parquet": sha256(parquet)}
    about: dict[str, Any] = {"manifest": manifest.plain, "manifest_hash": manifest.hash, "tables": tables}
    about["columns"] = {
        name: get_args(hint)[1] for name, hint in get_type_hints(SweepRow, include_extras=True).items()
    }
    return {"sweep.csv": csv, "sweep.parquet": parquet, "sweep.json": canonical_bytes(about)}


def manifest_of(swept: Swept) -> Manifest:
    """What made the table."""
    return Manifest(
        inputs=swept.inputs,
        seed=swept.sweep.seed,
        first_replication=0,
        last_replication=swept.sweep.runs - 1,
        kernel=KERNEL,
        method=METHOD,
        versions={**versions_here(), "code": code_hash()},
        settings={
            "sweep": plain(swept.sweep),
            "points": [
                {
                    **point.settings,
                    "ledger without": point.ledgers[WITHOUT],
                    "ledger with": point.ledgers[WITH],
                }
                for point in swept.points
            ],
        },
    )
