"""The true effect of each deployment: the same streets with it and without it, before any model is fitted.

Every figure is of what truly happened, before the log was kept as carelessly as logs are.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from dueregard.synthetic.calendar import HOUR, Clock
from dueregard.synthetic.desk import CLOSED
from dueregard.synthetic.force import DIARY, EMERGENCY, PRIORITY, QUEUED, Deployment, LogSpec
from dueregard.synthetic.run import Run, run

VERSION = "1"
"""Of the generator: it changes when the same seed no longer gives the same log."""

DURING, AFTER = "during", "28 days after"
AFTER_DAYS = 28
RECOVERED_BELOW = 14
RECOVERED_FOR_DAYS = 3
FILE = "northmarch_truth.csv"

Chosen = NDArray[np.bool_]


@dataclass(frozen=True)
class Truth:
    """One measure of one window of one deployment.

    `without`, `with_it` and `change` are of the log's own stream; `mean_change` is over all streams, with
    its standard error. A number that does not exist (nothing received; not recovered) is nan.
    """

    deployment: str
    window: str
    measure: str
    unit: str
    without: float
    with_it: float
    change: float
    mean_change: float
    standard_error: float


def _ended_at(one: Run) -> NDArray[np.int64]:
    return np.where(one.first_sent_at >= 0, one.first_sent_at, one.closed_at)


def _mean_wait(one: Run, chosen: Chosen) -> float:
    """Mean hours until somebody was sent, the caller gave up or the job was closed."""
    return _mean((_ended_at(one) - one.incidents.received_at)[chosen] / HOUR)


def _tail_wait(one: Run, chosen: Chosen) -> float:
    """Hours that the longest-waiting tenth waited at least."""
    waits = (_ended_at(one) - one.incidents.received_at)[chosen] / HOUR
    return float(np.quantile(waits, 0.9)) if waits.size else float("nan")


def _within(minutes: int) -> Callable[[Run, Chosen], float]:
    def share(one: Run, chosen: Chosen) -> float:
        arrived = one.first_arrival_at[chosen]
        late = arrived - one.incidents.received_at[chosen] > minutes * 60
        return _mean((arrived >= 0) & ~late)

    return share


def _unattended(one: Run, chosen: Chosen) -> float:
    return float((one.outcome[chosen] == CLOSED).sum())


def _received(one: Run, chosen: Chosen) -> float:
    del one
    return float(chosen.sum())


def _mean(values: NDArray[np.generic]) -> float:
    return float(values.mean()) if values.size else float("nan")


MEASURES: tuple[tuple[str, str, tuple[int, ...], Callable[[Run, Chosen], float]], ...] = (
    ("emergency received", "incidents", (EMERGENCY,), _received),
    ("emergency attended within 15 minutes", "share", (EMERGENCY,), _within(15)),
    ("priority received", "incidents", (PRIORITY,), _received),
    ("priority wait, mean", "hours", (PRIORITY,), _mean_wait),
    ("priority attended within 60 minutes", "share", (PRIORITY,), _within(60)),
    ("queued received", "incidents", (QUEUED,), _received),
    ("queued wait, mean", "hours", (QUEUED,), _mean_wait),
    ("queued wait, longest tenth from", "hours", (QUEUED,), _tail_wait),
    ("queued attended within 48 hours", "share", (QUEUED,), _within(48 * 60)),
    ("diary attended within 48 hours", "share", (DIARY,), _within(48 * 60)),
    ("dispatch closed unattended", "incidents", (PRIORITY, QUEUED), _unattended),
)
RECOVERY = "backlog back to usual after the end"


def window_of(one: Run, deployment: Deployment, window: str) -> tuple[int, int]:
    """First second of a window, and first second after it: the deployment's days, or the 28 after them."""
    clock = Clock(one.spec.force.zone)
    ends_on = deployment.from_on + timedelta(days=deployment.days)
    if window == DURING:
        return clock.seconds(deployment.from_on), clock.seconds(ends_on)
    return clock.seconds(ends_on), clock.seconds(ends_on + timedelta(days=AFTER_DAYS))


def readings(one: Run, deployments: Sequence[Deployment]) -> dict[tuple[str, str, str], float]:
    """What each measure reads in one run, by deployment and window."""
    found = {}
    received, work = one.incidents.received_at, one.incidents.work
    for deployment in deployments:
        for window in (DURING, AFTER):
            begin, end = window_of(one, deployment, window)
            inside = (received >= begin) & (received < end)
            for measure, _, streams, reading in MEASURES:
                found[deployment.id, window, measure] = reading(one, inside & np.isin(work, streams))
    return found


def days_to_recover(extra: Sequence[float], limit: float = RECOVERED_BELOW) -> float:
    """Days after the end until the extra backlog is under the limit for three days; nan if it never is.

    `extra` is the extra backlog each morning, from the first morning after the end (day 1).

    >>> days_to_recover([40, 13, 20, 12, 3, 0, 15])
    4.0
    """
    for day in range(len(extra) - RECOVERED_FOR_DAYS + 1):
        if all(one < limit for one in extra[day : day + RECOVERED_FOR_DAYS]):
            return float(day + 1)
    return float("nan")


def extra_backlog(with_it: Run, without: Run, deployment: Deployment) -> list[float]:
    """Queued jobs waiting each morning of the 28 days after a deployment, beyond those without it."""
    begin, end = window_of(with_it, deployment, AFTER)
    moments = with_it.backlog[:, 0]
    inside = (moments >= begin) & (moments < end)
    return [float(one) for one in (with_it.backlog[:, 1] - without.backlog[:, 1])[inside]]


def truth_of(
    spec: LogSpec, without: LogSpec, seeds: Sequence[int], progress: Callable[[float], None] | None = None
) -> list[Truth]:
    """Run each stream with and without the deployments and write down what they changed.

    The log's own stream is the first. Only deployments whose 28 days after lie in the log are measured.
    """
    ends_on = spec.starts_on + timedelta(weeks=spec.weeks)
    measured = [
        one for one in spec.deployments if one.from_on + timedelta(days=one.days + AFTER_DAYS) <= ends_on
    ]
    pairs, extras = [], []
    for number, seed in enumerate(seeds):
        first, second = run(without, seed), run(spec, seed)
        pairs.append((readings(first, measured), readings(second, measured)))
        extras.append([extra_backlog(second, first, one) for one in measured])
        if progress is not None:
            progress((number + 1) / len(seeds))
    units = {measure: unit for measure, unit, _, _ in MEASURES}
    rows = [
        _row(key, units[key[2]], [(before[key], after[key]) for before, after in pairs])
        for key in pairs[0][0]
    ]
    return rows + [
        _recovery(deployment, [one[at] for one in extras]) for at, deployment in enumerate(measured)
    ]


def _row(key: tuple[str, str, str], unit: str, pairs: list[tuple[float, float]]) -> Truth:
    changes = np.array([after - before for before, after in pairs])
    spread = float(changes.std(ddof=1)) / sqrt(changes.size) if changes.size > 1 else float("nan")
    return Truth(*key, unit, *pairs[0], float(changes[0]), float(changes.mean()), spread)


def _recovery(deployment: Deployment, extras: list[list[float]]) -> Truth:
    """Recovery of the log's own stream, and of the mean extra backlog over all streams."""
    mean = np.array(extras).mean(axis=0).tolist()
    own = days_to_recover(extras[0])
    nan = float("nan")
    return Truth(deployment.id, AFTER, RECOVERY, "days", 0.0, own, own, days_to_recover(mean), nan)


COLUMNS = (
    "generator_version",
    "seed",
    "streams",
    "deployment",
    "window",
    "measure",
    "unit",
    "without",
    "with",
    "change",
    "mean_change",
    "standard_error",
)


def rows_of(truth: Sequence[Truth], seeds: Sequence[int]) -> list[list[str]]:
    """The rows of the file of truth, figures to six places; nothing where a number does not exist."""
    return [
        [
            VERSION,
            str(seeds[0]),
            str(len(seeds)),
            *(
                one if isinstance(one, str) else "" if np.isnan(one) else f"{one:.6f}"
                for one in vars(row).values()
            ),
        ]
        for row in truth
    ]


def recorded() -> list[dict[str, str]]:
    """The truth of Northmarch as it was recorded with the first run: one dict for each row of the file.

    >>> recorded()[0]["deployment"]
    'castermoor-2021'
    """
    text = files("dueregard.synthetic").joinpath(FILE).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
