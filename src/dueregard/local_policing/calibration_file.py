"""A calibration kept in a folder, so that later commands need not calibrate again.

Two files: `calibration.json` with everything that is read by people and machines, and `weeks.npz` with the
weekly sums. The first names the digest of every array in the second, and its own hash, so a file that was
cut short, mixed up with another or edited is found out when it is read.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dueregard.common.canonical import canonical_bytes, sha256
from dueregard.common.errors import Fault, FaultsFound, Place
from dueregard.local_policing.calibration_content import (
    FORMAT,
    arrays_of,
    calibration_of,
    content_of,
    digest,
)
from dueregard.local_policing.calibration_result import Calibration

CONTENT_FILE, WEEKS_FILE = "calibration.json", "weeks.npz"
KEPT_SMALL = ("received",)
"""Arrays that are int32 in memory; all other whole numbers are int64."""


def calibration_files(calibration: Calibration) -> dict[str, bytes]:
    """The two files by name, their bytes the same for the same calibration (and zlib)."""
    content = {**content_of(calibration), "hash": calibration.hash}
    arrays = {name: _smallest(array) for name, array in arrays_of(calibration).items()}
    packed = io.BytesIO()
    np.savez_compressed(packed, **arrays)  # type: ignore[arg-type]
    return {WEEKS_FILE: packed.getvalue(), CONTENT_FILE: canonical_bytes(content)}


def save_calibration(calibration: Calibration, folder: Path) -> str:
    """Write a calibration to a folder, made if need be, and give its hash.

    Each file is written beside its place and moved in, the sums first: an interruption leaves the earlier
    calibration, or one that reading refuses, and never one that is half of each unnoticed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in calibration_files(calibration).items():
        beside = folder / f".{name}.being-written"
        beside.write_bytes(content)
        beside.replace(folder / name)
    return calibration.hash


def load_calibration(folder: Path) -> Calibration:
    """The calibration of a folder. Raises FaultsFound where it is not there, or is not as it was written."""
    content, stated = _content(folder / CONTENT_FILE)
    arrays = _arrays(folder / WEEKS_FILE, content["arrays"])
    try:
        return calibration_of(content, arrays, stated)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise _unfit(folder / CONTENT_FILE, f"its parts do not fit together ({error})") from None


def _content(path: Path) -> tuple[dict[str, Any], str]:
    if not path.is_file():
        raise _unfit(path, "there is no calibration here")
    try:
        content = json.loads(path.read_bytes())
        stated = content.pop("hash")
        content_format = content["format"]
    except (ValueError, KeyError, AttributeError, TypeError):
        raise _unfit(path, "this is not a calibration") from None
    if content_format != FORMAT:
        raise _unfit(path, f"its format is not {FORMAT}")
    if sha256(canonical_bytes(content)) != stated:
        raise _unfit(path, "it was changed after it was written")
    return content, stated


def _arrays(path: Path, digests: dict[str, str]) -> dict[str, npt.NDArray[Any]]:
    if not path.is_file():
        raise _unfit(path, "the weekly sums of the calibration are missing")
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as packed:
            arrays = {name: _as_was(name, packed[name]) for name in digests}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        raise _unfit(path, "these are not the weekly sums of a calibration") from None
    for name, array in arrays.items():
        if digest(array) != digests[name]:
            raise _unfit(path, "these weekly sums belong to another calibration")
    return arrays


def _unfit(path: Path, saw: str) -> FaultsFound:
    return FaultsFound([Fault(Place(str(path)), saw, "make it with dueregard calibrate")])


def _smallest(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Whole numbers in the smallest kind that holds them, little-endian."""
    if array.dtype.kind == "f":
        return np.ascontiguousarray(array, dtype="<f8")
    low, high = int(array.min(initial=0)), int(array.max(initial=0))
    kind = next(kind for kind in ("<i1", "<i2", "<i4", "<i8") if np.iinfo(kind).max >= max(high, -low))
    return np.ascontiguousarray(array, dtype=kind)


def _as_was(name: str, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if array.dtype.kind == "f":
        return array.astype(np.float64)
    return array.astype(np.int32 if name in KEPT_SMALL else np.int64)
