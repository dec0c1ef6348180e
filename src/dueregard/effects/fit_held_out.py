"""Held-out performance for a fit report: what a stored backtest says of where things fell among its forecasts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dueregard.common.errors import Fault, FaultsFound, Place
from dueregard.local_policing.calibration_result import Calibration

KIND = "backtest"
TENTHS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Cells of one quantity and grade by the tenth of the forecast's draws that what was seen fell into."""

    quantity: str
    grade: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """Share of cells inside the central 50, 80 and 95 % of one forecaster's draws; None where it has no draws."""

    quantity: str
    grade: str
    forecaster: str
    cells: int
    half: float | None
    four_fifths: float | None
    nearly_all: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """A backtest in short. sentence: as the validity statement of an effect prints it."""

    heading: str | None
    sentence: str
    folds: int
    weeks: int
    from_on: str
    until_on: str
    won: int
    lost: int
    places: tuple[Places, ...]
    covered: tuple[Covered, ...]


def read_held_out(path: Path, calibration: Calibration) -> HeldOut:
    """From the file of a stored backtest. Raises FaultsFound where it is none, or one of another log."""
    if not path.is_file():
        raise _unfit(path, "there is no such file")
    try:
        content = json.loads(path.read_bytes())
        if content["kind"] != KIND:
            raise _unfit(path, f"it is a result of kind {content['kind']}")
        made_from = json.dumps(content["manifest"])
        if calibration.inputs and calibration.inputs[0].sha256 not in made_from:
            raise _unfit(path, "it was made from another log than this calibration")
        value = content["value"]
        return _of(json.loads(value) if isinstance(value, str) else value)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _unfit(path, "this is not a stored backtest") from None


def _unfit(path: Path, saw: str) -> FaultsFound:
    return FaultsFound([Fault(Place(path.name), saw, "make it with dueregard backtest")])


def _of(value: Mapping[str, Any]) -> HeldOut:
    places = tuple(
        Places(
            quantity=str(each["quantity"]),
            grade=str(each["grade"]),
            counts=tuple(int(count) for count in each["counts"]),
        )
        for each in value["places"]
    )
    if any(len(each.counts) != TENTHS or min(each.counts) < 0 for each in places):
        raise ValueError("places are not ten counts")
    return HeldOut(
        heading=None if value["heading"] is None else str(value["heading"]),
        sentence=str(value["sentence"]),
        folds=int(value["folds"]),
        weeks=int(value["weeks"]),
        from_on=str(value["from_on"]),
        until_on=str(value["until_on"]),
        won=int(value["won"]),
        lost=int(value["lost"]),
        places=places,
        covered=tuple(_covered(each) for each in value["scores"] if each["coverage_50"] is not None),
    )


def _covered(each: Mapping[str, Any]) -> Covered:
    return Covered(
        quantity=str(each["quantity"]),
        grade=str(each["grade"]),
        forecaster=str(each["forecaster"]),
        cells=int(each["cells"]),
        half=_share(each["coverage_50"]),
        four_fifths=_share(each["coverage_80"]),
        nearly_all=_share(each["coverage_95"]),
    )


def _share(value: Any) -> float | None:
    return None if value is None else float(value)
