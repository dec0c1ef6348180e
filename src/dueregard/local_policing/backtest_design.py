"""How a model is tested on weeks that it was not fitted to: choices made beforehand, kept as data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column
from dueregard.local_policing.calibration_weeks import LogUnusable
from dueregard.local_policing.scoring import FEWEST_WEEKS
from dueregard.local_policing.settings_file import read_record

FEWEST_FOLDS = 4
FEWEST_DRAWS = 40
DEFAULT = Id("default")


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestDesign:
    """Choices in a backtest. The defaults are our assumptions. Raises ValueError."""

    name: Annotated[Id, Column("Short name, by which results cite it.")] = DEFAULT
    held_out_weeks: Annotated[int, Column("Whole weeks that each fold forecasts, where the log allows.")] = 4
    past_weeks: Annotated[
        int, Column("Fewest whole weeks that a fold is fitted to, where the log allows.")
    ] = 26
    most_folds: Annotated[int, Column("Most folds; the last ones of the log are taken.")] = 13
    settle_weeks: Annotated[
        int,
        Column("Weeks at the end of the log that are not forecast, so that all who wait have been answered."),
    ] = 1
    warm_up_weeks: Annotated[int, Column("Weeks simulated before the first one forecast.")] = 2
    draws: Annotated[int, Column("Draws of each forecast: of the calibration, each lived through once.")] = (
        100
    )
    shift_begins: Annotated[
        tuple[int, ...], Column("Hours of the local day at which its shifts begin; the first is 0.")
    ] = (0, 7, 15)
    block_weeks: Annotated[int, Column("Weeks that stay together when skill is resampled.")] = 4
    seed: Annotated[int, Column("Seed of all random numbers.")] = 20141104
    source: Annotated[str, Column("Who chose these, and when.")] = "our assumption, November 2026"

    def __post_init__(self) -> None:
        begins = self.shift_begins
        for wrong, sentence in (
            (not 1 <= self.held_out_weeks <= 26, "a fold forecasts 1 to 26 weeks"),
            (self.past_weeks < FEWEST_WEEKS, f"a fold is fitted to {FEWEST_WEEKS} weeks or more"),
            (not 1 <= self.most_folds <= 104, "there are 1 to 104 folds"),
            (not 0 <= self.settle_weeks <= 8, "0 to 8 weeks at the end are left to settle"),
            (not 1 <= self.warm_up_weeks <= 8, "1 to 8 weeks are simulated first"),
            (self.draws < FEWEST_DRAWS, f"{self.draws} draws are too few; write {FEWEST_DRAWS} or more"),
            (
                not begins or begins[0] != 0 or list(begins) != sorted(set(begins)) or begins[-1] > 23,
                "shifts begin at rising hours from 0 to 23, the first at 0",
            ),
            (self.block_weeks < 1, "a block is 1 week or more"),
        ):
            if wrong:
                raise ValueError(sentence)

    @property
    def shift_names(self) -> tuple[str, ...]:
        """The shifts of a day in words.

        >>> BacktestDesign().shift_names
        ('00–07', '07–15', '15–24')
        """
        ends = (*self.shift_begins[1:], 24)
        return tuple(f"{begin:02}–{end:02}" for begin, end in zip(self.shift_begins, ends, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldPlan:
    """Which weeks are forecast from which. Weeks are counted from nought, from the log's first whole day.

    origins: the first week that each fold forecasts; it is fitted to all weeks before and to nothing else.
    why: in words, how many folds there are and why so many.
    """

    origins: tuple[int, ...]
    weeks_each: int
    why: str


def plan_folds(weeks: int, design: BacktestDesign) -> FoldPlan:
    """The folds of a log of so many whole weeks. Raises LogUnusable where there are too few.

    Each fold forecasts as many weeks as the design says, and fewer where the log would not give four folds
    otherwise; a log too short for that as well is fitted to fewer weeks.

    >>> plan_folds(104, BacktestDesign()).origins
    (51, 55, 59, 63, 67, 71, 75, 79, 83, 87, 91, 95, 99)
    >>> plan_folds(20, BacktestDesign()).why
    '4 folds of 1 week: of 20 whole weeks, 1 is left to settle and 15 or more come before each fold'
    >>> plan_folds(8, BacktestDesign())
    Traceback (most recent call last):
    dueregard.local_policing.calibration_weeks.LogUnusable: The log covers 8 whole weeks: a backtest needs 9, 4 to \
be fitted to first, 4 to be forecast and 1 to settle.
    """
    usable = weeks - design.settle_weeks
    least = FEWEST_WEEKS + FEWEST_FOLDS
    if usable < least:
        raise LogUnusable(
            f"The log covers {weeks} whole weeks: a backtest needs {least + design.settle_weeks}, {FEWEST_WEEKS} "
            f"to be fitted to first, {FEWEST_FOLDS} to be forecast and {design.settle_weeks} to settle."
        )
    past = min(design.past_weeks, usable - FEWEST_FOLDS)
    each = max(1, min(design.held_out_weeks, (usable - past) // FEWEST_FOLDS))
    folds = min(design.most_folds, (usable - past) // each)
    origins = tuple(usable - each * (folds - fold) for fold in range(folds))
    why = (
        f"{folds} {_plural('fold', folds)} of {each} {_plural('week', each)}: of {weeks} whole weeks, "
        f"{design.settle_weeks} {'is' if design.settle_weeks == 1 else 'are'} left to settle and {origins[0]} or "
        "more come before each fold"
    )
    if folds == design.most_folds:
        why += f"; the design takes the last {folds}"
    return FoldPlan(origins=origins, weeks_each=each, why=why)


def _plural(word: str, number: int) -> str:
    return word if number == 1 else f"{word}s"


def read_backtest_design(source: Path | str, name: str = "design.yaml") -> BacktestDesign:
    """Read the choices from YAML. Raises FaultsFound, one sentence for each fault."""
    return read_record(BacktestDesign, source, name)
