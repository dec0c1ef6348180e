"""A calibration as plain content and arrays, and back: what its file holds and its hash covers.

Kept are the weekly sums, from which demand and every draw are fitted again by the same arithmetic, and beside
them all that is not fitted. So a calibration read back is the one that was written, draws included.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt

from dueregard.common.canonical import canonical_bytes, sha256
from dueregard.local_policing.calibration_crews import UnitsSeen
from dueregard.local_policing.calibration_fit import add_up, fit, prepare
from dueregard.local_policing.calibration_result import (
    NEVER_VALIDATION,
    Calibration,
    CalibrationSettings,
    InputFile,
    heading_of,
)
from dueregard.local_policing.calibration_weeks import ARRAYS, WeekSums
from dueregard.local_policing.demand import DemandClass, Parameter, Status
from dueregard.local_policing.grades import ClockStart, Route
from dueregard.local_policing.log_settings import ASSUMED, LogSettings
from dueregard.local_policing.unseen_load import Looks, UnitsOnDuty, usual_on_duty
from dueregard.workforce.hours import Grid

Arrays = Mapping[str, npt.NDArray[Any]]
FORMAT = "dueregard-calibration 2"
SEEN = ("busy_mean", "busy_at_once", "sent_around")
ON_DUTY, LOOKS = "on_duty", "looks"


def arrays_of(calibration: Calibration) -> dict[str, npt.NDArray[Any]]:
    """The arrays that are kept, by name."""
    found: dict[str, npt.NDArray[Any]] = {name: getattr(calibration.sums, name) for name in ARRAYS}
    seen = {name: getattr(calibration.units_seen, name) for name in SEEN}
    found |= {name: array for name, array in seen.items() if array is not None}
    if calibration.on_duty is not None:
        found[ON_DUTY] = calibration.on_duty.units
    if calibration.looks is not None:
        found[LOOKS] = calibration.looks.seen
    return found


def content_of(calibration: Calibration) -> dict[str, Any]:
    """Everything else as plain JSON, with the digest of each array; its canonical bytes make the hash."""
    sums, on_duty, looks = calibration.sums, calibration.on_duty, calibration.looks
    return {
        "format": FORMAT,
        "source": calibration.source,
        "invented": calibration.invented,
        "as_at": calibration.as_at.isoformat(),
        "inputs": [_plain(asdict(file)) for file in calibration.inputs],
        "heading": calibration.heading,
        "statement": calibration.statement,
        "zone": sums.zone,
        "first_on": sums.first_on.isoformat(),
        "last_on": sums.last_on.isoformat(),
        "weeks": sums.weeks,
        "local_areas": list(sums.local_areas),
        "classes": [_plain(asdict(cls)) for cls in sums.classes],
        "incidents": calibration.incidents,
        "left_out": calibration.left_out,
        "unseen_share": calibration.demand.unseen_share,
        "settings": _settings_words(calibration.settings),
        "parameters": [_plain(asdict(parameter)) for parameter in calibration.parameters],
        "on_duty": None if on_duty is None else _grid_words(on_duty.grid),
        "looks_beyond": None if looks is None else looks.beyond,
        "arrays": {name: digest(array) for name, array in arrays_of(calibration).items()},
    }


def hash_of(calibration: Calibration) -> str:
    """The hash of a calibration's content, whatever its field `hash` says."""
    return sha256(canonical_bytes(content_of(calibration)))


def digest(array: npt.NDArray[Any]) -> str:
    """SHA-256 of an array's shape and values, whatever integers it is kept in.

    >>> digest(np.array([1, 2], dtype=np.int8)) == digest(np.array([1, 2], dtype=np.int64))
    True
    """
    kind = "<f8" if array.dtype.kind == "f" else "<i8"
    found = hashlib.sha256(f"{kind} {array.shape}".encode())
    found.update(np.ascontiguousarray(array, dtype=kind).tobytes())
    return found.hexdigest()


def calibration_of(content: Mapping[str, Any], arrays: Arrays, content_hash: str) -> Calibration:
    """A calibration from its content and arrays. Raises KeyError, TypeError or ValueError where they do not fit."""
    sums = WeekSums(
        zone=content["zone"],
        classes=tuple(_class(row) for row in content["classes"]),
        local_areas=tuple(content["local_areas"]),
        first_on=date.fromisoformat(content["first_on"]),
        **{name: arrays[name] for name in ARRAYS},
    )
    prepared = prepare(sums)
    fitted = fit(prepared, add_up(prepared, np.ones(sums.weeks)))
    settings = _settings(content["settings"])
    words = content["on_duty"]
    on_duty = None if words is None else UnitsOnDuty(_grid(words), arrays[ON_DUTY])
    share = float(content["unseen_share"])
    demand = replace(fitted.demand, unseen_share=share, on_duty=usual_on_duty(on_duty))
    return Calibration(
        demand=demand,
        parameters=tuple(_parameter(row) for row in content["parameters"]),
        heading=heading_of(sums.weeks, settings.log),
        statement=NEVER_VALIDATION,
        source=content["source"],
        invented=bool(content["invented"]),
        as_at=date.fromisoformat(content["as_at"]),
        inputs=tuple(InputFile(**row) for row in content["inputs"]),
        weeks=sums.weeks,
        first_on=sums.first_on,
        last_on=sums.last_on,
        incidents=content["incidents"],
        left_out=content["left_out"],
        units_seen=UnitsSeen(arrays["busy_mean"], arrays["busy_at_once"], arrays.get("sent_around")),
        prepared=prepared,
        fitted=fitted,
        on_duty=on_duty,
        looks=None if LOOKS not in arrays else Looks(arrays[LOOKS], content["looks_beyond"]),
        settings=settings,
        hash=content_hash,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _settings_words(settings: CalibrationSettings) -> dict[str, Any]:
    """What is assumed of any log is left out where it is the default, so that it changes no older hash."""
    words: dict[str, Any] = _plain(asdict(settings))
    log = words.pop("log")
    if settings.log != ASSUMED:
        words["log"] = {**log, "batch_chance": f"{settings.log.batch_chance:f}"}
    return words


def _settings(words: Mapping[str, Any]) -> CalibrationSettings:
    log = words.get("log")
    if log is None:
        return CalibrationSettings(**words)
    chosen = LogSettings(**{**log, "batch_chance": Decimal(log["batch_chance"])})
    return CalibrationSettings(**{**words, "log": chosen})


def _class(row: Mapping[str, Any]) -> DemandClass:
    return DemandClass(**{**row, "route": Route(row["route"]), "clock": ClockStart(row["clock"])})


def _parameter(row: Mapping[str, Any]) -> Parameter:
    return Parameter(**{**row, "status": Status(row["status"]), "as_at": date.fromisoformat(row["as_at"])})


def _grid_words(grid: Grid) -> dict[str, Any]:
    return {
        "start": grid.start.isoformat(),
        "hours": grid.hours,
        "zone": grid.zone,
        "local_areas": list(grid.local_areas),
    }


def _grid(words: Mapping[str, Any]) -> Grid:
    start = datetime.fromisoformat(words["start"])
    return Grid(start, words["hours"], words["zone"], tuple(words["local_areas"]))
