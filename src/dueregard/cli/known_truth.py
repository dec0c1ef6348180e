"""The recorded truth of Northmarch's invented log: recovery of a known truth, never validation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dueregard.effects.aid_log import PastDeployment
from dueregard.local_policing.event_study import Reading
from dueregard.synthetic.northmarch import DEPLOYMENTS
from dueregard.synthetic.truth import DURING, recorded

HEADING = "Recovery of a known truth"
MEASURES = {
    "emergency attended within 15 minutes": ("emergency dispatch", Reading.LATE, -100.0),
    "priority attended within 60 minutes": ("priority dispatch", Reading.LATE, -100.0),
    "queued attended within 48 hours": ("scheduled dispatch", Reading.LATE, -100.0),
    "diary attended within 48 hours": ("scheduled diary", Reading.LATE, -100.0),
    "priority wait, mean": ("priority dispatch", Reading.WAIT, 60.0),
    "queued wait, mean": ("scheduled dispatch", Reading.WAIT, 60.0),
}
"""Recorded measures, what is the same in a log, and the factor from their unit to ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTruth:
    """The true change of one reading: in the log's own stream, and on average over all streams with its error."""

    deployment: str
    calls: str
    reading: str
    own: float
    mean: float
    error: float


def truth_for(deployments: Iterable[PastDeployment]) -> tuple[KnownTruth, ...]:
    """The recorded truth of those deployments that are Northmarch's, told by their first day."""
    ids = {each.from_on: each.id for each in DEPLOYMENTS}
    named = {ids[each.from_on]: each.name for each in deployments if each.from_on in ids}
    found = []
    for row in recorded():
        if row["window"] != DURING or row["measure"] not in MEASURES or row["deployment"] not in named:
            continue
        calls, reading, factor = MEASURES[row["measure"]]
        found.append(
            KnownTruth(
                deployment=named[row["deployment"]],
                calls=calls,
                reading=reading.value,
                own=factor * float(row["change"]),
                mean=factor * float(row["mean_change"]),
                error=abs(factor) * float(row["standard_error"]),
            )
        )
    return tuple(found)
