"""Anchors of the fluid view kept with a study: which simulated cells, and what they were simulated from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from dueregard.common.canonical import canonical_bytes
from dueregard.common.content_hash import code_hash, content_hash
from dueregard.effects.comparison import EffectRefused
from dueregard.effects.fluid_view import Anchors, FluidGrid, fluid_grid, kept_sizes
from dueregard.effects.rosters import roster_hash
from dueregard.effects.study_reading import ReadStudy
from dueregard.effects.surface import CapacitySurface

FORMAT = "dueregard-surface-anchors 1"
MOST_BYTES = 1_000_000
MAKE = "make it with `dueregard surface STUDY --sizes … --view anchors`"


def anchors_path(study: Path) -> Path:
    """Where the anchors of a study are kept: beside it.

    >>> anchors_path(Path("a/velmoor.yaml")).name
    'velmoor-anchors.json'
    """
    return study.with_name(f"{study.stem}-anchors.json")


def grid_of(read: ReadStudy, sizes: Sequence[int], shares: Sequence[Decimal]) -> FluidGrid:
    """A grid of a study by the fluid alone."""
    return fluid_grid(read.of_sizes(kept_sizes(sizes)), sizes, shares)


def anchors_of(read: ReadStudy, found: CapacitySurface) -> Anchors:
    """A simulated surface of a study as anchors: what its runs say of each cell."""
    return Anchors(
        shares=found.shares,
        sizes=found.sizes,
        people=found.means,
        by_fluid=grid_of(read, found.sizes, found.shares).people,
        runs=int(found.runs.min()),
    )


def anchors_mark(read: ReadStudy, versions: Mapping[str, str]) -> str:
    """A hash of all that simulated cells hang on, but for their sizes and shares."""
    study, composed = read.study, read.study.composed
    drawn_from = None if composed is None else (composed.from_at, composed.until_at, composed.skill)
    return content_hash(
        (
            read.calibration.hash,
            roster_hash(read.roster),
            (read.settings, study.backfill, read.policy, read.crewing, read.design, study.extra),
            (study.first_on, study.last_on, drawn_from, None if composed is None else composed.of_trained),
            (dict(versions), code_hash()),
        )
    )


def anchors_bytes(anchors: Anchors, mark: str) -> bytes:
    """The file."""
    return canonical_bytes(
        {
            "format": FORMAT,
            "made_from": mark,
            "runs": anchors.runs,
            "available": [str(share) for share in anchors.shares],
            "officers": list(anchors.sizes),
            "people": anchors.people.tolist(),
            "by_fluid": anchors.by_fluid.tolist(),
        }
    )


def read_anchors(path: Path, mark: str) -> Anchors:
    """Read a file of anchors made from these inputs. Raises EffectRefused in one sentence."""
    if not path.is_file():
        raise EffectRefused(f"{path}: there are no simulated cells to measure the fluid view by; {MAKE}.")
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("too long")
        content = json.loads(path.read_bytes())
        if content["format"] != FORMAT:
            raise ValueError("another format")
        anchors = _anchors(content)
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError):
        raise EffectRefused(
            f"{path}: this is no file of simulated cells, or it was changed; {MAKE}."
        ) from None
    if content.get("made_from") != mark:
        raise EffectRefused(
            f"{path}: the cells were simulated from other inputs or by another version, so the error would not be "
            f"that of this view; {MAKE}."
        )
    return anchors


def _anchors(content: dict[str, Any]) -> Anchors:
    people, by_fluid = (np.array(content[name], dtype=np.float64) for name in ("people", "by_fluid"))
    if not (np.isfinite(people).all() and np.isfinite(by_fluid).all()):
        raise ValueError("people that are no number")
    return Anchors(
        shares=tuple(Decimal(share) for share in content["available"]),
        sizes=tuple(int(size) for size in content["officers"]),
        people=people,
        by_fluid=by_fluid,
        runs=int(content["runs"]),
    )
