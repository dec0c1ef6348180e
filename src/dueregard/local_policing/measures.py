"""What a run means for the public: people and hours by grade and local area, in a window of days.

Counts are of those received in the window. Work that is not logged has no caller and is told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.general_bins import bin_starts
from dueregard.engine.queueing.model import TICKS_PER_HOUR, Tally
from dueregard.local_policing.scenario import Prepared

Reals = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
TICKS_PER_MINUTE = TICKS_PER_HOUR // 60
LONGEST_TENTH = 0.9
BIN_STARTS = bin_starts()

OUTCOMES = ("attended", "upgraded", "cancelled", "closed", "no_slot", "unresolved")
"""What becomes of those received and those upgraded into a grade; they add up to both."""
COUNTED = ("received", "upgraded_in", *OUTCOMES, "wait_start", "wait_arrival", "wait_open", "breaches")


class Measure(StrEnum):
    """A measure by grade and local area."""

    NOT_SEEN = "not seen within the standard"
    WAIT_TO_DISPATCH = "mean wait to dispatch"
    WAIT_TO_ARRIVAL = "mean wait to arrival"
    HOURS_WAITED = "hours waited"
    LOST = "lost"
    UNRESOLVED = "unresolved at the end"
    LONGEST_TENTH = "wait that the longest-waiting tenth exceed"


UNITS: Mapping[Measure, str] = {
    Measure.NOT_SEEN: "people",
    Measure.WAIT_TO_DISPATCH: "minutes",
    Measure.WAIT_TO_ARRIVAL: "minutes",
    Measure.HOURS_WAITED: "hours",
    Measure.LOST: "people",
    Measure.UNRESOLVED: "people",
    Measure.LONGEST_TENTH: "minutes",
}
MEANING: Mapping[Measure, str] = {
    Measure.NOT_SEEN: "People for whom nobody arrived within the dated standard of the grade their call was first "
    "given, each once, whether or not it became more urgent while they waited.",
    Measure.WAIT_TO_DISPATCH: "From the call until the first unit is sent, of those attended and those still waiting "
    "at the end, with what they have waited so far. Left out: those who cancelled, were closed or had no appointment.",
    Measure.WAIT_TO_ARRIVAL: "From the call until the first unit is there, of those attended; all others are left out.",
    Measure.HOURS_WAITED: "Hours from the call until the first unit is sent, added up over those attended and those "
    "still waiting at the end; those who cancelled or were closed are left out.",
    Measure.LOST: "People who cancelled, were closed unattended, or to whom no appointment could be offered.",
    Measure.UNRESOLVED: "People still waiting when the simulated time ends.",
    Measure.LONGEST_TENTH: "Nine in ten are sent a unit sooner; those never sent one count as still waiting.",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcomes:
    """What happened to those received in a window of days: arrays over grades × local areas.

    counts: as `COUNTED` names them, waits in ticks. longest_tenth: ticks, one for each grade (infinite where
    fewer than nine in ten were ever sent a unit); tenth_by_area: the same, grades × local areas.
    unlogged_lost: pieces of unlogged work never begun.
    """

    grades: tuple[str, ...]
    counts: Mapping[str, Integers]
    longest_tenth: Reals
    tenth_by_area: Reals
    unlogged_lost: int

    @property
    def is_balanced(self) -> bool:
        """Whether received and upgraded in are, to the last one, what became of them."""
        came = self.counts["received"] + self.counts["upgraded_in"]
        return bool((came == sum(self.counts[name] for name in OUTCOMES)).all())

    def parts(self, measure: Measure) -> tuple[Reals, Reals]:
        """Numerator and denominator of a measure, each grades × local areas; a count has a denominator of 1.

        Measures of several grades or areas are the sum of numerators over the mean or sum of denominators, so
        that a mean wait of the force is that of its people, not of its areas.
        """
        counts = self.counts
        if measure is Measure.NOT_SEEN:
            return _count(counts["breaches"])
        if measure is Measure.LOST:
            return _count(counts["cancelled"] + counts["closed"] + counts["no_slot"])
        if measure is Measure.UNRESOLVED:
            return _count(counts["unresolved"])
        if measure is Measure.HOURS_WAITED:
            return _count((counts["wait_start"] + counts["wait_open"]) / TICKS_PER_HOUR)
        if measure is Measure.WAIT_TO_DISPATCH:
            waited = (counts["wait_start"] + counts["wait_open"]) / TICKS_PER_MINUTE
            return waited, (counts["attended"] + counts["unresolved"]).astype(np.float64)
        if measure is Measure.WAIT_TO_ARRIVAL:
            return counts["wait_arrival"] / TICKS_PER_MINUTE, counts["attended"].astype(np.float64)
        raise ValueError(f"{measure} is not a sum over people; take it from the histogram")


def _count(number: npt.NDArray[np.generic]) -> tuple[Reals, Reals]:
    return number.astype(np.float64), np.ones(number.shape)


def outcomes_of(prepared: Prepared, tally: Tally, days: slice, bands: slice = slice(None)) -> Outcomes:
    """Outcomes of those received on some days of the horizon (places of local days from nought).

    bands: the phases of the histograms that these days are, for the longest-waiting tenth.
    """
    grades = grades_of(prepared)
    of_grade = _grade_of_each(prepared, grades)
    stacked = np.stack([tally.counts[name][:, :, days].sum(axis=2) for name in COUNTED])
    by_grade = _by_grade(stacked, of_grade, grades, prepared)
    served = _by_bin(tally.counts["histogram"][:, :, bands], of_grade, grades, prepared)
    gone = _by_bin(tally.counts["open_histogram"][:, :, bands], of_grade, grades, prepared)
    lost = tally.counts["vanished"][of_grade < 0][:, :, days].sum()
    return Outcomes(
        grades=grades,
        counts=dict(zip(COUNTED, by_grade, strict=True)),
        longest_tenth=_longest_tenth(served.sum(axis=1), gone.sum(axis=1)),
        tenth_by_area=_longest_tenth(served, gone),
        unlogged_lost=int(lost),
    )


def grades_of(prepared: Prepared) -> tuple[str, ...]:
    """The grades that units are sent to or appointments made for, most urgent first; of both, each by itself."""
    groups = prepared.scenario.demand.groups
    found = [groups[each.demand_class] for each in prepared.classes if each.demand_class is not None]
    return tuple(dict.fromkeys(found))


def backlog_by_day(prepared: Prepared, tally: Tally) -> Reals:
    """Mean number of people waiting on each local day, days × grades; appointments already made are not waiting."""
    grades = grades_of(prepared)
    of_grade = _grade_of_each(prepared, grades)
    hours = np.bincount(prepared.model.cell).astype(np.float64)
    waiting = tally.counts["waiting"][:, : prepared.areas].sum(axis=1)
    by_grade = np.ascontiguousarray((_membership(of_grade, grades) @ waiting).T)
    mean: Reals = by_grade / hours[:, None]
    return mean


def _grade_of_each(prepared: Prepared, grades: tuple[str, ...]) -> Integers:
    """The grade's number of each class of the model; -1 for work that is not logged."""
    groups = prepared.scenario.demand.groups
    return np.array(
        [
            -1 if each.demand_class is None else grades.index(groups[each.demand_class])
            for each in prepared.classes
        ],
        dtype=np.int64,
    )


def _by_grade(counts: Integers, of_grade: Integers, grades: tuple[str, ...], prepared: Prepared) -> Integers:
    """Measures × classes × places to measures × grades × local areas: appointments have places of their own."""
    places = counts.reshape(len(counts), len(of_grade), -1, prepared.areas).sum(axis=2)
    by_grade: Integers = _membership(of_grade, grades) @ places
    return by_grade


def _by_bin(waits: Integers, of_grade: Integers, grades: tuple[str, ...], prepared: Prepared) -> Integers:
    """Classes × places × bands × bins to grades × local areas × bins."""
    in_bin = waits.sum(axis=2)
    by_area = in_bin.reshape(len(of_grade), -1, prepared.areas, in_bin.shape[-1]).sum(axis=1)
    by_bin: Integers = _membership(of_grade, grades) @ by_area.reshape(len(of_grade), -1)
    return by_bin.reshape(len(grades), prepared.areas, -1)


def _membership(of_grade: Integers, grades: tuple[str, ...]) -> Integers:
    """Which classes make up each grade, grades × classes, 1 or 0."""
    is_of: npt.NDArray[np.bool_] = np.arange(len(grades))[:, None] == of_grade
    return is_of.astype(np.int64)


def _longest_tenth(served: Integers, gone: Integers) -> Reals:
    """Kaplan and Meier's 90th percentile of rows of bins, in ticks: those who left unserved waited at least so long.

    Within a bin the wait runs straight; those who left count as having outlasted those served in it.
    """
    waiting = np.cumsum((served + gone)[..., ::-1], axis=-1)[..., ::-1].astype(np.float64)
    hazard = np.divide(served, waiting, out=np.zeros(served.shape), where=waiting > 0)
    shares = 1 - np.cumprod(1 - hazard, axis=-1)
    is_reached = shares >= LONGEST_TENTH - 1e-12
    place = is_reached.argmax(axis=-1)
    at, before = (
        np.take_along_axis(shares, np.maximum(each, 0)[..., None], axis=-1)[..., 0]
        for each in (place, place - 1)
    )
    starts = np.append(BIN_STARTS, np.inf)
    step = starts[np.minimum(place, len(starts) - 2) + 1] - starts[place]
    found = starts[place] + (LONGEST_TENTH - before) / np.maximum(at - before, 1e-300) * step
    found = np.where(place == 0, 0.0, found)
    is_never = ~is_reached.any(axis=-1) | (place == shares.shape[-1] - 1)
    tenth: Reals = np.where(waiting[..., 0] == 0, 0.0, np.where(is_never, np.inf, found))
    return tenth
