"""Clearings entered together: minutes in which more incidents were cleared than chance would make."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from dueregard.common.tables import ABSENT
from dueregard.local_policing.log import Codes, Integers, Small
from dueregard.local_policing.log_settings import LogSettings

Truths = npt.NDArray[np.bool_]
HOURS = 168


def batch_closed(cleared: Integers, incident: Codes, local_area: Small, settings: LogSettings) -> Truths:
    """Which clearings are in a minute that is a batch, in their local area or over the whole force.

    Chance is Poisson with twice the usual number of that hour of the week (in UTC). Several units
    cleared from one incident together count once. A batch is never fewer than `batch_at_least` incidents, and has
    more than chance makes but once in so many minutes (`batch_chance`).

    >>> cleared = np.array([*range(0, 600_000, 600), *[300_000] * 9])
    >>> found = batch_closed(cleared, np.arange(1009), np.zeros(1009, dtype=np.int16), LogSettings())
    >>> int(found.sum()), bool(found[-9:].all())  # and the one cleared at that minute by chance
    (10, True)
    """
    batch = np.zeros(len(cleared), dtype=np.bool_)
    known = np.flatnonzero(cleared != ABSENT)
    if len(known):
        places = local_area[known].astype(np.int64)
        for place in (places, np.zeros_like(places)):
            batch[known] |= _crowded(cleared[known] // 60, incident[known].astype(np.int64), place, settings)
    return batch


def _crowded(minute: Integers, incident: Integers, place: Integers, settings: LogSettings) -> Truths:
    start, span = int(minute.min()), int(np.ptp(minute)) + 1
    cell = place * span + (minute - start)
    incidents = int(incident.max()) + 1
    once = np.unique(cell * incidents + incident) // incidents
    cells, numbers = np.unique(once, return_counts=True)
    usual = _usual(minute // 60 % HOURS, place, span / (60 * HOURS))
    here = usual[cells // span, (cells % span + start) // 60 % HOURS]
    levels, level = np.unique(np.round(here, 2), return_inverse=True)
    limits = np.array([_limit(mean, settings) for mean in levels])
    return np.isin(cell, cells[numbers >= limits[level]])


def _usual(hour: Integers, place: Integers, weeks: float) -> npt.NDArray[np.float64]:
    """Clearings a minute by place and hour of the week, never less than a quarter of the place's mean."""
    places = int(place.max()) + 1
    counts = np.bincount(place * HOURS + hour, minlength=places * HOURS).reshape(places, HOURS)
    least = counts.mean(axis=1, keepdims=True) / 4
    found: npt.NDArray[np.float64] = np.maximum(counts, least) / (60 * max(weeks, 1.0))
    return found


def _limit(usual: float, settings: LogSettings) -> int:
    """The least number of clearings in a minute that chance makes less often than the settings say."""
    chance, at_least = float(settings.batch_chance), settings.batch_at_least
    mean, number = 2 * usual, 0
    term = below = math.exp(-mean)
    while 1 - below > chance or number < at_least - 1:
        number += 1
        term *= mean / number
        below += term
    return number + 1
