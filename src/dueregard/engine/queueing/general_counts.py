"""The names and shapes of what the general kernel and its twin count."""

from __future__ import annotations

import numpy as np

from dueregard.engine.queueing.general_bins import BINS
from dueregard.engine.queueing.model import GeneralModel, Integers

COUNTS = (
    "received",
    "extra_received",
    "attended",
    "upgraded",
    "upgraded_in",
    "cancelled",
    "closed",
    "no_slot",
    "vanished",
    "unresolved",
    "wait_start",
    "wait_arrival",
    "wait_open",
    "breaches",
    "squares",
    "waiting",
)
"""Counts over [class, place, cell], in the order in which the kernel keeps them."""
HISTOGRAMS = ("histogram", "histogram_arrival", "open_histogram")
"""Counts over [class, place, band, bin], in the order in which the kernel keeps them."""
MOST_SQUARED_SECONDS = 1 << 20
"""A longer wait counts as this in `squares`."""
STAGE = 64
"""After each upgrade, the purposes of patience and further upgrade are this much higher."""


def cells(model: GeneralModel) -> int:
    """How many reporting cells a model has."""
    return int(model.cell.max()) + 1


def bands(model: GeneralModel) -> int:
    """How many histogram bands a model has."""
    return int(model.band.max()) + 1


def empty_counts(model: GeneralModel) -> dict[str, Integers]:
    """All counts at nought."""
    by_cell = (len(model.classes), model.places, cells(model))
    by_bin = (len(model.classes), model.places, bands(model), BINS)
    counts = {name: np.zeros(by_cell, dtype=np.int64) for name in COUNTS}
    counts["unit_ticks"] = np.zeros((model.places, cells(model)), dtype=np.int64)
    return counts | {name: np.zeros(by_bin, dtype=np.int64) for name in HISTOGRAMS}
